"""Ground floor: messages as text for people, in 80 columns where the texts allow it."""

import textwrap
from collections.abc import Sequence
from typing import Final

from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics, Label
from hsb_policy.diagnostics.source import SourceFile

MOST: Final = 20
WIDTH: Final = 80


def render_all(found: Diagnostics, files: Sequence[SourceFile] = (), most: int = MOST) -> str:
    """All messages, a blank line between them; after the first twenty, how many more there are."""
    shown = [render(d, files) for d in found.items[:most]]
    more = len(found.items) - len(shown)
    if more > 0:
        shown.append(f"and {more} more: mend these first")
    return "\n\n".join(shown)


def render(diagnostic: Diagnostic, files: Sequence[SourceFile] = ()) -> str:
    """One message: what is wrong, where, the line with the place marked, other places that explain it, and cures."""
    by_name = {f.name: f for f in files}
    name = CATALOGUE.get(diagnostic.code, ("", ""))[0]
    lines = [f"{diagnostic.severity.value} {diagnostic.code}{f' {name}' if name else ''}"]
    lines += _wrapped(diagnostic.message, "  ")
    if diagnostic.path is not None:
        lines.append(f"  at {diagnostic.path or 'the whole file'}")
    if diagnostic.primary is not None:
        lines += _place(diagnostic.primary, by_name)
    for label in diagnostic.secondary:
        lines += _place(label, by_name)
    for cure in diagnostic.help:
        lines += _wrapped(f"help: {cure}", "  ")
    return "\n".join(lines)


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _place(label: Label, files: dict[str, SourceFile]) -> list[str]:
    file = files.get(label.span.file)
    if file is None:
        return [f"  in {label.span.file}"] if label.span.file else []
    number, column = file.line_and_column(label.span.start)
    line = file.line(number).replace("\t", " ")
    length = max(1, min(label.span.end - label.span.start, len(line) - column + 1))
    gutter = f"{number:>6} | "
    line, column = _around(line, column, length, WIDTH - len(gutter))
    return [
        f"  {label.span.file}:{number}:{file.line_and_column(label.span.start)[1]}",
        f"{gutter}{line}".rstrip(),
        f"{' ' * (len(gutter) - 2)}| {' ' * (column - 1)}{'^' * length} {label.text}".rstrip(),
    ]


def _around(line: str, column: int, length: int, width: int) -> tuple[str, int]:
    """As much of a long line as fits, with the marked place in it."""
    if len(line) <= width:
        return line, column
    start = max(0, min(column - 1 - width // 4, len(line) - width))
    return line[start : start + width], column - start


def one_line(diagnostic: Diagnostic, files: Sequence[SourceFile] = ()) -> str:
    """One message on one line, as editors read it: `file:line:column: severity code: message`."""
    where = diagnostic.path or ""
    if diagnostic.primary is not None:
        file = next((f for f in files if f.name == diagnostic.primary.span.file), None)
        if file is not None:
            line, column = file.line_and_column(diagnostic.primary.span.start)
            where = f"{file.name}:{line}:{column}"
    return f"{where}: {diagnostic.severity.value} {diagnostic.code}: {diagnostic.message}".lstrip(": ")
