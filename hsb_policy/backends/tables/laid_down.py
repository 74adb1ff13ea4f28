"""Floor 2: tables of case records as they were laid down for reading: cells in their own columns, each row with its case's number.

Data only, without DuckDB: parts of a source carry it to other processes.
"""

from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from hsb_policy.backends.tables.cells import quoted_name
from hsb_policy.backends.tables.stored import AS_TEXT, Stored, other_text, text_of
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics


class UnusableTablesError(Exception):
    """Tables that cannot be read at all, or have columns that no list has; with all that is wrong with them."""

    def __init__(self, *items: Diagnostic) -> None:
        super().__init__("; ".join(item.message for item in items))
        self.diagnostics = Diagnostics(items)


def unusable(code: str, message: str, *cures: str | None, path: str | None = None) -> UnusableTablesError:
    """The one thing that is wrong with the tables."""
    return UnusableTablesError(Diagnostic(code=code, message=message, path=path, help=tuple(c for c in cures if c)))


@frozen
class LaidTable:
    """One table: `shown` is what it is called in the source, `columns` are those it has, beside `case_no` and `row_no`, and how each is
    kept; `others` says that some texts could not be kept so, and stand in OTHER_TEXTS."""

    name: str
    shown: str
    columns: Mapping[str, Stored]
    others: bool = False

    def kept_as(self, column: str) -> Stored:
        """How a column is kept."""
        return self.columns.get(column, AS_TEXT)

    def text(self, column: str) -> str:
        """The SQL of the text of a column."""
        kept = self.kept_as(column)
        text = text_of(kept, quoted_name(column))
        return f"coalesce({text}, {other_text(column)})" if self.others and kept != AS_TEXT else text


@frozen
class LaidDown:
    """Tables in a DuckDB file, sorted by case.

    Each has `case_no` (its case's number, from 0, in the order of the table of cases), `row_no` (its row in the source, from 1) and
    the columns named in `tables`, kept as these say; null is what was not recorded. `cases` counts the cases; the schema `told` has `told.bad`
    (lines that are no rows, which could not be laid down) and `told.numbers` (each case id with its number, and how often it stands there).
    """

    file: Path
    tables: Mapping[str, LaidTable] = field(repr=False)
    cases: int
    strays: int
