"""The table of cases made from laid-down tables in SQL is the one that is made of the cases when they are read."""

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsb_policy import load
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational.connect import connect
from hsb_policy.backends.relational.doubtful import doubtful_numbers
from hsb_policy.backends.relational.from_tables import cases_from_tables
from hsb_policy.backends.relational.layout import Layout
from hsb_policy.backends.relational.load import rows_of
from hsb_policy.backends.relational.plan import plan
from hsb_policy.backends.relational.run import answer, prepare, put_cases, put_tables
from hsb_policy.backends.relational.run import found as found_outcomes
from hsb_policy.core.schema import CASE, Schema
from hsb_policy.core.tables import tables
from hsb_policy.engine.decide import reference_rows
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.sources.source import Loaded, loaded
from hsb_policy.testing.generator.cases import cases
from hsb_policy.testing.generator.writing import write_cases
from hsb_policy.testing.strategies.documents import Pools
from hsb_policy.testing.strategies.documents import documents as random_documents

HSB = load("hsb").compiled.schema


def _everything(schema: Schema) -> Layout:
    """A table of cases in which every field and every state is read."""
    layout = Layout(schema)
    kinds = {table.kind.name: table.kind for table in tables(schema).values()}
    for kind in (schema.records[CASE], *kinds.values()):
        for name in kind.fields:
            if name not in ("id", "case_id", "as_at"):
                layout.needs_state(kind.name, name)
    return layout


def _both(folder: Path, schema: Schema, low: int, high: int) -> tuple[list[Any], list[Any]]:
    """The rows made of the cases that were read, and those made in SQL."""
    layout = _everything(schema)
    columns = [name for name, _ in layout.columns()]
    with open_source(folder, schema) as source:
        assert source.laid is not None
        read = [found.case for r in source.records() if isinstance(found := loaded(r, schema), Loaded)][low:high]
        connection = connect()
        connection.execute(f"ATTACH '{source.laid.file}' AS laid (READ_ONLY)")
        query = cases_from_tables(layout, tables(schema), source.laid, low, high, source="laid")
        answered = connection.execute(f"SELECT * FROM ({query}) ORDER BY case_no")
        names = [column[0] for column in answered.description or ()]
        made = [dict(zip(names, row, strict=True)) for row in answered.fetchall()]
        connection.close()
    assert names == columns
    return list(rows_of(layout, read, low)), made


def test_made_up_cases_are_the_same_both_ways(tmp_path: Path) -> None:
    """Every field and every state of some hundred cases, and any range of them."""
    write_cases(cases(21, 150), tmp_path, "parquet", HSB)
    read, made = _both(tmp_path, HSB, 0, 150)
    assert made == read

    read, made = _both(tmp_path, HSB, 40, 47)
    assert made == read


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_random_cases_are_the_same_both_ways(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Any cases of the vocabulary, also where tables were not supplied."""
    folder = tmp_path_factory.mktemp("tables")
    made = data.draw(st.lists(random_documents(HSB, Pools()), min_size=1, max_size=4))
    for number, case in enumerate(made):
        case["case_id"] = f"A{number}"
    write_cases(made, folder, "csv", HSB)
    for name in data.draw(
        st.lists(st.sampled_from(("plans", "judgements", "referrer", "children_residences")), max_size=2)
    ):
        (folder / f"{name}.csv").unlink(missing_ok=True)
    read, in_sql = _both(folder, HSB, 0, len(made))

    assert in_sql == read


def test_what_is_answered_of_tables_is_what_is_answered_of_cases_that_were_read(tmp_path: Path) -> None:
    """The whole policy over tables that nobody reads one by one: the same outcomes; the cases that cannot be read are left out."""
    policy = load("hsb")
    of = plan(policy.compiled, policy.readings.values, reference_rows(policy.compiled))
    write_cases(cases(23, 60, broken=0.1), tmp_path, "parquet", HSB)
    with open_source(tmp_path, HSB) as source, connect() as connection:
        assert source.laid is not None
        doubtful = doubtful_numbers(source.laid, tables(HSB), HSB, as_at_given=False)
        read = {at: found.case for at, r in enumerate(source.records()) if isinstance(found := loaded(r, HSB), Loaded)}
        prepare(connection, of)
        put_tables(connection, of, tables(HSB), source.laid, range(10, 60), without=doubtful)
        answer(connection, of)
        of_tables = set(found_outcomes(connection, of))
        numbers = sorted(read.keys() & set(range(10, 60)))
        put_cases(connection, of, [read[number] for number in numbers])
        answer(connection, of)
        of_cases = {evolve(told, case_no=numbers[told.case_no]) for told in found_outcomes(connection, of)}

    assert set(doubtful) == set(range(60)) - read.keys()
    assert len(of_cases) > 2_000
    assert of_tables == of_cases


def test_the_day_given_beside_goes_first(tmp_path: Path) -> None:
    """`as_at` given to the query wins over the cases' own."""
    write_cases(cases(21, 3), tmp_path, "csv", HSB)
    with open_source(tmp_path, HSB) as source:
        assert source.laid is not None
        connection = connect()
        connection.execute(f"ATTACH '{source.laid.file}' AS laid (READ_ONLY)")
        query = cases_from_tables(Layout(HSB), tables(HSB), source.laid, 0, 3, source="laid", as_at=739_000)
        days = connection.execute(f"SELECT as_at FROM ({query})").fetchall()
        connection.close()

    assert days == [(739_000,)] * 3


def test_one_embedded_kind_in_two_lists_is_refused(tmp_path: Path) -> None:
    """Its records would be numbered across the lists: what cannot be said exactly is refused."""
    from_pack = tables(HSB)
    twice = {**from_pack, "more": from_pack["children_residences"]}
    write_cases(cases(21, 1), tmp_path, "csv", HSB)
    with open_source(tmp_path, HSB) as source:
        assert source.laid is not None
        with pytest.raises(CannotSayError, match="in two lists"):
            cases_from_tables(Layout(HSB), twice, source.laid, 0, 1, source="laid")


def test_a_ref_into_a_list_that_no_table_has(tmp_path: Path) -> None:
    """The table of the workers is there and that of the children is not: each ref to a child is recorded as not known."""
    (tmp_path / "cases.csv").write_text("case_id,as_at\nA1,2025-03-20\n", encoding="utf-8")
    (tmp_path / "allocations.csv").write_text("case_id,id,child\nA1,L1,unknown\nA1,L2,\n", encoding="utf-8")

    read, made = _both(tmp_path, HSB, 0, 1)

    assert made == read
    assert [record["child"] for record in made[0]["case allocations"]] == [None, None]
