"""Floor 2, back end: an expression of the core IR as columns. Before it: the IR and the readings; after it: `bindings`, `outcomes`.

Each kind of expression has a method, or a file of its own. The same expression of the same values is written once.
"""

from collections.abc import Mapping
from typing import Any

from hsb_policy.backends.columnar import calendar, choices, lists, operators, picks
from hsb_policy.backends.columnar.batch import Words
from hsb_policy.backends.columnar.definitions import Definitions, key_of
from hsb_policy.backends.columnar.facts import Facts, literal, of_type
from hsb_policy.backends.columnar.forms import (
    FALSE,
    NOTHING_KNOWN,
    TRUE,
    Constants,
    Form,
    Level,
    Row,
    Span,
    Word,
    unknown_like,
    values_of,
)
from hsb_policy.backends.columnar.hours import within_hours
from hsb_policy.backends.columnar.layout import Layout
from hsb_policy.backends.columnar.nodes import Frame, Graph
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.columnar.truths import Truths
from hsb_policy.backends.columnar.writing import Scope
from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.core.walk import children, known
from hsb_policy.values import days
from hsb_policy.values.calendar import load_calendar
from hsb_policy.values.unknown import SILENT as NO_ANSWER


class Writer:
    """Writes the expressions of one policy under chosen readings; gathers the fields that they need."""

    def __init__(
        self,
        policy: ir.Policy,
        readings: Mapping[tuple[str, str | None], Any],
        rows: Mapping[str, tuple[Record, ...]],
        words: Words,
    ) -> None:
        self.policy = policy
        self.schema = policy.schema
        self.readings = readings
        self.rows = rows
        self.graph = Graph()
        self.layout = Layout(policy.schema)
        self.batch = self.graph.node(None, _input, "the tables")
        self.facts = Facts(self.graph, self.layout, words, self.batch, {})
        self.truths = Truths(self.graph, words)
        self.calendar = load_calendar(policy.calendar)
        self.definitions = Definitions(self)
        self._free: dict[int, tuple[ir.Expr, frozenset[str]]] = {}
        self._written: dict[tuple[Any, ...], tuple[Form, Any]] = {}

    # ---- values -------------------------------------------------------------------------------------------------------
    def truth(self, expr: ir.Expr, scope: Scope) -> Level:
        """A condition."""
        found = self.form(expr, scope)
        if not isinstance(found, Level):
            raise CannotSayError("a condition that is no yes or no")
        return self.truths.truth(found)

    def holds(self, where: ir.Expr | None, scope: Scope) -> Level:
        """A `where`, true where there is none."""
        return TRUE if where is None else self.truth(where, scope)

    def form(self, expr: ir.Expr, scope: Scope) -> Form:
        """The value of an expression; the same expression of the same values is written once."""
        if isinstance(expr, ir.Variable):
            return scope[expr.name]
        key = (id(expr), *((name, key_of(scope[name])) for name in sorted(self.free(expr))))
        found = self._written.get(key)
        if found is None:
            # The expression and the values stay alive beside the form, so that no other one gets their identity.
            found = self._written[key] = (self._new(expr, scope), (expr, dict(scope)))
        return found[0]

    def span(self, expr: ir.Expr, scope: Scope) -> Span:
        """A number, day or moment."""
        found = self.form(expr, scope)
        if not isinstance(found, Span):
            raise CannotSayError("a number or day that has another form")
        return found

    def record(self, expr: ir.Expr, scope: Scope) -> Row:
        """A record."""
        found = self.form(expr, scope)
        if not isinstance(found, Row):
            raise CannotSayError("a record that has another form")
        return found

    # ---- variables and frames -------------------------------------------------------------------------------------------
    def free(self, expr: ir.Expr) -> frozenset[str]:
        """The variables of an expression that it does not bind itself."""
        found = self._free.get(id(expr))
        if found is None:
            found = self._free[id(expr)] = (expr, self._free_of(expr))
        return found[1]

    def _free_of(self, expr: ir.Expr) -> frozenset[str]:
        match expr:
            case ir.Variable():
                return frozenset((expr.name,))
            case ir.Quantified(binders=binders) | ir.Count(binders=binders):
                return self._within(binders, [e for e in (expr.where, getattr(expr, "body", None)) if e is not None])
            case ir.Pick(binder=binder):
                return self._within((binder,), [e for e in (expr.key, expr.where, expr.body) if e is not None])
            case ir.PickValue(binder=binder):
                inside = [e for e in (expr.key, expr.where, expr.gives) if e is not None]
                return self._within((binder,), inside) | self.free(expr.if_none)
            case _:
                return frozenset[str]().union(*(self.free(child) for child in children(expr)))

    def _within(self, binders: tuple[ir.Binder, ...], inside: list[ir.Expr]) -> frozenset[str]:
        found = frozenset[str]().union(*(self.free(e) for e in inside))
        for binder in reversed(binders):
            found = (found - {binder.name}) | self.free(binder.source)
        return found

    def home(self, expr: ir.Expr, scope: Scope) -> Frame:
        """The innermost frame among those of the variables of an expression."""
        values = [value for name in self.free(expr) for value in values_of(scope[name])]
        return self.graph.innermost(*values) or self.graph.cases

    def frame_of(self, form: Form) -> Frame:
        """The frame on which a value stands."""
        return self.graph.innermost(*values_of(form)) or self.graph.cases

    # ---- one kind of expression each --------------------------------------------------------------------------------------
    def _new(self, expr: ir.Expr, scope: Scope) -> Form:
        e = known(expr)
        match e:
            case ir.Literal():
                like = None if e.value is not NO_ANSWER else of_type(self.schema, e.type)
                return literal(e.value, self.truths.words, like)
            case ir.Variable():
                return scope[e.name]
            case ir.TheCase():
                return self.facts.the_case()
            case ir.AsAt():
                return self.as_at()
            case ir.Reading():
                return self._reading(e, scope)
            case ir.FieldRead():
                return self._field(e, scope)
            case ir.Not():
                return self.truths.not_(self.truth(e.of, scope))
            case ir.And():
                return self.truths.and_([self.truth(p, scope) for p in e.parts])
            case ir.Or():
                return self.truths.or_([self.truth(p, scope) for p in e.parts])
            case ir.Quantified():
                return lists.quantified(self, e, scope)
            case ir.Count():
                return lists.count(self, e, scope)
            case ir.Pick():
                return picks.pick(self, e, scope)
            case ir.PickValue():
                return picks.pick_value(self, e, scope)
            case ir.Compare():
                return self._compare(e, scope)
            case ir.HasHappened():
                return self.has_happened(self.span(e.of, scope))
            case ir.IsRecorded():
                if not isinstance(e.of, ir.FieldRead):
                    raise CannotSayError("whether something is recorded that is not a field")
                return self.facts.is_recorded(self.form(e.of, scope))
            case ir.IsNamed():
                return self.facts.is_named(self.record(e.of.base, scope), e.of.field)
            case ir.IsSet():
                return self._is_set(e.of, scope)
            case ir.HasValue():
                return self.truths.has_value(self.form(e.of, scope))
            case ir.Age():
                return calendar.age(self.graph, self.span(e.birth, scope), self.span(e.day, scope))
            case ir.Shift():
                return self.shifted(self.span(e.anchor, scope), e.number, e.unit)
            case ir.Between():
                start, finish = self.span(e.start, scope), self.span(e.finish, scope)
                return calendar.between(self.graph, start, finish, e.unit, self.calendar)
            case ir.DayOf():
                return calendar.day_of(self.graph, self.span(e.of, scope))
            case ir.OrIfNotYet():
                return self._or_if_not_yet(e, scope)
            case ir.OrIfNotRecorded():
                return self._or_if_not_recorded(e, scope)
            case ir.Call():
                return self.definitions.called(e, scope)
            case ir.Choose():
                return choices.choose(self, e, scope)
            case ir.Rows():
                kind = self.policy.references[e.reference].record
                self.layout.fields.setdefault(kind, {})
                return Constants(kind, len(self.rows[e.reference]))

    def as_at(self) -> Span:
        """The day on which a case is judged."""
        found = self.facts.field_of(self.facts.the_case(), "as_at")
        assert isinstance(found, Span)
        return found

    def _field(self, e: ir.FieldRead, scope: Scope) -> Form:
        found = self.facts.field_of(self.record(e.base, scope), e.field)
        if e.missing_counts_as is None:
            return found
        if not isinstance(found, Level):
            raise CannotSayError("a closed field that is no yes or no")
        missing = self.graph.apply(operators.equals, found.of, 1)
        return Level(self.graph.apply(operators.chosen, missing, 2 if e.missing_counts_as else 0, found.of))

    # ---- readings -----------------------------------------------------------------------------------------------------------
    def _reading(self, e: ir.Reading, scope: Scope) -> Form:
        part = e.part
        if e.part_of is not None:
            of = self.form(e.part_of, scope)
            if not isinstance(of, Word) or of.constant is None:
                raise CannotSayError("a reading for each row of reference data, other than its hours")
            part = of.constant
        chosen = self.readings.get((e.name, part))
        if chosen is None:
            return unknown_like(of_type(self.schema, e.type))
        if isinstance(chosen, tuple):
            raise CannotSayError("a list of readings, other than to look something up in it")
        return literal(chosen, self.truths.words)

    def chosen_list(self, expr: ir.Expr) -> tuple[Any, ...] | None:
        """The constant list that an expression is, or None."""
        if isinstance(expr, ir.Literal) and isinstance(expr.value, tuple):
            return expr.value
        if isinstance(expr, ir.Reading) and expr.part_of is None:
            chosen = self.readings.get((expr.name, expr.part))
            return chosen if isinstance(chosen, tuple) else None
        return None

    def _is_set(self, e: ir.Reading, scope: Scope) -> Level:
        if e.part_of is None:
            return TRUE if self.readings.get((e.name, e.part)) is not None else FALSE
        row = self.record(e.part_of, scope)
        rows = tuple(at for at, chosen in self.of_each_row(e, row) if chosen is not None)
        return Level(self.graph.apply(operators.among, row.of, rows)) if rows else FALSE

    def of_each_row(self, e: ir.Reading, row: Row) -> list[tuple[int, Any]]:
        """The readings of an interpretation for the rows of reference data, by their row."""
        reference = next(r for r in self.policy.references.values() if r.record == row.kind)
        return [(at, self.readings.get((e.name, record.id))) for at, record in enumerate(self.rows[reference.name])]

    # ---- operators ------------------------------------------------------------------------------------------------------------
    def _compare(self, e: ir.Compare, scope: Scope) -> Level:
        if e.op == "within_hours":
            return within_hours(self, e, scope)
        if e.op == "includes":
            return lists.includes(self, e, scope)
        truths, operands = self.truths, [self.form(operand, scope) for operand in e.operands]
        match e.op, operands:
            case "same", [a, b]:
                return truths.same(a, b)
            case "one_of", [value, *options]:
                words = [o for o in options if isinstance(o, Word) and o.constant is not None and o.name is None]
                if isinstance(value, Word) and len(words) == len(options):
                    return truths.word_among(value, tuple(o.of for o in words if isinstance(o.of, int)))
                return truths.or_([truths.same(value, option) for option in options])
        spans = [operand for operand in operands if isinstance(operand, Span)]
        if len(spans) != len(operands):
            raise CannotSayError("a comparison of days or numbers with something else")
        match e.op, spans:
            case "less", [a, b]:
                return truths.less(a, b)
            case "at_most", [a, b]:
                return truths.at_most(a, b)
            case "in_range", [value, low, high]:
                return truths.in_range(value, low, high)
            case "overlaps", [a, b, c, d]:
                return truths.and_((truths.less(a, d), truths.less(c, b)))
            case "touches", [a, b, c, d]:
                return truths.and_((truths.at_most(a, d), truths.at_most(c, b)))
            case "covers", [start, finish, day]:
                return truths.in_range(day, start, self._the_day_before(finish))
            case "covers_or_ends", [start, finish, day]:
                return truths.in_range(day, start, finish)
            case _:
                raise CannotSayError(f"the operator `{e.op}`")

    def _the_day_before(self, finish: Span) -> Span:
        if finish.marks:
            raise CannotSayError("a period whose end may be silent")
        low, high = (self.graph.apply(operators.minus, end, 1) for end in (finish.low, finish.high))
        return Span(low, high)

    def has_happened(self, of: Span) -> Level:
        """Whether a day has come; one that is not known has."""
        apply = self.graph.apply
        come = apply(operators.chosen, apply(operators.equals, of.low, days.NOT_YET), 0, 2)
        return Level(apply(operators.chosen, apply(operators.equals, of.low, NOTHING_KNOWN.low), 1, come))

    def shifted(self, anchor: Span, number: ir.Expr, unit: str) -> Span:
        """So many units after a day."""
        found = self._whole_number(number)
        return NOTHING_KNOWN if found is None else calendar.shifted(self.graph, anchor, found, unit, self.calendar)

    def _whole_number(self, number: ir.Expr) -> int | None:
        match number:
            case ir.Literal(value=int() as value):
                return value
            case ir.Reading(part_of=None):
                chosen = self.readings.get((number.name, number.part))
                return chosen if isinstance(chosen, int) else None
            case _:
                raise CannotSayError("a length of time that a case decides")

    def _or_if_not_yet(self, e: ir.OrIfNotYet, scope: Scope) -> Form:
        of, otherwise = self.span(e.of, scope), self.span(e.otherwise, scope)
        apply = self.graph.apply
        low, high = (
            apply(operators.chosen, apply(operators.equals, own, days.NOT_YET), end, own)
            for own, end in ((of.low, otherwise.low), (of.high, otherwise.high))
        )
        return Span(low, high, of.marks | otherwise.marks)

    def _or_if_not_recorded(self, e: ir.OrIfNotRecorded, scope: Scope) -> Form:
        if not isinstance(e.of, ir.FieldRead) or e.of.missing_counts_as is not None:
            raise CannotSayError("`or if not recorded` of something that is not a field")
        of, otherwise = self.form(e.of, scope), self.form(e.otherwise, scope)
        absent = self.facts.is_not_recorded(self.record(e.of.base, scope), e.of.field)
        return choices.either(self, absent, otherwise, of)


def _input(tables: Any) -> Any:
    """The tables of a batch."""
    return tables
