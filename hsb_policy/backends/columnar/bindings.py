"""Floor 2, back end: what a rule ranges over, what it is about, and its trigger; as the interpreter's `bindings`.

A binding is a row of a frame within the cases. Where a rule is about the very records that it ranges over, each binding is a thing of
its own; else the things are the different combinations of keys. Rows for which `where` is false are no bindings.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from attrs import field, frozen

from hsb_policy.backends.columnar import about, frames
from hsb_policy.backends.columnar.conditions import parts_of
from hsb_policy.backends.columnar.expressions import Writer
from hsb_policy.backends.columnar.forms import Form, Level, Many, Row, mapped
from hsb_policy.backends.columnar.layout import in_a_list
from hsb_policy.backends.columnar.nodes import Frame, Node, Value, taken
from hsb_policy.backends.columnar.ranges import Ranged, source
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.columnar.writing import Scope
from hsb_policy.core import ir


@frozen(eq=False)
class Grain:
    """What some rules range over and are about.

    `bindings` is the frame of the bindings, `given` how sure each is one, `variables` its records; `things` the frame of what the rules are
    about, `keys` its records. `direct` where both frames are the same.
    """

    bindings: Frame
    given: Level
    variables: Mapping[str, Row] = field(repr=False)
    things: Frame
    keys: Mapping[str, Row] = field(repr=False)
    key_of_binding: Mapping[str, Value] = field(repr=False)
    direct: bool


class Grains:
    """The grains of a policy's rules, each written once."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._known: dict[tuple[int, ...], tuple[Grain, Any]] = {}

    def of(self, rule: ir.AnyRule) -> Grain:
        """The grain of a rule."""
        parts = (rule.binders, rule.where, rule.about)
        key = tuple(map(id, parts))
        if key not in self._known:
            self._known[key] = (_written(self._writer, rule), parts)
        return self._known[key][0]


def _written(writer: Writer, rule: ir.AnyRule) -> Grain:
    found = Ranged(writer, writer.graph.cases, {}, parts_of(writer, rule.where))
    names = [binder.name for binder in rule.binders]
    all_different, absent = True, dict[str, Callable[[], Value]]()
    for nth, binder in enumerate(rule.binders, 1):
        many = source(writer, binder.source, found.scope)
        if isinstance(many, Many) and many.embedded and isinstance(binder.source, ir.FieldRead):
            absent[binder.name] = partial(writer.facts.is_not_recorded, many.owner, many.field)
        all_different = all_different and not (isinstance(many, Many) and not many.embedded)
        found.over_or_unknown(binder.name, many, absent.get(binder.name), names[nth:])
    found.ask_all()
    variables = {name: _row(form) for name, form in found.scope.items()}
    of_binding = {key.name: _key(writer, key, found.scope) for key in rule.about}
    own = [key.value.name for key in rule.about if isinstance(key.value, ir.Variable)]
    # A list of refs may name a record twice; the records of a list of their own are all different.
    direct = all_different and len(own) == len(rule.about) and sorted(own) == sorted(names)
    bindings, graph = found.frame, writer.graph
    by_key = {k.name: k.value.name for k in rule.about if isinstance(k.value, ir.Variable)}
    if direct:
        keys = {k: Row(r.kind, r.of, not_recorded=absent.get(by_key[k])) for k, r in of_binding.items()}
        things = bindings
    else:
        columns = [graph.lift(row.of, bindings) for row in of_binding.values()]
        case = graph.lift(writer.facts.the_case().of, bindings)
        things = graph.frame(graph.node(graph.cases, about.distinct, case, *columns), graph.cases)
        at = writer.facts.element(things)
        keys = {
            k: Row(
                r.kind,
                graph.node(things, taken, graph.lift(r.of, bindings), at),
                not_recorded=absent.get(by_key.get(k, "")),
            )
            for k, r in of_binding.items()
        }
    in_bindings = {k: graph.lift(row.of, bindings) for k, row in of_binding.items()}
    return Grain(bindings, found.level, variables, things, keys, in_bindings, direct)


def _row(form: Form) -> Row:
    if not isinstance(form, Row):
        raise CannotSayError("a rule for each of something that is no record")
    return form


def _key(writer: Writer, key: ir.AboutKey, scope: Scope) -> Row:
    row = writer.record(key.value, scope)
    record = writer.schema.records[row.kind]
    if not in_a_list(record) and record.placement != "reference":
        raise CannotSayError(f"outcomes about records within records (`{key.name}`)")
    return row


@frozen(eq=False)
class Triggered:
    """The things for which a rule's trigger may hold: their frame, what it comes to there, and for all things."""

    frame: Frame
    level: Level
    of_all: Level


def triggered(writer: Writer, grain: Grain, rule: ir.AnyRule) -> Triggered:
    """Whether some binding is about a thing, and where, and when."""
    graph, facts = writer.graph, writer.facts
    if grain.direct:
        found = Ranged(writer, grain.bindings, {**grain.variables, **grain.keys}, parts_of(writer, rule.when))
        found.level = grain.given
        found.ask_all()
        of_all = found.level
        if found.frame is not grain.things:
            of_all = Level(facts.greatest(found.level.of, found.frame, grain.things))
        return (
            _kept(writer, grain, of_all) if found.frame is grain.things else Triggered(found.frame, found.level, of_all)
        )
    case_of = [graph.lift(facts.the_case().of, frame) for frame in (grain.bindings, grain.things)]
    columns = [value for k in grain.keys for value in (grain.key_of_binding[k], grain.keys[k].of)]
    rows = graph.node(grain.things, about.about_things, *case_of, grain.things.rows, *columns)
    pairs = graph.frame(rows, grain.things)
    at = facts.element(pairs)

    def seen(value: Value) -> Value:
        if not isinstance(value, Node) or value.frame in (None, graph.cases):
            return value
        return graph.node(pairs, taken, graph.lift(value, grain.bindings), at)

    scope: dict[str, Form] = {name: mapped(row, seen) for name, row in grain.variables.items()}
    keys: dict[str, Form] = {name: mapped(row, lambda v: graph.lift(v, pairs)) for name, row in grain.keys.items()}
    found = Ranged(writer, pairs, {**scope, **keys}, parts_of(writer, rule.when))
    sure = Level(graph.node(pairs, about.sureness, rows))
    found.level = writer.truths.and_((Level(seen(grain.given.of)), sure))
    found.ask_all()
    return _kept(writer, grain, Level(facts.greatest(found.level.of, found.frame, grain.things)))


def _kept(writer: Writer, grain: Grain, of_all: Level) -> Triggered:
    graph = writer.graph
    if of_all.known == 2:
        return Triggered(grain.things, of_all, of_all)
    level = writer.facts.column(of_all.of, grain.things)
    frame = graph.frame(graph.node(grain.things, frames.kept, level), grain.things)
    return Triggered(frame, Level(graph.lift(level, frame)), of_all)


def overridden(writer: Writer, grain: Grain, frame: Frame, stronger: list[tuple[Triggered, Grain]]) -> Level:
    """Whether a stronger rule's trigger is true of something that agrees with a thing on every key that both have."""
    return writer.truths.or_([_overridden_by(writer, grain, frame, *other) for other in stronger])


def _overridden_by(writer: Writer, grain: Grain, frame: Frame, by: Triggered, other: Grain) -> Level:
    graph, facts = writer.graph, writer.facts
    shared = [k for k in grain.keys if k in other.keys]
    if any(grain.keys[k].kind != other.keys[k].kind for k in shared):
        raise CannotSayError("a stronger rule whose key of the same name names another kind of record")
    claims = by.frame
    cases = facts.size_of(graph.cases)
    # A rule about the case alone that always applies claims the cases themselves.
    case_of = graph.node(claims, frames.places, cases) if claims is graph.cases else graph.outwards(claims, graph.cases)
    count = graph.node(graph.cases, frames.counted, case_of, cases)
    first = graph.node(graph.cases, frames.begun, count)
    pairs = graph.frame(graph.node(frame, frames.expanded, graph.lift(first, frame), graph.lift(count, frame)), frame)
    at = facts.element(pairs)
    found: Value = graph.node(pairs, taken, facts.column(by.level.of, claims), at)
    for k in shared:
        theirs = graph.node(pairs, taken, facts.column(other.keys[k].of, claims), at)
        found = graph.apply(about.agreeing, found, graph.lift(grain.keys[k].of, pairs), theirs)
    return Level(facts.greatest(found, pairs, frame))
