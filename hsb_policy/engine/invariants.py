"""Floor 3: whether a decision keeps the invariants of its policy (`always … is never …`)."""

from attrs import frozen

from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.core import ir
from hsb_policy.core.decision import Outcome


@frozen
class Broken:
    """An invariant and an outcome that breaks it."""

    invariant: ir.Always
    outcome: Outcome


def broken_invariants(ev: Evaluator, outcomes: list[Outcome]) -> list[Broken]:
    """The invariants that some outcome breaks: it has a status that it never may have, where the condition certainly holds."""
    found = []
    for invariant in ev.policy.always:
        for outcome in outcomes:
            if outcome.rule != invariant.rule or outcome.status not in invariant.never:
                continue
            scope = dict(outcome.why.scope) if outcome.why is not None else {}
            if invariant.when is None or ev.truth(invariant.when, scope) is True:
                found.append(Broken(invariant, outcome))
    return found
