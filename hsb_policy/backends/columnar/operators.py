"""Floor 2, back end: the operators of plans on arrays: comparisons of levels and spans, and rows made, kept, joined and gathered.

Levels are int8 (2 certainly, 1 perhaps, 0 certainly not), spans two arrays of int64, words and rows int32.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from hsb_policy.backends.columnar.batch import Array, Listed, Table

Rows = npt.NDArray[np.intp]


@frozen(eq=False)
class Made:
    """The rows of a frame: for each the row of the outer frame, and what it stands for there (a record, a row that was kept)."""

    up: Array
    element: Array


# ---- rows -------------------------------------------------------------------------------------------------------------------
def whole_table(table: Table) -> Made:
    """A row for each record of a table, within the row of its case, or of the record that it stands in."""
    return Made(table.case if table.parent is None else table.parent, np.arange(table.rows))


def whole_column(column: Array) -> Array:
    """A column for all records of its table, without the entry for a record that is not known."""
    return column[:-1]


def expanded(first: Array, count: Array) -> Made:
    """A row for each element of the list of each row: the elements that begin at `first` and are `count`."""
    up = np.repeat(np.arange(count.size), count)
    ends = np.cumsum(count)
    shift = np.asarray(first) - (ends - count)
    return Made(up, np.arange(up.size) + shift.take(up) if up.size else up)


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


def element(made: Made) -> Array:
    """What each row stands for."""
    return made.element


def spread(up: Array, rows: int) -> tuple[Array, Array]:
    """Rows that are sorted by an outer row, as a list of each outer row: the first and how many."""
    count = np.bincount(up, minlength=rows)
    return np.cumsum(count) - count, count


def counted(up: Array, like: Array) -> Array:
    """How many rows stand in each outer row."""
    return np.bincount(up, minlength=like.size)


def begun(count: Array) -> Array:
    """The first row of each outer row, where the rows are sorted by it."""
    return np.cumsum(count) - count


# ---- what rows come to, by the outer row --------------------------------------------------------------------------------------
def greatest_level(level: Array, up: Array, like: Array) -> Array:
    """The greatest level among the rows of each outer row; 0 where it has none."""
    found = np.zeros(like.size, np.int8)
    found[up[level == 1]] = 1
    found[up[level == 2]] = 2
    return found


def least_level(level: Array, up: Array, like: Array) -> Array:
    """The least level; 2 where there is no row."""
    found = np.full(like.size, 2, np.int8)
    found[up[level == 1]] = 1
    found[up[level == 0]] = 0
    return found


def how_many(level: Array, up: Array, like: Array, wanted: int) -> Array:
    """How many rows of each outer row have this level."""
    return np.bincount(up[level == wanted], minlength=like.size)


def least_number(number: Array, up: Array, like: Array, none: int) -> Array:
    """The least number among the rows of each outer row, which are sorted by it; `none` where it has none."""
    found = np.full(like.size, none, np.int64)
    if up.size:
        starts = np.flatnonzero(np.concatenate(([True], up[1:] != up[:-1])))
        found[up[starts]] = np.minimum.reduceat(number, starts)
    return found


def greatest_number(number: Array, up: Array, like: Array, none: int) -> Array:
    """The greatest number."""
    return -least_number(-number, up, like, -none)


# ---- levels -------------------------------------------------------------------------------------------------------------------
def opposite(level: Any) -> Any:
    """Not."""
    return 2 - level


def level_of(condition: Any) -> Any:
    """A test that is always certain, as a level."""
    return condition * np.int8(2)


def unless(unknown: Any, condition: Any) -> Any:
    """A test, which is unknown where `unknown` holds."""
    return np.where(unknown, np.int8(1), condition * np.int8(2))


def less(a_low: Any, a_high: Any, b_low: Any, b_high: Any) -> Any:
    """Whether one number is below another."""
    return (a_low < b_high) * np.int8(1) + (a_high < b_low)


def at_most(a_low: Any, a_high: Any, b_low: Any, b_high: Any) -> Any:
    """Whether one is not above another."""
    return (b_high >= a_low) * np.int8(1) + (b_low >= a_high)


def in_range(low: Any, high: Any, from_low: Any, from_high: Any, to_low: Any, to_high: Any) -> Any:
    """Whether a number lies between two others, both included."""
    possible = np.maximum(low, from_low) <= np.minimum(high, to_high)
    certain = (low >= from_high) & (high <= to_low)
    return possible * (1 + certain.astype(np.int8))


def same_numbers(a_low: Any, a_high: Any, b_low: Any, b_high: Any) -> Any:
    """Whether two numbers are the same."""
    certain = (a_low == b_high) & (a_high == b_low)
    apart = (a_high < b_low) | (b_high < a_low)
    return np.where(certain, np.int8(2), np.where(apart, np.int8(0), np.int8(1)))


def same_codes(a: Any, b: Any) -> Any:
    """Whether two words or rows are the same; below 0 they are not known."""
    return np.where((np.asarray(a) < 0) | (np.asarray(b) < 0), np.int8(1), (a == b) * np.int8(2))


def same_named(a: Any, a_name: Any, b: Any, b_name: Any) -> Any:
    """Whether two codes that may need a name are the same: where both have one, their names."""
    names = np.where((a_name == 0) | (b_name == 0), np.int8(2), same_codes(a_name, b_name))
    either = (np.asarray(a) < 0) | (np.asarray(b) < 0)
    return np.where(either, np.int8(1), np.where(a == b, names, np.int8(0)))


def among(word: Any, words: tuple[int, ...]) -> Any:
    """Whether a word is one of these."""
    found = word == words[0]
    for other in words[1:]:
        found = found | (word == other)
    return np.where(word < 0, np.int8(1), found * np.int8(2))


def same_levels(a: Any, b: Any) -> Any:
    """Whether two yes or no are the same."""
    return np.where((a == 1) | (b == 1), np.int8(1), (a == b) * np.int8(2))


def equals(a: Any, b: Any) -> Any:
    """Whether two numbers are equal, in plain arithmetic."""
    return a == b


def differs(a: Any, b: Any) -> Any:
    """Whether they are not."""
    return a != b


def below(a: Any, b: Any) -> Any:
    """Whether one is below the other, in plain arithmetic."""
    return a < b


def both(a: Any, b: Any) -> Any:
    """Both tests hold."""
    return a & b


def either(a: Any, b: Any) -> Any:
    """One of two tests holds."""
    return a | b


def neither(a: Any) -> Any:
    """A test does not hold."""
    return np.logical_not(a)


def chosen(condition: Any, a: Any, b: Any) -> Any:
    """One value where a test holds, and else another."""
    return np.where(condition, _narrow(a), _narrow(b))


def _narrow(value: Any) -> Any:
    """A small constant in the type of levels, so that it does not widen the column; a large one in the type of days."""
    if not isinstance(value, int):
        return value
    return np.int8(value) if abs(value) < _SMALL else np.int64(value)


_SMALL = 100


def plus(a: Any, b: Any) -> Any:
    """A sum."""
    return a + b


def minus(a: Any, b: Any) -> Any:
    """A difference."""
    return a - b


def answered(table: tuple[int, ...], *levels: Any) -> Any:
    """The entry of a table of three-valued inputs, the last of which changes fastest."""
    place: Any = np.intp(0)
    for level in levels:
        place = place * 3 + level
    return np.asarray(table, np.int8)[place]


# ---- the facts of a batch ---------------------------------------------------------------------------------------------------------
def column(table: Table, name: str) -> Array:
    """A column as it stands in a table, with the entry for a record that is not known."""
    return table.columns[name]


def own_rows(table: Table) -> Array:
    """The rows of a table."""
    return np.arange(table.rows)


def listed_first(listed: Listed) -> Array:
    """Where the list of each record begins."""
    return listed.first


def listed_count(listed: Listed) -> Array:
    """How many elements the list of each record has."""
    return listed.count


def listed_known(listed: Listed) -> Array:
    """Whether the list of each record is known."""
    return listed.known


def list_of(table: Table, name: str) -> Listed:
    """A field that is a list."""
    return table.lists[name]


def exactly_one(certain: Any, possible: Any) -> Any:
    """Whether there is exactly one, where so many are certain, and so many more are possible."""
    one = np.where(certain == 1, np.int8(2), np.int8(0))
    return np.where(certain > 1, np.int8(0), np.where(possible > 0, np.int8(1), one))


def counted_in(condition: Any) -> Any:
    """1 where a test holds, so that tests can be added up."""
    return condition * np.int8(1)


def at_least(a: Any, b: Any) -> Any:
    """Whether one is not below the other, in plain arithmetic."""
    return a >= b


def as_test(condition: Any, like: Array) -> Array:
    """A test as a column."""
    return np.broadcast_to(np.asarray(condition, bool), like.shape)


def first_of(values: Array, up: Array, like: Array) -> Array:
    """The value of the first row within each outer one, where rows are sorted by it; nothing that is read where it has none."""
    found = np.zeros(like.size, values.dtype)
    if up.size:
        starts = np.flatnonzero(np.concatenate(([True], up[1:] != up[:-1])))
        found[up[starts]] = values[starts]
    return found


# ---- what rules are about -----------------------------------------------------------------------------------------------------------
def distinct(case: Array, *keys: Array) -> Made:
    """The different combinations of keys within each case, each in the place of its first row: `element` is that row."""
    number = _numbered(case, keys)
    _, first = np.unique(number, return_index=True)
    first.sort()
    return Made(case[first], first)


def _numbered(case: Array, keys: tuple[Array, ...]) -> Array:
    """One number for the case and the keys of each row: the same for the same ones. A key that is not known is one of them."""
    number = case.astype(np.int64)
    for key in keys:
        span = int(key.max(initial=0)) + 2
        if int(number.max(initial=0)) > 2**62 // span:
            number = np.unique(number, return_inverse=True)[1]
        number = number * span + key + 1
    return number


@frozen(eq=False)
class About(Made):
    """Bindings with the things that they may be about: `up` is the thing, `element` the binding; `sure` 2 where it certainly is, else 1."""

    sure: Array


def about_things(binding_case: Array, thing_case: Array, things: Made, *keys: Array) -> About:
    """Each binding with its own thing; and where a key of it is not known, with every thing of the case that agrees on the others.

    `keys` are by turns a column of the bindings and one of the things.
    """
    of_bindings, of_things = keys[0::2], keys[1::2]
    number = _numbered(binding_case, of_bindings)
    # The things are the first rows of their numbers, in their order.
    order = np.argsort(number[things.element], kind="stable")
    own = order[np.searchsorted(number[things.element][order], number)] if number.size else number
    up, element, sure = [own], [np.arange(number.size)], [np.full(number.size, 2, np.int8)]
    open_ = np.flatnonzero(np.logical_or.reduce([key < 0 for key in of_bindings])) if of_bindings else own[:0]
    if open_.size:
        strays = _strays(open_, own, binding_case, thing_case, of_bindings, of_things)
        up.append(strays.up)
        element.append(strays.element)
        sure.append(np.ones(strays.up.size, np.int8))
    return About(np.concatenate(up), np.concatenate(element), np.concatenate(sure))


def _strays(open_: Array, own: Array, binding_case: Array, thing_case: Array, of_bindings: Any, of_things: Any) -> Made:
    count = np.bincount(thing_case, minlength=int(binding_case.max()) + 1)
    first = np.cumsum(count) - count
    case = binding_case[open_]
    pairs = expanded(first[case], count[case])
    binding, thing = open_[pairs.up], pairs.element
    agree = thing != own[binding]
    for of_binding, of_thing in zip(of_bindings, of_things, strict=True):
        # A binding whose key is not known may be about any thing whose own keys are all known.
        agree &= (of_binding[binding] == of_thing[thing]) | (of_binding[binding] < 0)
    for of_thing in of_things:
        agree &= of_thing[thing] >= 0
    return Made(thing[agree], binding[agree])


def sureness(about: About) -> Array:
    """How sure it is that a binding is about a thing."""
    return about.sure


def agreeing(level: Any, mine: Any, theirs: Any) -> Any:
    """A claim about something that has a key too: nothing where the keys differ, perhaps where one is not known."""
    unsure = np.minimum(level, (mine == theirs) * np.int8(1) + np.int8(1))
    unsure = np.where((mine < 0) | (theirs < 0), np.minimum(level, np.int8(1)), unsure)
    return np.where((mine == theirs) | (mine < 0) | (theirs < 0), unsure, np.int8(0))
