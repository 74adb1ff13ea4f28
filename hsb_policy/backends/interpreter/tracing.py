"""Floor 2, back end: the interpreter, keeping what each expression gave. `reasons` tells from it why.

It evaluates nothing by itself: every method is the interpreter's own, with a note taken of what came out. So what it explains
is what was decided.
"""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field

from hsb_policy.backends.interpreter.evaluate import Evaluator, Readings, Scope
from hsb_policy.core import ir
from hsb_policy.core.case import Case, Record
from hsb_policy.core.large import STEPS_EXPLAINED


@define(eq=False)
class Step:
    """One evaluation: the expression, the variables it saw, what it gave, and the evaluations that it asked for, in order."""

    expr: ir.Expr
    scope: Scope = field(repr=False)
    value: Any = None
    parts: list["Step"] = field(factory=list, repr=False)


class Tracer(Evaluator):
    """An evaluator that keeps the steps of what it traces; what is evaluated for its value alone leaves none.

    A definition that is applied to the same values again is not evaluated again; its step then has the body's step of the
    first time. All records are looked at: why each counts or does not is to be told.
    """

    looks_up = False
    most_steps = STEPS_EXPLAINED

    def __init__(
        self, policy: ir.Policy, case: Case, readings: Readings, rows: Mapping[str, tuple[Record, ...]]
    ) -> None:
        super().__init__(policy, case, readings, rows)
        self._open: list[list[Step]] = []
        self._bodies: dict[tuple[Any, ...], Step] = {}
        # How it evaluates what it traces, and what it remembers of that: of each definition in it there are steps.
        self._traced = {kind: self._noting(method) for kind, method in self._methods.items()}
        self._remembered_of_traced: dict[tuple[Any, ...], Any] = {}

    def trace(self, expr: ir.Expr, scope: Scope) -> Step:
        """The step of evaluating an expression."""
        self.spend(1)
        self._open.append([])
        for_values_alone = self._methods, self._remembered
        self._methods, self._remembered = self._traced, self._remembered_of_traced
        try:
            self.value(expr, scope)
        finally:
            self._methods, self._remembered = for_values_alone
            steps = self._open.pop()
        return steps[-1]

    def _noting(self, method: Callable[[Any, Scope], Any]) -> Callable[[Any, Scope], Any]:
        opened = self._open

        def noted(expr: Any, scope: Scope) -> Any:
            step = Step(expr, scope)
            opened[-1].append(step)
            opened.append(step.parts)
            try:
                step.value = method(expr, scope)
            finally:
                opened.pop()
            if type(expr) is ir.Call:
                self._note_body(expr, step)
            return step.value

        return noted

    def _note_body(self, call: ir.Call, step: Step) -> None:
        args = len(call.args)
        key = (call.function, tuple([part.value for part in step.parts[:args]]))
        if len(step.parts) > args:
            self._bodies[key] = step.parts[-1]
        else:
            step.parts.append(self._bodies[key])
