"""Floor 2, front end: what a scenario gives, record by record, as values that a case file could hold."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from hsb_policy.core.schema import CASE, RecordDef
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
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.frontend import ast
from hsb_policy.frontend.asks import spaced
from hsb_policy.frontend.lowering import listed
from hsb_policy.frontend.spoken_codes import code_said
from hsb_policy.frontend.symbols import Symbols
from hsb_policy.frontend.types_of import said
from hsb_policy.frontend.unknown_names import NEAR_FIELD

UNKNOWN: Final = "unknown"
_LISTED: Final = ("list", "recording")


@frozen
class NoneGiven:
    """`given no referrals`: the list is there, and empty."""

    place: str


@frozen
class RecordGiven:
    """A record of some kind, with some of its fields; of the case itself, with its own."""

    kind: str
    id: str | None
    fields: Mapping[str, Any]


@frozen
class Part:
    """What one scenario or situation says by itself."""

    day: ast.Word | None
    readings: Mapping[str, object]
    given: tuple[NoneGiven | RecordGiven, ...]


def plain(value: ast.GivenValue) -> Any:
    """A value as written, without knowing what it is for."""
    match value.kind:
        case "number":
            return int(value.text)
        case "yes_no":
            return value.text == "yes"
        case "list":
            return [plain(item) for item in value.items]
        case "record":
            return {field.name.text: plain(field.value) for field in value.fields}
        case _:
            return value.text


class GivenReader:
    """Reads `given …` by the vocabulary."""

    def __init__(self, symbols: Symbols, out: Collector) -> None:
        self._symbols = symbols
        self._schema = symbols.schema
        self._out = out
        self._kinds: dict[str, RecordDef] = {}
        for record in self._schema.records.values():
            if record.placement in (*_LISTED, "single"):
                self._kinds[word_for(record)] = record

    def read(self, given: ast.Given) -> NoneGiven | RecordGiven | None:
        """What is given; None after a report that leaves nothing of it."""
        if given.kind == "none" and given.record is not None:
            return self._none(given.record)
        if given.kind == "case" or given.record is None:
            return RecordGiven(CASE, None, self._fields(given.fields, self._schema.records[CASE]))
        record = self._kinds.get(given.record.text)
        if record is None:
            self._unknown_kind(given.record)
            return None
        self._check_id(given, record)
        return RecordGiven(record.name, given.id.text if given.id else None, self._fields(given.fields, record))

    def _none(self, word: ast.Word) -> NoneGiven | None:
        places = [r.place for r in self._schema.records.values() if r.placement in _LISTED and r.place]
        if word.text in places:
            return NoneGiven(word.text)
        kind = self._kinds.get(word.text)
        near = kind.place if kind is not None and kind.placement in _LISTED else nearest(word.text, places)
        self._out.error(
            "HSB-N265",
            f"a case has no list called `{word.text}`",
            word.span,
            "not a list",
            help=(f"did you mean `{near}`?" if near else f"its lists: {listed(sorted(places))}",),
            fix=renamed(word.span, near),
        )
        return None

    def _unknown_kind(self, word: ast.Word) -> None:
        by_place = next((name for name, r in self._kinds.items() if r.place == word.text), None)
        near = by_place or nearest(word.text, self._kinds)
        self._out.error(
            "HSB-N265",
            f"a case has no records called `{word.text}`",
            word.span,
            "not a record of a case",
            help=(f"did you mean `{near}`?" if near else f"there is {listed(sorted(self._kinds))}",),
            fix=renamed(word.span, near),
        )

    def _check_id(self, given: ast.Given, record: RecordDef) -> None:
        word = given.record
        if word is None:
            return
        needs_id = record.has_id and record.placement in _LISTED
        if given.id is not None and not needs_id:
            why = "a case has only one" if record.placement == "single" else "its records have no `.id`"
            self._out.error(
                "HSB-R469",
                f"`{word.text}` is given without an id: {why}",
                given.id.span,
                "no id here",
                help=(f"write `given {word.text} with …`",),
            )
        elif given.id is None and needs_id:
            self._out.error(
                "HSB-R469",
                f"which `{word.text}`? Each has an id",
                word.span,
                "without an id",
                help=(f"write `given {word.text} {word.text[:1].upper()}1 with …`",),
            )

    # ---- fields -----------------------------------------------------------------------------------------------------

    def _fields(self, given: Sequence[ast.GivenField], record: RecordDef) -> dict[str, Any]:
        found: dict[str, Any] = {}
        first: dict[str, ast.GivenField] = {}
        for each in given:
            name = each.name.text
            before = first.setdefault(name, each)
            if before is not each:
                self._out.error(
                    "HSB-N253",
                    f"`.{name}` is given twice",
                    each.name.span,
                    "again",
                    secondary=(Label(before.name.span, "first here"),),
                    help=("keep one of them",),
                )
            elif name not in record.fields:
                self._unknown_field(each.name, record)
            elif record.name == CASE and self._is_elsewhere(name):
                self._said_elsewhere(each.name)
            elif name == "id" and record.placement in _LISTED:
                self._out.error(
                    "HSB-R469",
                    "the id of a record stands before its fields",
                    each.span,
                    "not here",
                    help=(f"write `given {word_for(record)} {plain(each.value)} with …`",),
                )
            else:
                found[name] = self._value(each.value, record.fields[name].type, f".{name}")
        return found

    def _is_elsewhere(self, name: str) -> bool:
        """Whether a field of the case is a list or a record, or is said in another way."""
        return name in ("case_id", "as_at") or any(r.place == name for r in self._kinds.values())

    def _said_elsewhere(self, word: ast.Word) -> None:
        """A fact of the case that `given case` does not say."""
        record = next((r for r in self._kinds.values() if r.place == word.text), None)
        if record is not None:
            message = f"the records of `{word.text}` are given one by one"
            cure = f"write `given {word_for(record)} … with …`"
        elif word.text == "as_at":
            message, cure = "the day on which a case is judged is not given as a fact", "write `judged on 2025-03-20`"
        else:
            message, cure = "the case of a scenario is named after its title", "take this out"
        self._out.error("HSB-N202", message, word.span, "not here", help=(cure,))

    def _unknown_field(self, word: ast.Word, record: RecordDef) -> None:
        names = [n for n in record.fields if n != "id" and not (record.name == CASE and self._is_elsewhere(n))]
        near = nearest(word.text, names)
        owner = "the case" if record.name == CASE else f"the record `{record.name}`"
        places = self._symbols.places
        place, of_near = places.get(record.name), places.get(f"{record.name}.{near}")
        label = (
            Label(of_near, NEAR_FIELD) if of_near else Label(place, "its fields are declared here") if place else None
        )
        self._out.error(
            "HSB-N202",
            f"{owner} has no field `{word.text}`",
            word.span,
            "not declared",
            secondary=(label,) if label is not None else (),
            help=(f"did you mean `{near}`?" if near else f"its fields: {listed(names)}",),
            fix=renamed(word.span, near),
        )

    # ---- values -----------------------------------------------------------------------------------------------------

    def _value(self, value: ast.GivenValue, kind: Type, name: str) -> Any:
        """A value as a case file holds it, checked by the type of its field."""
        if value.kind == "word" and value.text == UNKNOWN:
            return UNKNOWN
        match kind:
            case ErrorType():
                return plain(value)
            case ListType():
                if value.kind == "list":
                    return [self._value(item, kind.item, name) for item in value.items]
                return self._wrong(value, kind, name, "put it in brackets: `[…]`")
            case RecordType() if self._schema.records[kind.name].placement == "embedded":
                if value.kind == "record":
                    return self._fields(value.fields, self._schema.records[kind.name])
                return self._wrong(value, kind, name, "write its fields in brackets: `(.field value, …)`")
            case RecordType():
                return value.text if value.kind in ("word", "text") else self._wrong(value, kind, name, "write its id")
            case CodeType():
                return self._code(value, kind, name)
            case _:
                return self._simple(value, kind, name)

    def _simple(self, value: ast.GivenValue, kind: Type, name: str) -> Any:
        written = value.kind
        match kind:
            case YesNoType() if written == "yes_no":
                return value.text == "yes"
            case NumberType() if written == "number":
                return int(value.text)
            case DayType() if written == "number" and len(value.text) == 4:
                return value.text  # a year
            case DayType() if written == "date" and "T" not in value.text:
                return value.text
            case MomentType() if written == "date" and "T" in value.text:
                return value.text
            case TextType() | HoursType() if written in ("text", "word", "number", "date"):
                return value.text
            case AnswerType() if written in ("yes_no", "text", "word"):
                return plain(value)
            case _:
                return self._wrong(value, kind, name, _HOW.get(type(kind), ""))

    def _code(self, value: ast.GivenValue, kind: CodeType, name: str) -> Any:
        codes = self._schema.codes[kind.name].words
        words = [w for code in codes for w in (code.word, code.also) if w is not None]
        if value.kind == "word" and value.text in words:
            return value.text
        if value.kind not in ("word", "text", "yes_no"):
            return self._wrong(value, kind, name, f"its words: {listed(words)}")
        near = value.text if value.text in words else code_said(value.text, codes) or nearest(value.text, words)
        place = self._symbols.places.get(kind.name)
        self._out.error(
            "HSB-N203",
            f"`{value.text}` is not a word of `{kind.name}`"
            if value.text not in words
            else f"words of `{kind.name}` stand without quotation marks",
            value.span,
            f"not in `{kind.name}`" if value.text not in words else "a text",
            secondary=(Label(place, "declared here"),) if place else (),
            help=(f"did you mean `{near}`?" if near else f"its words: {listed(words)}",),
            fix=renamed(value.span, near),
        )
        return value.text

    def _wrong(self, value: ast.GivenValue, kind: Type, name: str, cure: str) -> Any:
        needed = said(kind, self._schema)
        self._out.error(
            "HSB-T302",
            f"`{name}` is {needed}, and this is {_written(value)}",
            value.span,
            f"not {needed}",
            help=(cure,) if cure else (),
        )
        return plain(value)


def word_for(record: RecordDef) -> str:
    """The word by which a scenario gives a record: its singular, or else its kind in small letters."""
    if record.placement == "single" and record.place is not None:
        return record.place
    return record.keys[0] if record.keys else spaced(record.name).replace(" ", "_")


_HOW: Final[Mapping[type, str]] = {
    YesNoType: "write `yes`, `no` or `unknown`",
    NumberType: "write it in digits",
    DayType: "write a day as in `2025-03-02`, or `unknown`",
    MomentType: "write a moment as in `2025-03-02T14:30`, or `unknown`",
    AnswerType: "write `yes`, `no`, a text, or `unknown`",
}


def _written(value: ast.GivenValue) -> str:
    match value.kind:
        case "list":
            return "a list"
        case "record":
            return "a record"
        case "text":
            return "a text"
        case "date":
            return "a moment" if "T" in value.text else "a day"
        case _:
            return f"`{value.text}`"
