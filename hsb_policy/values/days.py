"""Ground floor: days, moments, ages and months, all as whole numbers.

A day is the number of days since the start of the Gregorian calendar (1 January of the year 1 is day 1). A moment is
the same count in minutes, by the clock on the wall: no time zones, and no hour is lost or doubled when clocks change.
"""

import re
from calendar import monthrange
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Final

FIRST_DAY: Final = 1
LAST_DAY: Final = date.max.toordinal()

NOT_YET: Final[int] = 10**12
"""An open-ended date that has not come: later than every day and every moment."""

MINUTES_PER_DAY: Final = 24 * 60

_DAYS_OF_400_YEARS: Final = 146_097  # then the calendar comes round
_NEAR_A_BIRTHDAY: Final = 400 * 4
"""Four days, counted as 400ths: no birthday is further than that from where it would be if all years were equally long. Leap years
put it off by less than three days, and who was born on 29 February by one more."""

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAY: Final = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PARTIAL: Final = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MOMENT: Final = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})")
_LONGEST_QUOTE: Final = 40


class Unit(Enum):
    """What a length of time is counted in; the value is the word for it in the language."""

    YEARS = "years"
    MONTHS = "months"
    WEEKS = "weeks"
    DAYS = "days"
    WORKING_DAYS = "working days"
    HOURS = "hours"


def parse_day(text: str) -> int:
    """The day that a text like 2025-03-02 names.

    >>> parse_day("2025-03-02")
    739312
    >>> parse_day("2025-02-30")
    Traceback (most recent call last):
    ValueError: `2025-02-30` is not a day of the calendar: February 2025 has 28 days
    """
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"{_quoted(text)} is not a day: write the year, month and day in digits, as in 2025-03-02")
    return _first_and_last(text, found[1], found[2], found[3])[0]


def parse_partial(text: str) -> tuple[int, int]:
    """The first and the last day that a year, a month or a day may mean.

    >>> [show_day(day) for day in parse_partial("2024-02")]
    ['2024-02-01', '2024-02-29']
    """
    found = _PARTIAL.fullmatch(text)
    if found is None:
        raise ValueError(
            f"{_quoted(text)} is not a date: write a day, a month or a year in digits, "
            "as in 2025-03-02, 2025-03 or 2025"
        )
    return _first_and_last(text, found[1], found[2], found[3])


def parse_moment(text: str) -> int:
    """The moment that a text like 2025-03-02T14:30 names, to the minute.

    >>> parse_moment("2025-03-02T14:30") - first_moment(parse_day("2025-03-02"))
    870
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(
            f"{_quoted(text)} is not a moment: write the day, a capital T, and the hours and minutes in digits, "
            "as in 2025-03-02T14:30, without seconds or a time zone"
        )
    hours, minutes = int(found[4]), int(found[5])
    day = _first_and_last(text, found[1], found[2], found[3])[0]
    if hours > 23 or minutes > 59:
        raise ValueError(f"{_quoted(text)} is not a time of the day: times are 00:00 to 23:59")
    return first_moment(day) + hours * 60 + minutes


def _first_and_last(text: str, year: str, month: str | None, day: str | None) -> tuple[int, int]:
    what = "a year" if month is None else "a month" if day is None else "a day"
    if year == "0000":
        raise ValueError(f"{_quoted(text)} is not {what} of the calendar: years are 0001 to 9999")
    if month is None:
        return date(int(year), 1, 1).toordinal(), date(int(year), 12, 31).toordinal()
    if not 1 <= int(month) <= 12:
        raise ValueError(f"{_quoted(text)} is not {what} of the calendar: months are 01 to 12")
    length = monthrange(int(year), int(month))[1]
    start = date(int(year), int(month), 1).toordinal()
    if day is None:
        return start, start + length - 1
    if not 1 <= int(day) <= length:
        named = f"{_MONTHS[int(month) - 1]} {year}"
        raise ValueError(f"{_quoted(text)} is not {what} of the calendar: {named} has {length} days")
    return start + int(day) - 1, start + int(day) - 1


def _quoted(text: str) -> str:
    """What somebody wrote, fit for one line of a message."""
    shown = "".join(c if c.isprintable() else " " for c in text[: _LONGEST_QUOTE + 1])
    return f"`{shown}`" if len(shown) <= _LONGEST_QUOTE else f"`{shown[:_LONGEST_QUOTE]}…`"


def show_day(day: int) -> str:
    """A day as people write it in a case file.

    >>> show_day(739312), show_day(NOT_YET)
    ('2025-03-02', 'not yet')
    """
    if day >= NOT_YET:
        return "not yet"
    if day < FIRST_DAY:
        return "before 0001-01-01"
    return date.fromordinal(day).isoformat() if day <= LAST_DAY else "after 9999-12-31"


def show_moment(moment: int) -> str:
    """A moment as people write it in a case file, to the minute.

    >>> show_moment(parse_moment("2025-03-02T14:30"))
    '2025-03-02T14:30'
    """
    day, minute = day_of(moment), moment % MINUTES_PER_DAY
    shown = show_day(day)
    return f"{shown}T{minute // 60:02}:{minute % 60:02}" if FIRST_DAY <= day <= LAST_DAY else shown


def show_range(lo: int, hi: int) -> str:
    """The days from `lo` to `hi`, both included: a year, a month or a day where it is exactly one.

    >>> show_range(*parse_partial("2025-03")), show_range(parse_day("2025-03-02"), parse_day("2025-03-04"))
    ('2025-03', '2025-03-02 to 2025-03-04')
    >>> show_range(parse_day("2025-03-02"), NOT_YET)
    '2025-03-02 or later'
    """
    if lo == hi:
        return show_day(lo)
    if hi >= NOT_YET:
        return f"{show_day(lo)} or later"
    if FIRST_DAY <= lo and hi <= LAST_DAY:
        for length in (len("2025"), len("2025-03")):
            named = show_day(lo)[:length]
            if parse_partial(named) == (lo, hi):
                return named
    return f"{show_day(lo)} to {show_day(hi)}"


def day_of(moment: int) -> int:
    """The day on which a moment falls.

    >>> show_day(day_of(parse_moment("2025-03-02T23:59")))
    '2025-03-02'
    """
    return NOT_YET if moment >= NOT_YET else moment // MINUTES_PER_DAY


def first_moment(day: int) -> int:
    """Midnight at the start of a day.

    >>> show_moment(first_moment(parse_day("2025-03-02")))
    '2025-03-02T00:00'
    """
    return NOT_YET if day >= NOT_YET else day * MINUTES_PER_DAY


def last_moment(day: int) -> int:
    """The last minute of a day.

    >>> show_moment(last_moment(parse_day("2025-03-02")))
    '2025-03-02T23:59'
    """
    return NOT_YET if day >= NOT_YET else day * MINUTES_PER_DAY + MINUTES_PER_DAY - 1


def birthday(birth_day: int, years: int) -> int:
    """The day on which a person reaches an age in years: the first day D with `age_on(birth_day, D) >= years`.

    Who was born on 29 February reaches an age on 1 March in other years. LAST_DAY + 1 stands for any day past the year
    9999; an age below 0 was reached on every day.

    >>> show_day(birthday(parse_day("2012-02-29"), 13)), show_day(birthday(parse_day("2012-02-29"), 12))
    ('2025-03-01', '2024-02-29')
    """
    if years < 0:
        return FIRST_DAY
    if birth_day > LAST_DAY:
        return birth_day
    born = _date(birth_day)
    year = born.year + years
    if year > date.max.year:
        return LAST_DAY + 1
    first_of_month = date(year, born.month, 1).toordinal()
    return first_of_month + born.day - 1  # one day past a February of 28 days is 1 March


def age_on(birth_day: int, day: int) -> int:
    """A person's age in completed years on a day, counted from the start of the birthday; before birth, -1.

    >>> born = parse_day("2012-03-02")
    >>> age_on(born, parse_day("2025-03-01")), age_on(born, parse_day("2025-03-02"))
    (12, 13)
    """
    if day < birth_day:
        return -1
    if FIRST_DAY <= birth_day and day <= LAST_DAY:
        years, rest = divmod((day - birth_day) * 400, _DAYS_OF_400_YEARS)
        if _NEAR_A_BIRTHDAY < rest < _DAYS_OF_400_YEARS - _NEAR_A_BIRTHDAY:
            return years
        born, on = date.fromordinal(birth_day), date.fromordinal(day)
    else:
        born, on = _date(birth_day), _date(day)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_range(birth_lo: int, birth_hi: int, day_lo: int, day_hi: int) -> tuple[int, int]:
    """The lowest and the highest age in years, when the birth and the day are each known to lie between two days.

    >>> age_range(*parse_partial("2012-03"), *parse_partial("2025-03-15"))
    (12, 13)
    """
    return age_on(birth_hi, day_lo), age_on(birth_lo, day_hi)


def add_months(day: int, n: int) -> int:
    """The same day of the month `n` months later (earlier where `n` is negative), or that month's last day.

    Past either end of the calendar it is that end; a day that has not come yet stays so.

    >>> show_day(add_months(parse_day("2025-01-31"), 1)), show_day(add_months(parse_day("2025-03-31"), -1))
    ('2025-02-28', '2025-02-28')
    """
    if day >= NOT_YET:
        return NOT_YET
    start = _date(day)
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    if year < date.min.year:
        return FIRST_DAY
    if year > date.max.year:
        return LAST_DAY
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).toordinal()


def add_years(day: int, n: int) -> int:
    """The same day `n` years later; a year after 29 February is 28 February (a birthday is not: see `birthday`).

    >>> show_day(add_years(parse_day("2024-02-29"), 1)), show_day(add_years(parse_day("2024-02-29"), -4))
    ('2025-02-28', '2020-02-29')
    """
    return add_months(day, 12 * n)


def months_between(a: int, b: int) -> int:
    """The completed months from one day to another: the largest `n` with `add_months(a, n)` not after `b`.

    It is negative exactly when `b` is before `a`. A day that has not come yet counts as the last of the calendar.

    >>> months_between(parse_day("2025-01-31"), parse_day("2025-02-28")), months_between(2, 1)
    (1, -1)
    """
    start, end = _date(a), _date(b)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < min(start.day, monthrange(end.year, end.month)[1]))


def years_between(a: int, b: int) -> int:
    """The completed years from one day to another, as `months_between` counts (for a person's age: `age_on`).

    >>> years_between(parse_day("2023-06-01"), parse_day("2025-05-31"))
    1
    """
    return months_between(a, b) // 12


@lru_cache(maxsize=2**16)  # more days than a century and a half has; cases ask for the same few again and again
def _date(day: int) -> date:
    """The day as a date; past either end of the calendar, that end."""
    return date.fromordinal(min(max(day, FIRST_DAY), LAST_DAY))
