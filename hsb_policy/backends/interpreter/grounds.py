"""Floor 2, back end: the grounds of one outcome: each input of its status that decides it, why it is so, and on which facts."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from hsb_policy.backends.interpreter.applying import name_range, stronger_rules, why_overridden, why_triggered
from hsb_policy.backends.interpreter.fulfilment import Act as Tried
from hsb_policy.backends.interpreter.fulfilment import act_of, due_of
from hsb_policy.backends.interpreter.outcomes import DEPARTABLE, PROHIBITIONS, Pending, pending_of
from hsb_policy.backends.interpreter.reasons import Reasoner, Told, named_records, truth_in_words
from hsb_policy.backends.interpreter.shown import shown_day
from hsb_policy.backends.interpreter.tracing import Tracer
from hsb_policy.backends.interpreter.used import UsedFacts
from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.core.decision import Outcome
from hsb_policy.core.explanation import YES, Act, Counting, Ground, Reason, UsedFact
from hsb_policy.core.status import INPUTS, deciding_of
from hsb_policy.diagnostics.source import Span
from hsb_policy.values.unknown import Truth, Unknown

VALUE: Final = "value"
_CLOSED: Final = "closed_on"


@frozen(kw_only=True)
class Grounds:
    """What an outcome rests on, in parts."""

    outcome: Outcome
    table: str
    inputs: Mapping[str, Truth]
    grounds: tuple[Ground, ...]
    facts: tuple[UsedFact, ...]
    places: Mapping[str, tuple[Record, str]]
    read: tuple[tuple[str, str | None], ...]
    fulfilled_by: tuple[Act, ...] = ()
    deadline: Counting | None = None


def grounds_of(
    ev: Tracer,
    rule: ir.AnyRule,
    about: Mapping[str, str],
    words: Callable[[ir.Expr], str],
    place: Callable[[Span], str],
) -> Grounds | None:
    """The grounds of the outcome of a rule about these; None where the rule has no such outcome."""
    pending = pending_of(ev, rule, about)
    return None if pending is None else _Grounding(ev, pending, words, place).grounds()


class _Grounding:
    def __init__(
        self, ev: Tracer, pending: Pending, words: Callable[[ir.Expr], str], place: Callable[[Span], str]
    ) -> None:
        self._ev = ev
        self._pending = pending
        self._rule = pending.rule
        self._scope = dict(pending.group.scope)
        self._used = UsedFacts(ev.policy.schema, ev.case)
        self._reasoner = Reasoner(ev.policy, self._used, words, place)
        self._words = words
        self._acts: tuple[Act, ...] = ()
        self._counting: Counting | None = None

    def grounds(self) -> Grounds:
        outcome = self._pending.outcome(self._ev)
        self._ev.begin(self._rule.name)  # what is traced is looked at once more, and counts anew
        assert outcome.why is not None
        inputs = outcome.why.inputs
        table = _table_of(outcome)
        known = tuple(None if isinstance(t, Unknown) else t for t in (inputs.get(n, False) for n in INPUTS[table]))
        deciding = list(deciding_of(table, known))
        is_settled = inputs["trigger"] is False or (inputs["trigger"] is True and inputs["overridden"] is True)
        if isinstance(self._rule, ir.Conclusion) and not is_settled:
            deciding = [*(d for d in deciding if d not in ("conflict", "silent")), VALUE]
        deciding = [name for name in deciding if self._can_vary(name, outcome)]
        due = self._due(self._rule) if isinstance(self._rule, ir.Duty) and not is_settled else None
        told = tuple(
            self._ground(name, inputs, deciding, due)
            for name in deciding
            if not (name == "late" and "done" in deciding)
        )
        return Grounds(
            outcome=outcome,
            table=table,
            inputs=inputs,
            grounds=told,
            facts=tuple(sorted(self._used.by_path.values(), key=lambda f: f.path)),
            places=self._used.places,
            read=tuple(self._reasoner.read),
            fulfilled_by=self._acts,
            deadline=self._counting,
        )

    def _can_vary(self, name: str, outcome: Outcome) -> bool:
        """Whether an input can be otherwise at all: not where the rule lacks the clause."""
        match name, self._rule:
            case "overridden", rule:
                return bool(stronger_rules(self._ev.policy, rule))
            case "departed", ir.Duty() as duty:
                return duty.departed is not None and (duty.always_departable or outcome.force in DEPARTABLE)
            case "breached", ir.Duty() as duty:
                return duty.breached is not None
            case "done" | "late", ir.Duty() as duty:
                return bool(duty.fulfilments)
            case "deadline_passed", ir.Duty() as duty:
                return duty.deadline is not None
            case _:
                return True

    def _ground(self, name: str, inputs: Mapping[str, Truth], deciding: list[str], due: Any) -> Ground:
        truth = inputs.get(name, False)
        told = YES if name == VALUE and not isinstance(truth, Unknown) else truth_in_words(truth)
        asked = tuple(self._words(clause) for clause in _clauses(self._rule, name))
        return Ground(input=name, truth=told, asked=asked, reasons=self._reasons(name, inputs, deciding, due))

    def _reasons(self, name: str, inputs: Mapping[str, Truth], deciding: list[str], due: Any) -> Told:
        ev, rule, group = self._ev, self._rule, self._pending.group
        match name, rule:
            case "trigger", _:
                return why_triggered(ev, self._reasoner, rule, group)
            case "overridden", _:
                known = None if isinstance(inputs[name], Unknown) else bool(inputs[name])
                return why_overridden(ev, self._reasoner, self._pending, group, overridden=known)
            case "departed", ir.Duty(departed=ir.Expr() as condition):
                return self._why(condition)
            case "breached", ir.Duty(breached=ir.Expr() as condition):
                return self._why(condition)
            case "done" | "late", ir.Duty():
                return self._done(rule, inputs, deciding, due)
            case "deadline_passed", ir.Duty():
                self._used.as_at()
                return ()
            case "closed", _:
                facts = (*self._used.of_field(ev.case.root, _CLOSED), *self._used.as_at())
                return (
                    Reason(
                        kind="condition", label="the case is closed", truth=truth_in_words(inputs[name]), facts=facts
                    ),
                )
            case "answered", ir.Question():
                return self._why(rule.answered)
            case "fails", ir.Check():
                return self._why(rule.fails)
            case "value", ir.Conclusion():
                return self._reasoner.value(ev.trace(rule.value, self._scope))
            case _:
                return ()

    def _why(self, condition: ir.Expr) -> Told:
        return self._reasoner.why(self._ev.trace(condition, self._scope))

    # ---- duties ---------------------------------------------------------------------------------------------------
    def _due(self, duty: ir.Duty) -> Any:
        """The last day in time, and how it was counted."""
        deadline = duty.deadline
        if deadline is None:
            return None
        number = self._ev.trace(deadline.number, self._scope)
        anchor = self._ev.trace(deadline.anchor, self._scope)
        why = (*self._reasoner.value(number), *self._reasoner.value(anchor))
        due = due_of(self._ev, duty, self._scope)
        shown = self._reasoner.shown(anchor.value, deadline.anchor.type)
        self._counting = Counting(
            number=self._reasoner.shown(number.value, deadline.number.type),
            unit=deadline.unit,
            anchor=shown if isinstance(shown, str) else None,
            words=self._words(deadline.anchor),
            due=self._shown_due(due, deadline.unit),
            calendar=self._ev.policy.calendar if deadline.unit == "working days" else None,
            because=why,
        )
        return due

    def _shown_due(self, due: Any, unit: str) -> object:
        return shown_day(due, unit == "hours") if isinstance(due, int) else None

    def _done(self, duty: ir.Duty, inputs: Mapping[str, Truth], deciding: list[str], due: Any) -> Told:
        if any(way.own for way in duty.fulfilments):
            self._name_the_competition(duty)
        arises = None
        if duty.arises_on is not None:
            step = self._ev.trace(duty.arises_on, self._scope)
            self._reasoner.value(step)
            arises = step.value
        tried = [(way, scope, act) for way, scope, act in self._tried(duty, arises, due)]
        settling = [t for t in tried if t[2] is not None and t[2].done is True]
        in_time = [t for t in settling if t[2] is not None and t[2].late is False]
        one_will_do = inputs["done"] is True and (inputs["late"] is False or "late" not in deciding)
        shown = (in_time if "late" in deciding else settling)[:1] if one_will_do else []
        if not shown:
            for way in duty.fulfilments:
                self._name_sources(way, {})
        told = []
        for way, scope, act in shown or tried:
            if shown:
                self._name_sources(way, scope)
            told.append(self._act(way, scope, act))
        self._acts = tuple(
            _shown_act(way, scope, act, duty) for way, scope, act in shown or settling if act is not None
        )
        return tuple(told)

    def _tried(
        self, duty: ir.Duty, arises: Any, due: Any
    ) -> Iterator[tuple[ir.Fulfilment, dict[str, Any], Tried | None]]:
        for way in duty.fulfilments:
            for scope in self._ev.scopes(way.binders, self._scope) if way.binders else iter([self._scope]):
                if not isinstance(scope, Unknown):
                    yield way, scope, act_of(self._ev, way, scope, arises, due)

    def _act(self, way: ir.Fulfilment, scope: dict[str, Any], act: Tried | None) -> Reason:
        held = self._ev.trace(way.condition, scope)
        because = self._reasoner.why(held)
        if held.value is not False and way.done_on is not None:
            because = (*because, *self._reasoner.value(self._ev.trace(way.done_on, scope)))
        facts = tuple(f for b in way.binders for f in self._reasoner.there(scope[b.name]))
        truth = truth_in_words(act.done if act is not None else held.value)
        return Reason(kind="record", truth=truth, of=named_records(way.binders, scope), facts=facts, because=because)

    def _name_sources(self, way: ir.Fulfilment, witness: Mapping[str, Any]) -> None:
        """The lists whose records may have fulfilled it; where one act did, that its records are there is enough."""
        scopes: list[dict[str, Any]] = [self._scope]
        for binder in way.binders:
            inner = []
            for scope in scopes:
                step = self._ev.trace(binder.source, scope)
                item = witness.get(binder.name)
                if item is not None and isinstance(step.expr, ir.FieldRead):
                    self._reasoner.value(step.parts[0])
                    self._reasoner.there(item)
                    inner.append({**scope, binder.name: item})
                else:
                    self._reasoner.value(step)
                    inner += [{**scope, binder.name: i} for i in step.value] if isinstance(step.value, tuple) else []
            scopes = inner

    def _name_the_competition(self, duty: ir.Duty) -> None:
        """Where one act fulfils one duty only, the other duties of the rule count: all that they rest on is named."""
        ev, reasoner = self._ev, self._reasoner
        name_range(ev, reasoner, duty)
        own = self._scope
        for sibling in self._pending.siblings:
            self._scope = dict(sibling.scope)
            why_triggered(ev, reasoner, duty, sibling)
            why_overridden(ev, reasoner, self._pending, sibling, overridden=None)
            due = self._due(duty)
            arises = None if duty.arises_on is None else ev.trace(duty.arises_on, self._scope)
            if arises is not None:
                reasoner.value(arises)
            for way in duty.fulfilments:
                self._name_sources(way, {})
            for way, scope, act in self._tried(duty, arises.value if arises is not None else None, due):
                self._act(way, scope, act)
        self._scope = own
        self._due(duty)


def _clauses(rule: ir.AnyRule, name: str) -> Iterator[ir.Expr]:
    """The conditions of a rule that ask for an input of its status."""
    found: tuple[ir.Expr | None, ...] = ()
    match name, rule:
        case "trigger", _:
            found = (rule.where, rule.when)
        case "departed", ir.Duty():
            found = (rule.departed,)
        case "breached", ir.Duty():
            found = (rule.breached,)
        case "done", ir.Duty():
            found = tuple(way.condition for way in rule.fulfilments)
        case "answered", ir.Question():
            found = (rule.answered,)
        case "fails", ir.Check():
            found = (rule.fails,)
    yield from (clause for clause in found if clause is not None)


def _table_of(outcome: Outcome) -> str:
    if outcome.kind == "duty":
        return "prohibition" if outcome.force in PROHIBITIONS else "duty"
    return "conclusion" if outcome.kind in ("definition", "table") else outcome.kind


def _shown_act(way: ir.Fulfilment, scope: Mapping[str, Any], act: Tried, duty: ir.Duty) -> Act:
    in_hours = duty.deadline is not None and duty.deadline.unit == "hours"
    on = shown_day(act.on, in_hours) if isinstance(act.on, int) else None
    return Act(
        records=tuple(name for _, name in named_records(way.binders, scope)), on=on, late=truth_in_words(act.late)
    )
