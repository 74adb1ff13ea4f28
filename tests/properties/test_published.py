"""The published strategies: their cases follow any policy's vocabulary, meet its constants, and know all states of a fact."""

from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from hsb_policy import Policy, check, load
from hsb_policy.testing.strategies import case_documents, readings
from hsb_policy.testing.strategies.near import pools_near
from hsb_policy.testing.strategies.vocabulary import VOCABULARY

POLICY = load("hsb")
WITH_PACK = load("hsb", packs=["working_together"])


def drawn(strategy: st.SearchStrategy[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """So many cases, the same in each run, none of them shrunk."""
    found: list[dict[str, Any]] = []

    @settings(max_examples=number, phases=[Phase.generate], database=None, derandomize=True)
    @given(strategy)
    def draw(document: dict[str, Any]) -> None:
        found.append(document)

    draw()
    return found


def small(tmp_path: Any, text: str) -> Policy:
    """A policy of one file."""
    (tmp_path / "small.policy").write_text(text, encoding="utf-8")
    return load(tmp_path)


@settings(max_examples=25)
@given(case_documents(POLICY), readings(POLICY))
def test_every_case_follows_the_vocabulary_and_is_decided(document: dict[str, Any], chosen: dict[str, Any]) -> None:
    """Whatever the case and the readings, the bundled policy takes it and answers for every rule that has no list to range over."""
    decision = POLICY.with_readings(chosen).decide(document)

    assert decision.outcomes


@settings(max_examples=15)
@given(case_documents(WITH_PACK, most=3))
def test_a_pack_belongs_to_the_vocabulary(document: dict[str, Any]) -> None:
    """With a pack, its fields and its rules are among them."""
    assert WITH_PACK.decide(document).case_digest


@pytest.mark.parametrize("missing", [0, 0.5])
def test_any_vocabulary_will_do(tmp_path: Any, missing: float) -> None:
    """Dates that must be whole, records within records, refs, single records, codes with names: each has its values."""
    policy = small(tmp_path, VOCABULARY)

    @given(case_documents(policy, missing=missing))
    @settings(max_examples=50)
    def each_is_taken(document: dict[str, Any]) -> None:
        assert policy.case(document).case_id

    each_is_taken()


def test_cases_meet_the_constants_of_the_policy() -> None:
    """The policy speaks of children under 13: births are drawn 13 years before the days, the day before and the day after."""
    pools = pools_near(POLICY.compiled, most=2, missing=0.1)
    cases = drawn(case_documents(POLICY), 60)

    assert {"2012-03-02", "2012-03-03", "2012-03-04"} <= set(pools.births)
    assert {"2025-03-02", "2025-03-03", "2025-03-04"} <= set(pools.days)
    births = {child["birth_date"] for case in cases for child in case.get("children") or ()} - {None, "unknown"}
    assert births <= set(pools.births)
    assert {birth for birth in births if len(birth) == 4}, "some are known to the year only"
    assert len(births) > 5


def test_deadlines_are_met_to_the_day(tmp_path: Any) -> None:
    """A deadline of 40 days gives days on it, the day before, and the day after."""
    declared = """
duty act "Act"
    cites S001
    for each event in events
    keeper must "act"
    met when some e in events has e.big done on e.seen_at
    within 40 days of event.on
"""
    policy = small(tmp_path, VOCABULARY + declared)
    days = {document["as_at"] for document in drawn(case_documents(policy), 100)}

    assert {"2025-03-03", "2025-04-11", "2025-04-12", "2025-04-13"} <= days


@settings(max_examples=25)
@given(st.data())
def test_nothing_is_missing_where_nothing_shall_be(data: st.DataObject) -> None:
    """With `missing=0` every list and every field is recorded, and open dates alone may be empty: they say "not yet"."""
    document = data.draw(case_documents(POLICY, missing=0))

    assert "unknown" not in str(document["children"])
    assert all(child["birth_date"] and child["looked_after"] is not None for child in document["children"])


@pytest.mark.parametrize("wrong", [{"missing": 1}, {"missing": -0.1}, {"most": 0}])
def test_what_cannot_be_drawn_is_refused_in_words(wrong: dict[str, Any]) -> None:
    """The message names the argument and its limits."""
    with pytest.raises(ValueError, match=f"`{next(iter(wrong))}` is"):
        case_documents(POLICY, **wrong)


def test_the_vocabulary_of_these_tests_is_sound(tmp_path: Any) -> None:
    """What the small policies above are made of has no mistake."""
    small(tmp_path, VOCABULARY)

    assert not check(tmp_path).has_errors
