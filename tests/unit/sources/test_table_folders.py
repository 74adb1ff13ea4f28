"""Sources of tables: what the cells mean, what is missing, and what becomes of rows that cannot be read."""

import gzip
import pickle
from pathlib import Path

import duckdb
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsb_policy import load
from hsb_policy.backends.tables.laid_rows import LaidRows
from hsb_policy.core.tables import tables
from hsb_policy.engine.errors import SourceError
from hsb_policy.engine.sources import case_tables, documents
from hsb_policy.engine.sources.documents import Assembler
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.sources.source import Rejected, loaded
from hsb_policy.testing.generator.cases import cases
from hsb_policy.testing.generator.writing import write_cases
from hsb_policy.testing.strategies.documents import Pools
from hsb_policy.testing.strategies.documents import documents as random_documents
from tests.unit.engine.small_schema import SCHEMA
from tests.unit.sources.comparing import documents_of, read_all, told, without_nulls

HSB = load("hsb").compiled.schema
CASES = "case_id,as_at\nA,2025-03-20\nB,2025-03-20\n"


def _tables(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(random_documents(HSB, Pools()), min_size=1, max_size=6), st.integers(1, 5))
def test_cases_written_as_tables_are_read_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, cases: list[dict[str, object]], size: int
) -> None:
    """Any cases of the vocabulary, written as tables and read back, in parts of any size, are the same documents."""
    for number, case in enumerate(cases):
        case["case_id"] = f"A{number}"
    folder = tmp_path_factory.mktemp("tables")
    write_cases(cases, folder, "csv", HSB)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(case_tables, "CASES_A_PART", size)
        patched.setattr(documents, "CASES_AT_ONCE", 2)
        with open_source(folder, HSB) as source:
            parts = [pickle.loads(pickle.dumps(part)) for part in source.parts()]
            read = [record for part in parts for record in part.records()]

    assert documents_of(read) == without_nulls(cases)


def test_some_cases_are_read_without_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases far from each other are read a few at a time, each as it is where all are read, however many stand between them."""
    monkeypatch.setattr(documents, "CASES_AT_ONCE", 2)
    write_cases(cases(5, 12), tmp_path, "csv", HSB)
    asked, wanted = list[tuple[int, int]](), [0, 3, 4, 9, 11]
    with open_source(tmp_path, HSB) as source:
        assert source.laid is not None
        [part] = source.parts()
        whole = list(part.records())

        class Watched(LaidRows):
            def twice(self, low: int, high: int) -> dict[str, int]:
                asked.append((low, high))
                return super().twice(low, high)

        rows = Watched(source.laid, only=wanted)
        some = list(Assembler(tables(HSB), source.laid).records_of(rows, wanted))
        rows.close()

    assert some == [whole[number] for number in wanted]
    assert asked == [(0, 4), (4, 10), (11, 12)]


def test_what_the_reader_finds_is_told_with_its_row(tmp_path: Path) -> None:
    """A bad date, an unknown code and an id that no record has are told with table, row and path; other cases are read."""
    _tables(
        tmp_path,
        cases=CASES,
        children="case_id,id,birth_date\nB,C1,2012-03-02\nA,C1,2012-03-02\nA,C2,Sunday\n",
        involvements="case_id,id,child,role\nA,V1,C9,harmed\nB,V1,C1,harmed\nA,V2,C1,victim\n",
    )
    found = [loaded(record, HSB) for record in read_all(tmp_path, HSB)]

    assert told(r for r in found if isinstance(r, Rejected)) == [
        ("A", "children.csv, row 3", "children[1].birth_date", "HSB-D523"),
        ("A", "involvements.csv, row 1", "involvements[0].child", "HSB-D540"),
        ("A", "involvements.csv, row 3", "involvements[1].role", "HSB-D530"),
    ]
    assert len(found) == 2


def test_every_record_is_counted_once(tmp_path: Path) -> None:
    """A case id that stands twice, rows of no case, lines that are no rows: each is a record rejected, and none is lost."""
    (tmp_path / "cases.csv").write_bytes(
        b"case_id,as_at\nA,2025-03-20\nB,2025-03-20\nB,2025-03-21\nC,2025\xff\nD,2025-03-20\nE,2025-03-20\nF\n"
    )
    (tmp_path / "children.csv").write_bytes(
        b"case_id,id,birth_date\nA,C1,2012\nX,C1,2012\nX,C2,2012\nC,C1,2012\n,C1,2012\nD,C1\nE,C1,2012\n"
    )
    records = read_all(tmp_path, HSB)

    assert [r.document["case_id"] for r in records if not isinstance(r, Rejected)] == ["A", "E"]
    assert told(records) == [
        ("B", "cases.csv, row 2", "case_id", "HSB-D551"),
        ("B", "cases.csv, row 3", "case_id", "HSB-D551"),
        ("D", "children.csv, line 7", None, "HSB-D561"),
        ("C", "cases.csv, line 5", None, "HSB-D561"),
        ("C", "children.csv, row 4", "case_id", "HSB-D558"),
        (None, "cases.csv, line 8", None, "HSB-D561"),
        ("X", "children.csv, row 2", "case_id", "HSB-D558"),
        ("X", "children.csv, row 3", "case_id", "HSB-D558"),
        (None, "children.csv, row 5", "case_id", "HSB-D558"),
    ]
    assert len(records) == 2 + 7


def test_rows_after_a_line_that_is_none_keep_their_numbers(tmp_path: Path) -> None:
    """A row is told by its place among all lines, whether those before it could be read or not."""
    (tmp_path / "cases.csv").write_bytes(b"case_id,as_at\nA,2025-03-20\n\xff,\nB,Sunday\n\xff,\n\xff,\nC,Sunday\n")
    found = [loaded(record, HSB) for record in read_all(tmp_path, HSB)]

    assert [
        place for case_id, place, *_ in told(r for r in found if isinstance(r, Rejected)) if case_id in ("B", "C")
    ] == [
        "cases.csv, row 3",
        "cases.csv, row 6",
    ]


def test_what_no_document_could_say_is_told(tmp_path: Path) -> None:
    """A parent that is not there, a second single record, a marked list with rows, a wrong mark, a row number that is none."""
    _tables(
        tmp_path,
        cases="case_id,as_at,plans,children\nA,2025-03-20,not_recorded,none\n",
        children="case_id,id,row\nA,C1,first\n",
        children_residences="case_id,parent,authority\nA,C7,staffordshire\n",
        referrer="case_id,kind\nA,family\nA,public\n",
        plans="case_id,id\nA,P1\n",
    )

    assert sorted(told(read_all(tmp_path, HSB))) == [
        ("A", "cases.csv, row 1", "children", "HSB-D560"),
        ("A", "children.csv, row 1", "children[0]", "HSB-D562"),
        ("A", "children_residences.csv, row 1", "children_residences.parent", "HSB-D558"),
        ("A", "plans.csv, row 1", "plans", "HSB-D560"),
        ("A", "referrer.csv, row 2", "referrer", "HSB-D559"),
    ]


def test_a_table_that_is_supplied_is_complete(tmp_path: Path) -> None:
    """No rows: an empty list, unless the case's or the parent's row says otherwise. No table: not recorded, and named."""
    _tables(
        tmp_path,
        cases="case_id,as_at,children\nA,2025-03-20,\nB,2025-03-20,unknown\nC,2025-03-20,not_recorded\n",
        children="case_id,id,residences\nA,C1,unknown\nA,C2,\n",
        children_residences="case_id,parent,household\n",
    )
    with open_source(tmp_path, HSB) as source:
        read, missing = documents_of(source.records()), source.tables_missing

    assert [case.get("children") for case in read] == [
        [{"id": "C1", "residences": "unknown"}, {"id": "C2", "residences": []}],
        "unknown",
        None,
    ]
    assert "plans" in missing
    assert not {"cases", "children", "children_residences"} & set(missing)


def test_typed_columns_are_read_where_they_can_hold_the_value(tmp_path: Path) -> None:
    """Dates, timestamps, yes/no, numbers and lists of a Parquet file become what the case file would say."""
    connection = duckdb.connect()
    for name, query in {
        "cases": "SELECT 17 AS case_id, DATE '2025-03-20' AS as_at",
        "children": "SELECT 17 AS case_id, 'C1' AS id, TIMESTAMP '2012-03-02 00:00' AS birth_date, true AS looked_after",
        "referrals": """SELECT '17' AS case_id, 1 AS id, TIMESTAMP '2025-03-10 17:20' AS made_at, 'C1' AS child,
            ['advice', 'signposting'] AS outcome UNION ALL SELECT '17', 2, NULL, NULL, []""",
        "nspcc_referrals": "SELECT 17.0::DOUBLE AS case_id, 'N1' AS id, 3.0::DOUBLE AS sessions_delivered",
        "plans": "SELECT 17 AS case_id, 'P1' AS id, [DATE '2025-04-01', DATE '2025-05-01'] AS reviewed_on",
    }.items():
        connection.execute(f"COPY ({query}) TO '{tmp_path / name}.parquet'")
    [document] = documents_of(read_all(tmp_path, HSB))

    assert document == {
        "case_id": "17",
        "as_at": "2025-03-20",
        "children": [{"id": "C1", "birth_date": "2012-03-02", "looked_after": True}],
        "referrals": [
            {"id": "1", "made_at": "2025-03-10T17:20", "child": "C1", "outcome": ["advice", "signposting"]},
            {"id": "2", "outcome": []},
        ],
        "nspcc_referrals": [{"id": "N1", "sessions_delivered": 3}],
        "plans": [{"id": "P1", "reviewed_on": ["2025-04-01", "2025-05-01"]}],
    }


@pytest.mark.parametrize(
    ("tables", "code", "said"),
    [
        ({"children": "case_id,id\n"}, "HSB-D550", "no table `cases`"),
        ({"cases": CASES, "children": "case_id,id,birth_dat\n"}, "HSB-D553", "column `birth_dat`"),
        ({"cases": CASES, "children": "id,sex\n"}, "HSB-D557", "no column `case_id`"),
        ({"cases": CASES, "children": "case_id,sex\n"}, "HSB-D557", "no column `id`"),
        ({"cases": CASES, "children_residences": "case_id\n"}, "HSB-D557", "no column `parent`"),
        ({"cases": CASES, "children": "case_id;id;sex\n"}, "HSB-D552", "semicolons"),
        ({"cases": CASES, "children": "case_id,id,ID\n"}, "HSB-D552", "twice"),
        ({"cases": "case_id,\n"}, "HSB-D552", "without a name"),
        ({"cases": ""}, "HSB-D552", "without a name"),
    ],
)
def test_tables_that_do_not_fit_are_refused_before_a_row_is_read(
    tmp_path: Path, tables: dict[str, str], code: str, said: str
) -> None:
    """A table or column that nothing can be made of is told at once, with its name."""
    _tables(tmp_path, **tables)
    with pytest.raises(SourceError) as refused:
        open_source(tmp_path, HSB, scratch=tmp_path)

    assert [d.code for d in refused.value.diagnostics.items] == [code]
    assert said in str(refused.value)
    assert not list(tmp_path.glob("hsb-policy-*"))


def test_a_table_that_breaks_off_is_refused_whole(tmp_path: Path) -> None:
    """Cases whose rows are lost would look as if they had none: compressed CSV and Parquet that were cut are not read."""
    _tables(tmp_path, cases=CASES)
    text = b"case_id,id\n" + b"".join(b"A,C%d\n" % n for n in range(9_000))
    parquet = tmp_path / "whole.pq"
    duckdb.connect().execute(f"COPY (SELECT 'A' AS case_id, 'C1' AS id) TO '{parquet}' (FORMAT parquet)")
    for name, content, code in (
        ("children.csv.gz", gzip.compress(text), "HSB-D508"),
        ("children.csv.zst", zstandard.compress(text), "HSB-D508"),
        ("children.parquet", parquet.read_bytes(), "HSB-D552"),
    ):
        (tmp_path / name).write_bytes(content[: len(content) // 2])
        with pytest.raises(SourceError) as refused:
            open_source(tmp_path, HSB)
        assert [d.code for d in refused.value.diagnostics.items] == [code]
        (tmp_path / name).unlink()


def test_compressed_tables_are_read(tmp_path: Path) -> None:
    """CSV files may be compressed, each in its own way."""
    (tmp_path / "cases.csv.gz").write_bytes(gzip.compress(CASES.encode()))
    (tmp_path / "children.csv.zst").write_bytes(zstandard.compress(b"\xef\xbb\xbfcase_id,id\r\nB,C1\r\n"))

    assert [case["children"] for case in documents_of(read_all(tmp_path, HSB))] == [[], [{"id": "C1"}]]


def test_other_tables_are_left_aside_with_a_warning(tmp_path: Path) -> None:
    """A table that is none of the case file's may be a misspelt one: it is named, with the nearest name."""
    _tables(tmp_path, cases=CASES, childen="case_id,id\n")
    with open_source(tmp_path, HSB) as source:
        notes = source.notes.items

    assert [(d.code, d.help) for d in notes] == [("HSB-D563", ("did you mean `children`?",))]


def test_a_folder_of_tables_and_case_files_is_refused(tmp_path: Path) -> None:
    """Which of them is meant cannot be told."""
    _tables(tmp_path, cases=CASES)
    (tmp_path / "a.json").write_text("{}")

    with pytest.raises(SourceError, match="which of them is meant"):
        open_source(tmp_path, HSB)


def test_what_was_laid_down_is_removed(tmp_path: Path) -> None:
    """Copies of case records do not outlive the source."""
    _tables(tmp_path, cases=CASES)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with open_source(tmp_path, SCHEMA, scratch=scratch) as source:
        assert len(list(scratch.iterdir())) == 1
        assert len(list(source.records())) == 2

    assert not list(scratch.iterdir())


def test_a_csv_table_that_breaks_off_in_a_line_is_refused_whole(tmp_path: Path) -> None:
    """Cases whose rows are lost would be judged as if they had none; a last line that is whole, or ends, is read or rejected by itself."""
    (tmp_path / "cases.csv").write_bytes(b"case_id,as_at\nA,2025-03-20\nB,2025-03-20")
    children = tmp_path / "children.csv"
    children.write_bytes(b"case_id,id,birth_date\nA,C1,2012\nB,C")
    with pytest.raises(SourceError) as refused:
        open_source(tmp_path, HSB)
    assert [d.code for d in refused.value.diagnostics.items] == ["HSB-D552"]
    assert "`children.csv` breaks off" in str(refused.value)

    for end in (b"B,C1,2012", b"B,C1\n"):
        children.write_bytes(b"case_id,id,birth_date\nA,C1,2012\n" + end)
        assert len(read_all(tmp_path, HSB)) == 2
