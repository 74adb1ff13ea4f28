"""Floor 2, back end: cases that have been read as the columns of a batch, and the reference data of the policy in the same form."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from attrs import define, evolve, field

from hsb_policy.backends.columnar.batch import NO_ROW, NO_WORD, VALUE, Array, Batch, Listed, Table, Words, elements_of
from hsb_policy.backends.columnar.columns import (
    ROW,
    SPAN,
    Column,
    columns_of,
    listed,
    missing_span,
    state_column,
)
from hsb_policy.backends.columnar.layout import Layout, Place, has_names, held
from hsb_policy.core.case import Case, Record
from hsb_policy.core.schema import CASE
from hsb_policy.core.tables import AS_AT
from hsb_policy.core.types import (
    AnswerType,
    DayType,
    ListType,
    MomentType,
    NumberType,
    RecordType,
    Type,
    YesNoType,
)
from hsb_policy.values.unknown import NOT_RECORDED, PARTLY_KNOWN, Between, NamedCode, Unknown


def batch_of(layout: Layout, cases: Sequence[Case], words: Words, numbers: Sequence[int] | None = None) -> Batch:
    """The batch of cases that have been read. `numbers` are theirs in the source; without them they are counted from 0."""
    filling = _Filling(layout, words)
    filling.gather([case.root for case in cases])
    tables = filling.tables()
    as_at = [case.as_at for case in cases]
    days = {column.name: column.of(as_at) for column in columns_of(layout.schema, AS_AT, DayType())}
    tables[CASE] = evolve(tables[CASE], columns={**tables[CASE].columns, **days})
    return Batch(
        numbers=np.asarray(range(len(cases)) if numbers is None else numbers, dtype=SPAN),
        ids=_objects([case.case_id for case in cases]),
        tables=tables,
    )


def reference_tables(layout: Layout, rows: Mapping[str, tuple[Record, ...]], words: Words) -> Mapping[str, Table]:
    """The reference data of a policy, by the kind of record, with the elements of its lists. `rows` has them by the name of the data."""
    filling = _Filling(layout, words)
    for kind in layout.schema.records.values():
        records = rows.get(kind.place or "")
        if kind.placement == "reference" and records is not None:
            filling.stand(kind.name, records, [0] * len(records), None)
    return filling.tables()


@define(eq=False)
class _Standing:
    """The records of one kind in their order, with the rows of their cases and of the records that they stand in."""

    records: Sequence[Record]
    cases: Sequence[int]
    parents: Sequence[int] | None


@define(eq=False)
class _Filling:
    """The tables while they are filled: first all records take their rows, then their facts are put into columns."""

    layout: Layout
    words: Words
    standing: dict[str, _Standing] = field(factory=dict)
    rows: dict[tuple[int, int], int] = field(factory=dict)  # by the row of the case, and the record

    # ---- rows -----------------------------------------------------------------------------------------------------------------
    def gather(self, roots: Sequence[Record]) -> None:
        """Give all records of the cases their rows."""
        self.stand(CASE, roots, range(len(roots)), None)
        for place in self.layout.tables():
            owner = self.standing[place.owner]
            found = [(record, at) for at, of in enumerate(owner.records) for record in _held_in(of, place)]
            parents = [at for _, at in found]
            cases = [owner.cases[at] for at in parents]
            self.stand(place.kind, [record for record, _ in found], cases, None if place.owner == CASE else parents)

    def stand(self, kind: str, records: Sequence[Record], cases: Sequence[int], parents: Sequence[int] | None) -> None:
        """Give the records of a kind their rows."""
        self.standing[kind] = _Standing(records, cases, parents)
        self.rows.update(((of, id(record)), at) for at, (of, record) in enumerate(zip(cases, records, strict=True)))

    # ---- columns --------------------------------------------------------------------------------------------------------------
    def tables(self) -> dict[str, Table]:
        """The tables of all kinds, and of the elements of their lists."""
        made: dict[str, Table] = {}
        for kind, standing in self.standing.items():
            made[kind] = self._table(kind, standing, made)
        return made

    def _table(self, kind: str, standing: _Standing, made: dict[str, Table]) -> Table:
        schema = self.layout.schema
        fields = schema.records[kind].fields
        columns: dict[str, Array] = {}
        lists: dict[str, Listed] = {}
        for name in self.layout.fields.get(kind, {}):
            if kind == CASE and name == AS_AT:
                continue
            definition, values = fields[name], [record.facts[name] for record in standing.records]
            type_ = definition.type
            if not isinstance(type_, ListType):
                columns |= self._columns(
                    columns_of(schema, name, type_), type_, values, standing.cases, missing_span(type_)
                )
            elif (records := held(schema, kind, definition)) is not None:
                lists[name] = _listed(records.name, values)
            else:
                lists[name] = _listed(elements_of(kind, name), values)
                made[elements_of(kind, name)] = self._elements(type_.item, values, standing)
            if (kind, name) in self.layout.states:
                state = state_column(name)
                columns[state.name] = state.of([_state_of(value) for value in values])
        definition_of = schema.records[kind]
        ids = [record.id or record.path for record in standing.records]
        return Table(
            rows=len(standing.records),
            case=np.asarray(standing.cases, dtype=ROW),
            columns=columns,
            lists=lists,
            parent=None if standing.parents is None else np.asarray(standing.parents, dtype=ROW),
            ids=_objects(ids) if definition_of.has_id or definition_of.placement == "reference" else None,
        )

    def _elements(self, item: Type, lists: Sequence[Any], of: _Standing) -> Table:
        known = [(at, value) for at, value in enumerate(lists) if isinstance(value, tuple)]
        parents = [at for at, value in known for _ in value]
        values = list(chain.from_iterable(value for _, value in known))
        cases = [of.cases[at] for at in parents]
        columns = columns_of(self.layout.schema, VALUE, item, element=True)
        return Table(
            rows=len(values),
            case=np.asarray(cases, dtype=ROW),
            columns=self._columns(columns, item, values, cases, missing_span(item, element=True)),
            parent=np.asarray(parents, dtype=ROW),
        )

    def _columns(
        self,
        columns: tuple[Column, ...],
        type_: Type,
        values: Sequence[Any],
        cases: Sequence[int],
        missing: tuple[int, int],
    ) -> dict[str, Array]:
        match type_:
            case YesNoType():
                numbers = [[1 if isinstance(value, Unknown) else 2 if value else 0 for value in values]]
            case DayType() | MomentType() | NumberType():
                bounds = [_bounds(value, missing) for value in values]
                numbers = [[low for low, _ in bounds], [high for _, high in bounds]]
            case RecordType():
                numbers = [[self.rows.get((of, id(value)), NO_ROW) for of, value in zip(cases, values, strict=True)]]
            case AnswerType():
                numbers = [[self._number(_answer_of(value)) for value in values]]
            case _:
                numbers = [[self._number(_word_of(value)) for value in values]]
                if has_names(self.layout.schema, type_):
                    numbers.append([self._number(_name_of(value)) for value in values])
        return {column.name: column.of(of) for column, of in zip(columns, numbers, strict=True)}

    def _number(self, text: str | None) -> int:
        return NO_WORD if text is None else self.words.number(text)


def _held_in(record: Record, place: Place) -> Iterator[Record]:
    value = record.facts[place.field]
    if isinstance(value, tuple):
        yield from value
    elif isinstance(value, Record):
        yield value


def _listed(table: str, values: Sequence[Any]) -> Listed:
    counts = [len(value) if isinstance(value, tuple) else 0 for value in values]
    return listed(
        table, np.asarray(counts, dtype=ROW), np.asarray([isinstance(v, tuple) for v in values], dtype=np.bool_)
    )


def _objects(values: Sequence[Any]) -> Array:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _bounds(value: Any, missing: tuple[int, int]) -> tuple[int, int]:
    if isinstance(value, Between):
        return value.low, value.high
    return (value, value) if isinstance(value, int) else missing


def _answer_of(value: Any) -> str | None:
    if isinstance(value, bool):
        return "=yes" if value else "=no"
    return f'"{value}' if isinstance(value, str) else None


def _word_of(value: Any) -> str | None:
    return value.code if isinstance(value, NamedCode) else value if isinstance(value, str) else None


def _name_of(value: Any) -> str | None:
    if not isinstance(value, NamedCode):
        return "" if isinstance(value, str) else None
    return value.name if isinstance(value.name, str) else None


def _state_of(value: Any) -> int:
    """1 where nothing was recorded, 2 where it was recorded as not known, 0 otherwise."""
    if not isinstance(value, Unknown | Between) or any(f.state == PARTLY_KNOWN for f in value.facts):
        return 0
    return 1 if all(f.state == NOT_RECORDED for f in value.facts) else 2
