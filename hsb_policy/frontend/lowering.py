"""Floor 2, front end: what the parts of the typed lowering share.

Values contain conditions and conditions contain values. Each kind of expression has its own file, which asks for its
parts through `Lowers`; `expressions.py` ties them together.
"""

from typing import Protocol

from hsb_policy.core import ir
from hsb_policy.core.schema import CASE
from hsb_policy.core.types import DayType, ErrorType, ListType, MomentType, NumberType, RecordType, Type
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.source import NOWHERE, Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.scope import Scope
from hsb_policy.frontend.symbols import Symbols
from hsb_policy.frontend.types_of import fits, is_broken, said


class Lowers(Protocol):
    """Lowers values and conditions; what is wrong goes to `out`, and a broken expression stands in its place."""

    @property
    def symbols(self) -> Symbols:
        """What the policy declares."""

    @property
    def out(self) -> Collector:
        """Where mistakes are told."""

    @property
    def per_rule(self) -> frozenset[str]:
        """The definitions that must be told for which rule they are asked."""

    def value(self, node: ast.Value, scope: Scope, expected: Type | None = None) -> ir.Expr:
        """A value; `expected` helps to understand bare words, and is not yet enforced."""

    def condition(self, node: ast.Condition, scope: Scope) -> ir.Expr:
        """A condition: an expression of type yes/no."""


def broken(span: Span) -> ir.Expr:
    """What stands in place of an expression with a mistake in it, so that the mistake is told once."""
    return ir.Literal(value=None, type=ErrorType(), origin=span)


def expect(
    lw: Lowers, node: ast.Value, scope: Scope, expected: Type, role: str, because: tuple[Label, ...] = ()
) -> ir.Expr:
    """A value of the expected type; `role` says what it is for ("the day of an age"), `because` points at what expects it."""
    return fitted(lw, lw.value(node, scope, expected), expected, node.span, role, because)


def fitted(
    lw: Lowers, found: ir.Expr, expected: Type, span: Span, role: str, because: tuple[Label, ...] = ()
) -> ir.Expr:
    """An expression where a type is expected; a moment counts as its day."""
    if isinstance(expected, DayType):
        found = as_day(found)
    if fits(found.type, expected, lw.symbols.schema):
        return found
    code, hint = "HSB-T302", ""
    if isinstance(found.type, NumberType) and isinstance(expected, NumberType):
        code = "HSB-T304"
    if isinstance(found.type, ListType) and not isinstance(expected, ListType):
        hint = "ask for one of the list: `latest (x in … by x.on) gives …`, or `some x in … has …`"
    if isinstance(expected, MomentType) and isinstance(found.type, DayType):
        hint = "a day has no hour: name a field that is a moment"
    lw.out.error(
        code,
        f"{role} is {said(expected, lw.symbols.schema)}, and this is {described(lw, found)}",
        span,
        described(lw, found),
        secondary=(*because, *declared_at(lw, found)),
        help=(hint,) if hint else (),
    )
    return broken(span)


def as_day(found: ir.Expr) -> ir.Expr:
    """The day of a moment; anything else as it is."""
    if isinstance(found.type, MomentType):
        return ir.DayOf(of=found, type=DayType(open=found.type.open), origin=found.origin)
    return found


def described(lw: Lowers, found: ir.Expr) -> str:
    """What an expression is, in words: `an age in years`, `a day`."""
    return "an age in years" if isinstance(found, ir.Age) else said(found.type, lw.symbols.schema)


def declared_at(lw: Lowers, found: ir.Expr) -> tuple[Label, ...]:
    """Where the field, or the definition, was declared that an expression reads."""
    match found:
        case ir.FieldRead():
            kind = found.type.item if isinstance(found.type, ListType) else found.type
            if found.record == CASE and isinstance(kind, RecordType):
                return place(lw, kind.name, "declared here")
            return place(lw, f"{found.record}.{found.field}", "declared here")
        case ir.Call():
            return place(lw, found.function, "declared here")
        case ir.Reading():
            return place(lw, found.name, "declared here")
        case ir.DayOf():
            return declared_at(lw, found.of)
        case _:
            return ()


def place(lw: Lowers, name: str, text: str) -> tuple[Label, ...]:
    """A label at the declaration of a name, where that is known."""
    span = lw.symbols.places.get(name, NOWHERE)
    return (Label(span, text),) if span != NOWHERE else ()


def any_broken(*exprs: ir.Expr) -> bool:
    """Whether one of them has a mistake in it that was told already."""
    return any(is_broken(e.type) for e in exprs)


def cells(number: int) -> str:
    """How many cells a row has.

    >>> cells(1), cells(3)
    ('1 cell', '3 cells')
    """
    return f"{number} cell{'' if number == 1 else 's'}"


def listed(words: list[str] | tuple[str, ...], last: str = "and", most: int = 12) -> str:
    """Words in backticks as a person lists them.

    >>> listed(["a", "b", "c"])
    '`a`, `b` and `c`'
    """
    shown = [f"`{word}`" for word in words[:most]]
    if len(words) > most:
        return ", ".join(shown) + f" {last} {len(words) - most} more"
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + f" {last} {shown[-1]}" if shown else "nothing"
