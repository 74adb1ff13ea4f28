"""Floor 2: tables as Parquet, made from CSV within bounded memory. The same rows give the same bytes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import duckdb

from hsb_policy.backends.tables.connect import connect

Kind = Literal["text", "integer", "day"]
_TYPES: Final[Mapping[Kind, str]] = {"text": "VARCHAR", "integer": "BIGINT", "day": "DATE"}
_ESCAPED: Final = (
    r"^''(''*[=+\-@\t\r])"  # a cell that a spreadsheet would take for a formula has a mark before it in CSV
)
_LONGEST: Final = 32 << 20  # bytes of a line
_REPEATED: Final = 3_000  # different texts of a group of rows: a column with more is written without a list of them, in less time and room


class ParquetWriter:
    """Writes CSV files as Parquet, in one thread: where groups of rows begin may depend on the number of threads."""

    def __init__(self, scratch: Path) -> None:
        self._connection = connect(scratch=scratch, memory="1GB", threads=1)

    def write(self, source: Path, file: Path, columns: Mapping[str, Kind], *, marked: bool) -> None:
        """The rows of a CSV file (with a heading, in UTF-8); an empty cell is a missing value, and no mark is kept.

        `marked` says that there may be marks; looking for them takes a quarter of the time. Raises OSError where the file cannot be written.
        """
        try:
            self._connection.execute(_copying(source, file, columns, marked=marked))
        except duckdb.IOException as fault:
            raise OSError(*_errno(str(fault))) from None

    def stop(self) -> None:
        """Give up what another thread is writing."""
        self._connection.interrupt()

    def close(self) -> None:
        """Close what it works with."""
        self._connection.close()


def _copying(source: Path, file: Path, columns: Mapping[str, Kind], *, marked: bool) -> str:
    types = "{" + ", ".join(f"{_text(name)}: {_text(_TYPES[kind])}" for name, kind in columns.items()) + "}"
    cells = ", ".join(
        _unmarked(_name(name)) if marked and kind == "text" else _name(name) for name, kind in columns.items()
    )
    read = f"read_csv({_text(str(source))}, columns = {types}, header = true, auto_detect = false, delim = ',', quote = '\"', "
    read += "escape = '\"', new_line = '\\r\\n', nullstr = '', parallel = false, "
    read += f"max_line_size = {_LONGEST}, buffer_size = {_LONGEST})"
    options = f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT {_REPEATED}, ROW_GROUP_SIZE 122880"
    return f"COPY (SELECT {cells} FROM {read}) TO {_text(str(file))} ({options})"


def _unmarked(name: str) -> str:
    """The cell without its mark; that it has one is seen by its first sign, which few have."""
    return rf"CASE WHEN starts_with({name}, '''') THEN regexp_replace({name}, '{_ESCAPED}', '\1') ELSE {name} END AS {name}"


def _errno(said: str) -> tuple[int, str]:
    """What an operating system would have said."""
    full = "No space left" in said or "disk is full" in said.lower()
    return (28, "No space left on device") if full else (5, "Input/output error")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
