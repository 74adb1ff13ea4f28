"""Floor 3, Spark: a folder of tables opened for an audit on Spark. What is wrong with its columns is told before a row is judged."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from hsb_policy.core.schema import Schema
from hsb_policy.core.table_mapping import AS_IT_IS
from hsb_policy.core.tables import tables
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.sources.mapping import read_mapping
from hsb_policy.engine.sources.source import Source
from hsb_policy.engine.sources.table_files import named
from hsb_policy.engine.spark.cluster import Cluster
from hsb_policy.engine.spark.frames import columns_of_texts, listed, parquet_table, text_table
from hsb_policy.engine.spark.listing import TABLES_ONLY, TableFiles, address_of, name_of, nothing_at
from hsb_policy.engine.spark.refusals import not_on_spark
from hsb_policy.engine.spark.session import session

_A_SLICE: Final = 10 << 20  # bytes of Parquet: about 40,000 cases
_POSTGRES: Final = ("postgresql://", "postgres://")


@contextmanager
def open_on_spark(
    where: str, schema: Schema, mapping: str | Path | None, wanted: Wanted, *, master: str | None
) -> Iterator[tuple[Source, Cluster]]:
    """The tables in a folder and the cluster that audits them; the session with it ends afterwards.

    `where` is a path, or an address of a file system that Spark reads (`hdfs://…`, `s3a://…`). Raises AuditError for what cannot be done
    on Spark, and SourceError where there is nothing, or no tables with the columns that they must have.
    """
    _refuse(where, wanted)
    said, known, address = read_mapping(mapping, schema), tables(schema), address_of(where)
    with session(master) as spark:
        files = listed(spark, address)
        found, missing, notes = named(files, known, said, name_of(address))
        slices = _slices(spark, [files[name.source] for name in found])
        lines = columns_of_texts(spark, [files[name.source] for name in found if files[name.source].is_csv])
        frames = []
        for name in found:
            table, here, mapped = known[name.table], files[name.source], said.get(name.table, AS_IT_IS)
            frames.append(
                text_table(table, here, mapped, slices, lines[here.files[0]])
                if here.is_csv
                else parquet_table(spark, table, here, mapped, slices)
            )
        source = Source(name_of(address), "tables", lambda: iter(()), missing, Diagnostics(tuple(notes)))
        yield source, Cluster(spark, tuple(frames), slices)


def _slices(spark: Any, files: list[TableFiles]) -> int:
    """How many slices the cases are cut into: each fit for one machine's memory, and at least one for each process of the cluster."""
    return max(-(-sum(table.size for table in files) // _A_SLICE), int(spark.sparkContext.defaultParallelism))


def _refuse(where: str, wanted: Wanted) -> None:
    """What needs no cluster to be refused."""
    if wanted.everything:
        raise not_on_spark("write every outcome, which would all come to one machine", "leave `--all` out")
    if wanted.sample is not None:
        raise not_on_spark("draw a sample", "leave `--sample` out", "or audit the sample with `--engine duckdb`")
    if where.startswith(_POSTGRES):
        raise not_on_spark("read a PostgreSQL database", "write its tables to Parquet", "or use `--engine duckdb`")
    if "://" not in where:
        if not Path(where).exists():
            raise nothing_at(where)
        if not Path(where).is_dir():
            raise not_on_spark(f"read `{Path(where).name}`", TABLES_ONLY)
