"""Faulty cases: each fault is told at its place, in plain words, with a cure, and all of them in one run."""

import re
from datetime import date
from typing import Any

import pytest

from hsb_policy.core.schema import FieldDef, RecordDef, Schema
from hsb_policy.core.types import RecordType
from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.diagnostics.model import Diagnostic
from hsb_policy.engine import case_records
from hsb_policy.engine.case_records import DEEPEST, MOST_RECORDS, MOST_VALUES
from hsb_policy.engine.cases import load_case
from tests.unit.engine.small_schema import SCHEMA, faults, good, put

LIGHT = "children[0].residences[0].light[0]"

# What is put where; the code of the fault; the path where it is not the same; a part of the message and of the cure.
FAULTS: list[tuple[str, Any, str, str | None, str, str]] = [
    ("children[0].birthdate", "2012-03-02", "D520", None, "no field `birthdate`", "`birth_date`"),
    ("childs", [], "D520", None, "a case has no field `childs`", ""),
    ("children[0].residences[0].wrong", 1, "D520", None, "`residences` has no field", "`authority`, `authority_name`"),
    ("referrer.agency", "police", "D520", None, "`referrer` has no field `agency`", "`is_professional`"),
    (
        "children[0]." + "x" * 60,
        1,
        "D520",
        "children[0].?",
        "has no field of the name that stands here",
        "`birth_date`",
    ),
    (
        "children[0].Sarah Jones",
        1,
        "D520",
        "children[0].?",
        "has no field of the name that stands here",
        "`birth_date`",
    ),
    ("children[0].sex", "sarahjones", "D530", None, "the text here is not one of the words for `sex`", "`female`"),
    ("children[0].looked_after", "yes", "D521", None, "a text stands where a yes or no", "without quotation marks"),
    ("children[0].looked_after", 1, "D521", None, "a number stands where", "`true` or `false`"),
    ("children[0].looked_after", [True], "D521", None, "a list stands where", "`true` or `false`"),
    (
        "children[0].sex",
        False,
        "D521",
        None,
        "a yes or no (`true` or `false`) stands where",
        "`male`, `female`, `other`",
    ),
    ("children[0].sex", {"word": "male"}, "D521", None, "a record in braces stands where", "`male`"),
    ("children[0].birth_date", 2012, "D521", None, "a number stands where a date", "`2025-03-02`"),
    ("children[0].home", "C1", "D521", None, "a text stands where a record in braces", ""),
    ("children[0].residences", {"authority": "other"}, "D521", None, "where a list of records", ""),
    ("children[0].residences[1]", "staffordshire", "D521", None, "a text stands where a record", ""),
    ("children[0].residences[1]", None, "D521", None, "nothing (`null`) stands where a record", ""),
    ("children", {"C1": {}}, "D521", None, "a record in braces stands where a list", ""),
    ("children[1]", "C2", "D521", None, "a text stands where a record", ""),
    ("referrer", [], "D521", None, "a list stands where a record", ""),
    ("judgements", "none", "D521", None, "a text stands where a list", ""),
    ("meetings[0].sessions", "3", "D521", None, "a text stands where a whole number", "without quotation marks"),
    ("meetings[0].sessions", 3.0, "D521", None, "a number with a decimal point stands where a whole number", ""),
    ("meetings[0].sessions", True, "D521", None, "(`true` or `false`) stands where a whole number", ""),
    ("meetings[0].sessions", 10**9, "D524", None, "999,999,999", ""),
    ("meetings[0].called_at", 5, "D521", None, "a number stands where a day with a time", "`2025-03-02T14:30`"),
    ("meetings[0].agencies", "police", "D521", None, "a text stands where a list", ""),
    ("meetings[0].agencies[1]", None, "D521", None, "nothing (`null`) stands where an element", "leave it out"),
    ("meetings[0].children[0]", 1, "D521", None, "a number stands where an id", "`children`"),
    ("households[0].name", 7, "D521", None, "a number stands where a text", ""),
    ("households[0].name", "half \ud800", "D502", None, "half of a sign", ""),
    ("judgements[0].answer", 7, "D521", None, "a number stands where a yes or no or a text", ""),
    ("judgements[0].answer", {1, 2}, "D521", None, "something that a case file cannot hold stands where", ""),
    ("children[0].sex", "femal", "D530", None, "`femal` is not one of the words for `sex`", "`female`"),
    ("children[0].sex", "Male", "D530", None, "`Male` is not one of the words", "`male`"),
    ("children[0].sex", " male", "D530", None, "` male` is not one of the words", "`male`"),
    ("children[0].sex", "", "D530", None, "an empty text is not one of", "`male`, `female`, `other`"),
    ("children[0].sex", "Ayesha K.", "D530", None, "the text here is not one of", "`male`, `female`, `other`"),
    ("children[0].home.authority", "Stoke-on-Trent", "D530", None, "`Stoke-on-Trent`", "`stoke_on_trent`"),
    (
        f"{LIGHT}.colour",
        "purple",
        "D530",
        None,
        "the text here is not one of the words for `colour`",
        "`green`, `amber`, `red`",
    ),
    (
        "meetings[0].agencies[0]",
        "fire_brigade",
        "D530",
        None,
        "the text here is not one of the words for `agencies`",
        "9 words",
    ),
    ("meetings[0].agencies[0]", "x" * 41, "D530", None, "the text here is not one of", "9 words"),
    ("children[0].birth_date", "2025-02-30", "D522", None, "no such day: that month has 28 days", "correct it"),
    ("children[0].birth_date", "2025-13", "D522", None, "no such month: months are 01 to 12", ""),
    ("children[0].birth_date", "0000", "D522", None, "no such year", ""),
    ("children[0].birth_date", "02/03/2025", "D523", None, "not a date in the form year, month, day", "`2025-03-02`"),
    ("children[0].birth_date", "2025-3-2", "D523", None, "not a date", "`2025-03-02`"),
    ("children[0].birth_date", "2 March 2025", "D523", None, "not a date", "`2025-03-02`"),
    ("children[0].birth_date", "2025-03-02T14:30", "D523", None, "a time stands here", "leave out the time"),
    ("children[0].birth_date", "", "D523", None, "an empty text", "`null`"),
    ("children[0].birth_date", "٢٠٢٥-03-02", "D523", None, "not a date", ""),
    ("meetings[0].reviewed_on[0]", "2025-04-31", "D522", None, "that month has 30 days", ""),
    ("meetings[0].called_at", "2025-03-02", "D523", None, "not a day with a time", "`2025-03-02T14:30`"),
    ("meetings[0].called_at", "2025-03-02T14:30:00Z", "D523", None, "without seconds or a time zone", ""),
    ("meetings[0].called_at", "2025-03-02T24:00", "D522", None, "no such time of the day", "00:00 to 23:59"),
    ("meetings[0].called_at", "2025-02-30T10:00", "D522", None, "that month has 28 days", ""),
    ("children[0].id", None, "D512", None, "has no `id`", '`"id": "…"`'),
    ("households[0].id", "H1", "D520", None, "has no field `id`", ""),
    ("meetings[0].id", "unknown", "D513", None, "cannot be `unknown`", "`C1`"),
    ("meetings[0].id", " ", "D513", None, "is empty", ""),
    ("meetings[0].id", "M\n1", "D513", None, "line break", ""),
    ("meetings[0].id", 1, "D521", None, "a number stands where an id", "quotation marks"),
    ("children[1].id", "C1", "D514", None, "`C1` of `children[0]`", "an id of its own"),
    (
        "involvements[0].child",
        "C3",
        "D540",
        None,
        "no record of `children` has the id `C3`",
        "nearest id there is `C1`",
    ),
    ("involvements[0].child", "Ayesha", "D540", None, "no record of `children` has the id that", "or correct the id"),
    ("involvements[0].child", "M1", "D541", None, "the id of a record of `meetings`", "id of a record of `children`"),
    ("involvements[0].child", {"id": "C1"}, "D521", None, "a record in braces stands where an id", "`children`"),
    ("meetings[0].children[1]", "C9", "D540", None, "`C9`", ""),
    ("case_id", None, "D510", None, "the case has no `case_id`", "no other case has"),
    ("case_id", "unknown", "D513", None, "cannot be `unknown`", ""),
    ("case_id", 12, "D521", None, "a number stands where an id", ""),
    ("as_at", None, "D511", None, "is not given", "`--as-at 2025-03-02`"),
    ("as_at", "unknown", "D511", None, "cannot be unknown", "`--as-at 2025-03-02`"),
    ("as_at", "2025-03", "D523", None, "only a month stands here, and a whole day", ""),
    ("as_at", "2025-02-30", "D522", None, "that month has 28 days", ""),
    ("as_at", 20250302, "D521", None, "a number stands where a date", ""),
]


def the_faults(document: Any, as_at: str | None = None) -> tuple[Diagnostic, ...]:
    """What is wrong with a document."""
    return load_case(document, SCHEMA, as_at)[1].items


@pytest.mark.parametrize(("path", "value", "code", "at", "message", "cure"), FAULTS)
def test_a_fault_is_told_once(path: str, value: Any, code: str, at: str | None, message: str, cure: str) -> None:
    """One fault, one message: its place by index, what is wrong, what is allowed there or nearest to it."""
    document = put(good(), path, value)
    found = [fault for fault in the_faults(document) if fault.code != "HSB-D540" or code == "D540"]

    assert [(fault.code, fault.path) for fault in found] == [(f"HSB-{code}", at or path)]
    assert message in found[0].message
    assert cure in "\n".join(found[0].help)
    assert load_case(document, SCHEMA)[0] is None


def test_messages_are_in_plain_words() -> None:
    """No message speaks of types, keys or None, none ends in a full stop, and each has at most two cures."""
    for path, value, *_ in FAULTS:
        for fault in the_faults(put(good(), path, value)):
            assert fault.code in CATALOGUE
            assert len(fault.help) <= 2
            assert not re.search(r"\b(str|int|dict|bool|None|key|object|string|schema|NoneType)\b", fault.message)
            assert not fault.message.endswith(".")
            assert "\n" not in fault.message


def test_two_faults_give_two_messages_in_the_order_of_the_file() -> None:
    """All faults of a file are told in one run: what the case lacks first, then list by list, record by record."""
    document = good()
    places: dict[str, Any] = {
        "children[1].sex": "femal",
        "children[0].birth_date": "2012-02-30",
        "involvements[2].role": "wittness",
        "involvements[1].child": "C9",
        "meetings[0].sessions": "3",
        "as_at": None,
        "childs": [],
    }
    for path, value in places.items():
        put(document, path, value)
    del document["as_at"]

    found = faults(document)

    assert found == [
        ("HSB-D511", "as_at"),
        ("HSB-D522", "children[0].birth_date"),
        ("HSB-D530", "children[1].sex"),
        ("HSB-D540", "involvements[1].child"),
        ("HSB-D530", "involvements[2].role"),
        ("HSB-D521", "meetings[0].sessions"),
        ("HSB-D520", "childs"),
    ]


def test_a_list_that_cannot_be_read_makes_no_ref_wrong() -> None:
    """One mistake is told once: refs into a list that is none are not told too."""
    assert faults(put(good(), "children", {"C1": {}})) == [("HSB-D521", "children")]


def test_a_ref_into_a_list_that_is_not_there_says_so() -> None:
    """Where the list is empty or not recorded, no nearest id is looked for."""
    document = put(good(), "meetings", [])
    found = the_faults(document)

    assert {fault.path for fault in found} == {"involvements[0].meeting", "involvements[1].meeting"}
    assert found[0].help == ("`meetings` has no records in this file: add that record there",)


def test_the_nearest_id_is_named_by_its_place_where_it_may_be_a_name() -> None:
    """An id of another form than `C1` may say who somebody is."""
    document = put(put(good(), "children[1].id", "Ayesha"), "meetings[0].children", ["C1", "Ayesh"])
    document["involvements"] = []

    assert the_faults(document)[0].help[0] == "the nearest id there is that of `children[1]`"


@pytest.mark.parametrize("option", ["2025-02-30", "2025-03", "yesterday", "", date(2025, 3, 2)])
def test_a_day_beside_the_case_must_be_a_day(option: Any) -> None:
    """A day given beside the case is held to the same form, and is told apart from the case's own."""
    found = the_faults(good(), option)

    assert [(fault.code, fault.path) for fault in found] == [("HSB-D511", None)]
    assert "given beside the case" in found[0].message


@pytest.mark.parametrize("document", [None, 5, "case", [good()], {1, 2}])
def test_a_document_that_is_no_record_is_told(document: Any) -> None:
    """A case is one record; a list of cases is several files."""
    assert faults(document) == [("HSB-D521", None)]


def test_names_that_are_no_texts_are_told() -> None:
    """A mapping made by a program may have anything for the name of a field."""
    assert faults({**good(), 5: "x"}) == [("HSB-D520", "?")]


def test_a_list_that_is_too_long_is_told() -> None:
    """A list has a limit; what refers into it is not told too."""
    document = put(good(), "children", [{"id": f"C{n}"} for n in range(MOST_RECORDS + 1)])

    assert faults(document) == [("HSB-D515", "children")]
    assert not the_faults(put(good(), "households", [{"name": "H"}] * MOST_RECORDS))


def test_a_case_with_too_many_values_is_told() -> None:
    """A case has a limit, and reading ends there."""
    elements = ["police"] * MOST_RECORDS
    meetings = [{"id": f"M{n + 1}", "agencies": elements} for n in range(MOST_VALUES // MOST_RECORDS + 1)]

    assert faults(put(good(), "meetings", meetings)) == [("HSB-D515", None)]


def test_values_count_in_records_too() -> None:
    """Fields count as elements do; the limit itself is allowed."""
    whole = {"case_id": "A", "as_at": "2025-03-10"}
    households = [{"name": "H", "shared": True}] * MOST_RECORDS  # three values each: the record and its fields
    meetings: list[Any] = [{"id": f"M{n}", "agencies": ["police"] * MOST_RECORDS} for n in range(17)]
    left = MOST_VALUES - 4 - 3 * MOST_RECORDS - 17 * (MOST_RECORDS + 3)
    meetings[0]["agencies"] = ["police"] * (MOST_RECORDS + left)

    assert left < 0
    assert not faults({**whole, "meetings": meetings, "households": households})
    meetings[0]["agencies"].append("police")
    assert faults({**whole, "meetings": meetings, "households": households}) == [("HSB-D515", None)]


def test_facts_that_are_left_out_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many empty records make many unknown facts, and those have a limit of their own."""
    own = 3 + 1  # the fields of the case, and of its referrer
    monkeypatch.setattr(case_records, "MOST_FACTS", own + 4 * 2)
    document: dict[str, Any] = {"case_id": "A", "as_at": "2025-03-10", "referrer": {}, "households": [{}] * 4}

    assert not faults(document)
    document["households"].append({})
    assert faults(document) == [("HSB-D515", None)]


def test_records_that_hold_themselves_are_told() -> None:
    """A vocabulary may nest records without end, and a document made by a program may hold itself."""
    box = RecordDef(
        name="Box",
        placement="embedded",
        place=None,
        keys=(),
        label="box",
        fields={"inner": FieldDef(name="inner", type=RecordType("Box"), label="inner")},
    )
    case = RecordDef(name="case", placement="case", place=None, keys=(), label="", fields=box.fields)
    schema = Schema({}, {"Box": box, "case": case})
    endless: dict[str, Any] = {}
    endless["inner"] = endless
    deep: dict[str, Any] = {}
    for _ in range(DEEPEST):
        deep = {"inner": deep}
    whole = {"case_id": "A", "as_at": "2025-03-10"}

    assert [fault.code for fault in load_case({**whole, "inner": endless}, schema)[1].items] == ["HSB-D515"]
    assert not load_case({**whole, "inner": deep}, schema)[1].items
    assert load_case({**whole, "inner": {"inner": deep}}, schema)[1].items


def test_many_faults_are_told_in_a_moment() -> None:
    """Looking for the nearest word ends after enough of them, so that a file full of faults is told soon."""
    document = good()
    document["children"] = [{"id": f"C{n}"} for n in range(5_000)]
    document["involvements"] = [{"id": f"V{n}", "child": f"D{n}", "role": f"rolle{n}"} for n in range(5_000)]
    document["meetings"] = []
    found = the_faults(document)

    assert len(found) == 10_000
    assert found[0].path == "involvements[0].child"
