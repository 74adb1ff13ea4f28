"""Floor 3, Spark: the tables of a source as Spark has them, with the SQL of their texts, before anything of them is read."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

from attrs import field, frozen
from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql.functions import col

from hsb_policy.backends.tables.laid_down import UnusableTablesError
from hsb_policy.backends.tables.pieces import AT, FILE
from hsb_policy.backends.tables.supplied import Found, supply
from hsb_policy.core.table_mapping import TableMapping
from hsb_policy.core.tables import Table
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.engine.errors import SourceError, source_error
from hsb_policy.engine.spark.cutting import columns_of_file
from hsb_policy.engine.spark.listing import TABLES_ONLY, TableFiles, name_of, nothing_at, tables_of
from hsb_policy.engine.spark.refusals import not_on_spark, spark_failed
from hsb_policy.engine.spark.slices import ToCut

_TYPES: Final = {"string": "VARCHAR", "timestamp": "TIMESTAMP WITH TIME ZONE", "timestamp_ntz": "TIMESTAMP"}


@frozen
class Frame:
    """A table to be cut: Spark's frame of one in Parquet, or the address of a CSV file."""

    what: ToCut
    rows: Any = field(repr=False)

    @property
    def file(self) -> str | None:
        """The address of a CSV file."""
        return self.rows if isinstance(self.rows, str) else None


def listed(spark: Any, address: str) -> dict[str, TableFiles]:
    """The tables at an address, by their names. Raises SourceError, or AuditError for what Spark cannot read as tables."""
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", "true")
    try:
        rows = reader.load(address).select("path", "length").collect()  # of the contents nothing is read
    except AnalysisException as fault:
        if fault.getCondition() != "PATH_NOT_FOUND":
            raise
        raise nothing_at(address) from fault
    tail = f"{address.partition('://')[2]}/"
    inside = {path.partition(tail)[2]: (path, length) for path, length in rows if tail in path}
    if rows and not inside:
        raise not_on_spark(f"read `{name_of(address)}`", TABLES_ONLY)
    return tables_of(inside, name_of(address))


def parquet_table(spark: Any, table: Table, here: TableFiles, mapping: TableMapping, slices: int) -> Frame:
    """A table in Parquet. Raises SourceError for columns that do not fit."""
    reader = spark.read.option("mergeSchema", str(here.in_pieces).lower())
    try:
        frame = reader.parquet(here.folder_or_file)
    except (PySparkException, Py4JJavaError) as fault:
        message = f"the table `{here.shown}` cannot be read"
        raise source_error("HSB-D552", message, "copy or export it again") from fault
    texts = _texts(table, here.shown, {name: type_of(said) for name, said in frame.dtypes}, mapping)
    ours = {mapping.columns.get(name, name).lower() for name in table.columns}
    wanted = [quoted(name) for name in frame.columns if name.lower() in ours]
    place = [col("_metadata.file_path").alias(FILE), col("_metadata.row_index").alias(AT)]
    before = _before(frame) if len(here.files) > 1 else {}
    return Frame(ToCut(table, here.shown, texts, slices, before=before), frame.select(*wanted, *place))


def quoted(name: str) -> Any:
    """A column of Spark's by its name, whatever signs that has."""
    return col("`" + name.replace("`", "``") + "`")


def type_of(said: str) -> str:
    """What DuckDB calls a type of Spark's.

    >>> type_of("array<string>"), type_of("timestamp"), type_of("timestamp_ntz"), type_of("decimal(5,2)")
    ('VARCHAR[]', 'TIMESTAMP WITH TIME ZONE', 'TIMESTAMP', 'DECIMAL(5,2)')
    """
    if said.startswith("array<"):
        return f"{type_of(said.removeprefix('array<').removesuffix('>'))}[]"
    return _TYPES.get(said, said.upper())


def _before(frame: Any) -> dict[str, int]:
    """How many rows stand in earlier files than each, in the order of their names."""
    counts = dict(sorted((row[0], row[1]) for row in frame.groupBy("_metadata.file_path").count().collect()))
    return dict(zip(counts, accumulate(counts.values(), initial=0), strict=False))


def text_table(table: Table, here: TableFiles, mapping: TableMapping, slices: int, columns: Sequence[str]) -> Frame:
    """A table in a CSV file. Raises SourceError for columns that do not fit."""
    texts = _texts(table, here.shown, dict.fromkeys(columns, "VARCHAR"), mapping)
    return Frame(ToCut(table, here.shown, texts, slices, mapping=mapping), here.files[0])


def _texts(table: Table, shown: str, columns: Mapping[str, str], mapping: TableMapping) -> Mapping[str, str]:
    try:
        return supply(table, Found(shown=shown, relation="", row_no="", columns=columns), mapping).texts
    except UnusableTablesError as unusable:
        raise SourceError(unusable.diagnostics) from unusable


def contents(spark: Any, addresses: Sequence[str]) -> Any:
    """Spark's RDD of whole files: the address and the content of each."""
    frame = spark.read.format("binaryFile").load(list(addresses))
    return frame.select("path", "content").rdd.map(tuple)


def columns_of_texts(spark: Any, files: Sequence[TableFiles]) -> dict[str, list[str]]:
    """The columns of each CSV file by its address. Raises SourceError."""
    return dict(
        _checked(contents(spark, [table.files[0] for table in files]).map(columns_of_file).collect()) if files else ()
    )


def _checked(found: Sequence[tuple[str, list[str] | Diagnostics | str]]) -> Iterator[tuple[str, list[str]]]:
    for address, columns in found:
        match columns:
            case Diagnostics():
                raise SourceError(columns)
            case str():
                raise spark_failed(columns)
            case _:
                yield address, columns
