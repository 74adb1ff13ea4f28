"""Floor 2, back end: which columns a field has in a batch, of which type, and what each holds of a record that is not known."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from attrs import frozen

from hsb_policy.backends.columnar.batch import FAR, LAST, NAME, NO_ROW, NO_WORD, STATE, Array, Listed, without_row
from hsb_policy.backends.columnar.layout import has_names, item_of
from hsb_policy.core.schema import Schema
from hsb_policy.core.types import DayType, MomentType, NumberType, RecordType, Type, YesNoType
from hsb_policy.values import days

UNKNOWN_LEVEL: Final = 1

LEVEL: Final = np.dtype(np.int8)
SPAN: Final = np.dtype(np.int64)
WORD: Final = np.dtype(np.int32)
ROW: Final = np.dtype(np.int32)

_NOTHING: Final = (-FAR, FAR)
_ANY_DAY: Final = (days.FIRST_DAY, days.LAST_DAY)
_ANY_MOMENT: Final = (days.first_moment(days.FIRST_DAY), days.last_moment(days.LAST_DAY))


@frozen
class Column:
    """A column: its name, the type of its numbers, and what it holds of a record that is not known."""

    name: str
    dtype: npt.DTypeLike
    nothing: int

    def of(self, values: Any) -> Array:
        """The column with these values, and with the entry for the record that is not known."""
        column = np.empty(len(values) + 1, self.dtype)
        column[:-1], column[-1] = values, self.nothing
        return column


def state_column(name: str) -> Column:
    """The column that says whether a field was recorded."""
    return Column(STATE.format(name), LEVEL, 0)


def columns_of(schema: Schema, name: str, type_: Type, *, element: bool = False) -> tuple[Column, ...]:
    """The columns of a field that is no list, or of the elements of one, the value's own first."""
    match type_:
        case YesNoType():
            return (Column(name, LEVEL, UNKNOWN_LEVEL),)
        case NumberType() | DayType() | MomentType():
            low, high = _NOTHING if element or is_open(type_) else missing_span(type_)
            return Column(name, SPAN, low), Column(LAST.format(name), SPAN, high)
        case RecordType():
            return (Column(name, ROW, NO_ROW),)
        case _ if has_names(schema, type_):
            return Column(name, WORD, NO_WORD), Column(NAME.format(name), WORD, NO_WORD)
        case _:
            return (Column(name, WORD, NO_WORD),)


def is_open(type_: Type) -> bool:
    """Whether an absent field of this type is known: a day that has not come, or a list of such days."""
    item = item_of(type_)
    return isinstance(item, DayType | MomentType) and item.open


def missing_span(type_: Type, *, element: bool = False) -> tuple[int, int]:
    """The bounds of a day, moment or number that is not known; of an `element` of a list only an open one has come on some day."""
    if element and not is_open(type_):
        return _NOTHING
    match type_:
        case DayType():
            return _ANY_DAY
        case MomentType():
            return _ANY_MOMENT
        case _:
            return _NOTHING


def listed(table: str, counts: Array, known: Array) -> Listed:
    """Lists whose elements stand one after the other in a table; `counts` and `known` are without the entry for no record.

    >>> listed("Child", np.array([2, 0, 3]), np.array([True, True, True])).first.tolist()
    [0, 2, 2, 0]
    """
    return Listed(
        table=table,
        first=without_row((np.cumsum(counts) - counts).astype(ROW), 0),
        count=without_row(counts.astype(ROW), 0),
        known=without_row(known, False),
    )
