"""Floor 4: from a sheet and what its author wrote between the words to the lines of a declaration.

A line ends where the layout says so, where the author ended one and may, after a comment, and where it would be too long.
Every rule only adds line ends, and all of them are at places where an author's count: so laying out a text that is laid out
changes nothing.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from hsb_policy.formatting.remarks import Gap
from hsb_policy.formatting.sheet import Sheet

WIDTH: Final = 130


def lines_of(sheet: Sheet, gaps: Sequence[Gap]) -> list[str]:
    """The lines; `gaps` has what stands before each spot but the first."""
    begins = _begins(sheet, gaps)
    _settle(sheet, begins)
    while _shorten(sheet, begins):
        _settle(sheet, begins)
    return list(_written(sheet, gaps, begins))


def _begins(sheet: Sheet, gaps: Sequence[Gap]) -> list[bool]:
    """Which spots begin a line by the layout, by a comment before them, or by the author's leave."""
    ended = [False, *(gap.has_line_end for gap in gaps), False]
    begins = []
    for at, spot in enumerate(sheet.spots):
        by_author = spot.may_break is not None and (ended[at] or ended[at + spot.may_break.beside])
        begins.append(at == 0 or spot.begins_line or bool(gaps[at - 1].remarks) or by_author)
    return begins


def _settle(sheet: Sheet, begins: list[bool]) -> None:
    """What follows from the lines that begin already."""
    settled = False
    while not settled:
        settled = True
        so_far = list(accumulate(begins, initial=0))
        due = [at for stretch, at in sheet.follows if so_far[stretch.end] > so_far[stretch.start + 1]]
        due += [second for first, second in sheet.chains if begins[first]]
        due += [at for spots in sheet.together if any(begins[at] for at in spots) for at in spots]
        for at in due:
            if not begins[at] and sheet.spots[at].may_break is not None:
                begins[at] = True
                settled = False


def _shorten(sheet: Sheet, begins: list[bool]) -> bool:
    """End lines that are too long at the outermost places where they may end; whether there was one."""
    starts = [at for at, begin in enumerate(begins) if begin]
    ends = list(accumulate((len(spot.lead) + len(spot.text) for spot in sheet.spots), initial=0))
    found = False
    for start, end in zip(starts, [*starts[1:], len(begins)], strict=True):
        if _width(sheet, ends, start, end) > WIDTH:
            cuts = _cuts(sheet, ends, start, end)
            for at in cuts:
                begins[at] = True
            found = found or bool(cuts)
    return found


def _cuts(sheet: Sheet, ends: Sequence[int], start: int, end: int) -> list[int]:
    places = [(spot.may_break, at) for at, spot in enumerate(sheet.spots[start + 1 : end], start + 1)]
    breaks = [(place, at) for place, at in places if place is not None]
    if not breaks:
        return []
    outermost = min((place for place, _ in breaks), key=lambda place: place.depth)
    level = [at for place, at in breaks if place.group == outermost.group and place.depth == outermost.depth]
    if not outermost.fills:
        return level
    cuts: list[int] = []
    for at, after in pairwise([*level, end]):
        if _width(sheet, ends, cuts[-1] if cuts else start, after) > WIDTH:
            cuts.append(at)
    return cuts


def _width(sheet: Sheet, ends: Sequence[int], start: int, end: int) -> int:
    """How many columns a line takes; `ends` counts those of all spots before each."""
    first = sheet.spots[start]
    return first.indent + ends[end] - ends[start] - len(first.lead)


def _written(sheet: Sheet, gaps: Sequence[Gap], begins: Sequence[bool]) -> list[str]:
    lines: list[str] = []
    for at, spot in enumerate(sheet.spots):
        if not begins[at]:
            lines[-1] += spot.lead + spot.text
            continue
        indent = " " * spot.indent
        if at:
            lines += remarks_below(lines, gaps[at - 1], indent, keeps_blanks=spot.begins_clause)
        lines.append(indent + spot.text)
    return lines


def remarks_below(lines: list[str], gap: Gap, indent: str, *, keeps_blanks: bool) -> list[str]:
    """The comments of a gap, each on its line, with single blank lines where they are kept; one may join the last line."""
    below: list[str] = []
    for remark in gap.remarks:
        if not remark.is_apart:
            lines[-1] += f"  {remark.text}"
            continue
        if remark.after_blank and keeps_blanks:
            below.append("")
        below.append(indent + remark.text)
    if gap.ends_blank and keeps_blanks:
        below.append("")
    return below
