"""Ground floor: ages, deadlines and lengths of time over days that may be partly known, and what is known of a fact.

Beside the table of operators: this is what expressions compute that is no comparison. Every back end calls these.
"""

from typing import Any

from hsb_policy.values import days
from hsb_policy.values.calendar import Calendar
from hsb_policy.values.operators import facts_of
from hsb_policy.values.unknown import NOT_KNOWN, NOT_RECORDED, Between, Fact, Truth, Unknown


def ends(value: int | Between) -> tuple[int, int]:
    """The first and the last day that a day can be.

    >>> ends(5)
    (5, 5)
    """
    return (value.low, value.high) if isinstance(value, Between) else (value, value)


def age(birth: Any, day: Any) -> Any:
    """The age in completed years on a day that has come: a number, two bounds, or unknown."""
    if isinstance(birth, int) and isinstance(day, int):
        return days.age_on(birth, day)
    if isinstance(birth, int | Between) and isinstance(day, int | Between):
        born, judged = ends(birth), ends(day)
        low, high = days.age_range(born[0], born[1], judged[0], judged[1])
        return low if low == high else Between(low, high, facts_of(birth, day))
    return Unknown(facts_of(birth, day))


def shifted(calendar: Calendar, anchor: Any, number: Any, unit: str) -> Any:
    """So many units after a day (or moment, for hours); unknown past the calendar's range, never 'no holidays'."""
    if not isinstance(number, int) or not isinstance(anchor, int | Between):
        return Unknown(facts_of(number, anchor))
    low, high = [_shift_one(calendar, end, number, unit) for end in ends(anchor)]
    if low is None or high is None:
        return Unknown(facts_of(anchor) | {_past(calendar)})
    return low if low == high else Between(low, high, facts_of(anchor))


def _shift_one(calendar: Calendar, day: int, number: int, unit: str) -> int | None:
    if day == days.NOT_YET:
        return day
    match unit:
        case "hours":
            return day + 60 * number
        case "days" | "weeks":
            return day + number * (7 if unit == "weeks" else 1)
        case "months" | "years":
            return days.add_months(day, number * (12 if unit == "years" else 1))
        case _:
            return calendar.add_working_days(day, number)


def between(calendar: Calendar, unit: str, start: Any, finish: Any) -> Any:
    """The completed units from one day that has come to another: a number, two bounds, or unknown."""
    if not isinstance(start, int | Between) or not isinstance(finish, int | Between):
        return Unknown(facts_of(start, finish))
    low = _units(calendar, ends(start)[1], ends(finish)[0], unit)
    high = _units(calendar, ends(start)[0], ends(finish)[1], unit)
    if low is None or high is None:
        return Unknown(facts_of(start, finish) | {_past(calendar)})
    return low if low == high else Between(low, high, facts_of(start, finish))


def _units(calendar: Calendar, start: int, finish: int, unit: str) -> int | None:
    match unit:
        case "days" | "weeks":
            return (finish - start) // (7 if unit == "weeks" else 1)
        case "months":
            return days.months_between(start, finish)
        case "years":
            return days.years_between(start, finish)
        case _:
            return calendar.working_days_between(start, finish)


def _past(calendar: Calendar) -> Fact:
    ask = f"Which days are working days? The calendar {calendar.name} does not reach that far."
    return Fact(f"calendars.{calendar.name}", ask=ask)


def day_of(moment: Any) -> Any:
    """The day of a moment."""
    if isinstance(moment, Between):
        low, high = days.day_of(moment.low), days.day_of(moment.high)
        return low if low == high else Between(low, high, moment.facts)
    return days.day_of(moment) if isinstance(moment, int) else moment


def has_happened(day: Any) -> Truth:
    """Whether an open day or moment has come; one that nobody knows has."""
    return day if isinstance(day, Unknown) else day != days.NOT_YET


def is_recorded(fact: Any) -> bool:
    """Whether a fact is recorded with a known value; of a day, at least its month or year."""
    if isinstance(fact, Between):
        return all(f.state != NOT_KNOWN for f in fact.facts) and fact.high - fact.low < 400
    return not isinstance(fact, Unknown) and fact != days.NOT_YET


def is_named(ref: Any) -> Truth:
    """Whether a ref names a record: no where it is absent, unknown where it is recorded as not known."""
    if not isinstance(ref, Unknown):
        return True
    return Unknown(ref.facts) if any(f.state == NOT_KNOWN for f in ref.facts) else False


def is_absent(fact: Any) -> bool:
    """Whether a fact is not recorded at all. A date of which nothing is recorded is still some day, between two bounds."""
    return isinstance(fact, Unknown | Between) and all(f.state == NOT_RECORDED for f in fact.facts)
