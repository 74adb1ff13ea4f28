"""Floor 2, compiled back end: what hangs on one row of reference data alone is worked out once, when the policy is compiled."""

from collections.abc import Callable, Iterable
from typing import Any

from attrs import frozen

from hsb_policy.backends.compiled.definitions import gives_truth
from hsb_policy.backends.compiled.writing import Module
from hsb_policy.core import ir
from hsb_policy.core.types import RecordType
from hsb_policy.core.walk import walk

_OF_THE_CASE = ir.TheCase | ir.AsAt | ir.Rows | ir.Quantified | ir.Count | ir.Pick | ir.PickValue


class Table(dict[Any, bool | None]):
    """A truth for each row; of whatever else may stand in the place of one, it is worked out when asked."""

    tell: Callable[[list[Any], Any], bool | None]

    def __missing__(self, row: Any) -> bool | None:
        return self.tell([], row)


@frozen
class RowTruths:
    """A condition on a row: the names of the table that has its truth for each row, of that for rows of which it is known, and of
    the function that tells it."""

    table: str
    known: str
    function: str
    record: str
    sure: bool


def row_of(module: Module, e: ir.Expr) -> str | None:
    """The variable for a row of reference data on which alone a condition hangs, where it is worth remembering."""
    if not module.policy.references:
        return None
    key = ("row of", id(e))  # kept with the expression, so that no other gets its number
    if key not in module.definitions:
        module.definitions[key] = e, _row_of(module, e)
    found: str | None = module.definitions[key][1]
    return found


def _row_of(module: Module, e: ir.Expr) -> str | None:
    match e:
        case ir.And() | ir.Or() | ir.Compare(op="includes"):
            pass
        case ir.Call() if gives_truth(module, module.policy.functions[e.function]):
            pass
        case _:
            return None
    found = {part.name: part for part in walk(e) if isinstance(part, ir.Variable)}
    if len(found) != 1 or not _is_free_of_the_case(module, e):
        return None
    ((name, variable),) = found.items()
    return name if reference_of(module, variable) else None


def reference_of(module: Module, e: ir.Expr) -> str | None:
    """The kind of record that reference data has rows of, if that is what an expression gives."""
    if not isinstance(e.type, RecordType):
        return None
    return e.type.name if module.policy.schema.records[e.type.name].placement == "reference" else None


def together(module: Module, parts: Iterable[ir.Expr], *, stop: bool) -> list[ir.Expr]:
    """The parts of an `and` (`stop` is False) or `or`, those that hang on one row alone as one part."""
    by_row: dict[str, list[ir.Expr]] = {}
    others = []
    for part in parts:
        row = row_of(module, part)
        if row is None and isinstance(part, ir.Not):
            row = row_of(module, part.of)
        if row is None:
            others.append(part)
        else:
            by_row.setdefault(row, []).append(part)
    if not others:
        return [part for found in by_row.values() for part in found]
    kind = ir.Or if stop else ir.And
    joined = [found[0] if len(found) == 1 else kind(parts=tuple(found)) for found in by_row.values()]
    return [*joined, *others]


def _is_free_of_the_case(module: Module, e: ir.Expr) -> bool:
    for part in walk(e):
        if isinstance(part, _OF_THE_CASE):
            return False
        if isinstance(part, ir.Call):
            key = ("free of the case", part.function)
            if key not in module.definitions:
                module.definitions[key] = _is_free_of_the_case(module, module.policy.functions[part.function].body)
            if not module.definitions[key]:
                return False
    return True
