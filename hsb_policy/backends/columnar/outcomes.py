"""Floor 2, back end: the outcomes of a rule, as columns: what each is about, its status, when it is due and was done."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from hsb_policy.backends.columnar import frames
from hsb_policy.backends.columnar import operators as op
from hsb_policy.backends.columnar.acts import done_of
from hsb_policy.backends.columnar.batch import FAR
from hsb_policy.backends.columnar.bindings import Grain, Grains, Triggered, overridden, triggered
from hsb_policy.backends.columnar.expressions import Writer
from hsb_policy.backends.columnar.forms import (
    CONFLICT,
    FALSE,
    SILENT,
    Constants,
    Level,
    Many,
    Row,
    Span,
    mapped,
    values_of,
)
from hsb_policy.backends.columnar.nodes import Frame, Node, Value
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.columnar.statuses import looked_up, number_of
from hsb_policy.backends.columnar.writing import Scope
from hsb_policy.core import ir
from hsb_policy.core.schema import CASE
from hsb_policy.values import days

PROHIBITIONS = ("must not", "should not")
DEPARTABLE = ("should", "should not", "recommended")
WIDEST = days.LAST_DAY // 2  # beyond it, a deadline counts from a day of which nothing is known
NO_DAY = -1


@frozen(eq=False)
class Written:
    """A rule in a plan: the columns of its outcomes.

    `things` has all that the rule is about; `frame` those for which its trigger may hold: of the others it is not applicable. `of_all`
    are the case and the keys of the former, `at` the place of each of the latter among them.
    """

    rule: ir.AnyRule = field(repr=False)
    kinds: Mapping[str, str]
    of_all: Mapping[str, Node] = field(repr=False)
    at: Node = field(repr=False)
    columns: Mapping[str, Value] = field(repr=False)

    def nodes(self) -> list[Node]:
        """Everything that is worked out for the rule."""
        return [*self.of_all.values(), self.at, *(value for value in self.columns.values() if isinstance(value, Node))]


class OutcomeWriter:
    """Writes the outcomes of the rules of a policy."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._grains = Grains(writer)
        self._triggers: dict[str, tuple[Triggered, Grain]] = {}
        self._stronger: dict[str, list[ir.AnyRule]] = {}
        for rule in writer.policy.rules:
            for weaker in rule.overrides:
                self._stronger.setdefault(weaker, []).append(rule)

    def written(self, rule: ir.AnyRule) -> Written:
        """The columns of a rule's outcomes. Raises CannotSayError."""
        writer, graph = self._writer, self._writer.graph
        trigger, grain = self._trigger_of(rule)
        frame = trigger.frame
        stronger = [self._trigger_of(other) for other in self._stronger.get(rule.name, [])]
        inputs = {"trigger": trigger.level, "overridden": overridden(writer, grain, frame, stronger)}
        scope = {name: mapped(row, lambda v: graph.lift(v, frame)) for name, row in grain.keys.items()}
        columns = _Outcome(writer, rule, scope, frame, inputs).columns()
        of_all = {CASE: writer.facts.column(writer.facts.the_case().of, grain.things)}
        of_all |= {f"about {k}": writer.facts.column(row.of, grain.things) for k, row in grain.keys.items()}
        size = writer.facts.size_of(frame)
        at = graph.node(frame, frames.places, size) if frame is grain.things else graph.outwards(frame, grain.things)
        return Written(rule, {k: row.kind for k, row in grain.keys.items()}, of_all, at, columns)

    def _trigger_of(self, rule: ir.AnyRule) -> tuple[Triggered, Grain]:
        if rule.name not in self._triggers:
            grain = self._grains.of(rule)
            self._triggers[rule.name] = (triggered(self._writer, grain, rule), grain)
        return self._triggers[rule.name]


@frozen(eq=False)
class _Outcome:
    """Writes the status, and for a duty its days, of one rule for the things of a frame."""

    writer: Writer
    rule: ir.AnyRule
    scope: Scope
    frame: Frame
    inputs: dict[str, Level]

    def columns(self) -> dict[str, Value]:
        """The columns of the outcomes, on the frame or the same for all."""
        found: dict[str, Value]
        match self.rule:
            case ir.Duty():
                found = self._duty(self.rule)
            case ir.Permission():
                found = {"status": self._looked_up("permission")}
            case ir.Question():
                self.inputs["answered"] = self._truth(self.rule.answered)
                found = {"status": self._looked_up("question")}
            case ir.Silence():
                found = {"status": self._looked_up("silence")}
            case ir.Check():
                self.inputs["fails"] = self._truth(self.rule.fails)
                found = {"status": self._looked_up("check")}
            case ir.Conclusion():
                found = self._conclusion(self.rule)
        return {name: self.writer.facts.column(value, self.frame) for name, value in found.items()}

    def _looked_up(self, table: str) -> Value:
        return looked_up(self.writer.graph, table, self.inputs)

    def _truth(self, condition: ir.Expr | None) -> Level:
        return FALSE if condition is None else self.writer.truth(condition, self.scope)

    def _duty(self, duty: ir.Duty) -> dict[str, Value]:
        truths, inputs, force = self.writer.truths, self.inputs, duty.force
        if duty.force_switch is not None:
            chosen = self.writer.readings.get((duty.force_switch.name, duty.force_switch.part))
            force = chosen if isinstance(chosen, str) else force
        due = self._due(duty)
        done = done_of(self.writer, duty, self.scope, self.frame, due)
        can_depart = duty.departed is not None and (duty.always_departable or force in DEPARTABLE)
        inputs["departed"] = self._truth(duty.departed) if can_depart else FALSE
        inputs["breached"] = self._truth(duty.breached)
        inputs["done"], inputs["late"] = done.done, done.late
        inputs["deadline_passed"] = FALSE if due is None else truths.less(due, self._start_of_day(duty))
        inputs["closed"] = self._closed()
        status = self._looked_up("prohibition" if force in PROHIBITIONS else "duty")
        found: dict[str, Value] = {"status": status}
        if due is not None:
            found["due_low"], found["due_high"] = self._shown(due)
        if done.on != FAR:
            found["done_on"] = self.writer.graph.apply(done_day, status, done.on)
        for name, anchor in (
            ("arises", duty.arises_on),
            ("anchor", None if duty.deadline is None else duty.deadline.anchor),
        ):
            if anchor is not None:
                day = self.writer.span(anchor, self.scope)
                found[name] = self.writer.graph.apply(known_day, day.low, day.high)
        return found

    def _due(self, duty: ir.Duty) -> Span | None:
        if duty.deadline is None:
            return None
        anchor = self.writer.span(duty.deadline.anchor, self.scope)
        return self.writer.shifted(anchor, duty.deadline.number, duty.deadline.unit)

    def _start_of_day(self, duty: ir.Duty) -> Span:
        day = self.writer.as_at()
        if duty.deadline is None or duty.deadline.unit != "hours":
            return day
        moment = self.writer.graph.apply(first_moment, day.low)
        return Span(moment, moment)

    def _shown(self, due: Span) -> tuple[Value, Value]:
        """The deadline, where it is asked about and can be told."""
        trigger, stronger = self.inputs["trigger"].of, self.inputs["overridden"].of
        low, high = (
            self.writer.graph.apply(shown_day, trigger, stronger, due.low, due.high, end) for end in (due.low, due.high)
        )
        return low, high

    def _closed(self) -> Level:
        if "closed_on" not in self.writer.schema.records[CASE].fields:
            return FALSE
        closed_on = self.writer.facts.field_of(self.writer.facts.the_case(), "closed_on")
        assert isinstance(closed_on, Span)
        return self.writer.truths.at_most(closed_on, self.writer.as_at())

    def _conclusion(self, conclusion: ir.Conclusion) -> dict[str, Value]:
        found, apply = self.writer.form(conclusion.value, self.scope), self.writer.graph.apply
        inputs = self.inputs
        if isinstance(found, Many):
            raise CannotSayError("a conclusion that is a list")
        state = self.writer.truths.state(found)
        marks: frozenset[str] = getattr(found, "marks", frozenset())
        inputs["conflict"] = Level(apply(is_level, state.of, 3)) if CONFLICT in marks else FALSE
        inputs["silent"] = Level(apply(is_level, state.of, 0)) if SILENT in marks else FALSE
        status = self._looked_up("conclusion")
        trigger, stronger = inputs["trigger"].of, inputs["overridden"].of
        values = {} if isinstance(found, Row | Constants) else {"value": values_of(found)[0]}
        return {"status": apply(concluded, status, state.of, trigger, stronger), **values}


def done_day(status: Any, on: Any) -> Any:
    """The day on which a duty was done, where it counts as done; NO_DAY elsewhere."""
    met = op.either(op.equals(status, number_of("met")), op.equals(status, number_of("met_late")))
    return op.chosen(op.both(met, op.below(on, FAR)), on, NO_DAY)


def known_day(low: Any, high: Any) -> Any:
    """A day or moment that is known and has come; NO_DAY elsewhere."""
    return op.chosen(op.both(op.equals(low, high), op.below(low, days.NOT_YET)), low, NO_DAY)


def first_moment(day: int) -> int:
    """Midnight at the start of a day."""
    return day * days.MINUTES_PER_DAY


def shown_day(trigger: Any, stronger: Any, low: Any, high: Any, end: Any) -> Any:
    """One end of a deadline, where it is asked about and can be told."""
    asked = op.both(op.below(0, trigger), op.neither(op.both(op.equals(trigger, 2), op.equals(stronger, 2))))
    told = op.both(op.below(op.minus(high, low), WIDEST + 1), op.below(end, days.NOT_YET))
    return op.chosen(op.both(asked, told), end, NO_DAY)


def is_level(state: Any, wanted: int) -> Any:
    """2 where a state is this one, else 0."""
    return op.level_of(op.equals(state, wanted))


def concluded(status: Any, state: Any, trigger: Any, stronger: Any) -> Any:
    """The status of a conclusion: where its value is not known and it is asked for, that cannot be told."""
    untold = op.both(op.both(op.equals(state, 1), op.below(0, trigger)), op.below(stronger, 2))
    return op.chosen(untold, number_of("cannot_tell"), status)
