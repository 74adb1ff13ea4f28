"""Floor 3, audit: cells that a spreadsheet would take for a formula are written so that it does not.

A case id or a record id may begin with `=`; a spreadsheet that opens the table would work it out, and might send something away. Such a
cell gets a `'` before it. A cell that begins with `'` and then such a sign gets one too, so that taking one away gives the text back.
"""

import re
from typing import Final

from hsb_policy.engine.audit.tables import Cell

_RISKY: Final = re.compile(r"'*[=+\-@\t\r]")


def harmless(cell: Cell) -> Cell:
    """The cell as a spreadsheet may have it; numbers stay numbers.

    >>> harmless("=1+1"), harmless("'=1"), harmless("C1"), harmless(-3)
    ("'=1+1", "''=1", 'C1', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and _RISKY.match(cell) else cell


def as_recorded(cell: str) -> str:
    """The text that `harmless` was given.

    >>> [as_recorded(str(harmless(text))) for text in ("=1", "'=1", "'a", "C1")]
    ['=1', "'=1", "'a", 'C1']
    """
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell[1:]) else cell
