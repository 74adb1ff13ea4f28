"""The readings under which a policy is run: defaults, choices of every kind, what narrows a must, and wrong choices told."""

from typing import Any

import pytest

from hsb_policy.engine.document import to_document, to_json
from hsb_policy.engine.errors import ReadingError
from hsb_policy.engine.policy import Policy, load

CASE = {
    "case_id": "A1",
    "as_at": "2025-03-20",
    "children": [{"id": "C1", "birth_date": "2014-06-01"}, {"id": "C2", "birth_date": "2009-06-01"}],
    "incidents": [
        {"id": "I1", "occurred_from": "2025-03-01", "traffic_light": [{"colour": "red", "on": "2025-03-02"}]}
    ],
    "involvements": [
        {"id": "V1", "incident": "I1", "child": "C1", "role": "harmed", "status": "alleged"},
        {"id": "V2", "incident": "I1", "child": "C2", "role": "harmer", "status": "alleged"},
    ],
    "referrals": [],
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    """The bundled policy."""
    return load("hsb")


def status(policy: Policy, rule: str) -> str:
    """The status of the only outcome of a rule."""
    (found,) = [o.status for o in policy.decide(CASE).outcomes if o.rule == rule]
    return found


def test_a_default_run_announces_nothing(policy: Policy) -> None:
    """No default reading narrows a must."""
    decision = policy.decide(CASE)

    assert decision.announcements == ()
    assert all(reading.is_default and not reading.approved for reading in decision.readings)


@pytest.mark.parametrize(
    ("name", "reading", "told"),
    [
        ("under13_trigger", "established", "under13_trigger is read as established"),
        ("age_at.under_13_always_referred", "today", "age_at for under_13_always_referred is read as today"),
        ("age_at", "today", "age_at for under_13_always_referred is read as today"),
    ],
)
def test_a_reading_that_narrows_a_must_is_announced(policy: Policy, name: str, reading: str, told: str) -> None:
    """Every decision made under it says so, and names the statement."""
    decision = policy.with_readings({name: reading}).decide(CASE)

    assert [a for a in decision.announcements if a.startswith(told) and "S019" in a]


def test_a_reading_for_another_rule_is_not_announced(policy: Policy) -> None:
    """Only where the rule carries what is narrowed."""
    assert policy.with_readings({"age_at.nspcc_criteria": "today"}).decide(CASE).announcements == ()


def test_a_choice_changes_the_decision_and_is_listed(policy: Policy) -> None:
    """Under `established` an alleged harm does not trigger the duty; the decision lists the reading."""
    chosen = policy.with_readings({"under13_trigger": "established"})

    assert (status(policy, "under_13_always_referred"), status(chosen, "under_13_always_referred")) == (
        "outstanding",
        "not_applicable",
    )
    document = to_document(chosen.decide(CASE))
    entries = document["interpretations"]["A03"]
    assert {"name": "under13_trigger", "reading": "established", "default": False, "approved": False} in (
        entries if isinstance(entries, list) else [entries]
    )


@pytest.mark.parametrize(
    ("name", "reading", "held"),
    [
        ("similar_age_max_months", "24", 24),
        ("similar_age_max_months", 24, 24),
        ("hsb_colours", "amber, red", ("amber", "red")),
        ("hsb_colours", ["amber"], ("amber",)),
        ("hsb_colours", "", ()),
        ("s47_follows_threshold", "yes", True),
        ("s47_follows_threshold", True, True),
    ],
)
def test_readings_of_every_kind(policy: Policy, name: str, reading: Any, held: Any) -> None:
    """As text, as on the command line, or as the value itself."""
    assert policy.with_readings({name: reading}).readings.values[name, None] == held


def test_hours_are_chosen_for_one_contact(policy: Policy) -> None:
    """`hours.stoke_referral_team`; the decision shows them as they are said."""
    chosen = policy.with_readings({"hours.stoke_referral_team": "mon-fri 08:30-17:00"})

    assert chosen.readings.values["hours", "stoke_referral_team"].covers((739000 + 1) * 1440 + 600) in (True, False)
    assert "mon-fri 08:30-17:00" in to_json(chosen.decide(CASE))


def test_the_force_of_one_duty_is_lowered(policy: Policy) -> None:
    """A `will` may count as a should (A12), for one rule alone."""
    lowered = policy.with_readings({"force.both_children_referred": "should"})

    forces = {o.force for o in lowered.decide(CASE).outcomes if o.rule == "both_children_referred"}

    assert forces == {"should"}


@pytest.mark.parametrize(
    ("name", "reading", "told"),
    [
        ("red_referal", "should", "red_referral"),
        ("red_referral", "shoud", "should"),
        ("similar_age_max_months", "two", "whole number"),
        ("hsb_colours", "amber, purple", "red"),
        ("hours.stoke_referal_team", "mon 09:00-17:00", "stoke_referral_team"),
        ("hours.stoke_referral_team", "always", "always"),
        ("age_at.no_rule", "today", "no_rule"),
        ("s47_follows_threshold", "maybe", "yes"),
        ("adult_now", "yes", "is fixed"),
    ],
)
def test_a_wrong_choice_is_told_with_what_there_is(policy: Policy, name: str, reading: str, told: str) -> None:
    """The message names what was written and the nearest that there is."""
    with pytest.raises(ReadingError) as fault:
        policy.with_readings({name: reading})

    (diagnostic,) = fault.value.diagnostics.items
    assert told in " ".join((diagnostic.message, *diagnostic.help))


def test_all_wrong_choices_are_told_at_once(policy: Policy) -> None:
    """Two wrong choices, two messages."""
    with pytest.raises(ReadingError) as fault:
        policy.with_readings({"red_referal": "should", "under13_trigger": "proven"})

    assert len(fault.value.diagnostics.items) == 2


def test_the_same_input_gives_the_same_bytes(policy: Policy) -> None:
    """Twice the same case, the same text; and a decision says by which policy, case, day and readings it can be replayed."""
    first, second = to_json(policy.decide(CASE), everything=True), to_json(load("hsb").decide(CASE), everything=True)

    assert first == second
    document = to_document(policy.decide(CASE))
    assert document["format"] == "hsb-policy/decision/1"
    assert document["policy"]["digest"].startswith("sha256:")
    assert document["case_digest"].startswith("sha256:")
    assert set(document["outcomes"][0]) >= {
        "rule", "label", "kind", "statements", "force", "bearer", "about", "status", "severity", "action", "value", "due",
        "missing", "possible", "overridden_by", "interpretations", "judgement",
    }  # fmt: skip


def test_outcomes_that_do_not_apply_are_left_out_unless_asked_for(policy: Policy) -> None:
    """`not_applicable` and `passed` are shown only with everything."""
    decision = policy.decide(CASE)
    shown = {o["status"] for o in to_document(decision)["outcomes"]}
    everything = {o["status"] for o in to_document(decision, everything=True)["outcomes"]}

    assert shown.isdisjoint({"not_applicable", "passed"})
    assert {"not_applicable", "passed"} <= everything
