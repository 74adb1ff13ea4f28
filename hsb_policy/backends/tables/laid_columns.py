"""Floor 2, back end: columns of numbers out of laid-down tables, and which row of a batch each laid-down row becomes."""

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from duckdb import DuckDBPyConnection

from hsb_policy.backends.columnar.batch import NO_ROW, Array
from hsb_policy.backends.tables.cells import quoted_name, quoted_text
from hsb_policy.backends.tables.laid_down import LaidDown

_LAID = "laid"
LAID_AT = "laid_at"
CASE_NO = "case_no"


@frozen(eq=False)
class Stand:
    """How the rows of a laid-down table become those of a table of a batch.

    `laid_at` and `case_no` are those of the laid-down rows; `order` has the place among them of each row of the table (None where
    nothing changes), `row_of` the row that each becomes, NO_ROW where it is left out.
    """

    laid_at: Array
    case_no: Array
    order: Array | None
    row_of: Array

    def places(self, laid_at: Array) -> Array:
        """Where some laid-down rows stand among all of them."""
        return places_among(self.laid_at, laid_at)

    def rows(self, laid_at: Array) -> Array:
        """The rows that some laid-down rows become."""
        found: Array = self.row_of[self.places(laid_at)]
        return found

    def ordered(self, values: Array) -> Array:
        """Values of the laid-down rows, in the order of the table."""
        return values if self.order is None else values[self.order]


def places_among(rows: Array, some: Array) -> Array:
    """Where some laid-down rows stand among all those of some cases, which follow each other.

    >>> places_among(np.array([7, 8, 9]), np.array([9, 7])).tolist()
    [2, 0]
    """
    return some - rows[0] if some.size else some


def stand(laid_at: Array, case_no: Array, order: Array | None) -> Stand:
    """The laid-down rows in an order, without those that it leaves out."""
    if order is None:
        return Stand(laid_at, case_no, None, np.arange(len(laid_at)))
    row_of = np.full(len(laid_at), NO_ROW)
    row_of[order] = np.arange(len(order))
    return Stand(laid_at, case_no, order, row_of)


def order_by(rows: Array) -> Array | None:
    """The order that puts what stands in some rows in the order of these, and leaves out what stands in none.

    >>> order_by(np.array([2, 0, -1, 2])).tolist(), order_by(np.array([0, 0, 1]))
    ([1, 0, 3], None)
    """
    if not rows.size or (rows[0] != NO_ROW and bool(np.all(rows[1:] >= rows[:-1]))):
        return None
    return np.argsort(rows, kind="stable")[np.count_nonzero(rows == NO_ROW) :]


def numbered(owner: Stand, case_no: Array, place: Array) -> Array:
    """The rows of records that are known by their place, from 0, among the laid-down rows of their case."""
    first = np.searchsorted(owner.case_no, case_no)
    there = (place >= 0) & (place < np.searchsorted(owner.case_no, case_no, side="right") - first)
    rows: Array = np.where(there, np.append(owner.row_of, NO_ROW)[np.where(there, first + place, NO_ROW)], NO_ROW)
    return rows


@frozen(eq=False)
class LaidColumns:
    """Fetches columns from the rows of the cases with some numbers. DuckDB gives them in the order in which they were laid down."""

    connection: DuckDBPyConnection
    laid: LaidDown
    numbers: range

    def attach(self) -> None:
        """Open the file, beside others of the connection."""
        self.connection.execute(f"ATTACH IF NOT EXISTS {quoted_text(str(self.laid.file))} AS {_LAID} (READ_ONLY)")

    def rows_of(self, table: str) -> str:
        """The SQL of the rows of a table that may not have been supplied."""
        if table not in self.laid.tables:
            return f"(SELECT CAST(0 AS BIGINT) AS {LAID_AT}, CAST(0 AS BIGINT) AS {CASE_NO} WHERE false)"
        within = f"{CASE_NO} >= {self.numbers.start} AND {CASE_NO} < {self.numbers.stop}"
        return f"(SELECT rowid AS {LAID_AT}, * FROM {_LAID}.{quoted_name(table)} WHERE {within})"

    def fetch(self, source: str, columns: Sequence[str]) -> list[Array]:
        """Columns, each by its SQL, which is never NULL; what is asked twice is fetched once."""
        names = {sql: f"c{at}" for at, sql in enumerate(dict.fromkeys(columns))}
        chosen = ", ".join(f"{sql} AS {name}" for sql, name in names.items())
        found = self.connection.execute(f"SELECT {chosen} FROM {source}").fetchnumpy()
        return [found[names[sql]] for sql in columns]

    def named_by(self, sources: Sequence[str], target: str) -> list[tuple[Array, Array]]:
        """For each of some queries, which of its rows name a record of a table, and where that record was laid down.

        The queries have the columns `at`, `case_no` and `id`; of each row that names a record its `at` is told. They are one query together:
        the ids of the table are looked through once.
        """
        if target not in self.laid.tables:
            return [(np.empty(0, dtype=np.int64),) * 2 for _ in sources]
        together = " UNION ALL ".join(f"SELECT {of} AS source, * FROM ({source})" for of, source in enumerate(sources))
        join = f"({together}) r JOIN {self.rows_of(target)} t ON t.{CASE_NO} = r.{CASE_NO} AND t.id = r.id"
        of, at, targets = self.fetch(join, ["CAST(r.source AS SMALLINT)", "r.at", f"t.{LAID_AT}"])
        return [(at[mine], targets[mine]) for mine in (of == nth for nth in range(len(sources)))]
