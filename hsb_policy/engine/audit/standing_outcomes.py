"""Floor 3, audit: the standings that compiled functions give, as the outcomes that they stand for."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from hsb_policy.backends.interpreter.shown import shown_day
from hsb_policy.core import ir
from hsb_policy.core.decision import Outcome
from hsb_policy.core.standing import Standing
from hsb_policy.engine.audit.rules_run import kind_of
from hsb_policy.values import days


@frozen(eq=False)
class Rules:
    """The rules of a policy by name, each with its kind and the force that it has under the readings."""

    by_name: Mapping[str, ir.AnyRule]
    kinds: Mapping[str, str]
    forces: Mapping[str, str | None]

    def in_hours(self, name: str) -> bool:
        """Whether a rule has a deadline in hours, so that its days are moments."""
        return _in_hours(self.by_name[name])

    def outcome_of(self, standing: Standing) -> Outcome:
        """The outcome that a standing stands for: without missing facts and reasons, with the statements of the rule as a whole."""
        rule = self.by_name[standing.rule]
        in_hours = _in_hours(rule)
        due: Any = standing.due
        return Outcome(
            rule=rule.name,
            label=rule.label,
            kind=self.kinds[rule.name],
            statements=rule.statements,
            about=standing.about,
            status=standing.status,
            force=self.forces[rule.name],
            severity=standing.severity,
            due=(shown_day(due[0], in_hours), shown_day(due[1], in_hours))
            if isinstance(due, tuple)
            else shown_day(due, in_hours),
            done_on=shown_day(standing.done_on, in_hours),
        )


def rules_of(policy: ir.Policy, readings: Mapping[tuple[str, str | None], Any]) -> Rules:
    """The rules of a policy under chosen readings."""
    rules = {rule.name: rule for rule in policy.rules}
    return Rules(
        rules,
        {name: kind_of(rule) for name, rule in rules.items()},
        {name: _force(rule, readings) for name, rule in rules.items()},
    )


def _force(rule: ir.AnyRule, readings: Mapping[tuple[str, str | None], Any]) -> str | None:
    match rule:
        case ir.Duty():
            switch = rule.force_switch
            chosen = None if switch is None else readings.get((switch.name, switch.part))
            return chosen if isinstance(chosen, str) else rule.force
        case ir.Permission():
            return "may"
        case _:
            return None


def _in_hours(rule: ir.AnyRule) -> bool:
    return isinstance(rule, ir.Duty) and rule.deadline is not None and rule.deadline.unit == "hours"


def standing_of(outcome: Outcome) -> Standing:
    """The standing that stands for an outcome of the interpreter."""
    due = outcome.due
    return Standing(
        rule=outcome.rule,
        about=outcome.about,
        status=outcome.status,
        severity=outcome.severity,
        due=(_number(due[0]), _number(due[1])) if isinstance(due, tuple) else _number(due),
        done_on=_number(outcome.done_on),
    )


def _number(shown: str | None) -> int | None:
    if shown is None:
        return None
    return days.parse_moment(shown) if "T" in shown else days.parse_day(shown)
