"""Floor 2, compiled back end: some, every, no, exactly one and count as plain loops, left as soon as the answer is certain."""

from collections.abc import Callable, Sequence

from hsb_policy.backends.compiled.writing import Body, Code
from hsb_policy.core import ir
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
    found = w.fresh()
    w.line(f"{found} = False")

    def satisfied(certain: str) -> None:
        if certain == "True":
            w.line(f"{found} = True")
            w.line("break")
        else:
            with w.block(f"if {certain}:"):
                w.line(f"{found} = True")
                w.line("break")
            w.line(f"{found} = None")

    ranging(w, binders, parts, satisfied, lambda: w.line(f"{found} = None"), f"if {found}: break")
    return Code(found, atom=True)


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
    items = w.named(w.value(first.source))
    with w.block(f"if type({items.text}) is tuple:"):
        name = w.fresh()
        looked_at = items.text
        # An inner list that is not recorded is unknown whatever the parts say: then all records are looked at.
        if all(_is_the_same_list(binder.source, first.source) for binder in rest):
            looked_at = _those_that_refer(w, first, {b.name for b in rest}, parts, items.text)
        with w.block(f"for {name} in {looked_at}:"):
            w.scope = {**w.scope, first.name: Code(name, atom=True, sure=holds_records(w, first.source))}
            if rest:
                # An inner list that is not recorded is unknown whatever the parts say: it is looked at before them.
                inner = w.named(w.value(rest[0].source))
                with w.block(f"if type({inner.text}) is not tuple:"):
                    unlisted()
                    w.line("continue")
            # Were a list after the next not recorded, a part that is false now would hide it.
            later = {b.name for b in rest}
            ready = [p for p in parts if not _names(p) & later] if len(rest) < 2 else []
            sure = _tested(w, ready, certain)
            if rest:
                _level(w, rest, [p for p in parts if p not in ready], sure, satisfied, unlisted, leave)
                if leave:
                    w.line(leave)
            else:
                satisfied(sure)
    with w.block("else:"):
        unlisted()


def _is_the_same_list(one: ir.Expr, other: ir.Expr) -> bool:
    """Whether both are one and the same list of the case: then one is recorded if the other is."""
    fields = [e.field for e in (one, other) if isinstance(e, ir.FieldRead) and isinstance(e.base, ir.TheCase)]
    return len(fields) == 2 and fields[0] == fields[1]


def _those_that_refer(w: Body, binder: ir.Binder, later: set[str], parts: list[ir.Expr], items: str) -> str:
    """The records to look at: where a part asks that one of their refs is a certain record, those only that may refer to it.

    The others are left out by an index of the case's list, which is made once for a case; the part is asked all the same.
    """
    source = binder.source
    if not isinstance(source, ir.FieldRead) or not isinstance(source.base, ir.TheCase):
        return items
    hidden = later | {binder.name}
    for part in parts:
        found = ref_and_record(w.module.policy, part, binder.name)
        if found is None or _names(found[1]) & hidden or not _is_light(found[1]):
            continue
        ref, record = found
        sought = w.named(w.value(record)).text
        key = ("index", source.field, ref.field)
        if key not in w.module.definitions:
            w.module.definitions[key] = w.module.slot("None")
        place = w.module.definitions[key]
        index, name = w.fresh(), w.fresh()
        field = w.constant(ref.field).text
        w.line(f"{index} = S[{place}] or by_ref(S, {place}, {items}, {field})")
        w.line(f"{name} = {index}.get({sought}, ()) if type({sought}) is Record and None not in {index} else {items}")
        return name
    return items


def ref_and_record(policy: ir.Policy, part: ir.Expr, binder: str) -> tuple[ir.FieldRead, ir.Expr] | None:
    """A ref of the record that is bound, and the record that it must be for the part to hold."""
    match part:
        case ir.Compare(op="same", operands=(one, other)):
            for ref, record in ((one, other), (other, one)):
                if not isinstance(ref, ir.FieldRead) or not isinstance(ref.type, RecordType):
                    continue
                if isinstance(ref.base, ir.Variable) and ref.base.name == binder:
                    return ref, record
        case ir.And():
            return next((x for p in part.parts if (x := ref_and_record(policy, p, binder)) is not None), None)
        case ir.Call():
            return _through_a_definition(policy, part, binder)
    return None


def _through_a_definition(policy: ir.Policy, part: ir.Call, binder: str) -> tuple[ir.FieldRead, ir.Expr] | None:
    function = policy.functions[part.function]
    given = dict(zip((name for name, _ in function.parameters), part.args, strict=True))
    for name, arg in given.items():
        if isinstance(arg, ir.Variable) and arg.name == binder:
            found = ref_and_record(policy, function.body, name)
            if found is not None and isinstance(found[1], ir.Variable) and found[1].name in given:
                return found[0], given[found[1].name]
    return None


def _is_light(e: ir.Expr) -> bool:
    """A variable, or a field of one."""
    return isinstance(e, ir.Variable) or (isinstance(e, ir.FieldRead) and isinstance(e.base, ir.Variable))


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

    ranging(w, e.binders, _parts(e.where, e.body), satisfied, lambda: w.line(f"{possible} += 1"))
    return Code(f"({certain} == 1 if {certain} > 1 or not {possible} else None)")


def count(w: Body, e: ir.Count) -> Code:
    """How many combinations satisfy the condition: a number, or two bounds."""
    certain, possible = w.fresh(), w.fresh()
    w.line(f"{certain} = {possible} = 0")

    def satisfied(sure: str) -> None:
        if sure == "True":
            w.line(f"{certain} += 1")
        else:
            w.line(f"if {sure}: {certain} += 1")
            w.line(f"else: {possible} += 1")

    ranging(w, e.binders, [] if e.where is None else [e.where], satisfied, lambda: w.line(f"{possible} += {MANY}"))
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
    return Code(f"(None if {found.text} is None else not {found.text})")
