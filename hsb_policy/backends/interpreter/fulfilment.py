"""Floor 2, back end: whether a duty was done, when, and whether that was after its deadline."""

from typing import Any

from attrs import frozen

from hsb_policy.backends.interpreter.evaluate import Evaluator, Scope
from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.values import days
from hsb_policy.values.kleene import and_, not_, or_
from hsb_policy.values.operators import at_most, facts_of, less
from hsb_policy.values.unknown import Truth, Unknown


@frozen
class Act:
    """Something that may have fulfilled the duty: the records it consists of, whether it did, whether after the deadline."""

    records: tuple[Any, ...]
    done: Truth
    late: Truth
    on: Any


@frozen
class Fulfilment:
    """Whether it was done; whether, if so, only after the deadline; the earliest known day on which it was done."""

    done: Truth
    late: Truth
    on: int | None = None


def due_of(ev: Evaluator, duty: ir.Duty, scope: Scope) -> Any:
    """The last day (minute, for hours) on which the duty is done in time; None without a deadline."""
    if duty.deadline is None:
        return None
    number = ev.value(duty.deadline.number, scope)
    return ev.shifted(ev.value(duty.deadline.anchor, scope), number, duty.deadline.unit)


def acts_of(ev: Evaluator, duty: ir.Duty, scope: Scope, due: Any) -> list[Act]:
    """All acts that may have fulfilled the duty."""
    arises = None if duty.arises_on is None else ev.value(duty.arises_on, scope)
    found: list[Act] = []
    for way in duty.fulfilments:
        scopes = ev.scopes(way.binders, scope, way.condition) if way.binders else iter([scope])
        for inner in scopes:
            if isinstance(inner, Unknown):
                found.append(Act((), inner, inner if due is not None else False, None))
            else:
                act = act_of(ev, way, inner, arises, due)
                if act.done is not False:
                    found.append(act)
    return found


def act_of(ev: Evaluator, way: ir.Fulfilment, scope: Scope, arises: Any, due: Any) -> Act:
    """Whether one combination of records fulfilled the duty, and when."""
    held = ev.truth(way.condition, scope)
    records = tuple(scope[b.name] for b in way.binders if isinstance(scope[b.name], Record))
    if held is False or way.done_on is None:
        return Act(records, held, False, None)
    on = ev.value(way.done_on, scope)
    happened = on if isinstance(on, Unknown) else on != days.NOT_YET
    done = and_((held, happened, True if arises is None else at_most(arises, on)))
    return Act(records, done, False if due is None or done is False else less(due, on), on)


def joined(acts: list[Act]) -> Fulfilment:
    """What several acts come to: done by one of them; late where none of those that count was in time."""
    done = or_(act.done for act in acts)
    if done is False:
        return Fulfilment(False, False)
    in_time = or_(and_((act.done, not_(act.late))) for act in acts)
    counted = [act.on for act in acts if act.done is True and isinstance(act.on, int)]
    on = min(counted) if counted else None
    if in_time is True:
        return Fulfilment(done, False, on)
    late_ones = or_(and_((act.done, act.late)) for act in acts)
    if late_ones is False:
        return Fulfilment(done, False, on)
    if in_time is False:
        return Fulfilment(done, True, on)
    return Fulfilment(done, Unknown(facts_of(in_time, *(a.late for a in acts))), on)
