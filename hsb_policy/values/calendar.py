"""Ground floor: working days, by named calendars of bank holidays, each with the range of days it knows.

Outside its range a calendar says None, "I do not know", and never "no holidays".
"""

import json
from bisect import bisect_left, bisect_right
from difflib import get_close_matches
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

from attrs import field, frozen

from hsb_policy.values.days import NOT_YET, parse_day, show_day

_SATURDAY: Final = 5
_FOLDER: Final = files("hsb_policy.values").joinpath("calendars")


class UnknownCalendar(KeyError):
    """There is no calendar of that name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name = name
        self.known = known
        self.nearest = next(iter(get_close_matches(name.lower(), known, n=1)), None)

    def __str__(self) -> str:
        cure = f"did you mean `{self.nearest}`?" if self.nearest else f"there is {', '.join(self.known)}"
        return f"there is no calendar `{self.name}`: {cure}"


def weekday_of(day: int) -> int:
    """The day of the week: 0 is Monday, 6 is Sunday.

    >>> weekday_of(parse_day("2025-03-02"))
    6
    """
    return (day - 1) % 7


@frozen
class Calendar:
    """The bank holidays of a country from day `first` to day `last`; Saturdays and Sundays are never working days."""

    name: str
    version: str
    first: int = field(repr=show_day)
    last: int = field(repr=show_day)
    holidays: frozenset[int] = field(repr=False)

    def is_holiday(self, day: int) -> bool | None:
        """Whether a day is a bank holiday, on a weekend too; None outside the range."""
        return day in self.holidays if self.first <= day <= self.last else None

    def is_working_day(self, day: int) -> bool | None:
        """Whether a day is neither of the weekend nor a bank holiday; None outside the range.

        >>> england = load_calendar("england")
        >>> england.is_working_day(parse_day("2025-12-24")), england.is_working_day(parse_day("2025-12-25"))
        (True, False)
        >>> england.is_working_day(parse_day("2125-12-25")) is None
        True
        """
        holiday = self.is_holiday(day)
        return None if holiday is None else not holiday and weekday_of(day) < _SATURDAY

    def add_working_days(self, day: int, n: int) -> int | None:
        """The `n`th working day after a day, which is itself day 0, or before it where `n` is negative.

        None where a day that would have to be counted lies outside the range. With 0 nothing is counted: it is the day
        itself, working day or not. A day that has not come yet stays so.

        >>> thursday = parse_day("2025-04-17")
        >>> show_day(load_calendar("england").add_working_days(thursday, 1))  # past Easter
        '2025-04-22'
        """
        if n == 0 or day >= NOT_YET:
            return min(day, NOT_YET)
        days = self._working_days
        if n > 0:
            index = bisect_right(days, day) + n - 1
            return days[index] if day + 1 >= self.first and index < len(days) else None
        index = bisect_left(days, day) + n
        return days[index] if day - 1 <= self.last and index >= 0 else None

    def working_days_between(self, a: int, b: int) -> int | None:
        """How many working days lie after `a` up to and including `b`; below 0 where `b` is before `a`.

        None where a day that would have to be counted lies outside the range, or a day has not come yet.

        >>> load_calendar("england").working_days_between(parse_day("2025-04-17"), parse_day("2025-04-23"))
        2
        """
        if max(a, b) >= NOT_YET:
            return None
        if a != b and (min(a, b) + 1 < self.first or max(a, b) > self.last):
            return None
        return bisect_right(self._working_days, b) - bisect_right(self._working_days, a)

    @cached_property
    def _working_days(self) -> tuple[int, ...]:
        return tuple(day for day in range(self.first, self.last + 1) if self.is_working_day(day))


@cache
def calendar_names() -> tuple[str, ...]:
    """The calendars there are, in the order of the alphabet.

    >>> calendar_names()
    ('england',)
    """
    names = (file.name for file in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


@cache
def load_calendar(name: str) -> Calendar:
    """The calendar of that name, from the data of the package.

    >>> load_calendar("england").last == parse_day("2035-12-31")
    True
    >>> load_calendar("englnd")
    Traceback (most recent call last):
    hsb_policy.values.calendar.UnknownCalendar: there is no calendar `englnd`: did you mean `england`?
    """
    if name not in calendar_names():
        raise UnknownCalendar(name, calendar_names())
    data = json.loads(_FOLDER.joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return Calendar(
        name=data["name"],
        version=data["version"],
        first=parse_day(data["first"]),
        last=parse_day(data["last"]),
        holidays=frozenset(map(parse_day, data["holidays"])),
    )
