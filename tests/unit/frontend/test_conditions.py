"""Conditions and values mean what the language says: their form in the core IR, shown as text."""

import pytest

from hsb_policy.core import ir
from tests.unit.frontend.small_policy import compiled, condition_shown, in_definition

COMPARISONS = {
    "incident.colour is amber": "same(incident.colour, 'amber')",
    "amber is incident.colour": "same('amber', incident.colour)",
    "incident.colour is not red": "not(same(incident.colour, 'red'))",
    "incident.colour is one of green, red": "one_of(incident.colour, 'green', 'red')",
    "incident.colour is not one of green, red": "not(one_of(incident.colour, 'green', 'red'))",
    "age of child on day is 5 to 11": "in_range(age(child.birth_date, day), 5, 11)",
    "age of child on day is below 13": "less(age(child.birth_date, day), 13)",
    "age of child on day is at most 12 years": "at_most(age(child.birth_date, day), 12)",
    "age of child on day is above 12": "less(12, age(child.birth_date, day))",
    "age of child on day is at least 13": "at_most(13, age(child.birth_date, day))",
    "day is before as_at": "less(day, as_at)",
    "day is after as_at": "less(as_at, day)",
    "day is on or before as_at": "at_most(day, as_at)",
    "day is on or after 2025-03-02": "at_most(2025-03-02, day)",
    "day is 2025-01-01 to 2025-12-31": "in_range(day, 2025-01-01, 2025-12-31)",
    "referral.outcomes includes advice_only": "includes(referral.outcomes, 'advice_only')",
    "referral.kind is one of sources": "includes(reading(sources), referral.kind)",
    "part.child is child": "same(part.child, child)",
}


@pytest.mark.parametrize(("written", "shown"), COMPARISONS.items(), ids=COMPARISONS)
def test_comparisons_have_few_forms_in_the_ir(written: str, shown: str) -> None:
    """Words that deny or turn round a comparison are gone: `is above` is `is below` with its operands swapped."""
    assert condition_shown(written) == shown


NAMES = {
    "incident.colour is orange": "same(incident.colour, 'amber')",
    "trigger is established": "same(reading(trigger), 'established')",
    "referral.worker is w_17": "same(referral.worker, 'w_17')",
    'referral.worker is "w 17"': "same(referral.worker, 'w 17')",
    "nobody": "nobody()",
    "is_young(child)": "is_young(child)",
    "home(child) is stoke": "same(home(child), 'stoke')",
    "referrer.professional": "case.referrer.professional",
    "case.closed_on is after as_at": "less(as_at, case.closed_on)",
    "no referral_too in referrals has referral_too.child is child": (
        "none(referral_too in case.referrals: same(referral_too.child, child))"
    ),
    "some c in contacts has c.code is referral.kind": "some(c in rows(contacts): same(c.code, referral.kind))",
    "home(child) is silent": "same(home(child), silent)",
    "child.looked_after or if not recorded no": "or_if_not_recorded(child.looked_after, no)",
    "incident.place is child.authority": "same(incident.place, child.authority)",
    "incident.place is stoke": "same(incident.place, 'stoke')",
}


@pytest.mark.parametrize(("written", "shown"), NAMES.items(), ids=NAMES)
def test_a_bare_word_means_what_is_expected_where_it_stands(written: str, shown: str) -> None:
    """Codes first where a code is expected; then variables, the case, rows, interpretations, definitions; then texts."""
    assert condition_shown(written) == shown


def test_a_code_goes_before_a_variable_of_that_name() -> None:
    """Beside a colour, `red` is the colour, whatever else is called so."""
    result = compiled(
        """
define tried for red: Colour, incident: Incident
    as incident.colour is red and red is green
"""
    )

    assert not result.found
    body = result.functions["tried"].body
    assert isinstance(body, ir.And)
    first, second = body.parts
    assert isinstance(first, ir.Compare)
    assert isinstance(second, ir.Compare)
    assert first.operands[1] == ir.Literal(value="red", type=first.operands[0].type)
    assert isinstance(second.operands[0], ir.Variable)


MOMENTS = {
    "referral.made_at is before day": "less(day_of(referral.made_at), day)",
    "day is one of 2025-01-01, referral.made_at": "one_of(day, 2025-01-01, day_of(referral.made_at))",
    "referral.made_at is 2025-01-01 to 2025-02-01": "in_range(day_of(referral.made_at), 2025-01-01, 2025-02-01)",
    "age of child on referral.made_at is 5": "same(age(child.birth_date, day_of(referral.made_at)), 5)",
    "5 days after referral.made_at is day": "same(shift(5 days, day_of(referral.made_at)), day)",
    "24 hours after referral.made_at is after referral.made_at": (
        "less(referral.made_at, shift(24 hours, referral.made_at))"
    ),
    "number of days from referral.made_at to day is 3": "same(between(days, day_of(referral.made_at), day), 3)",
    "some r in child.residences has r covers referral.made_at": (
        "some(r in child.residences: covers(r.from, r.to, day_of(referral.made_at)))"
    ),
    "referral.made_at or if not yet day is day": "same(or_if_not_yet(day_of(referral.made_at), day), day)",
    "latest (r in referrals by r.made_at) gives r.made_at or if none as_at is day": (
        "same(latest(r in case.referrals by r.made_at gives day_of(r.made_at) or if none as_at), day)"
    ),
}


@pytest.mark.parametrize(("written", "shown"), MOMENTS.items(), ids=MOMENTS)
def test_a_moment_counts_as_its_day_where_a_day_is_expected(written: str, shown: str) -> None:
    """Beside a day, a moment is its day; two moments are compared to the minute."""
    assert condition_shown(written) == shown


UNITS = {
    "number of months from day to as_at is at most max_months": "at_most(between(months, day, as_at), reading(max_months))",
    "number of months from day to as_at is at most some_number": "at_most(between(months, day, as_at), reading(some_number))",
    "number of working days from day to as_at is above 5": "less(5, between(working days, day, as_at))",
    "15 working days before day is as_at": "same(shift(-15 working days, day), as_at)",
    "count of (r in referrals where r.child is child) is 2": "same(count(r in case.referrals where same(r.child, child)), 2)",
}


@pytest.mark.parametrize(("written", "shown"), UNITS.items(), ids=UNITS)
def test_a_plain_number_fits_every_unit(written: str, shown: str) -> None:
    """A number without a unit takes the unit of what it stands beside."""
    assert condition_shown(written) == shown


LISTS = {
    "some r in referrals where r.child is child has r.kind is advice_only": (
        "some(r in case.referrals where same(r.child, child): same(r.kind, 'advice_only'))"
    ),
    "every r in referrals, c in children has r.child is c": (
        "every(r in case.referrals, c in case.children: same(r.child, c))"
    ),
    "no r in child.residences has r.authority is stoke": "none(r in child.residences: same(r.authority, 'stoke'))",
    "exactly one kind in referral.outcomes has kind is advice_only": (
        "exactly_one(kind in referral.outcomes: same(kind, 'advice_only'))"
    ),
    "latest r in referrals by r.made_at has r.kind is advice_only": (
        "latest(r in case.referrals by r.made_at: same(r.kind, 'advice_only'))"
    ),
    "first in record order r in referrals has r.kind is advice_only": (
        "first(r in case.referrals: same(r.kind, 'advice_only'))"
    ),
    "earliest (r in referrals by r.made_at where r.child is child) gives r.kind or if none advice_only is advice_only": (
        "same(earliest(r in case.referrals where same(r.child, child) by r.made_at gives r.kind"
        " or if none 'advice_only'), 'advice_only')"
    ),
    "some c in children, r in c.residences has r.authority is stoke": (
        "some(c in case.children, r in c.residences: same(r.authority, 'stoke'))"
    ),
}


@pytest.mark.parametrize(("written", "shown"), LISTS.items(), ids=LISTS)
def test_quantifiers_range_over_lists(written: str, shown: str) -> None:
    """`where` and `has` keep their places; a later list may depend on an earlier variable."""
    assert condition_shown(written) == shown


PERIODS = {
    "overlaps": "overlaps(a.from, a.to, b.from, b.to)",
    "touches": "touches(a.from, a.to, b.from, b.to)",
}


@pytest.mark.parametrize(("word", "shown"), PERIODS.items(), ids=PERIODS)
def test_periods_are_their_first_and_last_days(word: str, shown: str) -> None:
    """A record with a period is compared by the fields marked `starts period` and `ends period`."""
    written = f"some a in child.residences, b in child.residences has a {word} b"

    assert condition_shown(written) == f"some(a in child.residences, b in child.residences: {shown})"


STATES = {
    "referral.made_at has happened": "has_happened(referral.made_at)",
    "case.closed_on has not happened": "not(has_happened(case.closed_on))",
    "part.child names somebody": "is_named(part.child)",
    "part.child names nobody": "not(is_named(part.child))",
    "max_months is set": "is_set(reading(max_months))",
    "max_months is not set": "not(is_set(reading(max_months)))",
    "home(child) has a value": "has_value(home(child))",
    "home(child) has no value": "not(has_value(home(child)))",
    "some j in judgements has j.on is not recorded": "some(j in case.judgements: not(is_recorded(j.on)))",
}


@pytest.mark.parametrize(("written", "shown"), STATES.items(), ids=STATES)
def test_states(written: str, shown: str) -> None:
    """What can be asked of a fact, a reading or a conclusion; `is recorded` of a recording list's records everywhere."""
    assert condition_shown(written) == shown


HOURS = {
    'referral.made_at is within "mon-fri 09:00-17:00"': 'within_hours(referral.made_at, "mon-fri 09:00-17:00")',
    "some c in contacts has referral.made_at is within c.hours": (
        "some(c in rows(contacts): within_hours(referral.made_at, c.hours))"
    ),
    "some c in contacts has referral.made_at is within opening(c)": (
        "some(c in rows(contacts): within_hours(referral.made_at, reading(opening, c)))"
    ),
}


@pytest.mark.parametrize(("written", "shown"), HOURS.items(), ids=HOURS)
def test_opening_hours(written: str, shown: str) -> None:
    """Hours are a text, a field of reference data, or an interpretation with a reading for each row."""
    assert condition_shown(written) == shown


CHAINS = {
    "nobody and is_young(child) and not nobody": "and(nobody(), is_young(child), not(nobody()))",
    "nobody or (is_young(child) and child.looked_after)": "or(nobody(), and(is_young(child), child.looked_after))",
    "some c in children has c.looked_after or nobody": "some(c in case.children: or(c.looked_after, nobody()))",
}


@pytest.mark.parametrize(("written", "shown"), CHAINS.items(), ids=CHAINS)
def test_and_or_not(written: str, shown: str) -> None:
    """Brackets group, and what follows `has` belongs to the quantifier."""
    assert condition_shown(written) == shown


def test_every_part_keeps_its_place_in_the_text() -> None:
    """An expression knows where the author wrote it."""
    result = compiled(in_definition("incident.colour is amber"))
    body = result.functions["tried"].body

    assert result.at(body.origin) == "incident.colour is amber"
