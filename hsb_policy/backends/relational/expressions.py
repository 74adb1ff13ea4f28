"""Floor 2, back end: an expression of the core IR as SQL. Before it: the IR and the readings; after it: `bindings`, `outcomes`.

Definitions are written in the place of their calls. What is costly (a range over a list, a pick, a definition) is worked out in
the outermost block that knows its variables, and once for the same arguments; a definition of one record of a list is worked
out for all records of that list, as a column.
"""

from collections.abc import Callable, Mapping
from typing import Any

from hsb_policy.backends.columnar.layout import in_a_list
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational import calendar, choices, facts, lists, picks, truths
from hsb_policy.backends.relational.forms import (
    FALSE,
    NOTHING_KNOWN,
    TRUE,
    Form,
    Level,
    Many,
    Row,
    Span,
    Word,
    packed,
    unknown_like,
    unpacked,
)
from hsb_policy.backends.relational.hours import within_hours
from hsb_policy.backends.relational.layout import Layout
from hsb_policy.backends.relational.sql import Block, Columns, named
from hsb_policy.backends.relational.writing import Scope
from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.core.types import HoursType, RecordType, TextType, Type, YesNoType
from hsb_policy.core.walk import children, known
from hsb_policy.values import days
from hsb_policy.values.calendar import load_calendar
from hsb_policy.values.unknown import SILENT

_COSTLY = (ir.Quantified, ir.Count, ir.Pick, ir.PickValue, ir.Choose)


class Writer:
    """Writes the expressions of one policy under chosen readings; gathers the columns and fields that they need."""

    def __init__(
        self,
        policy: ir.Policy,
        readings: Mapping[tuple[str, str | None], Any],
        rows: Mapping[str, tuple[Record, ...]],
    ) -> None:
        self.policy = policy
        self.schema = policy.schema
        self.readings = readings
        self.rows = rows
        self.layout = Layout(policy.schema)
        self.columns = Columns()
        self.root = Block(self.columns)
        self.calendar = load_calendar(policy.calendar)
        self._free: dict[int, tuple[ir.Expr, frozenset[str]]] = {}

    # ---- values ---------------------------------------------------------------------------------------------------
    def truth(self, expr: ir.Expr, scope: Scope, block: Block) -> Level:
        """A condition."""
        found = self.form(expr, scope, block)
        if not isinstance(found, Level):
            raise CannotSayError("a condition that is no yes or no")
        return truths.truth(found)

    def holds(self, where: ir.Expr | None, scope: Scope, block: Block) -> Level:
        """A `where`, true where there is none."""
        return TRUE if where is None else self.truth(where, scope, block)

    def form(self, expr: ir.Expr, scope: Scope, block: Block) -> Form:
        """The value of an expression."""
        if isinstance(expr, _COSTLY):
            return self._once((id(expr),), expr, expr, scope, block)
        return self._written(expr, scope, block)

    def _once(self, key: tuple[Any, ...], owner: Any, expr: ir.Expr, scope: Scope, block: Block) -> Form:
        """A value worked out once in the outermost block that knows its variables; `owner` keeps the key's identity alive."""
        free = sorted(self.free(expr))
        home = block.at(max((scope[name][1] for name in free), default=0))
        key = (*key, *(scope[name][0] for name in free))
        if key not in home.remembered:
            label = owner.name if isinstance(owner, ir.Function) else "v"
            home.remembered[key] = (self._kept(self._written(expr, scope, home), home, label), owner)
        found: Form = home.remembered[key][0]
        return found

    def _kept(self, form: Form, home: Block, label: str) -> Form:
        """A value in a column of its own, where it is worth one."""
        match form:
            case Level() if form.known is not None:
                return form
            case Word() if form.constant is not None:
                return form
            case Row() | Many():
                return form
            case _:
                return unpacked(form, home.bind(label, packed(form)), self.row_at)

    def row_at(self, kind: str, place: str) -> Row:
        """The record of a kind at a place."""
        return facts.row_at(self.layout, kind, place)

    def free(self, expr: ir.Expr) -> frozenset[str]:
        """The variables of an expression that it does not bind itself."""
        found = self._free.get(id(expr))
        if found is None:
            found = (expr, self._free_of(expr))
            self._free[id(expr)] = found
        return found[1]

    def _free_of(self, expr: ir.Expr) -> frozenset[str]:
        match expr:
            case ir.Variable():
                return frozenset((expr.name,))
            case ir.Quantified(binders=binders) | ir.Count(binders=binders):
                return self._within(binders, [e for e in (expr.where, getattr(expr, "body", None)) if e is not None])
            case ir.Pick(binder=binder):
                inside = [e for e in (expr.key, expr.where, expr.body) if e is not None]
                return self._within((binder,), inside)
            case ir.PickValue(binder=binder):
                inside = [e for e in (expr.key, expr.where, expr.gives) if e is not None]
                return self._within((binder,), inside) | self.free(expr.if_none)
            case _:
                return frozenset().union(*(self.free(child) for child in children(expr)))

    def _within(self, binders: tuple[ir.Binder, ...], inside: list[ir.Expr]) -> frozenset[str]:
        found = frozenset[str]().union(*(self.free(e) for e in inside))
        for binder in reversed(binders):
            found = (found - {binder.name}) | self.free(binder.source)
        return found

    # ---- one kind of expression each --------------------------------------------------------------------------------
    def _written(self, expr: ir.Expr, scope: Scope, block: Block) -> Form:
        e = known(expr)
        match e:
            case ir.Literal():
                return facts.literal(e.value, None if e.value is not SILENT else facts.of_type(self.schema, e.type))
            case ir.Variable():
                return scope[e.name][0]
            case ir.TheCase():
                return facts.THE_CASE
            case ir.AsAt():
                return Span("as_at", "as_at")
            case ir.Reading():
                return self._reading(e, scope, block)
            case ir.FieldRead():
                return self._field(e, scope, block)
            case ir.Not():
                return truths.not_(self.truth(e.of, scope, block))
            case ir.And():
                return truths.and_(self.truth(p, scope, block) for p in e.parts)
            case ir.Or():
                return truths.or_(self.truth(p, scope, block) for p in e.parts)
            case ir.Quantified():
                return lists.quantified(self, e, scope, block)
            case ir.Count():
                return lists.count(self, e, scope, block)
            case ir.Pick():
                return picks.pick(self, e, scope, block)
            case ir.PickValue():
                return picks.pick_value(self, e, scope, block)
            case ir.Compare():
                return self._compare(e, scope, block)
            case ir.HasHappened():
                return self._has_happened(self.span(e.of, scope, block))
            case ir.IsRecorded():
                if not isinstance(e.of, ir.FieldRead):
                    raise CannotSayError("whether something is recorded that is not a field")
                return facts.is_recorded(self.form(e.of, scope, block))
            case ir.IsNamed():
                return facts.is_named(self.layout, self.record(e.of.base, scope, block), e.of.field)
            case ir.IsSet():
                return self._is_set(e.of, scope, block)
            case ir.HasValue():
                found = self.form(e.of, scope, block)
                return (
                    truths.has_value(found)
                    if isinstance(found, Level | Span | Word)
                    else truths.state(self._row(found))
                )
            case ir.Age():
                return calendar.age(self.span(e.birth, scope, block), self.span(e.day, scope, block))
            case ir.Shift():
                return self.shifted(self.span(e.anchor, scope, block), e.number, e.unit)
            case ir.Between():
                start, finish = self.span(e.start, scope, block), self.span(e.finish, scope, block)
                return calendar.between(start, finish, e.unit, self.calendar)
            case ir.DayOf():
                return calendar.day_of(self.span(e.of, scope, block))
            case ir.OrIfNotYet():
                return self._or_if_not_yet(e, scope, block)
            case ir.OrIfNotRecorded():
                return self._or_if_not_recorded(e, scope, block)
            case ir.Call():
                return self._call(e, scope, block)
            case ir.Choose():
                return choices.choose(self, e, scope, block)
            case ir.Rows():
                return Many(named(f"rows {e.reference}"), _item_of(e.type), embedded=True)

    def span(self, expr: ir.Expr, scope: Scope, block: Block) -> Span:
        """A number, day or moment."""
        found = self.form(expr, scope, block)
        if not isinstance(found, Span):
            raise CannotSayError("a number or day that has another form")
        return found

    def record(self, expr: ir.Expr, scope: Scope, block: Block) -> Row:
        """A record."""
        return self._row(self.form(expr, scope, block))

    def _row(self, found: Form) -> Row:
        if not isinstance(found, Row):
            raise CannotSayError("a record that has another form")
        return found

    def _field(self, e: ir.FieldRead, scope: Scope, block: Block) -> Form:
        found = facts.field_of(self.layout, self.record(e.base, scope, block), e.field)
        if e.missing_counts_as is None:
            return found
        if not isinstance(found, Level):
            raise CannotSayError("a closed field that is no yes or no")
        return Level(f"CASE {found.sql} WHEN 1 THEN {2 if e.missing_counts_as else 0} ELSE {found.sql} END")

    # ---- readings ---------------------------------------------------------------------------------------------------
    def _reading(self, e: ir.Reading, scope: Scope, block: Block) -> Form:
        part = e.part
        if e.part_of is not None:
            of = self.form(e.part_of, scope, block)
            if not isinstance(of, Word) or of.constant is None:
                raise CannotSayError("a reading for each row of reference data, other than its hours")
            part = of.constant
        chosen = self.readings.get((e.name, part))
        if chosen is None:
            return unknown_like(facts.of_type(self.schema, e.type))
        if isinstance(chosen, tuple):
            raise CannotSayError("a list of readings, other than to look something up in it")
        return facts.literal(chosen)

    def chosen_list(self, expr: ir.Expr) -> tuple[Any, ...] | None:
        """The constant list that an expression is, or None."""
        if isinstance(expr, ir.Literal) and isinstance(expr.value, tuple):
            return expr.value
        if isinstance(expr, ir.Reading) and expr.part_of is None:
            chosen = self.readings.get((expr.name, expr.part))
            return chosen if isinstance(chosen, tuple) else None
        return None

    def _is_set(self, e: ir.Reading, scope: Scope, block: Block) -> Level:
        if e.part_of is None:
            return TRUE if self.readings.get((e.name, e.part)) is not None else FALSE
        row = self.record(e.part_of, scope, block)
        set_ = [str(at) for at, chosen in self.of_each_row(e, row) if chosen is not None]
        return truths.certainly(f"{row.place} IN ({', '.join(set_)})") if set_ else FALSE

    def of_each_row(self, e: ir.Reading, row: Row) -> list[tuple[int, Any]]:
        """The readings of an interpretation for the rows of reference data, by their place."""
        reference = next(r for r in self.policy.references.values() if r.record == row.kind)
        records = self.rows[reference.name]
        return [(at, self.readings.get((e.name, record.id))) for at, record in enumerate(records, 1)]

    # ---- operators --------------------------------------------------------------------------------------------------
    def _compare(self, e: ir.Compare, scope: Scope, block: Block) -> Level:
        if e.op == "within_hours":
            return within_hours(self, e, scope, block)
        if e.op == "includes":
            return lists.includes(self, e, scope, block)
        operands = [self.form(operand, scope, block) for operand in e.operands]
        match e.op, operands:
            case "same", [a, b]:
                return same(a, b)
            case "one_of", [value, *options]:
                words = [o.constant for o in options if isinstance(o, Word) and o.constant is not None]
                if isinstance(value, Word) and len(words) == len(options):
                    return truths.word_among(value, tuple(words))
                return truths.or_(same(value, option) for option in options)
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
                return truths.in_range(day, start, _the_day_before(finish))
            case "covers_or_ends", [start, finish, day]:
                return truths.in_range(day, start, finish)
            case _:
                raise CannotSayError(f"the operator `{e.op}`")

    def _has_happened(self, of: Span) -> Level:
        return Level(f"CASE {of.low} WHEN {NOTHING_KNOWN.low} THEN 1 WHEN {days.NOT_YET} THEN 0 ELSE 2 END")

    def shifted(self, anchor: Span, number: ir.Expr, unit: str) -> Span:
        """So many units after a day."""
        found = self._whole_number(number)
        return NOTHING_KNOWN if found is None else calendar.shifted(anchor, found, unit, self.calendar)

    def _whole_number(self, number: ir.Expr) -> int | None:
        match number:
            case ir.Literal(value=int() as value):
                return value
            case ir.Reading(part_of=None):
                chosen = self.readings.get((number.name, number.part))
                return chosen if isinstance(chosen, int) else None
            case _:
                raise CannotSayError("a length of time that a case decides")

    def _or_if_not_yet(self, e: ir.OrIfNotYet, scope: Scope, block: Block) -> Form:
        of, otherwise = self.span(e.of, scope, block), self.span(e.otherwise, scope, block)
        low, high = (
            f"CASE {of.low} WHEN {days.NOT_YET} THEN {end} ELSE {own} END"
            for own, end in ((of.low, otherwise.low), (of.high, otherwise.high))
        )
        return Span(low, high, of.marks | otherwise.marks)

    def _or_if_not_recorded(self, e: ir.OrIfNotRecorded, scope: Scope, block: Block) -> Form:
        if not isinstance(e.of, ir.FieldRead) or e.of.missing_counts_as is not None:
            raise CannotSayError("`or if not recorded` of something that is not a field")
        of, otherwise = self.form(e.of, scope, block), self.form(e.otherwise, scope, block)
        record = self.record(e.of.base, scope, block)
        absent = facts.is_not_recorded(self.layout, record, e.of.field)
        return choices.either(absent, otherwise, of)

    # ---- definitions ------------------------------------------------------------------------------------------------
    def _call(self, e: ir.Call, scope: Scope, block: Block) -> Form:
        function = self.policy.functions[e.function]
        names = [name for name, _ in function.parameters]
        args = [self.form(arg, scope, block) for arg in e.args]
        of_records = [a for a in args if isinstance(a, Row)]
        varying = [a for a in args if not (isinstance(a, Word) and a.constant is not None)]
        if len(varying) == 1 and len(of_records) == 1 and self._stands_in_a_list(of_records[0]):
            try:
                return self._for_all_records(function, args, of_records[0])
            except CannotSayError:
                pass  # it asks what was recorded of the argument itself, which only the place of the call can tell
        depths = [self._depth(arg, scope) for arg in e.args]
        inner = {n: (a, d) for n, a, d in zip(names, args, depths, strict=True)}
        found = self._once((function.name, *args), function, function.body, inner, block)
        return _as_condition(function.type, found)

    def _depth(self, expr: ir.Expr, scope: Scope) -> int:
        return max((scope[name][1] for name in self.free(expr)), default=0)

    def _stands_in_a_list(self, row: Row) -> bool:
        return row.kind in self.schema.records and in_a_list(self.schema.records[row.kind])

    def _for_all_records(self, function: ir.Function, args: list[Form], row: Row) -> Form:
        """A definition worked out for all records of a list at once, as a column, and looked up for one of them."""
        constants = tuple(a.constant if isinstance(a, Word) else None for a in args)
        found = self._column_of(function, constants, args, Row(row.kind, "", "", certain=True))
        if row.certain:
            return found(row.place)
        unknown = self._column_of(function, constants, args, Row(row.kind, "NULL", "NULL"))
        return choices.either(f"{row.place} IS NULL", unknown(""), found(row.place))

    def _column_of(
        self, function: ir.Function, constants: tuple[str | None, ...], args: list[Form], row: Row
    ) -> Callable[[str], Form]:
        key = ("column", function.name, constants, row.certain)
        if key not in self.root.remembered:
            self.root.remembered[key] = (self._new_column(function, args, row), function)
        found: Callable[[str], Form] = self.root.remembered[key][0]
        return found

    def _new_column(self, function: ir.Function, args: list[Form], row: Row) -> Callable[[str], Form]:
        names = [name for name, _ in function.parameters]
        if not row.certain:
            typed = Row(
                row.kind, f"{facts.listed(self.layout, row.kind)}[CAST(NULL AS INTEGER)]", "CAST(NULL AS INTEGER)"
            )
            scope = {n: (typed if isinstance(a, Row) else a, 0) for n, a in zip(names, args, strict=True)}
            made = _as_condition(function.type, self.form(function.body, scope, self.root))
            kept = self._kept(made, self.root, f"unknown_{function.name}")
            return lambda _: kept
        block = self.root.looping(facts.listed(self.layout, row.kind))
        element = Row(row.kind, block.variable, f"{block.variable}['place']", certain=True)
        scope = {
            n: (element if isinstance(a, Row) else a, 1 if isinstance(a, Row) else 0)
            for n, a in zip(names, args, strict=True)
        }
        made = _as_condition(function.type, self.form(function.body, scope, block))
        if isinstance(made, Many) or (isinstance(made, Row) and made.kind == row.kind):
            raise CannotSayError("a definition that gives a list, or a record")
        if isinstance(made, Level) and made.known is not None:
            return lambda _: made
        column = self.columns.add(f"d_{function.name}", block.each(packed(made)))
        return lambda place: unpacked(made, f"{column}[{place}]", self.row_at)


def _as_condition(kind: Type, found: Form) -> Form:
    """What a definition gives: where it is a condition, silence is no."""
    if isinstance(kind, YesNoType) and isinstance(found, Level) and "silent" in found.marks:
        marks = found.marks - {"silent"}
        return Level(f"CASE {found.sql} WHEN -1 THEN 0 ELSE {found.sql} END", marks)
    return found


def same(a: Form, b: Form) -> Level:
    """Whether two values are the same."""
    match a, b:
        case Level(), Level():
            return truths.same_level(a, b)
        case Span(), Span():
            return truths.same_span(a, b)
        case Word(), Word():
            return truths.same_word(a, b)
        case Row(), Row():
            return truths.same_row(a, b)
        case (Word(constant=None) as answer, Level() as given) | (Level() as given, Word(constant=None) as answer):
            if given.known in (0, 2):
                return truths.word_among(answer, ("=yes" if given.known == 2 else "=no",))
    raise CannotSayError("a comparison of values that have different forms")


def _the_day_before(finish: Span) -> Span:
    def ended(end: str) -> str:
        return f"({end} - 1)" if not finish.marks else f"CASE WHEN ABS({end}) >= {10**15} THEN {end} ELSE {end} - 1 END"

    return Span(ended(finish.low), ended(finish.high), finish.marks)


def _item_of(kind: Type) -> Type:
    item = getattr(kind, "item", kind)
    assert isinstance(item, RecordType | TextType | HoursType) or item is not None
    return item
