"""The plan over columns says what the reference interpreter says, of every rule that it does not refuse and everything that it is about."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hsb_policy.backends.columnar.from_cases import batch_of
from hsb_policy.backends.columnar.plan import Plan, plan
from hsb_policy.backends.columnar.run import found
from hsb_policy.core.case import Case
from hsb_policy.engine.decide import reference_rows
from hsb_policy.engine.policy import load
from hsb_policy.engine.readings import choose
from hsb_policy.testing.strategies.cases import case_documents
from hsb_policy.testing.strategies.documents import documents
from hsb_policy.testing.strategies.policies import policy_texts
from tests.properties.agreeing import by_the_interpreter
from tests.properties.deciding import compiled, loaded
from tests.properties.test_procedure import POOLS

POLICY = load("hsb")
ROWS = reference_rows(POLICY.compiled)
PLAN = plan(POLICY.compiled, POLICY.readings.values, ROWS)

Told = dict[tuple[int, str, tuple[tuple[str, str], ...]], tuple[str, Any, Any]]


def by_the_plan(of: Plan, cases: list[Case]) -> Told:
    """The outcomes of cases as the plan has them: status, deadline and day done."""
    told = list(found(of, batch_of(of.layout, cases, of.words)))
    assert len({(f.case_no, f.rule, f.about) for f in told}) == len(told)
    return {(f.case_no, f.rule, f.about): (f.status, f.due, f.done_on) for f in told}


def expected(of: Plan, cases: list[Case], readings: Any, rows: Any) -> Told:
    """The same as the interpreter has them, of the rules that the plan does not refuse."""
    refused = {refusal.rule for refusal in of.refused}
    return {
        (number, s.rule, tuple(sorted(s.about.items()))): (s.status, s.due, s.done_on)
        for number, case in enumerate(cases)
        for s in by_the_interpreter(of.policy, case, readings, rows)
        if s.rule not in refused
    }


@given(policy_texts(), st.lists(case_documents(), min_size=1, max_size=6))
def test_random_policies_and_cases(declarations: list[str], several: list[dict[str, Any]]) -> None:
    """Statuses, deadlines and days done: the same, unknown facts and partial dates included."""
    policy = compiled(declarations)
    cases = [loaded(policy, document) for document in several]
    readings = choose(policy, {}).values
    of = plan(policy, readings, {})

    assert by_the_plan(of, cases) == expected(of, cases, readings, {})


@given(st.lists(documents(POLICY.compiled.schema, POOLS), min_size=4, max_size=12))
@settings(max_examples=max(6, settings().max_examples // 20))  # each is a dozen cases of 144 rules
def test_the_procedure_on_random_cases(several: list[dict[str, Any]]) -> None:
    """The same for the bundled policy."""
    cases = [POLICY.case(document) for document in several]

    assert by_the_plan(PLAN, cases) == expected(PLAN, cases, POLICY.readings.values, ROWS)
