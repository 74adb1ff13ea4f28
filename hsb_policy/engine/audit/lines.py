"""Floor 3, audit: rows of the tables as lines of CSV, and read back. All other forms are made from these lines.

Commas, lines that end in CR LF; an empty cell is a value that there is none of, and no cell is taken for a formula.
"""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from attrs import evolve, field, frozen

from hsb_policy.engine.audit.formulas import as_recorded, harmless
from hsb_policy.engine.audit.tables import Cell, Row, Table


@frozen(eq=False)
class Lines:
    """So many findings of one rule, severity and status, as lines of the table in the order of the cases.

    `first` are the lines of the first, which may be told one by one instead; `text` are those of the others. `marked` says that a cell
    may have a mark before it, because a spreadsheet would take it for a formula.
    """

    rule: str
    severity: str | None
    status: str
    rows: int
    text: str = field(repr=False)
    marked: bool = True
    first: tuple[str, ...] = field(default=(), repr=False)

    def without(self, number: int) -> "Lines":
        """The lines without so many of the first, which are told."""
        left = self.first[number:]
        return evolve(self, rows=self.rows - number, text="".join((*left, self.text)), first=()) if self.first else self


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
