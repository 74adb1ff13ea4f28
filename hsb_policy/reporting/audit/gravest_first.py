"""Floor 4, audit: findings in the order in which they are read: the gravest first, in memory that does not grow with their number.

Breaches, then queries, then the rest; within these by rule; of one rule by status, as they stand below; of one status in the order of the
cases. Lines are gathered for each of these and laid down in a file for each, in a folder of their own, which is joined into the
table at the end.
"""

import csv
import shutil
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, Final

from attrs import field, frozen

from hsb_policy.engine.audit.lines import Laid, Lines, in_bytes
from hsb_policy.engine.audit.tables import FINDINGS, Row

_GRAVE: Final = ("breach", "query")
_STATUSES: Final = (
    "not_met",
    "failed",
    "met_late",
    "departed",
    "outstanding",
    "cannot_tell",
)  # of one rule; others after them
_SEVERITY: Final = FINDINGS.names.index("severity")
_RULE: Final = FINDINGS.names.index("rule")
_STATUS: Final = FINDINGS.names.index("status")
_AT_ONCE: Final = 64 << 20  # characters in memory

_Key = tuple[int, str, int, str]


@frozen
class Rows:
    """Some rows of a table that stand one after the other: the byte at which they begin, and how many."""

    begins: int
    number: int


@frozen
class _Gathered:
    """Lines in their order, in memory or in files; what writes rows takes it for a file."""

    pieces: list[str | Laid] = field(factory=list)

    def write(self, text: str) -> int:
        self.pieces.append(text)
        return len(text)

    def lay_down(self, path: Path) -> None:
        """Bring what is in memory into a file. Raises OSError."""
        pieces = list[str | Laid]()
        with path.open("ab") as file:
            for is_text, some in groupby(self.pieces, lambda piece: isinstance(piece, str)):
                if is_text:
                    begins, content = file.tell(), in_bytes("".join(map(str, some)))
                    pieces.append(Laid(path, begins, file.write(content)))
                else:
                    pieces += some
        self.pieces[:] = pieces

    def join(self, table: BinaryIO) -> None:
        """Add the lines to a table, and remove their files. Raises OSError."""
        for piece in self.pieces:
            table.writelines([in_bytes(piece)] if isinstance(piece, str) else piece.blocks())
        for path in {piece.path for piece in self.pieces if isinstance(piece, Laid)}:
            path.unlink()


class GravestFirst:
    """Rows of the table of findings, taken in any order of rules and written in theirs. `folder` is made, and removed in the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._gathered: dict[_Key, _Gathered] = {}
        self._waiting = 0
        self._rows = Counter[_Key]()
        self._joined: dict[_Key, int] = {}  # where the lines of a key begin in the table

    def take(self, row: Row, cells: list[Any]) -> None:
        """Take a row; `cells` is how it is written."""
        key = _key(row[_SEVERITY], row[_RULE], row[_STATUS])
        self._rows[key] += 1
        self._took(csv.writer(self._gathered.setdefault(key, _Gathered())).writerow(cells))

    def take_lines(self, lines: Lines) -> None:
        """Take many rows as they are written, in a file of the folder too."""
        key = _key(lines.severity, lines.rule, lines.status)
        gathered = self._gathered.setdefault(key, _Gathered())
        self._rows[key] += lines.rows
        if lines.text:
            self._took(gathered.write(lines.text))
        if lines.laid is not None:
            gathered.pieces.append(lines.laid)

    def _took(self, characters: int) -> None:
        self._waiting += characters
        if self._waiting >= _AT_ONCE:
            self._lay_down()

    def _lay_down(self) -> None:
        self._folder.mkdir(exist_ok=True)
        for number, gathered in enumerate(self._gathered.values()):
            gathered.lay_down(self._folder / f"{number}.csv")
        self._waiting = 0

    def join(self, table: Path) -> None:
        """Add all rows to the table, in their order; each file is removed once it is there, so that no disk has to hold all twice."""
        with table.open("ab") as file:
            for key in sorted(self._rows):
                self._joined[key] = file.tell()
                self._gathered.pop(key).join(file)
        shutil.rmtree(self._folder, ignore_errors=True)

    def firsts(self, most: int) -> tuple[Rows, ...]:
        """Where the first rows of each rule and status stand in the joined table, at most so many of each."""
        return tuple(Rows(begins, min(most, self._rows[key])) for key, begins in self._joined.items())


def _key(severity: Any, rule: Any, status: Any) -> _Key:
    gravity = _GRAVE.index(severity) if severity in _GRAVE else len(_GRAVE)
    return gravity, str(rule), _STATUSES.index(status) if status in _STATUSES else len(_STATUSES), str(status)
