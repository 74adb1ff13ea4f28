"""Floor 3: the vocabulary of a policy as a JSON Schema (2020-12) of its case files, for forms, editors and other programs.

It says of the structure of a case file, of types, codes and the form of dates just what `cases` accepts. What only reading
a case can tell is in `ONLY_READING_TELLS`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import field, frozen

from hsb_policy.core.schema import CASE, CodeList, CodeWord, FieldDef, RecordDef, Schema
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
from hsb_policy.engine.case_plain import LARGEST_NUMBER, UNKNOWN
from hsb_policy.engine.case_records import MOST_RECORDS
from hsb_policy.engine.case_values import LISTED

DIALECT: Final = "https:" + "//json-schema.org/draft/2020-12/schema"  # a name; nothing is fetched from there

ONLY_READING_TELLS: Final[Mapping[str, str]] = {
    "file": "the file is one case in JSON and UTF-8, of at most 20 million bytes",
    "field-twice": "no field stands twice in a record",
    "as-at": "the day on which the case is judged stands in the file or is given beside it",
    "ref": "a ref is the id of a record of this file, in the list that it refers to",
    "id-twice": "no two records of a list have one id",
    "id-shown": "an id has no sign that cannot be shown",
    "day": "a day is in the calendar: 2025-02-30 is not",
    "decimal-point": "a number has no decimal point, not even with a nought behind it",
    "whole-sign": "a text has no half of a sign",
    "hours": "opening hours have their form",
    "size": "the case as a whole is not too large or too deep",
}
"""What a case file must keep to beside the schema. The words stand in the schema as its comment."""

_MONTH: Final = "[0-9]{4}-(0[1-9]|1[0-2])"
_DAY: Final = f"{_MONTH}-(0[1-9]|[12][0-9]|3[01])"

# Names of definitions that no record and no list of codes can have: in the language a name has no hyphen.
_VALUES: Final[Mapping[str, Mapping[str, Any]]] = {
    "value-missing": {
        "description": 'not recorded (`null`, as if it were left out), or recorded as not known (`"unknown"`); neither is a no',
        "enum": [None, UNKNOWN],
    },
    "value-not-yet": {
        "description": 'it has not happened yet (`null`, as if it were left out), or on a day that nobody knows (`"unknown"`)',
        "enum": [None, UNKNOWN],
    },
    "value-yes-no": {"description": "yes or no", "type": "boolean"},
    "value-number": {
        "description": "a whole number",
        "type": "integer",
        "minimum": -LARGEST_NUMBER,
        "maximum": LARGEST_NUMBER,
    },
    "value-text": {"description": "a text; an empty one says nothing", "type": "string"},
    "value-answer": {"description": "the answer of a person: yes, no or a text", "type": ["boolean", "string"]},
    "value-day": {
        "description": "a day, such as `2025-03-02`",
        "type": "string",
        "pattern": f"^{_DAY}$",
        "maxLength": 10,
    },
    "value-month": {
        "description": "a month, such as `2025-03`",
        "type": "string",
        "pattern": f"^{_MONTH}$",
        "maxLength": 7,
    },
    "value-year": {"description": "a year, such as `2025`", "type": "string", "pattern": "^[0-9]{4}$", "maxLength": 4},
    "value-partial-day": {
        "description": "a day, or the month or the year where no more is known",
        "anyOf": [{"$ref": f"#/$defs/value-{part}"} for part in ("day", "month", "year")],
    },
    "value-moment": {
        "description": "a day with its time to the minute, local time, such as `2025-03-02T14:30`",
        "type": "string",
        "pattern": f"^{_DAY}T([01][0-9]|2[0-3]):[0-5][0-9]$",
        "maxLength": 16,
    },
    "value-hours": {"description": "opening hours, such as `mon-thu 08:30-17:00, fri 08:30-16:30`", "type": "string"},
    "value-id": {
        "description": 'an id: a text of at least one letter or digit, and not `"unknown"`',
        "type": "string",
        "pattern": "\\S",
        "not": {"const": UNKNOWN},
    },
}


def case_schema(schema: Schema, policy: str, title: str, packs: Sequence[str] = ()) -> dict[str, Any]:
    """The JSON Schema of the case files of a policy, as plain JSON values, the same for the same policy and packs.

    `policy` is its name and `title` its name for people. Labels become titles, questions become descriptions.

    >>> case = RecordDef(name="case", placement="case", place=None, keys=(), label="case", fields={})
    >>> small = Schema({}, {"case": case})
    >>> case_schema(small, "toy", "A toy policy")["required"]
    ['case_id']
    """
    made = _Made(schema)
    root = made.record(schema.records[CASE])
    kinds = [kind for kind in schema.records.values() if kind.name != CASE and kind.placement != "reference"]
    records = {kind.name: made.record(kind) for kind in kinds}
    codes = {name: _codes(codes) for name, codes in schema.codes.items() if name in made.codes}
    return {
        "$schema": DIALECT,
        "$id": ":".join(("urn:hsb-policy:case-file", policy, *packs)),
        "title": f"A case file of the policy `{policy}`: {title}",
        "description": (
            "The facts on which a case is decided. Every field but the ids may be left out, which is the same as `null`: then "
            'it is not recorded. `"unknown"` says that it is recorded as not known. An empty list says that there are none.'
        ),
        "$comment": "Beside this schema: " + "; ".join(ONLY_READING_TELLS.values()) + ".",
        **root,
        "$defs": {**records, **codes, **{name: dict(value) for name, value in _VALUES.items()}},
    }


@frozen
class _Made:
    """Makes the parts of the schema; `codes` gathers the lists of codes that they need."""

    schema: Schema
    codes: set[str] = field(factory=set)

    def record(self, kind: RecordDef) -> dict[str, Any]:
        """A kind of record, or the case."""
        required = ["case_id"] if kind.name == CASE else ["id"] if kind.has_id and kind.placement in LISTED else []
        made: dict[str, Any] = {} if kind.name == CASE or not kind.label else {"title": kind.label}
        made |= {"type": "object", "properties": {name: self._field(kind, f) for name, f in kind.fields.items()}}
        return {**made, **({"required": required} if required else {}), "additionalProperties": False}

    def _field(self, kind: RecordDef, of: FieldDef) -> dict[str, Any]:
        made: dict[str, Any] = {"title": of.label} if of.label else {}
        if (kind.name, of.name) == (CASE, "case_id") or (of.name == "id" and kind.has_id and kind.placement in LISTED):
            return {**made, **_ref("value-id")}
        told = " ".join(self._said(kind, of))
        if told:
            made["description"] = told
        if (kind.name, of.name) == (CASE, "as_at"):
            return {**made, "anyOf": [_ref("value-day"), {"type": "null"}]}
        listed = self._listed(kind, of)
        if listed is not None:
            return {**made, "anyOf": [_list(_ref(listed.name)), _ref("value-missing")]}
        left_out = "value-not-yet" if getattr(_innermost(of.type), "open", False) else "value-missing"
        return {**made, "anyOf": [self._type(of.type), _ref(left_out)]}

    def _said(self, kind: RecordDef, of: FieldDef) -> Iterator[str]:
        """What is worth knowing of a field: the question to ask, and what it means to leave it out."""
        if of.ask:
            yield of.ask.replace("{it}", f"this {kind.label or 'record'}")
        if of.named_by is not None:
            yield f"The name that belongs to some of the codes stands in `{of.named_by}`."
        if of.absent_means is not None:
            shown = of.absent_means if isinstance(of.absent_means, str) else str(of.absent_means).lower()
            yield f"Left out it means `{shown}`."
        elif getattr(of.type, "open", False):
            yield "Left out it means: not yet."
        if (kind.name, of.name) == (CASE, "as_at"):
            yield "It must stand here or be given beside the case, as with `--as-at 2025-03-02`, which wins."
        listed = self._listed(kind, of)
        if listed is not None and listed.placement == "recording":
            yield "Left out it means that none was recorded."

    def _listed(self, kind: RecordDef, of: FieldDef) -> RecordDef | None:
        """The kind whose records stand in this list of the case itself."""
        item = of.type.item if isinstance(of.type, ListType) else None
        target = self.schema.records[item.name] if isinstance(item, RecordType) else None
        return target if kind.name == CASE and target is not None and target.place == of.name else None

    def _type(self, type_: Type) -> dict[str, Any]:
        match type_:
            case ListType():
                return _list(self._element(type_.item))
            case RecordType() if (target := self.schema.records[type_.name]).placement in LISTED:
                return {"description": f"the id of a record of `{target.place}`", **_ref("value-text")}
            case RecordType():
                return _ref(type_.name)
            case CodeType():
                self.codes.add(type_.name)
                return _ref(type_.name)
            case DayType(partial=True):
                return _ref("value-partial-day")
            case _:
                return _ref(_PLAIN[type(type_)])

    def _element(self, item: Type) -> dict[str, Any]:
        """An element of a list is never `null`; it may be recorded as not known, unless it is a record that stands there."""
        target = self.schema.records[item.name] if isinstance(item, RecordType) else None
        if target is None or target.placement in LISTED:
            return {"anyOf": [self._type(item), {"const": UNKNOWN}]}
        if not target.has_id:
            return _ref(target.name)
        return {**_ref(target.name), "properties": {"id": _ref("value-id")}, "required": ["id"]}


_PLAIN: Final[Mapping[type[Type], str]] = {
    YesNoType: "value-yes-no",
    NumberType: "value-number",
    DayType: "value-day",
    MomentType: "value-moment",
    TextType: "value-text",
    AnswerType: "value-answer",
    HoursType: "value-hours",
    ErrorType: "value-text",  # never in a policy that was compiled
}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": MOST_RECORDS}


def _innermost(type_: Type) -> Type:
    return _innermost(type_.item) if isinstance(type_, ListType) else type_


def _codes(codes: CodeList) -> dict[str, Any]:
    words = [made for word in codes.words for made in _spellings(word)]
    return {**({"title": codes.label} if codes.label else {}), "anyOf": words}


def _spellings(code: CodeWord) -> Iterator[dict[str, Any]]:
    labelled = {"title": code.label} if code.label else {}
    named = {"description": "a name stands beside it"} if code.with_name else {}
    yield {"const": code.word, **labelled, **named}
    if code.also is not None:
        yield {"const": code.also, **labelled, "description": f"read as `{code.word}`"}
