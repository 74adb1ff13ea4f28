"""Floor 3, audit: rows of the tables as lines of CSV, and read back. All other forms are made from these lines.

Commas, lines that end in CR LF; an empty cell is a value that there is none of, and no cell is taken for a formula.
"""

import csv
import errno
import os
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Final

from attrs import evolve, field, frozen

from hsb_policy.engine.audit.formulas import as_recorded, harmless
from hsb_policy.engine.audit.tables import Cell, Row, Table

_BLOCK: Final = 1 << 20


@frozen
class Laid:
    """Lines that stand in a file: from a byte on, so many bytes."""

    path: Path
    begins: int
    size: int

    def blocks(self) -> Iterator[bytes]:
        """The lines, a block at a time. Raises OSError, also where the file has fewer bytes."""
        with self.path.open("rb") as file:
            file.seek(self.begins)
            left = self.size
            while left:
                block = file.read(min(left, _BLOCK))
                if not block:
                    raise OSError(errno.EIO, os.strerror(errno.EIO))
                left -= len(block)
                yield block


@frozen(eq=False)
class Lines:
    """So many findings of one rule, severity and status, as lines of the table in the order of the cases.

    `first` are the lines of the first, which may be told one by one instead; `text` are those of the others, and `laid` the last of them,
    where they stand in a file. `marked` says that a cell may have a mark before it, because a spreadsheet would take it for a formula.
    """

    rule: str
    severity: str | None
    status: str
    rows: int
    text: str = field(repr=False)
    marked: bool = True
    first: tuple[str, ...] = field(default=(), repr=False)
    laid: Laid | None = None

    def without(self, number: int) -> "Lines":
        """The lines without so many of the first, which are told."""
        left = self.first[number:]
        return evolve(self, rows=self.rows - number, text="".join((*left, self.text)), first=()) if self.first else self

    def whole(self) -> str:
        """All the lines but those told one by one, wherever they stand. Raises OSError."""
        return self.text if self.laid is None else self.text + b"".join(self.laid.blocks()).decode()


def in_bytes(text: str) -> bytes:
    """Lines as they stand in files."""
    return text.encode("utf-8", "backslashreplace")


def lines_of(rows: Iterable[Row]) -> str:
    """Rows as lines."""
    written = StringIO(newline="")
    csv.writer(written).writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue()


def cells_of(texts: Iterable[str]) -> Iterator[str]:
    """Texts as cells of lines, each by itself; there may be line ends in them."""
    written = _Written()
    csv.writer(written).writerows([harmless(text)] for text in texts)
    for row in written.rows:
        cell = row.removesuffix("\r\n")
        yield (
            "" if cell == '""' else cell
        )  # a line of nothing but an empty cell has marks, a cell among others has none


@frozen
class _Written:
    """What writes rows takes it for a file: each row by itself."""

    rows: list[str] = field(factory=list)

    def write(self, row: str) -> int:
        self.rows.append(row)
        return len(row)


def rows_in(lines: Iterable[str], table: Table) -> Iterator[Row]:
    """The rows that stand in lines: an empty cell is None, and texts are as they were recorded."""
    integers = {at for at, column in enumerate(table.columns) if column.kind == "integer"}
    for cells in csv.reader(lines):
        yield tuple(_read(cell, at in integers) for at, cell in enumerate(cells))


def _read(cell: str, is_integer: bool) -> Cell:
    if cell == "":
        return None
    return int(cell) if is_integer else as_recorded(cell)
