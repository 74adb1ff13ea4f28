"""Floor 1: a case file as tables: which table each list has, and which column each field. `grammar/TABLES.md` says it in words.

One table `cases`; one for each list or single record of the case, named after it; one for each list embedded in the records of
another table, named after both (`children_residences`). Every row names its case; a row of an embedded list its parent too.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen

from hsb_policy.core.schema import CASE, FieldDef, RecordDef, Schema
from hsb_policy.core.types import DayType, ListType, RecordType, TextType, Type

CASES: Final = "cases"
CASE_ID: Final = "case_id"
AS_AT: Final = "as_at"
PARENT: Final = "parent"
ROW: Final = "row"
NOT_RECORDED: Final = "not_recorded"
UNKNOWN: Final = "unknown"
MARKERS: Final = (NOT_RECORDED, UNKNOWN)
EMPTY_LIST: Final = "[]"
BETWEEN_ELEMENTS: Final = ";"
_LISTED: Final = ("list", "recording")
_EVERY_CASE_HAS: Final = (
    FieldDef(name=CASE_ID, type=TextType(), label="case"),
    FieldDef(name=AS_AT, type=DayType(), label="day on which the case is judged"),
)


@frozen(kw_only=True)
class Table:
    """One table of a case file.

    `place` is the list or field that it holds (empty for `cases`); `parent` the table in whose records it is embedded, None for
    what stands in the case itself; `single`: at most one record there. `cells` are the fields with a column of their own; `inner` the
    tables of what the records hold, by the name of the field or list.
    """

    name: str
    kind: RecordDef
    place: str
    parent: str | None
    single: bool
    cells: Mapping[str, FieldDef]
    inner: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that the table may have."""
        keys = () if self.name == CASES else (CASE_ID, *((PARENT,) if self.parent else ()), ROW)
        return (*keys, *self.cells, *self.inner)


def tables(schema: Schema) -> Mapping[str, Table]:
    """The tables of a vocabulary's case file: `cases` first, and each before those that are embedded in it.

    Raises ValueError where two lists would have one table, or a field the name of a column that every table has.
    """
    found: dict[str, Table] = {}
    for table in _tables_in_case(schema):
        if table.name in found:
            raise ValueError(f"two lists would have the table `{table.name}`")
        taken = {CASE_ID, ROW, PARENT}.intersection(table.cells) if table.name != CASES else ()
        if taken:
            raise ValueError(f"`{min(taken)}` is a column of every table, and a field of the records of `{table.name}`")
        found[table.name] = table
    return found


def _tables_in_case(schema: Schema) -> Iterator[Table]:
    root = schema.records[CASE]
    placed = {r.place: r for r in schema.records.values() if r.placement in (*_LISTED, "single") and r.place}
    own = {name: field for name, field in root.fields.items() if name not in placed}
    cells = {field.name: field for field in _EVERY_CASE_HAS}
    cells |= {name: field for name, field in own.items() if embedded(field.type, schema) is None}
    inner = {name: kind for name, field in own.items() if (kind := embedded(field.type, schema)) is not None}
    lists = {**placed, **inner}
    yield Table(
        name=CASES, kind=root, place="", parent=None, single=False, cells=cells, inner={name: name for name in lists}
    )
    for name, kind in lists.items():
        field = own.get(name)
        single = kind.placement == "single" or (field is not None and not isinstance(field.type, ListType))
        yield from _with_embedded(schema, kind, name, name, None, single)


def _with_embedded(
    schema: Schema, kind: RecordDef, name: str, place: str, parent: str | None, single: bool
) -> Iterator[Table]:
    inner = {field.name: held for field in kind.fields.values() if (held := embedded(field.type, schema)) is not None}
    cells = {field.name: field for field in kind.fields.values() if field.name not in inner}
    names = {field: f"{name}_{field}" for field in inner}
    yield Table(name=name, kind=kind, place=place, parent=parent, single=single, cells=cells, inner=names)
    for field, held in inner.items():
        is_list = isinstance(kind.fields[field].type, ListType)
        yield from _with_embedded(schema, held, names[field], field, name, not is_list)


def embedded(type_: Type, schema: Schema) -> RecordDef | None:
    """The kind of record that a field holds within its own record, alone or in a list; None for values and refs."""
    item = type_.item if isinstance(type_, ListType) else type_
    kind = schema.records.get(item.name) if isinstance(item, RecordType) else None
    return kind if kind is not None and kind.placement not in _LISTED else None
