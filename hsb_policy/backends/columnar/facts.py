"""Floor 2, back end: the facts of cases in a plan: fields of records, the elements of lists, and whether something was recorded."""

from typing import Any, Final

from attrs import frozen

from hsb_policy.backends.columnar import frames
from hsb_policy.backends.columnar import operators as op
from hsb_policy.backends.columnar.batch import LAST, NAME, NO_WORD, STATE, VALUE, Words, elements_of
from hsb_policy.backends.columnar.forms import (
    FALSE,
    NOTHING_KNOWN,
    TRUE,
    UNKNOWN,
    Constants,
    Form,
    Level,
    Many,
    Row,
    Span,
    Word,
    silent_like,
)
from hsb_policy.backends.columnar.layout import Layout, has_names, in_a_list
from hsb_policy.backends.columnar.nodes import Frame, Graph, Node, Value, taken
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.core.schema import CASE, Schema
from hsb_policy.core.types import (
    AnswerType,
    CodeType,
    DayType,
    ListType,
    MomentType,
    NumberType,
    RecordType,
    TextType,
    Type,
    YesNoType,
)
from hsb_policy.values import days
from hsb_policy.values.unknown import SILENT, Between, NamedCode

_WIDEST_RECORDED: Final = 400  # a day known to the year counts as recorded, one of which less is known does not


def table_input(batch_tables: Any, name: str) -> Any:
    """The table of this name of a batch."""
    return batch_tables[name]


@frozen(eq=False)
class Facts:
    """Writes reads of facts into a plan, and says in the layout which are read."""

    graph: Graph
    layout: Layout
    words: Words
    tables: Node  # the tables of the batch
    _whole: dict[Frame, str]  # frames of all records of a table, in its order

    # ---- records and their fields -----------------------------------------------------------------------------------------
    def the_case(self) -> Row:
        """The case."""
        return Row(CASE, self.size_of(self.graph.cases), certain=True)

    def table(self, name: str) -> Node:
        """A table of the batch."""
        return self.graph.node(None, table_input, self.tables, name)

    def whole(self, kind: str, parent: Frame | None) -> Frame:
        """The frame of all records of a kind: within the cases, or of reference data within nothing."""
        frame = self.graph.frame(self.graph.node(parent, frames.whole_table, self.table(kind)), parent)
        self._whole[frame] = kind
        return frame

    def is_whole(self, row: Row) -> bool:
        """Whether a variable ranges over all records of its kind, in their order."""
        node = row.of
        if not isinstance(node, Node) or node.frame is None:
            return False
        if row.kind == CASE:
            return node.frame is self.graph.cases
        return node.function is frames.element and self._whole.get(node.frame) == row.kind

    def element(self, frame: Frame) -> Node:
        """What each row of a frame stands for."""
        found = self.graph.node(frame, frames.element, frame.rows)
        return self.graph.places(found) if frame in self._whole else found

    def read(self, row: Row, name: str) -> Value:
        """A column of a record's table, for the records."""
        assert isinstance(row.of, Node)
        column = self.graph.node(None, frames.column, self.table(row.kind), name)
        if self.is_whole(row):
            return self.graph.node(row.of.frame, frames.whole_column, column)
        return self.graph.node(row.of.frame, taken, column, row.of)

    def field_of(self, record: Row, name: str) -> Form:
        """A field of a record. Of a record that is not known it is unknown, whatever all that it may be have in common."""
        if record.kind == CASE and name == "as_at":
            day = self.read(record, name)
            return Span(day, day)
        definition = self.layout.needs(record.kind, name)
        kind = definition.type
        if isinstance(record.of, int):
            return self._of_nobody(record, name, kind)
        match kind:
            case YesNoType():
                return Level(self.read(record, name))
            case DayType() | MomentType() | NumberType():
                return Span(self.read(record, name), self.read(record, LAST.format(name)))
            case CodeType() if has_names(self.layout.schema, kind):
                return Word(self.read(record, name), self.read(record, NAME.format(name)))
            case TextType() | AnswerType() | CodeType():
                return Word(self.read(record, name))
            case ListType():
                return self._many(record, name, kind.item)
            case RecordType():
                return self._of_record(record, name, kind)
            case _:
                raise CannotSayError(f"the field `{name}`")

    def _of_nobody(self, record: Row, name: str, kind: Type) -> Form:
        """A field of a record that is not known."""
        match kind:
            case DayType(open=False):
                return Span(days.FIRST_DAY, days.LAST_DAY)
            case MomentType(open=False):
                return Span(days.first_moment(days.FIRST_DAY), days.last_moment(days.LAST_DAY))
            case ListType():
                return self._many(record, name, kind.item)
            case RecordType():
                return self._of_record(record, name, kind)
            case _:
                return of_type(self.layout.schema, kind)

    def _many(self, record: Row, name: str, item: Type) -> Many:
        schema = self.layout.schema
        if isinstance(item, RecordType) and (record.kind == CASE or not in_a_list(schema.records[item.name])):
            self.layout.fields.setdefault(item.name, {})
            return Many(record, name, item.name, item, embedded=True)
        return Many(record, name, elements_of(record.kind, name), item)

    def _of_record(self, record: Row, name: str, kind: RecordType) -> Row:
        if self.layout.schema.records[kind.name].placement == "reference":
            raise CannotSayError("a ref from a case to reference data")
        self.layout.fields.setdefault(kind.name, {})
        of = record.of if isinstance(record.of, int) else self.read(record, name)
        return Row(kind.name, of, not_recorded=lambda: self.is_not_recorded(record, name))

    # ---- lists --------------------------------------------------------------------------------------------------------------
    def listed(self, many: Many | Constants, part: Any) -> Value:
        """Of the list of each record: where it begins, how long it is, or whether it is known (`part`)."""
        assert isinstance(many, Many)
        owner = many.owner
        listed = self.graph.node(None, frames.list_of, self.table(owner.kind), many.field)
        column = self.graph.node(None, part, listed)
        if self.is_whole(owner):
            assert isinstance(owner.of, Node)
            return self.graph.node(owner.of.frame, frames.whole_column, column)
        return self.graph.apply(taken, column, owner.of) if isinstance(owner.of, Node) else 0

    def known(self, many: Many | Constants) -> Value:
        """Whether the list is known, 1 or 0."""
        return 1 if isinstance(many, Constants) else self.listed(many, frames.listed_known)

    def item_at(self, many: Many | Constants, at: Value) -> Form:
        """The element of a list that stands in this row of its table."""
        if isinstance(many, Constants):
            return Row(many.kind, at, certain=True)
        match many.item:
            case RecordType() if many.embedded:
                return Row(many.item.name, at, certain=True)
            case RecordType():
                return Row(many.item.name, self._value(many, at, VALUE))
            case NumberType() | DayType() | MomentType():
                return Span(self._value(many, at, VALUE), self._value(many, at, LAST.format(VALUE)))
            case YesNoType():
                return Level(self._value(many, at, VALUE))
            case CodeType() if has_names(self.layout.schema, many.item):
                return Word(self._value(many, at, VALUE), self._value(many, at, NAME.format(VALUE)))
            case _:
                return Word(self._value(many, at, VALUE))

    def _value(self, many: Many, at: Value, name: str) -> Value:
        return self.read(Row(many.table, at), name)

    # ---- whether something was recorded ----------------------------------------------------------------------------------------
    def is_not_recorded(self, record: Row, name: str) -> Value:
        """Whether a fact is missing and nothing was recorded of it: not `unknown`, and not partly known.

        Where the record itself is not known, that must hold of the record, and of the fact in all records that it may be.
        """
        apply = self.graph.apply
        state = self.layout.needs_state(record.kind, name)
        own = apply(op.equals, self.read(record, state), 1) if isinstance(record.of, Node) else 0
        if record.certain:
            return own
        if record.not_recorded is None:
            raise CannotSayError(f"whether `{name}` was recorded, of a record that several lists may not tell")
        of_itself = record.not_recorded()
        if self.layout.schema.records[record.kind].placement == "list":
            others = self._some_known_to_be_missing(record.kind, name)
            of_itself = self.graph.both(of_itself, apply(op.equals, others, 0))
        return apply(op.chosen, apply(op.below, record.of, 0), of_itself, own)

    def _some_known_to_be_missing(self, kind: str, name: str) -> Value:
        """For each case, whether some record of a kind says of a fact that it is not known, or only partly."""
        graph = self.graph
        frame = self.whole(kind, graph.cases)
        row = Row(kind, self.element(frame), certain=True)
        missing = graph.apply(op.equals, self.read(row, STATE.format(name)), 2)
        if getattr(self.layout.schema.records[kind].fields[name].type, "partial", False):
            first, last = self.read(row, name), self.read(row, LAST.format(name))
            partly = graph.both(graph.apply(op.below, first, last), graph.apply(op.below, 1, first))
            missing = graph.either(missing, partly)
        return self.greatest(graph.apply(op.level_of, missing), frame, graph.cases)

    def is_recorded(self, form: Form) -> Level:
        """Whether a field has a known value: always yes or no. A day known to the year counts."""
        apply = self.graph.apply
        match form:
            case Level():
                return Level(apply(op.level_of, apply(op.differs, form.of, 1)))
            case Span():
                narrow = apply(op.below, apply(op.minus, form.high, form.low), _WIDEST_RECORDED)
                come = apply(op.differs, form.low, days.NOT_YET)
                return Level(apply(op.level_of, self.graph.both(narrow, come)))
            case Word():
                return Level(apply(op.level_of, apply(op.below, NO_WORD, form.of)))
            case Row():
                return TRUE if form.certain else Level(apply(op.level_of, apply(op.below, NO_WORD, form.of)))
            case Many():
                return Level(apply(op.level_of, self.known(form)))
            case Constants():
                return TRUE

    def is_named(self, record: Row, name: str) -> Level:
        """Whether a record names another: not where the ref is absent, unknown where it is recorded as not known."""
        if not record.certain:
            raise CannotSayError(f"whether a record that is not known names another as `{name}`")
        state = self.read(record, self.layout.needs_state(record.kind, name))
        apply = self.graph.apply
        absent = apply(op.chosen, apply(op.equals, state, 1), 0, 2)
        return Level(apply(op.chosen, apply(op.equals, state, 2), 1, absent))

    # ---- what rows come to --------------------------------------------------------------------------------------------------------
    def _to(self, function: Any, value: Value, frame: Frame, outer: Frame, *more: Any) -> Node:
        up = self.graph.outwards(frame, outer)
        return self.graph.node(outer, function, self.column(value, frame), up, self.size_of(outer), *more)

    def size_of(self, frame: Frame) -> Node:
        """A column of a frame, for the number of its rows."""
        if frame is self.graph.cases:
            return self.graph.places(self.graph.node(frame, frames.own_rows, self.table(CASE)))
        return self.element(frame)

    def greatest(self, level: Value, frame: Frame, outer: Frame) -> Node:
        """The greatest level among the rows within each outer one; 0 where there are none."""
        return self._to(frames.greatest_level, level, frame, outer)

    def least(self, level: Value, frame: Frame, outer: Frame) -> Node:
        """The least level; 2 where there are none."""
        return self._to(frames.least_level, level, frame, outer)

    def column(self, value: Value, frame: Frame) -> Node:
        """A value as a column of a frame, also where it is the same for all rows."""
        found = self.graph.lift(value, frame)
        if isinstance(found, int):
            return self.graph.node(frame, frames.constant, self.size_of(frame), found)
        assert isinstance(found, Node)
        return found

    def how_many(self, level: Value, wanted: int, frame: Frame, outer: Frame) -> Node:
        """How many rows have a level."""
        return self._to(frames.how_many, level, frame, outer, wanted)

    def least_number(self, number: Value, frame: Frame, outer: Frame, none: int) -> Node:
        """The least number; `none` where there are no rows."""
        return self._to(frames.least_number, number, frame, outer, none)

    def greatest_number(self, number: Value, frame: Frame, outer: Frame, none: int) -> Node:
        """The greatest number."""
        return self._to(frames.greatest_number, number, frame, outer, none)


def literal(value: Any, words: Words, like: Form | None = None) -> Form:
    """A constant of the policy. Silence takes the form of what stands beside it."""
    match value:
        case True:
            return TRUE
        case False:
            return FALSE
        case int():
            return Span(value, value)
        case str():
            return Word(words.number(value), None, constant=value)
        case NamedCode(code=code, name=str(name)):
            return Word(words.number(code), words.number(name))
        case Between(low=low, high=high):
            return Span(low, high)
        case _ if value is SILENT and like is not None:
            return silent_like(like)
        case _:
            raise CannotSayError("this constant")


def of_type(schema: Schema, kind: Type) -> Form:
    """Some value of a type of which nothing is known, for its form."""
    match kind:
        case YesNoType():
            return UNKNOWN
        case NumberType() | DayType() | MomentType():
            return NOTHING_KNOWN
        case CodeType() if has_names(schema, kind):
            return Word(NO_WORD, NO_WORD)
        case CodeType() | TextType() | AnswerType():
            return Word(NO_WORD)
        case _:
            raise CannotSayError("silence in the place of a record or a list")
