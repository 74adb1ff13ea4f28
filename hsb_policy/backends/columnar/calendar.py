"""Floor 2, back end: ages, lengths of time and working days on arrays, as `values.days` and `values.calendar` count them."""

from functools import lru_cache
from typing import Any, Final

import numpy as np

from hsb_policy.backends.columnar import operators as op
from hsb_policy.backends.columnar.batch import FAR, Array
from hsb_policy.backends.columnar.forms import Span
from hsb_policy.backends.columnar.nodes import Graph, Value
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.values import days
from hsb_policy.values.calendar import Calendar

_FIRST, _LAST, _NOT_YET = days.FIRST_DAY, days.LAST_DAY, days.NOT_YET
_NOTHING: Final = -2 * FAR  # where a day would have to be counted that lies outside the calendar


# ---- written into a plan ------------------------------------------------------------------------------------------------------
def age(graph: Graph, birth: Span, day: Span) -> Span:
    """Completed years of a person on a day; not known on a day that has not come."""
    _no_marks("an age from", birth, day)
    unknown = graph.apply_here(age_is_open, birth.low, day.low)
    low, high = graph.apply_here(age_on, birth.high, day.low), graph.apply_here(age_on, birth.low, day.high)
    return _unless(graph, unknown, low, high)


def shifted(graph: Graph, anchor: Span, number: int, unit: str, calendar: Calendar) -> Span:
    """So many units after a day, or moment for hours; past the calendar's range nothing is known."""
    _no_marks("a time counted from", anchor)
    match unit:
        case "hours" | "days" | "weeks":
            step = number * {"hours": 60, "days": 1, "weeks": 7}[unit]
            low, high = (graph.apply_here(moved, end, step) for end in (anchor.low, anchor.high))
        case "months" | "years":
            months = number * (12 if unit == "years" else 1)
            low, high = (graph.apply_here(months_later, end, months) for end in (anchor.low, anchor.high))
        case _:
            low, high = (
                graph.apply_here(working_days_later, end, number, calendar) for end in (anchor.low, anchor.high)
            )
    unknown = graph.apply(op.equals, anchor.low, -FAR)
    if unit == "working days":  # one end past the calendar leaves both unknown
        outside = graph.either(graph.apply(op.equals, low, _NOTHING), graph.apply(op.equals, high, _NOTHING))
        unknown = graph.either(unknown, outside)
    return _unless(graph, unknown, low, high)


def between(graph: Graph, start: Span, finish: Span, unit: str, calendar: Calendar) -> Span:
    """How many completed units lie from one day to another."""
    _no_marks("a time from", start, finish)
    unknown: Value = 0
    for one in (start, finish):
        unknown = graph.either(unknown, graph.apply(is_open_or_to_come, one.low, one.high))
    low = graph.apply_here(units_between, start.high, finish.low, unit, calendar)
    high = graph.apply_here(units_between, start.low, finish.high, unit, calendar)
    if unit == "working days":
        outside = graph.either(graph.apply(op.equals, low, _NOTHING), graph.apply(op.equals, high, _NOTHING))
        unknown = graph.either(unknown, outside)
    return _unless(graph, unknown, low, high)


def day_of(graph: Graph, moment: Span) -> Span:
    """The day of a moment."""
    _no_marks("the day of", moment)
    return Span(graph.apply_here(day_of_moment, moment.low), graph.apply_here(day_of_moment, moment.high))


def _no_marks(what: str, *spans: Span) -> None:
    if any(span.marks for span in spans):
        raise CannotSayError(f"{what} a day that may be silent")


def _unless(graph: Graph, unknown: Value, low: Value, high: Value) -> Span:
    return Span(graph.apply(op.chosen, unknown, -FAR, low), graph.apply(op.chosen, unknown, FAR, high))


# ---- operators on arrays --------------------------------------------------------------------------------------------------------
def age_is_open(birth: Any, day: Any) -> Any:
    """Whether nothing can be said of an age: of a person who is not known, or on a day that has not come."""
    return (birth == -FAR) | (day == -FAR) | (day == _NOT_YET)


def age_on(birth: Any, day: Any) -> Any:
    """Completed years; -1 before the birth. Who was born on 29 February reaches an age on 1 March in other years."""
    years = (_year_month_day(day) - _year_month_day(birth)) // 10_000
    return np.where(day < birth, -1, years)


def moved(day: Any, step: int) -> Any:
    """A day or moment so much later; one that has not come stays so."""
    return np.where(day == _NOT_YET, _NOT_YET, day + step)


def months_later(day: Any, months: int) -> Any:
    """A day so many months later, at the latest the last of its month; past either end of the calendar, that end."""
    dates = _dates(day)
    month = dates.astype("datetime64[M]")
    in_month = (dates - month.astype("datetime64[D]")).astype(np.int64)
    then = month + months
    last = ((then + 1).astype("datetime64[D]") - then.astype("datetime64[D]")).astype(np.int64) - 1
    found = (then.astype("datetime64[D]") - _DAY_0).astype(np.int64) + np.minimum(in_month, last)
    number = _months(dates) + months
    found = np.where(number < 12, _FIRST, np.where(number >= 120_000, _LAST, found))
    return np.where(day >= _NOT_YET, _NOT_YET, found)


def working_days_later(day: Any, number: int, calendar: Calendar) -> Any:
    """The nth working day after a day; `_NOTHING` where a day that would have to be counted lies outside the range."""
    if number == 0:
        return np.minimum(day, _NOT_YET)
    up_to, working = _working_days(calendar)
    before = calendar.first - 1
    if number > 0:
        inside = (day >= before) & (day <= calendar.last)
        at = up_to[np.where(inside, day - before, 0)] + number
    else:
        inside = (day > before) & (day <= calendar.last + 1)
        at = up_to[np.where(inside, day - before - 1, 0)] + number + 1
    inside = inside & (at >= 1) & (at <= working.size)
    found = np.where(inside, working[np.where(inside, at - 1, 0)], _NOTHING)
    return np.where(day >= _NOT_YET, _NOT_YET, found)


def is_open_or_to_come(low: Any, high: Any) -> Any:
    """Whether nothing is known of a day, or it certainly has not come."""
    return (low == -FAR) | ((low == _NOT_YET) & (high == _NOT_YET))


def units_between(start: Any, finish: Any, unit: str, calendar: Calendar) -> Any:
    """How many completed units lie between two known days."""
    match unit:
        case "days":
            return finish - start
        case "weeks":
            return (finish - start) // 7
        case "months":
            return _months_between(start, finish)
        case "years":
            return _months_between(start, finish) // 12
        case _:
            return _working_days_between(start, finish, calendar)


def day_of_moment(moment: Any) -> Any:
    """The day of a moment that has come."""
    return np.where((moment == _NOT_YET) | (np.abs(moment) == FAR), moment, moment // days.MINUTES_PER_DAY)


def _working_days_between(start: Any, finish: Any, calendar: Calendar) -> Any:
    up_to, _ = _working_days(calendar)
    before = calendar.first - 1
    least, most = np.minimum(start, finish), np.maximum(start, finish)
    inside = (least + 1 >= calendar.first) & (most <= calendar.last)
    known = (most < _NOT_YET) & ((start == finish) | inside)
    counted = up_to[np.where(inside, finish - before, 0)] - up_to[np.where(inside, start - before, 0)]
    return np.where(known, np.where(start == finish, 0, counted), _NOTHING)


def _months_between(start: Any, finish: Any) -> Any:
    first, then = _year_month_day(start), _year_month_day(finish)
    # The last day of a month is not too early, whatever day it has to reach.
    is_last = _year_month_day(np.maximum(finish, _FIRST) + 1) % 100 == 1
    early = (then % 100 < first % 100) & ~is_last
    return (then // 10_000 - first // 10_000) * 12 + then // 100 % 100 - first // 100 % 100 - early


_DAY_0: Final = np.datetime64("0000-12-31", "D")  # day 1 is the first of January of the year 1


def _dates(day: Any) -> Any:
    """Days as dates; past either end of the calendar, that end."""
    return _DAY_0 + np.clip(day, _FIRST, _LAST)


def _months(dates: Any) -> Any:
    """Months since the beginning of the year 0."""
    return dates.astype("datetime64[M]").astype(np.int64) + 1970 * 12


def _day_in_month(dates: Any) -> Any:
    return (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1


def _year_month_day(day: Any) -> Any:
    return _calendar_days()[np.clip(day, _FIRST, _LAST)]


@lru_cache(maxsize=1)
def _calendar_days() -> Array:
    """Year, month and day as one number, for each day of the calendar."""
    dates = _DAY_0 + np.arange(_LAST + 1)
    months = _months(dates)
    numbers: Array = months // 12 * 10_000 + (months % 12 + 1) * 100 + _day_in_month(dates)
    return numbers.astype(np.int32)


@lru_cache(maxsize=4)
def _working_days(calendar: Calendar) -> tuple[Array, Array]:
    """How many working days there are up to each day, from the one before the first; and which they are."""
    is_working = [calendar.is_working_day(day) for day in range(calendar.first, calendar.last + 1)]
    flags = np.asarray(is_working, np.int64)
    return np.concatenate(([0], np.cumsum(flags))), np.flatnonzero(flags) + calendar.first
