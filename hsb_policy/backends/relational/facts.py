"""Floor 2, back end: the facts of a case in the query: fields of records, and whether they were recorded."""

from typing import Any, Final

from hsb_policy.backends.columnar.layout import has_names, in_a_list
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational.forms import (
    FALSE,
    NOTHING_KNOWN,
    TRUE,
    UNKNOWN,
    Form,
    Level,
    Many,
    Row,
    Span,
    Word,
    silent_like,
)
from hsb_policy.backends.relational.layout import PLACE, Layout
from hsb_policy.backends.relational.sql import filtered, named, quoted
from hsb_policy.backends.relational.truths import certainly
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

THE_CASE: Final = Row(CASE, "", "1", certain=True)
_FIRST_MOMENT: Final = days.first_moment(days.FIRST_DAY)
_LAST_MOMENT: Final = days.last_moment(days.LAST_DAY)


def member(record: Row, name: str) -> str:
    """A member of a record's struct; the case's own are columns."""
    return named(f"case {name}") if record.kind == CASE else f"{record.struct}[{quoted(name)}]"


def listed(layout: Layout, kind: str) -> str:
    """The column with all records of a kind that stands in a list of the case (or in reference data)."""
    record = layout.schema.records[kind]
    layout.fields.setdefault(kind, {})
    if not in_a_list(record):
        return named(f"rows {record.place}")
    layout.fields.setdefault(CASE, {})[record.place or ""] = None
    return named(f"case {record.place}")


def row_at(layout: Layout, kind: str, place: str) -> Row:
    """The record at a place in the list of its kind; which may be NULL."""
    return Row(kind, f"{listed(layout, kind)}[{place}]", place)


def field_of(layout: Layout, record: Row, name: str) -> Form:
    """A field of a record. Of a record that is not known it is unknown, whatever all that it may be have in common."""
    if record.kind == CASE and name == "as_at":
        return Span("as_at", "as_at")
    definition = layout.needs(record.kind, name)
    kind, sql = definition.type, member(record, name)
    match kind:
        case YesNoType():
            return Level(sql if record.certain else f"COALESCE({sql}, 1)")
        case DayType() | MomentType():
            return _day(record, kind, sql, member(record, f"{name} last"))
        case NumberType():
            return Span(f"COALESCE({sql}, {NOTHING_KNOWN.low})", f"COALESCE({sql}, {NOTHING_KNOWN.high})")
        case CodeType() if has_names(layout.schema, kind):
            return Word(sql, member(record, f"{name} name"))
        case TextType() | AnswerType() | CodeType():
            return Word(sql)
        case ListType():
            item = kind.item
            embedded = isinstance(item, RecordType) and not in_a_list(layout.schema.records[item.name])
            own = record.kind == CASE and isinstance(item, RecordType)
            if own and isinstance(item, RecordType):
                layout.fields.setdefault(item.name, {})
            return Many(sql, item, embedded or own)
        case RecordType():
            return _of_record(layout, record, name, kind, sql)
        case _:
            raise CannotSayError(f"the field `{name}`")


def _day(record: Row, kind: DayType | MomentType, sql: str, last: str) -> Span:
    first, final = (days.FIRST_DAY, days.LAST_DAY) if isinstance(kind, DayType) else (_FIRST_MOMENT, _LAST_MOMENT)
    high = last if getattr(kind, "partial", False) else sql
    if record.certain or not kind.open:
        return Span(f"COALESCE({sql}, {first})", f"COALESCE({high}, {final})")
    low_else = f"CASE WHEN {record.place} IS NULL THEN {NOTHING_KNOWN.low} ELSE {first} END"
    high_else = f"CASE WHEN {record.place} IS NULL THEN {NOTHING_KNOWN.high} ELSE {final} END"
    return Span(f"COALESCE({sql}, {low_else})", f"COALESCE({high}, {high_else})")


def _of_record(layout: Layout, record: Row, name: str, kind: RecordType, sql: str) -> Row:
    def not_recorded() -> str:
        return is_not_recorded(layout, record, name)

    if layout.schema.records[kind.name].placement == "reference":
        raise CannotSayError("a ref from a case to reference data")
    if in_a_list(layout.schema.records[kind.name]):
        found = row_at(layout, kind.name, sql)
        return Row(kind.name, found.struct, sql, certain=False, not_recorded=not_recorded)
    return Row(kind.name, sql, f"{sql}[{quoted(PLACE)}]", certain=False, not_recorded=not_recorded)


def element_of(layout: Layout, many: Many, variable: str) -> Form:
    """An element of a list, as the lambda that ranges over it sees it."""
    match many.item:
        case RecordType():
            if many.embedded:
                return Row(many.item.name, variable, f"{variable}[{quoted(PLACE)}]", certain=True)
            return row_at(layout, many.item.name, variable)
        case YesNoType():
            return Level(f"COALESCE({variable}, 1)")
        case DayType(open=True):
            return Span(f"COALESCE({variable}, {days.FIRST_DAY})", f"COALESCE({variable}, {days.LAST_DAY})")
        case MomentType(open=True):
            return Span(f"COALESCE({variable}, {_FIRST_MOMENT})", f"COALESCE({variable}, {_LAST_MOMENT})")
        case NumberType() | DayType() | MomentType():
            return Span(f"COALESCE({variable}, {NOTHING_KNOWN.low})", f"COALESCE({variable}, {NOTHING_KNOWN.high})")
        case CodeType() if has_names(layout.schema, many.item):
            return Word(f"{variable}['v']", f"{variable}['n']")
        case _:
            return Word(variable)


def is_not_recorded(layout: Layout, record: Row, name: str) -> str:
    """Whether a fact is missing and nothing was recorded of it: not `unknown`, and not partly known.

    Where the record itself is not known, that must hold of the record, and of the fact in all records that it may be.
    """
    state = layout.needs_state(record.kind, name)
    own = f"{member(record, state)} = 1"
    if record.certain:
        return own
    if record.not_recorded is None:
        raise CannotSayError(f"whether `{name}` was recorded, of a record that several lists may not tell")
    of_itself = record.not_recorded()
    definition = layout.schema.records[record.kind]
    if definition.placement == "list":
        others = filtered(listed(layout, record.kind), "o_", _known_to_be_missing(layout, record.kind, name))
        of_itself = f"({of_itself}) AND COALESCE(len({others}), 0) = 0"
    return f"CASE WHEN {record.place} IS NOT NULL THEN {own} ELSE {of_itself} END"


def _known_to_be_missing(layout: Layout, kind: str, name: str) -> str:
    """Whether a record says of the fact `o_` that it is not known, or only partly."""
    test = f"o_[{quoted(f'{name} state')}] = 2"
    if getattr(layout.schema.records[kind].fields[name].type, "partial", False):
        test += f" OR o_[{quoted(name)}] < o_[{quoted(f'{name} last')}]"
    return test


def is_recorded(form: Form) -> Level:
    """Whether a field has a known value: always yes or no. A day known to the year counts."""
    match form:
        case Level():
            return certainly(f"{form.sql} <> 1")
        case Span():
            return certainly(f"{form.high} - {form.low} < 400 AND {form.low} <> {days.NOT_YET}")
        case Word():
            return certainly(f"{form.sql} IS NOT NULL")
        case Row():
            return TRUE if form.certain else certainly(f"{form.place} IS NOT NULL")
        case Many():
            return certainly(f"{form.sql} IS NOT NULL")


def is_named(layout: Layout, record: Row, name: str) -> Level:
    """Whether a record names another: not where the ref is absent, unknown where it is recorded as not known."""
    if not record.certain:
        raise CannotSayError(f"whether a record that is not known names another as `{name}`")
    state = layout.needs_state(record.kind, name)
    return Level(f"CASE {member(record, state)} WHEN 1 THEN 0 WHEN 2 THEN 1 ELSE 2 END")


def literal(value: Any, like: Form | None = None) -> Form:
    """A constant of the policy. Silence takes the form of what stands beside it."""
    match value:
        case True:
            return TRUE
        case False:
            return FALSE
        case int():
            return Span(str(value), str(value))
        case str():
            return Word(quoted(value), None, constant=value)
        case NamedCode(code=code, name=str(name)):
            return Word(quoted(code), quoted(name))
        case Between(low=low, high=high):
            return Span(str(low), str(high))
        case _ if value is SILENT and like is not None:
            return silent_like(like)
        case _:
            raise CannotSayError("this constant")


def of_type(schema: Schema, kind: Type) -> Form:
    """Some value of a type, for its form."""
    match kind:
        case YesNoType():
            return UNKNOWN
        case NumberType() | DayType() | MomentType():
            return NOTHING_KNOWN
        case CodeType() if has_names(schema, kind):
            return Word("NULL", "NULL")
        case CodeType() | TextType() | AnswerType():
            return Word("NULL")
        case _:
            raise CannotSayError("silence in the place of a record or a list")
