"""Floor 2, back end: all outcomes of a rule, as a list of structs: what each is about, its status, when it is due and was done."""

from collections.abc import Mapping

from attrs import frozen

from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational import bindings, truths
from hsb_policy.backends.relational.acts import done_of
from hsb_policy.backends.relational.bindings import Grain, Grains
from hsb_policy.backends.relational.expressions import Writer
from hsb_policy.backends.relational.facts import THE_CASE, field_of
from hsb_policy.backends.relational.forms import FALSE, Level, Many, Span, Word
from hsb_policy.backends.relational.sql import Block
from hsb_policy.backends.relational.statuses import looked_up, number_of
from hsb_policy.backends.relational.writing import Scope
from hsb_policy.core import ir
from hsb_policy.values import days

PROHIBITIONS = ("must not", "should not")
DEPARTABLE = ("should", "should not", "recommended")
WIDEST = days.LAST_DAY // 2  # beyond it, a deadline counts from a day of which nothing is known


@frozen
class Written:
    """A rule in the query: the column of its outcomes, and the kinds of records that they are about, by key."""

    rule: str
    number: int
    column: str
    kinds: Mapping[str, str]
    in_minutes: bool


class OutcomeWriter:
    """Writes the outcomes of the rules of a policy."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._grains = Grains(writer)
        self._triggers: dict[str, tuple[str, Grain]] = {}
        self._stronger: dict[str, list[ir.AnyRule]] = {}
        for rule in writer.policy.rules:
            for weaker in rule.overrides:
                self._stronger.setdefault(weaker, []).append(rule)

    def written(self, rule: ir.AnyRule, number: int) -> Written:
        """The column of a rule's outcomes. Raises CannotSayError."""
        grain = self._grains.of(rule)
        block = self._writer.root.looping(grain.groups)
        group = block.variable
        scope = bindings.keys_of(self._writer, grain, rule, group, block.depth)
        trigger = bindings.trigger(self._writer, grain, rule, group, scope, block)
        stronger = [self._trigger_of(other) for other in self._stronger.get(rule.name, [])]
        overridden = bindings.overridden(self._writer, grain, group, stronger)
        inputs = {"trigger": _kept(block, "trigger", trigger), "overridden": _kept(block, "overridden", overridden)}
        found = _Outcome(self._writer, rule, scope, block, inputs).members()
        keys = [f"'k_{k}': {group}['k_{k}']" for k in grain.kinds]
        nothing = "CAST(NULL AS BIGINT)"
        days_told = {name: found.pop(name, nothing) for name in ("due_low", "due_high", "done_on")}
        struct = ", ".join([*keys, *(f"'{name}': {sql}" for name, sql in {**found, **days_told}.items())])
        column = self._writer.columns.add(f"r_{rule.name}", block.each(f"{{{struct}}}"))
        in_minutes = isinstance(rule, ir.Duty) and rule.deadline is not None and rule.deadline.unit == "hours"
        return Written(rule.name, number, column, grain.kinds, in_minutes)

    def _trigger_of(self, rule: ir.AnyRule) -> tuple[str, Grain]:
        """The column of a stronger rule's triggers."""
        if rule.name not in self._triggers:
            grain = self._grains.of(rule)
            block = self._writer.root.looping(grain.groups)
            group = block.variable
            scope = bindings.keys_of(self._writer, grain, rule, group, block.depth)
            found = bindings.trigger(self._writer, grain, rule, group, scope, block)
            keys = [f"'k_{k}': {group}['k_{k}']" for k in grain.kinds]
            members = ", ".join([*keys, f"'t': {found.sql}"])
            column = self._writer.columns.add(f"t_{rule.name}", block.each(f"{{{members}}}"))
            self._triggers[rule.name] = (column, grain)
        return self._triggers[rule.name]


def _kept(block: Block, label: str, level: Level) -> Level:
    return level if level.known is not None else Level(block.bind(label, level.sql))


class _Outcome:
    """Writes the status, and for a duty its days, of one rule about one thing."""

    def __init__(self, writer: Writer, rule: ir.AnyRule, scope: Scope, block: Block, inputs: dict[str, Level]) -> None:
        self._writer = writer
        self._rule = rule
        self._scope = scope
        self._block = block
        self._inputs = inputs

    def members(self) -> dict[str, str]:
        """The members of an outcome."""
        match self._rule:
            case ir.Duty():
                return self._duty(self._rule)
            case ir.Permission():
                return {"status": looked_up("permission", self._inputs)}
            case ir.Question():
                self._inputs["answered"] = self._truth(self._rule.answered)
                return {"status": looked_up("question", self._inputs)}
            case ir.Silence():
                return {"status": looked_up("silence", self._inputs)}
            case ir.Check():
                self._inputs["fails"] = self._truth(self._rule.fails)
                return {"status": looked_up("check", self._inputs)}
            case ir.Conclusion():
                return {"status": self._conclusion(self._rule)}

    def _truth(self, condition: ir.Expr | None) -> Level:
        return FALSE if condition is None else self._writer.truth(condition, self._scope, self._block)

    def _duty(self, duty: ir.Duty) -> dict[str, str]:
        force = duty.force
        if duty.force_switch is not None:
            chosen = self._writer.readings.get((duty.force_switch.name, duty.force_switch.part))
            force = chosen if isinstance(chosen, str) else force
        due = self._due(duty)
        done = done_of(self._writer, duty, self._scope, self._block, due)
        can_depart = duty.departed is not None and (duty.always_departable or force in DEPARTABLE)
        inputs = self._inputs
        inputs["departed"] = self._truth(duty.departed) if can_depart else FALSE
        inputs["breached"] = self._truth(duty.breached)
        inputs["done"], inputs["late"] = _kept(self._block, "done", done.done), done.late
        in_hours = duty.deadline is not None and duty.deadline.unit == "hours"
        start = f"(as_at * {days.MINUTES_PER_DAY})" if in_hours else "as_at"
        inputs["deadline_passed"] = FALSE if due is None else truths.less(due, Span(start, start))
        inputs["closed"] = self._closed()
        status = looked_up("prohibition" if force in PROHIBITIONS else "duty", inputs)
        members = {"status": status}
        if due is not None:
            members["due_low"], members["due_high"] = self._shown(due)
        if done.on != "NULL":
            members["status"] = self._block.bind("status", status)
            met = f"{number_of('met')}, {number_of('met_late')}"
            members["done_on"] = f"CASE WHEN {members['status']} IN ({met}) THEN {done.on} END"
        return members

    def _due(self, duty: ir.Duty) -> Span | None:
        if duty.deadline is None:
            return None
        anchor = self._writer.span(duty.deadline.anchor, self._scope, self._block)
        due = self._writer.shifted(anchor, duty.deadline.number, duty.deadline.unit)
        name = self._block.bind("due", f"{{'lo': {due.low}, 'hi': {due.high}}}")
        return Span(f"{name}['lo']", f"{name}['hi']")

    def _shown(self, due: Span) -> tuple[str, str]:
        """The deadline, where it is asked about and can be told."""
        trigger, overridden = self._inputs["trigger"].sql, self._inputs["overridden"].sql
        told = f"{trigger} > 0 AND NOT ({trigger} = 2 AND {overridden} = 2) AND {due.high} - {due.low} <= {WIDEST}"
        low, high = (f"CASE WHEN {told} AND {end} < {days.NOT_YET} THEN {end} END" for end in (due.low, due.high))
        return low, high

    def _closed(self) -> Level:
        closed_on = field_of(self._writer.layout, THE_CASE, "closed_on")
        assert isinstance(closed_on, Span)
        remembered = self._writer.root.remembered
        if "closed" not in remembered:
            level = truths.at_most(closed_on, Span("as_at", "as_at"))
            remembered["closed"] = Level(self._writer.root.bind("closed", level.sql))
        found: Level = remembered["closed"]
        return found

    def _conclusion(self, conclusion: ir.Conclusion) -> str:
        found = self._writer.form(conclusion.value, self._scope, self._block)
        inputs = self._inputs
        if isinstance(found, Many):
            raise CannotSayError("a conclusion that is a list")
        state = truths.state(found)
        if state.known is None:
            state = Level(self._block.bind("state", state.sql))
        if isinstance(found, Level | Span | Word) and not found.marks:
            inputs["conflict"] = inputs["silent"] = FALSE
        else:
            inputs["conflict"] = Level(f"CASE {state.sql} WHEN 3 THEN 2 ELSE 0 END")
            inputs["silent"] = Level(f"CASE {state.sql} WHEN 0 THEN 2 ELSE 0 END")
        status = looked_up("conclusion", inputs)
        if state.known is not None and state.known != 1:
            return status
        trigger, overridden = inputs["trigger"].sql, inputs["overridden"].sql
        untold = f"{state.sql} = 1 AND {trigger} > 0 AND {overridden} < 2"
        return f"CASE WHEN {untold} THEN {number_of('cannot_tell')} ELSE {status} END"
