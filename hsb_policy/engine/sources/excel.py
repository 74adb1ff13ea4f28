"""Floor 3: the sheets of an Excel workbook as tables. Imported only where there is one: openpyxl comes with the extra `audit`.

A workbook is a packed folder of XML files. One that would unpack to more than is read is refused, and so are entities, with which XML
can be made to grow or to read other files: defusedxml sees to that.
"""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import openpyxl

from hsb_policy.backends.tables.origins import Text
from hsb_policy.core.table_mapping import TableMapping
from hsb_policy.core.tables import Table
from hsb_policy.engine.errors import SourceError, source_error
from hsb_policy.engine.sources.staging import moments_of, stage
from hsb_policy.engine.sources.table_files import checked_columns

LARGEST: Final = 2_000_000_000  # bytes, unpacked


class Workbook:
    """An Excel workbook while its sheets are laid down."""

    def __init__(self, path: Path) -> None:
        if not openpyxl.DEFUSEDXML:
            message = "what keeps workbooks from reading other files is not installed"
            raise source_error("HSB-D556", message, 'install it: `pip install "hsb-policy[audit]"`')
        self._path = path
        self._file = path.open("rb")
        try:
            with zipfile.ZipFile(self._file) as packed:
                size = sum(part.file_size for part in packed.infolist())
            if size > LARGEST:
                message = f"the workbook `{path.name}` unpacks to more than {LARGEST:,} bytes, the most that is read"
                raise source_error("HSB-D507", message, "save its sheets as CSV files")
            self._book = openpyxl.load_workbook(self._file, read_only=True, data_only=True, keep_links=False)
        except SourceError:
            self._file.close()
            raise
        except Exception as fault:  # openpyxl raises whatever its parts raise on a file that is none
            self._file.close()
            raise self._unreadable() from fault

    @property
    def names(self) -> Sequence[str]:
        """The names of its sheets."""
        return list(self._book.sheetnames)

    def stage(self, name: str, table: Table, mapping: Mapping[str, TableMapping], folder: Path) -> Text:
        """Lay a sheet down. Raises SourceError where it cannot be read."""
        shown = f"{self._path.name}, sheet {name}"
        try:
            rows = self._rows(name)
            head = next(rows, (1, ()))[1]
            names = checked_columns([str(cell if cell is not None else "").strip() for cell in _trimmed(head)], shown)
            return stage(folder, table.name, shown, names, _filled(rows, len(names)), moments_of(table, mapping))
        except (SourceError, OSError):
            raise
        except Exception as fault:  # as above; sheets are parsed as their rows are read
            raise self._unreadable() from fault

    def _rows(self, name: str) -> Iterator[tuple[int, Sequence[Any]]]:
        yield from enumerate(self._book[name].iter_rows(values_only=True), 1)

    def _unreadable(self) -> SourceError:
        return source_error("HSB-D552", f"`{self._path.name}` cannot be read as a workbook", "save it again as `.xlsx`")

    def close(self) -> None:
        """Close the file."""
        self._book.close()
        self._file.close()


def _trimmed(row: Sequence[Any]) -> Sequence[Any]:
    """The row without the empty cells at its end, which a sheet has where something once stood."""
    last = max((at for at, cell in enumerate(row) if cell is not None), default=-1)
    return row[: last + 1]


def _filled(rows: Iterator[tuple[int, Sequence[Any]]], width: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows in which something stands, each as wide as the first."""
    for number, row in rows:
        cells = _trimmed(row)
        if cells:
            yield number, (*cells, *[None] * (width - len(cells)))


def open_workbook(path: Path) -> "closing[Workbook]":
    """The workbook, to be closed. Raises SourceError where it is none, or unpacks to more than is read."""
    return closing(Workbook(path))
