"""Floor 4: the scenarios of a policy, run; and what none of them touched."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve, field, frozen

from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of
from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.core.decision import Outcome
from hsb_policy.diagnostics.source import Span
from hsb_policy.engine.cases import load_case
from hsb_policy.engine.decide import reference_rows
from hsb_policy.engine.errors import ReadingError
from hsb_policy.engine.invariants import broken_invariants
from hsb_policy.engine.readings import choose
from hsb_policy.testing.branches import branches_of


@frozen
class Failure:
    """What a scenario expected, and what came instead, in one sentence."""

    title: str
    message: str
    origin: Span


@frozen(kw_only=True)
class ScenarioReport:
    """How the scenarios went; rules that none of them made apply, that none kept from applying; branches never taken."""

    ran: int
    failures: tuple[Failure, ...]
    never_applied: tuple[str, ...] = ()
    always_applied: tuple[str, ...] = ()
    untaken: tuple[str, ...] = ()


@frozen
class _Touched:
    applied: set[str] = field(factory=set)
    spared: set[str] = field(factory=set)
    taken: set[int] = field(factory=set)


def run_scenarios(policy: ir.Policy) -> ScenarioReport:
    """Run all scenarios of a policy, each under its own readings, and check the invariants on each."""
    rows = reference_rows(policy)
    touched = _Touched()
    failures: list[Failure] = []
    for scenario in policy.scenarios:
        failures += [
            Failure(scenario.title, message, origin) for message, origin in _run(policy, scenario, rows, touched)
        ]
    rules = [rule.name for rule in policy.rules]
    return ScenarioReport(
        ran=len(policy.scenarios),
        failures=tuple(failures),
        never_applied=tuple(r for r in rules if r not in touched.applied),
        always_applied=tuple(r for r in rules if r in touched.applied and r not in touched.spared),
        untaken=tuple(label for key, label in branches_of(policy) if key not in touched.taken),
    )


def run_scenario(
    policy: ir.Policy, scenario: ir.Scenario, rows: Mapping[str, tuple[Record, ...]]
) -> tuple[Failure, ...]:
    """What fails of one scenario of a policy, with the invariants; `rows` are the policy's reference data."""
    return tuple(
        Failure(scenario.title, message, origin) for message, origin in _run(policy, scenario, rows, _Touched())
    )


def _run(
    policy: ir.Policy, scenario: ir.Scenario, rows: Mapping[str, tuple[Record, ...]], touched: _Touched
) -> Iterable[tuple[str, Span]]:
    case, found = load_case(dict(scenario.case), policy.schema)
    if case is None:
        yield from ((f"{d.path}: {d.message}", scenario.origin) for d in found.items)
        return
    try:
        readings = choose(policy, scenario.readings)
    except ReadingError as fault:
        yield from ((f"{d.path}: {d.message}", scenario.origin) for d in fault.diagnostics.items)
        return
    ev = Evaluator(policy, case, readings.values, rows)
    ev.fired = touched.taken
    outcomes = outcomes_of(ev)
    applied = {o.rule for o in outcomes if o.status != "not_applicable"}
    touched.applied.update(applied)
    touched.spared.update(
        {o.rule for o in outcomes if o.status == "not_applicable"} | ({r.name for r in policy.rules} - applied)
    )
    for expectation in scenario.expectations:
        message = _judge(expectation, outcomes)
        if message is not None:
            yield message, expectation.origin
    for broken in broken_invariants(ev, outcomes):
        yield f'always "{broken.invariant.text}": {_told(broken.outcome)}', scenario.origin


def _judge(expected: ir.Expectation, outcomes: list[Outcome]) -> str | None:
    wanted = dict(expected.about)
    mine = [o for o in outcomes if o.rule == expected.rule and wanted.items() <= dict(o.about).items()]
    where = expected.rule + (" for " + ", ".join(f"{k} {v}" for k, v in expected.about) if expected.about else "")
    if not mine:
        return (
            None
            if expected.status == "not_applicable"
            else f"{where}: expected {expected.status}, but there is no outcome"
        )
    good = [o for o in mine if o.status == expected.status]
    if len(good) < len(mine) and (not good or expected.about):
        other = next(o for o in mine if o.status != expected.status)
        return f"{where}: expected {expected.status}, but it is {_told(other)}"
    if expected.value is not None and not any(str(o.value) == str(expected.value) for o in good):
        return f"{where}: expected the value {expected.value}, but it is {', '.join(str(o.value) for o in good)}"
    for path in expected.missing:
        if not any(path in {f.path for f in o.missing} for o in good):
            asked = ", ".join(sorted({f.path for o in good for f in o.missing})) or "nothing"
            return f"{where}: expected `{path}` to be missing, but what is missing is {asked}"
    return None


def _told(outcome: Outcome) -> str:
    about = ", ".join(f"{k} {v}" for k, v in outcome.about.items())
    missing = f" (missing: {', '.join(f.path for f in outcome.missing)})" if outcome.missing else ""
    return f"{outcome.status}{missing}" + (f" [{about}]" if about else "")


def only(policy: ir.Policy, words: str) -> ir.Policy:
    """The policy with only the scenarios whose title has these words."""
    kept: tuple[Any, ...] = tuple(s for s in policy.scenarios if words.lower() in s.title.lower())
    return evolve(policy, scenarios=kept)
