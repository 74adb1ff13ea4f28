"""Values as decisions show them."""

from hsb_policy.backends.interpreter.shown import due_bounds
from hsb_policy.values.days import FIRST_DAY, LAST_DAY, parse_partial
from hsb_policy.values.unknown import PARTLY_KNOWN, Between, Fact


def test_a_deadline_that_may_be_any_day_is_not_shown() -> None:
    """Also where a partly known day is among what is missing: that of another record which this one may turn out to be."""
    facts = frozenset({Fact("events[E1].on", PARTLY_KNOWN)})

    assert due_bounds(Between(FIRST_DAY, LAST_DAY, facts)) is None
    assert due_bounds(Between(*parse_partial("2025"), facts)) == parse_partial("2025")
