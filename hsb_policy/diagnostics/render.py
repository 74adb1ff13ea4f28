"""Ground floor: messages as text for people. Data in, text out; the same data gives JSON and SARIF in `formats`."""

import unicodedata
from collections.abc import Sequence
from textwrap import wrap
from typing import Final

from attrs import frozen

from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics, Label, Severity
from hsb_policy.diagnostics.source import SourceFile

WIDTH: Final = 80
MOST: Final = 20  # messages told; the rest are counted
MOST_PLACES: Final = 20  # of one message; the rest are counted
BY_ITSELF: Final = " (check --fix does it)"
"""Said behind a cure that `check --fix` applies by itself."""
_ALSO: Final = 5  # further codes that are named where more is to be read
_TAB: Final = "    "
_BESIDE: Final = 8  # columns that are shown beside what is marked
_NARROWEST: Final = 20  # columns that a line of the policy is never cut below

_RED, _YELLOW, _BLUE, _CYAN, _BOLD = "31;1", "33;1", "34", "36", "1"


@frozen
class _Paint:
    """Colours words for a terminal, or leaves them as they are."""

    on: bool

    def __call__(self, words: str, colour: str) -> str:
        return f"\x1b[{colour}m{words}\x1b[0m" if self.on and words else words


@frozen
class _Mark:
    """A label on one line of a file: the sign that underlines it, and the columns of the line that it covers."""

    label: Label
    sign: str
    line: int
    first: int
    last: int


def render_all(found: Diagnostics, files: Sequence[SourceFile] = (), *, colour: bool = False) -> str:
    """All messages, one after the other: at most twenty, mistakes before warnings where there are more."""
    items = list(found.items)
    if len(items) > MOST:
        by_weight = sorted(range(len(items)), key=lambda i: (items[i].severity is not Severity.ERROR, i))
        items = [items[i] for i in sorted(by_weight[:MOST])]
    told = [render(item, files, colour=colour) for item in items]
    if len(found.items) > len(items):
        told.append(f"and {len(found.items) - len(items)} more")
    if items:
        told.append(_more([item.code for item in items]))
    return "\n\n".join(told)


def _more(codes: Sequence[str]) -> str:
    """Where each of the messages told is explained at length, with an example."""
    first, *others = [code.removeprefix("HSB-") for code in dict.fromkeys(codes)]
    also = f" (also {', '.join(others[:_ALSO])}{', …' if len(others) > _ALSO else ''})" if others else ""
    return f"more: hsb-policy check --why {first}{also}"


def render(diagnostic: Diagnostic, files: Sequence[SourceFile] = (), *, colour: bool = False) -> str:
    """One message: what is wrong, where, the line with what is meant underlined, and what would cure it.

    >>> from hsb_policy.diagnostics.source import Span
    >>> file = SourceFile("a.policy", "codes Colour\\n    gren\\n")
    >>> label = Label(Span("a.policy", 17, 21), "not a colour")
    >>> print(render(Diagnostic(code="HSB-N203", message="`gren` is not a colour", primary=label), [file]))
    error HSB-N203 unknown-code: `gren` is not a colour
      a.policy:2
        2 |     gren
          |     ^^^^ not a colour
    """
    paint = _Paint(colour)
    name = CATALOGUE.get(diagnostic.code, ("", ""))[0]
    severity = diagnostic.severity.value
    head = " ".join(word for word in (severity, diagnostic.code, name) if word) + ":"
    lines = _wrapped(f"{head} {_clean(diagnostic.message)}", "", "  ")
    strong = _RED if diagnostic.severity is Severity.ERROR else _YELLOW
    if lines[0].startswith(head):
        lines[0] = paint(head, strong) + paint(lines[0][len(head) :], _BOLD)
    lines += _places(diagnostic, {file.name: file for file in files}, paint, strong)
    for at, cure in enumerate(diagnostic.help):
        mends = at == 0 and diagnostic.fix is not None and diagnostic.fix.safe
        told = _wrapped(f"help: {_clean(cure)}{BY_ITSELF if mends else ''}", "   ", "         ")
        lines += [paint(told[0][:8], _CYAN) + told[0][8:], *told[1:]]
    return "\n".join(lines)


def one_line(diagnostic: Diagnostic, files: Sequence[SourceFile] = ()) -> str:
    """A message in one line, in the form that editors jump by: `file:line:column: error HSB-N201: …`."""
    place = diagnostic.path or ""
    if diagnostic.primary is not None:
        span = diagnostic.primary.span
        place = span.file
        file = next((file for file in files if file.name == span.file), None)
        if file is not None:
            place += ":{}:{}".format(*file.line_and_column(span.start))
    return (
        _clean(f"{place}: " if place else "")
        + f"{diagnostic.severity.value} {diagnostic.code}: {_clean(diagnostic.message)}"
    )


# ---- places ---------------------------------------------------------------------------------------------------------


def _places(diagnostic: Diagnostic, files: dict[str, SourceFile], paint: _Paint, strong: str) -> list[str]:
    """Each file that is pointed at, the one with the mistake first, with the lines concerned."""
    if diagnostic.primary is None:
        return [f"  {_clean(diagnostic.path)}"] if diagnostic.path else []
    labels = [(diagnostic.primary, "^"), *((label, "-") for label in diagnostic.secondary)]
    beyond = len(labels) - MOST_PLACES
    labels, lines = labels[:MOST_PLACES], []
    for name in dict.fromkeys(label.span.file for label, _ in labels):
        here = [(label, sign) for label, sign in labels if label.span.file == name]
        file = files.get(name)
        if file is None:
            lines += [f"  {_clean(name)}"] if name else []
            lines += [f"    {_clean(label.text)}" for label, _ in here if label.text]
            continue
        marks = sorted((_mark(file, label, sign) for label, sign in here), key=lambda m: (m.line, m.first))
        place = next((m for m in marks if m.sign == "^"), marks[0])
        lines.append(f"  {_clean(name)}:{place.line}")
        lines += _shown(file, marks, paint, strong)
    return [*lines, f"  and {beyond} more places"] if beyond > 0 else lines


def _mark(file: SourceFile, label: Label, sign: str) -> _Mark:
    line, column = file.line_and_column(min(label.span.start, len(file.text)))
    length = len(file.line(line))
    first = min(column - 1, length)
    return _Mark(label, sign, line, first, max(first, min(length, first + label.span.end - label.span.start)))


def _shown(file: SourceFile, marks: list[_Mark], paint: _Paint, strong: str) -> list[str]:
    """The lines that are marked, each followed by a row for each mark on it."""
    digits = max(4, len(str(marks[-1].line)) + 1)
    margin = " " * (digits + 1)
    bar = paint(f"{margin} | ", _BLUE)
    rows: list[str] = []
    for number in dict.fromkeys(mark.line for mark in marks):
        here = [mark for mark in marks if mark.line == number]
        text, cut = _cut_to_fit(file.line(number), here, WIDTH - digits - 4)
        rows.append((paint(f" {number:>{digits}} | ", _BLUE) + text).rstrip())
        for mark in here:
            rows += [bar + row for row in _underline(file.line(number), mark, cut, WIDTH - digits - 4, paint, strong)]
    return rows


def _cut_to_fit(line: str, marks: list[_Mark], width: int) -> tuple[str, int]:
    """A line, cut at both ends where it is too long to show, and how many columns were left out at its start."""
    text = _clean(line.replace("\t", _TAB))
    if _columns(text) <= width:
        return text.rstrip(), 0
    room = max(width, _NARROWEST)
    first, last = _reach(line, marks)
    if last - first > room - _BESIDE:  # not all can be seen: then what is wrong
        first, last = _reach(line, [mark for mark in marks if mark.sign == "^"] or marks)
    start = 0 if last < room else max(0, min(first - _BESIDE, last + _BESIDE - room))
    kept = _from_column(text, start, room)
    if start:
        kept = "…" + kept[1:]
    if start + room < _columns(text):
        kept = kept[:-1] + "…"
    return kept.rstrip(), start


def _reach(line: str, marks: list[_Mark]) -> tuple[int, int]:
    """The first and the last column of what is marked."""
    ends = [[_columns(_clean(line[:at].replace("\t", _TAB))) for at in (mark.first, mark.last)] for mark in marks]
    return min(first for first, _ in ends), max(last for _, last in ends)


def _underline(line: str, mark: _Mark, cut: int, width: int, paint: _Paint, strong: str) -> list[str]:
    """The signs under what a label points at, and what the label says, beside or below them."""
    first, last = (at - cut for at in _reach(line, [mark]))
    before = min(max(0, first), width - 1)
    signs = mark.sign * max(1, min(last, width) - before)
    colour = strong if mark.sign == "^" else _BLUE
    said = _clean(mark.label.text)
    beside = f"{' ' * before}{paint(f'{signs} {said}'.rstrip(), colour)}"
    if before + len(signs) + 1 + _columns(said) <= width or not said:
        return [beside]
    rows = wrap(said, max(_NARROWEST, width - before)) if width - before >= _NARROWEST else [said]
    indent = max(0, min(before, width - max(_columns(row) for row in rows)))
    return [" " * before + paint(signs, colour), *(" " * indent + paint(row, colour) for row in rows)]


# ---- words ----------------------------------------------------------------------------------------------------------


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    ) or [first]


def _clean(text: str | None) -> str:
    """A text that cannot move the cursor or hide what follows, whatever stood in the file."""
    return "".join(c if c.isprintable() else "·" for c in text or "")


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(_column(c) for c in text)


def _column(c: str) -> int:
    if unicodedata.combining(c):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


def _from_column(text: str, start: int, room: int) -> str:
    """So many columns of a text, from a column on."""
    kept, at = [], 0
    for c in text:
        if at >= start and at + _column(c) <= start + room:
            kept.append(c)
        at += _column(c)
    return "".join(kept)
