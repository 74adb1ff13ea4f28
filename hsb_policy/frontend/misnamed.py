"""Floor 2, front end: one fault, one message: a name that is misspelt where it is declared, or that many declarations miss.

Where a name is misspelt in its declaration, everything that uses it is right, and would be told as wrong.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import evolve

from hsb_policy.diagnostics.model import Diagnostic, Edit, Fix, Label
from hsb_policy.diagnostics.nearest import Near, nearest, renamed
from hsb_policy.diagnostics.source import SourceFile, Span

UNKNOWN_FIELD: Final = "HSB-N202"
_UNKNOWN: Final = frozenset({"HSB-N201", UNKNOWN_FIELD, "HSB-N203", "HSB-N207", "HSB-N208", "HSB-N263", "HSB-N264"})
_UNUSED: Final = "HSB-R455"
_MISSPELT: Final = "is this it, misspelt?"
_FEW: Final = 3  # declarations that name a field which is not there, told of one by one
_VOCABULARY: Final = frozenset(("record", "codes", "case"))  # what begins the declarations of what case files hold
_SHOWN: Final = 2  # further places that a joined message underlines


def told_together(found: Iterable[Diagnostic], files: Sequence[SourceFile]) -> tuple[Diagnostic, ...]:
    """What was found, with one message where many declarations name one thing that is not there."""
    items = tuple(found)
    groups: dict[tuple[str, str], list[Diagnostic]] = {}
    for diagnostic in items:
        if diagnostic.code in _UNKNOWN:
            groups.setdefault((diagnostic.code, diagnostic.message), []).append(diagnostic)
    joined = {key: one for key, alike in groups.items() if (one := _joined(alike, files)) is not None}
    misspelt = {label.span for one in joined.values() for label in one.secondary if label.text == _MISSPELT}
    told: list[Diagnostic] = []
    for diagnostic in items:
        if diagnostic.code == _UNUSED and diagnostic.primary is not None and diagnostic.primary.span in misspelt:
            continue
        one = joined.get((diagnostic.code, diagnostic.message), diagnostic)
        if one not in told or one is diagnostic:
            told.append(one)
    return tuple(told)


def _joined(alike: Sequence[Diagnostic], files: Sequence[SourceFile]) -> Diagnostic | None:
    """One message for several, if they are one fault."""
    first, *others = alike
    if not others or first.primary is None:
        return None
    again = tuple(Label(d.primary.span, "and here") for d in others[:_SHOWN] if d.primary is not None)
    one = evolve(first, message=f"{first.message}, and {len(alike)} declarations name it")
    declared = _only_place(first, files)
    if declared is not None:
        right = _written(first.primary.span, files)
        return evolve(
            one,
            secondary=(Label(declared, _MISSPELT), *again),
            help=(f"if it is misspelt where it is declared, write `{right}` there", *first.help[:1]),
            fix=renamed(declared, _near(right, _written(declared, files), first, declared, files)),
        )
    if first.code == UNKNOWN_FIELD and len(alike) > _FEW:
        return evolve(one, secondary=(*first.secondary, *again), fix=_all_edits(alike))
    return None


def _only_place(diagnostic: Diagnostic, files: Sequence[SourceFile]) -> Span | None:
    """Where the near name stands, if that is in one place only, which can but be its declaration."""
    if diagnostic.fix is None:
        return None
    near = re.compile(rf"(?<![\w]){re.escape(diagnostic.fix.edits[0].text)}(?!\w)")
    places = [Span(file.name, *match.span()) for file in files for match in near.finditer(file.text)]
    return places[0] if len(places) == 1 else None


def _near(right: str, wrong: str, diagnostic: Diagnostic, declared: Span, files: Sequence[SourceFile]) -> Near | None:
    """The right name, as sure as the correction of what names it was; of a name that case files hold, never sure.

    Those who write case files know the declaration alone, and two rules may have the same slip.
    """
    near = nearest(wrong, [right])
    if near is not None and diagnostic.fix is not None:
        near.is_sure = diagnostic.fix.safe and not _is_of_case_files(declared, files)
    return near


def _is_of_case_files(declared: Span, files: Sequence[SourceFile]) -> bool:
    """Whether a name is declared in the vocabulary, as a list, a field or a code of case files."""
    text = next((file.text for file in files if file.name == declared.file), "")
    begun = [line for line in text[: declared.end].splitlines() if line[:1].isalpha()]
    return bool(begun) and begun[-1].split()[0] in _VOCABULARY


def _all_edits(alike: Sequence[Diagnostic]) -> Fix | None:
    fixes = [d.fix for d in alike if d.fix is not None]
    edits: tuple[Edit, ...] = tuple(edit for fix in fixes for edit in fix.edits)
    return Fix(edits, all(fix.safe for fix in fixes)) if fixes else None


def _written(span: Span, files: Sequence[SourceFile]) -> str:
    text = next((file.text for file in files if file.name == span.file), "")
    return text[span.start : span.end]
