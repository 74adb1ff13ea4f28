"""Floor 4, audit: the tables as CSV, written row by row as they come. The other forms are made from these files.

Findings are put in order at the end, the gravest first.

UTF-8, commas, lines that end in CR LF, a heading; an empty cell is a value that there is none of.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any, Final, Self

from hsb_policy.engine.audit.formulas import harmless
from hsb_policy.engine.audit.lines import Lines
from hsb_policy.engine.audit.tables import EVIDENCE, FINDINGS, REJECTED, RULES_RUN, Cell, Row, Table
from hsb_policy.reporting.audit.gravest_first import GravestFirst, Rows

TABLES: Final = (FINDINGS, EVIDENCE, RULES_RUN, REJECTED)


class CsvFiles:
    """The tables of an audit in a folder, a file each, open as long as the audit goes on."""

    def __init__(self, folder: Path) -> None:
        self.rows = {table.name: 0 for table in TABLES}
        self.marked: set[str] = (
            set()
        )  # the tables with a cell that a spreadsheet would take for a formula, and has a mark
        self._folder = folder
        self._open = ExitStack()
        self._writers: dict[str, Any] = {}
        self.lines_in = folder / ".findings"  # where other processes may lay lines of findings down
        self._findings = GravestFirst(self.lines_in)

    def __enter__(self) -> Self:
        for table in TABLES:
            file = csv_path(self._folder, table).open("w", encoding="utf-8", errors="backslashreplace", newline="")
            self._open.enter_context(file)
            self._writers[table.name] = csv.writer(file)
            self._writers[table.name].writerow(table.names)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._open.close()
        if kind is None:
            self._findings.join(csv_path(self._folder, FINDINGS))

    def finding(self, row: Row, evidence: Sequence[Row]) -> None:
        """Take a row of the table of findings, which is written at the end, and write its evidence."""
        self.rows[FINDINGS.name] += 1
        self._findings.take(row, self._harmless(FINDINGS, row))
        for fact in evidence:
            self._write(EVIDENCE, fact)

    def lines(self, lines: Lines) -> None:
        """Take many rows of the table of findings."""
        self.rows[FINDINGS.name] += lines.rows
        self._findings.take_lines(lines)
        if lines.marked:
            self.marked.add(FINDINGS.name)

    def first_findings(self, most: int) -> tuple[Rows, ...]:
        """Where the first findings of each rule and status stand, so many of each, once all are written."""
        return self._findings.firsts(most)

    def rejected(self, row: Row) -> None:
        """Write a row of the table of rejected records."""
        self._write(REJECTED, row)

    def rule_run(self, row: Row) -> None:
        """Write a row of the table of rules."""
        self._write(RULES_RUN, row)

    def _write(self, table: Table, row: Row) -> None:
        self.rows[table.name] += 1
        self._writers[table.name].writerow(self._harmless(table, row))

    def _harmless(self, table: Table, row: Row) -> list[Cell]:
        cells = [harmless(cell) for cell in row]
        if any(cell is not was for cell, was in zip(cells, row, strict=True)):
            self.marked.add(table.name)
        return cells


def csv_path(folder: Path, table: Table) -> Path:
    """The file of a table."""
    return folder / f"{table.name}.csv"


def written_cells(folder: Path, table: Table, some: Iterable[Rows] | None = None) -> Iterator[list[str]]:
    """The rows of a written table, or some of them, as lists of cells as they are written; "" is a value that there is none of."""
    with csv_path(folder, table).open(encoding="utf-8", newline="") as file:
        if some is None:
            file.readline()
            yield from csv.reader(file)
        for rows in some or ():
            file.seek(rows.begins)
            yield from islice(csv.reader(file), rows.number)
