"""The compiled functions say what the reference interpreter says, of every rule and everything that it is about."""

from typing import Any

from attrs import evolve
from hypothesis import given

from hsb_policy.backends.compiled.program import Program, compile_program
from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of
from hsb_policy.core.case import Case
from hsb_policy.core.standing import Standing
from hsb_policy.engine.decide import decide, reference_rows
from hsb_policy.engine.document import to_json
from hsb_policy.engine.policy import load
from hsb_policy.engine.readings import choose
from hsb_policy.testing.strategies.cases import case_documents
from hsb_policy.testing.strategies.documents import documents
from hsb_policy.testing.strategies.policies import policy_texts
from tests.properties.agreeing import by_the_interpreter
from tests.properties.completing import known_documents
from tests.properties.deciding import compiled, loaded
from tests.properties.test_procedure import POOLS

POLICY = load("hsb")
ROWS = reference_rows(POLICY.compiled)
PROGRAM = compile_program(POLICY.compiled, POLICY.readings.values, ROWS)


def told(program: Program, case: Case) -> list[Standing]:
    """What the functions that read facts as plain values say, and those that weigh each fact at once: the same."""
    plainly, carefully = (program.standings(evolve(case, is_sparse=sparse)) for sparse in (False, True))
    assert plainly == carefully
    return plainly


@given(policy_texts(), case_documents())
def test_random_policies_and_cases(declarations: list[str], document: dict[str, Any]) -> None:
    """Statuses, values, deadlines, days done, what overrides and which branch: the same, unknown facts and partial dates included."""
    policy = compiled(declarations)
    case = loaded(policy, document)
    readings = choose(policy, {}).values

    program = compile_program(policy, readings, {})

    assert told(program, case) == by_the_interpreter(policy, case, readings, {})
    assert program.outcomes(Evaluator(policy, case, readings, {})) == outcomes_of(Evaluator(policy, case, readings, {}))


@given(policy_texts(), known_documents())
def test_random_policies_and_cases_in_which_all_is_known(declarations: list[str], document: dict[str, Any]) -> None:
    """The same where the functions never ask the interpreter."""
    policy = compiled(declarations)
    case = loaded(policy, document)
    readings = choose(policy, {}).values

    found = told(compile_program(policy, readings, {}), case)

    assert found == by_the_interpreter(policy, case, readings, {})


@given(documents(POLICY.compiled.schema, POOLS))
def test_the_procedure_on_random_cases(document: dict[str, Any]) -> None:
    """The same for the bundled policy; and its decision documents are the same to the byte."""
    case = POLICY.case(document)

    assert told(PROGRAM, case) == by_the_interpreter(POLICY.compiled, case, POLICY.readings.values, ROWS)
    by_functions = decide(POLICY.compiled, case, POLICY.readings, ROWS, PROGRAM.outcomes)
    by_interpreter = decide(POLICY.compiled, case, POLICY.readings, ROWS)
    assert to_json(by_functions, everything=True) == to_json(by_interpreter, everything=True)
