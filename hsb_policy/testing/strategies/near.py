"""Floor 4: what random cases are drawn from, so that they meet the constants of a policy: each one, and its neighbours.

Everything lies round one day. A policy that speaks of 13 years and of 15 working days gives births 13 years before that day, the
day before and the day after, and days 15 days on either side of it; else random cases never meet a threshold.
"""

from collections.abc import Iterator
from typing import Final

from hsb_policy.core import ir
from hsb_policy.core.types import DayType, NumberType
from hsb_policy.core.walk import expressions_of, walk
from hsb_policy.testing.strategies.documents import Pools
from hsb_policy.values.days import add_months, add_years, parse_day, show_day

_ROUND: Final = parse_day("2025-03-03")  # a Monday, within the calendars
_LONGEST: Final = 400  # days: what lies further off is drawn by nobody who tests a deadline
_OLDEST: Final = 120  # years
_DAYS_OF: Final = {"days": 1, "weeks": 7}
_LEAP_BIRTH: Final = "2012-02-29"


def pools_near(policy: ir.Policy, *, most: int, missing: float) -> Pools:
    """The pools for a policy: `most` records of a list, this share of facts missing."""
    spans = {(number, unit) for number, unit in _spans(policy) if number > 0}
    ages = {number for number, unit in spans if unit == "years" and number <= _OLDEST} or {18}
    days = _with_neighbours({_ROUND, *(_shifted(number, unit) for number, unit in spans), *_days(policy)})
    births = _with_neighbours({add_years(_ROUND, -age) for age in ages})
    whole = [show_day(day) for day in sorted(births)]
    return Pools(
        births=(*whole, _LEAP_BIRTH, _LEAP_BIRTH[:7], *sorted({day[:4] for day in whole})),
        days=tuple(show_day(day) for day in sorted(days)),
        partial=("2025-03", "2025"),
        numbers=tuple(
            sorted({0, 1, 2, *(n for number, unit in spans if not unit for n in (number - 1, number, number + 1))})
        ),
        questions=tuple(policy.reserved),
        statements=tuple(sorted({id_ for rule in policy.rules for id_ in rule.statements})),
        most=most,
        missing=missing,
    )


def _spans(policy: ir.Policy) -> Iterator[tuple[int, str]]:
    """Every number of a policy with its unit, "" where it has none: in rules, definitions and the defaults of readings."""
    for constant in _constants(policy):
        if isinstance(constant.type, NumberType) and isinstance(constant.value, int):
            yield abs(constant.value), constant.type.unit or ""
    for interpretation in policy.interpretations.values():
        kind, default = interpretation.type, interpretation.default
        if isinstance(kind, NumberType) and isinstance(default, int):
            yield default, kind.unit or ""


def _days(policy: ir.Policy) -> Iterator[int]:
    """Every day that a policy names."""
    for constant in _constants(policy):
        if isinstance(constant.type, DayType) and isinstance(constant.value, int):
            yield constant.value


def _constants(policy: ir.Policy) -> Iterator[ir.Literal]:
    bodies = [function.body for function in policy.functions.values()]
    for expr in (*bodies, *(expr for rule in policy.rules for expr in expressions_of(rule))):
        yield from (inner for inner in walk(expr) if isinstance(inner, ir.Literal))


def _shifted(number: int, unit: str) -> int:
    """A day so far from the middle one as a policy counts; years are for births, and stay near it."""
    match unit:
        case "months":
            return add_months(_ROUND, min(number, 12))
        case "working days":
            return _ROUND + min(number + 2 * ((number + 4) // 5), _LONGEST)  # a Monday: the weekends between
        case _:
            return _ROUND + min(number * _DAYS_OF.get(unit, 0), _LONGEST)


def _with_neighbours(days: set[int]) -> set[int]:
    return {day + by for day in days for by in (-1, 0, 1)}
