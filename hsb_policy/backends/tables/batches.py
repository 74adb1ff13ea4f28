"""Floor 2, back end: a batch of cases straight from laid-down tables: flat columns out of SQL, and no object for a case or a record.

One SELECT for each table, one for each field that holds refs, one for each field that is a list of values. Records within others are
named by those around them, and stand in their order.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from attrs import define, evolve, field, frozen
from duckdb import DuckDBPyConnection

from hsb_policy.backends.columnar.batch import NO_ROW, VALUE, Array, Batch, Table, Words, elements_of
from hsb_policy.backends.columnar.columns import ROW, SPAN, columns_of, is_open, listed, state_column
from hsb_policy.backends.columnar.layout import Layout, Place, held
from hsb_policy.backends.tables.cell_columns import NO_CELL, Cell, CellColumns, Fetched, elements_in
from hsb_policy.backends.tables.cells import quoted_name, quoted_text
from hsb_policy.backends.tables.laid_columns import (
    CASE_NO,
    LAID_AT,
    LaidColumns,
    Stand,
    numbered,
    order_by,
    places_among,
    stand,
)
from hsb_policy.backends.tables.laid_down import LaidDown
from hsb_policy.core.schema import CASE, FieldDef
from hsb_policy.core.tables import AS_AT, CASE_ID, EMPTY_LIST, MARKERS, PARENT, UNKNOWN
from hsb_policy.core.tables import Table as FileTable
from hsb_policy.core.types import DayType, ListType, RecordType, Type
from hsb_policy.values.days import show_day

_RECORDED, _NOT_RECORDED, _UNKNOWN = 0, 1, 2  # what the cell of records within a record says of them
_AS_AT: FieldDef = FieldDef(name=AS_AT, type=DayType(), label="day on which the case is judged")


def batch_from_tables(
    connection: DuckDBPyConnection,
    layout: Layout,
    tables: Mapping[str, FileTable],
    laid: LaidDown,
    numbers: range,
    words: Words,
    *,
    without: Sequence[int] = (),
    as_at: int | None = None,
) -> Batch:
    """The batch of the cases with these numbers in laid-down tables.

    `without` has the doubtful ones (`doubtful.doubtful_numbers`), which are left out: the reader has to read them. `as_at` goes before the
    day of the cases. A connection serves one laid-down file, and keeps the order of rows (`connect`).
    """
    columns = LaidColumns(connection, laid, numbers)
    columns.attach()
    by_kind = {table.kind.name: table for table in tables.values()}
    fetching = _Fetching(layout, by_kind, columns, CellColumns(layout.schema, words))
    return fetching.batch(np.asarray(without, dtype=SPAN), as_at)


@frozen(eq=False)
class _Rows:
    """The rows of a table as they were fetched: `beside` is what was asked for by itself, `marks` the same by the name of the field."""

    laid_at: Array
    case_no: Array
    beside: Sequence[Array]
    columns: Sequence[tuple[Fetched, Array]]
    marks: Mapping[str, Array]


@define(eq=False)
class _Fetching:
    """A batch while it is fetched: all tables first, then what connects their rows."""

    layout: Layout
    files: Mapping[str, FileTable]
    laid: LaidColumns
    cells: CellColumns
    stands: dict[str, Stand] = field(factory=dict)
    marks: dict[tuple[str, str], Array] = field(
        factory=dict
    )  # of lists of values: known; of records within: _RECORDED, …
    made: dict[str, Table] = field(factory=dict)

    def batch(self, without: Array, as_at: int | None) -> Batch:
        """The batch."""
        numbers, ids = self._cases(without, as_at)
        places = self.layout.tables()
        row_of_case = np.full(len(self.laid.numbers), NO_ROW)
        row_of_case[numbers - self.laid.numbers.start] = np.arange(len(numbers))
        owners = [self._records(place, row_of_case) for place in places]
        self._refs()
        for kind in self.stands:
            self._lists(kind)
        for place, rows in zip(places, owners, strict=True):
            if place.field in self.layout.fields.get(place.owner, {}):
                self._held(place, rows)
        return Batch(numbers=numbers, ids=ids, tables=self.made)

    # ---- the tables -------------------------------------------------------------------------------------------------------------
    def _cases(self, without: Array, as_at: int | None) -> tuple[Array, Array]:
        """The table of the cases; their numbers and ids."""
        day = self._cell(CASE, AS_AT) if as_at is None else Cell(quoted_text(show_day(as_at)))
        rows = self._fetch(CASE, [self._id(CASE, CASE_ID)], list(self.cells.of_field(_AS_AT, day, NO_CELL)))
        left_out = np.isin(rows.case_no, without)
        of = stand(rows.laid_at, rows.case_no, np.flatnonzero(~left_out) if left_out.any() else None)
        numbers = of.ordered(rows.case_no)
        self._make(CASE, of, rows, Table(rows=len(numbers), case=np.arange(len(numbers), dtype=ROW)))
        return numbers, of.ordered(rows.beside[0])

    def _records(self, place: Place, row_of_case: Array) -> Array:
        """The table of the records of a kind; the rows of the records (or cases) that these stand in."""
        kind, file = place.kind, self.files[place.kind]
        around = None if place.owner == CASE else self.files[place.owner].kind
        parent = f"coalesce(TRY_CAST({self._text(kind, PARENT)} AS BIGINT), {NO_ROW})" if around else str(NO_ROW)
        rows = self._fetch(kind, [self._id(kind, "id"), parent])
        if around is None:
            owners = row_of_case[rows.case_no - self.laid.numbers.start]
        elif around.has_id:
            [(at, parents)] = self.laid.named_by([self._naming(kind, PARENT)], self.files[place.owner].name)
            owners = _scattered(
                len(rows.laid_at), places_among(rows.laid_at, at), self.stands[place.owner].rows(parents)
            )
        else:
            owners = numbered(self.stands[place.owner], rows.case_no, rows.beside[1])
        of = stand(rows.laid_at, rows.case_no, order_by(owners))
        owners = of.ordered(owners)
        table = Table(
            rows=len(owners),
            case=self.made[place.owner].case[owners],
            parent=owners.astype(ROW) if around else None,
            ids=np.asarray(of.ordered(rows.beside[0])) if file.kind.has_id else None,
        )
        self._make(kind, of, rows, table)
        return owners

    def _fetch(self, kind: str, beside: Sequence[str], more: Sequence[Fetched] = ()) -> _Rows:
        fetched, marks = [*more, *self._values(kind)], dict(self._marks(kind))
        sql = [f"r.{LAID_AT}", f"r.{CASE_NO}", *beside, *(one.sql for one in fetched), *marks.values()]
        laid_at, case_no, *found = self.laid.fetch(f"{self._rows_of(kind)} r", sql)
        values, rest = found[len(beside) :], found[len(beside) + len(fetched) :]
        return _Rows(
            laid_at=laid_at,
            case_no=case_no,
            beside=found[: len(beside)],
            columns=list(zip(fetched, values, strict=False)),
            marks=dict(zip(marks, rest, strict=True)),
        )

    def _make(self, kind: str, of: Stand, rows: _Rows, table: Table) -> None:
        self.stands[kind] = of
        self.made[kind] = evolve(
            table,
            columns={one.column.name: one.column.of(one.read(of.ordered(values))) for one, values in rows.columns},
        )
        self.marks.update({(kind, name): of.ordered(values) for name, values in rows.marks.items()})

    def _rows_of(self, kind: str) -> str:
        return self.laid.rows_of(self.files[kind].name)

    def _cell(self, kind: str, column: str | None) -> Cell:
        """A cell of the rows `r`."""
        table = self.laid.laid.tables.get(self.files[kind].name)
        if table is None or column is None or column not in table.columns:
            return NO_CELL
        return Cell(f"r.{quoted_name(column)}", table.kept_as(column))

    def _text(self, kind: str, column: str | None) -> str:
        return self._cell(kind, column).text

    def _id(self, kind: str, column: str) -> str:
        return f"coalesce({self._text(kind, column)}, '')"

    def _read(self, kind: str) -> Iterator[FieldDef]:
        """The fields of a kind that are read; without the day of the case, which is always."""
        fields = self.layout.schema.records[kind].fields
        yield from (fields[name] for name in self.layout.fields.get(kind, {}) if (kind, name) != (CASE, AS_AT))

    def _values(self, kind: str) -> Iterator[Fetched]:
        """The columns that a row's own cells give."""
        for definition in self._read(kind):
            if held(self.layout.schema, kind, definition) is not None:
                continue
            cell = self._cell(kind, definition.name)
            if not isinstance(definition.type, ListType | RecordType):
                yield from self.cells.of_field(definition, cell, self._cell(kind, definition.named_by))
            if (kind, definition.name) in self.layout.states:
                yield self.cells.of_state(definition, cell)

    def _marks(self, kind: str) -> Iterator[tuple[str, str]]:
        for definition in self._read(kind):
            cell = self._cell(kind, definition.name)
            if held(self.layout.schema, kind, definition) is not None:
                yield (
                    definition.name,
                    f"({cell.place_in(MARKERS)} + 1) % {len(MARKERS) + 1}",
                )  # what is no marker is the last
            elif isinstance(definition.type, ListType):
                yield definition.name, f"coalesce({cell.text} <> '{UNKNOWN}', {str(is_open(definition.type)).lower()})"

    # ---- what connects them ---------------------------------------------------------------------------------------------------
    def _naming(self, kind: str, column: str) -> str:
        """The query for the cells of a kind that name a record by id."""
        return f"SELECT r.{LAID_AT} AS at, r.{CASE_NO}, {self._text(kind, column)} AS id FROM {self._rows_of(kind)} r"

    def _refs(self) -> None:
        """The refs that stand in cells of their own, all to one kind of record in one query."""
        to: dict[str, list[tuple[str, str]]] = {}
        for kind in self.stands:
            for definition in self._read(kind):
                type_ = definition.type
                if isinstance(type_, RecordType) and held(self.layout.schema, kind, definition) is None:
                    to.setdefault(type_.name, []).append((kind, definition.name))
        for target, cells in to.items():
            found = self.laid.named_by([self._naming(*cell) for cell in cells], self.files[target].name)
            for (kind, name), (at, targets) in zip(cells, found, strict=True):
                of = self.stands[kind]
                rows = _scattered(len(of.laid_at), of.places(at), self.stands[target].rows(targets))
                [column] = columns_of(self.layout.schema, name, RecordType(target))
                self._add(kind, {column.name: column.of(of.ordered(rows))})

    def _lists(self, kind: str) -> None:
        """The lists of values and refs of the records of a kind."""
        for definition in self._read(kind):
            name, type_ = definition.name, definition.type
            if isinstance(type_, ListType) and held(self.layout.schema, kind, definition) is None:
                beside = self._text(kind, definition.named_by)
                count = self._elements(kind, name, type_.item, self._text(kind, name), beside)
                lists = {name: listed(elements_of(kind, name), count, self.marks[kind, name])}
                self.made[kind] = evolve(self.made[kind], lists={**self.made[kind].lists, **lists})

    def _elements(self, kind: str, name: str, item: Type, text: str, beside: str) -> Array:
        """Make the table of the elements of a list; how many each record has."""
        of, columns = self.stands[kind], columns_of(self.layout.schema, VALUE, item, element=True)
        cells = f"{self._rows_of(kind)} r WHERE {text} NOT IN ('{UNKNOWN}', '{EMPTY_LIST}')"
        apart = f"SELECT r.{LAID_AT}, r.{CASE_NO}, {beside} AS beside, {elements_in(text)} AS element FROM {cells}"
        source = (
            f"(SELECT row_number() OVER () - 1 AS nth, {LAID_AT}, {CASE_NO}, beside, trim(element) AS e FROM ({apart}))"
        )
        values = (
            []
            if isinstance(item, RecordType)
            else list(self.cells.of_elements(VALUE, item, Cell("r.e"), Cell("r.beside")))
        )
        laid_at, *found = self.laid.fetch(f"{source} r", [f"r.{LAID_AT}", *(one.sql for one in values)])
        owners = of.rows(laid_at)
        order = order_by(owners)
        put = np.arange(len(owners)) if order is None else order
        if isinstance(item, RecordType):
            naming = f"SELECT nth AS at, {CASE_NO}, e AS id FROM {source}"
            [(nth, targets)] = self.laid.named_by([naming], self.files[item.name].name)
            rows = _scattered(len(owners), nth, self.stands[item.name].rows(targets))
            made = {columns[0].name: columns[0].of(rows[put])}
        else:
            made = {one.column.name: one.column.of(one.read(got[put])) for one, got in zip(values, found, strict=True)}
        parents = owners[put].astype(ROW)
        self.made[elements_of(kind, name)] = Table(
            rows=len(parents), case=self.made[kind].case[parents], columns=made, parent=parents
        )
        return np.bincount(parents, minlength=self.made[kind].rows)

    def _held(self, place: Place, owners: Array) -> None:
        """Records within others, in the table of these: a list, or the row of the one record."""
        table, mark = self.made[place.owner], self.marks[place.owner, place.field]
        kind = self.files[place.kind].kind
        if self.files[place.kind].name not in self.laid.laid.tables:
            mark = np.where(mark == _UNKNOWN, mark, _NOT_RECORDED)
        recording = kind.placement == "recording"
        known = (mark == _RECORDED) | (recording & (mark == _NOT_RECORDED))
        count = np.where(known, np.bincount(owners, minlength=table.rows), 0)
        lists = listed(place.kind, count, known)
        if place.single:
            [column] = columns_of(self.layout.schema, place.field, RecordType(place.kind))
            self._add(place.owner, {column.name: column.of(np.where(count > 0, lists.first[:-1], NO_ROW))})
            mark = np.where((mark == _RECORDED) & (count == 0), _NOT_RECORDED, mark)
        else:
            self.made[place.owner] = evolve(table, lists={**table.lists, place.field: lists})
        if (place.owner, place.field) in self.layout.states:
            state = state_column(place.field)
            states = np.where(recording & (mark == _NOT_RECORDED), 0, mark)
            self._add(place.owner, {state.name: state.of(states)})

    def _add(self, kind: str, columns: Mapping[str, Array]) -> None:
        self.made[kind] = evolve(self.made[kind], columns={**self.made[kind].columns, **columns})


def _scattered(rows: int, at: Array, values: Array) -> Array:
    """A column of rows with these values at these places, and elsewhere NO_ROW."""
    found = np.full(rows, NO_ROW)
    found[at] = values
    return found
