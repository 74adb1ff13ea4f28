"""Floor 2, front end: decision tables to branches. A cell is a condition on the value at the head of its column."""

from typing import Final

from hsb_policy.core import ir
from hsb_policy.core.types import Type
from hsb_policy.frontend import ast
from hsb_policy.frontend.citing import cited_in_cell
from hsb_policy.frontend.lowering import Lowers, broken, cells, expect
from hsb_policy.frontend.scope import Scope
from hsb_policy.frontend.types_of import is_broken

GIVES: Final = "gives"
CITES: Final = "cites"

# The words of a cell, and those of the condition that it stands for.
_COMPARED: Final = {word: f"is {word}" for word in ("below", "above", "at least", "at most", "before", "after")}


def lower_table(lw: Lowers, body: ast.RowsBody, scope: Scope, expected: Type, role: str) -> ir.Expr:
    """A decision table: a choice among the rows whose cells all hold."""
    _check_shape(lw, body)
    usable = [_is_usable(lw, header, scope) for header in body.headers]
    even = [row for row in body.rows if len(row.cells) == len(body.headers)]
    branches = tuple(_row(lw, body.headers, usable, row, scope, expected, role) for row in even)
    otherwise = expect(lw, body.otherwise, scope, expected, role) if body.otherwise is not None else None
    return ir.Choose(branches=branches, otherwise=otherwise, type=expected, origin=body.span)


def _is_usable(lw: Lowers, header: ast.Header, scope: Scope) -> bool:
    """Whether the head of a column is understood; a mistake in it is told once, not once a row."""
    if header.kind != "value" or header.value is None or isinstance(header.value, ast.Word):
        return False
    return not is_broken(lw.value(header.value, scope).type)


def _check_shape(lw: Lowers, body: ast.RowsBody) -> None:
    gives = [h for h in body.headers if h.kind == GIVES]
    fields = [h for h in body.headers if isinstance(h.value, ast.Word)]
    cites = [h for h in body.headers if h.kind == CITES]
    for extra in (*gives[1:], *cites[1:]):
        lw.out.error(
            "HSB-R411", f"a table has one column `{extra.kind}`, and this is the second", extra.span, "a second one"
        )
    for header in fields:
        lw.out.error(
            "HSB-R411",
            "a field alone heads a column of reference data only",
            header.span,
            "a field of what?",
            help=("write the whole value, as in `child.sex`",),
        )
    if not gives:
        lw.out.error(
            "HSB-R411",
            "no column says what the table gives",
            body.headers[0].span.to(body.headers[-1].span),
            "no `gives`",
            help=("add a column `gives`",),
        )
    uneven = [row for row in body.rows if len(row.cells) != len(body.headers)]
    for row in uneven:
        lw.out.error(
            "HSB-R411",
            f"the table has {len(body.headers)} columns, and this row has {cells(len(row.cells))}",
            row.span,
            cells(len(row.cells)),
            help=("write `any` where a column does not matter",),
        )


def _row(
    lw: Lowers,
    headers: tuple[ast.Header, ...],
    usable: list[bool],
    row: ast.Row,
    scope: Scope,
    expected: Type,
    role: str,
) -> ir.Branch:
    conditions: list[ir.Expr] = []
    value: ir.Expr = broken(row.span)
    cites: tuple[str, ...] = ()
    for header, is_usable, cell in zip(headers, usable, row.cells, strict=True):
        if header.kind == GIVES:
            value = _given(lw, cell, scope, expected, role)
        elif header.kind == CITES:
            cites = _cited(lw, cell)
        elif is_usable and cell.kind != "any":
            conditions.append(_cell(lw, header, cell, scope))
    if len(conditions) == 1:
        return ir.Branch(conditions[0], value, cites)
    all_hold: ir.Expr = ir.And(parts=tuple(conditions), origin=row.span)
    return ir.Branch(all_hold if conditions else ir.Literal(value=True, origin=row.span), value, cites)


def _cell(lw: Lowers, header: ast.Header, cell: ast.Cell, scope: Scope) -> ir.Expr:
    """A cell as the condition that an author would write in words."""
    of = header.value
    assert of is not None
    assert not isinstance(of, ast.Word)
    condition: ast.Condition
    match cell.kind:
        case "words" if len(cell.values) == 1:
            condition = ast.Comparison(op="is", left=of, right=cell.values[0], span=cell.span)
        case "words":
            condition = ast.Member(value=of, options=cell.values, negated=False, span=cell.span)
        case "range":
            condition = ast.InRange(value=of, low=cell.values[0], high=cell.values[1], span=cell.span)
        case "compare":
            condition = ast.Comparison(op=_COMPARED[cell.op or ""], left=of, right=cell.values[0], span=cell.span)
        case "not":
            condition = ast.Comparison(op="is not", left=of, right=cell.values[0], span=cell.span)
        case _:
            _empty(lw, cell)
            return broken(cell.span)
    return lw.condition(condition, scope)


def _empty(lw: Lowers, cell: ast.Cell) -> None:
    lw.out.error(
        "HSB-R411",
        "an empty cell says nothing about its column",
        cell.span,
        "empty",
        help=("write `any` where the column does not matter", "or the value that is meant"),
    )


def _given(lw: Lowers, cell: ast.Cell, scope: Scope, expected: Type, role: str) -> ir.Expr:
    if cell.kind == "words" and len(cell.values) == 1:
        return expect(lw, cell.values[0], scope, expected, role)
    lw.out.error(
        "HSB-R411",
        "a row gives exactly one value",
        cell.span,
        "not one value",
        help=("write `silent` where the procedure gives none",) if cell.kind in ("empty", "any") else (),
    )
    return broken(cell.span)


def _cited(lw: Lowers, cell: ast.Cell) -> tuple[str, ...]:
    if cell.kind in ("empty", "any"):
        return ()
    names = [v for v in cell.values if isinstance(v, ast.Name)]
    if cell.kind not in ("words", "range") or len(names) != len(cell.values):
        lw.out.error("HSB-R411", "a cell of `cites` has ids, such as `S103, A33`", cell.span, "not ids")
        return ()
    words = [ast.Word(text=n.name, span=n.span) for n in names]
    if cell.kind == "range":
        return cited_in_cell([ast.Cite(first=words[0], last=words[1])], lw.symbols, lw.out)
    return cited_in_cell([ast.Cite(first=w) for w in words], lw.symbols, lw.out)
