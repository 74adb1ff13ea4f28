"""Explanations as a developer asks for them: by rule, statement, question or outcome, about what one cares for."""

from pathlib import Path

import pytest

from hsb_policy import ExplanationError, load

POLICY = load("hsb")
CASES = Path(__file__).parents[2] / "examples" / "cases"
ONE_WORKER = POLICY.decide(CASES / "one_worker_for_both.json")
FULL = POLICY.decide(CASES / "full_case.json")


def test_a_rule_is_explained_by_name() -> None:
    """The status, what decides it, and the facts that it rests on with their places."""
    (explanation,) = ONE_WORKER.explain("different_social_workers")

    assert explanation.outcome.status == "not_met"
    assert [(g.input, g.truth) for g in explanation.grounds] == [("trigger", "yes"), ("breached", "yes")]
    assert {f.path: f.value for f in explanation.facts if f.field == "worker"} == {
        "allocations[L1].worker": "W7",
        "allocations[L3].worker": "W7",
    }


def test_reasons_are_in_the_rules_own_words() -> None:
    """Definitions by their labels, conditions as they are written, with the line on which they stand."""
    (explanation,) = ONE_WORKER.explain("different_social_workers", about={"child": "C1"})
    (breach,) = next(g.reasons for g in explanation.grounds if g.input == "breached")

    assert breach.label == "one social worker stands, or stood, on both sides, in the sense of the chosen reading"
    assert breach.because[0].because[0].words.startswith("some mine in allocations, theirs in allocations where")
    assert breach.place.startswith("meeting_definitions.policy:")


def test_a_policy_from_the_cache_still_has_its_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The text is read to find the policy in the cache, and kept: the words are the same as when it was compiled."""
    monkeypatch.setenv("HSB_POLICY_CACHE", str(tmp_path))
    first, again = (load("hsb").explain(CASES / "one_worker_for_both.json", "S052") for _ in range(2))

    assert list(tmp_path.iterdir())
    assert first == again


@pytest.mark.parametrize("wanted", ["S052", "A19", "different_social_workers"])
def test_a_rule_is_found_by_what_it_cites(wanted: str) -> None:
    """A statement or a reading stands for all rules that cite it."""
    assert "different_social_workers" in {e.outcome.rule for e in ONE_WORKER.explain(wanted)}


def test_what_does_not_apply_comes_last() -> None:
    """Of several outcomes, those that apply are told first."""
    statuses = [e.outcome.status for e in FULL.explain("S055")]

    assert statuses == sorted(statuses, key=lambda s: s == "not_applicable")


def test_an_outcome_is_explained_without_the_decision_that_was_stored() -> None:
    """Every outcome of a decision can be explained, and the explanation tells of the same status, value, day and missing facts."""
    for outcome in FULL.outcomes:
        (explanation,) = FULL.explain(outcome)
        told = explanation.outcome
        assert (told.status, told.value, told.due, told.missing) == (
            outcome.status,
            outcome.value,
            outcome.due,
            outcome.missing,
        )


def test_nothing_to_explain_is_no_mistake() -> None:
    """A rule that ranges over what the case does not have has no outcome, and no explanation."""
    assert POLICY.explain({"case_id": "A", "as_at": "2025-03-20", "involvements": []}, "S019") == ()


@pytest.mark.parametrize(
    ("wanted", "about", "message", "cure"),
    [
        ("diferent_social_workers", {}, "no rule, statement or question", "did you mean `different_social_workers`?"),
        ("S999", {}, "no rule, statement or question `S999`", "did you mean `S099`?"),
        ("S052", {"chidl": "C1"}, "not about a `chidl`", "did you mean `child`?"),
        ("different_social_workers", {"child": "C9"}, "about no child of that id", "did you mean `C1`?"),
        ("different_social_workers", {"child": "elsewhere"}, "about no child of that id", "it is about: C1"),
    ],
)
def test_what_is_not_there_is_told_kindly(wanted: str, about: dict[str, str], message: str, cure: str) -> None:
    """The nearest name, or what there is."""
    with pytest.raises(ExplanationError) as told:
        ONE_WORKER.explain(wanted, about=about)
    (fault,) = told.value.diagnostics.items

    assert message in fault.message
    assert cure in fault.help[0]
