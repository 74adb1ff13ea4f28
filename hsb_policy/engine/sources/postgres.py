"""Floor 3: the tables and views of a PostgreSQL database. Imported only where there is one: psycopg is the extra `postgres`.

All tables are read in one transaction that sees one state of the database and writes nothing. What the address says, a password among
it, is never shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import psycopg

from hsb_policy.backends.tables.cells import quoted_name
from hsb_policy.backends.tables.origins import Text
from hsb_policy.core.table_mapping import TableMapping
from hsb_policy.core.tables import Table
from hsb_policy.engine.errors import source_error
from hsb_policy.engine.sources.staging import moments_of, stage
from hsb_policy.engine.sources.table_files import checked_columns

_AT_ONCE: Final = 10_000
_TABLES: Final = (
    "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name"
)


class Postgres:
    """A PostgreSQL database while its tables are laid down: those of the first schema that its search path names."""

    def __init__(self, address: str) -> None:
        try:
            self._connection = psycopg.connect(address, connect_timeout=10)
            self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            self._connection.read_only = True
            self.name = self._connection.info.dbname
            self.names: Sequence[str] = [str(name) for (name,) in self._connection.execute(_TABLES)]
        except psycopg.Error as fault:
            message = "the PostgreSQL database cannot be reached"
            raise source_error("HSB-D550", message, "check its address, and that you may read it") from fault

    def stage(self, name: str, table: Table, mapping: Mapping[str, TableMapping], folder: Path) -> Text:
        """Lay a table down, in the order in which the database gives it."""
        shown = f"{self.name}, table {name}"
        try:
            with self._connection.cursor(name="rows") as cursor:
                cursor.itersize = _AT_ONCE
                cursor.execute(f"SELECT * FROM {quoted_name(name)}".encode())
                names = checked_columns([column.name for column in cursor.description or ()], shown)
                return stage(folder, table.name, shown, names, _numbered(cursor), moments_of(table, mapping))
        except psycopg.Error as fault:
            message = f"the table `{shown}` cannot be read to its end"
            raise source_error("HSB-D552", message, "check that you may read it") from fault

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _numbered(cursor: "psycopg.ServerCursor[tuple[Any, ...]]") -> Iterator[tuple[int, Sequence[Any]]]:
    yield from enumerate(cursor, 1)


def open_postgres(address: str) -> "closing[Postgres]":
    """The database, to be closed. Raises SourceError where it cannot be reached."""
    return closing(Postgres(address))
