"""Floor 3: opens a source of tables. Imported only where there is one, because DuckDB comes with the extra `audit`."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from attrs import field, frozen

from hsb_policy.backends.tables.laid_down import UnusableTablesError
from hsb_policy.backends.tables.origins import Database, Origin, Parquet, Text
from hsb_policy.backends.tables.supplied import database_tables
from hsb_policy.backends.tables.tables_in import lay_down
from hsb_policy.core.schema import Schema
from hsb_policy.core.table_mapping import TableMapping
from hsb_policy.core.tables import Table, tables
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.errors import SourceError, source_error
from hsb_policy.engine.sources.case_tables import parts_of_tables
from hsb_policy.engine.sources.excel import open_workbook
from hsb_policy.engine.sources.source import Source
from hsb_policy.engine.sources.sqlite import open_sqlite
from hsb_policy.engine.sources.table_files import (
    PARQUET,
    csv_columns,
    named,
    plain_csv,
    refuse_what_breaks_off,
    table_files,
)

Mappings = Mapping[str, TableMapping]


@frozen
class Opening:
    """A source of tables while it is opened: its name, the vocabulary and its tables, what they are called there, a folder for copies."""

    name: str
    schema: Schema = field(repr=False)
    tables: Mapping[str, Table] = field(repr=False)
    mapping: Mappings = field(repr=False)
    scratch: Path


def open_table_folder(root: Path, schema: Schema, mapping: Mappings, scratch: Path | None) -> Source:
    """The tables in a folder of CSV and Parquet files."""
    with _Scratch(scratch) as folder:
        opening = _opening(root.name, schema, mapping, folder.path)
        files = table_files(root)
        found, missing, notes = named(files, opening.tables, mapping, opening.name)
        origins = {name.table: _origin(files[name.source], opening.scratch) for name in found}
        return _laid(opening, origins, missing, notes, folder)


def _origin(path: Path, scratch: Path) -> Origin:
    if path.suffix.lower() == PARQUET:
        return Parquet(path, path.name)
    plain = plain_csv(path, scratch)
    columns = csv_columns(plain, path.name)
    refuse_what_breaks_off(plain, path.name, len(columns))
    return Text(plain, path.name, tuple(columns))


def open_workbook_file(path: Path, schema: Schema, mapping: Mappings, scratch: Path | None) -> Source:
    """The sheets of an Excel workbook."""
    with _Scratch(scratch) as folder, open_workbook(path) as book:
        return _staged(_opening(path.name, schema, mapping, folder.path), book, folder)


def open_sqlite_file(path: Path, schema: Schema, mapping: Mappings, scratch: Path | None) -> Source:
    """The tables of a SQLite database."""
    with _Scratch(scratch) as folder, open_sqlite(path) as database:
        return _staged(_opening(path.name, schema, mapping, folder.path), database, folder)


def open_postgres_address(address: str, schema: Schema, mapping: Mappings, scratch: Path | None) -> Source:
    """The tables of a PostgreSQL database."""
    try:
        from hsb_policy.engine.sources.postgres import open_postgres  # noqa: PLC0415  # psycopg is the extra `postgres`
    except ImportError as lacking:
        message = "what reads PostgreSQL databases is not installed"
        raise source_error("HSB-D556", message, 'install it: `pip install "hsb-policy[audit,postgres]"`') from lacking
    with _Scratch(scratch) as folder, open_postgres(address) as database:
        return _staged(_opening(database.name, schema, mapping, folder.path), database, folder)


def open_duckdb_file(path: Path, schema: Schema, mapping: Mappings, scratch: Path | None) -> Source:
    """The tables of a DuckDB database, read where they are."""
    with _Scratch(scratch) as folder:
        opening = _opening(path.name, schema, mapping, folder.path)
        try:
            names = database_tables(path)
        except UnusableTablesError as unusable:
            raise SourceError(unusable.diagnostics) from unusable
        found, missing, notes = named(names, opening.tables, mapping, opening.name)
        origins = {n.table: Database(path, f"{path.name}, table {n.source}", names[n.source], n.source) for n in found}
        return _laid(opening, origins, missing, notes, folder)


class _Stageable(Protocol):
    """What has tables that are laid down as text first."""

    @property
    def names(self) -> Sequence[str]:
        """What they are called."""

    def stage(self, name: str, table: Table, mapping: Mappings, folder: Path) -> Text:
        """Lay one down."""


def _staged(opening: Opening, source: _Stageable, folder: "_Scratch") -> Source:
    found, missing, notes = named(source.names, opening.tables, opening.mapping, opening.name)
    origins: dict[str, Origin] = {}
    for name in found:
        table = opening.tables[name.table]
        origins[name.table] = source.stage(name.source, table, opening.mapping, opening.scratch)
    return _laid(opening, origins, missing, notes, folder)


class _Scratch:
    """A folder for copies of tables, which only its owner may read; removed when the source is closed, or cannot be opened."""

    def __init__(self, within: Path | None) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="hsb-policy-", dir=within))
        self._kept = False

    def keep(self) -> None:
        """From now on the source removes it."""
        self._kept = True

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self) -> "_Scratch":
        return self

    def __exit__(self, *_: object) -> None:
        if not self._kept:
            self.remove()


def _opening(name: str, schema: Schema, mapping: Mappings, scratch: Path) -> Opening:
    try:
        return Opening(name, schema, tables(schema), mapping, scratch)
    except ValueError as clash:
        message = f"case files of this policy cannot be tables: {clash}"
        raise source_error("HSB-D552", message, "give case files, one a case or one a line") from clash


def _laid(
    opening: Opening,
    origins: Mapping[str, Origin],
    missing: tuple[str, ...],
    notes: list[Diagnostic],
    folder: _Scratch,
) -> Source:
    try:
        laid = lay_down(opening.tables, opening.schema, origins, opening.mapping, opening.scratch)
    except UnusableTablesError as unusable:
        raise SourceError(unusable.diagnostics) from unusable
    folder.keep()
    return Source(
        opening.name,
        "tables",
        lambda: parts_of_tables(laid, opening.tables),
        missing,
        Diagnostics(tuple(notes)),
        laid,
        folder.remove,
    )
