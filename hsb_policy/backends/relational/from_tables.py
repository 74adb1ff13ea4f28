"""Floor 2, back end: the table of cases straight from laid-down tables, in SQL: what `load.rows_of` makes of cases that were read.

Only for cases that are not doubtful: their cells hold values of their fields, and their refs and parents are there. Each table becomes a
list of structs for each case (or for each parent), inner tables first; a ref becomes the place of its record in its list.
"""

from collections.abc import Iterator, Mapping

from attrs import define, field

from hsb_policy.backends.columnar.columns import is_open
from hsb_policy.backends.columnar.layout import in_a_list
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational.laid_down import LaidDown
from hsb_policy.backends.relational.layout import PLACE, Layout
from hsb_policy.backends.relational.sql import named, quoted
from hsb_policy.backends.relational.texts import NO_IDS, NO_TEXT, members_of
from hsb_policy.core.schema import CASE, FieldDef
from hsb_policy.core.tables import AS_AT, CASE_ID, CASES, NOT_RECORDED, PARENT, ROW, UNKNOWN, Table, embedded
from hsb_policy.core.types import ListType, RecordType


def cases_from_tables(
    layout: Layout,
    tables: Mapping[str, Table],
    laid: LaidDown,
    low: int,
    high: int,
    *,
    source: str,
    as_at: int | None = None,
) -> str:
    """The query for the rows of the table of cases, for the cases numbered from `low` to before `high`.

    `source` is the name under which the laid-down file is attached; `as_at` goes before the day of the cases. Raises CannotSayError where
    two lists hold records of one embedded kind.
    """
    return _Query(layout, tables, laid, low, high, source).sql(as_at)


@define(eq=False)
class _Query:
    """The query while it is written: a part for each table, inner tables first."""

    layout: Layout
    tables: Mapping[str, Table]
    laid: LaidDown
    low: int
    high: int
    source: str
    parts: dict[str, str] = field(factory=dict)

    def sql(self, as_at: int | None) -> str:
        _each_kind_in_one_table(self.tables)
        root = self.tables[CASES]
        members = list(self._members(root, CASE, "r"))
        own = dict(self.layout.members(CASE))
        day = str(as_at) if as_at is not None else dict(members_of(root.cells[AS_AT], f"r.{AS_AT}", self.layout))[AS_AT]
        columns = ["r.case_no", f"r.{CASE_ID}", f"CAST({day} AS BIGINT) AS {AS_AT}"]
        columns += [f"CAST({sql} AS {own[name]}) AS {named(f'case {name}')}" for name, sql in members]
        body = f"SELECT {', '.join(columns)} FROM {self._rows_of(root)} r{self._joins(root, 'r')}"
        parts = ",\n".join(f"{name} AS ({sql})" for name, sql in self.parts.items())
        return f"WITH {parts}\n{body}" if parts else body

    # ---- one table --------------------------------------------------------------------------------------------------------------
    def _rows_of(self, table: Table) -> str:
        """The rows of a table with the place of each, `nth`, within its case."""
        own = f"SELECT *, {self._place(table)} AS nth FROM {self.source}.{named(table.name)}"
        return f"({own} WHERE case_no >= {self.low} AND case_no < {self.high})"

    def _place(self, table: Table) -> str:
        by = f"TRY_CAST({named(ROW)} AS BIGINT), " if ROW in self._columns(table) and table.name != CASES else ""
        return f"row_number() OVER (PARTITION BY case_no ORDER BY {by}row_no)"

    def _columns(self, table: Table) -> tuple[str, ...]:
        return self.laid.tables[table.name].columns

    def _listed(self, name: str) -> str:
        """The part that has the records of a table as lists `l`, for each case or each parent."""
        part = named(f"list {name}")
        if part not in self.parts:
            table = self.tables[name]
            rows = self._records(table)
            keys = f"case_no, {PARENT}" if table.parent else "case_no"
            self.parts[part] = f"SELECT {keys}, list(s ORDER BY nth) AS l FROM ({rows}) GROUP BY {keys}"
        return part

    def _records(self, table: Table) -> str:
        """The rows of a table, each a struct `s`. A record is numbered in the order of the file, after those of the parents before its own."""
        kind, source = table.kind.name, self._rows_of(table)
        keys, place = f"r.case_no, r.{PARENT}, r.nth" if table.parent else "r.case_no, r.nth", "r.nth"
        joins = ""
        if table.parent:
            parent, key = self._rows_of(self.tables[table.parent]), self._key(table.parent, "p")
            joins = f" JOIN {parent} p ON p.case_no = r.case_no AND {key} = r.{PARENT}"
            place = "row_number() OVER (PARTITION BY r.case_no ORDER BY p.nth, r.nth)"
        members = {
            PLACE: place,
            **({"id": "r.id"} if table.kind.has_id else {}),
            **dict(self._members(table, kind, "r")),
        }
        struct = ", ".join(
            f"{quoted(name)}: CAST({members[name]} AS {type_})" for name, type_ in self.layout.members(kind)
        )
        return f"SELECT {keys}, {{{struct}}} AS s FROM {source} r{joins}{self._joins(table, 'r')}"

    def _key(self, name: str, row: str) -> str:
        """What the rows of embedded lists name a record by."""
        return f"{row}.id" if self.tables[name].kind.has_id else f"CAST({row}.nth - 1 AS VARCHAR)"

    # ---- what a record holds ------------------------------------------------------------------------------------------------------
    def _members(self, table: Table, kind: str, row: str) -> Iterator[tuple[str, str]]:
        fields = table.kind.fields
        for name in self.layout.fields.get(kind, {}):
            if name in ("id", AS_AT, CASE_ID):
                continue
            definition = fields[name]
            if name in table.inner:
                yield from self._held(table, definition, row)
            else:
                yield from self._cell(table, definition, row)

    def _cell(self, table: Table, definition: FieldDef, row: str) -> Iterator[tuple[str, str]]:
        name = definition.name
        there = self._columns(table)
        text = f"{row}.{named(name)}" if name in there else NO_TEXT
        beside = f"{row}.{named(definition.named_by)}" if definition.named_by in there else NO_TEXT
        target = self._target(definition)
        ids = f"{named(f'of {target}')}.ids" if target is not None else NO_IDS
        yield from members_of(definition, text, self.layout, beside, ids)
        if (table.kind.name, name) in self.layout.states:
            silent = definition.absent_means is None and not is_open(definition.type)
            yield (
                f"{name} state",
                f"CASE WHEN {text} = '{UNKNOWN}' THEN 2 WHEN {text} IS NULL THEN {int(silent)} ELSE 0 END",
            )

    def _held(self, table: Table, definition: FieldDef, row: str) -> Iterator[tuple[str, str]]:
        """A list of records, or one: of a recording list that is not recorded, none; else nothing is known of it."""
        name, inner = definition.name, self.tables[table.inner[definition.name]]
        mark = f"{row}.{named(name)}" if name in self._columns(table) else NO_TEXT
        none = "[]" if inner.kind.placement == "recording" else "NULL"
        silent = 0 if inner.kind.placement == "recording" else 1
        if inner.name in self.laid.tables:
            held = f"{named(f'held {name}')}.l"
            records = f"{held}[1]" if inner.single else f"coalesce({held}, [])"
            missing = f"WHEN {held} IS NULL THEN {silent} " if inner.single else ""
        else:
            records, missing = none, f"ELSE {silent} "
        yield name, f"CASE {mark} WHEN '{UNKNOWN}' THEN NULL WHEN '{NOT_RECORDED}' THEN {none} ELSE {records} END"
        if (table.kind.name, name) in self.layout.states:
            marked = f"CASE WHEN {mark} = '{UNKNOWN}' THEN 2 WHEN {mark} = '{NOT_RECORDED}' THEN {silent} {missing}"
            yield f"{name} state", f"{marked}END" if missing.startswith("ELSE") else f"{marked}ELSE 0 END"

    def _target(self, definition: FieldDef) -> str | None:
        """The table of the records that a field refers to, where it was supplied."""
        item = definition.type.item if isinstance(definition.type, ListType) else definition.type
        kind = self.layout.schema.records[item.name] if isinstance(item, RecordType) else None
        if kind is None or not in_a_list(kind) or embedded(definition.type, self.layout.schema):
            return None
        return kind.place if kind.place in self.laid.tables else None

    def _joins(self, table: Table, row: str) -> str:
        """The joins that the members of a table's records read."""
        found: dict[str, str] = {}
        for name in self.layout.fields.get(table.kind.name, {}):
            definition = table.kind.fields[name]
            inner = table.inner.get(name)
            if inner is not None and inner in self.laid.tables:
                alias = named(f"held {name}")
                parent = f" AND {alias}.{PARENT} = {self._key(table.name, row)}" if self.tables[inner].parent else ""
                found[alias] = f" LEFT JOIN {self._listed(inner)} {alias} ON {alias}.case_no = {row}.case_no{parent}"
            elif inner is None and (target := self._target(definition)) is not None:
                alias = named(f"of {target}")
                found[alias] = f" LEFT JOIN {self._ids_of(target)} {alias} ON {alias}.case_no = {row}.case_no"
        return "".join(found.values())

    def _ids_of(self, name: str) -> str:
        """The part that has the ids of a table's records, in their order, for each case."""
        part = named(f"ids {name}")
        rows = self._rows_of(self.tables[name])
        self.parts.setdefault(part, f"SELECT case_no, list(id ORDER BY nth) AS ids FROM {rows} GROUP BY case_no")
        return part


def _each_kind_in_one_table(tables: Mapping[str, Table]) -> None:
    """Records are numbered by their kind, so that one embedded kind in two lists would be numbered across them."""
    kinds = [table.kind.name for table in tables.values()]
    twice = next((kind for kind in kinds if kinds.count(kind) > 1), None)
    if twice is not None:
        raise CannotSayError(f"records of the kind {twice} in two lists")
