"""Floor 2, back end: whether a duty was done: what all acts that may have fulfilled it come to."""

from typing import Any

import numpy as np
from attrs import frozen

from hsb_policy.backends.columnar import operators as op
from hsb_policy.backends.columnar.batch import FAR
from hsb_policy.backends.columnar.conditions import parts_of
from hsb_policy.backends.columnar.expressions import Writer
from hsb_policy.backends.columnar.forms import FALSE, Level, Span
from hsb_policy.backends.columnar.nodes import Frame, Value
from hsb_policy.backends.columnar.ranges import combinations, unknown_lists
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.columnar.writing import Scope
from hsb_policy.core import ir


@frozen
class Done:
    """Whether it was done; whether, if so, only after the deadline; the earliest known day on which it was, FAR for none."""

    done: Level
    late: Level
    on: Value


@frozen
class _Acts:
    """What the acts of one kind come to: whether one was done, one in time, one late, and the earliest day."""

    done: Level
    in_time: Level
    late: Level
    on: Value


def done_of(writer: Writer, duty: ir.Duty, scope: Scope, frame: Frame, due: Span | None) -> Done:
    """What all acts that may have fulfilled the duty come to, for the things of a frame."""
    if any(way.own for way in duty.fulfilments):
        raise CannotSayError("acts of which one cannot fulfil two duties (`its own`)")
    truths = writer.truths
    arises = None if duty.arises_on is None else writer.span(duty.arises_on, scope)
    plain = [way for way in duty.fulfilments if way.done_on is None]
    dated = [_acts(writer, way, scope, frame, arises, due) for way in duty.fulfilments if way.done_on is not None]
    undated = truths.or_([_undated(writer, way, scope) for way in plain])
    if not dated:
        if due is None:
            return Done(undated, FALSE, FAR)
        # An act of a list that is not recorded may have been late.
        late = truths.or_([_of_unknown_list(writer, way, scope) for way in plain])
        return Done(undated, _late(writer, undated, undated, late), FAR)
    done = truths.or_([undated, *(acts.done for acts in dated)])
    on: Value = FAR
    for acts in dated:
        on = writer.graph.apply(np.minimum, on, acts.on)
    if due is None:
        return Done(done, FALSE, on)
    in_time = truths.or_([undated, *(acts.in_time for acts in dated)])
    return Done(done, _late(writer, done, in_time, truths.or_([acts.late for acts in dated])), on)


def _late(writer: Writer, done: Level, in_time: Level, late: Level) -> Level:
    return Level(writer.graph.apply(lateness, done.of, in_time.of, late.of))


def lateness(done: Any, in_time: Any, late: Any) -> Any:
    """Whether it was done only after the deadline."""
    never = (done == 0) | (in_time == 2) | (late == 0)
    return np.where(never, np.int8(0), np.where(in_time == 0, np.int8(2), np.int8(1)))


def _undated(writer: Writer, way: ir.Fulfilment, scope: Scope) -> Level:
    if not way.binders:
        return writer.truth(way.condition, scope)
    some = ir.Quantified(kind="some", binders=way.binders, where=None, body=way.condition)
    return writer.truth(some, scope)


def _of_unknown_list(writer: Writer, way: ir.Fulfilment, scope: Scope) -> Level:
    if not way.binders:
        return FALSE
    if len(way.binders) > 1:
        raise CannotSayError("a deadline for acts of several lists without their day")
    return Level(unknown_lists(writer, way.binders, scope))


def _acts(
    writer: Writer, way: ir.Fulfilment, scope: Scope, home: Frame, arises: Span | None, due: Span | None
) -> _Acts:
    assert way.done_on is not None
    truths, facts, apply = writer.truths, writer.facts, writer.graph.apply
    found = combinations(writer, way.binders, scope, parts_of(writer, way.condition), home)
    on = writer.span(way.done_on, found.scope)
    ordered = [] if arises is None else [truths.at_most(arises, on)]
    done = truths.and_([found.level, writer.has_happened(on), *ordered])
    late = FALSE if due is None else truths.less(due, on)
    unknown = Level(unknown_lists(writer, way.binders, scope)) if way.binders else FALSE

    def some(level: Level) -> Level:
        return truths.or_([Level(facts.greatest(level.of, found.frame, home)), unknown])

    is_dated = writer.graph.both(apply(op.equals, done.of, 2), apply(op.equals, on.low, on.high))
    day = facts.least_number(apply(op.chosen, is_dated, on.low, FAR), found.frame, home, FAR)
    if due is None:
        return _Acts(some(done), some(done), FALSE, day)
    return _Acts(some(done), some(truths.and_([done, truths.not_(late)])), some(truths.and_([done, late])), day)
