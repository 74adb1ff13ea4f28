"""Floor 2, compiled back end: some, every, no, exactly one and count as plain loops, left as soon as the answer is certain."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import TypeGuard

from hsb_policy.backends.compiled.writing import Body, Code, Module
from hsb_policy.backends.interpreter.narrowing import LONG
from hsb_policy.core import ir
from hsb_policy.core.equalities import sought_of
from hsb_policy.core.schema import CASE
from hsb_policy.core.types import ListType, RecordType
from hsb_policy.core.walk import walk

MANY = 10**9


def quantified(w: Body, e: ir.Quantified) -> Code:
    """Some, none, every or exactly one combination of records."""
    match e.kind:
        case "exactly_one":
            return _exactly_one(w, e)
        case "every":  # where … has P: there is none where … that has not P
            return _negated(w, some(w, e.binders, _parts(e.where, ir.Not(of=e.body))))
        case "none":
            return _negated(w, some(w, e.binders, _parts(e.where, e.body)))
        case _:
            return some(w, e.binders, _parts(e.where, e.body))


def some(w: Body, binders: tuple[ir.Binder, ...], parts: list[ir.Expr]) -> Code:
    """Whether some combination satisfies all the parts."""
    found, sure = w.fresh(), True
    w.line(f"{found} = False")

    def satisfied(certain: str) -> None:
        if certain == "True":
            w.line(f"{found} = True")
            w.line("break")
        else:
            with w.block(f"if {certain}:"):
                w.line(f"{found} = True")
                w.line("break")
            unknown()

    def unknown() -> None:
        nonlocal sure
        sure = False
        w.line(f"{found} = None")

    binders = _looked_up_first(w, binders, parts)
    ranging(w, binders, parts, satisfied, unknown, f"if {found}: break")
    return Code(found, atom=True, sure=sure)


def ranging(
    w: Body,
    binders: tuple[ir.Binder, ...],
    parts: list[ir.Expr],
    satisfied: Callable[[str], None],
    unlisted: Callable[[], None],
    leave: str = "",
) -> None:
    """Loops over the combinations: `satisfied` writes what is done with one for which no part is false (`True`, or a name that is
    None where it is unknown), `unlisted` what is done where a list is not recorded; `leave` ends an outer loop.

    A part is looked at as soon as its variables are bound.
    """
    before = dict(w.scope)
    _level(w, binders, parts, "True", satisfied, unlisted, leave)
    w.scope = before


def _level(
    w: Body,
    binders: tuple[ir.Binder, ...],
    parts: list[ir.Expr],
    certain: str,
    satisfied: Callable[[str], None],
    unlisted: Callable[[], None],
    leave: str,
) -> None:
    first, rest = binders[0], binders[1:]
    items = _items(w, first.source)
    is_listed = _is_certainly_listed(w, items)
    with nullcontext() if is_listed else w.block(f"if type({items.text}) is tuple:"):
        w.learn(("listed", items.text), items)
        name = w.fresh()
        looked_at = narrowed(w, items, first, rest, parts)
        w.looks_at(looked_at)
        with w.block(f"for {name} in {looked_at}:"):
            w.scope = {**w.scope, first.name: Code(name, atom=True, sure=holds_plain(w, items, first.source))}
            if rest:
                # An inner list that is not recorded is unknown whatever the parts say: it is looked at before them.
                inner = _items(w, rest[0].source)
                if not _is_certainly_listed(w, inner):
                    with w.block(f"if type({inner.text}) is not tuple:"):
                        unlisted()
                        w.line("continue")
                    w.learn(("listed", inner.text), inner)
            # Were a list after the next not recorded, a part that is false now would hide it.
            later = {b.name for b in rest}
            ready = [p for p in parts if not _names(p) & later] if len(rest) < 2 else []
            held = _tested(w, ready, certain)
            if rest:
                _level(w, rest, [p for p in parts if p not in ready], held, satisfied, unlisted, leave)
                if leave:
                    w.line(leave)
            else:
                satisfied(held)
    if not is_listed:
        with w.block("else:"):
            unlisted()


def _items(w: Body, source: ir.Expr) -> Code:
    found = w.value(source)
    before = w.known(("list", found.text))
    return w.learn(("list", found.text), w.named(found)) if before is None else before


def _is_certainly_listed(w: Body, items: Code) -> bool:
    if items.is_constant:
        return type(items.const) is tuple
    return items.sure or w.known(("listed", items.text)) is not None


def holds_plain(w: Body, items: Code, source: ir.Expr) -> bool:
    """Whether the elements of a list are certainly records, or other plain values."""
    return (items.sure and not items.is_constant) or holds_records(w, source)


def _is_the_same_list(one: ir.Expr, other: ir.Expr) -> bool:
    """Whether both are one and the same list of the case: then one is recorded if the other is."""
    fields = [e.field for e in (one, other) if _is_list_of_the_case(e)]
    return len(fields) == 2 and fields[0] == fields[1]


def _is_list_of_the_case(e: ir.Expr) -> TypeGuard[ir.FieldRead]:
    return isinstance(e, ir.FieldRead) and isinstance(e.base, ir.TheCase)


def narrowed(
    w: Body, items: Code, binder: ir.Binder, rest: tuple[ir.Binder, ...], conditions: Sequence[ir.Expr | None]
) -> str:
    """The records to look at: in a long list, where a condition asks that one of their refs is a certain record, those that may be.

    The others are left out by an index of the case's list, which is made once for a case; the condition is asked all the same. An
    inner list that is not recorded is unknown whatever the conditions say: then all records are looked at.
    """
    source = binder.source
    if not _is_list_of_the_case(source) or not all(_is_the_same_list(b.source, source) for b in rest):
        return items.text
    known = w.scope.keys() - {b.name for b in rest}
    asked = [s for s in sought_of(w.module.policy.functions, tuple(conditions), binder.name) if s.names <= known]
    if not asked:
        return items.text
    name = w.fresh()
    w.line(f"{name} = {items.text}")
    with w.block(f"if len({name}) >= {LONG}:"):
        given = [
            f"({_index(w, source, s.ref)}, {w.constant(s.ref.field).text}, {w.value(s.record).text})" for s in asked
        ]
        w.line(f"{name} = referring(S, {name}, {', '.join(given)})")
    return name


def may_narrow(module: Module, binders: Sequence[ir.Binder], conditions: Sequence[ir.Expr | None]) -> bool:
    """Whether an index may leave out records that are ranged over; it gives the others in an order of its own."""
    return any(sought_of(module.policy.functions, tuple(conditions), binder.name) for binder in binders)


def _index(w: Body, source: ir.FieldRead, ref: ir.FieldRead) -> int:
    """The place in the state of the index of a list of the case by a ref of its records."""
    key = ("index", source.field, ref.field)
    if key not in w.module.definitions:
        w.module.definitions[key] = w.module.slot("None")
    found = w.module.definitions[key]
    assert isinstance(found, int)
    return found


def _looked_up_first(w: Body, binders: tuple[ir.Binder, ...], parts: list[ir.Expr]) -> tuple[ir.Binder, ...]:
    """The binders, those first whose records can be looked up by what is already known. The order of combinations changes nothing."""
    if not all(_is_the_same_list(b.source, binders[0].source) for b in binders):
        return binders
    known, functions = w.scope.keys() - {b.name for b in binders}, w.module.policy.functions
    return tuple(
        sorted(binders, key=lambda b: not any(s.names <= known for s in sought_of(functions, tuple(parts), b.name)))
    )


def _tested(w: Body, parts: Sequence[ir.Expr], certain: str) -> str:
    """Lines that go on with the next record where a part is false; gives the name that tells whether all are certainly true."""
    flag = ""
    for part in parts:
        found = w.truth(part)
        if found.const is True:
            continue
        if found.sure:
            w.line(f"if not {found.text}: continue")
            continue
        held = w.named(found).text
        if not flag:
            flag = w.fresh()
            w.line(f"{flag} = {certain}")
        with w.block(f"if not {held}:"):
            w.line(f"if {held} is False: continue")
            w.line(f"{flag} = None")
    return flag or certain


def _exactly_one(w: Body, e: ir.Quantified) -> Code:
    certain, possible = w.fresh(), w.fresh()
    w.line(f"{certain} = {possible} = 0")

    def satisfied(sure: str) -> None:
        if sure == "True":
            w.line(f"{certain} += 1")
        else:
            w.line(f"if {sure}: {certain} += 1")
            w.line(f"else: {possible} += 1")

    parts = _parts(e.where, e.body)
    binders = _looked_up_first(w, e.binders, parts)
    ranging(w, binders, parts, satisfied, lambda: w.line(f"{possible} += 1"))
    return Code(f"({certain} == 1 if {certain} > 1 or not {possible} else None)")


def count(w: Body, e: ir.Count) -> Code:
    """How many combinations satisfy the condition: a number, or two bounds."""
    certain, possible, all_known = w.fresh(), w.fresh(), True
    w.line(f"{certain} = {possible} = 0")

    def satisfied(sure: str) -> None:
        nonlocal all_known
        if sure == "True":
            w.line(f"{certain} += 1")
        else:
            all_known = False
            w.line(f"if {sure}: {certain} += 1")
            w.line(f"else: {possible} += 1")

    def unlisted() -> None:
        nonlocal all_known
        all_known = False
        w.line(f"{possible} += {MANY}")

    parts = [] if e.where is None else [e.where]
    binders = _looked_up_first(w, e.binders, parts)
    ranging(w, binders, parts, satisfied, unlisted)
    if all_known:
        return Code(certain, atom=True, sure=True)
    return Code(f"(counted({certain}, {possible}) if {possible} else {certain})")


def holds_records(w: Body, source: ir.Expr) -> bool:
    """Whether the elements of a list are certainly records: in a list of refs, one may be recorded as not known."""
    if isinstance(source, ir.Rows):
        return True
    if not isinstance(source, ir.FieldRead) or not isinstance(source.type, ListType):
        return False
    if not isinstance(source.type.item, RecordType):
        return False
    kind = w.module.policy.schema.records[source.type.item.name]
    return kind.placement not in ("list", "recording") or (source.record == CASE and kind.place == source.field)


def _parts(where: ir.Expr | None, body: ir.Expr) -> list[ir.Expr]:
    found: list[ir.Expr] = []
    for part in (where, body):
        if part is not None:
            found += part.parts if isinstance(part, ir.And) else (part,)
    return found


def _names(e: ir.Expr) -> set[str]:
    return {part.name for part in walk(e) if isinstance(part, ir.Variable)}


def _negated(w: Body, found: Code) -> Code:
    if found.sure:
        return Code(f"(not {found.text})", sure=True)
    return Code(f"(None if {found.text} is None else not {found.text})")
