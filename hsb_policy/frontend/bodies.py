"""Floor 2, front end: what a definition or a conclusion says: a condition, a value with exceptions, or a table."""

from typing import assert_never

from hsb_policy.core import ir
from hsb_policy.core.types import Type, YesNoType
from hsb_policy.frontend import ast
from hsb_policy.frontend.lowering import Lowers, broken, expect
from hsb_policy.frontend.scope import Scope
from hsb_policy.frontend.tables import lower_table
from hsb_policy.frontend.types_of import is_broken, said


def lower_body(lw: Lowers, body: ast.Body, scope: Scope, expected: Type, name: str) -> ir.Expr:
    """The value that a body gives, of the expected type."""
    role = f"what `{name}` gives"
    match body:
        case ast.AsBody():
            found = lw.condition(body.condition, scope)
            if isinstance(expected, YesNoType) or is_broken(expected):
                return found
            kind = said(expected, lw.symbols.schema)
            lw.out.error(
                "HSB-T302",
                f"{role} is {kind}, and `as` gives yes or no",
                body.span,
                "yes or no",
                help=("write `normally …` with the value", "or take `gives` away, if it is a condition"),
            )
            return broken(body.span)
        case ast.NormallyBody():
            return _normally(lw, body, scope, expected, role)
        case ast.RowsBody():
            return lower_table(lw, body, scope, expected, role)
        case _:
            assert_never(body)


def _normally(lw: Lowers, body: ast.NormallyBody, scope: Scope, expected: Type, role: str) -> ir.Expr:
    otherwise = expect(lw, body.value, scope, expected, role)
    if not body.exceptions:
        return otherwise
    branches = tuple(
        ir.Branch(lw.condition(e.condition, scope), expect(lw, e.value, scope, expected, role)) for e in body.exceptions
    )
    return ir.Choose(branches=branches, otherwise=otherwise, type=expected, origin=body.span)
