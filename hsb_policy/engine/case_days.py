"""Floor 3: the days and moments of a case file, and why a text is none, without showing it."""

import re
from calendar import monthrange
from typing import Any, Final

from hsb_policy.engine.case_faults import Faults
from hsb_policy.values.days import parse_day, parse_moment, parse_partial

_DAY: Final = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PART: Final = re.compile("([0-9]{4})(-[0-9]{2})?")
_DAY_WITH_TIME: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].*", re.DOTALL)
_TO_THE_MINUTE: Final = re.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2})")
_WRITTEN: Final = "write 2 March 2025 as `2025-03-02`"
_MOMENT_WRITTEN: Final = "write half past two on 2 March 2025 as `2025-03-02T14:30`"


def read_day(value: Any, place: str, faults: Faults, *, partial: bool = True) -> tuple[int, int] | None:
    """The first and last day that a date may mean; `partial` dates may be known to the month or the year only."""
    if not isinstance(value, str):
        faults.wrong_kind(place, value, "a date", _WRITTEN)
        return None
    try:
        if partial:
            return parse_partial(value)
        day = parse_day(value)
    except ValueError:
        _not_a_day(value, place, faults, partial=partial)
        return None
    return day, day


def read_moment(value: Any, place: str, faults: Faults) -> int | None:
    """The moment that a text means."""
    if not isinstance(value, str):
        faults.wrong_kind(place, value, "a day with a time", _MOMENT_WRITTEN)
        return None
    try:
        return parse_moment(value)
    except ValueError:
        found = _TO_THE_MINUTE.fullmatch(value)
        if found is None:
            message = "this is not a day with a time to the minute, without seconds or a time zone"
            faults.add("HSB-D523", place, message, _MOMENT_WRITTEN)
        elif int(found[2]) > 23 or int(found[3]) > 59:
            faults.add("HSB-D522", place, "there is no such time of the day", "times are 00:00 to 23:59")
        else:
            _not_a_day(found[1], place, faults, partial=False)
        return None


def _not_a_day(value: str, place: str, faults: Faults, *, partial: bool) -> None:
    day, part = _DAY.fullmatch(value), _PART.fullmatch(value)
    if day is not None or (part is not None and partial):
        numbers = [int(n) for n in re.findall("[0-9]+", value)]
        faults.add("HSB-D522", place, _no_such_day(numbers), "look the day up, and correct it")
    elif part is not None:
        message = (
            "only a month stands here, and a whole day is expected"
            if part[2]
            else "only a year stands here, and a whole day is expected"
        )
        faults.add("HSB-D523", place, message, 'where the day is not known, write `"unknown"`')
    elif _DAY_WITH_TIME.fullmatch(value):
        faults.add("HSB-D523", place, "a time stands here beside the day", "leave out the time")
    elif not value.strip():
        faults.add(
            "HSB-D523", place, "an empty text stands where a date is expected", "leave the field out, or write `null`"
        )
    else:
        cure = "where only the month or the year is known, write `2025-03` or `2025`" if partial else None
        faults.add("HSB-D523", place, "this is not a date in the form year, month, day", _WRITTEN, cure)


def _no_such_day(numbers: list[int]) -> str:
    year, month = numbers[0], numbers[1] if len(numbers) > 1 else 1
    if not year:
        return "there is no such year: years are 0001 to 9999"
    if not 1 <= month <= 12:
        return "there is no such month: months are 01 to 12"
    return f"there is no such day: that month has {monthrange(year, month)[1]} days"
