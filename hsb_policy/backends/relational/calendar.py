"""Floor 2, back end: ages, lengths of time and working days in the query, as `values.days` and `values.calendar` count them.

The arithmetic stands in macros, written once; working days are two lists in a table of one row: how many there are up to each
day of the calendar's range, and which they are.
"""

from typing import Final

from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational.forms import FAR, NOTHING_KNOWN, Span
from hsb_policy.values import days
from hsb_policy.values.calendar import Calendar

_FIRST, _LAST, _NOT_YET = days.FIRST_DAY, days.LAST_DAY, days.NOT_YET

MACROS: Final = (
    # A day as a date; past either end of the calendar, that end.
    f"date_of(d) AS DATE '0001-01-01' + (CAST(LEAST(GREATEST(d, {_FIRST}), {_LAST}) AS INTEGER) - 1)",
    "day_of_date(d) AS CAST(CAST(d AS DATE) - DATE '0001-01-01' AS BIGINT) + 1",
    "year_month_day(d) AS year(date_of(d)) * 10000 + month(date_of(d)) * 100 + day(date_of(d))",
    # Who was born on 29 February reaches an age on 1 March in other years: 301 is after 229.
    "age_on(born, d) AS CASE WHEN d < born THEN -1 ELSE (year_month_day(d) - year_month_day(born)) // 10000 END",
    "months_of(d) AS year(date_of(d)) * 12 + month(date_of(d)) - 1",
    f"add_months_to(d, n) AS CASE WHEN d >= {_NOT_YET} THEN {_NOT_YET} WHEN months_of(d) + n < 12 THEN {_FIRST} "
    f"WHEN months_of(d) + n >= 120000 THEN {_LAST} "
    "ELSE day_of_date(date_of(d) + to_months(CAST(n AS INTEGER))) END",
    "months_from(a, b) AS months_of(b) - months_of(a) - CASE WHEN day(date_of(b)) "
    "< LEAST(day(date_of(a)), day(last_day(date_of(b)))) THEN 1 ELSE 0 END",
    "floor_of(a, n) AS CAST(FLOOR(a / n) AS BIGINT)",
)
"""The names of these stand in the database in which a plan is run."""


def columns(calendar: Calendar) -> dict[str, str]:
    """The columns of the calendar, as SQL literals: `upto[d]` for the days from the one before the first, and the working days."""
    working = [day for day in range(calendar.first, calendar.last + 1) if calendar.is_working_day(day)]
    upto, seen, left = [0], 0, set(working)
    for day in range(calendar.first, calendar.last + 1):
        seen += day in left
        upto.append(seen)
    return {"upto": str(upto), "working": str(working)}


def age(birth: Span, day: Span) -> Span:
    """Completed years of a person on a day; not known on a day that has not come."""
    if birth.marks or day.marks:
        raise CannotSayError("an age from a day that may be silent")
    open_ = f"{birth.low} = {-FAR} OR {day.low} = {-FAR} OR {day.low} = {_NOT_YET}"
    low, high = f"age_on({birth.high}, {day.low})", f"age_on({birth.low}, {day.high})"
    return _unless(open_, low, high)


def shifted(anchor: Span, number: int, unit: str, calendar: Calendar) -> Span:
    """So many units after a day, or moment for hours; past the calendar's range nothing is known."""
    if anchor.marks:
        raise CannotSayError("a time counted from a day that may be silent")
    low, high = (_shifted(end, number, unit, calendar) for end in (anchor.low, anchor.high))
    if unit == "working days":
        # One end past the calendar leaves both unknown.
        return _unless(f"{anchor.low} = {-FAR} OR ({low}) IS NULL OR ({high}) IS NULL", low, high)
    return _unless(f"{anchor.low} = {-FAR}", low, high)


def _shifted(day: str, number: int, unit: str, calendar: Calendar) -> str:
    match unit:
        case "hours":
            return _unless_not_yet(day, f"{day} + {60 * number}")
        case "days" | "weeks":
            return _unless_not_yet(day, f"{day} + {number * (7 if unit == 'weeks' else 1)}")
        case "months" | "years":
            return f"add_months_to({day}, {number * (12 if unit == 'years' else 1)})"
        case _:
            return _working(day, number, calendar)


def _unless_not_yet(day: str, sql: str) -> str:
    return f"CASE WHEN {day} = {_NOT_YET} THEN {_NOT_YET} ELSE {sql} END"


def _working(day: str, number: int, calendar: Calendar) -> str:
    """The nth working day after a day, or NULL where a day that would have to be counted lies outside the range."""
    if number == 0:
        return f"LEAST({day}, {_NOT_YET})"
    before_first = calendar.first - 1
    if number > 0:
        inside = f"{day} >= {before_first} AND {day} <= {calendar.last}"
        index = f"upto[{day} - {before_first - 1}] + {number}"
    else:
        inside = f"{day} > {before_first} AND {day} <= {calendar.last + 1}"
        index = f"upto[{day} - {before_first}] + {number + 1}"
    found = f"CASE WHEN {inside} AND {index} >= 1 THEN working[{index}] END"
    return f"CASE WHEN {day} >= {_NOT_YET} THEN {_NOT_YET} ELSE {found} END"


def between(start: Span, finish: Span, unit: str, calendar: Calendar) -> Span:
    """How many completed units lie from one day to another."""
    if start.marks or finish.marks:
        raise CannotSayError("a time from a day that may be silent")
    not_yet = [f"({x.low} = {_NOT_YET} AND {x.high} = {_NOT_YET})" for x in (start, finish)]
    open_ = " OR ".join([f"{start.low} = {-FAR}", f"{finish.low} = {-FAR}", *not_yet])
    low = _units(start.high, finish.low, unit, calendar)
    high = _units(start.low, finish.high, unit, calendar)
    if unit == "working days":
        open_ += f" OR ({low}) IS NULL OR ({high}) IS NULL"
    return _unless(open_, low, high)


def _units(start: str, finish: str, unit: str, calendar: Calendar) -> str:
    match unit:
        case "days":
            return f"({finish} - {start})"
        case "weeks":
            return f"floor_of({finish} - {start}, 7)"
        case "months":
            return f"months_from({start}, {finish})"
        case "years":
            return f"floor_of(months_from({start}, {finish}), 12)"
        case _:
            at = calendar.first - 2
            known = (
                f"GREATEST({start}, {finish}) < {_NOT_YET} AND ({start} = {finish} OR "
                f"(LEAST({start}, {finish}) + 1 >= {calendar.first} AND GREATEST({start}, {finish}) <= {calendar.last}))"
            )
            counted = f"COALESCE(upto[{finish} - {at}], 0) - COALESCE(upto[{start} - {at}], 0)"
            return f"CASE WHEN {known} THEN CASE WHEN {start} = {finish} THEN 0 ELSE {counted} END END"


def day_of(moment: Span) -> Span:
    """The day of a moment."""
    if moment.marks:
        raise CannotSayError("the day of a moment that may be silent")
    low, high = (
        f"CASE WHEN {m} = {_NOT_YET} OR ABS({m}) = {FAR} THEN {m} ELSE {m} // {days.MINUTES_PER_DAY} END"
        for m in (moment.low, moment.high)
    )
    return Span(low, high)


def _unless(unknown: str, low: str, high: str) -> Span:
    return Span(
        f"CASE WHEN {unknown} THEN {NOTHING_KNOWN.low} ELSE {low} END",
        f"CASE WHEN {unknown} THEN {NOTHING_KNOWN.high} ELSE {high} END",
    )
