"""Floor 4: made-up cases as the sheets of an Excel workbook."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import openpyxl

from hsb_policy.core.tables import Table
from hsb_policy.testing.generator.rows import Row, columns_of


def write_workbook(
    tabled: Iterable[tuple[int, Mapping[str, list[Row]]]], file: Path, layout: Mapping[str, Table]
) -> int:
    """Write a sheet for each table; how many cases they were. A sheet has room for 1,048,575 rows."""
    book = openpyxl.Workbook(write_only=True)
    sheets = {name: book.create_sheet(name) for name in layout}
    for name, sheet in sheets.items():
        sheet.append(columns_of(layout[name]))
    number = 0
    for some, rows in tabled:
        number += some
        for name, sheet in sheets.items():
            for row in rows[name]:
                sheet.append(row)
    book.save(file)
    return number
