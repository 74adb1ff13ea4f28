"""Floor 3, Spark: on a machine of the cluster, some of a table that Spark read cut into pieces by its cases."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow

from hsb_policy.backends.tables.connect import connect
from hsb_policy.backends.tables.pieces import Piece, pieces_of_rows, take_rows
from hsb_policy.engine.spark.cutting import guarded
from hsb_policy.engine.spark.slices import ToCut

RECORDS: Final = "slice bigint, table string, kind string, content binary"


def cut_batches(what: ToCut, batches: Iterator[Any]) -> Iterator[Any]:
    """The pieces of some Arrow batches of a table, as Arrow batches of the columns RECORDS."""
    for record in guarded(what.table.name, partial(_of_batches, what, batches)):
        columns = zip(("slice", "table", "kind", "content"), record, strict=True)
        yield pyarrow.RecordBatch.from_pydict({name: [value] for name, value in columns})


def _of_batches(what: ToCut, batches: Iterable[Any], folder: Path) -> Iterator[Piece]:
    connection = connect(scratch=folder, threads=1)
    try:
        some = False
        for batch in batches:
            some = True
            take_rows(connection, pyarrow.Table.from_batches([batch]), what.texts, what.before)
        if some:
            yield from pieces_of_rows(connection, what.texts, what.slices, folder)
    finally:
        connection.close()
