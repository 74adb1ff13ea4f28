"""Large cases: what is looked at grows as the records do, and a rule that would look at too much is given up by itself."""

from typing import Any

import pytest

from hsb_policy import CaseError, load
from hsb_policy.backends.compiled import careful, running
from hsb_policy.backends.compiled.program import compile_carefully, compile_program
from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of_rule
from hsb_policy.core.large import LARGE, TooLargeForRulesError, TooManyStepsError
from hsb_policy.engine import policy as engine_policy
from hsb_policy.engine.decide import reference_rows
from hsb_policy.engine.errors import TooManyRecordsError
from tests.properties.agreeing import by_the_interpreter
from tests.unit.large_records import large_record

POLICY = load("hsb")
ROWS = reference_rows(POLICY.compiled)
PAIRED = (
    "ages_lie_near",
    "different_social_workers",
    "combined_strategy_meeting",
    "under_13_always_referred",
    "others_who_might_be_harmed",
)


class Counting(Evaluator):
    """The interpreter, with the number of records that it looked at."""

    looked_at = 0

    def spend(self, steps: int) -> None:
        """Count them."""
        self.looked_at += steps


def _looked_at(rule: str, involvements: int) -> int:
    case = POLICY.case(large_record(involvements))
    ev = Counting(POLICY.compiled, case, POLICY.readings.values, ROWS)
    outcomes_of_rule(ev, next(r for r in POLICY.compiled.rules if r.name == rule))
    return ev.looked_at


@pytest.mark.parametrize("rule", PAIRED)
def test_twice_the_involvements_are_twice_the_work(rule: str) -> None:
    """Rules about two sides of one incident look at the involvements of that incident only."""
    few, many = _looked_at(rule, 60), _looked_at(rule, 120)

    assert many <= 2.5 * few


def test_functions_that_count_say_the_same() -> None:
    """On a large case the functions that count answer, and say what the interpreter says."""
    case = POLICY.case(large_record(60))
    assert case.size < LARGE

    counted = compile_carefully(POLICY.compiled, POLICY.readings.values, ROWS)(case)

    assert counted == by_the_interpreter(POLICY.compiled, case, POLICY.readings.values, ROWS) == POLICY.statuses(case)


def test_a_rule_with_too_much_to_look_at_is_given_up_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules that compare all children with each other are named; all others stand as they stand without a limit."""
    case = POLICY.case(large_record(200, recorded=False))
    whole = POLICY.statuses(case)
    monkeypatch.setattr(careful, "STEPS_COMPILED", 15_000)

    with pytest.raises(TooManyRecordsError) as refused:
        POLICY.statuses(case)

    given_up = set(refused.value.rules)
    assert given_up == {
        "other_potential_victims_addressed",
        "others_who_might_be_harmed",
        "removal_considered",
        "removal_from_the_household",
    }
    assert list(refused.value.others) == [s for s in whole if s.rule not in given_up]
    assert [d.code for d in refused.value.diagnostics.items] == ["HSB-D509"] * 4


def test_what_a_rule_that_is_given_up_may_displace_is_given_up_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a rule is displaced by one that did not run cannot be told."""
    policy = POLICY.compiled
    stronger = next(rule for rule in policy.rules if rule.overrides)
    run = compile_carefully(policy, POLICY.readings.values, ROWS)
    done = careful._done

    def refuses(state: Any, rule: Any, function: Any, *more: Any) -> bool:
        return (rule.name != stronger.name or bool(more)) and done(state, rule, function, *more)

    monkeypatch.setattr(careful, "_done", refuses)
    with pytest.raises(TooLargeForRulesError) as refused:
        run(POLICY.case(large_record(4)))

    assert set(refused.value.rules) == {stronger.name, *stronger.overrides}


def test_a_decision_is_refused_with_the_names_of_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the functions and by the interpreter: a decision that lacked rules would look whole."""
    case = POLICY.case(large_record(200, recorded=False))
    monkeypatch.setattr(Evaluator, "most_steps", 9_000)

    with pytest.raises(CaseError, match=r"HSB-D509.*for the rule `[a-z_]+`"):
        POLICY.decide(case)
    monkeypatch.setattr(engine_policy, "LARGE", 10**6)
    with pytest.raises(CaseError, match=r"HSB-D509.*for the rule `[a-z_]+`"):
        load("hsb").decide(case)


def test_a_case_that_seemed_small_goes_to_the_functions_that_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the interpreter, asked by the quick functions, has too much to look at in all, each rule is counted by itself."""
    case = POLICY.case(large_record(20, recorded=False))
    program = compile_program(POLICY.compiled, POLICY.readings.values, ROWS)

    def exhausted(_: Any) -> None:
        raise TooManyStepsError("", 0)

    monkeypatch.setitem(program.standings.__globals__, "quick", exhausted)

    assert program.standings(case) == by_the_interpreter(POLICY.compiled, case, POLICY.readings.values, ROWS)


def test_records_are_counted_where_a_loop_begins() -> None:
    """The count says which rule, and what the most is."""
    state = [None] * 5 + [3, False]

    running.spend(state, (1, 2, 3))
    with pytest.raises(TooManyStepsError):
        running.spend(state, (1,))
