"""Ground floor: weekly opening hours."""

import re
from typing import Final

from attrs import frozen

from hsb_policy.values.calendar import Calendar, weekday_of
from hsb_policy.values.days import MINUTES_PER_DAY, NOT_YET, day_of

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ITEM: Final = re.compile(
    r"(?:([a-z]+)(?: *- *([a-z]+))? +)?([0-9]{2}):([0-9]{2}) *- *([0-9]{2}):([0-9]{2})", re.IGNORECASE | re.ASCII
)
_FORM: Final = "write days and times as in mon-thu 08:30-17:00, fri 08:30-16:30"

Opening = tuple[int, int]
"""From opening up to, not including, closing; both in minutes after midnight of the same day."""


@frozen
class Hours:
    """The hours at which somebody can be reached: for each day from Monday to Sunday its openings, earliest first.

    No two openings of a day touch. At the closing time itself it is closed.
    """

    week: tuple[tuple[Opening, ...], ...]

    def covers(self, moment: int, closed_on: Calendar | None = None) -> bool | None:
        """Whether it is open at a moment; with `closed_on`, it is closed on the bank holidays of that calendar.

        None where that cannot be told: on a day outside the calendar's range that would be open in another week, and
        for a moment that has not come yet.

        >>> from hsb_policy.values.days import parse_moment
        >>> hours = parse_hours("mon-fri 08:30-17:00")
        >>> hours.covers(parse_moment("2025-03-03T08:30")), hours.covers(parse_moment("2025-03-03T17:00"))
        (True, False)
        """
        if moment >= NOT_YET:
            return None
        day, minute = day_of(moment), moment % MINUTES_PER_DAY
        if not any(start <= minute < end for start, end in self.week[weekday_of(day)]):
            return False
        if closed_on is None:
            return True
        holiday = closed_on.is_holiday(day)
        return None if holiday is None else not holiday

    def show(self) -> str:
        """The hours as `parse_hours` reads them, days with the same hours together.

        >>> parse_hours("tue 09:00-12:00, tue 12:00-17:00, mon 09:00-17:00").show()
        'mon-tue 09:00-17:00'
        """
        items: list[str] = []
        first = 0
        for last, openings in enumerate(self.week):
            if last + 1 < len(_DAYS) and self.week[last + 1] == openings:
                continue
            if openings:
                days = _DAYS[first] if first == last else f"{_DAYS[first]}-{_DAYS[last]}"
                items.append(f"{days} {', '.join(map(_show_opening, openings))}")
            first = last + 1
        return ", ".join(items)


def parse_hours(text: str) -> Hours:
    """Weekly opening hours from words; times without days belong to the days before them.

    >>> parse_hours("mon-thu 08:30-12:00, 13:00-17:00, fri 08:30-16:30").show()
    'mon-thu 08:30-12:00, 13:00-17:00, fri 08:30-16:30'
    >>> parse_hours("fri 22:00-06:00")
    Traceback (most recent call last):
    ValueError: in `fri 22:00-06:00` closing is not after opening: split hours past midnight at 24:00
    """
    week: list[list[Opening]] = [[] for _ in _DAYS]
    days: tuple[int, ...] = ()
    for item in (part.strip() for part in text.split(",")):
        found = _ITEM.fullmatch(item)
        if found is None:
            raise ValueError(f"`{item}` is not opening hours: {_FORM}" if item else f"hours are missing: {_FORM}")
        if found[1]:
            days = _parse_days(item, found[1].lower(), (found[2] or "").lower())
        elif not days:
            raise ValueError(f"`{item}` comes before any day of the week: {_FORM}")
        opening = _parse_opening(item, found)
        for day in days:
            _refuse_overlap(item, day, opening, week[day])
            week[day].append(opening)
    return Hours(tuple(map(_joined, week)))


def _parse_days(item: str, first: str, last: str) -> tuple[int, ...]:
    for name in (first, last):
        if name and name not in _DAYS:
            raise ValueError(f"in `{item}` there is no day `{name}`: days are {', '.join(_DAYS)}")
    start = _DAYS.index(first)
    if not last:
        return (start,)
    if first == last:
        raise ValueError(f"in `{item}` the days begin and end on {first}: write `{first}` for one day, mon-sun for all")
    return tuple((start + step) % 7 for step in range((_DAYS.index(last) - start) % 7 + 1))


def _parse_opening(item: str, found: re.Match[str]) -> Opening:
    times = []
    for hours, minutes in ((found[3], found[4]), (found[5], found[6])):
        time = int(hours) * 60 + int(minutes)
        if int(minutes) > 59 or time > MINUTES_PER_DAY:
            raise ValueError(f"in `{item}` there is no time {hours}:{minutes}: times are 00:00 to 24:00")
        times.append(time)
    start, end = times
    if end <= start:
        raise ValueError(f"in `{item}` closing is not after opening: split hours past midnight at 24:00")
    return start, end


def _refuse_overlap(item: str, day: int, new: Opening, others: list[Opening]) -> None:
    for other in others:
        if new[0] < other[1] and other[0] < new[1]:
            raise ValueError(f"`{item}` overlaps {_DAYS[day]} {_show_opening(other)}: give each hour of a day once")


def _joined(openings: list[Opening]) -> tuple[Opening, ...]:
    """The openings in the order of the day, those that touch made one."""
    joined: list[Opening] = []
    for start, end in sorted(openings):
        if joined and joined[-1][1] == start:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(joined)


def _show_opening(opening: Opening) -> str:
    return "-".join(f"{time // 60:02}:{time % 60:02}" for time in opening)
