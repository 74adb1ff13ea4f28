"""Floor 2, back end: whether a moment lies within the opening hours of a reading."""

from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational.forms import UNKNOWN, Level, Span
from hsb_policy.backends.relational.sql import Block
from hsb_policy.backends.relational.writing import Scope, Writes
from hsb_policy.core import ir
from hsb_policy.values import days
from hsb_policy.values.hours import Hours


def within_hours(writer: Writes, e: ir.Compare, scope: Scope, block: Block) -> Level:
    """Whether a moment lies within weekly opening hours, one reading for all or one for each row of reference data."""
    moment, hours = writer.span(e.operands[0], scope, block), e.operands[1]
    if not isinstance(hours, ir.Reading) or moment.marks:
        raise CannotSayError("opening hours that are not a reading")
    if hours.part_of is None:
        return _within(moment, writer.readings.get((hours.name, hours.part)))
    row = writer.record(hours.part_of, scope, block)
    cases = [f"WHEN {at} THEN {_within(moment, chosen).sql}" for at, chosen in writer.of_each_row(hours, row)]
    return Level(f"CASE {row.place} {' '.join(cases)} ELSE 1 END")


def _within(moment: Span, hours: object) -> Level:
    if not isinstance(hours, Hours):
        return UNKNOWN
    m = moment.low
    minute = f"{m} % {days.MINUTES_PER_DAY}"
    opens = []
    for weekday, openings in enumerate(hours.week):
        # Day 1 of the calendar was a Monday.
        inside = [f"({minute} >= {start} AND {minute} < {end})" for start, end in openings]
        if inside:
            opens.append(f"(({m} // {days.MINUTES_PER_DAY} - 1) % 7 = {weekday} AND ({' OR '.join(inside)}))")
    unknown = f"{m} <> {moment.high} OR {m} >= {days.NOT_YET}"
    return Level(f"CASE WHEN {unknown} THEN 1 WHEN {' OR '.join(opens) or 'FALSE'} THEN 2 ELSE 0 END")
