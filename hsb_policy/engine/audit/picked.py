"""Floor 3, audit: columns in which the same texts stand many times. Each text is looked at and made ready for lines once, then picked.

A batch of cases has some thousand ids and days, and some hundred thousand findings that name them.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from hsb_policy.engine.audit.lines import cells_of
from hsb_policy.engine.audit.tables import JOIN

Array = npt.NDArray[Any]

# At these a cell would end before its end; and with these at its beginning it would be taken for a formula. A comma is common, and marks round
# the cell are enough for it.
_ENDING: Final = ('"', "\r")
_BEGINNING: Final = ("\n'", "\n=", "\n+", "\n-", "\n@", "\n\t", "\n\r")
_NARROW: Final = 10_000  # numbers between the least and the greatest: so few are laid out, beside others sorted


@frozen(eq=False)
class Texts:
    """Texts of which columns pick."""

    raw: Sequence[str] = field(repr=False)

    @cached_property
    def array(self) -> Array:
        """The texts as they are."""
        return _objects(self.raw)

    @cached_property
    def encoded(self) -> Array:
        """The texts as bytes, for digests."""
        return _objects([text.encode("utf-8", "surrogatepass") for text in self.raw])

    @cached_property
    def _joined(self) -> str:
        return "\n".join(("", *self.raw))

    @cached_property
    def is_marked(self) -> bool:
        """Whether one of them may need a mark before it, because a spreadsheet would take it for a formula."""
        return any(sign in self._joined for sign in _BEGINNING)

    @cached_property
    def _is_plain(self) -> bool:
        """Whether each is a cell as it is, or between quotation marks where it has a comma."""
        at_ends = self.is_marked or self._joined.count("\n") != len(self.raw)
        return not at_ends and not any(sign in self._joined for sign in _ENDING)

    @cached_property
    def is_simple(self) -> bool:
        """Whether each can stand anywhere within a cell as it is, and is told from what stands beside it."""
        return self._is_plain and "," not in self._joined and JOIN not in self._joined

    @cached_property
    def cells(self) -> Array:
        """The texts as they stand in lines."""
        if not self._is_plain:
            return _objects(list(cells_of(self.raw)))
        if "," not in self._joined:
            return self.array
        return _objects([f'"{text}"' if "," in text else text for text in self.raw])


@frozen(eq=False)
class Column:
    """A column: its texts, and the number of the text in each row."""

    texts: Texts
    at: Array = field(repr=False)

    def __len__(self) -> int:
        return int(self.at.size)

    def raw(self) -> list[str]:
        """The texts row by row."""
        return list[str](self.texts.array.take(self.at).tolist())

    def encoded(self) -> list[bytes]:
        """The texts row by row, as bytes."""
        return list[bytes](self.texts.encoded.take(self.at).tolist())

    def cells(self, before: str = "") -> list[str]:
        """The cells row by row, each after the same text."""
        cells = self.texts.cells
        if before:
            cells = _objects([before + cell for cell in cells.tolist()])
        return list[str](cells.take(self.at).tolist())


def column_of(texts: Sequence[str]) -> Column:
    """The column with these texts in its rows."""
    return Column(Texts(texts), np.arange(len(texts)))


def shown_column(numbers: Array, shown: Callable[[int], str], none: int | None = None) -> Column:
    """The column of what numbers are shown as; each different one is shown once. Nothing is shown of `none`.

    >>> shown_column(np.asarray([7, -1, 3, 7]), str, none=-1).raw()
    ['7', '', '3', '7']
    """
    known = np.flatnonzero(numbers != none)
    if known.size == numbers.size:
        found, at = distinct(numbers)
        return Column(Texts([shown(number) for number in found.tolist()]), at)
    found, at_known = distinct(numbers[known])
    at = np.full(numbers.size, found.size)
    at[known] = at_known
    return Column(Texts([*map(shown, found.tolist()), ""]), at)


def distinct(numbers: Array) -> tuple[Array, Array]:
    """The different numbers in their order, and of each the place among these.

    >>> [found.tolist() for found in distinct(np.asarray([7, 3, 7]))]
    [[3, 7], [1, 0, 1]]
    """
    if not numbers.size:
        return numbers, numbers
    least = int(numbers.min())
    span = int(numbers.max()) - least + 1
    if span > 4 * numbers.size + _NARROW:
        return np.unique(numbers, return_inverse=True)
    place = np.zeros(span, np.int64)
    place[numbers - least] = 1
    found = np.flatnonzero(place)
    place[found] = np.arange(found.size)
    return found + least, place.take(numbers - least)


def _objects(found: Sequence[Any]) -> Array:
    array = np.empty(len(found), object)
    array[:] = found
    return array
