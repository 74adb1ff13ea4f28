"""Floor 4: the document of a case as rows of its tables: the way back from `engine/sources/documents.py`."""

from collections.abc import Iterator, Mapping
from typing import Any

from hsb_policy.core.tables import BETWEEN_ELEMENTS, CASE_ID, CASES, EMPTY_LIST, NOT_RECORDED, PARENT, UNKNOWN, Table

Row = dict[str, str]


def rows_of(document: Mapping[str, Any], tables: Mapping[str, Table]) -> Iterator[tuple[str, Row]]:
    """The rows, each with the name of its table, in the order of the document."""
    case_id = document[CASE_ID]
    numbers = dict.fromkeys(tables, 0)
    yield from _record(document, tables[CASES], {}, "", tables, case_id, numbers)


def _record(
    record: Mapping[str, Any],
    table: Table,
    row: Row,
    key: str,
    tables: Mapping[str, Table],
    case_id: str,
    numbers: dict[str, int],
) -> Iterator[tuple[str, Row]]:
    for name in table.cells:
        value = record.get(name)
        if value is not None:
            row[name] = text_of(value)
    held: list[tuple[str, str, Any]] = []
    for name, inner in table.inner.items():
        match record.get(name):
            case None:
                if not tables[inner].single:
                    row[name] = NOT_RECORDED
            case word if word == UNKNOWN:
                row[name] = UNKNOWN
            case value:
                held.append((inner, key, value))
    yield table.name, row
    for inner, parent, value in held:
        kind = tables[inner].kind
        for item in (value,) if isinstance(value, Mapping) else value:
            own = {CASE_ID: case_id, PARENT: parent} if tables[inner].parent else {CASE_ID: case_id}
            number = str(numbers[inner])
            numbers[inner] += 1
            yield from _record(
                item, tables[inner], own, item["id"] if kind.has_id else number, tables, case_id, numbers
            )


def text_of(value: Any) -> str:
    """The text of a cell: a list has `;` between its elements, and one after them where it would be read otherwise.

    >>> text_of(True), text_of([]), text_of(["a", "b"]), text_of(["unknown"]), text_of(3)
    ('true', '[]', 'a;b', 'unknown;', '3')
    """
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            joined = BETWEEN_ELEMENTS.join(text_of(element) for element in value)
            if not value:
                return EMPTY_LIST
            return joined + BETWEEN_ELEMENTS if joined in (UNKNOWN, EMPTY_LIST) else joined
        case _:
            return str(value)
