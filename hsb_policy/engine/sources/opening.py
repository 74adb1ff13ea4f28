"""Floor 3: opens a source of case records, whatever it is: a case file, JSON Lines, a folder of either, tables or a database."""

from pathlib import Path

from hsb_policy.core.schema import Schema
from hsb_policy.engine.errors import SourceError, source_error
from hsb_policy.engine.sources.case_files import (
    holds_case_files,
    is_case_file,
    is_lines_file,
    parts_of_file,
    parts_of_folder,
)
from hsb_policy.engine.sources.source import Source


def open_source(where: str | Path, schema: Schema) -> Source:
    """The case records at a place, by the vocabulary of a policy.

    `where` is a case file (`.json`), JSON Lines (`.jsonl`, `.ndjson`) or a folder of them with the folders within it, each also
    compressed (`.gz`, `.zst`). Raises SourceError where there is nothing, or nothing that could be read.
    """
    path = Path(where)
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError):
        is_folder = is_file = False
    if is_folder:
        if not holds_case_files(path):
            raise _nothing(path)
        return Source(path.name, "files", lambda: parts_of_folder(path))
    if not is_file:
        raise source_error("HSB-D550", f"there is nothing at `{where}`", "check its name and folder")
    if is_case_file(path.name) or is_lines_file(path.name):
        return Source(path.name, "files", lambda: parts_of_file(path))
    raise _unknown_kind(path)


def _nothing(path: Path) -> SourceError:
    message = f"the folder `{path.name}` holds no case records"
    return source_error("HSB-D550", message, "case files end in `.json`, files with a case in each line in `.jsonl`")


def _unknown_kind(path: Path) -> SourceError:
    message = f"`{path.name}` is no file of case records, by the end of its name"
    return source_error("HSB-D550", message, "case files end in `.json`, files with a case in each line in `.jsonl`")
