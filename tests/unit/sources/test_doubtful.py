"""Which cases in tables may be rejected is found without reading them: no case that the reader rejects is ever left out."""

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsb_policy import load
from hsb_policy.backends.tables.doubtful import doubtful_numbers
from hsb_policy.core.schema import Schema
from hsb_policy.core.tables import tables
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.sources.source import Rejected, loaded
from hsb_policy.testing.generator.cases import cases
from hsb_policy.testing.generator.writing import write_cases
from hsb_policy.testing.strategies.documents import Pools
from hsb_policy.testing.strategies.documents import documents as random_documents
from tests.unit.engine.small_schema import SCHEMA

HSB = load("hsb").compiled.schema
CELLS = st.sampled_from(
    [
        *(
            "",
            "unknown",
            "[]",
            "2025-02-30",
            "2025-02",
            "2025",
            "0000",
            "true",
            "maybe",
            "C1",
            "chi0",
            "chi1",
            "0",
            "1",
            "7",
        ),
        *("01", "-3", "3.5", "not_recorded", "a;b", "harmed", "unknown;", ";", "x" * 300, "2025-03-02T10:30", " "),
        *("2025-03-02T25:00", "\u00e9"),
    ]
)


def _found(folder: Path, schema: Schema, as_at: str | None = None) -> tuple[set[int], set[int]]:
    """The numbers of the cases that the reader rejects, and of those that were found doubtful."""
    with open_source(folder, schema) as source:
        assert source.laid is not None
        records = list(source.records())[: source.laid.cases]
        rejected = {at for at, r in enumerate(records) if isinstance(loaded(r, schema, as_at), Rejected)}
        doubtful = doubtful_numbers(source.laid, tables(schema), schema, as_at_given=as_at is not None)
    assert doubtful == sorted(set(doubtful))
    return rejected, set(doubtful)


def test_cases_without_faults_are_not_doubtful(tmp_path: Path) -> None:
    """Of cases that can be read, hardly any is sent to the reader; of those that cannot, all are."""
    write_cases(cases(13, 400, broken=0.1), tmp_path, "parquet", HSB)
    rejected, doubtful = _found(tmp_path, HSB)

    assert 20 <= len(rejected) <= 60
    assert doubtful == rejected


def test_the_day_given_beside_the_cases_is_enough(tmp_path: Path) -> None:
    """A case without a day of its own is doubtful only where none is given; one with a wrong day always is."""
    (tmp_path / "cases.csv").write_text("case_id,as_at\nA,\nB,Sunday\nC,2025-03-20\nD,unknown\n", encoding="utf-8")

    assert _found(tmp_path, HSB) == ({0, 1, 3}, {0, 1, 3})
    assert _found(tmp_path, HSB, "2025-03-21") == ({1, 3}, {1, 3})


def test_an_empty_list_where_one_record_is_named_is_doubtful(tmp_path: Path) -> None:
    """`[]` says that a list has no elements; in a column that names one record it is an id that nobody has."""
    (tmp_path / "cases.csv").write_text("case_id,as_at\nA,2025-03-20\n", encoding="utf-8")
    (tmp_path / "children.csv").write_text("case_id,id\nA,C1\n", encoding="utf-8")
    (tmp_path / "departures.csv").write_text("case_id,statement,child\nA,S034,[]\n", encoding="utf-8")

    assert _found(tmp_path, HSB) == ({0}, {0})


def _write(folder: Path, rows: dict[str, list[list[str]]]) -> None:
    for name, lines in rows.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(lines)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
@pytest.mark.parametrize("schema", [HSB, SCHEMA], ids=["hsb", "small"])
def test_no_case_that_is_rejected_is_left_out(
    tmp_path_factory: pytest.TempPathFactory, schema: Schema, data: st.DataObject
) -> None:
    """Whatever is written into whichever cells, rows repeated and tables taken away: what is not doubtful can be read."""
    folder = tmp_path_factory.mktemp("tables")
    made: list[dict[str, Any]] = data.draw(st.lists(random_documents(schema, Pools()), min_size=2, max_size=5))
    for number, case in enumerate(made):
        case["case_id"] = f"A{number}"
    write_cases(made, folder, "csv", schema)
    rows = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows[path.stem] = list(csv.reader(file))
    filled = [name for name, lines in rows.items() if len(lines) > 1]
    for name in data.draw(st.lists(st.sampled_from(filled), max_size=4)):
        row = rows[name][data.draw(st.integers(1, len(rows[name]) - 1))]
        row[data.draw(st.integers(1, len(row) - 1))] = data.draw(CELLS)
        if data.draw(st.integers(0, 4)) == 0:
            rows[name].append(row)
    for name in data.draw(st.lists(st.sampled_from(sorted(rows)), max_size=1)):
        if name != "cases":
            del rows[name]
            (folder / f"{name}.csv").unlink()
    _write(folder, rows)
    rejected, doubtful = _found(folder, schema)

    assert rejected <= doubtful
