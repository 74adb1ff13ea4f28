"""Floor 2, back end: cases that are the rows of one Parquet file, their lists nested in it, as batches.

For files whose columns already have the types of their fields: nothing is turned into text, laid down or read one by one. A column of
another type, or a record within a record, is refused by name before the first row; a code that is none of its list leaves its case out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
from attrs import define, field, frozen
from duckdb import DuckDBPyConnection

from hsb_policy.backends.columnar.batch import LAST, NO_WORD, Array, Batch, Listed, Table, Words
from hsb_policy.backends.columnar.columns import (
    LEVEL,
    ROW,
    SPAN,
    UNKNOWN_LEVEL,
    WORD,
    columns_of,
    is_open,
    listed,
    missing_span,
)
from hsb_policy.backends.columnar.layout import Layout, has_names, held
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.tables.cells import quoted_name as named
from hsb_policy.backends.tables.cells import quoted_text as quoted
from hsb_policy.backends.tables.laid_down import unusable
from hsb_policy.backends.tables.stored import EPOCH
from hsb_policy.core.schema import CASE, FieldDef
from hsb_policy.core.tables import AS_AT
from hsb_policy.core.types import CodeType, DayType, ListType, NumberType, RecordType, TextType, Type, YesNoType
from hsb_policy.values import days

_WHOLE: Final = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_AT_ONCE: Final = 100_000  # rows in a part
_MOST_WORDS: Final = 10_000  # different texts in a column
_NO_CODE: Final = -3  # what is no word of its list
_NO_LIST: Final = np.zeros(0, ROW)
_IN_A_BYTE: Final = 256


@frozen(eq=False)
class OneFile:
    """A Parquet file whose rows are cases: the types of its columns, how many rows it has, and the rows of its groups, some together.

    Rows are read by whole groups: a part of one costs as much as all of it.
    """

    path: Path
    types: Mapping[str, str] = field(repr=False)
    rows: int
    parts: tuple[range, ...] = field(repr=False)


def one_file(connection: DuckDBPyConnection, path: Path) -> OneFile:
    """Look at a file. Raises UnusableTablesError where it is none."""
    source = f"read_parquet({quoted(str(path))})"
    try:
        found = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    except duckdb.Error as fault:
        raise unusable("HSB-D552", f"`{path.name}` cannot be read as Parquet", "copy or export it again") from fault
    metadata = f"parquet_metadata({quoted(str(path))})"
    groups = f"SELECT any_value(row_group_num_rows) FROM {metadata} GROUP BY row_group_id ORDER BY row_group_id"
    sizes = [size for (size,) in connection.execute(groups).fetchall()]
    return OneFile(path, {str(row[0]): str(row[1]) for row in found}, sum(sizes), tuple(_parts(sizes)))


def _parts(sizes: Sequence[int]) -> Iterator[range]:
    """Groups of rows put together to parts of some size.

    >>> list(_parts([40_000, 40_000, 40_000, 90_000]))
    [range(0, 80000), range(80000, 120000), range(120000, 210000)]
    """
    start, at = 0, 0
    for size in sizes:
        if at > start and at - start + size > _AT_ONCE:
            yield range(start, at)
            start = at
        at += size
    if at > start:
        yield range(start, at)


@frozen(eq=False)
class _Column:
    """A column to fetch: its SQL, and what becomes of its values."""

    sql: str
    read: Callable[[Array], Mapping[str, Array]]


@define(eq=False)
class FileReader:
    """Reads batches of cases out of one file, for the fields that a plan reads. Raises CannotSayError where that cannot be."""

    layout: Layout
    file: OneFile
    words: Words
    as_at: int
    _own: list[_Column] = field(factory=list)
    _lists: dict[str, tuple[str, list[_Column]]] = field(factory=dict)

    def prepare(self, connection: DuckDBPyConnection) -> None:
        """Find how each field is read; the texts of the whole file take their numbers here."""
        for name in self.layout.fields.get(CASE, {}):
            definition = self.layout.schema.records[CASE].fields[name]
            if name == AS_AT:
                continue
            kind = held(self.layout.schema, CASE, definition)
            if kind is None:
                self._own.append(self._column(connection, definition, named(name), self.file.types.get(name), name))
            else:
                self._lists[name] = (kind.name, list(self._members(connection, kind.name, name)))

    def batch(self, connection: DuckDBPyConnection, numbers: range) -> tuple[Batch, Array]:
        """The cases in some rows, and which of them have a code that is none of its list."""
        own = self._fetch(connection, "*", [column.sql for column in self._own], numbers)
        size = len(numbers)
        day = np.full(size + 1, self.as_at, SPAN)
        columns: dict[str, Array] = {AS_AT: day, LAST.format(AS_AT): day}
        for column, values in zip(self._own, own, strict=True):
            columns |= column.read(values)
        tables, lists = dict[str, Table](), dict[str, Listed]()
        for name, (kind, members) in self._lists.items():
            lists[name], tables[kind] = self._listed(connection, name, kind, members, numbers)
        case = Table(rows=size, case=np.arange(size, dtype=ROW), columns=columns, lists=lists)
        wrong = _wrong(case, size)
        for table in tables.values():
            wrong |= np.bincount(table.case[_wrong(table, table.rows)], minlength=size) > 0
        numbers_of = np.arange(numbers.start, numbers.stop)
        return Batch(numbers=numbers_of, ids=numbers_of, tables={CASE: case, **tables}), wrong

    # ---- how a field is read ------------------------------------------------------------------------------------------------
    def _members(self, connection: DuckDBPyConnection, kind: str, name: str) -> Iterator[_Column]:
        """The fields of the records in a list, which is a column of structs."""
        shown = self.file.types.get(name, "")
        members = _members_of(shown)
        for inner in self.layout.fields.get(kind, {}):
            definition = self.layout.schema.records[kind].fields[inner]
            if isinstance(definition.type, ListType | RecordType):
                raise CannotSayError(f"`{name}.{inner}`, which is a list or a record within a record, in one file")
            sql = f"e[{quoted(inner)}]" if inner in members else "NULL"
            yield self._column(connection, definition, sql, members.get(inner), f"{name}.{inner}", within=name)

    def _column(
        self,
        connection: DuckDBPyConnection,
        definition: FieldDef,
        sql: str,
        shown: str | None,
        called: str,
        within: str | None = None,
    ) -> _Column:
        type_, name = definition.type, definition.name
        if isinstance(type_, ListType | RecordType):
            raise CannotSayError(f"`{called}`, which names records or is a list of values, in one file")
        if definition.absent_means is not None or has_names(self.layout.schema, type_):
            raise CannotSayError(f"`{called}`, whose absence or name says something, in one file")
        columns = columns_of(self.layout.schema, name, type_)
        if shown is None:
            return _Column("0", lambda values: _all_missing(columns, type_, len(values)))
        match type_:
            case YesNoType() if shown == "BOOLEAN":
                return _Column(sql, lambda values: {name: columns[0].of(_levels(values))})
            case NumberType() if shown in _WHOLE:
                return _Column(f"CAST({sql} AS BIGINT)", lambda values: _span(columns, type_, values))
            case DayType() if shown == "DATE":
                day = f"CAST({sql} - DATE '1970-01-01' + {EPOCH} AS INTEGER)"
                return _Column(day, lambda values: _span(columns, type_, values))
            case CodeType() if shown == "VARCHAR":
                spelt = {word.word: self.words.number(word.word) for word in self.layout.schema.codes[type_.name].words}
                return self._spelt(name, columns[0], sql, spelt)
            case TextType() if shown == "VARCHAR":
                texts = _different(connection, self.file, sql, within)
                return self._spelt(name, columns[0], sql, {text: self.words.number(text) for text in texts})
            case _:
                raise CannotSayError(f"`{called}`, whose column is of the type {shown}, in one file")

    def _spelt(self, name: str, column: Any, sql: str, numbers: Mapping[str, int]) -> _Column:
        table = np.asarray([*numbers.values(), NO_WORD, _NO_CODE], WORD)
        type_ = "UTINYINT" if len(table) <= _IN_A_BYTE else "INTEGER"
        at = f"enum_code(TRY_CAST({sql} AS ENUM({', '.join(map(quoted, numbers)) or quoted(' ')})))"
        none = f"CASE WHEN {sql} IS NULL THEN {len(numbers)} ELSE {len(numbers) + 1} END"
        place = f"coalesce(CAST({at} AS {type_}), CAST({none} AS {type_}))"
        return _Column(place, lambda values: {name: column.of(table.take(values))})

    # ---- fetching -----------------------------------------------------------------------------------------------------------
    def _fetch(self, connection: DuckDBPyConnection, source: str, sql: Sequence[str], numbers: range) -> list[Any]:
        if not sql:
            return []
        rows = (
            f"(SELECT {source} FROM read_parquet({quoted(str(self.file.path))}) "
            f"WHERE file_row_number >= {numbers.start} AND file_row_number < {numbers.stop})"
        )
        listed_ = ", ".join(f"{text} AS c{at}" for at, text in enumerate(sql))
        found = connection.execute(f"SELECT {listed_} FROM {rows}").fetchnumpy()
        return [found[f"c{at}"] for at in range(len(sql))]

    def _listed(
        self, connection: DuckDBPyConnection, name: str, kind: str, members: list[_Column], numbers: range
    ) -> tuple[Listed, Table]:
        if name not in self.file.types:
            known = np.zeros(len(numbers), bool)
            nothing = {k: v for column in members for k, v in column.read(_NO_LIST).items()}
            return listed(kind, np.zeros(len(numbers), ROW), known), Table(0, _NO_LIST, nothing)
        at, *found = self._fetch(
            connection,
            _with_their_elements(named(name), numbers),
            ["place", *(member.sql for member in members)],
            numbers,
        )
        known = np.ones(len(numbers), bool)
        if (is_none := at < 0).any():
            known[-1 - at[is_none]] = False
            at, found = at[~is_none], [values[~is_none] for values in found]
        made: dict[str, Array] = {}
        for member, values in zip(members, found, strict=True):
            made |= member.read(values)
        count = np.bincount(at, minlength=len(numbers))
        return listed(kind, count, known), Table(at.size, at.astype(ROW), made)


def _with_their_elements(column: str, numbers: range) -> str:
    """Rows by their place from 0, one for each element `e` of a list; of one that is not there a row by -1 less its place.

    To ask for the lengths of lists by themselves would read all their elements once more.
    """
    place = f"file_row_number - {numbers.start}"
    signed = f"CAST(CASE WHEN {column} IS NULL THEN -1 - ({place}) ELSE {place} END AS INTEGER) AS place"
    return f"{signed}, unnest(CASE WHEN {column} IS NULL THEN [NULL] ELSE {column} END) AS e"


def _wrong(table: Table, rows: int) -> Array:
    """The rows with a code that is none of its list."""
    wrong = np.zeros(rows, bool)
    for column in table.columns.values():
        if column.dtype == WORD:
            wrong |= column[:-1] == _NO_CODE
    return wrong


def _all_missing(columns: Sequence[Any], type_: Type, rows: int) -> Mapping[str, Array]:
    """The columns of a field that the file does not have."""
    if isinstance(type_, YesNoType):
        return {columns[0].name: np.ones(rows + 1, LEVEL)}
    if len(columns) == 1:
        return {columns[0].name: np.full(rows + 1, NO_WORD, WORD)}
    return _span(columns, type_, np.ma.array(np.zeros(rows, SPAN), mask=True))


def _levels(values: Any) -> Array:
    """The levels of what is yes, no or not there."""
    levels = np.asarray(values).astype(LEVEL)
    levels *= 2
    if np.ma.is_masked(values):
        levels[values.mask] = UNKNOWN_LEVEL
    return levels


def _span(columns: Sequence[Any], type_: Type, values: Any) -> Mapping[str, Array]:
    """The first and the last that a day or number can be; of an open day that is not there, that it has not come."""
    low, high = (days.NOT_YET, days.NOT_YET) if is_open(type_) else missing_span(type_)
    first, last = columns
    if not np.ma.is_masked(values):
        plain = np.asarray(values)
        return {first.name: first.of(plain), last.name: last.of(plain)}
    return {first.name: first.of(values.filled(low)), last.name: last.of(values.filled(high))}


def _different(connection: DuckDBPyConnection, file: OneFile, sql: str, within: str | None) -> list[str]:
    """The different texts of a column."""
    source = "*" if within is None else f"unnest({named(within)}) AS e"
    rows = f"(SELECT {source} FROM read_parquet({quoted(str(file.path))}))"
    query = f"SELECT DISTINCT {sql} AS t FROM {rows} WHERE t IS NOT NULL ORDER BY t LIMIT {_MOST_WORDS + 1}"
    found = [text for (text,) in connection.execute(query).fetchall()]
    if len(found) > _MOST_WORDS:
        raise CannotSayError(f"a column with more than {_MOST_WORDS:,} different texts, in one file")
    return found


def _members_of(shown: str) -> dict[str, str]:
    """The members of the structs of a list, as DuckDB shows their type.

    >>> _members_of("STRUCT(kind VARCHAR, date DATE)[]")
    {'kind': 'VARCHAR', 'date': 'DATE'}
    """
    if not (shown.startswith("STRUCT(") and shown.endswith(")[]")):
        return {}
    members = [member.rsplit(" ", 1) for member in shown[len("STRUCT(") : -len(")[]")].split(", ")]
    return {name.strip('"'): type_ for name, type_ in members}
