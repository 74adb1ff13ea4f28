"""Floor 2, compiled back end: a policy with its readings as one Python function from a case to its standings.

It runs at once, without the interpreter, where all is known, and asks it for what only the facts can tell.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from attrs import define

from hsb_policy.backends.compiled.operators import three
from hsb_policy.backends.compiled.rules import Stronger, write_rule, write_triggers
from hsb_policy.backends.compiled.running import LOST, NAMESPACE
from hsb_policy.backends.compiled.writing import Module
from hsb_policy.backends.interpreter.evaluate import Evaluator, Readings
from hsb_policy.core import ir
from hsb_policy.core.case import Case, Record
from hsb_policy.core.standing import Standing
from hsb_policy.values import days, spans
from hsb_policy.values.calendar import Calendar, load_calendar
from hsb_policy.values.operators import at_most

State = list[Any]

_AS_STANDING: Any = partial(tuple.__new__, Standing)


@define(eq=False)
class Program:
    """The compiled policy. Nothing in it changes while it runs; any number of threads may use one."""

    policy: ir.Policy
    readings: Readings
    rows: Mapping[str, tuple[Record, ...]]
    source: str
    _first: Callable[[], State]
    _run: Callable[[State, Callable[[Any], None]], None]
    _has_duties: bool

    def standings(self, case: Case) -> list[Standing]:
        """How every rule stands for everything that it is about, in the order of the rules' names and of what they are about."""
        facts = case.root.facts
        closed = three(at_most(facts["closed_on"], case.as_at)) if self._has_duties else False
        state: State = [facts, case.as_at, case.root, None, _Run(self, case), closed, *self._first()]
        found: list[Any] = []
        self._run(state, found.append)
        return list(map(_AS_STANDING, found))


@define(eq=False)
class _Run:
    """What the functions need where they ask the interpreter."""

    program: Program
    case: Case | None

    def evaluator(self) -> Evaluator:
        """The interpreter on this case."""
        assert self.case is not None
        return Evaluator(self.program.policy, self.case, self.program.readings, self.program.rows)


def compile_program(policy: ir.Policy, readings: Readings, rows: Mapping[str, tuple[Record, ...]]) -> Program:
    """The policy compiled, under these readings."""
    module = Module(policy, readings, rows)
    places = {rule.name: module.slot("None") for rule in policy.rules if rule.overrides}
    stronger: dict[str, list[Stronger]] = {}
    for rule in policy.rules:
        for weaker in rule.overrides:
            keys = tuple(key.name for key in rule.about)
            stronger.setdefault(weaker, []).append((rule.name, places[rule.name], keys))
    calls = [write_triggers(module, r, places[r.name]) + "(S)" for r in policy.rules if r.overrides]
    for rule in policy.rules:
        above = tuple(stronger.get(rule.name, ()))
        calls.append(write_rule(module, rule, above, places.get(rule.name)) + "(S, add)")
    source = "\n".join(
        (
            *module.functions,
            f"def first(): return [{', '.join(module.slots)}]",
            "def run(S, add):",
            *(f" {call}" for call in calls),
            " pass",
        )
    )
    has_duties = any(isinstance(rule, ir.Duty) for rule in policy.rules)
    calendar = load_calendar(policy.calendar)
    names = {
        **NAMESPACE,
        **module.constants,
        "CALENDAR": calendar,
        "READINGS": readings,
        "between": partial(_between, calendar),
    }
    exec(compile(source, "<policy>", "exec"), names)
    program = Program(policy, readings, rows, source, names["first"], names["run"], has_duties)
    for truths in module.row_truths:
        state = [None, None, None, None, _Run(program, None)]
        of_kind = [row for name, r in policy.references.items() if r.record == truths.record for row in rows[name]]
        names[truths.table].update((row, names[truths.function](state, row)) for row in of_kind)
    return program


def _between(calendar: Calendar, unit: str, start: Any, finish: Any) -> Any:
    return LOST if days.NOT_YET in (start, finish) else spans.between(calendar, unit, start, finish)
