"""Floor 2, back end: a condition as parts that must all hold, each asked as early as its variables allow.

A definition of several records is looked into: its parts may each speak of one of them alone, and then leave few combinations to ask
the others of. One of a single record stays whole: it is worked out once for all records of its kind (`definitions`).
"""

from collections.abc import Iterator, Mapping

from attrs import frozen

from hsb_policy.backends.columnar.forms import Level
from hsb_policy.backends.columnar.writing import Scope, Writes
from hsb_policy.core import ir
from hsb_policy.core.types import RecordType
from hsb_policy.core.walk import walk


@frozen(eq=False)
class Part:
    """A condition; within a definition also its `arguments`, by parameter, in the variables of where it is asked. None outside of one."""

    condition: ir.Expr
    arguments: "Mapping[str, Part] | None" = None

    def free(self, writer: Writes) -> frozenset[str]:
        """The variables that it is asked of."""
        names = writer.free(self.condition)
        if self.arguments is None:
            return names
        return frozenset[str]().union(*(self.arguments[name].free(writer) for name in names))

    def truth(self, writer: Writes, scope: Scope) -> Level:
        """What it comes to for these variables."""
        return writer.truth(self.condition, self._within(writer, scope))

    def _within(self, writer: Writes, scope: Scope) -> Scope:
        """The variables as the definition names them."""
        if self.arguments is None:
            return scope
        given = {name: self.arguments[name] for name in writer.free(self.condition)}
        return {name: writer.form(part.condition, part._within(writer, scope)) for name, part in given.items()}


def parts_of(writer: Writes, *conditions: ir.Expr | None) -> list[Part]:
    """The conditions that must all hold, one by one: those first that are soon told, and may leave few rows to ask the others of."""
    parts = [part for condition in conditions if condition is not None for part in _parts(writer, condition, None)]
    return sorted(parts, key=lambda part: max(map(_effort, walk(part.condition))))


def _effort(e: ir.Expr) -> int:
    """How long it takes to ask, one kind of expression beside another."""
    match e:
        case ir.Quantified() | ir.Count() | ir.Pick() | ir.PickValue():
            return 3
        case ir.Call() if _records_of(e) > 1:
            return 3
        case ir.Age() | ir.Shift() | ir.Between() | ir.DayOf():
            return 2
        case ir.Compare(op=op) if op not in ("same", "one_of"):
            return 1
        case _:
            return 0


def _records_of(call: ir.Call) -> int:
    return sum(isinstance(arg.type, RecordType) for arg in call.args)


def _parts(writer: Writes, condition: ir.Expr, arguments: Mapping[str, Part] | None) -> Iterator[Part]:
    match condition:
        case ir.And():
            for part in condition.parts:
                yield from _parts(writer, part, arguments)
        case ir.Call() if _records_of(condition) > 1:
            function = writer.policy.functions[condition.function]
            given = {
                name: Part(arg, arguments) for (name, _), arg in zip(function.parameters, condition.args, strict=True)
            }
            yield from _parts(writer, function.body, given)
        case _:
            yield Part(condition, arguments)
