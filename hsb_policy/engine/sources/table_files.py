"""Floor 3: tables in files: which table of the case file each is, and the names of its columns."""

import csv
import io
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

from hsb_policy.core.table_mapping import AS_IT_IS, TableMapping
from hsb_policy.core.tables import CASES
from hsb_policy.diagnostics.model import Diagnostic, Severity
from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.engine.errors import source_error
from hsb_policy.engine.sources.compressed import COMPRESSED, bare_name, open_bytes
from hsb_policy.engine.sources.damaged import DamagedError

CSV: Final = ".csv"
PARQUET: Final = ".parquet"
SQLITE: Final = b"SQLite format 3\x00"  # how a SQLite database begins
_HEAD: Final = 1 << 20


@frozen
class Named:
    """A table of the case file, by the name that it has in the source."""

    table: str
    source: str


def table_files(root: Path) -> dict[str, Path]:
    """The CSV and Parquet files directly in a folder, by their names without suffixes. Raises SourceError for two of one name."""
    found: dict[str, Path] = {}
    for path in sorted(root.iterdir()):
        bare = Path(bare_name(path.name))
        if bare.suffix.lower() not in (CSV, PARQUET) or not path.is_file():
            continue
        if bare.stem in found:
            message = f"`{found[bare.stem].name}` and `{path.name}` are two files for one table"
            raise source_error("HSB-D552", message, "take one of them away")
        found[bare.stem] = path
    return found


def named(
    sources: Iterable[str], tables: Iterable[str], mapping: Mapping[str, TableMapping], where: str
) -> tuple[list[Named], tuple[str, ...], list[Diagnostic]]:
    """Which source is which table; the tables for which there is none; a warning for each source that is no table.

    Raises SourceError without a table of cases, or where the mapping names a source that is not there.
    """
    there = {source.lower(): source for source in sources}
    found, missing = [], []
    for table in tables:
        wanted = mapping.get(table, AS_IT_IS).source
        source = there.get((wanted or table).lower())
        if source is not None:
            found.append(Named(table, source))
        elif wanted is not None:
            near = nearest(wanted, there.values())
            message = f"the mapping says that `{table}` is the table `{wanted}`, and `{where}` has none of this name"
            raise source_error("HSB-D554", message, f"did you mean `{near}`?" if near else None)
        else:
            missing.append(table)
    if CASES in missing:
        near = nearest(CASES, there.values())
        cure = (
            f"is it `{near}`? Then say so in a mapping"
            if near
            else "it has a row for each case, with `case_id` and `as_at`"
        )
        raise source_error("HSB-D550", f"`{where}` has no table `{CASES}`", cure)
    used = {name.source for name in found}
    return found, tuple(missing), [_left_aside(s, missing) for s in there.values() if s not in used]


def _left_aside(source: str, missing: Iterable[str]) -> Diagnostic:
    near = nearest(source, missing)
    message = f"the table `{source}` is none of the case file's, and was left aside"
    help_ = (f"did you mean `{near}`?",) if near else ()
    return Diagnostic(code="HSB-D563", message=message, help=help_, severity=Severity.WARNING)


def plain_csv(path: Path, scratch: Path) -> Path:
    """The file itself, or a decompressed copy in the scratch folder.

    A table that breaks off is refused whole: which rows it lacks cannot be told, and cases would be judged without them.
    """
    if path.suffix.lower() not in COMPRESSED:
        return path
    copy = scratch / bare_name(path.name)
    try:
        with open_bytes(path) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    except DamagedError as fault:
        message = f"the compressed table `{path.name}` breaks off or is damaged; whose rows are lost cannot be told"
        raise source_error("HSB-D508", message, "copy or export it again") from fault
    return copy


def csv_columns(path: Path, shown: str) -> list[str]:
    """The names of the columns, from the first line. Raises SourceError where the file is no table in UTF-8 with commas."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    try:
        if b"\0" in head.partition(b"\n")[0]:
            raise ValueError("UTF-16 has a byte of nothing beside each letter")
        text = (
            head.partition(b"\n")[0].decode("utf-8-sig") if b'"' not in head[:4] else head.decode("utf-8-sig", "ignore")
        )
    except ValueError as fault:
        message = f"the first line of the table `{shown}` is not a text in UTF-8"
        raise source_error("HSB-D502", message, "save it as CSV in UTF-8") from fault
    return checked_columns([name.strip() for name in next(csv.reader(io.StringIO(text)), [])], shown)


def refuse_what_breaks_off(path: Path, shown: str, columns: int) -> None:
    """Raises SourceError where the last line has no end and lacks values: the rows of some cases are lost, and whose cannot be told.

    Of a last line with quotation marks nothing is said: it may be the end of a text of several lines.
    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _HEAD))
        end = file.read().rpartition(b"\n")[2]
    if end.strip() and b'"' not in end and not end.endswith(b"\r") and end.count(b",") + 1 < columns:
        message = f"the table `{shown}` breaks off in its last line; whose rows are lost cannot be told"
        raise source_error("HSB-D552", message, "copy or export it again", "or end the last line, if it is whole")


def checked_columns(names: list[str], shown: str) -> list[str]:
    """The names of columns, where a table can have them. Raises SourceError."""
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        mark = "semicolons" if ";" in names[0] else "tabs"
        raise source_error(
            "HSB-D552", f"the columns of the table `{shown}` stand apart by {mark}", "save it with commas"
        )
    if not all(names) or not names:
        raise source_error("HSB-D552", f"the table `{shown}` has a column without a name", "name it in its first line")
    repeated = _first_repeated(name.lower() for name in names)
    if repeated:
        raise source_error(
            "HSB-D552", f"the table `{shown}` has the column `{repeated}` twice", "take one of them away"
        )
    return names


def _first_repeated(names: Iterator[str]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None
