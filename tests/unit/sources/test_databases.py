"""Workbooks and databases as sources: the same tables, wherever they stand, and what becomes of those that cannot be read."""

import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import psycopg
import pytest

from hsb_policy import load
from hsb_policy.engine.errors import SourceError
from hsb_policy.engine.sources import excel
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.sources.source import Rejected, loaded
from tests.unit.sources.comparing import documents_of, read_all, told
from tests.unit.sources.postgres_server import Server, start

HSB = load("hsb").compiled.schema
EXPECTED = {
    "case_id": "17",
    "as_at": "2025-03-20",
    "children": [{"id": "C1", "birth_date": "2012-03-02", "looked_after": True}],
    "referrals": [{"id": "R1", "child": "C1", "made_at": "2025-03-10T00:00"}],
    "nspcc_referrals": [{"id": "N1", "sessions_delivered": 3}],
}


def _workbook(file: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file


def test_the_sheets_of_a_workbook_are_tables(tmp_path: Path) -> None:
    """Days, moments, yes/no and numbers of cells are read; empty cells and rows at the end are nothing."""
    file = _workbook(
        tmp_path / "records.xlsx",
        cases=[["case_id", "as_at", None], [17, date(2025, 3, 20)], [None, None]],
        children=[["case_id", "id", "birth_date", "looked_after"], ["17", "C1", datetime(2012, 3, 2), True]],
        referrals=[["case_id", "id", "child", "made_at"], ["17", "R1", "C1", datetime(2025, 3, 10)]],
        nspcc_referrals=[["case_id", "id", "sessions_delivered"], [17, "N1", 3.0]],
    )

    assert documents_of(read_all(file, HSB)) == [EXPECTED]


def test_a_fault_in_a_workbook_is_told_with_sheet_and_row(tmp_path: Path) -> None:
    """The row is the number that the workbook shows beside it."""
    file = _workbook(
        tmp_path / "records.xlsx",
        cases=[["case_id", "as_at"], ["A", "2025-03-20"]],
        children=[["case_id", "id", "birth_date"], ["A", "C1", "2012"], [], ["A", "C2", "2012-13"]],
    )
    found = [loaded(record, HSB) for record in read_all(file, HSB)]

    assert told(r for r in found if isinstance(r, Rejected)) == [
        ("A", "records.xlsx, sheet children, row 4", "children[1].birth_date", "HSB-D522")
    ]


def _with_entities(file: Path) -> None:
    """Give a workbook a sheet whose XML has an entity."""
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = b'<!DOCTYPE x [<!ENTITY e "2025">]>' + parts[sheet].replace(b">2025-03-20", b">&e;-03-20")
    assert b"&e;" in parts[sheet]
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


@pytest.mark.parametrize("damage", ["entities", "cut", "no workbook"])
def test_a_workbook_that_cannot_be_read_is_refused(tmp_path: Path, damage: str) -> None:
    """One with entities in its XML, one that breaks off, another file of that name: one message, and no stack trace."""
    file = _workbook(tmp_path / "records.xlsx", cases=[["case_id", "as_at"], ["A", "2025-03-20"]])
    if damage == "entities":
        _with_entities(file)
    else:
        file.write_bytes(file.read_bytes()[:900] if damage == "cut" else b"case_id,as_at\n")
    with pytest.raises(SourceError) as refused:
        open_source(file, HSB)

    assert [d.code for d in refused.value.diagnostics.items] == ["HSB-D552"]


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked at before it is unpacked."""
    monkeypatch.setattr(excel, "LARGEST", 1_000)
    file = _workbook(tmp_path / "records.xlsx", cases=[["case_id", "as_at"], ["A", "2025-03-20"]])
    with pytest.raises(SourceError) as refused:
        open_source(file, HSB)

    assert [d.code for d in refused.value.diagnostics.items] == ["HSB-D507"]


_SQL = """
    CREATE TABLE cases (case_id INTEGER, as_at TEXT);
    CREATE TABLE children (case_id INTEGER, id TEXT, birth_date TEXT, looked_after BOOLEAN);
    CREATE TABLE referrals (case_id INTEGER, id TEXT, child TEXT, made_at TEXT);
    CREATE VIEW nspcc_referrals AS SELECT 17 AS case_id, 'N1' AS id, 3 AS sessions_delivered;
    CREATE TABLE staff (name TEXT);
    INSERT INTO cases VALUES (17, '2025-03-20');
    INSERT INTO children VALUES (17, 'C1', '2012-03-02', true);
    INSERT INTO referrals VALUES (17, 'R1', 'C1', '2025-03-10T00:00');
"""
_TYPED = """
    CREATE TABLE cases AS SELECT 17 AS case_id, DATE '2025-03-20' AS as_at;
    CREATE TABLE children AS SELECT 17 AS case_id, 'C1' AS id, DATE '2012-03-02' AS birth_date, true AS looked_after;
    CREATE TABLE referrals AS SELECT 17 AS case_id, 'R1' AS id, 'C1' AS child, TIMESTAMP '2025-03-10 00:00' AS made_at;
    CREATE VIEW nspcc_referrals AS SELECT 17 AS case_id, 'N1' AS id, 3 AS sessions_delivered;
    CREATE TABLE staff (name TEXT);
"""


def _sqlite(file: Path) -> Path:
    with closing(sqlite3.connect(file)) as database:
        database.executescript(_SQL)
    return file


def test_a_sqlite_database_is_read(tmp_path: Path) -> None:
    """By how it begins, whatever it is called; what is no table of the case file is left aside."""
    file = _sqlite(tmp_path / "records.db")
    with open_source(file, HSB) as source:
        assert documents_of(source.records()) == [EXPECTED]
        assert [note.message for note in source.notes.items] == [
            "the table `staff` is none of the case file's, and was left aside"
        ]


def test_texts_of_another_encoding_in_a_database_are_told_with_their_row(tmp_path: Path) -> None:
    """A text that is not UTF-8 rejects its case, and no other."""
    file = _sqlite(tmp_path / "records.db")
    with closing(sqlite3.connect(file)) as database:
        database.execute("INSERT INTO cases VALUES (18, '2025-03-20')")
        database.execute("INSERT INTO children VALUES (18, 'C1', CAST(x'e9' AS TEXT), NULL)")
        database.commit()
    records = read_all(file, HSB)

    assert [isinstance(record, Rejected) for record in records] == [False, True]
    assert told(records) == [("18", "records.db, table children, line 2", None, "HSB-D561")]


def test_a_duckdb_database_is_read(tmp_path: Path) -> None:
    """Where it is, with the types of its columns; a view is a table too."""
    with closing(duckdb.connect(tmp_path / "records.db")) as database:
        database.execute(_TYPED)

    assert documents_of(read_all(tmp_path / "records.db", HSB)) == [EXPECTED]


def test_a_column_with_a_time_zone_is_refused(tmp_path: Path) -> None:
    """Which local time is meant would be a guess."""
    with closing(duckdb.connect(tmp_path / "records.db")) as database:
        database.execute(_TYPED + "ALTER TABLE referrals ALTER made_at TYPE TIMESTAMPTZ")
    with pytest.raises(SourceError) as refused:
        open_source(tmp_path / "records.db", HSB)

    assert [d.code for d in refused.value.diagnostics.items] == ["HSB-D555"]
    assert "time zone" in str(refused.value)


@pytest.mark.parametrize("begins", [b"SQLite format 3\0", b"01234567DUCK"])
def test_a_damaged_database_is_refused(tmp_path: Path, begins: bytes) -> None:
    """It begins like one, and is none."""
    (tmp_path / "records.db").write_bytes(begins + bytes(range(256)) * 32)
    with pytest.raises(SourceError) as refused:
        open_source(tmp_path / "records.db", HSB)

    assert [d.code for d in refused.value.diagnostics.items] == ["HSB-D552"]


def test_of_several_databases_in_a_folder_one_must_be_named(tmp_path: Path) -> None:
    """A folder with one is that one; with two, which is meant cannot be told."""
    _sqlite(tmp_path / "a.db")
    assert documents_of(read_all(tmp_path, HSB)) == [EXPECTED]

    _sqlite(tmp_path / "b.db")
    with pytest.raises(SourceError, match="which is meant"):
        open_source(tmp_path, HSB)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL server of the test's own, stopped after it."""
    started = start()
    if isinstance(started, str):
        pytest.skip(started)
    yield started
    started.stop()


@pytest.mark.xdist_group("postgres")
def test_a_postgres_database_is_read(server: Server) -> None:
    """By its address, in one transaction, with the types of its columns."""
    with psycopg.connect(server.address) as database:
        database.execute(_TYPED.encode())

    with open_source(server.address, HSB) as source:
        assert documents_of(source.records()) == [EXPECTED]
        assert source.name == "postgres"


@pytest.mark.xdist_group("postgres")
def test_an_address_is_never_shown(server: Server) -> None:
    """It may have a password in it: the message does not say it."""
    with pytest.raises(SourceError) as refused:
        open_source(server.address.replace("postgres?", "nowhere?") + "&password=secret", HSB)

    assert [d.code for d in refused.value.diagnostics.items] == ["HSB-D550"]
    assert "secret" not in str(refused.value)
    assert "nowhere" not in str(refused.value)
