"""Good cases: what each kind of value becomes, and what is said of what is missing."""

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import pytest
from attrs import evolve, frozen

from hsb_policy.core.case import Record
from hsb_policy.core.schema import FieldDef, Schema
from hsb_policy.core.types import DayType
from hsb_policy.engine.cases import digest, load_case
from hsb_policy.values.days import FIRST_DAY, LAST_DAY, NOT_YET, first_moment, last_moment, parse_day, parse_moment
from hsb_policy.values.unknown import Between, Fact, NamedCode, Unknown
from tests.unit.engine.small_schema import SCHEMA, good, loaded, put

BARE: Mapping[str, Any] = {
    "case_id": "B",
    "as_at": "2025-03-10",
    "children": [{"id": "C1"}],
    "meetings": [{"id": "M1"}],
}


def read(document: Mapping[str, Any], path: str) -> Any:
    """The value of the fact at a path by index, such as `children[0].sex`."""
    found: Any = loaded(document).root
    for step in path.replace("[", ".[").split("."):
        found = found[int(step[1:-1])] if step.startswith("[") else found.facts[step]
    return found


def unknown(path: str, state: str = "not_recorded") -> Unknown:
    """The value of one missing fact."""
    return Unknown(frozenset({Fact(path, state)}))


def some_day(path: str, state: str, low: int = FIRST_DAY, high: int = LAST_DAY) -> Between:
    """Some day between two days."""
    return Between(low, high, frozenset({Fact(path, state)}))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("case_id", "T01"),
        ("as_at", parse_day("2025-03-10")),
        ("closed_on", parse_day("2025-03-09")),
        ("children[0].id", "C1"),
        ("children[0].birth_date", parse_day("2012-03-02")),
        ("children[0].sex", "male"),
        ("children[0].looked_after", False),
        ("children[0].residences[0].authority", NamedCode("other", "Cheshire East")),
        ("children[0].residences[0].light[0].colour", "amber"),
        ("children[0].residences[1].authority", "staffordshire"),
        ("children[0].home.authority", "stoke_on_trent"),
        ("children[1].residences", ()),
        ("involvements[2].person_kind", "adult"),
        ("meetings[0].called_at", parse_moment("2025-03-04T14:30")),
        ("meetings[0].agencies", ("police", "health")),
        ("meetings[0].reviewed_on", (parse_day("2025-03-06"),)),
        ("meetings[0].sessions", 3),
        ("households[0].name", "H1"),
        ("referrer.is_professional", True),
        ("judgements[0].answer", True),
        ("judgements[1].answer", "see the notes"),
    ],
)
def test_a_value_is_read_by_its_type(path: str, value: object) -> None:
    """Days are ordinals, moments minutes, codes words in their first spelling, lists tuples."""
    assert read(good(), path) == value


def test_a_ref_is_the_record_itself() -> None:
    """Refs point at the one record, forwards or backwards, in lists too."""
    root = loaded({**good(), "involvements": good()["involvements"]}).root
    children, meetings, involvements = (root.facts[name] for name in ("children", "meetings", "involvements"))

    assert involvements[0].facts["child"] is children[0]
    assert involvements[0].facts["meeting"] is meetings[0]
    assert meetings[0].facts["children"][1] is children[1]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("children[0].birth_date", unknown("children[C1].birth_date")),
        ("children[0].sex", unknown("children[C1].sex")),
        ("children[0].residences", unknown("children[C1].residences")),
        ("children[0].home", unknown("children[C1].home")),
        ("children[0].looked_after", unknown("children[C1].looked_after")),
        ("children[0].needs_record_on", NOT_YET),
        ("meetings[0].called_at", unknown("meetings[M1].called_at")),
        ("meetings[0].ended_at", NOT_YET),
        ("meetings[0].children", unknown("meetings[M1].children")),
        ("meetings[0].sessions", unknown("meetings[M1].sessions")),
        ("closed_on", NOT_YET),
        ("involvements", unknown("involvements")),
        ("referrer", unknown("referrer")),
        ("judgements", ()),
    ],
)
@pytest.mark.parametrize("absent", ["left out", "null"])
def test_what_is_absent_is_not_recorded_or_not_yet(path: str, value: object, absent: str) -> None:
    """Absent and null are one: not recorded; for an open date not yet; for a recording list none."""
    document = {**BARE, "children": [{"id": "C1"}], "meetings": [{"id": "M1"}]}
    if absent == "null":
        put(document, path, None)

    assert read(document, path) == value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("children[0].birth_date", unknown("children[C1].birth_date", "not_known")),
        ("children[0].sex", unknown("children[C1].sex", "not_known")),
        ("children[0].residences", unknown("children[C1].residences", "not_known")),
        ("children[0].looked_after", unknown("children[C1].looked_after", "not_known")),
        ("children[0].needs_record_on", some_day("children[C1].needs_record_on", "not_known")),
        (
            "meetings[0].ended_at",
            Between(
                first_moment(FIRST_DAY),
                last_moment(LAST_DAY),
                frozenset({Fact("meetings[M1].ended_at", "not_known")}),
            ),
        ),
        ("meetings[0].called_at", unknown("meetings[M1].called_at", "not_known")),
        ("meetings[0].children[1]", unknown("meetings[M1].children[1]", "not_known")),
        ("meetings[0].reviewed_on[0]", some_day("meetings[M1].reviewed_on[0]", "not_known")),
        ("involvements[1].person_kind", unknown("involvements[V2].person_kind", "not_known")),
        ("involvements[0].child", unknown("involvements[V1].child", "not_known")),
        ("judgements[0].reason_recorded", unknown("judgements[0].reason_recorded", "not_known")),
        ("judgements", unknown("judgements", "not_known")),
        ("referrer", unknown("referrer", "not_known")),
        ("households", unknown("households", "not_known")),
        ("closed_on", some_day("closed_on", "not_known")),
    ],
)
def test_unknown_is_recorded_as_not_known(path: str, value: object) -> None:
    """The word `unknown` says that nobody knows; of an open date, that it came on an unknown day."""
    assert read(put(good(), path, "unknown"), path) == value


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2012-03", "2012-03-01", "2012-03-31"),
        ("2012", "2012-01-01", "2012-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
    ],
)
def test_a_partial_date_is_an_interval(text: str, first: str, last: str) -> None:
    """A month or a year is some day of it, and the fact is partly known."""
    found = read(put(good(), "children[0].birth_date", text), "children[0].birth_date")

    assert found == some_day("children[C1].birth_date", "partly_known", parse_day(first), parse_day(last))


@frozen
class WholeDayType(DayType):
    """A day that is known to the day."""

    partial: bool = False


def test_a_month_is_not_enough_where_a_whole_day_is_meant() -> None:
    """A type of date that is not partial takes no month and no year."""
    kind = SCHEMA.records["case"]
    fields = {**kind.fields, "closed_on": FieldDef(name="closed_on", type=WholeDayType(open=True), label="")}
    schema = Schema(SCHEMA.codes, {**SCHEMA.records, "case": evolve(kind, fields=fields)})
    found = [load_case(put(good(), "closed_on", text), schema)[1].items for text in ("2025-03", "2025", "2025-03-09")]

    assert [[(fault.code, fault.path) for fault in items] for items in found] == [[("HSB-D523", "closed_on")]] * 2 + [
        []
    ]
    assert found[0][0].help == ('where the day is not known, write `"unknown"`',)


def test_absent_means_is_for_what_is_absent_only() -> None:
    """A vocabulary may say what an absent field means."""
    assert read(good(), "involvements[1].person_kind") == "child"
    assert read(good(), "judgements[1].reason_recorded") is False


def test_other_needs_the_name_beside_it() -> None:
    """A code that says little has the name beside it; a missing name is unknown, and so is one that has no field."""
    path = "children[0].residences[0].authority"
    name = "children[C1].residences[0].authority_name"

    assert read(put(good(), path + "_name", None), path) == NamedCode("other", unknown(name))
    assert read(put(good(), path + "_name", " "), path) == NamedCode("other", unknown(name))
    assert read(put(good(), path + "_name", "unknown"), path) == NamedCode("other", unknown(name, "not_known"))
    assert read(good(), "meetings[0].area") == NamedCode("other", unknown("meetings[M1].area", "partly_known"))


def test_an_empty_text_says_nothing() -> None:
    """An empty text is not recorded: two empty names are not the same name."""
    assert read(put(good(), "households[0].name", ""), "households[0].name") == unknown("households[0].name")


@pytest.mark.parametrize(
    ("path", "place", "label"),
    [
        ("children[0]", "children[C1]", "C1"),
        ("children[0].residences[0]", "children[C1].residences[0]", "residence 1 of C1"),
        ("children[0].residences[0].light[0]", "children[C1].residences[0].light[0]", "light 1 of residence 1 of C1"),
        ("children[0].home", "children[C1].home", "home of C1"),
        ("households[0]", "households[0]", "household 1"),
        ("judgements[1]", "judgements[1]", "judgement 2"),
        ("referrer", "referrer", "the referrer"),
    ],
)
def test_a_record_has_a_place_and_a_label(path: str, place: str, label: str) -> None:
    """Records are named by their id, or else by their place in the list."""
    record = read(good(), path)

    assert isinstance(record, Record)
    assert (record.path, record.label) == (place, label)


@pytest.mark.parametrize(
    ("path", "ask"),
    [
        ("children[1].looked_after", "Is C2 looked after?"),
        ("children[0].residences[1].light", "Which lights: residence 2 of C1?"),
        ("judgements[1].child", "Whom is this about: judgement 2?"),
    ],
)
def test_a_missing_fact_says_what_to_ask(path: str, ask: str) -> None:
    """The question is the vocabulary's, about the record by its label."""
    assert [fact.ask for fact in read(good(), path).facts] == [ask]


def test_a_list_that_is_not_recorded_has_a_question_too() -> None:
    """The case's own lists are asked for although the vocabulary has no question for them."""
    root = loaded(BARE).root

    assert [fact.ask for fact in root.facts["involvements"].facts] == ["Are there any involvements?"]
    assert [fact.ask for fact in root.facts["referrer"].facts] == ["What is known of the referrer?"]


def test_every_record_has_all_facts_of_its_kind() -> None:
    """No fact of a record is left out; reference data is not part of a case."""
    root = loaded(good()).root
    records = [root, *root.facts["children"], *root.facts["judgements"], root.facts["referrer"]]

    assert all(SCHEMA.records[record.kind].fields.keys() <= record.facts.keys() for record in records)
    assert "contacts" not in root.facts


def test_the_day_given_beside_the_case_wins() -> None:
    """`as_at` may be given with the case, in its place, or in place of the case's own."""
    document = good()

    assert loaded(document, "2025-04-01").as_at == parse_day("2025-04-01")
    del document["as_at"]
    assert loaded(document, "2025-04-01").root.facts["as_at"] == parse_day("2025-04-01")


def test_the_digest_is_of_the_values() -> None:
    """The digest does not depend on the order of fields, and changes with every value."""
    document = good()
    turned = dict(reversed(document.items()))

    assert loaded(document).digest == loaded(turned).digest == digest(document)
    assert loaded(document, "2025-04-01").digest == digest(document)
    assert loaded(put(good(), "children[0].sex", "other")).digest != digest(document)
    canonical = '{"a":["é"],"b":1}'.encode()
    assert digest({"b": 1, "a": ["é"]}) == "sha256:" + sha256(canonical).hexdigest()


def test_any_mapping_is_a_document() -> None:
    """A developer may hand over mappings and tuples of any kind."""
    document = MappingProxyType({**good(), "households": (MappingProxyType({"name": "H1", "shared": True}),)})
    case, diagnostics = load_case(document, SCHEMA)

    assert not diagnostics.items
    assert case is not None
    assert case.digest == loaded(good()).digest
