"""Floor 3, Spark: what travels between Spark's machines. Data only, without Spark."""

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

from hsb_policy.core.table_mapping import AS_IT_IS, TableMapping
from hsb_policy.core.tables import Table

ROWS: Final = "rows"
LINES: Final = "lines"
FAULT: Final = "fault"

# The number of a slice, the table, what it is of it, and the content: a Parquet file, or why the table cannot be read.
Record = tuple[int, str, str, bytes]


@frozen
class ToCut:
    """A table to be cut into pieces.

    `texts` is the SQL of each text of it, `shown` what it is called in the source. Of a table in Parquet, `before` says how many rows stand
    in earlier files than each of its files, where it has several; a CSV file is read by its `mapping`.
    """

    table: Table
    shown: str
    texts: Mapping[str, str] = field(repr=False)
    slices: int
    before: Mapping[str, int] = field(factory=dict, repr=False)
    mapping: TableMapping = field(default=AS_IT_IS, repr=False)


# The tables that a source has: what each is called there, and its columns.
Supplied = Mapping[str, tuple[str, tuple[str, ...]]]
