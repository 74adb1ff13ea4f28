"""Floor 2: a table cut into pieces by its cases, so that all rows of a case are brought together on one machine of many.

A piece is a small Parquet file. Which piece a row goes to depends on its `case_id` alone, whatever machine asks and whichever table it is of;
rows without one go to the first.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import duckdb
from attrs import frozen

from hsb_policy.backends.tables.cells import quoted_name, quoted_text
from hsb_policy.backends.tables.supplied import Supplied
from hsb_policy.backends.tables.tables_in import lay_down_alone
from hsb_policy.core.tables import CASE_ID

FILE: Final = "file of the row"  # columns that come with rows read elsewhere; no field has a name with blanks
AT: Final = "place of the row"
_ROWS: Final = "rows_read"


@frozen
class Piece:
    """Some rows of a table for the slice numbered `slice`, or some of its lines that are no rows."""

    slice: int
    lines: bool
    content: bytes


def take_rows(
    connection: duckdb.DuckDBPyConnection, batch: Any, texts: Mapping[str, str], before: Mapping[str, int]
) -> None:
    """Take rows from an Arrow table. `texts` is the SQL of each text; `before` says how many rows stand in earlier files than each."""
    named = ", ".join(f"{text} AS {quoted_name(name)}" for name, text in texts.items())
    files = ", ".join(f"({quoted_text(file)}, {number})" for file, number in before.items())
    connection.register("batch", batch)
    query = (
        f"SELECT f.before + b.{quoted_name(AT)} + 1 AS row_no, {named} FROM batch b "
        f"JOIN (VALUES {files}) f(file, before) ON f.file = b.{quoted_name(FILE)}"
        if before
        else f"SELECT {quoted_name(AT)} + 1 AS row_no, {named} FROM batch"
    )
    connection.execute(f"CREATE TABLE IF NOT EXISTS {_ROWS} AS {query} LIMIT 0")
    connection.execute(f"INSERT INTO {_ROWS} {query}")
    connection.unregister("batch")


def pieces_of_rows(
    connection: duckdb.DuckDBPyConnection, columns: Mapping[str, str], slices: int, folder: Path
) -> Iterator[Piece]:
    """What `take_rows` took, in pieces."""
    names = ", ".join(map(quoted_name, columns))
    yield from _pieces(connection, f"SELECT row_no, {names} FROM {_ROWS}", slices, folder / "rows", lines=False)


def pieces_of_lines(
    connection: duckdb.DuckDBPyConnection, supplied: Supplied, slices: int, folder: Path
) -> Iterator[Piece]:
    """A table of lines in pieces, with its lines that are no rows. Raises UnusableTablesError where it cannot be read to its end."""
    lay_down_alone(connection, supplied, folder / "table.duckdb")
    names = ", ".join(map(quoted_name, supplied.texts))
    rows = f"SELECT row_no, {names} FROM {quoted_name(supplied.table.name)}"
    yield from _pieces(connection, rows, slices, folder / "rows", lines=False)
    bad = "SELECT case_id, shown, line, why FROM told.bad"
    yield from _pieces(connection, bad, slices, folder / "lines", lines=True)


def _pieces(
    connection: duckdb.DuckDBPyConnection, rows: str, slices: int, folder: Path, *, lines: bool
) -> Iterator[Piece]:
    # A digest that every version of DuckDB has, not its own hash, which may change with the version.
    at = f"CASE WHEN {CASE_ID} IS NULL THEN 0 ELSE md5_number_lower({CASE_ID}) % {slices} END"
    target = f"{quoted_text(str(folder))} (FORMAT parquet, PARTITION_BY (slice_no), COMPRESSION zstd)"
    connection.execute(f"COPY (SELECT *, CAST({at} AS BIGINT) AS slice_no FROM ({rows})) TO {target}")
    for file in sorted(folder.glob("slice_no=*/*.parquet")):
        yield Piece(int(file.parent.name.partition("=")[2]), lines, file.read_bytes())
