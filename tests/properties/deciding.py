"""What the properties share: compiling a random policy, deciding a case, and outcomes as something to compare."""

from typing import Any

from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of
from hsb_policy.core import ir
from hsb_policy.core.case import Case
from hsb_policy.core.decision import Outcome
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.cases import load_case
from hsb_policy.engine.readings import choose
from hsb_policy.frontend.pipeline import compile_policy
from hsb_policy.testing.strategies.policies import whole_text

Key = tuple[str, tuple[tuple[str, str], ...]]


def compiled(declarations: list[str]) -> ir.Policy:
    """The policy of these declarations; what the strategies write is well-typed, so any mistake reported is a failure."""
    policy, found = compile_policy([SourceFile("toy.policy", whole_text(declarations))])
    assert policy is not None, [d.message for d in found.items] + declarations
    return policy


def decided(policy: ir.Policy, case: Case) -> dict[Key, Outcome]:
    """All outcomes by rule and what they are about."""
    outcomes = outcomes_of(Evaluator(policy, case, choose(policy, {}).values, {}))
    return {(o.rule, tuple(sorted(o.about.items()))): o for o in outcomes}


def loaded(policy: ir.Policy, document: dict[str, Any]) -> Case:
    """The case of a document that follows the vocabulary."""
    case, found = load_case(document, policy.schema)
    assert case is not None, [(d.path, d.message) for d in found.items]
    return case
