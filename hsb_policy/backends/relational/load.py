"""Floor 2, back end: cases that have been read, put into the table of cases, in batches."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from hsb_policy.backends.columnar.layout import has_names, in_a_list
from hsb_policy.backends.relational.layout import PLACE, Layout
from hsb_policy.core.case import Case, Record
from hsb_policy.core.schema import CASE
from hsb_policy.core.types import (
    AnswerType,
    CodeType,
    DayType,
    ListType,
    MomentType,
    RecordType,
    Type,
    YesNoType,
)
from hsb_policy.values import days
from hsb_policy.values.unknown import NOT_RECORDED, PARTLY_KNOWN, Between, NamedCode, Unknown

Row = dict[str, Any]


def rows_of(layout: Layout, cases: Iterable[Case], first: int = 0) -> Iterable[Row]:
    """A row of the table for each case, numbered from `first`."""
    for number, case in enumerate(cases, first):
        yield {"case_no": number, "case_id": case.case_id, "as_at": case.as_at, **_CaseRows(layout, case.root).row()}


def reference_rows(layout: Layout, rows: Mapping[str, tuple[Record, ...]]) -> dict[str, list[Row]]:
    """The rows of reference data, by the name of the reference, as the query reads them."""
    reader = _CaseRows(layout, Record("", None, "", "", {}))
    return {name: [reader.struct(record, at) for at, record in enumerate(records, 1)] for name, records in rows.items()}


def as_json(row: Row) -> str:
    """A row as the text that the database reads."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


class _CaseRows:
    """Makes the row of one case. Records are numbered by their kind, those within others in the order of the file."""

    def __init__(self, layout: Layout, root: Record) -> None:
        self._layout = layout
        self._schema = layout.schema
        self._root = root
        self._places: dict[int, int] = {}
        self._numbers: dict[str, int] = {}
        for kind in self._schema.records.values():
            listed = root.facts.get(kind.place) if in_a_list(kind) and kind.place else None
            for at, record in enumerate(listed if isinstance(listed, tuple) else (), 1):
                self._places[id(record)] = at

    def row(self) -> Row:
        """The row."""
        return {f"case {name}": value for name, value in self._members(self._root, CASE).items()}

    def struct(self, record: Record, at: int | None = None) -> Row:
        """A record with its place."""
        place = at or self._places.get(id(record))
        if place is None:
            place = self._numbers[record.kind] = self._numbers.get(record.kind, 0) + 1
        found: Row = {PLACE: place}
        if self._schema.records[record.kind].has_id:
            found["id"] = record.id
        return {**found, **self._members(record, record.kind)}

    def _members(self, record: Record, kind: str) -> Row:
        found: Row = {}
        fields = self._schema.records[kind].fields
        for name in self._layout.fields.get(kind, {}):
            if name in ("id", "as_at", "case_id"):
                continue
            value, of = record.facts[name], fields[name].type
            found[name] = self._of_list(value, of, kind == CASE) if isinstance(of, ListType) else self._one(value, of)
            if isinstance(of, DayType) and of.partial:
                found[f"{name} last"] = _last_of(value)
            if has_names(self._schema, of):
                found[f"{name} name"] = _name_of(value)
            if (kind, name) in self._layout.states:
                found[f"{name} state"] = _state_of(value)
        return found

    def _of_list(self, value: Any, kind: ListType, of_the_case: bool) -> Any:
        if not isinstance(value, tuple):
            return None
        if of_the_case and isinstance(kind.item, RecordType):
            return [self.struct(item) for item in value]
        if has_names(self._schema, kind.item):
            return [None if isinstance(i, Unknown) else {"v": _word_of(i), "n": _name_of(i)} for i in value]
        return [self._one(item, kind.item) for item in value]

    def _one(self, value: Any, kind: Type) -> Any:
        match kind:
            case YesNoType():
                return 1 if isinstance(value, Unknown) else 2 if value is True else 0
            case DayType() | MomentType():
                return _first_of(value)
            case _ if isinstance(value, Unknown):
                return None
            case AnswerType():
                return ("=yes" if value else "=no") if isinstance(value, bool) else f'"{value}'
            case RecordType():
                return self._places[id(value)] if in_a_list(self._schema.records[kind.name]) else self.struct(value)
            case CodeType():
                return _word_of(value)
            case _:
                return value


def _first_of(value: Any) -> int | None:
    if isinstance(value, Between):
        return None if value.low in (days.FIRST_DAY, days.first_moment(days.FIRST_DAY)) else value.low
    return value if isinstance(value, int) else None


def _last_of(value: Any) -> int | None:
    return value.high if isinstance(value, Between) and _first_of(value) is not None else _first_of(value)


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
