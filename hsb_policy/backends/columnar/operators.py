"""Floor 2, back end: the operators of plans that work row by row: levels, comparisons of what may be, and plain arithmetic.

Levels are int8 (2 certainly, 1 perhaps, 0 certainly not), spans two arrays of int64, words and rows int32. Each takes constants too.
"""

from typing import Any

import numpy as np


def opposite(level: Any) -> Any:
    """Not."""
    return 2 - level


def level_of(condition: Any) -> Any:
    """A test that is always certain, as a level."""
    return condition * np.int8(2)


def certain_unless(unknown: Any, holds: Any) -> Any:
    """A test as a level: 1 where something of it is not known. Sums of small numbers, several times as fast as `np.where`."""
    return np.greater(holds, unknown) * np.int8(2) + unknown


def less(a_low: Any, a_high: Any, b_low: Any, b_high: Any) -> Any:
    """Whether one number is below another."""
    return (a_low < b_high) * np.int8(1) + (a_high < b_low)


def at_most(a_low: Any, a_high: Any, b_low: Any, b_high: Any) -> Any:
    """Whether one is not above another."""
    return (b_high >= a_low) * np.int8(1) + (b_low >= a_high)


def in_range(low: Any, high: Any, from_low: Any, from_high: Any, to_low: Any, to_high: Any) -> Any:
    """Whether a number lies between two others, both included."""
    possible = (low <= to_high) & (high >= from_low) & (from_low <= to_high)
    certain = (low >= from_high) & (high <= to_low)
    return possible * np.int8(1) + (possible & certain)


def same_numbers(a_low: Any, a_high: Any, b_low: Any, b_high: Any) -> Any:
    """Whether two numbers are the same."""
    certain = (a_low == b_high) & (a_high == b_low)
    possible = (a_high >= b_low) & (b_high >= a_low)
    return possible * np.int8(1) + certain


def same_codes(a: Any, b: Any) -> Any:
    """Whether two words or rows are the same; below 0 they are not known."""
    return certain_unless(np.minimum(a, b) < 0, a == b)


def same_named(a: Any, a_name: Any, b: Any, b_name: Any) -> Any:
    """Whether two codes that may need a name are the same: where both have one, their names."""
    names = np.maximum(same_codes(a_name, b_name), ((a_name == 0) | (b_name == 0)) * np.int8(2))
    unknown = np.minimum(a, b) < 0
    return np.greater(a == b, unknown) * names + unknown


def among(word: Any, words: tuple[int, ...]) -> Any:
    """Whether a word is one of these."""
    found = word == words[0]
    for other in words[1:]:
        found = found | (word == other)
    return certain_unless(word < 0, found)


def same_levels(a: Any, b: Any) -> Any:
    """Whether two yes or no are the same."""
    return certain_unless((a == 1) | (b == 1), a == b)


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


_SMALL = 100  # constants below it have the type of levels


def chosen(condition: Any, a: Any, b: Any) -> Any:
    """One value where a test holds, and else another."""
    a, b = _narrow(a), _narrow(b)
    if np.result_type(a, b) != np.int8 or np.ndim(condition) == 0:
        return np.where(condition, a, b)
    # Levels by their bits, all or none of them: many times as fast as `np.where`.
    return b ^ ((a ^ b) & -condition.view(np.int8))


def _narrow(value: Any) -> Any:
    """A small constant in the type of levels, so that it does not widen the column; a large one in the type of days."""
    if not isinstance(value, int):
        return value
    return np.int8(value) if abs(value) < _SMALL else np.int64(value)


def plus(a: Any, b: Any) -> Any:
    """A sum."""
    return a + b


def minus(a: Any, b: Any) -> Any:
    """A difference."""
    return a - b


def answered(table: bytes, *levels: Any) -> Any:
    """The entry of a table of three-valued inputs, the last of which changes fastest."""
    place: Any = np.int16(0)  # there are fewer inputs than its nine digits
    for level in levels:
        place = place * np.int16(3) + level
    return np.frombuffer(table, np.int8).take(place)


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
