"""Floor 2, compiled back end: what the functions that were written ask of the interpreter, because it needs more than their short values."""

from collections.abc import Callable
from typing import Any

from hsb_policy.backends.compiled.operators import three
from hsb_policy.backends.compiled.writing import EVALUATOR, RUN
from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.fulfilment import due_of
from hsb_policy.backends.interpreter.outcomes import outcomes_of_rule
from hsb_policy.core import ir
from hsb_policy.core.standing import Standing
from hsb_policy.values import days


def interpreter(state: list[Any]) -> Evaluator:
    """The interpreter on this case."""
    if state[EVALUATOR] is None:
        state[EVALUATOR] = state[RUN].evaluator()
    found: Evaluator = state[EVALUATOR]
    return found


def asked(state: list[Any], expr: ir.Expr, scope: dict[str, Any]) -> Any:
    """The value of an expression, with the facts that it hangs on."""
    return interpreter(state).value(expr, scope)


def asked_truth(state: list[Any], expr: ir.Expr, scope: dict[str, Any]) -> bool | None:
    """A condition."""
    return three(interpreter(state).truth(expr, scope))


def exact_field(state: list[Any], field: ir.FieldRead, base: Any) -> Any:
    """A field, with the facts that it hangs on."""
    return interpreter(state).field_of(field, base)


def due(state: list[Any], duty: ir.Duty, scope: dict[str, Any]) -> Any:
    """The deadline of a duty, with the facts that it hangs on."""
    return due_of(interpreter(state), duty, scope)


def interpreted(state: list[Any], rule: ir.AnyRule, add: Callable[[Any], None]) -> None:
    """The standings of a whole rule."""
    for o in outcomes_of_rule(interpreter(state), rule):
        due_on, done_on = _as_day(o.due), _as_day(o.done_on)
        add(Standing(o.rule, o.about, o.status, o.severity, o.value, due_on, done_on, o.overridden_by))


def _as_day(shown: Any) -> Any:
    if isinstance(shown, tuple):
        return tuple(_as_day(part) for part in shown)
    if shown is None:
        return None
    return days.parse_moment(shown) if "T" in shown else days.parse_day(shown)
