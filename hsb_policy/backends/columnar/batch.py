"""Floor 2, back end: the cases of a batch as columns: a table for each kind of record, an array for each field that a plan reads.

A record is known by its row in the table of its kind, over all cases of the batch; -1 is a record that is not known. Every column has
one entry more than its table has rows: the last one, which -1 finds, is what holds of a record that is not known. Tables are sorted by
case, and within it by the place in the file: of records within others, by the place of the outer record first.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from hsb_policy.core.schema import CASE

Array = npt.NDArray[Any]

FAR: Final = 10**15  # beyond every day, moment and number, `not yet` too: the ends of what is not known at all
NO_ROW: Final = -1
NO_WORD: Final = -1  # a code, text or name that is not known

LAST: Final = "{} last"  # beside the first day (moment, number) that a value can be, the last one
NAME: Final = "{} name"  # beside a code that may need a name, that name: the word "" where it has none
STATE: Final = "{} state"  # beside a field: 1 not recorded, 2 recorded as not known, 0 otherwise
VALUE: Final = "value"  # the column of a table of elements that are no records


class Words:
    """Codes, texts and names as numbers: the same text has the same number in a plan and in its batches."""

    def __init__(self, texts: Sequence[str] = ("", " ")) -> None:
        self._texts = list(texts)  # the first two are what no case can hold: silence, and a conflict
        self._numbers = {text: number for number, text in enumerate(self._texts)}

    def number(self, text: str) -> int:
        """The number of a text."""
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self._texts)
            self._texts.append(text)
        return found

    def texts(self) -> Sequence[str]:
        """All texts, in the order of their numbers."""
        return tuple(self._texts)

    def copied(self) -> "Words":
        """The same words, to which the texts of one batch are added."""
        return Words(self._texts)

    def text(self, number: int) -> str:
        """The text of a number."""
        return self._texts[number]


@frozen(eq=False)
class Listed:
    """A field that is a list: for each row of its table (and one row more) the first of its elements, how many, and whether it is known.

    Elements that are records of a list of the case stand in order in the table of their kind, as do records within others; all other
    elements (codes, days, refs) stand in a table of their own, `elements_of(kind, field)`, in its column `value`.
    """

    table: str
    first: Array
    count: Array
    known: Array


@frozen(eq=False)
class Table:
    """The records of one kind: how many, the case of each (its row in the table of `CASE`), and the columns by name.

    `parent` is, of records within others and of elements, the row of the record that they stand in. `ids` are the ids of records that
    have one, without an entry for the record that is not known.
    """

    rows: int
    case: Array
    columns: Mapping[str, Array] = field(factory=dict)
    lists: Mapping[str, Listed] = field(factory=dict)
    parent: Array | None = None
    ids: Array | None = None


@frozen(eq=False)
class Batch:
    """Some cases: their number in the source, their ids, and their tables by the kind of record. That of the cases themselves is `CASE`.

    A day, moment or number is two columns of int64 (first and last); a yes or no is int8 (2 yes, 1 not known, 0 no); a code, text or
    name is int32 (`Words`); a ref is int32, the row of the record.
    """

    numbers: Array
    ids: Array
    tables: Mapping[str, Table] = field(repr=False)

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return self.tables[CASE].rows


def elements_of(kind: str, field_name: str) -> str:
    """The table of the elements of a list that are no records.

    >>> elements_of("Referral", "decided")
    'Referral.decided'
    """
    return f"{kind}.{field_name}"


def without_row(column: Array, nothing: Any) -> Array:
    """A column with the entry for a record that is not known."""
    return np.append(column, np.asarray([nothing], dtype=column.dtype))
