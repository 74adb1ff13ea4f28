"""A small vocabulary with every kind of value and of record, and a case that follows it."""

from typing import Any

from hsb_policy.core.case import Case
from hsb_policy.core.schema import CodeList, CodeWord, FieldDef, RecordDef, Schema
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
from hsb_policy.engine.cases import load_case

YES_NO, TEXT, NUMBER, DAY, OPEN_DAY = YesNoType(), TextType(), NumberType(), DayType(), DayType(open=True)


def _codes(name: str, *words: CodeWord | str) -> CodeList:
    return CodeList(name, name.lower(), tuple(w if isinstance(w, CodeWord) else CodeWord(w, w) for w in words))


def _field(name: str, type_: Type, ask: str = "", **more: Any) -> FieldDef:
    return FieldDef(name=name, type=type_, label=name, ask=ask, **more)


def _record(
    name: str, placement: str, place: str | None, *fields: FieldDef, keys: tuple[str, ...] = (), label: str = ""
) -> RecordDef:
    by_name = {f.name: f for f in fields}
    return RecordDef(name=name, placement=placement, place=place, keys=keys, label=label, fields=by_name)


_CODES = (
    _codes("Sex", "male", "female", "other"),
    _codes("Colour", "green", CodeWord("amber", "amber", also="orange"), "red"),
    _codes("Authority", "stoke_on_trent", "staffordshire", CodeWord("other", "another", with_name=True)),
    _codes("Role", "harmed", "harmer", "participant", "in_contact", "witness"),
    _codes("PersonKind", "child", "adult", "not_identified"),
    _codes("Agency", "police", "health", "education", "nspcc", "faith", "family", "voluntary", "probation", "housing"),
)

_RECORDS = (
    _record(
        "Child",
        "list",
        "children",
        _field("id", TEXT),
        _field("birth_date", DayType(partial=True), "What is the date of birth of {it}?"),
        _field("sex", CodeType("Sex"), "What is recorded as the sex of {it}?"),
        _field("residences", ListType(RecordType("Residence")), "Where does {it} live?"),
        _field("home", RecordType("Residence"), "Where is the home of {it}?"),
        _field("looked_after", YES_NO, "Is {it} looked after?"),
        _field("needs_record_on", OPEN_DAY, "When were the needs of {it} recorded?"),
        keys=("child", "other_child"),
    ),
    _record(
        "Residence",
        "embedded",
        None,
        _field("authority", CodeType("Authority"), "Which authority: {it}?", named_by="authority_name"),
        _field("authority_name", TEXT, "What is the name of the authority: {it}?"),
        _field("from", DAY, "Since when: {it}?"),
        _field("to", OPEN_DAY, "Until when: {it}?"),
        _field("light", ListType(RecordType("Light")), "Which lights: {it}?"),
    ),
    _record("Light", "embedded", None, _field("colour", CodeType("Colour"), "Which colour: {it}?"), _field("on", DAY)),
    _record(
        "Involvement",
        "list",
        "involvements",
        _field("id", TEXT),
        _field("child", RecordType("Child"), "Which child is this: {it}?"),
        _field("meeting", RecordType("Meeting"), "Which meeting is this: {it}?"),
        _field("person_kind", CodeType("PersonKind"), "Who is this: {it}?", absent_means="child"),
        _field("role", CodeType("Role"), "Which part: {it}?"),
        keys=("involvement",),
    ),
    _record(
        "Meeting",
        "list",
        "meetings",
        _field("id", TEXT),
        _field("held_on", OPEN_DAY, "When was {it} held?"),
        _field("called_at", MomentType(), "When was {it} called?"),
        _field("ended_at", MomentType(open=True), "When did {it} end?"),
        _field("children", ListType(RecordType("Child")), "Whom was {it} about?"),
        _field("agencies", ListType(CodeType("Agency")), "Who came to {it}?"),
        _field("reviewed_on", ListType(OPEN_DAY), "When was {it} reviewed?"),
        _field("sessions", NUMBER, "How many sessions had {it}?"),
        _field("area", CodeType("Authority"), "Which area is {it} from?"),
        keys=("meeting",),
    ),
    _record("Household", "list", "households", _field("name", TEXT), _field("shared", YES_NO, "Is {it} shared?")),
    _record("Referrer", "single", "referrer", _field("is_professional", YES_NO, "Is {it} a professional?")),
    _record(
        "Judgement",
        "recording",
        "judgements",
        _field("child", RecordType("Child"), "Whom is this about: {it}?"),
        _field("answer", AnswerType(), "What was answered: {it}?"),
        _field("reason_recorded", YES_NO, "Is there a reason: {it}?", absent_means=False),
        keys=("judgement",),
    ),
    _record("Contact", "reference", "contacts", _field("code", TEXT)),
    _record(
        "case",
        "case",
        None,
        _field("case_id", TEXT),
        _field("as_at", DAY),
        _field("closed_on", OPEN_DAY, "When was {it} closed?"),
    ),
)

SCHEMA = Schema({c.name: c for c in _CODES}, {r.name: r for r in _RECORDS})


def good() -> dict[str, Any]:
    """A case with a value in every field."""
    home = {
        "authority": "other",
        "authority_name": "Cheshire East",
        "from": "2020-01-01",
        "to": "2024-02-29",
        "light": [{"colour": "orange", "on": "2025-01-02"}],
    }
    return {
        "case_id": "T01",
        "as_at": "2025-03-10",
        "closed_on": "2025-03-09",
        "children": [
            {
                "id": "C1",
                "birth_date": "2012-03-02",
                "sex": "male",
                "residences": [home, {"authority": "staffordshire", "from": "2024-02-29"}],
                "home": {"authority": "stoke_on_trent"},
                "looked_after": False,
                "needs_record_on": "2025-03-01",
            },
            {"id": "C2", "birth_date": "2011-12", "sex": "female", "residences": []},
        ],
        "involvements": [
            {"id": "V1", "child": "C1", "meeting": "M1", "person_kind": "child", "role": "harmed"},
            {"id": "V2", "child": "C2", "meeting": "M1", "role": "harmer"},
            {"id": "V3", "person_kind": "adult", "role": "witness"},
        ],
        "meetings": [
            {
                "id": "M1",
                "held_on": "2025-03-05",
                "called_at": "2025-03-04T14:30",
                "ended_at": "2025-03-05T16:00",
                "children": ["C1", "C2"],
                "agencies": ["police", "health"],
                "reviewed_on": ["2025-03-06"],
                "sessions": 3,
                "area": "other",
            }
        ],
        "households": [{"name": "H1", "shared": True}],
        "referrer": {"is_professional": True},
        "judgements": [{"child": "C1", "answer": True, "reason_recorded": True}, {"answer": "see the notes"}],
    }


def loaded(document: Any, as_at: str | None = None) -> Case:
    """The case of a document that has no faults."""
    case, diagnostics = load_case(document, SCHEMA, as_at)

    assert not diagnostics.items
    assert case is not None
    return case


def faults(document: Any, as_at: str | None = None) -> list[tuple[str, str | None]]:
    """The code and the path of each fault of a document; a document with faults gives no case."""
    case, diagnostics = load_case(document, SCHEMA, as_at)

    assert (case is None) == bool(diagnostics.items)
    return [(d.code, d.path) for d in diagnostics.items]


def put(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The document with a value at a path such as `children[0].sex`."""
    *steps, last = path.replace("[", ".[").split(".")
    inside: Any = document
    for step in steps:
        inside = inside[int(step[1:-1])] if step.startswith("[") else inside[step]
    inside[int(last[1:-1]) if last.startswith("[") else last] = value
    return document
