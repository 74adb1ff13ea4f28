"""Floor 2, back end: the latest, the earliest and the first record of a list.

All records that may be it are asked, as in the interpreter: those that may be among them, and whose latest day is not before
the earliest day of one that certainly is. What they all say is the answer; ties need no breaking.
"""

import numpy as np
from attrs import frozen

from hsb_policy.backends.columnar import frames
from hsb_policy.backends.columnar import operators as op
from hsb_policy.backends.columnar.batch import FAR
from hsb_policy.backends.columnar.choices import Simple, alike, either, fitted, joined, marked
from hsb_policy.backends.columnar.conditions import parts_of
from hsb_policy.backends.columnar.forms import NOTHING_KNOWN, Form, Level, Row, Span, mapped, unknown_like
from hsb_policy.backends.columnar.nodes import Frame, Value
from hsb_policy.backends.columnar.ranges import Ranged, combinations, unknown_lists
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.columnar.writing import Scope, Writes
from hsb_policy.core import ir


@frozen(eq=False)
class _Contest:
    """The records that may be it, whether one certainly is among those asked, and whether the list is known."""

    found: Ranged
    frame: Frame
    scope: Scope
    some_certain: Value
    unknown: Value


def _contest(writer: Writes, e: ir.Pick | ir.PickValue, scope: Scope) -> _Contest:
    home, graph, facts = writer.home(e, scope), writer.graph, writer.facts
    found = combinations(writer, (e.binder,), scope, parts_of(writer, e.where), home)
    key = _key(writer, e, found)
    low, high = key.low, key.high
    if e.kind == "earliest":
        low, high = graph.apply(np.negative, high), graph.apply(np.negative, low)
    certain = graph.apply(op.equals, found.level.of, 2)
    floor = facts.greatest_number(graph.apply(op.chosen, certain, low, -FAR), found.frame, home, -FAR)
    may_be = graph.apply(op.at_least, high, graph.lift(floor, found.frame))
    kept = graph.node(found.frame, frames.kept_if, facts.column(may_be, found.frame))
    frame = graph.frame(kept, found.frame)
    inner = dict(found.scope)
    inner[e.binder.name] = mapped(inner[e.binder.name], lambda v: graph.lift(v, frame))
    some = graph.apply(op.equals, facts.greatest(found.level.of, found.frame, home), 2)
    return _Contest(found, frame, inner, some, unknown_lists(writer, (e.binder,), scope))


def _key(writer: Writes, e: ir.Pick | ir.PickValue, found: Ranged) -> Span:
    graph = writer.graph
    if e.key is None:  # the first in the order of the record
        item = found.scope[e.binder.name]
        if not isinstance(item, Row) or not item.certain:
            raise CannotSayError("the first of a list of something that is no record of its own")
        place = graph.apply(np.negative, item.of)
        return Span(place, place)
    key = writer.form(e.key, found.scope)
    if not isinstance(key, Span):
        return NOTHING_KNOWN
    if key.marks:
        raise CannotSayError("a latest or earliest by a day that may be silent")
    return key


def pick(writer: Writes, e: ir.Pick, scope: Scope) -> Level:
    """Whether the latest (earliest, first) record satisfies the condition; false where there is none."""
    contest, apply = _contest(writer, e, scope), writer.graph.apply
    home = contest.found.home
    answer = writer.truth(e.body, contest.scope)
    least: Value = writer.facts.least(answer.of, contest.frame, home)
    most = writer.facts.greatest(answer.of, contest.frame, home)
    least = apply(np.minimum, least, apply(op.chosen, contest.some_certain, 2, 0))
    found = apply(op.chosen, apply(op.equals, least, 2), 2, 1)
    found = apply(op.chosen, apply(op.equals, most, 0), 0, found)
    return Level(apply(op.chosen, contest.unknown, 1, found))


def pick_value(writer: Writes, e: ir.PickValue, scope: Scope) -> Form:
    """The value that the latest (earliest) record gives, or the one for none: where all that may be it say the same."""
    contest, graph = _contest(writer, e, scope), writer.graph
    apply, home, frame = graph.apply, contest.found.home, contest.frame
    gives, if_none = writer.form(e.gives, contest.scope), writer.form(e.if_none, scope)
    if isinstance(gives, Row) or isinstance(if_none, Row):
        raise CannotSayError("a latest or earliest that gives a record")
    like = joined((gives, if_none))
    gives, if_none = fitted(gives, like), fitted(if_none, like)
    number = graph.node(home, frames.counted, graph.outwards(frame, home), writer.facts.size_of(home))
    first = _first(writer, like, gives, frame, home)
    agree = writer.facts.least(alike(writer, first, gives).of, frame, home)
    some = apply(op.below, 0, number)
    at_most_one = apply(op.below, number, 2)
    alone = writer.graph.both(some, contest.some_certain)
    # With a record that certainly is among them: what all say. Without one: nothing, or what all say where that is what none gives.
    of_records = either(
        writer,
        writer.graph.either(at_most_one, apply(op.equals, agree, 2)),
        marked(first, like.marks),
        unknown_like(like),
    )
    none_too = writer.graph.both(apply(op.equals, agree, 2), apply(op.equals, alike(writer, first, if_none).of, 2))
    open_ = either(writer, none_too, marked(first, like.marks), unknown_like(like))
    value = either(writer, some, either(writer, alone, of_records, open_), if_none)
    return marked(either(writer, contest.unknown, unknown_like(like), value), like.marks)


def _first(writer: Writes, like: Simple, gives: Form, frame: Frame, home: Frame) -> Form:
    """What the first of the records gives; where there is none, nothing that is read."""
    graph = writer.graph
    up, size = graph.outwards(frame, home), writer.facts.size_of(home)

    def of_first(value: Value) -> Value:
        if isinstance(value, int):
            return value
        return graph.node(home, frames.first_of, graph.lift(value, frame), up, size)

    return mapped(gives, of_first)
