"""Floor 3: the tables and views of a SQLite database. They are read with Python's own sqlite3, and never written."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from hsb_policy.backends.tables.cells import quoted_name
from hsb_policy.backends.tables.origins import Text
from hsb_policy.core.table_mapping import TableMapping
from hsb_policy.core.tables import Table
from hsb_policy.engine.errors import source_error
from hsb_policy.engine.sources.staging import moments_of, stage
from hsb_policy.engine.sources.table_files import checked_columns


class Sqlite:
    """A SQLite database while its tables are laid down. Raises SourceError where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            self._connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
            query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' ORDER BY name"
            self.names: Sequence[str] = [name for (name,) in self._connection.execute(query)]
        except sqlite3.Error as fault:
            raise source_error("HSB-D552", f"the database `{path.name}` cannot be read", "copy it again") from fault

    def stage(self, name: str, table: Table, mapping: Mapping[str, TableMapping], folder: Path) -> Text:
        """Lay a table down. SQLite has no yes/no: a column declared as one holds 1 and 0."""
        shown = f"{self._path.name}, table {name}"
        try:
            columns = self._connection.execute(f"PRAGMA table_info({quoted_name(name)})").fetchall()
            names = checked_columns([str(column[1]) for column in columns], shown)
            yes_no = [at for at, column in enumerate(columns) if str(column[2]).upper().startswith("BOOL")]
            rows = self._rows(name, yes_no)
            return stage(folder, table.name, shown, names, rows, moments_of(table, mapping))
        except sqlite3.Error as fault:
            message = f"the table `{shown}` cannot be read to its end"
            raise source_error("HSB-D552", message, "copy or export it again") from fault

    def _rows(self, name: str, yes_no: Sequence[int]) -> Iterator[tuple[int, Sequence[Any]]]:
        for number, row in enumerate(self._connection.execute(f"SELECT * FROM {quoted_name(name)}"), 1):
            if not yes_no:
                yield number, row
                continue
            cells = list(row)
            for at in yes_no:
                if cells[at] in (0, 1):
                    cells[at] = bool(cells[at])
            yield number, cells

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def open_sqlite(path: Path) -> "closing[Sqlite]":
    """The database, to be closed."""
    return closing(Sqlite(path))
