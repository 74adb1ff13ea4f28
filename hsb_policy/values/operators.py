"""Ground floor: the table of operators. Each operator's meaning, over known, partly known and unknown values, is written here once.

A comparison is known whenever every value between the bounds gives the same answer. Days, moments, numbers and ages are
ints; `days.NOT_YET` is later than every day.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from attrs import frozen

from hsb_policy.values.hours import Hours
from hsb_policy.values.kleene import and_, not_, or_
from hsb_policy.values.unknown import (
    NO_FACTS,
    SILENT,
    Between,
    Conflict,
    Facts,
    NamedCode,
    Silent,
    Truth,
    Undecided,
    Unknown,
)

LIFTED: Final = frozenset({Unknown, Undecided, Between, Conflict, NamedCode, Silent})
"""The types of what is not a plain known value."""


def facts_of(*values: Any) -> Facts:
    """The missing facts of all of these values together."""
    facts = NO_FACTS
    for value in values:
        if isinstance(value, Unknown | Between | Conflict):
            facts = facts | value.facts if facts else value.facts
    return facts


def undecided(values: Iterable[Any], facts: Facts, may_conflict: bool = False) -> Undecided:
    """One of these values, which of them hangs on the facts; some of them may be undecided themselves."""
    values = list(values)
    inner = [v for v in values if isinstance(v, Undecided)]
    return Undecided(
        facts | facts_of(*values),
        may_be_silent=any(v is SILENT for v in values) or any(v.may_be_silent for v in inner),
        may_conflict=may_conflict or any(v.may_conflict for v in inner) or any(isinstance(v, Conflict) for v in values),
    )


def bounds(value: Any) -> tuple[int, int] | None:
    """The least and the greatest that a number or day can be; None where it can be anything."""
    if isinstance(value, int):
        return value, value
    if isinstance(value, Between):
        return value.low, value.high
    return None


def same(a: Any, b: Any) -> Truth:
    """Whether two values are the same.

    Two codes that say little by themselves (`other`) are the same when their names are. Nothing is the same as silence but
    silence. Of a conflict: what all its candidates say.
    """
    if type(a) not in LIFTED and type(b) not in LIFTED:
        return bool(a == b)
    if isinstance(a, Conflict):
        return _of_all(a, [same(c, b) for c in a.candidates])
    if isinstance(b, Conflict):
        return same(b, a)
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return Unknown(facts_of(a, b))
    if isinstance(a, Between) or isinstance(b, Between):
        left, right = bounds(a), bounds(b)
        if left is None or right is None or left[1] < right[0] or right[1] < left[0]:
            return False
        return Unknown(facts_of(a, b))
    if isinstance(a, NamedCode) and isinstance(b, NamedCode):
        return a.code == b.code and same(a.name, b.name)
    if isinstance(a, NamedCode):
        return bool(a.code == b)
    if isinstance(b, NamedCode):
        return bool(b.code == a)
    return bool(a == b) and (a is SILENT) == (b is SILENT)


def _of_all(conflict: Conflict, answers: list[Truth]) -> Truth:
    return answers[0] if all(x == answers[0] for x in answers) else Unknown(conflict.facts)


def less(a: Any, b: Any) -> Truth:
    """Whether one number, day or moment is below (before) another."""
    if type(a) is int and type(b) is int:
        return a < b
    left, right = bounds(a), bounds(b)
    if left is None or right is None:
        return False if a is SILENT or b is SILENT else Unknown(facts_of(a, b))
    if left[1] < right[0]:
        return True
    return False if left[0] >= right[1] else Unknown(facts_of(a, b))


def at_most(a: Any, b: Any) -> Truth:
    """Whether one is not above (after) another."""
    return False if a is SILENT or b is SILENT else not_(less(b, a))


FAR: Final = 10**15  # beyond every day, moment and number, `not yet` too


def in_range(value: Any, low: Any, high: Any) -> Truth:
    """Whether a value lies between two others, both included.

    Not the `and` of two comparisons: the value is one, so that both unknown does not mean that both can hold.
    """
    if SILENT in (value, low, high):
        return False
    (least, most), (low_least, low_most), (high_least, high_most) = (
        bounds(v) or (-FAR, FAR) for v in (value, low, high)
    )
    if max(least, low_least) > min(most, high_most):
        return False
    if least >= low_most and most <= high_least:
        return True
    above, below = at_most(low, value), at_most(value, high)
    return Unknown(facts_of(above, below))


def one_of(value: Any, *options: Any) -> Truth:
    """Whether a value is the same as one of several."""
    return or_(same(value, option) for option in options)


def includes(items: Any, value: Any) -> Truth:
    """Whether some element of a list is the same as the value."""
    if not isinstance(items, tuple):
        return False if items is SILENT else Unknown(facts_of(items))
    return or_([same(item, value) for item in items])


def overlaps(from_a: Any, to_a: Any, from_b: Any, to_b: Any) -> Truth:
    """Whether two periods share a day, the days of leaving not counted."""
    return and_((less(from_a, to_b), less(from_b, to_a)))


def touches(from_a: Any, to_a: Any, from_b: Any, to_b: Any) -> Truth:
    """Whether two periods share a day, the days of leaving counted."""
    return and_((at_most(from_a, to_b), at_most(from_b, to_a)))


def covers(start: Any, finish: Any, day: Any) -> Truth:
    """Whether a day lies in a period, its day of leaving not counted."""
    if isinstance(finish, Between):
        return in_range(day, start, Between(finish.low - 1, finish.high - 1, finish.facts))
    return in_range(day, start, finish - 1 if isinstance(finish, int) else finish)


def covers_or_ends(start: Any, finish: Any, day: Any) -> Truth:
    """Whether a day lies in a period, its day of leaving counted."""
    return in_range(day, start, finish)


def within_hours(moment: Any, hours: Any) -> Truth:
    """Whether a moment lies within weekly opening hours."""
    if not isinstance(hours, Hours) or not isinstance(moment, int):
        return Unknown(facts_of(moment, hours))
    inside = hours.covers(moment)
    return Unknown(NO_FACTS) if inside is None else inside


@frozen
class Operator:
    """A row of the table: its key in the IR, its words in the language, what it takes, and its meaning."""

    key: str
    words: tuple[str, ...]
    takes: tuple[str, ...]
    meaning: Callable[..., Truth]


_ROWS = (
    Operator("same", ("is", "is not"), ("anything", "the same kind"), same),
    Operator("less", ("is below", "is above", "is before", "is after"), ("number, day or moment",) * 2, less),
    Operator(
        "at_most",
        ("is at most", "is at least", "is on or before", "is on or after"),
        ("number, day or moment",) * 2,
        at_most,
    ),
    Operator("in_range", ("is … to …",), ("number or day",) * 3, in_range),
    Operator("one_of", ("is one of", "is not one of"), ("anything", "the same kind, …"), one_of),
    Operator("includes", ("includes",), ("list", "an element's kind"), includes),
    Operator("overlaps", ("overlaps",), ("period",) * 2, overlaps),
    Operator("touches", ("touches",), ("period",) * 2, touches),
    Operator("covers", ("covers",), ("period", "day"), covers),
    Operator("covers_or_ends", ("covers or ends on",), ("period", "day"), covers_or_ends),
    Operator("within_hours", ("is within",), ("moment", "hours"), within_hours),
)

OPERATORS: Final[dict[str, Operator]] = {row.key: row for row in _ROWS}
