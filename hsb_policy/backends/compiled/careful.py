"""Floor 2, compiled back end: large cases, rule by rule: a rule that has too much to look at is given up, and the others go on."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen

from hsb_policy.backends.compiled.running import as_standings
from hsb_policy.backends.compiled.writing import EVALUATOR, LEFT
from hsb_policy.core import ir
from hsb_policy.core.case import Case
from hsb_policy.core.large import STEPS_COMPILED, TooLargeForRulesError, TooManyStepsError
from hsb_policy.core.standing import Standing

State = list[Any]


@frozen
class Step:
    """A rule, the function that adds its standings, and the one that keeps its triggers where it overrides others."""

    rule: ir.AnyRule
    run: Callable[[State, Callable[[tuple[Any, ...]], None]], None]
    triggers: Callable[[State], None] | None


def standings_carefully(state_of: Callable[[Case], State], steps: Sequence[Step], case: Case) -> list[Standing]:
    """The standings of all rules. Raises TooLargeForRulesError, with those of the others, where rules are given up."""
    state, found = state_of(case), list[tuple[Any, ...]]()
    given_up = {step.rule.name for step in steps if step.triggers and not _done(state, step.rule, step.triggers)}
    # What may be displaced by a rule of which the triggers are not known cannot be told either.
    given_up |= {weaker for step in steps if step.rule.name in given_up for weaker in step.rule.overrides}
    for step in steps:
        before = len(found)
        if step.rule.name not in given_up and not _done(state, step.rule, step.run, found.append):
            given_up.add(step.rule.name)
            del found[before:]
    if given_up:
        names = tuple(step.rule.name for step in steps if step.rule.name in given_up)
        raise TooLargeForRulesError(names, as_standings(found))
    return as_standings(found)


def _done(state: State, rule: ir.AnyRule, run: Callable[..., None], *more: Any) -> bool:
    """Run one function, the records counted anew that it looks at; whether it was done with them before there were too many."""
    state[LEFT] = STEPS_COMPILED
    if state[EVALUATOR] is not None:
        state[EVALUATOR].begin(rule.name)
    try:
        run(state, *more)
    except TooManyStepsError:
        return False
    return True
