"""Ground floor: the edits of safe fixes, applied to a text. Nothing outside of them changes."""

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

from hsb_policy.diagnostics.model import Diagnostic, Edit, Fix
from hsb_policy.diagnostics.source import SourceFile

_COMMENT: Final = "#"


@frozen
class Mended:
    """One edit that was made: of which message, on which line of the file, and what stands there now instead of what."""

    code: str
    file: str
    line: int
    before: str
    after: str


def safe_fixes(found: Iterable[Diagnostic], files: Sequence[SourceFile]) -> tuple[tuple[str, Fix], ...]:
    """The fixes that may be made together, with the codes of their messages: safe, and none touching another.

    A fix is made whole or not at all, and none that would take a comment out with it.
    """
    texts = {file.name: file.text for file in files}
    taken: list[Edit] = []
    chosen: list[tuple[str, Fix]] = []
    for diagnostic in found:
        fix = diagnostic.fix
        if fix is None or not fix.safe or not all(_may_be_made(edit, texts, taken) for edit in fix.edits):
            continue
        taken += fix.edits
        chosen.append((diagnostic.code, fix))
    return tuple(chosen)


def _may_be_made(edit: Edit, texts: dict[str, str], taken: Sequence[Edit]) -> bool:
    span = edit.span
    text = texts.get(span.file)
    if text is None or _COMMENT in text[span.start : span.end] or text[span.start : span.end] == edit.text:
        return False
    return all(
        span.file != other.span.file or span.end < other.span.start or other.span.end < span.start for other in taken
    )


def told(fixes: Iterable[tuple[str, Fix]], files: Sequence[SourceFile]) -> tuple[Mended, ...]:
    """What edits change, line by line, in the words of the texts before them."""
    by_name = {file.name: file for file in files}
    made = []
    for code, fix in fixes:
        for edit in fix.edits:
            file, span = by_name[edit.span.file], edit.span
            before = file.text[span.start : span.end]
            made.append(Mended(code, file.name, file.line_and_column(span.start)[0], before, edit.text))
    return tuple(sorted(made, key=lambda m: (m.file, m.line)))
