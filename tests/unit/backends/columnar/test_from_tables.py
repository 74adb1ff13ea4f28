"""What a batch holds of laid-down tables that a person wrote: rows in any order, columns and tables that are not there."""

from pathlib import Path

from hsb_policy.backends.columnar.batch import Batch, Words
from hsb_policy.backends.columnar.layout import Layout
from hsb_policy.backends.tables.batches import batch_from_tables
from hsb_policy.backends.tables.connect import connect
from hsb_policy.core.schema import CASE
from hsb_policy.core.tables import tables
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.values import days
from tests.unit.backends.columnar.odd_vocabulary import odd_schema

ODD = odd_schema()


def _batch(folder: Path, *reads: tuple[str, str], as_at: int | None = None, **texts: str) -> Batch:
    """The batch of some tables."""
    layout = Layout(ODD)
    for kind, name in reads:
        layout.needs(kind, name)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with open_source(folder, ODD) as source, connect() as connection:
        assert source.laid is not None
        numbers = range(source.laid.cases)
        return batch_from_tables(connection, layout, tables(ODD), source.laid, numbers, Words(), as_at=as_at)


def test_records_within_others_are_put_in_the_order_of_these(tmp_path: Path) -> None:
    """Whatever the order of the rows in the file; the column `row` says which of one record comes first."""
    batch = _batch(
        tmp_path,
        ("Stay", "from"),
        ("Visit", "on"),
        ("Person", "stays"),
        cases="case_id,as_at\nA,2025-03-20\nB,2025-03-20\n",
        people="case_id,id\nB,P1\nA,P1\nA,P2\n",
        people_stays="case_id,parent,row,from\nA,P2,1,2025-01-05\nB,P1,1,2025-01-04\nA,P1,2,2025-01-03\nA,P1,1,2025-01-02\n",
        people_stays_visits="case_id,parent,on\nA,0,2025-02-03\nA,1,2025-02-02\nA,2,2025-02-01\n",
    )

    stays, visits, people = (batch.tables[kind] for kind in ("Stay", "Visit", "Person"))
    assert [days.show_day(day) for day in stays.columns["from"][:-1]] == [f"2025-01-0{at}" for at in (2, 3, 5, 4)]
    assert people.lists["stays"].first.tolist() == [0, 2, 3, 0]
    assert people.lists["stays"].count.tolist() == [2, 1, 1, 0]
    # A stay has no id: a visit names it by its place, from 0, among the stays of the case in the order of the column `row`.
    parents = stays.case if visits.parent is None else visits.parent
    assert [(days.show_day(day)[-2:], parent) for day, parent in zip(visits.columns["on"], parents, strict=False)] == [
        ("02", 0),
        ("01", 1),
        ("03", 2),
    ]


def test_a_table_that_is_not_there_is_a_list_that_is_not_recorded(tmp_path: Path) -> None:
    """A list of recordings is then empty; a ref into a list that no table has is not known."""
    batch = _batch(
        tmp_path,
        *((CASE, name) for name in ("people", "notes", "helper", "main")),
        ("Person", "friends"),
        cases="case_id,as_at,main\nA,2025-03-20,unknown\n",
    )

    case, people = batch.tables[CASE], batch.tables["Person"]
    assert (case.lists["people"].known.tolist(), case.lists["notes"].known.tolist()) == ([False, False], [True, False])
    assert (case.columns["helper"].tolist(), case.columns["main"].tolist()) == ([-1, -1], [-1, -1])
    assert (people.rows, people.lists["friends"].first.tolist()) == (0, [0])
    assert batch.tables["Person.friends"].columns["value"].tolist() == [-1]


def test_the_day_given_beside_goes_first(tmp_path: Path) -> None:
    """`as_at` wins over the cases' own, and stands in for one that is not there."""
    batch = _batch(tmp_path, as_at=739_000, cases="case_id,as_at\nA,2025-03-20\nB,\n")

    assert batch.tables[CASE].columns["as_at"].tolist() == [739_000, 739_000, days.FIRST_DAY]
    assert batch.tables[CASE].columns["as_at last"].tolist() == [739_000, 739_000, days.LAST_DAY]


def test_no_case_at_all(tmp_path: Path) -> None:
    """An empty batch has all its tables, each with the one entry for no record."""
    batch = _batch(
        tmp_path, ("Person", "friend"), (CASE, "people"), cases="case_id,as_at\n", people="case_id,id,friend\n"
    )

    assert (batch.cases, batch.tables["Person"].columns["friend"].tolist()) == (0, [-1])
    assert batch.tables[CASE].lists["people"].known.tolist() == [False]
