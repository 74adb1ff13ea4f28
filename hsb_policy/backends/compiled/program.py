"""Floor 2, compiled back end: a policy with its readings as one Python function from a case to its standings.

It runs at once, without the interpreter, where all is known, and asks it for what only the facts can tell.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from itertools import groupby
from typing import Any, Final

from attrs import define

from hsb_policy.backends.compiled.careful import Step, standings_carefully
from hsb_policy.backends.compiled.expressions import Expressions
from hsb_policy.backends.compiled.flat import TOGETHER, is_flat, write_together
from hsb_policy.backends.compiled.gathering import LOST
from hsb_policy.backends.compiled.operators import three
from hsb_policy.backends.compiled.rules import Stronger, function_of, lines_of, write_triggers
from hsb_policy.backends.compiled.running import NAMESPACE
from hsb_policy.backends.compiled.telling import outcomes_from
from hsb_policy.backends.compiled.writing import Module
from hsb_policy.backends.interpreter.evaluate import Evaluator, Readings
from hsb_policy.backends.interpreter.outcomes import closed_on
from hsb_policy.core import ir
from hsb_policy.core.case import Case, Record
from hsb_policy.core.decision import Outcome
from hsb_policy.core.large import LARGE
from hsb_policy.core.schema import Schema
from hsb_policy.core.standing import Standing
from hsb_policy.core.walk import expressions_of, walk
from hsb_policy.values import days, spans
from hsb_policy.values.calendar import Calendar, load_calendar
from hsb_policy.values.operators import at_most

State = list[Any]

IN_A_ROW: Final = (
    8  # rules in one function, one after the other: fewer are called, more have too many names for short code
)
LOOPS: Final = ir.Quantified | ir.Count | ir.Pick | ir.PickValue


@define(eq=False)
class Program:
    """The compiled policy. Nothing in it changes while it runs but `careful`, which grows; any number of threads may use one.

    `standings`: how every rule stands for everything that it is about, in the order of the rules' names and of what they are about.
    In a large case it raises TooLargeForRulesError where rules have too much to look at.
    """

    policy: ir.Policy
    readings: Readings
    schema: Schema  # that of the cases
    source: str
    careful: Mapping[str, Callable[..., Any]]  # those for facts that are not plain, so far as asked for
    standings: Callable[[Case], list[Standing]]

    def outcomes(self, ev: Evaluator) -> list[Outcome]:
        """The outcomes on the case of this interpreter, which is asked where the functions do not tell."""
        return outcomes_from(self.standings(ev.case), ev)


@define(eq=False)
class _Run:
    """What the functions need where they ask the interpreter."""

    policy: ir.Policy
    readings: Readings
    rows: Mapping[str, tuple[Record, ...]]
    case: Case

    def evaluator(self) -> Evaluator:
        """The interpreter on this case."""
        return Evaluator(self.policy, self.case, self.readings, self.rows)


def compile_program(policy: ir.Policy, readings: Readings, rows: Mapping[str, tuple[Record, ...]]) -> Program:
    """The policy compiled, under these readings."""
    module = Module(policy, readings, rows)
    source = _source(module)
    large = _when_asked(lambda: compile_carefully(policy, readings, rows))
    sparse = _when_asked(lambda: _compile_for_sparse_cases(policy, readings, rows))
    names = _executed(module, source, large=large, sparse=sparse)
    return Program(policy, readings, policy.schema, source, names["C"], names["standings"])


def _when_asked(write: Callable[[], Callable[[Case], list[Standing]]]) -> Callable[[Case], list[Standing]]:
    """Functions that are written when first asked for. Of two threads that ask first both may write them: either will do."""
    written: list[Callable[[Case], list[Standing]]] = []

    def standings(case: Case) -> list[Standing]:
        if not written:
            written.append(write())
        return written[0](case)

    return standings


def _compile_for_sparse_cases(
    policy: ir.Policy, readings: Readings, rows: Mapping[str, tuple[Record, ...]]
) -> Callable[[Case], list[Standing]]:
    """What cases are judged by of which much is not known: the same, but all is weighed at once that is not a plain value."""
    module = Module(policy, readings, rows, plainly=False)
    source = _source(module)
    found: Callable[[Case], list[Standing]] = _executed(module, source, large=None, sparse=None)["quick"]
    return found


def compile_carefully(
    policy: ir.Policy, readings: Readings, rows: Mapping[str, tuple[Record, ...]]
) -> Callable[[Case], list[Standing]]:
    """What large cases are judged by: the same, rule by rule, the records counted that each looks at."""
    module = Module(policy, readings, rows, counts=True, plainly=False)
    parts = _one_by_one(module)
    names = _executed(module, "\n".join((*module.functions, _first(module))))
    steps = [Step(rule, names[called], names[triggers] if triggers else None) for rule, called, triggers in parts]
    return partial(standings_carefully, names["state"], steps)


class Careful(dict[str, Callable[..., Any]]):
    """The functions that are asked only where a fact is not plain, each made when it is first asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        self._texts = texts
        self.names: dict[str, Any] = {}

    def __missing__(self, name: str) -> Callable[..., Any]:
        made: dict[str, Any] = {}  # of two threads that ask first both may make it: either will do
        exec(compile(self._texts[name], f"<policy, {name}>", "exec"), self.names, made)
        found: Callable[..., Any] = made[name]
        self[name] = found
        return found


def _executed(module: Module, source: str, **more: Any) -> dict[str, Any]:
    """The functions of a module by their names, beside what they call."""
    policy, readings, rows = module.policy, module.readings, module.rows
    calendar = load_calendar(policy.calendar)
    has_duties = any(isinstance(rule, ir.Duty) for rule in policy.rules)

    def state(case: Case) -> State:
        facts, run = case.root.facts, _Run(policy, readings, rows, case)
        closed = three(at_most(closed_on(case), case.as_at)) if has_duties else False
        return [facts, case.as_at, case.root, None, run, 0, case.root.plain, case.in_order, closed, *first()]

    careful = Careful(module.careful)
    own = {"C": careful, "CALENDAR": calendar, "between": partial(_between, calendar), "state": state}
    names = {**NAMESPACE, **module.constants, **own, **more}
    # The text is written from the IR alone, and nothing of a policy or a case stands in it: see `writing`.
    exec(compile(source, "<policy>", "exec"), names)
    careful.names = names
    first: Callable[[], State] = names["first"]
    for truths in module.row_truths:
        of_kind = [row for name, r in policy.references.items() if r.record == truths.record for row in rows[name]]
        table = names[truths.table]
        table.tell = names[truths.function]
        table.update((row, table.tell([], row)) for row in of_kind)
        names[truths.known].update((row, truth) for row, truth in table.items() if truth is not None)
    return names


def _overriding(module: Module) -> tuple[dict[str, int], dict[str, list[Stronger]]]:
    """The places of the triggers of rules that override others; and for each rule that may be overridden, by which."""
    rules = module.policy.rules
    places = {rule.name: module.slot("None") for rule in rules if rule.overrides}
    stronger: dict[str, list[Stronger]] = {}
    for rule in rules:
        for weaker in rule.overrides:
            keys = tuple(key.name for key in rule.about)
            stronger.setdefault(weaker, []).append((rule.name, places[rule.name], keys))
    return places, stronger


def _one_by_one(module: Module) -> list[tuple[ir.AnyRule, str, str | None]]:
    """A function for each rule, and one for the triggers of a rule that overrides others."""
    places, stronger = _overriding(module)
    triggers = {r.name: write_triggers(module, r, places[r.name]) for r in module.policy.rules if r.overrides}
    lines = {
        r.name: lines_of(module, r, tuple(stronger.get(r.name, ())), places.get(r.name)) for r in module.policy.rules
    }
    return [(r, function_of(module, [lines[r.name]]), triggers.get(r.name)) for r in module.policy.rules]


def _source(module: Module) -> str:
    """The text of all functions; `standings` is the one that is called."""
    rules = module.policy.rules
    places, stronger = _overriding(module)
    lines = [write_triggers(module, r, places[r.name]) + "(S)" for r in rules if r.overrides]
    alone = {r.name: r.name in places or r.name in stronger or not is_flat(module, r) for r in rules}
    if not any(alone.values()) and len(rules) <= TOGETHER:
        text = _all_flat(module)
        return "\n".join((*module.functions, text, _first(module)))
    for is_alone, group in groupby(rules, key=lambda rule: alone[rule.name]):
        several = tuple(group)
        most = IN_A_ROW if is_alone else TOGETHER
        for some in (several[at : at + most] for at in range(0, len(several), most)):
            if is_alone:
                texts = [lines_of(module, r, tuple(stronger.get(r.name, ())), places.get(r.name)) for r in some]
                lines.append(f"{function_of(module, texts)}(S, add)")
            else:
                lines.append(f"found += {_flat(module, some)}(S)")
    head = (*_where_large(module), " S = state(case); found = []; add = found.append")
    return "\n".join(
        (*module.functions, *head, *(f" {line}" for line in lines), " return as_standings(found)", _first(module))
    )


def _where_large(module: Module) -> tuple[str, ...]:
    """The heads of the function that is called: large cases, and those that take long, go to functions that count.

    A policy that looks through no lists has no such cases.
    """
    policy = module.policy
    expressions = [e for rule in policy.rules for e in expressions_of(rule)]
    expressions += [function.body for function in policy.functions.values()]
    has_loops = any(isinstance(part, LOOPS) for e in expressions for part in walk(e))
    if not has_loops and not any(rule.binders for rule in policy.rules):
        return ("def standings(case):",)
    return (
        "def standings(case):",
        f" if case.size > {LARGE}: return large(case)",
        " try: return sparse(case) if case.is_sparse else quick(case)",
        " except TooManyStepsError: return large(case)",
        "def quick(case):",
    )


def _first(module: Module) -> str:
    return f"def first(): return [{', '.join(module.slots)}]"


def _flat(module: Module, rules: tuple[ir.AnyRule, ...]) -> str:
    w = Expressions(module)
    w.writes_whole = True
    write_together(w, rules, "(", ",)")
    name = module.name("f")
    w.finished(name)
    return name


def _all_flat(module: Module) -> str:
    """A policy of a few rules about the whole case is one function, which needs no state unless it remembers or asks."""
    w = Expressions(module)
    w.writes_whole, w.case_is_plain = True, "case.is_plain"
    write_together(w, module.policy.rules, "[", "]")
    head = list(_where_large(module))
    if re.search(r"\bS\b", w.text):
        head.append(" S = state(case)")
    return "\n".join((*head, " F = case.root.facts; A = case.as_at", w.text))


def _between(calendar: Calendar, unit: str, start: Any, finish: Any) -> Any:
    return LOST if days.NOT_YET in (start, finish) else spans.between(calendar, unit, start, finish)
