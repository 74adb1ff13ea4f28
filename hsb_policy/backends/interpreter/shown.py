"""Floor 2, back end: values as a decision shows them."""

import re
from collections.abc import Mapping
from typing import Any

from hsb_policy.core.case import Record
from hsb_policy.core.types import DayType, ListType, MomentType, Type
from hsb_policy.values import days
from hsb_policy.values.unknown import SILENT, Between, NamedCode

_WIDEST = days.LAST_DAY // 2  # in days or in minutes: the nearest thing to any day at all that a partial date is not
_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def filled_in(text: str, about: Mapping[str, str]) -> str:
    """A text of the policy with what the outcome is about in the place of {names}.

    >>> filled_in("refer {child}", {"child": "C1"})
    'refer C1'
    """
    return _PLACE.sub(lambda m: about.get(m[1], f"({m[1].replace('_', ' ')} not recorded)"), text)


def shown_day(day: int | None, in_minutes: bool = False) -> str | None:
    """A day (or moment) as written in case files; None for none and for one that has not come."""
    if day is None or day == days.NOT_YET:
        return None
    return days.show_moment(day) if in_minutes else days.show_day(day)


def due_bounds(due: Any) -> int | tuple[int | None, int | None] | None:
    """A deadline: a day, the earliest and latest that it can be, or None where there is none or it is not known."""
    if isinstance(due, Between):
        if is_any_day(due):
            return None  # it counts from a day of which nothing is known
        return _come(due.low), _come(due.high)
    return _come(due) if isinstance(due, int) else None


def is_any_day(value: Any) -> bool:
    """Whether nothing is known of a day or moment, or of what it was counted from: its ends are those of the calendar, and no bounds."""
    return isinstance(value, Between) and value.high - value.low > _WIDEST


def _come(day: int) -> int | None:
    return None if day == days.NOT_YET else day


def shown_due(
    due: int | tuple[int | None, int | None] | None, in_minutes: bool
) -> str | tuple[str | None, str | None] | None:
    """What `due_bounds` gives, as written in case files."""
    if isinstance(due, tuple):
        return shown_day(due[0], in_minutes), shown_day(due[1], in_minutes)
    return shown_day(due, in_minutes)


def shown_value(value: Any, kind: Type) -> object:
    """A concluded value: a record by its id, a named code as `other: NAME`, a day as written, a list as a list, silence as `silent`."""
    if value is SILENT:
        return "silent"
    if isinstance(value, tuple):
        item = kind.item if isinstance(kind, ListType) else kind
        return tuple(shown_value(v, item) for v in value)
    if isinstance(value, Record):
        return value.id or value.path
    if isinstance(value, NamedCode):
        return str(value)
    if isinstance(kind, DayType | MomentType) and isinstance(value, int):
        return shown_day(value, isinstance(kind, MomentType))
    return value
