"""Roof: the trace matrix as a person reads it."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from hsb_policy.testing.tracing import Traced, TraceMatrix

_WIDEST: Final = 100
_ID: Final = 6
_SCENARIOS: Final = 3
_NARROWEST: Final = 12


def show_trace(matrix: TraceMatrix, console: Console) -> None:
    """Print what carries each statement, by section, then interpretations and questions, then whether there are holes."""
    width = min(console.width, _WIDEST)
    for section, found in groupby(matrix.statements, key=lambda t: t.section):
        _table(console, width, section, list(found))
    _table(console, width, "Interpretations", matrix.interpretations)
    _table(console, width, "Questions reserved to people", matrix.questions)
    _print(console, _last_line(matrix), style="bold" if not matrix.holes else "bold red", cut=False)


def _table(console: Console, width: int, title: str, found: Sequence[Traced]) -> None:
    if not found:
        return
    room = max(2 * _NARROWEST, width - _ID - _SCENARIOS - 2)
    summary = room * 9 // 20
    head = f"{set_cell_size(title, _ID + summary + 1)}{set_cell_size('carried by', room - summary + 1)}"
    _print(console, _cut(f"{head}{'scenarios'[:_SCENARIOS]:>{_SCENARIOS}}", width), style="bold")
    for traced in found:
        carriers = "NOTHING CARRIES IT" if traced.is_hole else _carriers(traced, room - summary)
        cells = (
            set_cell_size(traced.id, _ID),
            set_cell_size(_cut(traced.summary, summary), summary + 1),
            set_cell_size(_cut(carriers, room - summary), room - summary + 1),
            f"{traced.scenarios or '-':>{_SCENARIOS}}",
        )
        _print(console, _cut("".join(cells), width), style="bold red" if traced.is_hole else "")
    console.print()


def _carriers(traced: Traced, room: int) -> str:
    """The first few that fit, and how many more; or the reason why nothing can carry it."""
    if not traced.carriers:
        return f"not executable: {traced.not_executable}"
    for number in range(len(traced.carriers), 1, -1):
        told = _some(traced.carriers, number)
        if cell_len(told) <= room:
            return told
    rest = len(traced.carriers) - 1
    more = f" +{rest}" if rest else ""
    return _cut(traced.carriers[0], room - len(more)) + more


def _some(carriers: Sequence[str], number: int) -> str:
    rest = len(carriers) - number
    return ", ".join(carriers[:number]) + (f" +{rest}" if rest else "")


def _last_line(matrix: TraceMatrix) -> str:
    carried = sum(not t.is_hole for t in matrix.statements)
    holes = f"{_count(len(matrix.holes), 'hole')}: {', '.join(matrix.holes)}" if matrix.holes else "no holes"
    return (
        f"{carried} of {len(matrix.statements)} statements carried or listed with a reason; "
        f"{_count(len(matrix.interpretations), 'interpretation')}; {_count(len(matrix.questions), 'question')}; {holes}"
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _cut(text: str, room: int) -> str:
    """A text in at most so many columns, with dots where it was cut."""
    return text if cell_len(text) <= room else f"{set_cell_size(text, max(0, room - 1)).rstrip()}…"


def _print(console: Console, line: str, *, style: str = "", cut: bool = True) -> None:
    words = "".join(c if c.isprintable() else "·" for c in line).rstrip()
    console.print(Text(words, style=style), soft_wrap=cut, highlight=False)
