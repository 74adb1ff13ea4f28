"""Floor 2: the rows of laid-down tables as texts, case by case, for those who put cases together one by one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hsb_policy.backends.tables.cells import quoted_name, quoted_text
from hsb_policy.backends.tables.connect import connect
from hsb_policy.backends.tables.laid_down import LaidDown, LaidTable
from hsb_policy.core.tables import CASE_ID, CASES, ROW

_BATCH: Final = 10_000


def strays_of(laid: Mapping[str, LaidTable], what: str) -> str:
    """What stands in the source and belongs to no case of it: rows by their case id, and lines that are no rows."""
    bad = "SELECT case_id, shown, NULL AS row_no, line, why FROM told.bad WHERE case_no IS NULL"
    rows = [
        f"SELECT case_id, {quoted_text(t.shown)}, row_no, NULL, NULL FROM {quoted_name(t.name)} WHERE case_no IS NULL"
        for t in laid.values()
        if t.name != CASES
    ]
    return f"SELECT {what} FROM ({' UNION ALL '.join([bad, *rows])})"


class LaidRows:
    """Reads laid-down tables, case by case. Several processes may read one file. `only` are the numbers of the cases that are read, where
    that is not all of them."""

    def __init__(self, laid: LaidDown, only: Sequence[int] | None = None) -> None:
        self._laid = laid
        self._connection = connect(laid.file, read_only=True)
        self._only = "" if only is None else " AND case_no IN (SELECT unnest(?::BIGINT[]))"
        self._more: list[Any] = [] if only is None else [list(only)]

    def rows(self, name: str, columns: Sequence[str], low: int, high: int) -> list[tuple[Any, ...]]:
        """The rows of the cases numbered from `low` to before `high`: case_no, row_no and the columns, in the order of the cases."""
        table = self._laid.tables[name]
        wanted = ", ".join(table.text(column) for column in columns)
        by = f", TRY_CAST({quoted_name(ROW)} AS BIGINT)" if ROW in table.columns and name != CASES else ""
        query = (
            f"SELECT case_no, row_no, {wanted} FROM {quoted_name(name)} "
            f"WHERE case_no >= ? AND case_no < ?{self._only} ORDER BY case_no{by}, row_no"
        )
        return self._connection.execute(query, [low, high, *self._more]).fetchall()

    def cases(self, low: int, high: int) -> list[tuple[int, int, str | None]]:
        """The number, row and id of each case in a range."""
        query = f"SELECT case_no, row_no, {CASE_ID} FROM {quoted_name(CASES)} WHERE case_no >= ? AND case_no < ? ORDER BY case_no"
        return self._connection.execute(query, [low, high]).fetchall()

    def bad_lines(self, low: int, high: int) -> list[tuple[int, str, int, str]]:
        """Lines that are no rows, of the cases in a range: case_no, what the table is called, line, DuckDB's kind of fault."""
        query = "SELECT case_no, shown, line, why FROM told.bad WHERE case_no >= ? AND case_no < ? ORDER BY ALL"
        return self._connection.execute(query, [low, high]).fetchall()

    def twice(self, low: int, high: int) -> dict[str, int]:
        """Case ids that several cases have, among the cases in a range, with the row in which each stands first."""
        query = """
            SELECT DISTINCT n.case_id, first.row_no FROM told.numbers n JOIN cases c ON c.case_id = n.case_id
            JOIN cases first ON first.case_no = n.case_no
            WHERE n.often > 1 AND c.case_no >= ? AND c.case_no < ?
        """
        return dict(self._connection.execute(query, [low, high]).fetchall())

    def strays(self) -> Iterator[tuple[str | None, str, int | None, int | None, str | None]]:
        """What belongs to no case, sorted by case id: case_id, what the table is called, row, line, DuckDB's kind of fault."""
        found = self._connection.execute(strays_of(self._laid.tables, "*") + " ORDER BY ALL NULLS LAST")
        while batch := found.fetchmany(_BATCH):
            yield from batch

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
