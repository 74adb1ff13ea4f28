"""Floor 2: a connection to DuckDB that stays within its memory, fetches nothing from a network, and keeps the order of rows."""

from pathlib import Path
from typing import Final

import duckdb

MEMORY: Final = "2GB"
IN_MEMORY: Final = ":memory:"

Connection = duckdb.DuckDBPyConnection
"""For rooms that hand a connection on, and do not know of DuckDB."""


def connect(
    file: Path | None = None,
    *,
    read_only: bool = False,
    scratch: Path | None = None,
    memory: str = MEMORY,
    threads: int = 2,
) -> duckdb.DuckDBPyConnection:
    """A connection to a database file, or to one in memory.

    `scratch` is the folder for what does not fit into memory (`memory`, for example "2GB"); without it, that of the file.
    DuckDB loads no extension by itself, so nothing is fetched. Raises duckdb.Error where the file is no database.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": memory,
        "threads": threads,
        "preserve_insertion_order": True,
    }
    if scratch is not None:
        settings["temp_directory"] = str(scratch)
    return duckdb.connect(str(file or IN_MEMORY), read_only=read_only, config=settings)
