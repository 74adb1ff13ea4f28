"""Floor 3: opens a source of case records, whatever it is: a case file, JSON Lines, a folder of either, tables or a database."""

from pathlib import Path
from typing import Final

from hsb_policy.core.schema import Schema
from hsb_policy.engine.errors import SourceError, source_error
from hsb_policy.engine.sources.case_files import (
    holds_case_files,
    is_case_file,
    is_lines_file,
    parts_of_file,
    parts_of_folder,
    passed_over,
)
from hsb_policy.engine.sources.mapping import read_mapping
from hsb_policy.engine.sources.source import Source
from hsb_policy.engine.sources.table_files import SQLITE, table_files

_POSTGRES: Final = ("postgresql://", "postgres://")
_WORKBOOKS: Final = (".xlsx", ".xlsm")
_DUCKDB: Final = b"DUCK"  # the ninth to twelfth byte of a DuckDB file


def open_source(
    where: str | Path, schema: Schema, mapping: str | Path | None = None, *, scratch: Path | None = None
) -> Source:
    """The case records at a place, by the vocabulary of a policy. Close it when it has been read.

    `where` is a case file (`.json`), JSON Lines (`.jsonl`, `.ndjson`) or a folder of them with the folders within it, each also
    compressed (`.gz`, `.zst`); a folder of tables (CSV, Parquet), an Excel workbook, a DuckDB or SQLite database, or the address of a
    PostgreSQL database (`postgresql://…`). `mapping` is a file that says what tables and columns are called (`grammar/TABLES.md`).
    `scratch` is a folder for copies of tables while they are read; without it, the system's own. Raises SourceError where there is
    nothing, or nothing that could be read.
    """
    if str(where).startswith(_POSTGRES):
        return _open_tables("open_postgres_address", str(where), schema, mapping, scratch)
    path = Path(where)
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError):
        is_folder = is_file = False
    if is_folder:
        return _folder(path, schema, mapping, scratch)
    if not is_file:
        raise source_error("HSB-D550", f"there is nothing at `{where}`", "check its name and folder")
    if is_case_file(path.name) or is_lines_file(path.name):
        _no_mapping(mapping)
        return Source(path.name, "files", lambda: parts_of_file(path))
    opener = _opener(path)
    if opener is None:
        raise _unknown_kind(path)
    return _open_tables(opener, path, schema, mapping, scratch)


def _folder(path: Path, schema: Schema, mapping: str | Path | None, scratch: Path | None) -> Source:
    """A folder of tables, of case files, or with one workbook or database in it."""
    if table_files(path):
        if holds_case_files(path):
            message = f"the folder `{path.name}` holds tables and case files, and which of them is meant cannot be told"
            raise source_error("HSB-D550", message, "put the one or the other into a folder of its own")
        return _open_tables("open_table_folder", path, schema, mapping, scratch)
    if holds_case_files(path):
        _no_mapping(mapping)
        return Source(path.name, "files", lambda: parts_of_folder(path), passed_over=passed_over(path))
    single = [(opener, file) for file in sorted(path.iterdir()) if file.is_file() and (opener := _opener(file))]
    if not single:
        raise _nothing(path)
    if len(single) > 1:
        message = (
            f"the folder `{path.name}` holds {len(single)} workbooks or databases, and which is meant cannot be told"
        )
        raise source_error("HSB-D550", message, "give one of them")
    opener, file = single[0]
    return _open_tables(opener, file, schema, mapping, scratch)


def _opener(file: Path) -> str | None:
    """What opens a workbook or a database, by the end of the file's name or by how the file begins."""
    if file.suffix.lower() in _WORKBOOKS:
        return "open_workbook_file"
    try:
        with file.open("rb") as opened:
            head = opened.read(16)
    except OSError:
        return None
    if head == SQLITE:
        return "open_sqlite_file"
    return "open_duckdb_file" if head[8:12] == _DUCKDB else None


def _open_tables(
    opener: str, where: str | Path, schema: Schema, mapping: str | Path | None, scratch: Path | None
) -> Source:
    """What the opener opens. It is looked up only now, because DuckDB and openpyxl come with the extra `audit`."""
    try:
        from hsb_policy.engine.sources import tables  # noqa: PLC0415  # as said above
    except ImportError as lacking:
        message = "what reads tables and databases is not installed"
        raise source_error("HSB-D556", message, 'install it: `pip install "hsb-policy[audit]"`') from lacking
    said = read_mapping(mapping, schema)
    try:
        opened: Source = getattr(tables, opener)(where, schema, said, scratch)
    except OSError as fault:
        why = f": {fault.strerror}" if fault.strerror else ""
        message = f"the tables cannot be read, or laid down for reading{why}"
        raise source_error(
            "HSB-D552", message, "check that they may be read", "and that there is room on the disk"
        ) from fault
    return opened


def _no_mapping(mapping: str | Path | None) -> None:
    if mapping is not None:
        message = "a mapping says what tables and columns are called, and case files have none"
        raise source_error("HSB-D554", message, "leave it out")


def _nothing(path: Path) -> SourceError:
    message = f"the folder `{path.name}` holds no case records"
    return source_error("HSB-D550", message, "case files end in `.json`, files with a case in each line in `.jsonl`")


def _unknown_kind(path: Path) -> SourceError:
    message = f"`{path.name}` is no file of case records, by the end of its name"
    return source_error("HSB-D550", message, "case files end in `.json`, files with a case in each line in `.jsonl`")
