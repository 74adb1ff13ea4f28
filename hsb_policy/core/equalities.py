"""Floor 1: which ref of a record must be which other record for a condition to hold.

`for each a in xs, b in ys where a.incident is b.incident` need not look at all pairs: of each `a`, only at the records that may
refer to the same incident. Whoever goes through lists finds here what to look them up by; what the condition means is not here.
"""

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from hsb_policy.core import ir
from hsb_policy.core.types import RecordType
from hsb_policy.core.walk import walk

Given = Mapping[str, ir.Expr]


@frozen
class Sought:
    """A ref of the bound record, and the record that it must be; `names`: the variables of that."""

    ref: ir.FieldRead
    record: ir.Expr
    names: frozenset[str]


def sought_of(
    functions: Mapping[str, ir.Function], conditions: tuple[ir.Expr | None, ...], binder: str
) -> tuple[Sought, ...]:
    """What the refs of a bound record must be where none of these conditions is false. A ref that is not known may be any record."""
    found = []
    for condition in conditions:
        for one, other in _equalities(functions, condition, None):
            for ref, record in ((one, other), (other, one)):
                names = frozenset(part.name for part in walk(record) if isinstance(part, ir.Variable))
                if isinstance(ref, ir.FieldRead) and _is_ref_of(ref, binder) and binder not in names:
                    found.append(Sought(ref, record, names))
    return tuple(found)


def _is_ref_of(e: ir.FieldRead, binder: str) -> bool:
    return isinstance(e.type, RecordType) and isinstance(e.base, ir.Variable) and e.base.name == binder


def _equalities(
    functions: Mapping[str, ir.Function], condition: ir.Expr | None, given: Given | None
) -> Iterator[tuple[ir.Expr, ir.Expr]]:
    """The pairs that must be the same for a condition to hold; definitions are looked into, `given` has their arguments."""
    match condition:
        case ir.Compare(op="same", operands=(one, other)):
            pair = _seen_from_outside(one, given), _seen_from_outside(other, given)
            if pair[0] is not None and pair[1] is not None:
                yield pair[0], pair[1]
        case ir.And():
            for part in condition.parts:
                yield from _equalities(functions, part, given)
        case ir.Call():
            function = functions[condition.function]
            args = [_seen_from_outside(arg, given) for arg in condition.args]
            known = {name: a for (name, _), a in zip(function.parameters, args, strict=True) if a is not None}
            yield from _equalities(functions, function.body, known)


def _seen_from_outside(e: ir.Expr, given: Given | None) -> ir.Expr | None:
    """A variable, or a field of one, in the variables of where the definition was asked; None for all else."""
    match e:
        case ir.Variable():
            return e if given is None else given.get(e.name)
        case ir.FieldRead():
            base = _seen_from_outside(e.base, given)
            return None if base is None else evolve(e, base=base)
    return None
