"""Floor 2, back end: what an outcome would become if something were otherwise. The interpreter answers, under a supposition."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from hsb_policy.backends.interpreter.evaluate import Evaluator, Readings, Scope
from hsb_policy.backends.interpreter.outcomes import Pending, pending_of
from hsb_policy.core import ir
from hsb_policy.core.case import Case, Record
from hsb_policy.core.decision import Outcome


class _Supposing(Evaluator):
    """An evaluator for which one fact of the case has another value. The case itself is never changed: others may be reading it."""

    def __init__(
        self,
        policy: ir.Policy,
        case: Case,
        readings: Readings,
        rows: Mapping[str, tuple[Record, ...]],
        record: Record,
        field: str,
        value: Any,
    ) -> None:
        self._of = record
        self._field_name = field
        self._value_supposed = value
        super().__init__(policy, case, readings, rows)

    def _field(self, e: ir.FieldRead, scope: Scope) -> Any:
        if e.field == self._field_name and self.value(e.base, scope) is self._of:
            return self._value_supposed
        return super()._field(e, scope)


def outcome_if(
    ev: Evaluator,
    rows: Mapping[str, tuple[Record, ...]],
    rule: ir.AnyRule,
    about: Mapping[str, str],
    place: tuple[Record, str],
    value: Any,
) -> Outcome | None:
    """The outcome of a rule if a fact, given by its record and field, had this value; None if there were none about the same."""
    supposing = _Supposing(ev.policy, ev.case, ev.readings, rows, *place, value)
    pending = pending_of(supposing, rule, about)
    return pending.outcome(supposing) if pending is not None else None


def outcome_if_it_applied(ev: Evaluator, pending: Pending) -> Outcome:
    """The outcome if the rule applied, and no stronger one did."""
    group = evolve(pending.group, trigger=True)
    return evolve(pending, group=group, stronger=[]).outcome(ev)
