"""Floor 3, Spark: which tables stand at an address: a file each, or a folder of Parquet files as Spark writes them."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from attrs import field, frozen

from hsb_policy.engine.errors import SourceError, source_error
from hsb_policy.engine.sources.case_files import is_case_file, is_lines_file
from hsb_policy.engine.sources.compressed import bare_name
from hsb_policy.engine.sources.table_files import CSV, PARQUET
from hsb_policy.engine.spark.refusals import not_on_spark

TABLES_ONLY: Final = "give a folder with a Parquet or CSV file for each table, or a folder of Parquet files"
_AS_LARGE: Final = 8  # a table in CSV as in Parquet


@frozen
class TableFiles:
    """The files of one table: `shown` is what it is called, a file or a folder."""

    shown: str
    is_csv: bool
    files: tuple[str, ...] = field(repr=False)
    size: int

    @property
    def folder_or_file(self) -> str:
        """The address to read."""
        first = self.files[0]
        return first[: first.index(f"/{self.shown}/") + len(self.shown) + 1] if self.in_pieces else first

    @property
    def in_pieces(self) -> bool:
        """Whether it is a folder."""
        return PurePosixPath(self.files[0]).name != self.shown


def address_of(where: str) -> str:
    """A place as Spark is told of it: a place without the name of a file system is one of this machine's."""
    return where.rstrip("/") if "://" in where else f"file://{Path(where).absolute()}"


def nothing_at(where: str) -> SourceError:
    """There is nothing at a place."""
    return source_error("HSB-D550", f"there is nothing at `{where}`", "check its name and folder")


def name_of(address: str) -> str:
    """The last part of an address."""
    return PurePosixPath(address).name


def tables_of(inside: Mapping[str, tuple[str, int]], name: str) -> dict[str, TableFiles]:
    """The tables of a folder, by their names, from the places in it with their addresses and sizes.

    Raises SourceError where there are none, or AuditError for what Spark cannot read as tables.
    """
    if any(is_case_file(place) or is_lines_file(place) for place in inside):
        raise not_on_spark(f"read case files, and `{name}` holds some", TABLES_ONLY)
    by_top: dict[str, list[str]] = {}
    for place in sorted(inside):
        by_top.setdefault(place.partition("/")[0], []).append(place)
    found: dict[str, TableFiles] = {}
    for top, places in by_top.items():
        table = _table(top, places, inside)
        if table is None:
            continue
        stem = PurePosixPath(bare_name(top)).stem if _ending(top) else top
        if stem in found:
            message = f"`{found[stem].shown}` and `{top}` are two for one table"
            raise source_error("HSB-D552", message, "take one of them away")
        found[stem] = table
    if not found:
        raise source_error("HSB-D550", f"the folder `{name}` holds no tables that Spark reads", TABLES_ONLY)
    return found


def _table(top: str, places: list[str], inside: Mapping[str, tuple[str, int]]) -> TableFiles | None:
    forms = {_ending(place) for place in places}
    in_pieces = places != [top]
    if forms <= {None} or (None in forms and in_pieces):
        return None
    if in_pieces and forms != {PARQUET}:
        raise not_on_spark(f"read the table `{top}`, a folder of CSV files", "join them in one file", "write Parquet")
    size = sum(inside[place][1] for place in places)
    is_csv = forms == {CSV}
    plain = is_csv and bare_name(top) == top
    return TableFiles(top, is_csv, tuple(inside[place][0] for place in places), size // _AS_LARGE if plain else size)


def _ending(place: str) -> str | None:
    ending = PurePosixPath(bare_name(place)).suffix.lower()
    return ending if ending in (CSV, PARQUET) and (ending == CSV or bare_name(place) == place) else None
