"""Floor 2, back end: of a long list, the records for which a condition may hold, found by what their refs are.

Left out are those only that certainly refer to another record than the condition asks for: of these it is false whatever else it
says, and a false combination changes no answer. So nothing hangs on this but the time that it takes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.core.equalities import Sought, sought_of

LONG: Final = 24  # records in a list: looking through fewer takes no longer than finding them

Scope = dict[str, Any]
Conditions = tuple[ir.Expr | None, ...]
Index = Mapping[Any, Sequence[int]]


class Evaluates(Protocol):
    """What this file needs of the evaluator."""

    policy: ir.Policy

    def value(self, expr: ir.Expr, scope: Scope) -> Any:
        """The value of an expression."""


class Narrowing:
    """The lists of one case by what the refs of their records are, each made when it is first asked for."""

    def __init__(self, ev: Evaluates) -> None:
        self._ev = ev
        self._sought: dict[tuple[int, ...], tuple[Sought, ...]] = {}
        self._indexes: dict[tuple[int, str], tuple[Any, Index]] = {}

    def narrowed(
        self,
        items: tuple[Any, ...],
        binder: ir.Binder,
        rest: tuple[ir.Binder, ...],
        conditions: Conditions,
        scope: Scope,
    ) -> tuple[Any, ...]:
        """The elements of a list of which none of the conditions is certainly false because of a ref, in their order.

        `rest` are the binders after this one: were the list of one of them not recorded, every element would count.
        """
        if len(items) < LONG or not self._are_recorded((binder, *rest)):
            return items
        later = {other.name for other in rest}
        places: Sequence[int] | None = None
        for sought in self._sought_of(binder, conditions):
            if not sought.names <= scope.keys() - later:
                continue
            record = self._ev.value(sought.record, scope)
            if isinstance(record, Record):
                found = self._that_may_refer(items, binder, sought.ref, record)
                places = found if places is None or len(found) < len(places) else places
        return items if places is None else tuple([items[place] for place in places])

    def looked_up_first(
        self, binders: tuple[ir.Binder, ...], conditions: Conditions, scope: Scope
    ) -> tuple[ir.Binder, ...]:
        """The binders, those first whose records can be looked up by what is already known.

        Only where the order of combinations is of no consequence.
        """
        if len(binders) < 2 or not self._are_recorded(binders):
            return binders
        known = scope.keys() - {binder.name for binder in binders}
        return tuple(sorted(binders, key=lambda b: not any(s.names <= known for s in self._sought_of(b, conditions))))

    def _sought_of(self, binder: ir.Binder, conditions: Conditions) -> tuple[Sought, ...]:
        key = (id(binder), *map(id, conditions))
        if key not in self._sought:
            self._sought[key] = sought_of(self._ev.policy.functions, conditions, binder.name)
        return self._sought[key]

    def _are_recorded(self, binders: tuple[ir.Binder, ...]) -> bool:
        """Whether these range over lists of the case, all of them recorded."""
        return all(
            isinstance(b.source, ir.FieldRead)
            and isinstance(b.source.base, ir.TheCase)
            and isinstance(self._ev.value(b.source, {}), tuple)
            for b in binders
        )

    def _that_may_refer(
        self, items: tuple[Any, ...], binder: ir.Binder, ref: ir.FieldRead, record: Record
    ) -> Sequence[int]:
        """The places of the elements that refer to a record, or of which it is not certain to what they refer."""
        key = (id(items), ref.field)
        if key not in self._indexes:
            found: dict[Any, list[int]] = {}
            for place, item in enumerate(items):
                of = self._ev.value(ref, {binder.name: item})
                found.setdefault(of if isinstance(of, Record) else None, []).append(place)
            self._indexes[key] = items, found
        index = self._indexes[key][1]
        sure, unsure = index.get(record, ()), index.get(None, ())
        return sorted([*sure, *unsure]) if unsure else sure
