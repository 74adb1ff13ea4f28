"""Floor 2, back end: what is said of the records of a list: some, every, none, exactly one, how many, and what it includes."""

from typing import Final

import numpy as np

from hsb_policy.backends.columnar import operators as op
from hsb_policy.backends.columnar.conditions import parts_of
from hsb_policy.backends.columnar.forms import FALSE, UNKNOWN, Form, Level, Span, Word
from hsb_policy.backends.columnar.nodes import Value
from hsb_policy.backends.columnar.ranges import Ranged, combinations, source, unknown_lists
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.columnar.writing import Scope, Writes
from hsb_policy.core import ir

MANY: Final = 10**9  # how many an unknown list may hold


def quantified(writer: Writes, e: ir.Quantified, scope: Scope) -> Level:
    """Some, every, none or exactly one."""
    truths, home = writer.truths, writer.home(e, scope)
    unknown = Level(unknown_lists(writer, e.binders, scope))
    match e.kind:
        case "every":
            found = combinations(writer, e.binders, scope, parts_of(writer, e.where), home)
            level = truths.or_((truths.not_(found.level), writer.truth(e.body, found.scope)))
            return truths.and_((Level(writer.facts.least(level.of, found.frame, home)), truths.not_(unknown)))
        case "exactly_one":
            found = combinations(writer, e.binders, scope, parts_of(writer, e.where, e.body), home)
            certain, possible = _numbers(writer, found)
            possible = writer.graph.apply(op.plus, possible, unknown.of)
            return Level(writer.graph.apply(op.exactly_one, certain, possible))
        case _:
            found = combinations(writer, e.binders, scope, parts_of(writer, e.where, e.body), home)
            some = truths.or_((Level(writer.facts.greatest(found.level.of, found.frame, home)), unknown))
            return truths.not_(some) if e.kind == "none" else some


def count(writer: Writes, e: ir.Count, scope: Scope) -> Span:
    """How many there are: at least those that certainly are among them, at most those that may be."""
    home, apply = writer.home(e, scope), writer.graph.apply
    found = combinations(writer, e.binders, scope, parts_of(writer, e.where), home)
    certain, possible = _numbers(writer, found)
    unknown = apply(op.chosen, unknown_lists(writer, e.binders, scope), MANY, 0)
    return Span(certain, apply(op.plus, apply(op.plus, certain, possible), unknown))


def _numbers(writer: Writes, found: Ranged) -> tuple[Value, Value]:
    """How many combinations are certain, and how many more are possible."""
    facts, level = writer.facts, found.level.of
    return facts.how_many(level, 2, found.frame, found.home), facts.how_many(level, 1, found.frame, found.home)


def includes(writer: Writes, e: ir.Compare, scope: Scope) -> Level:
    """Whether some element of a list is the same as a value."""
    items, value = e.operands
    constant = writer.chosen_list(items)
    wanted = writer.form(value, scope)
    if constant is not None:
        return _among(writer, constant, wanted)
    if isinstance(items, ir.Reading):
        return UNKNOWN  # no reading is chosen
    many = source(writer, items, scope)
    graph, home = writer.graph, writer.home(e, scope)
    found = Ranged(writer, home, {}, [])
    found.over("the element", many)
    level = writer.truths.same(found.scope["the element"], wanted)
    some = writer.facts.greatest(level.of, found.frame, home)
    return Level(graph.apply(np.maximum, some, graph.apply(op.chosen, writer.facts.known(many), 0, 1)))


def _among(writer: Writes, constant: tuple[object, ...], wanted: Form) -> Level:
    if isinstance(wanted, Word) and all(isinstance(item, str) for item in constant):
        return writer.truths.word_among(wanted, tuple(writer.truths.words.number(str(item)) for item in constant))
    if not constant:
        return FALSE
    raise CannotSayError("a list of constants that are no codes")
