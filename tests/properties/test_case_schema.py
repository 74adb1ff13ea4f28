"""The JSON Schema of case files agrees with the reading of cases: on structure, types, codes and the form of dates.

What only reading a case can tell is named in one list, and each of its items has an example here that the schema lets pass.
"""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from hsb_policy.core.schema import Schema
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.case_records import MOST_RECORDS
from hsb_policy.engine.case_schema import ONLY_READING_TELLS, case_schema
from hsb_policy.engine.case_text import parse_case_text
from hsb_policy.engine.cases import load_case
from hsb_policy.engine.loading import compiled
from hsb_policy.frontend.declare import declare
from hsb_policy.frontend.parse import parse_files
from hsb_policy.testing.strategies.documents import Pools, documents
from hsb_policy.testing.strategies.vocabulary import VOCABULARY

# Every way in which a field may be declared, and a case that has them all.
ODD = """
policy odd "Odd"
codes Colour green, amber also orange, other with name
record Child in children as child "child"
    .id text
    .flag yes/no absent means no
    .friends list of Child
    .grid list of list of number
    .seen list of open date
    .mood Mood
    .moods list of Mood
    .nested list of list of Mood
    .colour Colour named by .colour_name
    .colour_name text
    .colours list of Colour
    .born partial date
    .at list of moment
    .said list of answer
    .opens hours
record Mood
    .id text
    .of list of Mood
    .inner Mood
    .colour Colour absent means green
record Helper as the helper
    .mood Mood
record Note recorded in notes as note
    .on open moment
    .count number
case
    .favourites list of Child
    .best Child
    .moods list of Mood
"""
ODD_CASE: dict[str, Any] = {
    "case_id": "A1",
    "as_at": "2025-03-20",
    "children": [
        {"id": "C1"},
        {
            "id": "C2",
            "flag": True,
            "friends": ["C1", "unknown"],
            "grid": [[1, 2], "unknown", []],
            "seen": ["2025-01-01", "unknown"],
            "mood": {"id": None, "of": [{"id": "M1", "colour": "orange"}], "inner": {"colour": None}},
            "moods": [{"id": "M2", "inner": "unknown"}],
            "nested": [[{"id": "M3"}], "unknown"],
            "colour": "other",
            "colour_name": "blue",
            "colours": ["green", "unknown"],
            "born": "2012-03",
            "at": ["2025-01-01T10:00"],
            "said": [True, "as said"],
            "opens": "mon-fri 08:30-17:00",
        },
    ],
    "helper": {"mood": {"colour": "amber"}},
    "notes": [{"on": "2025-01-01T10:00", "count": -3}],
    "favourites": ["C1"],
    "best": "C2",
    "moods": [{"id": "M4", "of": []}],
}

# Faults that no schema tells: of refs, ids, days that do not exist, half signs and sizes.
ONLY_LOADER = {"HSB-D502", "HSB-D513", "HSB-D514", "HSB-D515", "HSB-D522", "HSB-D540", "HSB-D541"}

STRANGE: list[Any] = [
    None, True, False, 0, 1, -7, 10**9 - 1, 10**9, 1.5, "", " ", "unknown", "Unknown", "C1", "C9", "other",
    "green", "orange", "grean", "2025-03-02", "2025-03", "2025", "2025-3-2", "25-03-02", "2025-03-02T10:30", "2025-03-02T25:00",
    "2025-03-02T10:30:00", "2025-03-02Z", "2025-13-01", "2025-00-01", "2025-01-32", "2025-02-30", "0000-01-01", "2025-03-02\n",
    "2025-03\n", "2025\n",
    "\u0662\u0660\u0662\u0665", "as said", [], [None], ["unknown"], ["C1"], [[]], [{}], {}, {"id": "C1"}, {"id": None}, {"extra": None},
]  # fmt: skip


def _schema_of(text: str) -> Schema:
    return declare(parse_files([SourceFile("p.policy", text)], Collector()), Collector()).schema


HSB, TOY, ODD_SCHEMA = compiled("hsb").schema, _schema_of(VOCABULARY), _schema_of(ODD)
VALIDATORS = {id(schema): Draft202012Validator(case_schema(schema, "p", "P")) for schema in (HSB, TOY, ODD_SCHEMA)}
SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))


def _passes(document: Any, schema: Schema) -> bool:
    return VALIDATORS[id(schema)].is_valid(document)


def _agree(document: Any, schema: Schema) -> None:
    """What the schema refuses is not read; what it lets pass is read, but for what only reading tells."""
    _, told = load_case(document, schema, "2025-03-20")
    codes = {diagnostic.code for diagnostic in told.items}
    if _passes(document, schema):
        assert codes <= ONLY_LOADER, [(d.code, d.path, d.message) for d in told.items]
    else:
        assert codes, [error.message for error in VALIDATORS[id(schema)].iter_errors(document)]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every record and list with each name or index in it."""
    inside = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    for key, inner in inside:
        yield value, key
        yield from _places(inner)


def _damaged(document: Any, draw: st.DataObject) -> Any:
    """The document with up to three things in it changed, left out or added."""
    document = copy.deepcopy(document)
    for _ in range(draw.draw(st.integers(1, 3))):
        places = list(_places(document))
        if not places:
            return document
        of, key = draw.draw(st.sampled_from(places))
        strange = copy.deepcopy(draw.draw(st.sampled_from(STRANGE)))
        match draw.draw(st.sampled_from(["change", "change", "change", "leave out", "add", "rename"])):
            case "change":
                of[key] = strange
            case "leave out":
                del of[key]
            case "add" if isinstance(of, list):
                of.append(strange)
            case "add":
                of["extra"] = strange
            case _ if isinstance(of, dict):
                of[f"{key}_"] = of.pop(key)
            case _:
                of[key] = [of[key]]
    return document


@pytest.mark.parametrize("schema", [HSB, TOY, ODD_SCHEMA], ids=["hsb", "toy", "odd"])
def test_the_schema_is_one(schema: Schema) -> None:
    """It follows the 2020-12 dialect, and every reference in it leads to a definition."""
    made = case_schema(schema, "p", "P")
    Draft202012Validator.check_schema(made)
    refs = {inner["$ref"] for inner, key in _places(made) if key == "$ref"}

    assert {ref.removeprefix("#/$defs/") for ref in refs} <= made["$defs"].keys()


def test_a_case_with_everything_passes() -> None:
    """Every way in which a value may stand is let pass and is read."""
    assert _passes(ODD_CASE, ODD_SCHEMA)
    assert not load_case(ODD_CASE, ODD_SCHEMA)[1].items


@given(documents(HSB, Pools()))
@SLOW
def test_sound_cases_of_the_procedure_pass(document: dict[str, Any]) -> None:
    """What follows the vocabulary is let pass by the schema and is read."""
    assert _passes(document, HSB)
    assert not load_case(document, HSB)[1].items


@given(documents(HSB, Pools()), st.data())
@SLOW
def test_damaged_cases_of_the_procedure_are_told_alike(document: dict[str, Any], draw: st.DataObject) -> None:
    """Of the bundled vocabulary: wrong types, words, fields, dates, ids and nulls are refused by both or by neither."""
    _agree(_damaged(document, draw), HSB)


@given(documents(TOY, Pools()), st.data())
@SLOW
def test_damaged_small_cases_are_told_alike(document: dict[str, Any], draw: st.DataObject) -> None:
    """The same of a vocabulary with every kind of field."""
    _agree(document, TOY)
    _agree(_damaged(document, draw), TOY)


def _each_damaged() -> Iterator[dict[str, Any]]:
    """The odd case with one thing in it changed, left out or added: each thing in each way."""
    for at in range(len(list(_places(ODD_CASE)))):
        for change in [*STRANGE, "leave out", "add"]:
            document = copy.deepcopy(ODD_CASE)
            of, key = list(_places(document))[at]
            if change == "leave out":
                del of[key]
            elif change == "add":
                of.append(None) if isinstance(of, list) else of.update(extra=None)
            elif key != "opens" or not isinstance(change, str):  # the form of hours is told by reading alone
                of[key] = copy.deepcopy(change)
            yield document


def test_every_damage_to_a_case_with_everything_is_told_alike() -> None:
    """The same where lists stand in lists, records in themselves, and embedded records have ids: each place, each damage."""
    for document in _each_damaged():
        _agree(document, ODD_SCHEMA)


@pytest.mark.parametrize("id_", ["", " ", "unknown", None, 5, True, ["C1"]])
def test_an_id_that_is_none_is_told_by_the_schema(id_: object) -> None:
    """An id is a text that says something, and is not the word for what is not known; only what cannot be shown passes."""
    for document in (_with(case_id=id_), _with(children=[{"id": id_}]), _with(moods=[{"id": id_}])):
        assert not _passes(document, ODD_SCHEMA)
        assert not _reads(document)


@pytest.mark.parametrize("schema", [HSB, TOY, ODD_SCHEMA], ids=["hsb", "toy", "odd"])
@pytest.mark.parametrize("document", STRANGE, ids=repr)
def test_what_is_no_case_is_told_alike(schema: Schema, document: Any) -> None:
    """A case is one record in braces, with its id."""
    _agree(document, schema)


# ---- what only reading a case can tell ------------------------------------------------------------------------------


def _with(**change: Any) -> dict[str, Any]:
    return {"case_id": "A1", "as_at": "2025-03-20", **change}


def _child(**facts: Any) -> dict[str, Any]:
    return _with(children=[{"id": "C1", **facts}])


def _reads(document: Any, as_at: str | None = None) -> bool:
    return load_case(document, ODD_SCHEMA, as_at)[0] is not None


def _deep(levels: int) -> dict[str, Any]:
    return {"inner": _deep(levels - 1)} if levels else {}


# For each item of the list: a document that the schema lets pass, and whether it is read.
EXAMPLES: dict[str, tuple[Any, Callable[[Any], bool]]] = {
    "file": (_with(), lambda document: parse_case_text(json.dumps([document]))[0] is not None),
    "field-twice": (
        json.loads('{"case_id": "A1", "case_id": "A2"}'),
        lambda document: parse_case_text('{"case_id": "A1", "case_id": "A2"}')[0] is not None,
    ),
    "as-at": ({"case_id": "A1"}, _reads),
    "ref": (_child(friends=["C2"]), _reads),
    "id-twice": (_with(children=[{"id": "C1"}, {"id": "C1"}]), _reads),
    "id-shown": (_with(children=[{"id": "C\n1"}]), _reads),
    "day": (_child(born="2025-02-30"), _reads),
    "decimal-point": (_with(notes=[{"count": 3.0}]), _reads),
    "whole-sign": (_child(colour_name="\ud83d"), _reads),
    "hours": (_child(opens="in the morning"), _reads),
    "size": (_child(mood=_deep(101)), _reads),
}


@pytest.mark.parametrize("item", ONLY_READING_TELLS)
def test_what_only_reading_tells_passes_the_schema(item: str) -> None:
    """Each item of the list has an example that the schema lets pass and that is not read."""
    document, reads = EXAMPLES[item]

    assert _passes(document, ODD_SCHEMA)
    assert not reads(document)


def test_the_schema_says_what_it_does_not_tell() -> None:
    """The whole list, and nothing that has no example here."""
    comment = case_schema(TOY, "p", "P")["$comment"]

    assert all(words in comment for words in ONLY_READING_TELLS.values())
    assert EXAMPLES.keys() == ONLY_READING_TELLS.keys()


def test_the_length_of_lists_and_numbers_are_told_by_both() -> None:
    """These limits are in the schema too."""
    for document in (_child(said=[True] * (MOST_RECORDS + 1)), _with(notes=[{"count": 10**9}])):
        assert not _passes(document, ODD_SCHEMA)
        assert not _reads(document)
    for document in (_child(said=[True] * MOST_RECORDS), _with(notes=[{"count": 1 - 10**9}])):
        assert _passes(document, ODD_SCHEMA)
        assert _reads(document)
