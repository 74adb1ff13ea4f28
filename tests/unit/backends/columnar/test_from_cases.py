"""What a batch holds of cases that were read: each form of value known, partly known, not known and absent, and the entry for no record."""

from typing import Any

import pytest

from hsb_policy import load
from hsb_policy.backends.columnar.batch import FAR, Array, Batch, Words
from hsb_policy.backends.columnar.from_cases import batch_of, reference_tables
from hsb_policy.backends.columnar.layout import Layout
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.core.schema import CASE
from hsb_policy.core.types import HoursType
from hsb_policy.engine.cases import load_case
from hsb_policy.engine.decide import reference_rows
from hsb_policy.values import days
from tests.unit.backends.columnar.odd_vocabulary import odd_schema, with_field

ODD = odd_schema()
DAY = days.parse_day("2025-03-02")
FIRST, LAST = days.FIRST_DAY, days.LAST_DAY
FIRST_MOMENT, LAST_MOMENT = days.first_moment(FIRST), days.last_moment(LAST)


def _batch(*documents: dict[str, Any], reads: dict[str, tuple[str, ...]], words: Words | None = None) -> Batch:
    """The batch of some cases, with these fields and their states."""
    layout = Layout(ODD)
    for kind, names in reads.items():
        for name in names:
            layout.needs_state(kind, name)
    found = [
        load_case({"case_id": f"A{at}", "as_at": "2025-03-02", **document}, ODD)[0]
        for at, document in enumerate(documents)
    ]
    return batch_of(layout, [case for case in found if case is not None], words or Words())


def _people(*people: dict[str, Any], reads: tuple[str, ...], words: Words | None = None) -> dict[str, list[int]]:
    """The columns of the people of one case."""
    listed = [{"id": f"P{at}", **person} for at, person in enumerate(people)]
    batch = _batch({"people": listed}, reads={"Person": reads}, words=words)
    return {name: column.tolist() for name, column in batch.tables["Person"].columns.items()}


def _listed(array: Array | None) -> list[Any]:
    return [] if array is None else array.tolist()


def test_a_yes_or_no() -> None:
    """2 for yes, 0 for no, 1 for what is not known, and of a record that is not known."""
    found = _batch({"helper": {"flag": True}}, {"helper": {}}, {"helper": {"flag": False}}, reads={"Helper": ("flag",)})

    assert found.tables["Helper"].columns["flag"].tolist() == [2, 1, 0, 1]
    assert found.tables["Helper"].columns["flag state"].tolist() == [0, 1, 0, 0]


def test_days_have_a_first_and_a_last() -> None:
    """A month is its days; what is not known is any day; an open day that is absent has not come."""
    columns = _people({"born": "2025-03-02"}, {"born": "2025-03"}, {"born": "unknown"}, {}, reads=("born",))

    march = days.parse_partial("2025-03")
    assert columns["born"] == [DAY, march[0], FIRST, FIRST, FIRST]
    assert columns["born last"] == [DAY, march[1], LAST, LAST, LAST]
    assert columns["born state"] == [0, 0, 2, 1, 0]


def test_open_days_and_moments() -> None:
    """`unknown` is any day or moment of the calendar; of a record that is not known it may also not have come."""
    moment = "2025-03-02T14:30"
    columns = _people({"rung_at": moment}, {"rung_at": "unknown"}, {}, reads=("rung_at", "called_at"))
    cases = _batch({"closed_on": "2025-03-02"}, {"closed_on": "unknown"}, {}, reads={CASE: ("closed_on",)})

    minute = days.parse_moment(moment)
    assert columns["rung_at"] == [minute, FIRST_MOMENT, days.NOT_YET, -FAR]
    assert columns["rung_at last"] == [minute, LAST_MOMENT, days.NOT_YET, FAR]
    assert columns["rung_at state"] == [0, 2, 0, 0]
    assert columns["called_at"] == [FIRST_MOMENT] * 4
    assert columns["called_at last"] == [LAST_MOMENT] * 4
    of_cases = cases.tables[CASE].columns
    assert of_cases["closed_on"].tolist() == [DAY, FIRST, days.NOT_YET, -FAR]
    assert of_cases["closed_on last"].tolist() == [DAY, LAST, days.NOT_YET, FAR]
    assert of_cases["as_at"].tolist() == [DAY, DAY, DAY, FIRST]


def test_numbers() -> None:
    """What is not known of a number lies beyond all numbers on both sides."""
    columns = _people({"number": 7}, {}, reads=("number",))

    assert (columns["number"], columns["number last"]) == ([7, -FAR, -FAR], [7, FAR, FAR])


def test_codes_names_and_answers_are_numbers_of_words() -> None:
    """The same word has the same number; a code that needs no name has that of the empty text; other spellings are one code."""
    words = Words()
    columns = _people(
        {"area": "north", "colour": "orange", "reply": True},
        {"area": "other", "area_name": "Leeds", "colour": "green", "reply": "true"},
        {"area": "other", "colour": "unknown"},
        reads=("area", "colour", "reply"),
        words=words,
    )

    north, other, leeds = (words.number(word) for word in ("north", "other", "Leeds"))
    amber, green = words.number("amber"), words.number("green")
    assert columns["area"] == [north, other, other, -1]
    assert columns["area name"] == [words.number(""), leeds, -1, -1]
    assert columns["colour"] == [amber, green, -1, -1]
    assert columns["reply"] == [words.number("=yes"), words.number('"true'), -1, -1]


def test_refs_are_rows_over_all_cases() -> None:
    """A ref finds the record of its own case, though ids are the same in every case."""
    two = {"people": [{"id": "P1", "friend": "P2"}, {"id": "P2", "friend": "unknown"}], "main": "P2"}
    batch = _batch(two, two, reads={"Person": ("friend",), CASE: ("main", "people")})

    people, cases = batch.tables["Person"], batch.tables[CASE]
    assert people.columns["friend"].tolist() == [1, -1, 3, -1, -1]
    assert cases.columns["main"].tolist() == [1, 3, -1]
    assert people.case.tolist() == [0, 0, 1, 1]
    assert _listed(people.ids) == ["P1", "P2", "P1", "P2"]
    assert cases.lists["people"].first.tolist() == [0, 2, 0]
    assert cases.lists["people"].count.tolist() == [2, 2, 0]


def test_the_same_case_twice_in_a_batch_is_two_cases() -> None:
    """Refs of each lead to its own records, though they are the same objects."""
    layout = Layout(ODD)
    layout.needs("Person", "friend")
    case, _ = load_case({"case_id": "A", "as_at": "2025-03-02", "people": [{"id": "P", "friend": "P"}]}, ODD)
    assert case is not None
    batch = batch_of(layout, [case, case], Words(), numbers=[7, 9])

    assert batch.tables["Person"].columns["friend"].tolist() == [0, 1, -1]
    assert batch.numbers.tolist() == [7, 9]
    assert batch.ids.tolist() == ["A", "A"]


def test_lists_of_values_stand_in_a_table_of_their_own() -> None:
    """An element that is not known is a day that may be any, beyond the calendar too; a list that is not known has no elements."""
    people = [
        {"id": "P0", "seen_on": ["2025", "unknown"]},
        {"id": "P1", "seen_on": "unknown"},
        {"id": "P2", "seen_on": []},
    ]
    batch = _batch({}, {"people": people}, reads={"Person": ("seen_on", "left_on")})

    seen, year = batch.tables["Person.seen_on"], days.parse_partial("2025")
    assert seen.columns["value"].tolist() == [year[0], -FAR, -FAR]
    assert seen.columns["value last"].tolist() == [year[1], FAR, FAR]
    assert (seen.case.tolist(), _listed(seen.parent)) == ([1, 1], [0, 0])
    of_people = batch.tables["Person"]
    assert of_people.lists["seen_on"].known.tolist() == [True, False, True, False]
    assert of_people.lists["seen_on"].count.tolist() == [2, 0, 0, 0]
    assert of_people.columns["seen_on state"].tolist() == [0, 2, 0, 0]
    assert of_people.lists["left_on"].known.tolist() == [True, True, True, False]  # absent: none has come


def test_records_within_others_stand_in_their_order() -> None:
    """First by the record around them; one record is a row, a list is where its records stand."""
    people = [
        {"id": "P0", "stays": [{"visits": [{"on": "2025-03-02"}, {}]}, {"visits": []}], "home": {"quiet": True}},
        {"id": "P1", "stays": [{"visits": [{}]}]},
    ]
    batch = _batch({"people": people}, reads={"Person": ("stays", "home"), "Stay": ("visits",), "Visit": ("on",)})

    stays, visits = batch.tables["Stay"], batch.tables["Visit"]
    assert (_listed(stays.parent), _listed(visits.parent)) == ([0, 0, 1], [0, 0, 2])
    assert stays.lists["visits"].count.tolist() == [2, 0, 1, 0]
    assert batch.tables["Person"].lists["stays"].first.tolist() == [0, 2, 0]
    assert batch.tables["Person"].columns["home"].tolist() == [0, -1, -1]
    assert batch.tables["Person"].columns["home state"].tolist() == [0, 1, 0]


def test_an_absent_list_is_empty_only_where_it_is_of_recordings() -> None:
    """That no note was recorded is known; of people nothing is."""
    cases = _batch({}, {"notes": [], "people": []}, {"notes": "unknown"}, reads={CASE: ("notes", "people")}).tables[
        CASE
    ]

    assert cases.lists["notes"].known.tolist() == [True, True, False, False]
    assert cases.lists["people"].known.tolist() == [False, True, False, False]
    assert cases.columns["notes state"].tolist() == [0, 0, 2, 0]
    assert cases.columns["people state"].tolist() == [1, 0, 1, 0]


def test_reference_data_has_the_same_form() -> None:
    """A table by the kind of record, as if all rows were of the first case; `-` is a day that has not come, or an empty list."""
    policy = load("hsb").compiled
    layout, words = Layout(policy.schema), Words()
    for name in ("code", "areas", "valid_until", "verified_on"):
        layout.needs("ContactPoint", name)
    rows = reference_rows(policy)
    tables = reference_tables(layout, rows, words)

    points, areas = tables["ContactPoint"], tables["ContactPoint.areas"]
    records = rows["contact_points"]
    assert points.rows == len(records) > 3
    assert points.case.tolist() == [0] * points.rows
    assert points.columns["code"].tolist() == [*(words.number(str(r.facts["code"])) for r in records), -1]
    assert points.lists["areas"].count.tolist() == [*(len(r.facts["areas"]) for r in records), 0]
    assert areas.rows == sum(len(r.facts["areas"]) for r in records)
    assert _listed(points.ids) == [r.id for r in records]


def test_what_no_column_can_hold_is_refused() -> None:
    """Before a case is read, and in plain words."""
    hours = Layout(with_field(ODD, "Person", "hours", HoursType()))
    with pytest.raises(CannotSayError, match="opening hours"):
        hours.needs("Person", "hours")

    twice = Layout(with_field(ODD, "Note", "rooms", ODD.records["Home"].fields["rooms"].type))
    with pytest.raises(CannotSayError, match="records of the kind Room in two lists"):
        twice.needs("Home", "rooms")
    with pytest.raises(CannotSayError, match="in two lists"):
        twice.needs("Room", "colour")


def test_only_what_is_read_has_a_table() -> None:
    """And the records around it, and those that it refers to."""
    layout = Layout(ODD)
    layout.needs("Visit", "by")

    assert [place.kind for place in layout.tables()] == ["Person", "Stay", "Visit"]
