"""Floor 4: the columns of tables, and of the fields of a record, one below the other."""

from collections.abc import Sequence
from itertools import zip_longest

from hsb_policy.formatting.sheet import Sheet, Stretch


def align(sheet: Sheet) -> None:
    """Widen what stands between the words of a sheet so that its columns begin below each other."""
    for table in sheet.tables:
        for column in zip_longest(*table):
            _align_column(sheet, [cell for cell in column if cell is not None])
    names = [len(sheet.spots[field.start].text) for field in sheet.fields]
    for field, name in zip(sheet.fields, names, strict=True):
        sheet.spots[field.start + 1].lead = " " * (max(names) - name + 1)


def _align_column(sheet: Sheet, cells: Sequence[Stretch]) -> None:
    widths = [len(sheet.text(cell)) for cell in cells]
    for cell, width in zip(cells, widths, strict=True):
        sheet.spots[cell.end].lead = " " * (max(widths) - width + 1)
