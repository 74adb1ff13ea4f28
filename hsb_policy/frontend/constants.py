"""Floor 2, front end: numbers, days, texts, yes and no."""

from hsb_policy.core import ir
from hsb_policy.core.types import CodeType, DayType, HoursType, NumberType, TextType, Type, YesNoType
from hsb_policy.diagnostics.model import Edit, Fix
from hsb_policy.frontend import ast
from hsb_policy.frontend.lowering import Lowers, broken, place
from hsb_policy.frontend.names import words_of
from hsb_policy.values.days import parse_partial
from hsb_policy.values.hours import parse_hours


def number(node: ast.NumberLiteral, expected: Type | None) -> ir.Expr:
    """A number; without a unit it takes the unit of what it stands beside."""
    unit = node.unit
    if unit is None and isinstance(expected, NumberType):
        unit = expected.unit
    return ir.Literal(value=node.number, type=NumberType(unit), origin=node.span)


def day(lw: Lowers, node: ast.DateLiteral) -> ir.Expr:
    """A day. A month is no day: no rule can mean an unknown day of it."""
    try:
        first, last = parse_partial(node.text)
    except ValueError as fault:
        lw.out.error("HSB-T314", str(fault), node.span, "not a day")
        return broken(node.span)
    if first != last:
        lw.out.error(
            "HSB-T314",
            f"`{node.text}` is a month, and a rule needs a day",
            node.span,
            "which day?",
            help=(f"write a day of it: `{node.text}-01`", f"or all of its days: `is {node.text}-01 to …`"),
        )
        return broken(node.span)
    return ir.Literal(value=first, type=DayType(), origin=node.span)


def text(lw: Lowers, node: ast.Text, expected: Type | None) -> ir.Expr:
    """A text; opening hours are written as one, and codes are not."""
    if isinstance(expected, HoursType):
        try:
            return ir.Literal(value=parse_hours(node.text), type=expected, origin=node.span)
        except ValueError as fault:
            lw.out.error("HSB-T302", str(fault), node.span, "not opening hours")
            return broken(node.span)
    if isinstance(expected, CodeType) and node.text in words_of(expected, lw.symbols):
        lw.out.error(
            "HSB-T302",
            f"`{node.text}` is a word of `{expected.name}`, and words of a list stand without quotation marks",
            node.span,
            "a text",
            secondary=place(lw, expected.name, "declared here"),
            help=(f"write `{node.text}`",),
            fix=Fix((Edit(node.span, node.text),), safe=True),
        )
        return broken(node.span)
    return ir.Literal(value=node.text, type=TextType(), origin=node.span)


def yes_no(node: ast.YesNo) -> ir.Expr:
    """Yes or no."""
    return ir.Literal(value=node.yes, type=YesNoType(), origin=node.span)
