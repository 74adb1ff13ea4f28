"""Floor 2: tables of case records, laid down for reading: sorted by case, in one DuckDB file, within bounded memory.

Each table is read once. A row goes with the number of its case; rows of no case, case ids that stand twice and lines that are no
rows are kept beside, so that whoever reads can say what became of every record. Nothing is judged here: all texts can be had again as they
are, for the one reader of case files.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import duckdb
from attrs import frozen

from hsb_policy.backends.tables.cells import quoted_name, quoted_text
from hsb_policy.backends.tables.connect import connect
from hsb_policy.backends.tables.laid_down import LaidDown, LaidTable, unusable
from hsb_policy.backends.tables.laid_rows import strays_of
from hsb_policy.backends.tables.origins import Origin
from hsb_policy.backends.tables.stored import AS_TEXT, OTHER_TEXTS, Stored, kept_of, others_of, stored_as
from hsb_policy.backends.tables.supplied import Supplied, found, supply
from hsb_policy.core.schema import Schema
from hsb_policy.core.table_mapping import AS_IT_IS, TableMapping
from hsb_policy.core.tables import CASE_ID, CASES, ROW, Table

_AT_ONCE: Final = 2  # tables
_FIRST: Final = 2_000  # rows that tell whether a table may be in order
_NO_CASE: Final = 1 << 62  # after all cases
_OUTSIDE: Final = """
    CREATE SCHEMA told;
    CREATE TABLE told.bad (case_no BIGINT, case_id VARCHAR, shown VARCHAR, line BIGINT, why VARCHAR);
"""


@frozen
class _Laying:
    """A table that is laid down, and how each of its columns is kept."""

    supplied: Supplied
    kept: Mapping[str, Stored]

    @property
    def name(self) -> str:
        return self.supplied.table.name


def lay_down(
    tables: Mapping[str, Table],
    schema: Schema,
    origins: Mapping[str, Origin],
    mapping: Mapping[str, TableMapping],
    folder: Path,
) -> LaidDown:
    """Lay tables down in a new DuckDB file in a folder, which also takes what does not fit into memory.

    `origins` says where each table comes from; the table of cases is among them. Raises UnusableTablesError.
    """
    connection = connect(scratch=folder, threads=1)  # for each table
    connection.execute("SET disabled_optimizers = 'build_side_probe_side'")  # rows that are joined stay in their order
    try:
        supplied = [
            supply(tables[name], found(connection, origin), mapping.get(name, AS_IT_IS))
            for name, origin in origins.items()
        ]
        layings = [_Laying(s, {name: stored_as(s.table, name, schema) for name in s.texts}) for s in supplied]
        return _laid_down(connection, layings, folder / "tables.duckdb")
    finally:
        connection.close()


def _laid_down(connection: duckdb.DuckDBPyConnection, layings: Sequence[_Laying], file: Path) -> LaidDown:
    _begin(connection, file)
    in_order = sorted(layings, key=lambda one: one.name != CASES)
    laid = {
        table.name: table
        for table in [_read_whole(connection, in_order[0], _cases), *_at_once(connection, in_order[1:])]
    }
    connection.execute(
        "UPDATE told.bad SET case_no = n.case_no FROM told.numbers n WHERE n.case_id = bad.case_id AND bad.case_no IS NULL"
    )
    cases, strays = _count(connection, "SELECT count(*) FROM cases"), _count(connection, strays_of(laid, "count(*)"))
    return LaidDown(file, laid, cases, strays)


def _at_once(connection: duckdb.DuckDBPyConnection, layings: Sequence[_Laying]) -> list[LaidTable]:
    """Lay down tables of records, some at once, each in a thread of its own."""

    def lay(cursor: duckdb.DuckDBPyConnection, one: _Laying) -> LaidTable:
        cursor.execute("USE laid")
        return _read_whole(cursor, one, _rows)

    with ExitStack() as opened, ThreadPoolExecutor(_AT_ONCE) as threads:
        cursors = [opened.enter_context(connection.cursor()) for _ in layings]
        try:
            return list(threads.map(lay, cursors, layings))
        except BaseException:  # nobody waits for the others
            for cursor in cursors:
                cursor.interrupt()
            raise


def lay_down_alone(connection: duckdb.DuckDBPyConnection, supplied: Supplied, file: Path) -> None:
    """Lay one table down in a new DuckDB file, which becomes the connection's own: texts with the row of each in its source, without cases."""
    _begin(connection, file)
    connection.execute("CREATE TABLE told.numbers (case_id VARCHAR, case_no BIGINT, often BIGINT)")
    _read_whole(connection, _Laying(supplied, dict.fromkeys(supplied.texts, AS_TEXT)), _rows)


def _begin(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    connection.execute(f"ATTACH {quoted_text(str(file))} AS laid")
    connection.execute("USE laid")
    connection.execute(_OUTSIDE)


def _read_whole(
    connection: duckdb.DuckDBPyConnection, laying: _Laying, rows: Callable[[duckdb.DuckDBPyConnection, _Laying], None]
) -> LaidTable:
    one = laying.supplied
    try:
        rows(connection, laying)
        _note_bad_lines(connection, one)
    except duckdb.Error as fault:
        message = f"the table `{one.found.shown}` cannot be read to its end"
        raise unusable("HSB-D552", message, "copy or export it again", "or make room on the disk") from fault
    others = _count(connection, f"SELECT count({quoted_name(OTHER_TEXTS)}) FROM {quoted_name(laying.name)}")
    return LaidTable(laying.name, one.found.shown, laying.kept, others=others > 0)


def _cases(connection: duckdb.DuckDBPyConnection, laying: _Laying) -> None:
    connection.execute(
        f"""
        CREATE TABLE cases AS SELECT row_number() OVER () - 1 AS case_no, * FROM ({_kept_rows(laying)});
        CREATE TABLE told.numbers AS
        SELECT case_id, min(case_no) AS case_no, count(*) AS often FROM cases WHERE case_id IS NOT NULL GROUP BY case_id
        """
    )


def _rows(connection: duckdb.DuckDBPyConnection, laying: _Laying) -> None:
    """The rows of a table in the order of their cases; within a case by the column `row` where there is one, else as they stand.

    Whose a row is, its number tells: the case id stays only where there is none. Most tables stand in this order already: sorting them takes an
    eighth of the time. So it is looked at first how they begin, and at the end whether all is in order.
    """
    name = quoted_name(laying.name)
    by = f"TRY_CAST({quoted_name(ROW)} AS BIGINT), " if ROW in laying.kept else ""
    order = f"ORDER BY case_no NULLS LAST, {by}row_no"
    rows = f"""
        SELECT n.case_no, t.* REPLACE (CASE WHEN n.case_no IS NULL THEN t.case_id END AS case_id)
        FROM ({_kept_rows(laying)}) t LEFT JOIN told.numbers n ON n.case_id = t.case_id
    """
    if by or not _begins_in_order(connection, laying.supplied):
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM ({rows}) {order}")
        return
    connection.execute(f"CREATE TABLE {name} AS {rows}")
    if not _is_in_order(connection, name):
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {name} {order}")


def _begins_in_order(connection: duckdb.DuckDBPyConnection, supplied: Supplied) -> bool:
    """Whether the first rows of each case stand together. Of a text that is not asked: it would be read once more."""
    if supplied.found.notes is not None:
        return False
    first = f"SELECT {supplied.texts[CASE_ID]} AS id FROM {supplied.found.relation} LIMIT {_FIRST}"
    changes = f"SELECT id, lag(id) OVER () IS DISTINCT FROM id AS begins FROM ({first})"
    return bool(_count(connection, f"SELECT count(*) FILTER (begins) = count(DISTINCT id) FROM ({changes})"))


def _is_in_order(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether rows stand by their cases, those of none at the end, and those of one case as in their source."""
    case_no = f"coalesce(case_no, {_NO_CASE})"
    both = f"SELECT {case_no} AS c, row_no AS r, lag({case_no}) OVER () AS before, lag(row_no) OVER () AS row_before FROM {name}"
    return not _count(connection, f"SELECT count(*) FROM ({both}) WHERE c < before OR (c = before AND r < row_before)")


def _kept_rows(laying: _Laying) -> str:
    """The rows of a source with what is kept of each: before they find their cases, because a text that Parquet has once is looked at
    once here, and for each row afterwards."""
    found, texts = laying.supplied.found, laying.supplied.texts
    named = ", ".join(f"{text} AS {quoted_name(name)}" for name, text in texts.items())
    rows = f"SELECT {found.row_no} AS row_no, {named} FROM {found.relation}"
    apart = {name: quoted_name(f"kept {at}") for at, name in enumerate(texts) if laying.kept[name] != AS_TEXT}
    kept = "".join(f", {kept_of(laying.kept[name], quoted_name(name))} AS {value}" for name, value in apart.items())
    chosen = ", ".join(f"{apart.get(name, quoted_name(name))} AS {quoted_name(name)}" for name in texts)
    others = others_of({name: (quoted_name(name), value) for name, value in apart.items()})
    return f"SELECT row_no, {chosen}, {others} AS {quoted_name(OTHER_TEXTS)} FROM (SELECT *{kept} FROM ({rows}))"


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0


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
