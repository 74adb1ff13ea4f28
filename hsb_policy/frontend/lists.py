"""Floor 2, front end: what ranges over lists: `some`, `every`, `no`, `exactly one`, `count of`, `latest`, `earliest`."""

from typing import Final

from hsb_policy.core import ir
from hsb_policy.core.types import DayType, ErrorType, ListType, NumberType, RecordType, Type
from hsb_policy.diagnostics.model import Label
from hsb_policy.frontend import ast
from hsb_policy.frontend.lowering import Lowers, any_broken, as_day, broken, declared_at, described, fitted, place
from hsb_policy.frontend.names import kind_at
from hsb_policy.frontend.said import value_said
from hsb_policy.frontend.scope import Local, Scope
from hsb_policy.frontend.types_of import is_broken, is_ordered
from hsb_policy.frontend.unknown_names import name_taken

OWN: Final = "its own"
QUANTIFIERS: Final = {"some": "some", "every": "every", "no": "none", "exactly one": "exactly_one"}


def bound(lw: Lowers, binders: tuple[ast.Binder, ...], scope: Scope) -> tuple[tuple[ir.Binder, ...], Scope]:
    """Variables that range over lists, and the scope that has them; a later list may depend on an earlier variable."""
    found: list[ir.Binder] = []
    for binder in binders:
        source = lw.value(binder.source, scope)
        found.append(ir.Binder(binder.name.text, source))
        item = _item(lw, source, binder.source)
        refuse_taken_name(lw, binder.name, scope)
        scope = scope.having(binder.name.text, Local(item, binder.name.span))
    return tuple(found), scope


def _item(lw: Lowers, source: ir.Expr, node: ast.Value) -> Type:
    if isinstance(source.type, ListType):
        return source.type.item
    if not is_broken(source.type):
        one = isinstance(source.type, RecordType) and isinstance(source, ir.FieldRead)
        is_name = isinstance(node, ast.Name | ast.Path)
        cure = f"it is one thing: compare it with `is`, as in `{value_said(node)} is …`" if is_name else ""
        if one:
            cure = f"it is one record: ask for its fields, as in `{value_said(node)}.…`"
        lw.out.error(
            "HSB-T310",
            f"a list is needed to range over, and this is {described(lw, source)}",
            node.span,
            described(lw, source),
            secondary=declared_at(lw, source),
            help=(cure,) if cure else (),
        )
    return ErrorType()


def refuse_taken_name(lw: Lowers, word: ast.Word, scope: Scope) -> None:
    """Tell it if a variable has a name that stands for something else, which it would hide from the reader."""
    name, symbols = word.text, lw.symbols
    if name in scope.locals:
        first = Label(scope.locals[name].span, "its first meaning")
        name_taken(lw, word, f"`{name}` already stands for something here", (first,))
    elif kind_at(name, symbols.schema) is not None:
        name_taken(lw, word, f"`{name}` is already the name of something in the case file", ())
    elif name in symbols.references:
        name_taken(lw, word, f"`{name}` is already the name of reference data", place(lw, name, "declared here"))
    elif name in symbols.interpretations:
        name_taken(lw, word, f"`{name}` is already the name of an interpretation", place(lw, name, "declared here"))
    elif name in symbols.signatures and not symbols.signatures[name].parameters:
        name_taken(lw, word, f"`{name}` is already the name of a definition", place(lw, name, "defined here"))
    elif name in ("as_at", "silent", "case"):
        name_taken(lw, word, f"`{name}` is already a word of the language", ())


def quantified(lw: Lowers, node: ast.Quantified, scope: Scope) -> ir.Expr:
    """`some x in LIST where C has D` and its kin."""
    if node.kind == OWN:
        lw.out.error(
            "HSB-R414",
            "`its own` says that one act cannot fulfil two duties, so it begins a `met when`",
            node.span,
            "no act of a duty",
            help=("write `some` here",),
        )
    binders, inner = bound(lw, node.binders, scope)
    where = lw.condition(node.where, inner) if node.where is not None else None
    body = lw.condition(node.has, inner)
    kind = QUANTIFIERS.get(node.kind, "some")
    return ir.Quantified(kind=kind, binders=binders, where=where, body=body, origin=node.span)


def picked(lw: Lowers, node: ast.Picked, scope: Scope) -> ir.Expr:
    """`latest x in LIST by KEY where C has D` and its kin."""
    (binder,), inner = bound(lw, (node.binder,), scope)
    key = _key(lw, node.kind, node.key, inner) if node.key is not None else None
    where = lw.condition(node.where, inner) if node.where is not None else None
    body = lw.condition(node.has, inner)
    return ir.Pick(kind=node.kind, binder=binder, key=key, where=where, body=body, origin=node.span)


def count(lw: Lowers, node: ast.Count, scope: Scope) -> ir.Expr:
    """`count of (x in LIST where C)`."""
    binders, inner = bound(lw, node.binders, scope)
    where = lw.condition(node.where, inner) if node.where is not None else None
    return ir.Count(binders=binders, where=where, type=NumberType(), origin=node.span)


def pick_value(lw: Lowers, node: ast.PickValue, scope: Scope, expected: Type | None) -> ir.Expr:
    """`latest (x in LIST by KEY where C) gives V or if none W`."""
    (binder,), inner = bound(lw, (node.binder,), scope)
    key = _key(lw, node.kind, node.key, inner)
    where = lw.condition(node.where, inner) if node.where is not None else None
    gives = lw.value(node.gives, inner, expected)
    if node.if_none is None:
        _unguarded(lw, node)
        return broken(node.span)
    if_none = lw.value(node.if_none, scope, expected if expected is not None and is_broken(gives.type) else gives.type)
    if any_broken(gives):
        return broken(node.span)
    if any(isinstance(kind, DayType) for kind in (expected, gives.type, if_none.type)):
        gives, if_none = as_day(gives), as_day(if_none)
    role = f"what stands for none, like what `{node.kind}` gives,"
    if_none = fitted(lw, if_none, gives.type, node.if_none.span, role)
    return ir.PickValue(
        kind=node.kind,
        binder=binder,
        key=key,
        where=where,
        gives=gives,
        if_none=if_none,
        type=gives.type,
        origin=node.span,
    )


def _key(lw: Lowers, kind: str, node: ast.Value, scope: Scope) -> ir.Expr:
    """What the latest or earliest goes by: a day, a moment or a number."""
    key = lw.value(node, scope)
    if is_broken(key.type) or is_ordered(key.type):
        return key
    lw.out.error(
        "HSB-T302",
        f"`{kind}` goes by a day, a moment or a number, and this is {described(lw, key)}",
        node.span,
        described(lw, key),
        secondary=declared_at(lw, key),
    )
    return broken(node.span)


def _unguarded(lw: Lowers, node: ast.PickValue) -> None:
    source = value_said(node.binder.source)
    among = "is empty" if node.where is None else "has none for which `where` holds"
    lw.out.error(
        "HSB-T307",
        f"nothing says what it is if `{source}` {among}",
        node.span,
        "what if there is none?",
        help=("add `or if none …` with the value for that", "or `or if none silent`, where the procedure has none"),
    )
