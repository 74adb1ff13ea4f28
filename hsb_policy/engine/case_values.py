"""Floor 3: one value of a case file, read by the type of its field. What is missing becomes an Unknown that says what to ask."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import define, field, frozen

from hsb_policy.core.case import Record
from hsb_policy.core.schema import CodeWord, FieldDef, Schema
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
from hsb_policy.engine.case_days import read_day, read_moment
from hsb_policy.engine.case_faults import Faults, is_whole, quoted_id
from hsb_policy.engine.case_plain import ASKED, LARGEST_NUMBER, UNKNOWN, absent_value
from hsb_policy.values import days
from hsb_policy.values.hours import parse_hours
from hsb_policy.values.unknown import NOT_KNOWN, NOT_RECORDED, PARTLY_KNOWN, Between, Fact, NamedCode, Unknown

LISTED: Final = ("list", "recording")

Raw = Mapping[Any, Any]


@define(eq=False)
class Site:
    """A record while it is filled: what the file says of it, and its place in the file with lists by index."""

    record: Record
    raw: Raw
    where: str

    def place(self, name: str) -> str:
        """The place of one of its fields in the file."""
        return f"{self.where}.{name}" if self.where else name


def missing(record: Record, name: str, state: str, ask: str) -> Unknown:
    """The value of a fact that is missing."""
    return Unknown(frozenset((Fact(record.path_of(name), state, ask.replace("{it}", record.label)),)))


@frozen(eq=False)
class ValueReader:
    """Reads values. `by_id` has the records of the case's lists, by kind and id; of `unread` lists nothing is known.

    `_words` has the codes, by every spelling.
    """

    schema: Schema
    faults: Faults
    by_id: dict[str, dict[str, Record]]
    unread: set[str] = field(factory=set, init=False)
    _words: dict[str, dict[str, CodeWord]] = field(factory=dict, init=False)

    def absent(self, record: Record, field: FieldDef) -> Any:
        """The value of a field of which the file says nothing."""
        value = absent_value(field)
        return missing(record, field.name, NOT_RECORDED, field.ask) if value is ASKED else value

    def not_known(self, record: Record, field: FieldDef, name: str, type_: Type) -> Any:
        """The value of a field that is recorded as not known; an open date has then come, on some day."""
        unknown = missing(record, name, NOT_KNOWN, field.ask)
        match type_:
            case DayType(open=True):
                return Between(days.FIRST_DAY, days.LAST_DAY, unknown.facts)
            case MomentType(open=True):
                return Between(days.first_moment(days.FIRST_DAY), days.last_moment(days.LAST_DAY), unknown.facts)
            case _:
                return unknown

    def present(self, type_: Type, value: Any, field: FieldDef, site: Site, name: str) -> Any:
        """The value of a field, or of an element `name` (`outcome[1]`) of one; None after a fault."""
        match type_:
            case YesNoType():
                return value if isinstance(value, bool) else self._not_yes_or_no(value, site.place(name))
            case CodeType():
                return self._code(type_, value, field, site, name)
            case RecordType():
                return self._ref(type_, value, field, site, name)
            case DayType():
                return self._day(type_, value, field, site, name)
            case MomentType():
                return read_moment(value, site.place(name), self.faults)
            case TextType():
                return self._text(value, field, site, name)
            case NumberType():
                return self._number(value, site.place(name))
            case AnswerType():
                return (
                    value if isinstance(value, bool) else self._text(value, field, site, name, "a yes or no or a text")
                )
            case HoursType():
                return self._hours(value, site.place(name))
            case ListType() | ErrorType():  # lists are read by `cases`; of a mistaken type nothing can be said
                return missing(site.record, name, NOT_KNOWN, field.ask)

    def _not_yes_or_no(self, value: Any, place: str) -> None:
        cure = 'write `true` or `false`, without quotation marks, or `"unknown"`'
        self.faults.wrong_kind(place, value, "a yes or no", cure)

    def _number(self, value: Any, place: str) -> int | None:
        if not isinstance(value, int) or isinstance(value, bool):
            cure = "write the number in digits, without quotation marks" if isinstance(value, str) else None
            self.faults.wrong_kind(place, value, "a whole number", cure)
            return None
        if abs(value) > LARGEST_NUMBER:
            self.faults.add("HSB-D524", place, f"this number is beyond {LARGEST_NUMBER:,}, the largest that is read")
        return value

    def _text(self, value: Any, field: FieldDef, site: Site, name: str, expected: str = "a text") -> Any:
        if not isinstance(value, str):
            self.faults.wrong_kind(site.place(name), value, expected)
            return None
        if not is_whole(value):
            self.faults.half_sign(site.place(name))
        # An empty text says nothing; were it a value, two workers whose ids are both empty would be the same.
        return value if value.strip() else missing(site.record, name, NOT_RECORDED, field.ask)

    def _hours(self, value: Any, place: str) -> Any:
        try:
            return parse_hours(value)
        except (ValueError, AttributeError):
            self.faults.wrong_kind(
                place, value, "opening hours", "write them as in `mon-thu 08:30-17:00, fri 08:30-16:30`"
            )
            return None

    def _day(self, type_: DayType, value: Any, field: FieldDef, site: Site, name: str) -> Any:
        partial = getattr(type_, "partial", True)  # a type that does not say may be known to the month or year only
        bounds = read_day(value, site.place(name), self.faults, partial=partial)
        if bounds is None:
            return None
        low, high = bounds
        return low if low == high else Between(low, high, missing(site.record, name, PARTLY_KNOWN, field.ask).facts)

    # ---- codes --------------------------------------------------------------------------------------------------------
    def _code(self, type_: CodeType, value: Any, field: FieldDef, site: Site, name: str) -> Any:
        words = self._words.get(type_.name) or self._spellings(type_.name)
        code = words.get(value) if isinstance(value, str) else None
        if code is not None:
            return NamedCode(code.word, self._name_beside(field, site, name)) if code.with_name else code.word
        allowed = [word.word for word in self.schema.codes[type_.name].words]
        if isinstance(value, str):
            self.faults.unknown_code(site.place(name), value, allowed, field.name)
        else:
            self.faults.not_a_code(site.place(name), value, allowed, field.name)
        return None

    def _spellings(self, codes: str) -> dict[str, CodeWord]:
        words = {word.word: word for word in self.schema.codes[codes].words}
        self._words[codes] = words | {word.also: word for word in words.values() if word.also}
        return self._words[codes]

    def _name_beside(self, field: FieldDef, site: Site, name: str) -> str | Unknown:
        """The name that tells one such code from another; without one, it is only partly known which is meant."""
        if field.named_by is None:
            return missing(site.record, name, PARTLY_KNOWN, field.ask)
        beside = site.raw.get(field.named_by)
        if isinstance(beside, str) and beside.strip() and beside != UNKNOWN:
            return beside
        definition = self.schema.records[site.record.kind].fields.get(field.named_by)
        state = NOT_KNOWN if beside == UNKNOWN else NOT_RECORDED
        return missing(site.record, field.named_by, state, definition.ask if definition else "")

    # ---- refs ---------------------------------------------------------------------------------------------------------
    def _ref(self, type_: RecordType, value: Any, field: FieldDef, site: Site, name: str) -> Any:
        target = self.schema.records[type_.name]
        place = site.place(name)
        if not isinstance(value, str):
            cure = f"write the id of one record of `{target.place}`, in quotation marks"
            self.faults.wrong_kind(place, value, "an id", cure)
            return None
        found = self.by_id.get(type_.name, {}).get(value)
        if found is None and type_.name not in self.unread:
            self._dangling(type_.name, target.place or type_.name, value, place)
        return found

    def _dangling(self, kind: str, list_name: str, value: str, place: str) -> None:
        """A ref to nothing, or to a record of another list."""
        missed = f"no record of `{list_name}` has the id{quoted_id(value)} that stands here"
        elsewhere = [self.schema.records[k].place for k, records in self.by_id.items() if value in records]
        if elsewhere:
            message = f"{missed}: it is the id of a record of `{elsewhere[0]}`"
            self.faults.add("HSB-D541", place, message, f"write the id of a record of `{list_name}`")
            return
        known = self.by_id.get(kind, {})
        near = self.faults.nearest(value, known)
        cures = [f"add that record to `{list_name}`, or correct the id"]
        if near and quoted_id(near):
            cures.insert(0, f"the nearest id there is{quoted_id(near)}")
        elif near:
            cures.insert(0, f"the nearest id there is that of `{list_name}[{list(known).index(near)}]`")
        elif not known:
            cures = [f"`{list_name}` has no records in this file: add that record there"]
        self.faults.add("HSB-D540", place, missed, *cures)
