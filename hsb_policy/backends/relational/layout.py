"""Floor 2, back end: the table of cases: a row each, its lists as columns, their records as structs of the fields that are read.

A yes or no is a level. A day, moment or number is a whole number, NULL where it is missing; a day that may be partly known has
its last day beside it. A code or text is its word, NULL where it is missing; a code that needs a name has the name beside it,
'' where there is none. A ref is the place of the record in its list. Every record has its `place`, from 1 within all records
of its kind in the case. Where a rule asks whether a fact was recorded, its `state` stands beside it: 1 not recorded, 2 recorded
as not known, 0 otherwise.
"""

from collections.abc import Iterator
from typing import Final, assert_never

from attrs import define, field

from hsb_policy.backends.columnar.layout import has_names, in_a_list
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational.sql import named
from hsb_policy.core.schema import CASE, FieldDef, Schema
from hsb_policy.core.types import (
    AnswerType,
    CodeType,
    DayType,
    ErrorType,
    HoursType,
    ListType,
    MomentType,
    NumberType,
    RecordType,
    TextType,
    Type,
    YesNoType,
)

PLACE: Final = "place"


@define(eq=False)
class Layout:
    """Which fields of which records the plans read; written down while they are made."""

    schema: Schema
    fields: dict[str, dict[str, None]] = field(factory=dict)
    states: set[tuple[str, str]] = field(factory=set)

    def needs(self, record: str, name: str) -> FieldDef:
        """Say that a field is read."""
        definition = self.schema.records[record].fields[name]
        _sayable(definition.type)
        self.fields.setdefault(record, {})[name] = None
        return definition

    def needs_state(self, record: str, name: str) -> str:
        """Say that a plan asks whether a field was recorded; the name under which its state stands."""
        self.needs(record, name)
        self.states.add((record, name))
        return f"{name} state"

    def columns(self) -> Iterator[tuple[str, str]]:
        """The columns of the table of cases, with their types."""
        yield "case_no", "BIGINT"
        yield "case_id", "VARCHAR"
        yield "as_at", "BIGINT"
        for name, kind in self.members(CASE):
            yield f"case {name}", kind

    def members(self, record: str) -> Iterator[tuple[str, str]]:
        """The members of the struct of a record, with their types."""
        kind = self.schema.records[record]
        if record != CASE:
            yield PLACE, "INTEGER"
        if kind.has_id and record != CASE:
            yield "id", "VARCHAR"
        for name in self.fields.get(record, {}):
            definition = kind.fields[name]
            if name not in ("id", "as_at", "case_id"):
                yield from self._members(record, name, definition.type)
            if (record, name) in self.states:
                yield f"{name} state", "TINYINT"

    def struct(self, record: str) -> str:
        """The type of a record."""
        members = ", ".join(f"{named(name)} {kind}" for name, kind in self.members(record))
        return f"STRUCT({members})"

    def _members(self, record: str, name: str, kind: Type) -> Iterator[tuple[str, str]]:
        match kind:
            case DayType(partial=True):
                yield name, "BIGINT"
                yield f"{name} last", "BIGINT"
            case CodeType() if has_names(self.schema, kind):
                yield name, "VARCHAR"
                yield f"{name} name", "VARCHAR"
            case ListType(item=RecordType() as item) if record == CASE:
                yield name, f"{self.struct(item.name)}[]"
            case ListType():
                yield name, f"{self._element(kind.item)}[]"
            case _:
                yield name, self._element(kind)

    def _element(self, kind: Type) -> str:
        match kind:
            case YesNoType():
                return "TINYINT"
            case NumberType() | DayType() | MomentType():
                return "BIGINT"
            case TextType() | AnswerType():
                return "VARCHAR"
            case CodeType():
                return 'STRUCT("v" VARCHAR, "n" VARCHAR)' if has_names(self.schema, kind) else "VARCHAR"
            case RecordType() if in_a_list(self.schema.records[kind.name]):
                return "INTEGER"
            case RecordType():
                return self.struct(kind.name)
            case ListType() | HoursType() | ErrorType():
                raise AssertionError(f"{kind} was refused")
            case _:
                assert_never(kind)


def _sayable(kind: Type) -> None:
    match kind:
        case HoursType():
            raise CannotSayError("opening hours recorded in a case")
        case ListType(item=DayType(partial=True)):
            raise CannotSayError("a list of days that may be partly known")
        case ListType(item=ListType()):
            raise CannotSayError("a list of lists")
        case ErrorType():
            raise CannotSayError("a value without a type")
        case _:
            pass
