"""Floor 3: opens a source of tables. Imported only where there is one, because DuckDB comes with the extra `audit`."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from hsb_policy.backends.relational.laid_down import UnusableTablesError
from hsb_policy.backends.relational.origins import Origin, Parquet, Text
from hsb_policy.backends.relational.tables_in import lay_down
from hsb_policy.core.schema import Schema
from hsb_policy.core.table_mapping import TableMapping
from hsb_policy.core.tables import Table, tables
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.errors import SourceError, source_error
from hsb_policy.engine.sources.case_tables import parts_of_tables
from hsb_policy.engine.sources.source import Source
from hsb_policy.engine.sources.table_files import PARQUET, csv_columns, named, plain_csv, table_files

Mappings = Mapping[str, TableMapping]


@frozen
class Opening:
    """A source of tables while it is opened: its name, the vocabulary's tables, what they are called there, a folder for copies."""

    name: str
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
    return Text(plain, path.name, tuple(csv_columns(plain, path.name)))


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
        return Opening(name, tables(schema), mapping, scratch)
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
        laid = lay_down(opening.tables, origins, opening.mapping, opening.scratch)
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
