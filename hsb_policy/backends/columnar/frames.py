"""Floor 2, back end: the operators of plans that make, keep and gather rows, and those that say what rows come to by the outer row.

The rows of a frame stand in the order of the outer rows. Levels are int8 (2 certainly, 1 perhaps, 0 certainly not), records int32.
"""

from typing import Final

import numpy as np
from attrs import frozen

from hsb_policy.backends.columnar.batch import Array, Listed, Table

MOST_ROWS: Final = 30_000_000  # of one frame: of more, the columns would not fit into memory beside each other


class TooManyRowsError(Exception):
    """Records of a batch make too many rows with each other; of fewer cases there are fewer."""


@frozen(eq=False)
class Made:
    """The rows of a frame: for each the row of the outer frame, and what it stands for there (a record, a row that was kept)."""

    up: Array
    element: Array


def whole_table(table: Table) -> Made:
    """A row for each record of a table, within the row of its case, or of the record that it stands in."""
    return Made(table.case if table.parent is None else table.parent, np.arange(table.rows))


def whole_column(column: Array) -> Array:
    """A column for all records of its table, without the entry for a record that is not known."""
    return column[:-1]


def expanded(first: Array, count: Array) -> Made:
    """A row for each element of the list of each row: the elements that begin at `first` and are `count`. Raises TooManyRowsError."""
    if int(count.sum()) > MOST_ROWS:
        raise TooManyRowsError
    each = int(count[0]) if count.size else 0
    if bool((count == each).all()):  # as many in each, such as rows of reference data: several times as fast
        up = np.repeat(np.arange(count.size), each)
        return Made(up, np.add.outer(first, np.arange(each)).ravel())
    up = np.repeat(np.arange(count.size), count)
    element = np.arange(up.size)
    element += (first - np.cumsum(count) + count).take(up)
    return Made(up, element)


def expanded_or_none(first: Array, count: Array, known: Array) -> Made:
    """The same, and of a list that is not known one row that stands for a record that is not known (-1)."""
    if known.all():
        return expanded(first, count)
    return expanded(np.where(known, first, -1), np.where(known, count, 1))


def kept(level: Array) -> Made:
    """The rows for which a condition may hold."""
    at = np.flatnonzero(level > 0)
    return Made(at, at)


def kept_if(condition: Array) -> Made:
    """The rows for which something is so."""
    at = np.flatnonzero(condition)
    return Made(at, at)


def constant(like: Array, number: int) -> Array:
    """The same number in every row."""
    return np.full(like.size, number, np.int64)


def places(like: Array) -> Array:
    """The place of each row."""
    return np.arange(like.size)


def element(made: Made) -> Array:
    """What each row stands for."""
    return made.element


def counted(up: Array, like: Array) -> Array:
    """How many rows stand in each outer row."""
    return np.bincount(up, minlength=like.size)


def begun(count: Array) -> Array:
    """The first row of each outer row, where the rows are sorted by it."""
    return np.cumsum(count) - count


def own_rows(table: Table) -> Array:
    """The rows of a table."""
    return np.arange(table.rows)


def column(table: Table, name: str) -> Array:
    """A column as it stands in a table, with the entry for a record that is not known."""
    return table.columns[name]


def list_of(table: Table, name: str) -> Listed:
    """A field that is a list."""
    return table.lists[name]


def listed_first(listed: Listed) -> Array:
    """Where the list of each record begins."""
    return listed.first


def listed_count(listed: Listed) -> Array:
    """How many elements the list of each record has."""
    return listed.count


def listed_known(listed: Listed) -> Array:
    """Whether the list of each record is known."""
    return listed.known


def greatest_level(level: Array, up: Array, like: Array) -> Array:
    """The greatest level among the rows of each outer row; 0 where it has none."""
    found = np.zeros(like.size, np.int8)
    for one in (1, 2):  # a greater level is written over a smaller one
        found[up.take(np.flatnonzero(level == one))] = one
    return found


def least_level(level: Array, up: Array, like: Array) -> Array:
    """The least level; 2 where there is no row."""
    found = np.full(like.size, 2, np.int8)
    for one in (1, 0):
        found[up.take(np.flatnonzero(level == one))] = one
    return found


def how_many(level: Array, up: Array, like: Array, wanted: int) -> Array:
    """How many rows of each outer row have this level."""
    return np.bincount(up.take(np.flatnonzero(level == wanted)), minlength=like.size)


def least_number(number: Array, up: Array, like: Array, none: int) -> Array:
    """The least number among the rows of each outer row, which are sorted by it; `none` where it has none."""
    return _of_each(np.minimum, number, up, like, none)


def greatest_number(number: Array, up: Array, like: Array, none: int) -> Array:
    """The greatest number."""
    return _of_each(np.maximum, number, up, like, none)


def _of_each(which: np.ufunc, number: Array, up: Array, like: Array, none: int) -> Array:
    found = np.full(like.size, none, np.int64)
    if up.size:
        starts = _starts(up)
        found[up.take(starts)] = which.reduceat(number, starts)
    return found


def _starts(up: Array) -> Array:
    """The first row within each outer one that has any, where rows are sorted by it."""
    begins = np.empty(up.size, bool)
    begins[0] = True
    np.not_equal(up[1:], up[:-1], out=begins[1:])
    return np.flatnonzero(begins)


def first_of(values: Array, up: Array, like: Array) -> Array:
    """The value of the first row within each outer one, where rows are sorted by it; nothing that is read where it has none."""
    found = np.zeros(like.size, values.dtype)
    if up.size:
        starts = _starts(up)
        found[up.take(starts)] = values.take(starts)
    return found
