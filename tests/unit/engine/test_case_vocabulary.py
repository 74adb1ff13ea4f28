"""Case files by the bundled vocabulary: sound ones are read, damaged ones told about, and every gap has its question."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from hsb_policy.core.case import Record
from hsb_policy.core.schema import Schema
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.case_text import parse_case_text
from hsb_policy.engine.cases import load_case
from hsb_policy.frontend.declare import declare
from hsb_policy.frontend.parse import parse_files
from hsb_policy.values.unknown import Between, Unknown
from tests.house.checkout import ROOT
from tests.unit.engine.documents import damaged, documents

FILE = ROOT / "policies" / "hsb" / "vocabulary.policy"

CASE: dict[str, Any] = {
    "case_id": "T01",
    "as_at": "2025-03-10",
    "children": [
        {"id": "C1", "birth_date": "2012-03-02", "residences": [{"authority": "stoke_on_trent", "from": "2020-01-01"}]},
        {"id": "C2", "birth_date": "2011-12", "learning_disability": "mild"},
    ],
    "incidents": [{"id": "I1", "occurred_from": "2025-03-01", "traffic_light": [{"colour": "orange"}]}],
    "involvements": [
        {"id": "V1", "incident": "I1", "child": "C1", "role": "harmed", "status": "alleged"},
        {"id": "V2", "incident": "I1", "child": "C2", "role": "harmer", "status": "alleged"},
        {"id": "V3", "incident": "I1", "person_kind": "adult", "role": "witness"},
    ],
    "strategy_meetings": [
        {"id": "M1", "held_on": "2025-03-05", "children": ["C1", "C2"], "decisions": [{"child": "C1"}]}
    ],
    "departures": [{"statement": "S038", "meeting": "M1"}],
}


def _vocabulary() -> Schema:
    text = FILE.read_text(encoding="utf-8")
    return declare(parse_files([SourceFile("vocabulary.policy", text)], Collector()), Collector()).schema


SCHEMA = _vocabulary()


def test_a_case_is_read() -> None:
    """The records of a case and their facts are those of the vocabulary."""
    case, found = load_case(CASE, SCHEMA)

    assert not found.items
    assert case is not None
    child = case.root.facts["children"][0]
    assert case.root.facts["involvements"][0].facts["child"] is child
    assert case.root.facts["involvements"][0].facts["person_kind"] == "child"
    assert case.root.facts["incidents"][0].facts["traffic_light"][0].facts["colour"] == "amber"
    assert case.root.facts["departures"][0].facts["reason_recorded"] is False
    assert case.root.facts["judgements"] == ()


@pytest.mark.parametrize(
    ("change", "path", "word"),
    [
        (
            {"involvements": [*CASE["involvements"][:2], {"id": "V3", "status": "aleged"}]},
            "involvements[2].status",
            "alleged",
        ),
        ({"children": [{"id": "C1", "birthdate": "2012"}, {"id": "C2"}]}, "children[0].birthdate", "birth_date"),
        ({"departures": [{"meeting": "M2"}]}, "departures[0].meeting", "M1"),
        ({"chidlren": []}, "chidlren", "children"),
    ],
)
def test_a_fault_names_its_place_and_the_nearest_word(change: dict[str, Any], path: str, word: str) -> None:
    """Places are those of the file, by index; what was probably meant is named."""
    case, found = load_case({**CASE, **change}, SCHEMA)

    assert case is None
    assert [fault.path for fault in found.items] == [path]
    assert f"`{word}`" in found.items[0].help[0]


def test_every_missing_fact_has_a_question() -> None:
    """Whatever a case leaves out, the question names the record and has no gap of its own."""
    case, _ = load_case(CASE, SCHEMA)
    assert case is not None
    questions = {ask for record in records(case.root) for ask in questions_of(record)}

    assert len(questions) > 80
    assert all(ask.endswith(("?", ")")) and "{" not in ask for ask in questions)
    assert "Is C2 looked after by a local authority?" in questions


@given(documents(SCHEMA))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_document_that_follows_the_vocabulary_is_read(document: dict[str, Any]) -> None:
    """Any document of the vocabulary's words, days and refs is a case, from its text too."""
    parsed, faults = parse_case_text(json.dumps(document))
    case, found = load_case(parsed, SCHEMA)

    assert not faults.items
    assert not found.items
    assert case is not None


@given(damaged(documents(SCHEMA)))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_damaged_document_gives_a_case_or_messages(document: Any) -> None:
    """No damage makes the reader fail, and there is a case exactly where there is no message."""
    case, found = load_case(document, SCHEMA)

    assert (case is None) == bool(found.items)


def records(value: Any) -> list[Record]:
    """A record and those that stand in the lists of its facts; refs are followed no further."""
    if not isinstance(value, Record):
        return []
    lists = [fact for fact in value.facts.values() if isinstance(fact, tuple)]
    inner = [item for items in lists for item in items if isinstance(item, Record)]
    return [value, *(record for item in inner if item.path.startswith(value.path) for record in records(item))]


def questions_of(record: Record) -> list[str]:
    """What would be asked about a record."""
    missing = [fact for fact in record.facts.values() if isinstance(fact, Unknown | Between)]
    return [fact.ask for value in missing for fact in value.facts]
