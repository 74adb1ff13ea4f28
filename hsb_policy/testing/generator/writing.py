"""Floor 4: made-up cases written in every form in which sources are read: case files, JSON Lines, tables, databases.

Everything is written as it comes, so that any number of cases needs little memory. The same cases give the same files.
"""

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from hsb_policy.core.schema import Schema
from hsb_policy.core.tables import Table, tables
from hsb_policy.engine.sources.compressed import create_bytes
from hsb_policy.testing.generator.rows import Row, TableRows, columns_of
from hsb_policy.testing.generator.sqlite import SqliteTables

Document = Mapping[str, Any]
LINES: Final = {"jsonl": "cases.jsonl", "jsonl.gz": "cases.jsonl.gz", "jsonl.zst": "cases.jsonl.zst"}
FORMATS: Final = ("json", *LINES, "csv", "parquet", "xlsx", "duckdb", "sqlite")
_AT_ONCE: Final = 2_000  # cases held in memory
_IN_A_PIECE: Final = 100_000  # cases in one piece of a Parquet file, laid down as CSV first
_IN_A_FOLDER: Final = 1_000


def write_cases(documents: Iterable[Document], out: Path, form: str, schema: Schema) -> int:
    """Write cases into a folder, which is made; the number written. `form` is one of FORMATS."""
    out.mkdir(parents=True, exist_ok=True)
    match form:
        case "json":
            return _case_files(documents, out)
        case _ if form in LINES:
            return _lines(documents, out / LINES[form])
        case "csv":
            return _csv(documents, out, tables(schema), head=True)
        case "parquet":
            return _parquet(documents, out, tables(schema))
        case "duckdb":
            return _database(documents, out / "cases.duckdb", tables(schema))
        case "xlsx":
            from hsb_policy.testing.generator.excel import write_workbook  # noqa: PLC0415  # openpyxl: the extra `audit`

            return write_workbook(_tabled(documents, tables(schema)), out / "cases.xlsx", tables(schema))
        case _:
            with SqliteTables(out / "cases.sqlite", tables(schema)) as database:
                return database.write(_tabled(documents, tables(schema)))


def _text(document: Document) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _case_files(documents: Iterable[Document], out: Path) -> int:
    number = 0
    for number, document in enumerate(documents, 1):  # the last number is what is returned
        folder = out / f"{(number - 1) // _IN_A_FOLDER:05}"
        folder.mkdir(exist_ok=True)
        (folder / f"{document['case_id']}.json").write_bytes(_text(document))
    return number


def _lines(documents: Iterable[Document], file: Path) -> int:
    number = 0
    with create_bytes(file) as target:
        for number, document in enumerate(documents, 1):  # noqa: B007  # as above
            target.write(_text(document) + b"\n")
    return number


# ---- tables -----------------------------------------------------------------------------------------------------------------
def _tabled(
    documents: Iterable[Document], layout: Mapping[str, Table]
) -> Iterator[tuple[int, Mapping[str, list[Row]]]]:
    """Some cases at a time: how many, and their rows by table."""
    gathered, source = TableRows(layout), iter(documents)
    while some := list(islice(source, _AT_ONCE)):
        for document in some:
            gathered.add(document)
        yield len(some), gathered.rows
        gathered.clear()


def _csv(documents: Iterable[Document], out: Path, layout: Mapping[str, Table], *, head: bool) -> int:
    number = 0
    files = {name: (out / f"{name}.csv").open("w", newline="", encoding="utf-8") for name in layout}
    try:
        writers = {name: csv.writer(file, lineterminator="\n") for name, file in files.items()}
        for name, writer in writers.items() if head else ():
            writer.writerow(columns_of(layout[name]))
        for some, rows in _tabled(documents, layout):
            number += some
            for name, writer in writers.items():
                writer.writerows(rows[name])
    finally:
        for file in files.values():
            file.close()
    return number


def _parquet(documents: Iterable[Document], out: Path, layout: Mapping[str, Table]) -> int:
    """Parquet files, made piece by piece by way of CSV, so that neither memory nor the disk holds the whole as text."""
    from hsb_policy.backends.tables.tables_out import csv_to_parquet, join_parquet  # noqa: PLC0415  # DuckDB: `audit`

    number, source = 0, iter(documents)
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        pieces: list[Path] = []
        while some := _csv(islice(source, _IN_A_PIECE), Path(scratch), layout, head=False):
            number += some
            pieces.append(Path(scratch) / f"{len(pieces):05}")
            pieces[-1].mkdir()
            for name, table in layout.items():
                csv_to_parquet(Path(scratch) / f"{name}.csv", pieces[-1] / f"{name}.parquet", columns_of(table))
        for name in layout if pieces else ():
            join_parquet([piece / f"{name}.parquet" for piece in pieces], out / f"{name}.parquet")
    return number


def _database(documents: Iterable[Document], file: Path, layout: Mapping[str, Table]) -> int:
    from hsb_policy.backends.tables.tables_out import parquet_to_database  # noqa: PLC0415  # DuckDB: `audit`

    with tempfile.TemporaryDirectory(dir=file.parent) as scratch:
        number = _parquet(documents, Path(scratch), layout)
        file.unlink(missing_ok=True)
        parquet_to_database({name: Path(scratch) / f"{name}.parquet" for name in layout}, file)
    return number
