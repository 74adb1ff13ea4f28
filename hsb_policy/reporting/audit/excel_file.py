"""Floor 4, audit: the tables as one Excel workbook, a sheet each; a table that a sheet cannot hold goes on in the next.

Of very many findings a workbook has the first of each rule and status, in a sheet that is called a part: nobody can take it for all, and a
program that looks for all finds no such sheet. The last sheet says what the columns mean, and where all findings are.

Cells are texts and numbers, never formulas, and what looks like one is written as in the CSV files; what looks like markup has a mark, too.
The workbook bears no date of its own.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]  # it has no types of its own
from attrs import frozen
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]  # likewise

from hsb_policy.core.words import listed
from hsb_policy.engine.audit.tables import FINDINGS, Kind, Table
from hsb_policy.reporting.audit.csv_files import TABLES, written_cells
from hsb_policy.reporting.audit.gravest_first import Rows

SHEET_ROWS: Final = 1_048_575  # without the heading: what Excel allows
LONGEST: Final = 32_767  # characters of a cell, likewise
_FIRST_DAY: Final = "1900-03-01"  # before it, Excel's days are off by one, or are no days
_MARKUP: Final = "<r>"  # what begins so and ends alike would go into the workbook as it is, and might damage it
_EPOCH: Final = datetime(2000, 1, 1)
MOST: Final = 100_000  # findings; of more than these a workbook has
FIRST: Final = 500  # of each rule and status, where they are whole in another form
PART: Final = "findings_part"
_WIDTHS: Final = {
    "label": 44,
    "explanation": 90,
    "missing": 50,
    "reason": 60,
    "cure": 50,
    "about": 30,
    "why": 40,
    "finding": 23,
}


@frozen
class Part:
    """Some of very many findings: where the first of each rule and status stand, and how many of each at most; how many findings there are, and
    the files that have all."""

    firsts: tuple[Rows, ...]
    most: int
    of: int
    whole_in: tuple[str, ...]


def write_excel(folder: Path, file: Path, part: Part | None = None, rows_a_sheet: int = SHEET_ROWS) -> None:
    """The workbook of the tables that stand in a folder as CSV; with `part`, of these findings alone."""
    workbook = xlsxwriter.Workbook(
        str(file),
        {
            "constant_memory": True,
            "tmpdir": str(folder),  # what is laid down on the way is cleared away with the folder
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    workbook.set_properties({"title": "Audit of case records", "created": _EPOCH})
    day = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    heading = workbook.add_format({"bold": True, "bottom": 2, "valign": "top"})
    try:
        for table in TABLES:
            is_part = part is not None and table is FINDINGS
            rows = written_cells(folder, table, part.firsts if part is not None and is_part else None)
            name = PART if is_part else table.name
            _write_table(workbook, table, name, rows, heading, day, rows_a_sheet)
        _write_columns(workbook, heading, part)
        workbook.close()
    except FileCreateError as fault:  # it hides that the disk is full
        raise fault.args[0] if isinstance(fault.args[0], OSError) else OSError(*fault.args) from None
    finally:
        for sheet in workbook.worksheets():
            with suppress(OSError):
                sheet.row_data_fh.close()  # where writing failed, it would stay open


def _write_table(
    workbook: Any, table: Table, name: str, rows: Iterator[list[str]], heading: Any, day: Any, rows_a_sheet: int
) -> None:
    number = 0
    first = list(islice(rows, 1))
    while first or not number:
        number += 1
        sheet = workbook.add_worksheet(name if number == 1 else f"{name}_{number}")
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, _WIDTHS.get(column.name, 16))
        for at, column in enumerate(table.columns):
            sheet.write_string(0, at, column.name, heading)
        last = 0
        for last, row in enumerate(islice(chain(first, rows), rows_a_sheet), start=1):
            for at, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                if cell:
                    _write_cell(sheet, last, at, cell, column.kind, day)
        sheet.autofilter(0, 0, last, len(table.columns) - 1)
        first = list(islice(rows, 1))


def _write_columns(workbook: Any, heading: Any, part: Part | None) -> None:
    """The last sheet says what each column of each table means, and what is not here."""
    sheet = workbook.add_worksheet("columns")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 20)
    sheet.set_column(2, 2, 100)
    told = [("table", "column", "what it says"), *((t.name, c.name, c.says) for t in TABLES for c in t.columns)]
    if part is not None:
        told.append((PART, "", said_of(part)))
    for row, cells in enumerate(told):
        for at, text in enumerate(cells):
            sheet.write_string(row, at, text, *([heading] if row == 0 else []))


def said_of(part: Part) -> str:
    """What a workbook has of very many findings, and where the others are."""
    return (
        f"of {part.of:,} findings the first {part.most:,} of each rule and status; all are in {listed(part.whole_in)}"
    )


def _write_cell(sheet: Any, row: int, column: int, cell: str, kind: Kind, day: Any) -> None:
    if kind == "day" and cell >= _FIRST_DAY:
        sheet.write_datetime(row, column, datetime.fromisoformat(cell), day)
    elif kind == "integer":
        sheet.write_number(row, column, int(cell))
    else:
        text = f"'{cell}" if cell.startswith(_MARKUP) else cell
        sheet.write_string(row, column, text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
