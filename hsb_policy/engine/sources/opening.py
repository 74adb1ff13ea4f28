"""Floor 3: opens a source of case records, whatever it is: a case file, JSON Lines, a folder of either, tables or a database."""

from collections.abc import Mapping
from pathlib import Path

from hsb_policy.core.schema import Schema
from hsb_policy.core.table_mapping import TableMapping
from hsb_policy.engine.errors import SourceError, source_error
from hsb_policy.engine.sources.case_files import (
    holds_case_files,
    is_case_file,
    is_lines_file,
    parts_of_file,
    parts_of_folder,
)
from hsb_policy.engine.sources.mapping import read_mapping
from hsb_policy.engine.sources.source import Source
from hsb_policy.engine.sources.table_files import table_files


def open_source(
    where: str | Path, schema: Schema, mapping: str | Path | None = None, *, scratch: Path | None = None
) -> Source:
    """The case records at a place, by the vocabulary of a policy. Close it when it has been read.

    `where` is a case file (`.json`), JSON Lines (`.jsonl`, `.ndjson`) or a folder of them with the folders within it, each also
    compressed (`.gz`, `.zst`); or a folder of tables (CSV, Parquet). `mapping` is a file that says what tables and columns are called
    (`grammar/TABLES.md`). `scratch` is a folder for copies of tables while they are read; without it, the system's own. Raises SourceError
    where there is nothing, or nothing that could be read.
    """
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
    raise _unknown_kind(path)


def _folder(path: Path, schema: Schema, mapping: str | Path | None, scratch: Path | None) -> Source:
    if table_files(path):
        if holds_case_files(path):
            message = f"the folder `{path.name}` holds tables and case files, and which of them is meant cannot be told"
            raise source_error("HSB-D550", message, "put the one or the other into a folder of its own")
        return _opened_tables(path, schema, read_mapping(mapping, schema), scratch)
    if not holds_case_files(path):
        raise _nothing(path)
    _no_mapping(mapping)
    return Source(path.name, "files", lambda: parts_of_folder(path))


def _opened_tables(path: Path, schema: Schema, mapping: Mapping[str, TableMapping], scratch: Path | None) -> Source:
    try:
        from hsb_policy.engine.sources.tables import open_table_folder  # noqa: PLC0415  # DuckDB comes with the extra `audit`
    except ImportError as lacking:
        message = "what reads tables and databases is not installed"
        raise source_error("HSB-D556", message, 'install it: `pip install "hsb-policy[audit]"`') from lacking
    return open_table_folder(path, schema, mapping, scratch)


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
