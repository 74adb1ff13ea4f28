"""Floor 2: tables of case records written with DuckDB: from CSV files to Parquet files, or into a DuckDB database."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from hsb_policy.backends.tables.cells import quoted_name, quoted_text
from hsb_policy.backends.tables.connect import connect


def csv_to_parquet(source: Path, target: Path, columns: Sequence[str]) -> None:
    """Write a CSV file of texts, which has no line of names, as a Parquet file in the same order."""
    connection = connect(scratch=target.parent)
    try:
        connection.execute(f"COPY (SELECT * FROM {_texts(source, columns)}) TO {_parquet(target)}")
    finally:
        connection.close()


def join_parquet(sources: Sequence[Path], target: Path) -> None:
    """Write Parquet files one after another into one."""
    connection = connect(scratch=target.parent)
    names = ", ".join(quoted_text(str(path)) for path in sources)
    try:
        connection.execute(f"COPY (SELECT * FROM read_parquet([{names}])) TO {_parquet(target)}")
    finally:
        connection.close()


def parquet_to_database(sources: Mapping[str, Path], file: Path) -> None:
    """Write Parquet files into a new DuckDB database, a table each."""
    connection = connect(file)
    try:
        for name, path in sources.items():
            query = f"SELECT * FROM read_parquet({quoted_text(str(path))})"
            connection.execute(f"CREATE TABLE {quoted_name(name)} AS {query}")
    finally:
        connection.close()


def _texts(source: Path, columns: Sequence[str]) -> str:
    named = ", ".join(f"{quoted_text(name)}: 'VARCHAR'" for name in columns)
    options = "auto_detect=false, header=false, delim=',', quote='\"', escape='\"', nullstr=''"
    return f"read_csv({quoted_text(str(source))}, {options}, columns={{{named}}})"


def _parquet(target: Path) -> str:
    return f"{quoted_text(str(target))} (FORMAT parquet, COMPRESSION zstd)"
