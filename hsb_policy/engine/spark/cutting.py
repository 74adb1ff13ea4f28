"""Floor 3, Spark: on a machine of the cluster, some of a table cut into pieces by its cases.

Nothing is raised: Spark would tell it with all it has, and try again. A fault goes to the first slice, which is judged before all others.
"""

import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from hsb_policy.backends.tables.connect import connect
from hsb_policy.backends.tables.laid_down import UnusableTablesError
from hsb_policy.backends.tables.origins import Text
from hsb_policy.backends.tables.pieces import Piece, pieces_of_lines
from hsb_policy.backends.tables.supplied import found, supply
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.engine.errors import SourceError
from hsb_policy.engine.sources.table_files import csv_columns, plain_csv, refuse_what_breaks_off
from hsb_policy.engine.spark.slices import FAULT, LINES, ROWS, Record, ToCut


def cut_file(tables: Mapping[str, ToCut], file: tuple[str, bytes]) -> Iterator[Record]:
    """The pieces of a CSV file, by its address and its content."""
    what = tables[file[0]]
    return guarded(what.table.name, partial(_of_text, what, bytes(file[1])))


def columns_of_file(file: tuple[str, bytes]) -> tuple[str, list[str] | Diagnostics | str]:
    """The address of a CSV file with the names of its columns, or what is wrong with it."""
    with tempfile.TemporaryDirectory(prefix="hsb-policy-") as folder:
        try:
            return file[0], _text(PurePosixPath(file[0]).name, bytes(file[1]), Path(folder))[1]
        except SourceError as fault:
            return file[0], fault.diagnostics
        except Exception as fault:  # told by its kind alone
            return file[0], type(fault).__name__


def guarded(table: str, pieces: Callable[[Path], Iterator[Piece]]) -> Iterator[Record]:
    """The pieces of a table that are made in a folder for the while, or the fault that kept it from that."""
    try:
        with tempfile.TemporaryDirectory(prefix="hsb-policy-") as folder:
            for piece in pieces(Path(folder)):
                yield piece.slice, table, LINES if piece.lines else ROWS, piece.content
    except (UnusableTablesError, SourceError) as unusable:
        yield 0, table, FAULT, pickle.dumps(unusable.diagnostics)
    except Exception as fault:  # told by its kind alone: its words might have something of a case in them
        yield 0, table, FAULT, pickle.dumps(type(fault).__name__)


def _of_text(what: ToCut, content: bytes, folder: Path) -> Iterator[Piece]:
    plain, columns = _text(what.shown, content, folder)
    connection = connect(scratch=folder, threads=1)
    try:
        origin = Text(plain, what.shown, tuple(columns))
        supplied = supply(what.table, found(connection, origin), what.mapping)
        yield from pieces_of_lines(connection, supplied, what.slices, folder)
    finally:
        connection.close()


def _text(shown: str, content: bytes, folder: Path) -> tuple[Path, list[str]]:
    """The plain text of a table, and the names of its columns. Raises SourceError."""
    file = folder / shown
    file.write_bytes(content)
    plain = plain_csv(file, folder)
    columns = csv_columns(plain, shown)
    refuse_what_breaks_off(plain, shown, len(columns))
    return plain, columns
