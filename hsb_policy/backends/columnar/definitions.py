"""Floor 2, back end: what definitions give, as columns.

A definition is written in the place of its call; one of a single record, whose other arguments are the same for all records of a case, is
worked out for all records of its kind, and looked up for one of them. Of a record that is not known it is worked out once more. One of a row
of reference data that says nothing of the case is worked out for the rows of the data alone.
"""

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from hsb_policy.backends.columnar import choices, operators
from hsb_policy.backends.columnar.batch import NO_ROW
from hsb_policy.backends.columnar.forms import SILENT, SILENT_LEVEL, Form, Level, Row, Span, Word, mapped, values_of
from hsb_policy.backends.columnar.layout import in_a_list
from hsb_policy.backends.columnar.nodes import Frame, Node, Value, taken
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.columnar.writing import Scope, Writes
from hsb_policy.core import ir
from hsb_policy.core.types import YesNoType
from hsb_policy.core.walk import walk


@define(eq=False)
class Definitions:
    """Writes calls of definitions; remembers what each gives for all records of a kind, and for a record that is not known."""

    writer: Writes
    _of_all: dict[tuple[Any, ...], Form] = field(factory=dict)
    _of_nobody: dict[tuple[Any, ...], Form] = field(factory=dict)
    _of_the_case: dict[str, bool] = field(factory=dict)

    def called(self, e: ir.Call, scope: Scope) -> Form:
        """What a definition gives for its arguments."""
        function = self.writer.policy.functions[e.function]
        args = [self.writer.form(arg, scope) for arg in e.args]
        row = self._only_record(args)
        frame = None if row is None else self._all_records(function, args, row)
        if row is not None and frame is not None:
            try:
                return self._for_all_records(function, args, row, frame)
            except CannotSayError:
                pass  # it asks what was recorded of the argument itself, which only the place of the call can tell
        names = [name for name, _ in function.parameters]
        return self._given(function, dict(zip(names, args, strict=True)))

    def _given(self, function: ir.Function, scope: Scope) -> Form:
        """What a definition gives: where it is a condition, silence is no."""
        found = self.writer.form(function.body, scope)
        if isinstance(function.type, YesNoType) and isinstance(found, Level) and SILENT in found.marks:
            apply = self.writer.graph.apply
            silent = apply(operators.equals, found.of, SILENT_LEVEL)
            return Level(apply(operators.chosen, silent, 0, found.of), found.marks - {SILENT})
        return found

    def _only_record(self, args: list[Form]) -> Row | None:
        """The one record among the arguments, where all others are the same for all records of a case."""
        rows = [arg for arg in args if isinstance(arg, Row)]
        others = [value for arg in args if not isinstance(arg, Row) for value in values_of(arg)]
        alike = self.writer.graph.innermost(*others) in (None, self.writer.graph.cases)
        return rows[0] if len(rows) == 1 and alike else None

    def _all_records(self, function: ir.Function, args: list[Form], row: Row) -> Frame | None:
        """The frame of all records of a kind; None where a definition is written in the place of its call."""
        graph, facts = self.writer.graph, self.writer.facts
        record = self.writer.policy.schema.records.get(row.kind)
        if record is not None and in_a_list(record):
            return facts.whole(row.kind, graph.cases)
        constant = all(isinstance(value, int) for arg in args if arg is not row for value in values_of(arg))
        if record is not None and record.placement == "reference" and constant and not self._names_the_case(function):
            return facts.whole(row.kind, None)
        return None

    def _names_the_case(self, function: ir.Function) -> bool:
        """Whether a definition says something of the case, or ranges over what is no part of its arguments."""
        if function.name not in self._of_the_case:
            functions = self.writer.policy.functions
            self._of_the_case[function.name] = any(
                isinstance(e, ir.TheCase | ir.AsAt | ir.Rows)
                or (isinstance(e, ir.Call) and self._names_the_case(functions[e.function]))
                for e in walk(function.body)
            )
        return self._of_the_case[function.name]

    def _for_all_records(self, function: ir.Function, args: list[Form], row: Row, frame: Frame) -> Form:
        """A definition worked out for all records of a kind at once, and looked up for one of them."""
        writer = self.writer
        key = (function.name, *(None if isinstance(arg, Row) else key_of(arg) for arg in args))
        if key not in self._of_all:
            element = Row(row.kind, writer.facts.element(frame), certain=True)
            self._of_all[key] = _simple(self._given(function, _scope_of(function, args, element)))
        found = mapped(self._of_all[key], lambda value: self._looked_up(value, frame, row))
        if row.certain or frame.parent is None:  # which row of reference data it is, is always known
            return found
        if key not in self._of_nobody:
            self._of_nobody[key] = self._given(function, _scope_of(function, args, Row(row.kind, NO_ROW)))
        of_nobody = self._of_nobody[key]
        if isinstance(row.of, int):
            return of_nobody
        return choices.either(writer, writer.graph.apply(operators.below, row.of, 0), of_nobody, found)

    def _looked_up(self, value: Value, frame: Frame, row: Row) -> Value:
        if not isinstance(value, Node) or isinstance(row.of, int):
            return value
        if value.frame is not frame:  # the same for all records of a case
            return value
        if self.writer.facts.is_whole(row) and row.of.frame is frame:
            return value
        return self.writer.graph.node(row.of.frame, taken, value, row.of)


def key_of(form: Form) -> tuple[Any, ...]:
    """What two forms of the same value have in common."""
    more = (form.certain, id(form.not_recorded)) if isinstance(form, Row) else ()
    return (type(form), *values_of(form), getattr(form, "constant", None), getattr(form, "marks", None), *more)


def _simple(form: Form) -> Form:
    if not isinstance(form, Level | Span | Word):
        raise CannotSayError("a definition that gives a list, or a record")
    return form


def _scope_of(function: ir.Function, args: list[Form], row: Row) -> Mapping[str, Form]:
    names = [name for name, _ in function.parameters]
    return {name: row if isinstance(arg, Row) else arg for name, arg in zip(names, args, strict=True)}
