"""Floor 4: the document of a case as rows of its tables: the way back from `engine/sources/documents.py`."""

from collections.abc import Mapping
from typing import Any

from hsb_policy.core.tables import BETWEEN_ELEMENTS, CASES, EMPTY_LIST, NOT_RECORDED, ROW, UNKNOWN, Table

Row = list[str | None]


def columns_of(table: Table) -> tuple[str, ...]:
    """The columns that are written: all but the order of the rows, which is that of the file."""
    return tuple(name for name in table.columns if name != ROW or name in table.cells)


class TableRows:
    """Gathers the rows of cases, table by table, in the order of `columns_of`."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self.rows: dict[str, list[Row]] = {name: [] for name in tables}
        self._cells = {name: tuple(table.cells) for name, table in tables.items()}
        self._inner = {name: tuple(table.inner.items()) for name, table in tables.items()}

    def add(self, document: Mapping[str, Any]) -> None:
        """Add the rows of a case."""
        self._record(document, CASES, [], "", document["case_id"], {})

    def clear(self) -> None:
        """Forget the rows gathered so far."""
        for rows in self.rows.values():
            rows.clear()

    def _record(
        self, record: Mapping[str, Any], name: str, row: Row, key: str, case_id: str, numbers: dict[str, int]
    ) -> None:
        """A record's row; then those of what it holds. `key` is what their rows name it by, `row` has what its row begins with."""
        for field in self._cells[name]:
            value = record.get(field)
            row.append(value if value is None or value.__class__ is str else text_of(value))
        self.rows[name].append(row)
        for field, inner in self._inner[name]:
            value = record.get(field)
            if value is None:
                row.append(None if self._tables[inner].single else NOT_RECORDED)
            elif value == UNKNOWN:
                row.append(UNKNOWN)
            else:
                row.append(None)
                for item in value if isinstance(value, list) else (value,):
                    number = numbers.get(inner, 0)
                    numbers[inner] = number + 1
                    own = item["id"] if self._tables[inner].kind.has_id else str(number)
                    start: Row = [case_id, key] if self._tables[inner].parent else [case_id]
                    self._record(item, inner, start, own, case_id, numbers)


def text_of(value: Any) -> str:
    """The text of a cell: a list has `;` between its elements, and one after them where it would be read otherwise.

    >>> text_of(True), text_of([]), text_of(["a", "b"]), text_of(["unknown"]), text_of(3)
    ('true', '[]', 'a;b', 'unknown;', '3')
    """
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            if not value:
                return EMPTY_LIST
            joined = BETWEEN_ELEMENTS.join(text_of(element) for element in value)
            return joined + BETWEEN_ELEMENTS if joined in (UNKNOWN, EMPTY_LIST) else joined
        case _:
            return str(value)
