"""Floor 2: answers for many cases, a column each, written as a Parquet file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from duckdb import DuckDBPyConnection

from hsb_policy.backends.columnar.batch import Array
from hsb_policy.backends.tables.cells import quoted_name as named
from hsb_policy.backends.tables.cells import quoted_text as quoted

YES_NO: Final = (None, "false", "true")
"""What the numbers of a column stand for that is yes or no."""


def write_columns(
    connection: DuckDBPyConnection, columns: Mapping[str, tuple[Array, Sequence[str | None]]], target: Path
) -> None:
    """Write columns as a Parquet file: each is a number for each row, and what the numbers stand for."""
    arrays, shown = dict[str, Array](), []
    for at, (name, (numbers, texts)) in enumerate(columns.items()):
        column, arrays[f"c{at}"] = f"c{at}", numbers
        if texts is not YES_NO:
            sql = _words(column, [texts[at] if there else None for at, there in enumerate(np.bincount(numbers))])
        elif numbers.all():  # nothing is empty, so that the column can go as it is
            sql, arrays[column] = column, numbers == 2
        else:
            sql = f"CASE WHEN {column} > 0 THEN {column} = 2 END"
        shown.append(f"{sql} AS {named(name)}")
    connection.register("answered", arrays)
    try:
        connection.execute(f"COPY (SELECT {', '.join(shown)} FROM answered) TO {quoted(str(target))} (FORMAT parquet)")
    finally:
        connection.unregister("answered")


def _words(column: str, texts: Sequence[str | None]) -> str:
    """The texts that the numbers of a column stand for; as an enumeration they are written once, and read back as texts."""
    different = dict.fromkeys(text for text in texts if text is not None)
    if not different:
        return "CAST(NULL AS VARCHAR)"
    type_ = f"ENUM({', '.join(map(quoted, different))})"
    words = ", ".join("NULL" if text is None else f"CAST({quoted(text)} AS {type_})" for text in texts)
    return f"[{words}][CAST({column} AS INTEGER) + 1]"
