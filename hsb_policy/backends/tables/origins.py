"""Floor 2: where a table comes from, as data: a CSV file, a Parquet file, a table of a DuckDB database, or pieces of any."""

from pathlib import Path

from attrs import frozen


@frozen
class Text:
    """A CSV file in UTF-8 with commas, `shown` by this name, whose first line names these columns.

    `row_number` is the column with the number of each row, where there is one beside those of the table.
    """

    path: Path
    shown: str
    columns: tuple[str, ...]
    row_number: str | None = None


@frozen
class Parquet:
    """A Parquet file."""

    path: Path
    shown: str


@frozen
class Database:
    """A table or view of a DuckDB database file."""

    path: Path
    shown: str
    schema: str
    table: str


@frozen
class Pieces:
    """Rows of a table that were read elsewhere, in Parquet files: texts in these columns, and `row_no`, the row of each in its source.

    `lines` are Parquet files of lines that were no rows: `case_id`, `shown`, `line` and `why`.
    """

    shown: str
    columns: tuple[str, ...]
    rows: tuple[Path, ...]
    lines: tuple[Path, ...] = ()


Origin = Text | Parquet | Database | Pieces
