"""Laws of reading cases, over any document: no failure, no content in messages, and every sound case is read."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.core.case import Record
from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.engine.case_text import parse_case_text
from hsb_policy.engine.cases import load_case
from hsb_policy.values.unknown import Between, NamedCode, Unknown
from tests.unit.engine.documents import ANY_JSON, damaged, documents, places, replaced
from tests.unit.engine.small_schema import SCHEMA, good

SECRET = "ZZSECRET"
SECRETS = [
    SECRET,
    SECRET.lower() + " and more",
    [SECRET],
    {"id": SECRET},
    SECRET * 10,
    f"2025-03-0{SECRET}",
    f"{SECRET}\n",
    f"{SECRET}\ud800",
]


def told(document: Any, as_at: str | None = None) -> str:
    """Everything that the messages about a document say; there is a case exactly where there are none."""
    case, found = load_case(document, SCHEMA, as_at)

    assert (case is None) == bool(found.items)
    assert all(fault.code in CATALOGUE for fault in found.items)
    return "\n".join("\n".join((fault.message, fault.path or "", *fault.help)) for fault in found.items)


@given(ANY_JSON, st.none() | st.text())
def test_any_document_gives_a_case_or_messages(document: Any, as_at: str | None) -> None:
    """No document makes the reader fail."""
    told(document, as_at)


@given(damaged(documents(SCHEMA)))
def test_a_damaged_document_gives_a_case_or_messages(document: Any) -> None:
    """Nor does one in which a few values are wrong; its messages can be printed."""
    told(document).encode()


@given(damaged(st.builds(good)))
def test_a_damaged_case_gives_a_case_or_messages(document: Any) -> None:
    """Nor does a full case in which a few values are wrong."""
    told(document).encode()


@given(documents(SCHEMA))
def test_every_document_that_follows_the_vocabulary_is_read(document: dict[str, Any]) -> None:
    """A sound document has no faults, from its text too, and each of its records has all its facts."""
    assert told(document) == ""
    assert parse_case_text(json.dumps(document))[0] == document
    case = load_case(document, SCHEMA)[0]
    assert case is not None
    for record in records_of(case.root):
        assert SCHEMA.records[record.kind].fields.keys() <= record.facts.keys()


@given(documents(SCHEMA))
def test_each_missing_fact_stands_in_its_record(document: dict[str, Any]) -> None:
    """The facts of an unknown value are places in the record that it is read from."""
    case = load_case(document, SCHEMA)[0]
    assert case is not None
    for record in records_of(case.root):
        for name, value in record.facts.items():
            unknown = value.name if isinstance(value, NamedCode) else value
            if isinstance(unknown, Unknown | Between):
                here = record.path_of(name)
                assert {fact.path for fact in unknown.facts} <= {here, f"{here}_name"}


@given(documents(SCHEMA))
def test_two_faults_give_two_messages(document: dict[str, Any]) -> None:
    """A fault does not hide another, wherever they are."""
    document |= {"childs": 1, "refs": 2}
    faults = load_case(document, SCHEMA)[1].items

    assert [fault.path for fault in faults] == ["childs", "refs"]


@pytest.mark.parametrize("path", list(places(good())), ids=lambda path: ".".join(map(str, path)))
def test_no_message_shows_what_a_case_says(path: tuple[str | int, ...]) -> None:
    """Whatever stands in a wrong place, and whatever stands beside it, no message repeats it."""
    for secret in SECRETS:
        said = told(replaced(good(), path, secret))
        beside = told(replaced(replaced(good(), path, secret), ("as_at",), None))

        assert SECRET.lower() not in (said + beside).lower()


def test_no_message_shows_the_facts_beside_a_fault() -> None:
    """A case in which every text is a secret and every value wrong."""
    document: Any = good()
    for path in places(good()):
        if not isinstance(path[-1], int) and path[-1] != "id":
            value: Any = document
            for step in path:
                value = value[step]
            if not isinstance(value, list | dict):
                document = replaced(document, path, SECRET)

    assert SECRET not in told(document)


def records_of(value: Any) -> list[Record]:
    """A record and all records that stand in it."""
    if isinstance(value, tuple):
        return [record for item in value for record in records_of(item)]
    if not isinstance(value, Record):
        return []
    inner = [
        item for name, item in value.facts.items() if value.kind == "case" or name in ("residences", "home", "light")
    ]
    return [value, *(record for item in inner for record in records_of(item))]
