"""A pack adds rules to a policy by name or path, and only where it is asked for."""

from pathlib import Path

import pytest

from hsb_policy.engine.errors import PolicyLoadError
from hsb_policy.engine.loading import compiled_with_scenarios
from hsb_policy.engine.policy import load
from hsb_policy.testing.scenarios import only, run_scenarios

PACK = str(Path(__file__).parents[3] / "examples" / "packs" / "local_timescales")
CASE = {
    "case_id": "A1",
    "as_at": "2025-04-24",
    "children": [{"id": "C1", "birth_date": "2010-06-01"}],
    "referrals": [{"id": "R1", "child": "C1", "made_at": "2025-04-14T10:00", "kind": "assessment"}],
    "strategy_meetings": [],
}


def test_a_pack_adds_its_rules() -> None:
    """With the pack, its duty is decided, with the day that it is due; without, nothing knows of it."""
    with_pack = load("hsb", packs=(PACK,)).decide(CASE)
    without = load("hsb").decide(CASE)

    (outcome,) = [o for o in with_pack.outcomes if o.rule == "meeting_in_time"]
    assert (outcome.status, outcome.due, outcome.severity) == ("not_met", "2025-04-23", "query")
    assert with_pack.packs == ("local_timescales",)
    assert not [o for o in without.outcomes if o.rule == "meeting_in_time"]
    assert with_pack.digest != without.digest


def test_a_reading_of_the_pack_can_be_chosen() -> None:
    """The number of working days is an interpretation of the pack."""
    policy = load("hsb", packs=(PACK,), readings={"working_days_to_meet": 6})

    (outcome,) = [o for o in policy.decide(CASE).outcomes if o.rule == "meeting_in_time"]

    assert (outcome.status, outcome.due) == ("outstanding", "2025-04-24")


def test_the_scenarios_of_a_pack_run_with_the_policys() -> None:
    """`test --pack` runs them all."""
    policy = compiled_with_scenarios("hsb", (PACK,))

    report = run_scenarios(only(policy, "no meeting yet, on the last day"))

    assert report.ran == 1
    assert report.failures == ()


def test_a_pack_for_another_policy_is_refused(tmp_path: Path) -> None:
    """The message names both policies."""
    (tmp_path / "p.policy").write_text('pack other "Other" for library\n', encoding="utf-8")

    with pytest.raises(PolicyLoadError, match="library"):
        load("hsb", packs=(str(tmp_path),))


def test_a_pack_alone_is_no_policy() -> None:
    """A pack is added to a policy; by itself it decides nothing."""
    with pytest.raises(PolicyLoadError, match="policy"):
        load(PACK)
