"""What the compiled functions are compared by: the standings of a case as the reference interpreter has them."""

from collections.abc import Mapping
from typing import Any

from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of
from hsb_policy.core import ir
from hsb_policy.core.case import Case, Record
from hsb_policy.core.decision import Outcome
from hsb_policy.core.standing import Standing
from hsb_policy.values.days import parse_day, parse_moment
from hsb_policy.values.unknown import Between, Conflict, Unknown


def by_the_interpreter(
    policy: ir.Policy, case: Case, readings: Any, rows: Mapping[str, tuple[Record, ...]]
) -> list[Standing]:
    """The standings that the outcomes of the interpreter come to."""
    ev = Evaluator(policy, case, readings, rows)
    rules = {rule.name: rule for rule in policy.rules}
    return [
        Standing(
            rule=o.rule,
            about=o.about,
            status=o.status,
            severity=o.severity,
            value=o.value,
            due=as_days(o.due),
            done_on=as_days(o.done_on),
            overridden_by=o.overridden_by,
            branch=branch_of(ev, rules[o.rule], o),
        )
        for o in outcomes_of(ev)
    ]


def as_days(shown: Any) -> Any:
    """A day or moment, or two of them, as whole numbers."""
    if isinstance(shown, tuple):
        return tuple(as_days(part) for part in shown)
    if shown is None:
        return None
    return parse_moment(shown) if "T" in shown else parse_day(shown)


def branch_of(ev: Evaluator, rule: ir.AnyRule, outcome: Outcome) -> int | None:
    """The place of the first branch that held, where it gave the value that was concluded."""
    if not isinstance(rule, ir.Conclusion) or not isinstance(rule.value, ir.Choose) or outcome.status != "concluded":
        return None
    assert outcome.why is not None
    ev.fired = set()
    value, _ = ev.choose(rule.value, dict(outcome.why.scope))
    assert not isinstance(value, Unknown | Between | Conflict)
    return next((at for at, branch in enumerate(rule.value.branches) if id(branch) in ev.fired), None)
