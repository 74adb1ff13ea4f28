"""Floor 2, back end: all outcomes of a policy on a case. It computes the inputs of `core.status`; the status is decided there."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from attrs import frozen

from hsb_policy.backends.interpreter.agreeing import Agreeing
from hsb_policy.backends.interpreter.bindings import Group, groups_of, overriding
from hsb_policy.backends.interpreter.evaluate import Evaluator, Readings
from hsb_policy.backends.interpreter.fulfilment import Fulfilment, acts_of, due_of, joined
from hsb_policy.backends.interpreter.own_acts import share_out
from hsb_policy.backends.interpreter.shown import due_bounds, filled_in, shown_day, shown_due, shown_value
from hsb_policy.core import ir
from hsb_policy.core.case import Case, Record
from hsb_policy.core.decision import Answer, Outcome, Why
from hsb_policy.core.status import INPUTS, Verdict, severity_of, status_of
from hsb_policy.values import days
from hsb_policy.values.kleene import and_, not_
from hsb_policy.values.operators import at_most, facts_of, less
from hsb_policy.values.unknown import SILENT, Between, Conflict, Truth, Undecided, Unknown

PROHIBITIONS = ("must not", "should not")
DEPARTABLE = ("should", "should not", "recommended")

Inputs = dict[str, Truth]


def outcomes_of(ev: Evaluator) -> list[Outcome]:
    """All outcomes, in the order of the rules' names and of what they are about."""
    groups = {rule.name: groups_of(ev, rule) for rule in ev.policy.rules}
    stronger: dict[str, list[tuple[str, Group]]] = {}
    for rule in ev.policy.rules:
        for weaker in rule.overrides:
            stronger.setdefault(weaker, []).extend((rule.name, g) for g in groups[rule.name])
    return [
        outcome
        for rule in ev.policy.rules
        for outcome in _outcomes(ev, rule, groups[rule.name], stronger.get(rule.name, []))
    ]


def outcomes_of_rule(ev: Evaluator, rule: ir.AnyRule) -> list[Outcome]:
    """The outcomes of one rule, in the order of what they are about: those that `outcomes_of` has of it."""
    above = [r for r in ev.policy.rules if rule.name in r.overrides]
    return _outcomes(ev, rule, groups_of(ev, rule), [(r.name, g) for r in above for g in groups_of(ev, r)])


def _outcomes(ev: Evaluator, rule: ir.AnyRule, own: list[Group], above: list[tuple[str, Group]]) -> list[Outcome]:
    ev.begin(rule.name)
    fulfilments = _fulfilments(ev, rule, own, above) if isinstance(rule, ir.Duty) else {}
    stronger = _stronger(above)
    return [
        _Answering(ev, rule, group, stronger.with_(group.about)).outcome(fulfilments.get(at))
        for at, group in enumerate(own)
    ]


def _stronger(above: list[tuple[str, Group]]) -> Agreeing[tuple[str, Group]]:
    """The outcomes-to-be of stronger rules that may apply."""
    return Agreeing([(group.about, (name, group)) for name, group in above if group.trigger is not False])


Done = Callable[[], tuple[Any, Fulfilment]]


@frozen(eq=False)
class Pending:
    """One outcome-to-be with all that it is worked out from: its group, the others of its rule, and the stronger rules' groups."""

    rule: ir.AnyRule
    group: Group
    siblings: list[Group]
    stronger: list[tuple[str, Group]]
    done: Done | None

    def outcome(self, ev: Evaluator) -> Outcome:
        """The outcome."""
        return _Answering(ev, self.rule, self.group, self.stronger).outcome(self.done)


def pending_of(ev: Evaluator, rule: ir.AnyRule, about: Mapping[str, str]) -> Pending | None:
    """What the outcome of a rule about these is worked out from, without the other rules; None where it is about no such thing."""
    shares_acts = isinstance(rule, ir.Duty) and any(way.own for way in rule.fulfilments)
    agreeing = None if shares_acts else about  # where each takes an act of its own, the others of the rule count too
    own = groups_of(ev, rule, agreeing)
    at = next((at for at, group in enumerate(own) if group.about == about), None)
    if at is None:
        return None
    above = [r for r in ev.policy.rules if rule.name in r.overrides]
    stronger = [(r.name, g) for r in above for g in groups_of(ev, r, agreeing)]
    done = _fulfilments(ev, rule, own, stronger)[at] if isinstance(rule, ir.Duty) else None
    return Pending(rule, own[at], own, stronger, done)


def _fulfilments(
    ev: Evaluator, duty: ir.Duty, groups: list[Group], stronger: list[tuple[str, Group]]
) -> dict[int, Done]:
    """For each group, what tells its deadline and whether it was done; worked out only where somebody asks."""
    if not any(way.own for way in duty.fulfilments):
        return {at: partial(_alone, ev, duty, group) for at, group in enumerate(groups)}
    dues = [due_of(ev, duty, dict(g.scope)) for g in groups]
    above = _stronger(stronger)
    needs = [_needs_an_act(group, above.with_(group.about)) for group in groups]
    acts = [
        [] if need is False else acts_of(ev, duty, dict(g.scope), due)
        for g, due, need in zip(groups, dues, needs, strict=True)
    ]
    ev.spend(len(groups) * sum(map(len, acts)))
    shared = share_out(acts, needs)
    return {at: partial(_given, due, done) for at, (due, done) in enumerate(zip(dues, shared, strict=True))}


def _needs_an_act(group: Group, stronger: list[tuple[str, Group]]) -> Truth:
    """Whether a duty takes an act of its own: it applies, and is not one of the others about something not yet known."""
    unsure = [value for value in group.scope.values() if isinstance(value, Unknown)]
    is_another = Unknown(facts_of(*unsure)) if unsure else True
    return and_((is_another, group.trigger, not_(overriding(group, stronger)[0])))


def _alone(ev: Evaluator, duty: ir.Duty, group: Group) -> tuple[Any, Fulfilment]:
    scope = dict(group.scope)
    due = due_of(ev, duty, scope)
    return due, joined(acts_of(ev, duty, scope, due))


def _given(due: Any, done: Fulfilment) -> tuple[Any, Fulfilment]:
    return due, done


class _Answering:
    """Works out one outcome."""

    def __init__(self, ev: Evaluator, rule: ir.AnyRule, group: Group, stronger: list[tuple[str, Group]]) -> None:
        self._ev = ev
        self._rule = rule
        self._group = group
        self._scope = dict(group.scope)
        overridden, by = overriding(group, stronger) if stronger else (False, ())
        self._inputs: Inputs = {"trigger": group.trigger, "overridden": overridden}
        self._by = by
        self._settled = group.trigger is False or (group.trigger is True and overridden is True)

    def outcome(self, done: Done | None) -> Outcome:
        """The outcome, by the kind of rule."""
        match self._rule:
            case ir.Duty():
                assert done is not None
                return self._duty(self._rule, done)
            case ir.Permission():
                return self._told("permission")
            case ir.Question():
                return self._question(self._rule)
            case ir.Conclusion():
                return self._conclusion(self._rule)
            case ir.Silence():
                return self._told("silence")
            case ir.Check():
                return self._check(self._rule)

    def _told(self, table: str, **more: Any) -> Outcome:
        return self._outcome(self._verdict(table), **more)

    def _verdict(self, table: str) -> Verdict:
        return status_of(table, tuple([_known(self._inputs.get(name, False)) for name in INPUTS[table]]))

    def _outcome(self, verdict: Verdict, force: str | None = None, **more: Any) -> Outcome:
        fields = said_by_rule(self._rule, self._group.about, force)
        missing = sorted(facts_of(*[self._inputs[name] for name in verdict.relevant])) if verdict.relevant else ()
        fields.update(
            status=verdict.status,
            missing=tuple(missing),
            possible=verdict.possible,
            overridden_by=self._by if "overridden" in (verdict.status, *verdict.possible) else (),
            severity=severity_of(fields["kind"], verdict.status, force, getattr(self._rule, "severity", None)),
            why=Why(inputs=self._inputs, scope=self._group.scope, bindings=self._group.bindings),
        )
        fields.update(more)
        return Outcome(**fields)

    # ---- duties ---------------------------------------------------------------------------------------------------
    def _duty(self, duty: ir.Duty, done: Done) -> Outcome:
        force = force_of(duty, self._ev.readings)
        table = "prohibition" if force in PROHIBITIONS else "duty"
        due, fulfilment = None, Fulfilment(False, False)
        if not self._settled:
            due, fulfilment = done()
            can_depart = duty.departed is not None and (duty.always_departable or force in DEPARTABLE)
            self._inputs["departed"] = self._truth(duty.departed) if can_depart else False
            self._inputs["breached"] = self._truth(duty.breached)
            self._inputs["done"], self._inputs["late"] = fulfilment.done, fulfilment.late
            self._inputs["deadline_passed"] = self._passed(due, duty)
            self._inputs["closed"] = at_most(closed_on(self._ev.case), self._ev.case.as_at)
        verdict = self._verdict(table)
        in_hours = duty.deadline is not None and duty.deadline.unit == "hours"
        return self._outcome(
            verdict,
            force,
            due=shown_due(due_bounds(due), in_hours),
            done_on=shown_day(fulfilment.on, in_hours) if verdict.status in ("met", "met_late") else None,
        )

    def _passed(self, due: Any, duty: ir.Duty) -> Truth:
        if due is None:
            return False
        if duty.deadline is not None and duty.deadline.unit == "hours":
            return less(due, days.first_moment(self._ev.case.as_at))
        return less(due, self._ev.case.as_at)

    def _truth(self, condition: ir.Expr | None) -> Truth:
        return False if condition is None else self._ev.truth(condition, self._scope)

    # ---- the other kinds ------------------------------------------------------------------------------------------
    def _question(self, question: ir.Question) -> Outcome:
        answers: tuple[Answer, ...] = ()
        if not self._settled:
            self._inputs["answered"] = self._truth(question.answered)
            if self._inputs["answered"] is True:
                answers = self._answers(question.answered)
        return self._told("question", answered=answers)

    def _answers(self, answered: ir.Expr) -> tuple[Answer, ...]:
        if not isinstance(answered, ir.Quantified):
            return ()
        found = []
        for scope in self._ev.scopes(answered.binders, self._scope):
            if isinstance(scope, Unknown) or self._ev.truth(answered.body, scope) is not True:
                continue
            facts = scope[answered.binders[0].name].facts
            on = facts.get("on")
            found.append(
                Answer(
                    by_role=_text_or_none(facts.get("by_role")),
                    on=days.show_day(on) if isinstance(on, int) else None,
                    answer=facts.get("answer"),
                    id=_text_or_none(facts.get("id")),
                )
            )
        return tuple(found)

    def _conclusion(self, conclusion: ir.Conclusion) -> Outcome:
        if self._settled:
            return self._told("conclusion")
        cites: tuple[str, ...] = ()
        if isinstance(conclusion.value, ir.Choose):
            found, cites = self._ev.choose(conclusion.value, self._scope)
        else:
            found = self._ev.value(conclusion.value, self._scope)
        row = self._scope.get(conclusion.cites_row_of) if conclusion.cites_row_of else None
        if isinstance(row, Record):
            cites = row.facts["cites"]
        more = cited(self._rule, cites)
        if isinstance(found, tuple) and any(isinstance(item, Unknown | Between) for item in found):
            found = Unknown(facts_of(*found))
        if isinstance(found, Unknown | Between):
            return self._untold(conclusion, found, more)
        self._inputs["conflict"] = isinstance(found, Conflict)
        self._inputs["silent"] = found is SILENT
        verdict = self._verdict("conclusion")
        kind = conclusion.value.type
        if verdict.status == "concluded":
            more["value"] = shown_value(found, kind)
        elif isinstance(found, Conflict):
            more["candidates"] = tuple(shown_value(c, kind) for c in found.candidates)
        return self._outcome(verdict, **more)

    def _untold(self, conclusion: ir.Conclusion, found: Unknown | Between, more: dict[str, Any]) -> Outcome:
        """A conclusion whose value is not known cannot be told, even where it is certain that there is one."""
        unknown = Unknown(found.facts)
        self._inputs["silent"] = unknown if isinstance(found, Undecided) and found.may_be_silent else False
        self._inputs["conflict"] = unknown if isinstance(found, Undecided) and found.may_conflict else False
        verdict = self._verdict("conclusion")
        possible = verdict.possible or (verdict.status,)
        self._inputs["value"] = unknown
        if self._inputs["overridden"] is True:
            return self._outcome(verdict, **more)
        told = Verdict("cannot_tell", possible, (*(r for r in verdict.relevant if r != "value"), "value"))
        return self._outcome(told, **more)

    def _check(self, check: ir.Check) -> Outcome:
        points: tuple[str, ...] = ()
        if not self._settled:
            self._inputs["fails"] = self._truth(check.fails)
            if self._inputs["fails"] is True:
                points = self._points(check)
        return self._told("check", points=points)

    def _points(self, check: ir.Check) -> tuple[str, ...]:
        """The places that a failed check points at: those that it names, or else all facts that its condition read."""
        self._ev.reads = set()
        try:
            for expr in check.points or (check.fails,):
                found = self._ev.value(expr, self._scope)
                if isinstance(expr, ir.Variable) and isinstance(found, Record):
                    self._ev.reads.add(found.path)
            return tuple(sorted(self._ev.reads))
        finally:
            self._ev.reads = None


def closed_on(case: Case) -> Any:
    """The day on which a case was closed; a case of which the vocabulary does not say such a thing is never closed."""
    return case.root.facts.get("closed_on", days.NOT_YET)


def force_of(duty: ir.Duty, readings: Readings) -> str:
    """The force of a duty, under the reading that may change it."""
    if duty.force_switch is None:
        return duty.force
    chosen = readings.get((duty.force_switch.name, duty.force_switch.part))
    return chosen if isinstance(chosen, str) else duty.force


def cited(rule: ir.AnyRule, cites: tuple[str, ...]) -> dict[str, Any]:
    """What the row that fired cites, in place of the rule's statements, and beside its interpretations."""
    if not cites:
        return {}
    readings = {*rule.interpretations, *(c for c in cites if c.startswith("A"))}
    statements = tuple(c for c in cites if c.startswith("S"))
    return {"statements": statements or rule.statements, "interpretations": tuple(sorted(readings))}


def said_by_rule(rule: ir.AnyRule, about: Mapping[str, str], force: str | None = None) -> dict[str, Any]:
    """What an outcome says whatever its status is: the words of its rule, with what it is about filled in."""
    fields: dict[str, Any] = {
        "rule": rule.name,
        "label": rule.label,
        "kind": rule.kind if isinstance(rule, ir.Conclusion) else type(rule).__name__.lower(),
        "statements": rule.statements,
        "about": about,
        "interpretations": rule.interpretations,
        "force": force,
    }
    match rule:
        case ir.Duty():
            fields.update(bearer=rule.bearer, action=filled_in(rule.action, about))
        case ir.Permission():
            fields.update(force="may", bearer=rule.bearer, action=filled_in(rule.action, about))
        case ir.Question():
            fields.update(judgement=rule.judgement, asks=rule.asks, consider=rule.consider)
        case ir.Silence():
            fields.update(nearest=rule.nearest or None)
    return fields


def _known(truth: Truth) -> bool | None:
    return truth if truth is True or truth is False else None


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None
