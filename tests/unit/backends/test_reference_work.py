"""The reference work of the timings: facts of the case itself, known and unknown, against plain Python written by hand."""

from pathlib import Path

import pytest
from attrs import evolve

from benchmarks.reference_work import cases, document, three_valued, two_valued
from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of
from hsb_policy.engine.policy import load
from tests.properties.agreeing import by_the_interpreter

POLICY = load(Path(__file__).parents[3] / "benchmarks" / "policies" / "reference_work")


@pytest.mark.parametrize("unknown", [0.0, 0.05, 0.3])
def test_twenty_decisions_from_nineteen_facts(unknown: float) -> None:
    """The compiled functions, the interpreter and plain Python agree, whatever share of the facts is unknown."""
    for facts in cases(200, unknown):
        case = POLICY.case(document(facts))

        found = POLICY.statuses(case)

        assert {s.rule: s.value if s.status == "concluded" else None for s in found} == three_valued(facts)
        assert found == by_the_interpreter(POLICY.compiled, case, POLICY.readings.values, {})
        if unknown == 0.0:
            assert three_valued(facts) == two_valued(facts)


def test_its_decisions_are_the_outcomes_of_the_interpreter() -> None:
    """The texts too."""
    case = POLICY.case(document(cases(1, 0.3)[0]))
    POLICY.statuses(case)

    decision = POLICY.decide(case)

    assert list(decision.outcomes) == outcomes_of(Evaluator(POLICY.compiled, case, POLICY.readings.values, {}))


def test_a_case_of_which_all_is_known_is_seen_while_it_is_read() -> None:
    """Then the functions need not look at each fact; where one is missing or not known, they do, and say the same of both."""
    facts = cases(1, 0.0)[0]
    known = POLICY.case(document(facts))
    assert known.is_plain

    for name in facts:
        for lacking in ({k: v for k, v in document(facts).items() if k != name}, document(facts) | {name: "unknown"}):
            assert not POLICY.case(lacking).is_plain

    unseen = evolve(known, is_plain=False)
    assert POLICY.statuses(unseen) == POLICY.statuses(known)
