"""Floor 2, compiled back end: standings as outcomes. What a standing does not say, and the words do not, the interpreter tells."""

from collections.abc import Mapping

from hsb_policy.backends.interpreter.evaluate import Evaluator, Readings
from hsb_policy.backends.interpreter.outcomes import force_of, outcomes_of_rule, said_by_rule
from hsb_policy.backends.interpreter.shown import shown_day, shown_due
from hsb_policy.core import ir
from hsb_policy.core.decision import Outcome
from hsb_policy.core.standing import Standing

# What is missing and possible, why it is not met, where a check points, who answered, between what a conflict is.
_ASKED = frozenset({"cannot_tell", "not_met", "failed", "answered", "conflict"})


def outcomes_from(standings: list[Standing], ev: Evaluator) -> list[Outcome]:
    """The outcomes that the interpreter would give, in the same order; it is asked of the rules that need it."""
    rules = {rule.name: rule for rule in ev.policy.rules}
    asked = {s.rule for s in standings if s.status in _ASKED or _cites_its_branch(rules[s.rule], s.status)}
    told: Mapping[str, list[Outcome]] = {name: outcomes_of_rule(ev, rules[name]) for name in asked}
    found: list[Outcome] = []
    before = ""
    for standing in standings:
        if standing.rule not in asked:
            found.append(_outcome(rules[standing.rule], standing, ev.readings))
        elif standing.rule != before:
            found += told[standing.rule]
        before = standing.rule
    return found


def _cites_its_branch(rule: ir.AnyRule, status: str) -> bool:
    """Whether the outcome cites what the row or exception cites that gave its value."""
    if not isinstance(rule, ir.Conclusion) or status not in ("concluded", "silent"):
        return False
    if rule.cites_row_of is not None:
        return True
    return isinstance(rule.value, ir.Choose) and any(branch.cites for branch in rule.value.branches)


def _outcome(rule: ir.AnyRule, standing: Standing, readings: Readings) -> Outcome:
    force, in_hours = None, False
    if isinstance(rule, ir.Duty):
        force = force_of(rule, readings)
        in_hours = rule.deadline is not None and rule.deadline.unit == "hours"
    return Outcome(
        **said_by_rule(rule, standing.about, force),
        status=standing.status,
        severity=standing.severity,
        value=standing.value,
        due=shown_due(standing.due, in_hours),
        done_on=shown_day(standing.done_on, in_hours),
        overridden_by=standing.overridden_by,
    )
