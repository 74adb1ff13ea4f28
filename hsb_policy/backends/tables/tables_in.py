"""Floor 2: tables of case records, laid down for reading: sorted by case, in one DuckDB file, within bounded memory.

Each table is read once. A row goes with the number of its case; rows of no case, case ids that stand twice and lines that are no
rows are kept beside, so that whoever reads can say what became of every record. Nothing is judged here: the texts go as they are to the
one reader of case files.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from hsb_policy.backends.tables.cells import quoted_name, quoted_text
from hsb_policy.backends.tables.connect import connect
from hsb_policy.backends.tables.laid_down import LaidDown, LaidTable, unusable
from hsb_policy.backends.tables.origins import Origin
from hsb_policy.backends.tables.supplied import Supplied, found, supply
from hsb_policy.core.table_mapping import AS_IT_IS, TableMapping
from hsb_policy.core.tables import CASE_ID, CASES, ROW, Table

_BATCH: Final = 10_000
_OUTSIDE: Final = """
    CREATE SCHEMA told;
    CREATE TABLE told.bad (case_no BIGINT, case_id VARCHAR, shown VARCHAR, line BIGINT, why VARCHAR);
"""


def lay_down(
    tables: Mapping[str, Table], origins: Mapping[str, Origin], mapping: Mapping[str, TableMapping], folder: Path
) -> LaidDown:
    """Lay tables down in a new DuckDB file in a folder, which also takes what does not fit into memory.

    `origins` says where each table comes from; the table of cases is among them. Raises UnusableTablesError.
    """
    connection = connect(scratch=folder)
    try:
        supplied = [
            supply(tables[name], found(connection, origin), mapping.get(name, AS_IT_IS))
            for name, origin in origins.items()
        ]
        return _laid_down(connection, supplied, folder / "tables.duckdb")
    finally:
        connection.close()


def _laid_down(connection: duckdb.DuckDBPyConnection, supplied: Sequence[Supplied], file: Path) -> LaidDown:
    _begin(connection, file)
    in_order = sorted(supplied, key=lambda s: s.table.name != CASES)
    for one in in_order:
        _read_whole(connection, one, _cases if one.table.name == CASES else _rows)
    connection.execute(
        "UPDATE told.bad SET case_no = n.case_no FROM told.numbers n WHERE n.case_id = bad.case_id AND bad.case_no IS NULL"
    )
    laid = {s.table.name: LaidTable(s.table.name, s.found.shown, tuple(s.texts)) for s in in_order}
    cases, strays = _count(connection, "SELECT count(*) FROM cases"), _count(connection, _strays_of(laid, "count(*)"))
    return LaidDown(file, laid, cases, strays)


def lay_down_alone(connection: duckdb.DuckDBPyConnection, supplied: Supplied, file: Path) -> None:
    """Lay one table down in a new DuckDB file, which becomes the connection's own: with the row of each in its source, without cases."""
    _begin(connection, file)
    connection.execute("CREATE TABLE told.numbers (case_id VARCHAR, case_no BIGINT, often BIGINT)")
    _read_whole(connection, supplied, _rows)


def _begin(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    connection.execute(f"ATTACH {quoted_text(str(file))} AS laid")
    connection.execute("USE laid")
    connection.execute(_OUTSIDE)


def _read_whole(
    connection: duckdb.DuckDBPyConnection,
    one: Supplied,
    rows: Callable[[duckdb.DuckDBPyConnection, Supplied], None],
) -> None:
    try:
        rows(connection, one)
        _note_bad_lines(connection, one)
    except duckdb.Error as fault:
        message = f"the table `{one.found.shown}` cannot be read to its end"
        raise unusable("HSB-D552", message, "copy or export it again", "or make room on the disk") from fault


def _cases(connection: duckdb.DuckDBPyConnection, supplied: Supplied) -> None:
    texts = ", ".join(f"{text} AS {quoted_name(name)}" for name, text in supplied.texts.items())
    found = supplied.found
    connection.execute(
        f"""
        CREATE TABLE cases AS SELECT row_number() OVER () - 1 AS case_no, *
        FROM (SELECT {found.row_no} AS row_no, {texts} FROM {found.relation});
        CREATE TABLE told.numbers AS
        SELECT case_id, min(case_no) AS case_no, count(*) AS often FROM cases WHERE case_id IS NOT NULL GROUP BY case_id
        """
    )


def _rows(connection: duckdb.DuckDBPyConnection, supplied: Supplied) -> None:
    """The rows of a table in the order of their cases; within a case by the column `row` where there is one, else as they stand.

    Whose a row is, its number tells: the case id stays only where there is none.
    """
    found, texts, name = supplied.found, supplied.texts, quoted_name(supplied.table.name)
    columns = ", ".join(f"{text} AS {quoted_name(name)}" for name, text in texts.items())
    by = f"TRY_CAST(t.{quoted_name(ROW)} AS BIGINT), " if ROW in texts else ""
    connection.execute(
        f"""
        CREATE TABLE {name} AS
        SELECT n.case_no, t.* REPLACE (CASE WHEN n.case_no IS NULL THEN t.case_id END AS case_id)
        FROM (SELECT {found.row_no} AS row_no, {columns} FROM {found.relation}) t
        LEFT JOIN told.numbers n ON n.case_id = t.case_id
        ORDER BY n.case_no NULLS LAST, {by}t.row_no
        """
    )


# ---- lines that are no rows -----------------------------------------------------------------------------------------------------
def _note_bad_lines(connection: duckdb.DuckDBPyConnection, supplied: Supplied) -> None:
    """Keep the lines that DuckDB could not read, with the case id that stands in them, and count them in the rows that follow."""
    found = supplied.found
    if found.noted is not None:
        connection.execute(f"INSERT INTO told.bad SELECT NULL, n.* FROM ({found.noted}) n")
    if found.notes is None:
        return
    lines = [
        line for (line,) in connection.execute(f"SELECT DISTINCT line FROM {found.notes} ORDER BY line").fetchall()
    ]
    if not lines:
        return
    names = [*([found.first] if found.first else []), *found.columns]
    at = _case_id_at(supplied, [name.lower() for name in names])
    noted = connection.execute(
        f"SELECT line, any_value(csv_line), any_value(error_type) FROM {found.notes} GROUP BY line"
    )
    rows = [
        (_value_at(text, at), found.shown, line - bool(found.first), str(why)) for line, text, why in noted.fetchall()
    ]
    connection.executemany("INSERT INTO told.bad VALUES (NULL, ?, ?, ?, ?)", rows)
    if found.first:
        return
    # The first line has the names of the columns. Of the rows that were read, the one numbered r follows those bad lines
    # that are, less their like before them, no later.
    before = [line - 1 - number for number, line in enumerate(lines)]
    connection.execute(
        f"UPDATE {quoted_name(supplied.table.name)} SET row_no = row_no + len(list_filter(?::BIGINT[], lambda b: b <= row_no))",
        [before],
    )


def _case_id_at(supplied: Supplied, names: Sequence[str]) -> int | None:
    text = supplied.texts[CASE_ID]
    return next((at for at, name in enumerate(names) if quoted_name(name) in text.lower()), None)


def _value_at(line: str, at: int | None) -> str | None:
    """The value in a line that is no whole row, where it can be told."""
    try:
        values: list[str] = next(csv.reader([line]), [])
    except csv.Error:
        return None
    return (values[at].strip() or None) if at is not None and at < len(values) else None


# ---- reading -----------------------------------------------------------------------------------------------------------------
def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0


def _strays_of(laid: dict[str, LaidTable], what: str) -> str:
    """What stands in the source and belongs to no case of it: rows by their case id, and lines that are no rows."""
    bad = "SELECT case_id, shown, NULL AS row_no, line, why FROM told.bad WHERE case_no IS NULL"
    rows = [
        f"SELECT case_id, {quoted_text(t.shown)}, row_no, NULL, NULL FROM {quoted_name(t.name)} WHERE case_no IS NULL"
        for t in laid.values()
        if t.name != CASES
    ]
    return f"SELECT {what} FROM ({' UNION ALL '.join([bad, *rows])})"


class LaidRows:
    """Reads laid-down tables, case by case. Several processes may read one file. `only` are the numbers of the cases that are read, where
    that is not all of them."""

    def __init__(self, laid: LaidDown, only: Sequence[int] | None = None) -> None:
        self._laid = laid
        self._connection = connect(laid.file, read_only=True)
        self._only = "" if only is None else " AND case_no IN (SELECT unnest(?::BIGINT[]))"
        self._more: list[Any] = [] if only is None else [list(only)]

    def rows(self, name: str, columns: Sequence[str], low: int, high: int) -> list[tuple[Any, ...]]:
        """The rows of the cases numbered from `low` to before `high`: case_no, row_no and the columns, in the order of the cases."""
        wanted = ", ".join(quoted_name(column) for column in columns)
        by = (
            f", TRY_CAST({quoted_name(ROW)} AS BIGINT)"
            if ROW in self._laid.tables[name].columns and name != CASES
            else ""
        )
        query = (
            f"SELECT case_no, row_no, {wanted} FROM {quoted_name(name)} "
            f"WHERE case_no >= ? AND case_no < ?{self._only} ORDER BY case_no{by}, row_no"
        )
        return self._connection.execute(query, [low, high, *self._more]).fetchall()

    def cases(self, low: int, high: int) -> list[tuple[int, int, str | None]]:
        """The number, row and id of each case in a range."""
        query = f"SELECT case_no, row_no, {CASE_ID} FROM {quoted_name(CASES)} WHERE case_no >= ? AND case_no < ? ORDER BY case_no"
        return self._connection.execute(query, [low, high]).fetchall()

    def bad_lines(self, low: int, high: int) -> list[tuple[int, str, int, str]]:
        """Lines that are no rows, of the cases in a range: case_no, what the table is called, line, DuckDB's kind of fault."""
        query = "SELECT case_no, shown, line, why FROM told.bad WHERE case_no >= ? AND case_no < ? ORDER BY ALL"
        return self._connection.execute(query, [low, high]).fetchall()

    def twice(self, low: int, high: int) -> dict[str, int]:
        """Case ids that several cases have, among the cases in a range, with the row in which each stands first."""
        query = """
            SELECT DISTINCT n.case_id, first.row_no FROM told.numbers n JOIN cases c ON c.case_id = n.case_id
            JOIN cases first ON first.case_no = n.case_no
            WHERE n.often > 1 AND c.case_no >= ? AND c.case_no < ?
        """
        return dict(self._connection.execute(query, [low, high]).fetchall())

    def strays(self) -> Iterator[tuple[str | None, str, int | None, int | None, str | None]]:
        """What belongs to no case, sorted by case id: case_id, what the table is called, row, line, DuckDB's kind of fault."""
        found = self._connection.execute(_strays_of(dict(self._laid.tables), "*") + " ORDER BY ALL NULLS LAST")
        while batch := found.fetchmany(_BATCH):
            yield from batch

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
