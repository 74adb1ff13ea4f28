"""Floor 2, front end: values: ages, deadlines, spans of time, and the dispatch to names, lists and constants."""

from typing import assert_never

from hsb_policy.core import ir
from hsb_policy.core.types import DayType, MomentType, NumberType, RecordType, Type
from hsb_policy.frontend import ast, constants, lists, names
from hsb_policy.frontend.lowering import (
    Lowers,
    any_broken,
    as_day,
    broken,
    declared_at,
    described,
    expect,
    fitted,
    listed,
)
from hsb_policy.frontend.scope import Scope
from hsb_policy.frontend.types_of import is_day

HOURS = "hours"


def lower_value(lw: Lowers, node: ast.Value, scope: Scope, expected: Type | None) -> ir.Expr:
    """A value; `expected` helps to understand bare words and numbers without a unit."""
    match node:
        case ast.Name():
            return names.name(lw, node, scope, expected)
        case ast.Path():
            return names.path(lw, node, scope)
        case ast.Call():
            return names.call(lw, node, scope)
        case ast.NumberLiteral():
            return constants.number(node, expected)
        case ast.DateLiteral():
            return constants.day(lw, node)
        case ast.Text():
            return constants.text(lw, node, expected)
        case ast.YesNo():
            return constants.yes_no(node)
        case ast.Shift():
            return _shift(lw, node, scope)
        case ast.Age():
            return _age(lw, node, scope)
        case ast.SpanBetween():
            start = expect(lw, node.start, scope, DayType(), f"what a number of {node.unit} begins with")
            finish = expect(lw, node.finish, scope, DayType(), f"what a number of {node.unit} ends with")
            kind = NumberType(node.unit)
            return ir.Between(unit=node.unit, start=start, finish=finish, type=kind, origin=node.span)
        case ast.Count():
            return lists.count(lw, node, scope)
        case ast.PickValue():
            return lists.pick_value(lw, node, scope, expected)
        case ast.OrIfNotYet():
            return _or_if_not_yet(lw, node, scope)
        case ast.OrIfNotRecorded():
            return _or_if_not_recorded(lw, node, scope)
        case _:
            assert_never(node)


def counted_from(lw: Lowers, node: ast.Value, scope: Scope, unit: str, role: str) -> ir.Expr:
    """What a number of units is counted from: a moment for hours, a day for all else."""
    return expect(lw, node, scope, MomentType() if unit == HOURS else DayType(), role)


def _shift(lw: Lowers, node: ast.Shift, scope: Scope) -> ir.Expr:
    role = f"what {node.number} {node.unit} are counted from"
    anchor = counted_from(lw, node.anchor, scope, node.unit, role)
    if any_broken(anchor):
        return broken(node.span)
    number = ir.Literal(value=-node.number if node.back else node.number, type=NumberType(node.unit), origin=node.span)
    return ir.Shift(number=number, unit=node.unit, anchor=anchor, type=anchor.type, origin=node.span)


def _age(lw: Lowers, node: ast.Age, scope: Scope) -> ir.Expr:
    person = lw.value(node.person, scope)
    day = expect(lw, node.day, scope, DayType(), "the day of an age")
    if any_broken(person):
        return broken(node.span)
    records = lw.symbols.schema.records
    record = records.get(person.type.name) if isinstance(person.type, RecordType) else None
    if record is None or record.age_field is None:
        aged = [r.name for r in records.values() if r.age_field is not None]
        lw.out.error(
            "HSB-T313",
            f"this is {described(lw, person)}, which has no age",
            node.person.span,
            "no age",
            secondary=declared_at(lw, person),
            help=(f"records that have an age: {listed(aged)}",)
            if aged
            else ("mark a field of the record with `gives age`",),
        )
        return broken(node.span)
    born = record.fields[record.age_field]
    birth = ir.FieldRead(base=person, record=record.name, field=born.name, type=born.type, origin=node.person.span)
    return ir.Age(birth=birth, day=day, type=NumberType("years"), origin=node.span)


def _or_if_not_yet(lw: Lowers, node: ast.OrIfNotYet, scope: Scope) -> ir.Expr:
    first = may_not_have_happened(lw, node.value, scope)
    other = lw.value(node.otherwise, scope, first.type)
    if any_broken(first, other):
        return broken(node.span)
    if isinstance(first.type, DayType) or isinstance(other.type, DayType):
        first, other = as_day(first), as_day(other)
    other = fitted(lw, other, first.type, node.otherwise.span, "what stands for a day that has not come")
    return ir.OrIfNotYet(of=first, otherwise=other, type=other.type, origin=node.span)


def _or_if_not_recorded(lw: Lowers, node: ast.OrIfNotRecorded, scope: Scope) -> ir.Expr:
    """Only a fact of the record can be absent; an open date that is absent has not come yet."""
    first = lw.value(node.value, scope)
    other = lw.value(node.otherwise, scope, first.type)
    if any_broken(first, other):
        return broken(node.span)
    is_open = isinstance(first.type, DayType | MomentType) and first.type.open
    if not isinstance(first, ir.FieldRead) or is_open:
        what = "an open date that is absent has not come yet" if is_open else "only a fact can be absent"
        lw.out.error(
            "HSB-T302",
            f"{what}, so nothing can stand in for it as not recorded",
            node.value.span,
            described(lw, first),
            secondary=declared_at(lw, first),
            help=("write `or if not yet`",) if is_open else (),
        )
        return broken(node.span)
    other = fitted(lw, other, first.type, node.otherwise.span, "what stands in for a fact that is not recorded")
    return ir.OrIfNotRecorded(of=first, otherwise=other, type=first.type, origin=node.span)


def may_not_have_happened(lw: Lowers, node: ast.Value, scope: Scope) -> ir.Expr:
    """A day or moment that may not have come yet."""
    found = lw.value(node, scope)
    if any_broken(found):
        return found
    if not is_day(found.type):
        lw.out.error(
            "HSB-T302",
            f"only a day or a moment can have happened, and this is {described(lw, found)}",
            node.span,
            described(lw, found),
            secondary=declared_at(lw, found),
        )
        return broken(node.span)
    is_fact = isinstance(found, ir.FieldRead | ir.AsAt | ir.Literal)
    if is_fact and isinstance(found.type, DayType | MomentType) and not found.type.open:
        lw.out.error(
            "HSB-T308",
            "this date is never 'not yet': a date that is not recorded is unknown",
            node.span,
            "not an open date",
            secondary=declared_at(lw, found),
            help=("if it is empty until it happens, declare it as an `open date`",),
        )
        return broken(node.span)
    return found
