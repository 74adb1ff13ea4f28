"""An explanation in one plain paragraph, with its evidence."""

from pathlib import Path

import pytest

from hsb_policy.engine.decide import reference_rows
from hsb_policy.engine.explaining import Explainer
from hsb_policy.engine.explaining_findings import PlainFinding, finding_of, needs_the_decision
from hsb_policy.engine.policy import load, words_of

POLICY = load("hsb")
CASES = Path(__file__).parents[3] / "examples" / "cases"


def found(name: str, rule: str, **about: str) -> PlainFinding:
    """The finding of one outcome of an example case."""
    (explanation,) = POLICY.explain(CASES / f"{name}.json", rule, about=about)
    return finding_of(explanation, POLICY.compiled)


def test_a_breach_says_what_is_asked_why_it_applies_and_what_goes_against_it() -> None:
    """In this order, under the statements, without a word that only the makers know."""
    assert found("one_worker_for_both", "different_social_workers").paragraph == (
        "Children's services must allocate different social workers to C1 and C2, also where both live in one household. "
        "This applies: one child was harmed and the other is alleged to have harmed in the same incident; a section 47 enquiry "
        "is required for either of the two, or as the chosen reading has it. "
        "What is recorded goes against it: one social worker stands, or stood, on both sides, in the sense of the chosen reading. "
        "(S052, S053)"
    )


def test_evidence_names_record_field_and_value() -> None:
    """Each fact once, under what it shows."""
    rows = found("one_worker_for_both", "different_social_workers").evidence
    breach = [(r.record, r.id, r.field, r.value) for r in rows if r.role == "breached"]

    assert ("Allocation", "L1", "worker", "W7") in breach
    assert ("Allocation", "L3", "from", "17 November 2025") in breach
    assert len({(r.id, r.field) for r in rows}) == len(rows)


def test_what_cannot_be_told_says_what_to_ask() -> None:
    """The missing facts with their places, and the question to ask first."""
    finding = found("year_of_birth_only", "under_13_always_referred", child="C1")

    assert finding.paragraph == (
        "The professionals involved must make a child protection referral for C1. What it comes to cannot be told: "
        "children[C1].birth_date (known only in part) would have to be known. To ask first: What is the date of birth of C1? (S019)"
    )
    assert [(r.id, r.field, r.value) for r in finding.evidence if r.role == "missing"] == [("C1", "birth_date", "2012")]


@pytest.mark.parametrize("name", ["one_worker_for_both", "year_of_birth_only"])
def test_one_explainer_tells_of_all_outcomes_of_a_case_what_the_decision_tells_of_each(name: str) -> None:
    """What it remembers of one outcome changes nothing of the next, and of what is certain it needs no decision."""
    case = POLICY.case(CASES / f"{name}.json")
    decision, rows = POLICY.decide(case), reference_rows(POLICY.compiled)
    explainer = Explainer(POLICY.compiled, case, POLICY.readings, rows, words_of(POLICY), supposes=False)

    for outcome in decision.outcomes:
        needed = decision if needs_the_decision(outcome) else None
        (explanation,) = decision.explain(outcome)

        assert finding_of(explainer.explain(outcome, needed), POLICY.compiled) == finding_of(
            explanation, POLICY.compiled
        )
