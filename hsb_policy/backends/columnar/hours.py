"""Floor 2, back end: whether a moment lies within the opening hours of a reading."""

from typing import Any

import numpy as np

from hsb_policy.backends.columnar import operators as op
from hsb_policy.backends.columnar.forms import UNKNOWN, Level, Span
from hsb_policy.backends.columnar.nodes import Value
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.columnar.writing import Scope, Writes
from hsb_policy.core import ir
from hsb_policy.values import days
from hsb_policy.values.hours import Hours


def within_hours(writer: Writes, e: ir.Compare, scope: Scope) -> Level:
    """Whether a moment lies within weekly opening hours, one reading for all or one for each row of reference data."""
    moment, hours = writer.span(e.operands[0], scope), e.operands[1]
    if not isinstance(hours, ir.Reading) or moment.marks:
        raise CannotSayError("opening hours that are not a reading")
    if hours.part_of is None:
        return _within(writer, moment, writer.readings.get((hours.name, hours.part)))
    row = writer.record(hours.part_of, scope)
    found: Value = 1
    for at, chosen in writer.of_each_row(hours, row):
        this = writer.graph.apply(op.equals, row.of, at)
        found = writer.graph.apply(op.chosen, this, _within(writer, moment, chosen).of, found)
    return Level(found)


def _within(writer: Writes, moment: Span, hours: object) -> Level:
    if not isinstance(hours, Hours):
        return UNKNOWN
    return Level(writer.graph.apply_here(is_open, moment.low, moment.high, hours))


def is_open(low: Any, high: Any, hours: Hours) -> Any:
    """Whether a place is open at a moment; unknown where the moment is, or has not come."""
    minute, weekday = low % days.MINUTES_PER_DAY, (low // days.MINUTES_PER_DAY - 1) % 7  # day 1 was a Monday
    found: Any = np.zeros(np.shape(low), bool)
    for day, openings in enumerate(hours.week):
        for start, end in openings:
            found = found | ((weekday == day) & (minute >= start) & (minute < end))
    return np.where((low != high) | (low >= days.NOT_YET), np.int8(1), found * np.int8(2))
