"""Floor 2, front end: two values and a word between them."""

from typing import Final

from hsb_policy.core import ir
from hsb_policy.core.types import AnswerType, CodeType, DayType, ListType, NumberType, RecordType, TextType
from hsb_policy.diagnostics.model import Edit, Fix, Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.lowering import Lowers, any_broken, as_day, broken, declared_at, described, expect, place
from hsb_policy.frontend.names import means_nothing_alone
from hsb_policy.frontend.said import counted, value_said
from hsb_policy.frontend.scope import Scope
from hsb_policy.frontend.spoken_codes import text_for_code
from hsb_policy.frontend.types_of import fits, is_broken, is_day, is_ordered, item_of, said

# The operator's words for numbers, the same for days, and the operator in the IR with its operands swapped or not.
ORDERED: Final = {
    "is below": ("is before", "less", False),
    "is above": ("is after", "less", True),
    "is at most": ("is on or before", "at_most", False),
    "is at least": ("is on or after", "at_most", True),
}
OF_DAYS: Final = {days: (numbers, op, swapped) for numbers, (days, op, swapped) in ORDERED.items()}
COVERS: Final = {"covers": "covers", "covers or ends on": "covers_or_ends"}


def comparison(lw: Lowers, node: ast.Comparison, scope: Scope) -> ir.Expr:
    """`A is B`, `A is below B`, `LIST includes X`, `P overlaps Q`, `P covers DAY`."""
    match node.op:
        case "is":
            return _same(lw, node, scope)
        case "is not":
            return ir.Not(of=_same(lw, node, scope), origin=node.span)
        case "includes":
            return _includes(lw, node, scope)
        case "overlaps" | "touches":
            operands = (*_period(lw, node.left, scope), *_period(lw, node.right, scope))
            return ir.Compare(op=node.op, operands=operands, origin=node.span)
        case "covers" | "covers or ends on":
            day = expect(lw, node.right, scope, DayType(), f"what a period `{node.op}`")
            of_period = _period(lw, node.left, scope)
            return ir.Compare(op=COVERS[node.op], operands=(*of_period, day), origin=node.span)
        case _:
            return _ordered(lw, node, scope)


def _pair(lw: Lowers, left: ast.Value, right: ast.Value, scope: Scope) -> tuple[ir.Expr, ir.Expr]:
    """Two values, each understood by the help of the other."""
    if means_nothing_alone(lw, left, scope) and not means_nothing_alone(lw, right, scope):
        second = lw.value(right, scope)
        first = lw.value(left, scope, item_of(second.type))
    else:
        first = lw.value(left, scope)
        second = lw.value(right, scope, item_of(first.type))
    return _alike(first, second)


def _alike(first: ir.Expr, second: ir.Expr) -> tuple[ir.Expr, ir.Expr]:
    """A moment beside a day counts as its day."""
    if isinstance(first.type, DayType) or isinstance(second.type, DayType):
        return as_day(first), as_day(second)
    return first, second


def _same(lw: Lowers, node: ast.Comparison, scope: Scope) -> ir.Expr:
    left, right = _pair(lw, node.left, node.right, scope)
    if not comparable(lw, left, right, node.left, node.right):
        return broken(node.span)
    return ir.Compare(op="same", operands=(left, right), origin=node.span)


def comparable(lw: Lowers, left: ir.Expr, right: ir.Expr, left_node: ast.Value, right_node: ast.Value) -> bool:
    """Whether two values can be the same; if not, it is told why."""
    if any_broken(left, right):
        return False
    schema = lw.symbols.schema
    if isinstance(left.type, ListType) or isinstance(right.type, ListType):
        _list_compared(lw, left, right, left_node, right_node)
        return False
    if AnswerType() in (left.type, right.type) and TextType() in (left.type, right.type):
        lw.out.error(
            "HSB-T317",
            "a rule reads whether a person answered yes or no, never the words of an answer",
            right_node.span,
            "words of an answer",
            secondary=declared_at(lw, left),
            help=("compare with `yes` or `no`", "or declare the field as a list of codes"),
        )
        return False
    if fits(left.type, right.type, schema) or fits(right.type, left.type, schema):
        return True
    if isinstance(left.type, NumberType) and isinstance(right.type, NumberType):
        _units(lw, left, right, left_node, right_node)
        return False
    told = text_for_code(lw, left, right, left_node, right_node)
    if told is not None:
        lw.out.add(told)
        return False
    lw.out.error(
        "HSB-T301",
        f"{described(lw, left)} is compared with {described(lw, right)}",
        right_node.span,
        described(lw, right),
        secondary=(Label(left_node.span, described(lw, left)), *declared_at(lw, left)[:1]),
        help=_comparable_cure(lw, left, right, left_node, right_node),
    )
    return False


def _comparable_cure(
    lw: Lowers, left: ir.Expr, right: ir.Expr, left_node: ast.Value, right_node: ast.Value
) -> tuple[str, ...]:
    """What may have been meant; the first that fits."""
    if isinstance(left, ir.Age):
        return ("compare an age with a number of years, as in `is below 13`",)
    if is_day(left.type) and isinstance(right_node, ast.NumberLiteral):
        return ("write the day in full, as in 2025-03-02",)
    if isinstance(left.type, CodeType) and isinstance(right.type, CodeType):
        return ("two lists of words can be compared only if one of them `includes` the other",)
    for one, other, node in ((left, right, left_node), (right, left, right_node)):
        record = lw.symbols.schema.records.get(one.type.name) if isinstance(one.type, RecordType) else None
        fields = record.fields.values() if record is not None else ()
        alike = [f.name for f in fields if fits(f.type, other.type, lw.symbols.schema)]
        if alike:
            return (f"compare a field of it, for example `{value_said(node)}.{alike[0]}`",)
    first, second = value_said(left_node), value_said(right_node)
    return (f"compare `{first}` with {described(lw, left)}, or `{second}` with {described(lw, right)}",)


def _list_compared(lw: Lowers, left: ir.Expr, right: ir.Expr, left_node: ast.Value, right_node: ast.Value) -> None:
    of_list, other, at = (left, right, left_node) if isinstance(left.type, ListType) else (right, left, right_node)
    if isinstance(other.type, ListType):
        cure = "say what the lists have to do with each other: `some x in … has … includes x`"
    else:
        cure = f"write `{value_said(at)} includes {value_said(right_node if at is left_node else left_node)}`"
    lw.out.error(
        "HSB-T301",
        f"{described(lw, of_list)} is compared as if it were one thing",
        at.span,
        described(lw, of_list),
        secondary=declared_at(lw, of_list),
        help=(cure,),
    )


def _units(lw: Lowers, left: ir.Expr, right: ir.Expr, left_node: ast.Value, right_node: ast.Value) -> None:
    """Numbers of different units: the cure converts where that is exact, and never for working days."""
    assert isinstance(left.type, NumberType)
    assert isinstance(right.type, NumberType)
    a, b = left.type.unit, right.type.unit
    cures = []
    if isinstance(right_node, ast.NumberLiteral):
        factor = {("months", "years"): 12, ("days", "weeks"): 7}.get((str(a), str(b)))
        cures.append(f"write `{counted(right_node.number * (factor or 1), str(a))}`")
        if isinstance(left_node, ast.SpanBetween):
            start, finish = value_said(left_node.start), value_said(left_node.finish)
            cures.append(f"or count `number of {b} from {start} to {finish}`")
        elif isinstance(left, ir.Age) and isinstance(left.birth, ir.FieldRead) and isinstance(left_node, ast.Age):
            born, day = f"{value_said(left_node.person)}.{left.birth.field}", value_said(left_node.day)
            cures.append(f"an age in {b} is `number of {b} from {born} to {day}`")
    elif isinstance(left_node, ast.SpanBetween) and b is not None:
        start, finish = value_said(left_node.start), value_said(left_node.finish)
        cures.append(f"count `number of {b} from {start} to {finish}`")
    lw.out.error(
        "HSB-T304",
        f"{described(lw, left)} is compared with {described(lw, right)}",
        right_node.span,
        described(lw, right),
        secondary=(Label(left_node.span, described(lw, left)), *declared_at(lw, left)[:1], *declared_at(lw, right)[:1]),
        help=tuple(cures),
    )


def _ordered(lw: Lowers, node: ast.Comparison, scope: Scope) -> ir.Expr:
    left, right = _pair(lw, node.left, node.right, scope)
    if any_broken(left, right) or not _has_order(lw, left, node.left):
        return broken(node.span)
    if not comparable(lw, left, right, node.left, node.right):
        return broken(node.span)
    for_numbers = node.op in ORDERED
    other, op, swapped = ORDERED[node.op] if for_numbers else OF_DAYS[node.op]
    if for_numbers == is_day(left.type):
        _wrong_words(lw, node, other, "days and moments" if is_day(left.type) else "numbers and ages")
        return broken(node.span)
    return ir.Compare(op=op, operands=(right, left) if swapped else (left, right), origin=node.span)


def _wrong_words(lw: Lowers, node: ast.Comparison, other: str, things: str) -> None:
    lw.out.error(
        "HSB-T305",
        f"{things} are compared in other words than `{node.op}`",
        node.span,
        things,
        help=(f"write `{value_said(node.left)} {other} {value_said(node.right)}`",),
        fix=Fix((Edit(Span(node.span.file, node.left.span.end, node.right.span.start), f" {other} "),), safe=True),
    )


def _has_order(lw: Lowers, found: ir.Expr, node: ast.Value) -> bool:
    if is_ordered(found.type):
        return True
    lw.out.error(
        "HSB-T301",
        f"this is {described(lw, found)}, and only numbers, ages, days and moments have an order",
        node.span,
        described(lw, found),
        secondary=declared_at(lw, found),
        help=("name the words that are meant: `is one of …`",) if isinstance(node, ast.Name | ast.Path) else (),
    )
    return False


def in_range(lw: Lowers, node: ast.InRange, scope: Scope) -> ir.Expr:
    """`V is 5 to 11`."""
    value = lw.value(node.value, scope)
    ends = [lw.value(end, scope, value.type) for end in (node.low, node.high)]
    if any_broken(value, *ends) or not _has_order(lw, value, node.value):
        return broken(node.span)
    for end, end_node in zip(ends, (node.low, node.high), strict=True):
        one, other = _alike(value, end)
        if not comparable(lw, one, other, node.value, end_node):
            return broken(node.span)
    if any(isinstance(e.type, DayType) for e in (value, *ends)):
        value, ends = as_day(value), [as_day(end) for end in ends]
    return ir.Compare(op="in_range", operands=(value, *ends), origin=node.span)


def member(lw: Lowers, node: ast.Member, scope: Scope) -> ir.Expr:
    """`V is one of A, B`; one word alone may name a list."""
    found = _member(lw, node, scope)
    return ir.Not(of=found, origin=node.span) if node.negated else found


def _member(lw: Lowers, node: ast.Member, scope: Scope) -> ir.Expr:
    value = lw.value(node.value, scope)
    options = [lw.value(option, scope, item_of(value.type)) for option in node.options]
    if any_broken(value, *options):
        return broken(node.span)
    if len(options) == 1 and isinstance(options[0].type, ListType) and not isinstance(value.type, ListType):
        return _in_list(lw, options[0], value, node.options[0], node.value, node)
    if isinstance(value.type, ListType):
        first = value_said(node.options[0])
        lw.out.error(
            "HSB-T301",
            f"{described(lw, value)} is compared as if it were one thing",
            node.value.span,
            described(lw, value),
            secondary=declared_at(lw, value),
            help=(f"write `{value_said(node.value)} includes {first}`",),
        )
        return broken(node.span)
    fine = [comparable(lw, *_alike(value, o), node.value, n) for o, n in zip(options, node.options, strict=True)]
    if not all(fine):
        return broken(node.span)
    if any(isinstance(e.type, DayType) for e in (value, *options)):
        value, options = as_day(value), [as_day(o) for o in options]
    return ir.Compare(op="one_of", operands=(value, *options), origin=node.span)


def _includes(lw: Lowers, node: ast.Comparison, scope: Scope) -> ir.Expr:
    items = lw.value(node.left, scope)
    value = lw.value(node.right, scope, item_of(items.type))
    if any_broken(items, value):
        return broken(node.span)
    if not isinstance(items.type, ListType):
        lw.out.error(
            "HSB-T310",
            f"only a list can include something, and this is {described(lw, items)}",
            node.left.span,
            described(lw, items),
            secondary=declared_at(lw, items),
            help=(f"write `{value_said(node.left)} is {value_said(node.right)}`",),
        )
        return broken(node.span)
    return _in_list(lw, items, value, node.left, node.right, node)


def _in_list(
    lw: Lowers, items: ir.Expr, value: ir.Expr, items_node: ast.Value, value_node: ast.Value, node: ast.Condition
) -> ir.Expr:
    kind = item_of(items.type)
    if isinstance(kind, DayType):
        value = as_day(value)
    schema = lw.symbols.schema
    if isinstance(value.type, ListType) or not (
        fits(value.type, kind, schema) or fits(kind, value.type, schema) or is_broken(kind)
    ):
        one = ir.Literal(value=None, type=kind, origin=items.origin)
        told = text_for_code(lw, one, value, items_node, value_node)
        if told is not None:
            lw.out.add(told)
            return broken(node.span)
        lw.out.error(
            "HSB-T301",
            f"{said(items.type, schema)} cannot include {described(lw, value)}",
            value_node.span,
            described(lw, value),
            secondary=(Label(items_node.span, said(items.type, schema)), *declared_at(lw, items)[:1]),
        )
        return broken(node.span)
    return ir.Compare(op="includes", operands=(items, value), origin=node.span)


def _period(lw: Lowers, node: ast.Value, scope: Scope) -> tuple[ir.Expr, ir.Expr]:
    """The first and the last day of a record that has a period."""
    found = lw.value(node, scope)
    if is_broken(found.type):
        return broken(node.span), broken(node.span)
    records = lw.symbols.schema.records
    record = records.get(found.type.name) if isinstance(found.type, RecordType) else None
    if record is None or record.from_field is None or record.to_field is None:
        lw.out.error(
            "HSB-T312",
            f"this is {described(lw, found)}, which is no period",
            node.span,
            "no first and last day",
            secondary=place(lw, record.name, "declared here") if record is not None else declared_at(lw, found),
            help=("mark two of its fields with `starts period` and `ends period`",) if record is not None else (),
        )
        return broken(node.span), broken(node.span)
    ends = (record.fields[record.from_field], record.fields[record.to_field])
    start, finish = (
        as_day(ir.FieldRead(base=found, record=record.name, field=f.name, type=f.type, origin=node.span)) for f in ends
    )
    return start, finish
