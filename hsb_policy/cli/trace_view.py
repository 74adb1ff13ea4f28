"""Roof: the trace matrix as a person reads it."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from hsb_policy.reporting.page import said_on
from hsb_policy.testing.tracing import Traced, TraceMatrix

_WIDEST: Final = 100
_ID: Final = 6
_SCENARIOS: Final = 4
_NARROWEST: Final = 12
# What carries an id best is named first.
_KINDS: Final = (
    "duty",
    "permission",
    "question",
    "conclusion",
    "silence",
    "check",
    "switch",
    "fixed:",
    "reference",
    "guidance",
)


def show_trace(matrix: TraceMatrix, console: Console) -> None:
    """Print what carries each statement, by section, then interpretations and questions, then whether there are holes."""
    width = min(console.width, _WIDEST)
    for line in (
        "What each statement says, what carries it (the first, and how many",
        "more), and in how many scenarios it is cited",
    ):
        _print(console, _cut(line, width))
    for section, found in groupby(matrix.statements, key=lambda t: t.section):
        _table(console, width, section, list(found))
    _table(console, width, "Interpretations", matrix.interpretations)
    _table(console, width, "Questions reserved to people", matrix.questions)
    console.print()
    # One line, however long: programs look for it, and a terminal breaks it by itself.
    _print(console, _last_line(matrix), style="bold red" if matrix.holes else "bold")


def _table(console: Console, width: int, title: str, found: Sequence[Traced]) -> None:
    if not found:
        return
    room = max(2 * _NARROWEST, width - _ID - _SCENARIOS - 1)
    summary = room * 9 // 20
    console.print()
    _print(console, _cut(title, width), style="bold")
    for traced in found:
        carriers = "NOTHING CARRIES IT" if traced.is_hole else _carriers(traced, room - summary)
        cells = (
            set_cell_size(traced.id, _ID),
            set_cell_size(_cut(traced.summary, summary), summary + 1),
            set_cell_size(_cut(carriers, room - summary), room - summary),
            f"{traced.scenarios or '-':>{_SCENARIOS}}",
        )
        _print(console, _cut("".join(cells), width), style="bold red" if traced.is_hole else "")


def _carriers(traced: Traced, room: int) -> str:
    """The first few that fit, and how many more; or the reason why nothing can carry it."""
    if not traced.carriers:
        return f"not executable: {traced.not_executable}"
    carriers = sorted({_named(carrier) for carrier in traced.carriers}, key=_weight)
    for number in range(len(carriers), 1, -1):
        told = _some(carriers, number)
        if cell_len(told) <= room:
            return told
    rest = len(carriers) - 1
    more = f" +{rest}" if rest else ""
    return _cut(carriers[0], room - len(more)) + more


def _named(carrier: str) -> str:
    """A carrier by its name; a rule on wording is not named by the words that it is there to keep out."""
    return "wording" if carrier.startswith("wording ") else carrier


def _weight(carrier: str) -> tuple[int, str]:
    kind = carrier.split()[0]
    return (_KINDS.index(kind) if kind in _KINDS else len(_KINDS)), carrier


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


def _print(console: Console, line: str, *, style: str = "") -> None:
    console.print(Text(said_on(console, line).rstrip(), style=style), soft_wrap=True, highlight=False)
