"""Floor 2, back end: ranging over lists: the rows of all combinations that may count, found early and joined late.

Conditions that need one list alone are asked of its records before these are combined with others, and each condition keeps only
the rows for which it may hold: a combination of several lists is as large as what is left of them. That a list is not known is told
beside (`unknown`), because it counts whatever the conditions say of other lists.
"""

from collections.abc import Callable, Iterable

import numpy as np
from attrs import define, field

from hsb_policy.backends.columnar import frames
from hsb_policy.backends.columnar import operators as op
from hsb_policy.backends.columnar.conditions import Part
from hsb_policy.backends.columnar.forms import TRUE, Constants, Form, Level, Many, Row, mapped, values_of
from hsb_policy.backends.columnar.nodes import Frame, Node, Value, taken
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.columnar.writing import Scope, Writes
from hsb_policy.core import ir


def source(writer: Writes, expr: ir.Expr, scope: Scope) -> Many | Constants:
    """A list to range over."""
    found = writer.form(expr, scope)
    if not isinstance(found, Many | Constants):
        raise CannotSayError("a range over something that is no recorded list")
    return found


def expanded(writer: Writes, many: Many | Constants, base: Frame) -> tuple[Frame, Form]:
    """The frame of the elements of a list, within the rows of the frame on which the list stands; and the element."""
    graph, facts = writer.graph, writer.facts
    if isinstance(many, Constants):
        size = facts.size_of(base)
        nothing = graph.node(base, frames.constant, size, 0)
        rows = graph.node(base, frames.expanded, nothing, graph.node(base, frames.constant, size, many.rows))
        frame = graph.frame(rows, base)
    elif facts.is_whole(many.owner):
        frame = facts.whole(many.table, base)
    else:
        first, count = (
            facts.column(facts.listed(many, part), base) for part in (frames.listed_first, frames.listed_count)
        )
        frame = graph.frame(graph.node(base, frames.expanded, first, count), base)
    return frame, facts.item_at(many, facts.element(frame))


def unknown_lists(writer: Writes, binders: tuple[ir.Binder, ...], scope: Scope) -> Value:
    """1 where a list that the binders range over is not known, 0 elsewhere."""
    apply = writer.graph.apply
    first, rest = binders[0], binders[1:]
    many = source(writer, first.source, scope)
    found: Value = apply(op.chosen, writer.facts.known(many), 0, 1)
    if not rest:
        return found
    base = writer.frame_of(many)
    frame, item = expanded(writer, many, base)
    inner = unknown_lists(writer, rest, {**scope, first.name: item})
    if inner == 0:
        return found
    if isinstance(inner, Node) and inner.frame is frame:
        inner = writer.facts.greatest(inner, frame, base)
    elif isinstance(many, Many):
        some = apply(op.below, 0, writer.facts.listed(many, frames.listed_count))
        inner = apply(op.chosen, some, inner, 0)
    return apply(np.maximum, found, inner)


@define(eq=False)
class Ranged:
    """The combinations that may count so far: their frame, the variables, and what the conditions that were asked come to."""

    writer: Writes
    home: Frame
    scope: dict[str, Form]
    waiting: list[Part]
    frame: Frame = field(init=False)
    level: Level = TRUE
    bound: list[str] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.frame = self.home

    def over(self, name: str, many: Many | Constants, later: Iterable[str] = ()) -> None:
        """Range over a list too. Of the conditions that wait, those are asked that name none of the variables bound `later`."""
        base = self.writer.frame_of(many)
        frame, item = expanded(self.writer, many, base)
        frame, item, level = self._asked_alone(name, item, frame, base, set(later))
        graph = self.writer.graph
        if self.frame is base:
            self._into(frame)
        else:
            frame, item, level = self._joined(frame, item, level, base)
            self._into(frame)
        self.scope[name] = item
        self.bound.append(name)
        self.level = self.writer.truths.and_((self.level, level))
        assert graph.innermost(*values_of(item)) in (frame, None)
        self._ask(set(later))

    def over_or_unknown(
        self, name: str, many: Many | Constants, absent: Callable[[], Value] | None, later: Iterable[str]
    ) -> None:
        """Range over a list for the bindings of a rule: one that is not known stands for one record of which nothing is known."""
        graph, facts = self.writer.graph, self.writer.facts
        if isinstance(many, Constants):
            self.over(name, many, later)
            item = self.scope[name]
            assert isinstance(item, Row)
            self.scope[name] = Row(item.kind, item.of)
            return
        first, count, known = (
            facts.column(facts.listed(many, part), self.frame)
            for part in (frames.listed_first, frames.listed_count, frames.listed_known)
        )
        frame = graph.frame(graph.node(self.frame, frames.expanded_or_none, first, count, known), self.frame)
        is_known = Level(graph.apply(op.chosen, known, 2, 1))
        self._into(frame)
        item = facts.item_at(many, facts.element(frame))
        self.scope[name] = Row(item.kind, item.of, not_recorded=absent) if isinstance(item, Row) else item
        self.bound.append(name)
        self.level = self.writer.truths.and_((self.level, is_known))
        self._ask(set(later))

    def _asked_alone(
        self, name: str, item: Form, frame: Frame, base: Frame, later: set[str]
    ) -> tuple[Frame, Form, Level]:
        """Ask of the list alone what needs no other variable than those of the frame on which it stands."""
        writer, level = self.writer, TRUE
        for condition in list(self.waiting):
            free = condition.free(writer)
            if name not in free or free & later:
                continue
            others = [self.scope[v] for v in free if v != name]
            if any(writer.frame_of(form).depth > base.depth for form in others):
                continue
            self.waiting.remove(condition)
            found = condition.truth(writer, {**self.scope, name: item})
            level = writer.truths.and_((level, found))
            if isinstance(found.of, Node) and found.of.frame is frame:
                frame, item, level = self._kept(frame, found.of, item, level)
        return frame, item, level

    def _kept(self, frame: Frame, condition: Node, item: Form, level: Level) -> tuple[Frame, Form, Level]:
        graph = self.writer.graph
        inner = graph.frame(graph.node(frame, frames.kept, condition), frame)
        return inner, mapped(item, lambda v: graph.lift(v, inner)), Level(graph.lift(level.of, inner))

    def _joined(self, frame: Frame, item: Form, level: Level, base: Frame) -> tuple[Frame, Form, Level]:
        """The elements of the list that are left, for each row of the frame so far."""
        graph, facts = self.writer.graph, self.writer.facts
        count = graph.node(base, frames.counted, graph.outwards(frame, base), facts.size_of(base))
        first = graph.node(base, frames.begun, count)
        rows = graph.node(self.frame, frames.expanded, graph.lift(first, self.frame), graph.lift(count, self.frame))
        joined = graph.frame(rows, self.frame)
        at = facts.element(joined)

        def seen(value: Value) -> Value:
            return graph.node(joined, taken, graph.lift(value, frame), at) if isinstance(value, Node) else value

        return joined, mapped(item, seen), Level(seen(level.of))

    def ask_all(self) -> None:
        """Ask every condition that waits; all variables are seen from the rows that are left."""
        self.bound = list(self.scope)
        self._ask(set())

    def _into(self, frame: Frame) -> None:
        """What was found so far, as seen in a frame within."""
        graph = self.writer.graph
        for name in self.bound:
            self.scope[name] = mapped(self.scope[name], lambda v: graph.lift(v, frame))
        self.level = Level(graph.lift(self.level.of, frame))
        self.frame = frame

    def _ask(self, later: set[str]) -> None:
        """Ask what can be asked, and keep the rows for which it may hold."""
        for condition in list(self.waiting):
            if condition.free(self.writer) & later:
                continue
            self.waiting.remove(condition)
            found = condition.truth(self.writer, self.scope)
            self.level = self.writer.truths.and_((self.level, found))
            if isinstance(found.of, Node):
                graph = self.writer.graph
                here = graph.lift(found.of, self.frame)
                self._into(graph.frame(graph.node(self.frame, frames.kept, here), self.frame))


def combinations(
    writer: Writes, binders: tuple[ir.Binder, ...], scope: Scope, conditions: list[Part], home: Frame
) -> Ranged:
    """All combinations of the binders for which the conditions may hold, for each row of a frame."""
    found = Ranged(writer, home, dict(scope), list(conditions))
    names = [binder.name for binder in binders]
    for at, binder in enumerate(binders):
        found.over(binder.name, source(writer, binder.source, found.scope), names[at + 1 :])
    return found
