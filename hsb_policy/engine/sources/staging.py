"""Floor 3: rows of workbooks and databases laid down as CSV, as text, so that all tables are read in one way."""

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from hsb_policy.backends.tables.origins import Text
from hsb_policy.core.table_mapping import AS_IT_IS, TableMapping
from hsb_policy.core.tables import BETWEEN_ELEMENTS, EMPTY_LIST, UNKNOWN, Table
from hsb_policy.core.types import MomentType

ROW_NUMBER: Final = "number of the row"  # a column beside those of the table; no field has such a name


def stage(
    folder: Path,
    table: str,
    shown: str,
    names: Sequence[str],
    rows: Iterable[tuple[int, Sequence[Any]]],
    moments: Collection[str],
) -> Text:
    """Lay the rows of a table down, each with its number. `moments` are the names of columns that hold moments, in small letters.

    What is no text in UTF-8 is written as it is, so that its row is told like any other line that is none.
    """
    path = folder / f"{table}.csv"
    is_moment = [name.lower() in moments for name in names]
    with path.open("w", newline="", encoding="utf-8", errors="surrogateescape") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((ROW_NUMBER, *names))
        for number, row in rows:
            writer.writerow((number, *map(text_of, row, is_moment)))
    return Text(path, shown, (ROW_NUMBER, *names), ROW_NUMBER)


def moments_of(table: Table, mapping: Mapping[str, TableMapping]) -> frozenset[str]:
    """The columns of a table's source that hold moments, in small letters."""
    called = mapping.get(table.name, AS_IT_IS).columns
    return frozenset(called.get(n, n).lower() for n, field in table.cells.items() if isinstance(field.type, MomentType))


def text_of(value: Any, is_moment: bool = False) -> str:
    """The text of a value that a program gives; a moment at midnight is a day where none is expected.

    >>> text_of(None), text_of(True), text_of(3.0), text_of(datetime(2025, 3, 2)), text_of(["a", "b"])
    ('', 'true', '3', '2025-03-02', 'a;b')
    """
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return _moment(value, is_moment)
        case date():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", "surrogateescape")
        case list() | tuple():
            return _list(value)
        case _:
            return str(value)


def _moment(value: datetime, is_moment: bool) -> str:
    if not is_moment and value.time() == time() and value.tzinfo is None:
        return value.date().isoformat()
    to_the_minute = not value.second and not value.microsecond
    return value.isoformat(timespec="minutes" if to_the_minute else "seconds")


def _list(values: Sequence[Any]) -> str:
    if not values:
        return EMPTY_LIST
    joined = BETWEEN_ELEMENTS.join(map(text_of, values))
    ambiguous = joined in (UNKNOWN, EMPTY_LIST, "") or joined.endswith(BETWEEN_ELEMENTS)
    return joined + BETWEEN_ELEMENTS if ambiguous else joined
