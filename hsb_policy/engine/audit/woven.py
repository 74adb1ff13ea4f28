"""Floor 3, audit: a text of many lines made from columns: all lines at once, in a fraction of the time of one line after the other."""

from collections.abc import Iterable, Sequence
from itertools import chain, islice, repeat
from typing import Final

from attrs import define, field

from hsb_policy.engine.audit.picked import Column

_OFTEN: Final = (
    4  # rows for each text of a column, from which what stands before the text is joined to it once, not in each row
)


@define(eq=False)
class Woven:
    """Lines in the making, which are given their parts from left to right. At least one part is a column."""

    _before: str = ""  # what stands in all lines before the next column
    _columns: list[Iterable[str]] = field(factory=list)

    def same(self, text: str) -> None:
        """All lines go on with a text."""
        self._before += text

    def column(self, texts: Sequence[str]) -> None:
        """Each line goes on with a text of its own."""
        if self._before:
            self._columns.append(repeat(self._before))
            self._before = ""
        self._columns.append(texts)

    def picked(self, column: Column) -> None:
        """Each line goes on with its cell of a column."""
        number = len(column.texts.raw)
        if number == 1:
            self.same(column.texts.cells[0])
        elif number * _OFTEN <= len(column):
            self._columns.append(column.cells(self._before))
            self._before = ""
        else:
            self.column(column.cells())

    def lines(self, first: int) -> tuple[tuple[str, ...], str]:
        """So many of the first lines each by itself, and all the others."""
        after = [repeat(self._before)] if self._before else []
        parts = zip(*self._columns, *after)  # noqa: B905 - what is the same has no end
        return tuple("".join(line) for line in islice(parts, first)), "".join(chain.from_iterable(parts))
