"""Floor 4, audit: findings in the order in which they are read: the gravest first, in memory that does not grow with their number.

Breaches, then queries, then the rest; within these by rule; of one rule in the order of the cases. Lines are gathered for each of these and laid
down in a file for each, in a folder of their own, which is joined into the table at the end.
"""

import csv
import shutil
from io import StringIO
from pathlib import Path
from typing import Any, Final

from hsb_policy.engine.audit.tables import FINDINGS, Row

_GRAVE: Final = ("breach", "query")
_SEVERITY: Final = FINDINGS.names.index("severity")
_RULE: Final = FINDINGS.names.index("rule")
_AT_ONCE: Final = 20_000  # rows in memory


class GravestFirst:
    """Rows of the table of findings, taken in any order of rules and written in theirs. `folder` is made, and removed in the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._gathered: dict[tuple[int, str], StringIO] = {}
        self._files: dict[tuple[int, str], Path] = {}
        self._waiting = 0

    def take(self, row: Row, cells: list[Any]) -> None:
        """Take a row; `cells` is how it is written."""
        severity = row[_SEVERITY]
        key = (_GRAVE.index(severity) if severity in _GRAVE else len(_GRAVE), str(row[_RULE]))
        csv.writer(self._gathered.setdefault(key, StringIO(newline=""))).writerow(cells)
        self._waiting += 1
        if self._waiting >= _AT_ONCE:
            self._lay_down()

    def _lay_down(self) -> None:
        self._folder.mkdir(exist_ok=True)
        for key, lines in self._gathered.items():
            path = self._files.setdefault(key, self._folder / f"{len(self._files)}.csv")
            with path.open("ab") as file:
                file.write(_bytes(lines))
        self._gathered.clear()
        self._waiting = 0

    def join(self, table: Path) -> None:
        """Add all rows to the table, in their order."""
        with table.open("ab") as file:
            for key in sorted({*self._gathered, *self._files}):
                if key in self._files:
                    with self._files[key].open("rb") as laid:
                        shutil.copyfileobj(laid, file)
                if key in self._gathered:
                    file.write(_bytes(self._gathered[key]))
        self._gathered.clear()
        self._files.clear()
        shutil.rmtree(self._folder, ignore_errors=True)


def _bytes(lines: StringIO) -> bytes:
    return lines.getvalue().encode("utf-8", "backslashreplace")
