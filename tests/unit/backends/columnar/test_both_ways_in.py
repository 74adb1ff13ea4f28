"""The batch made of cases that were read is the batch made of the laid-down tables in which they stand."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsb_policy import load
from hsb_policy.backends.columnar.batch import Batch, Table, Words
from hsb_policy.backends.columnar.from_cases import batch_of
from hsb_policy.backends.columnar.layout import Layout, places
from hsb_policy.backends.tables.batches import batch_from_tables
from hsb_policy.backends.tables.connect import connect
from hsb_policy.backends.tables.doubtful import doubtful_numbers
from hsb_policy.core.schema import CASE, Schema
from hsb_policy.core.tables import tables
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.sources.source import Loaded, loaded
from hsb_policy.testing.generator.cases import cases
from hsb_policy.testing.generator.writing import write_cases
from hsb_policy.testing.strategies.documents import Pools
from hsb_policy.testing.strategies.documents import documents as random_documents
from tests.unit.backends.columnar.odd_vocabulary import odd_schema

HSB = load("hsb", packs=["working_together"]).compiled.schema
ODD = odd_schema()


def _everything(schema: Schema) -> Layout:
    """A layout in which every field and every state is read."""
    layout = Layout(schema)
    for kind in (CASE, *(place.kind for place in places(schema))):
        for name in schema.records[kind].fields:
            layout.needs_state(kind, name)
    return layout


def _both(folder: Path, schema: Schema, numbers: range) -> tuple[Batch, Batch]:
    """The batch made of the cases that were read, and the one made in SQL; both without the doubtful ones."""
    layout, words = _everything(schema), Words()
    with open_source(folder, schema) as source, connect() as connection:
        assert source.laid is not None
        doubtful = doubtful_numbers(source.laid, tables(schema), schema, as_at_given=False)
        read = {
            at: found.case for at, r in enumerate(source.records()) if isinstance(found := loaded(r, schema), Loaded)
        }
        chosen = sorted(set(numbers) - set(doubtful))
        of_cases = batch_of(layout, [read[at] for at in chosen], words, chosen)
        of_tables = batch_from_tables(connection, layout, tables(schema), source.laid, numbers, words, without=doubtful)
    return of_cases, of_tables


def _assert_same(found: Batch, expected: Batch) -> None:
    assert found.numbers.tolist() == expected.numbers.tolist()
    assert found.ids.tolist() == expected.ids.tolist()
    assert found.tables.keys() == expected.tables.keys()
    for name, table in expected.tables.items():
        _assert_same_table(name, found.tables[name], table)


def _assert_same_table(name: str, found: Table, expected: Table) -> None:
    assert (name, found.rows) == (name, expected.rows)
    arrays, others = _arrays(found), _arrays(expected)
    assert (name, arrays.keys()) == (name, others.keys())
    for column, array in others.items():
        assert (name, column, arrays[column].dtype) == (name, column, array.dtype)
        assert (name, column, arrays[column].tolist()) == (name, column, array.tolist())
    assert {field: listed.table for field, listed in found.lists.items()} == {
        field: listed.table for field, listed in expected.lists.items()
    }


def _arrays(table: Table) -> dict[str, np.typing.NDArray[np.generic]]:
    found = {"the case": table.case, **table.columns}
    for field, listed in table.lists.items():
        found |= {f"{field} first": listed.first, f"{field} count": listed.count, f"{field} known": listed.known}
    beside = {"the parent": table.parent, "the ids": table.ids}
    return found | {name: array for name, array in beside.items() if array is not None}


def _assert_whole(batch: Batch) -> None:
    """Every column has its one entry more; lists point at elements that are theirs; every table stands in order."""
    for name, table in batch.tables.items():
        assert {len(column) for column in table.columns.values()} <= {table.rows + 1}, name
        assert np.all(np.diff(table.case) >= 0)
        for listed in table.lists.values():
            elements = batch.tables[listed.table]
            rows = [
                at
                for first, count in zip(listed.first, listed.count, strict=True)
                for at in range(first, first + count)
            ]
            owners = np.repeat(np.arange(table.rows + 1), listed.count).tolist()
            found = elements.case if elements.parent is None else elements.parent
            assert [found[row] for row in rows] == owners
            assert not np.any(listed.count[~listed.known])
            assert (listed.known[-1], listed.count[-1]) == (False, 0)


def test_made_up_cases_are_the_same_both_ways(tmp_path: Path) -> None:
    """Every field and every state of some hundred cases, and any range of them."""
    write_cases(cases(21, 150), tmp_path, "parquet", HSB)

    records = []
    for numbers in (range(150), range(40, 47), range(149, 150)):
        of_cases, of_tables = _both(tmp_path, HSB, numbers)
        _assert_same(of_tables, of_cases)
        _assert_whole(of_tables)
        assert of_tables.numbers.tolist() == list(numbers)
        records.append(sum(table.rows for table in of_tables.tables.values()))
    assert records[0] > 5_000


def test_doubtful_cases_are_left_out(tmp_path: Path) -> None:
    """Rows of cases that cannot be read have no row in the batch, and nothing points at them."""
    write_cases(cases(23, 80, broken=0.2), tmp_path, "parquet", HSB)

    of_cases, of_tables = _both(tmp_path, HSB, range(5, 75))

    assert 20 < of_cases.cases < 70
    _assert_same(of_tables, of_cases)
    _assert_whole(of_tables)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_random_cases_are_the_same_both_ways(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Any cases of the vocabulary, also where tables were not supplied."""
    folder = tmp_path_factory.mktemp("tables")
    made = data.draw(st.lists(random_documents(HSB, Pools()), min_size=1, max_size=4))
    for number, case in enumerate(made):
        case["case_id"] = f"A{number}"
    write_cases(made, folder, "csv", HSB)
    left_out = ("plans", "judgements", "referrer", "children_residences")
    for name in data.draw(st.lists(st.sampled_from(left_out), max_size=2)):
        (folder / f"{name}.csv").unlink(missing_ok=True)
    low = data.draw(st.integers(0, len(made) - 1))

    of_cases, of_tables = _both(folder, HSB, range(low, len(made)))

    _assert_same(of_tables, of_cases)
    _assert_whole(of_tables)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_form_of_field_is_the_same_both_ways(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Lists of every type, records within records within records, with ids and without, one record or many."""
    folder = tmp_path_factory.mktemp("tables")
    made = data.draw(st.lists(random_documents(ODD, Pools(most=3)), min_size=1, max_size=5))
    for number, case in enumerate(made):
        case["case_id"] = f"A{number}"
    write_cases(made, folder, "csv", ODD)

    of_cases, of_tables = _both(folder, ODD, range(len(made)))

    _assert_same(of_tables, of_cases)
    _assert_whole(of_tables)


def test_rows_in_any_order_are_the_same_both_ways(tmp_path: Path) -> None:
    """The column `row` goes before the order of the rows; records without an id are named by the place that it gives them."""
    texts = {
        "cases": "case_id,as_at\nA,2025-03-20\nB,2025-03-20\n",
        "people": "case_id,id\nB,P1\nA,P1\nA,P2\n",
        "people_stays": "case_id,parent,row,from\nA,P2,1,2025-01-05\nB,P1,1,2025-01-04\nA,P1,2,2025-01-03\nA,P1,1,2025-01-02\n",
        "people_stays_visits": "case_id,parent,on\nA,0,2025-02-03\nA,1,2025-02-02\nA,2,2025-02-01\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")

    of_cases, of_tables = _both(tmp_path, ODD, range(2))

    assert of_tables.tables["Visit"].rows == 3
    _assert_same(of_tables, of_cases)
