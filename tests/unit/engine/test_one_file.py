"""Rows of one Parquet file answered as a whole: what `decide` says of each, in a column for each rule."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.reference_work import cases
from hsb_policy import load
from hsb_policy.engine.errors import SourceError
from hsb_policy.engine.one_file import AnsweredFile, answer_file

POLICIES = Path(__file__).parents[3] / "benchmarks" / "policies"
FLAT, NESTED = load(POLICIES / "reference_work"), load(POLICIES / "nested_work")
AS_AT = "2025-03-20"
FLAT_TYPES = {"victim_age": "BIGINT", "harmer_age": "INTEGER"} | dict.fromkeys(
    ("disability_prevents", "sexually_harmed", "mutually_agreed", "exploitative", "section47", "meets_threshold", "at_risk",
     "same_household", "by_a_professional"), "BOOLEAN",
)  # fmt: skip
CHILDREN, EVENTS = "STRUCT(number BIGINT, sw VARCHAR)[]", "STRUCT(kind VARCHAR, date DATE)[]"


def written(rows: list[dict[str, Any]], types: dict[str, str], target: Path) -> Path:
    """A Parquet file with these rows."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE t ({', '.join(f'{name} {kind}' for name, kind in types.items())})")
    marks = ", ".join("?" for _ in types)
    for row in rows:
        connection.execute(f"INSERT INTO t VALUES ({marks})", [row.get(name) for name in types])
    connection.execute(f"COPY t TO '{target}' (FORMAT parquet)")
    return target


def told(target: Path) -> list[dict[str, Any]]:
    """The rows of the answers."""
    found = duckdb.connect().execute(f"SELECT * FROM read_parquet('{target}')")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def decided(policy: Any, document: dict[str, Any]) -> dict[str, Any]:
    """What the reference interpreter says, as the file says it."""
    said = {}
    for outcome in policy.decide(policy.case(document)).outcomes:
        concludes = outcome.kind == "definition"
        value = outcome.value if outcome.status == "concluded" else None
        said[outcome.rule] = value if concludes else outcome.status
    return said


def test_rows_are_answered_as_decisions_are(tmp_path: Path) -> None:
    """Twenty conclusions from facts of which one in ten is not known: the value, and nothing where it cannot be told."""
    facts = cases(300, 0.1)
    types = {name: FLAT_TYPES.get(name, "VARCHAR") for name in facts[0]}
    source = written(facts, types, tmp_path / "facts.parquet")

    done = answer_file(FLAT, source, tmp_path / "told.parquet", as_at=AS_AT)

    assert done == AnsweredFile(cases=300, left_out=0, first_left_out=())
    rows = told(tmp_path / "told.parquet")
    for number, (row, known) in enumerate(zip(rows, facts, strict=True)):
        assert row == decided(
            FLAT, {"case_id": str(number), "as_at": AS_AT} | {k: v for k, v in known.items() if v is not None}
        )
    assert any(value is None for row in rows for value in row.values())


def test_texts_may_be_very_many(tmp_path: Path) -> None:
    """More different texts than a byte can number, of which some are the same in two columns and some are not there."""
    facts = cases(300, 0.0)
    for number, row in enumerate(facts):
        row["victim_worker"] = f"SW{number}"
        row["harmer_worker"] = None if number % 7 == 0 else f"SW{number + number % 2}"
        row["section47"] = True
    types = {name: FLAT_TYPES.get(name, "VARCHAR") for name in facts[0]}

    answer_file(FLAT, written(facts, types, tmp_path / "facts.parquet"), tmp_path / "told.parquet", as_at=AS_AT)

    breaches = [row["s07_separate_workers_breach"] for row in told(tmp_path / "told.parquet")]
    assert breaches == [None if number % 7 == 0 else number % 2 == 0 for number in range(300)]


def test_lists_may_be_nested_in_a_row(tmp_path: Path) -> None:
    """Children and events: none recorded, an empty list, members that are not known."""
    day = date(2025, 3, 7)
    rows: list[dict[str, Any]] = [
        {
            "children": [{"number": 1, "sw": "A"}, {"number": 2, "sw": "B"}],
            "events": [{"kind": "referral", "date": day}],
        },
        {"children": [{"number": 1, "sw": "A"}, {"number": 2, "sw": "A"}], "events": []},
        {"children": [{"number": 1, "sw": None}], "events": None},
        {
            "children": None,
            "events": [{"kind": "referral", "date": day}, {"kind": "strategy_meeting", "date": date(2025, 3, 10)}],
        },
        {"children": [], "events": [{"kind": "referral", "date": day}, {"kind": "strategy_meeting", "date": None}]},
    ]
    source = written(rows, {"children": CHILDREN, "events": EVENTS}, tmp_path / "facts.parquet")

    answer_file(NESTED, source, tmp_path / "told.parquet", as_at=AS_AT)

    for number, (row, known) in enumerate(zip(told(tmp_path / "told.parquet"), rows, strict=True)):
        document: dict[str, Any] = {"case_id": str(number), "as_at": AS_AT}
        for name, records in known.items():
            if records is not None:
                plain = [{k: str(v) if k == "date" else v for k, v in r.items() if v is not None} for r in records]
                document[name] = plain
        expected = decided(NESTED, document)
        expected["in_time"] = expected["in_time"] if expected["in_time"] != "not_applicable" else None
        assert row == expected


def test_a_code_that_is_none_leaves_its_row_out(tmp_path: Path) -> None:
    """The row is there, empty, and it is told which it is; the rows beside it are answered."""
    facts = cases(3, 0)
    facts[1]["behaviour"] = "purple"
    types = {name: FLAT_TYPES.get(name, "VARCHAR") for name in facts[0]}
    source = written(facts, types, tmp_path / "facts.parquet")

    done = answer_file(FLAT, source, tmp_path / "told.parquet", as_at=AS_AT)

    assert done == AnsweredFile(cases=3, left_out=1, first_left_out=(1,))
    rows = told(tmp_path / "told.parquet")
    assert set(rows[1].values()) == {None}
    assert None not in rows[0].values()


def test_a_column_that_is_not_there_is_a_fact_that_was_not_recorded(tmp_path: Path) -> None:
    """Nothing is known of it in any row."""
    source = written(
        [{"behaviour": "red"}, {"behaviour": "green"}], {"behaviour": "VARCHAR"}, tmp_path / "facts.parquet"
    )

    answer_file(FLAT, source, tmp_path / "told.parquet", as_at=AS_AT)

    rows = told(tmp_path / "told.parquet")
    assert [row["s01_referral_required"] for row in rows] == [True, None]


@pytest.mark.parametrize(
    ("policy", "types", "named"),
    [
        (FLAT, {"victim_age": "VARCHAR"}, "`victim_age`, whose column is of the type VARCHAR"),
        (NESTED, {"children": "STRUCT(number VARCHAR, sw VARCHAR)[]"}, "`children.number`"),
        (load("hsb"), {"case_id": "VARCHAR"}, "in one file"),
    ],
)
def test_what_stands_against_it_is_told_before_the_first_row(
    policy: Any, types: dict[str, str], named: str, tmp_path: Path
) -> None:
    """A column of another type, or a policy whose records name each other: by name, and with the other way to do it."""
    source = written([], types, tmp_path / "facts.parquet")
    with pytest.raises(SourceError) as told_:
        answer_file(policy, source, tmp_path / "told.parquet", as_at=AS_AT)

    assert named in str(told_.value)
    assert "hsb-policy audit" in told_.value.diagnostics.items[0].help[0]


def test_a_file_without_rows_has_answers_without_rows(tmp_path: Path) -> None:
    """An extract may be empty; each rule has its column all the same."""
    source = written([], {"behaviour": "VARCHAR"}, tmp_path / "facts.parquet")

    assert answer_file(FLAT, source, tmp_path / "told.parquet", as_at=AS_AT) == AnsweredFile(0, 0, ())
    described = duckdb.connect().execute(f"DESCRIBE SELECT * FROM read_parquet('{tmp_path / 'told.parquet'}')")
    assert "s01_referral_required" in {row[0] for row in described.fetchall()}
    assert told(tmp_path / "told.parquet") == []


@pytest.mark.parametrize(("as_at", "code"), [(AS_AT, "HSB-D552"), ("20 March", "HSB-D523")])
def test_what_is_no_parquet_or_no_day_is_told(as_at: str, code: str, tmp_path: Path) -> None:
    """By a message, not by a fault of the library that reads."""
    (tmp_path / "facts.parquet").write_text("case_id,behaviour", encoding="utf-8")

    with pytest.raises(SourceError) as raised:
        answer_file(FLAT, tmp_path / "facts.parquet", tmp_path / "told.parquet", as_at=as_at)

    assert [found.code for found in raised.value.diagnostics.items] == [code]
