"""Floor 4: made-up cases as tables of a SQLite database."""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from hsb_policy.core.tables import Table
from hsb_policy.testing.generator.rows import Row, columns_of


class SqliteTables:
    """A new SQLite database with a table of texts for each table of the case file."""

    def __init__(self, file: Path, layout: Mapping[str, Table]) -> None:
        file.unlink(missing_ok=True)
        self._layout = layout
        self._connection = sqlite3.connect(file)

    def __enter__(self) -> "SqliteTables":
        for name, table in self._layout.items():
            columns = ", ".join(f'"{column}" TEXT' for column in columns_of(table))
            self._connection.execute(f'CREATE TABLE "{name}" ({columns})')
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def write(self, tabled: Iterable[tuple[int, Mapping[str, list[Row]]]]) -> int:
        """Write the rows as they come; how many cases they were."""
        number = 0
        for some, rows in tabled:
            number += some
            for name, table in self._layout.items():
                marks = ", ".join("?" * len(columns_of(table)))
                self._connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows[name])
        self._connection.commit()
        return number
