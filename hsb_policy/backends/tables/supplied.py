"""Floor 2: the tables that a source supplies, before they are laid down: what each is called there, and which column is which."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import duckdb
from attrs import field, frozen

from hsb_policy.backends.tables.cells import cell, quoted_name, quoted_text
from hsb_policy.backends.tables.connect import connect
from hsb_policy.backends.tables.laid_down import UnusableTablesError, unusable
from hsb_policy.backends.tables.origins import Database, Origin, Parquet, Pieces, Text
from hsb_policy.core.table_mapping import TableMapping
from hsb_policy.core.tables import CASE_ID, CASES, PARENT, Table
from hsb_policy.core.types import TextType, Type
from hsb_policy.diagnostics.model import Diagnostic
from hsb_policy.diagnostics.nearest import nearest

_ATTACHED: Final = "source"


@frozen(kw_only=True)
class Found:
    """A table of a source: what it is called there, the SQL of its rows and of a row's number, and its columns with their types.

    `notes`, of a text of lines, is the SQL name of the table where DuckDB notes the lines that are no rows; `first`, the column before
    all others that has the number of each row, where there is one. `noted` is the SQL of such lines that were noted elsewhere.
    """

    shown: str
    relation: str
    row_no: str
    columns: Mapping[str, str] = field(repr=False)
    notes: str | None = None
    first: str | None = None
    noted: str | None = None


@frozen(kw_only=True)
class Supplied:
    """A table of the case file as a source has it: for each column that is there, the SQL of its text."""

    table: Table
    found: Found
    texts: Mapping[str, str] = field(repr=False)


# ---- kinds of tables ----------------------------------------------------------------------------------------------------------
def found(connection: duckdb.DuckDBPyConnection, origin: Origin) -> Found:
    """The table of an origin. Raises UnusableTablesError where there is none, or it breaks off."""
    match origin:
        case Text():
            return _text(origin)
        case Parquet(path, shown):
            relation = f"read_parquet({quoted_text(str(path))})"
            columns = _columns(connection, relation, shown)
            return Found(shown=shown, relation=relation, row_no="file_row_number + 1", columns=columns)
        case Database(path, shown, schema, table):
            _attach(connection, path)
            relation = f"{_ATTACHED}.{quoted_name(schema)}.{quoted_name(table)}"
            columns = _columns(connection, relation, shown)
            return Found(shown=shown, relation=relation, row_no="row_number() OVER ()", columns=columns)
        case Pieces():
            return _pieces(origin)


def database_tables(path: Path) -> dict[str, str]:
    """The tables and views of a DuckDB database, each with its schema; those of the schema `main` first. Raises UnusableTablesError."""
    connection = connect()
    try:
        _attach(connection, path)
        query = f"""
            SELECT table_name, table_schema FROM information_schema.tables WHERE table_catalog = '{_ATTACHED}'
            ORDER BY table_schema <> 'main', table_schema, table_name
        """
        found: dict[str, str] = {}
        for table, schema in connection.execute(query).fetchall():
            found.setdefault(str(table), str(schema))
        return found
    finally:
        connection.close()


def _text(origin: Text) -> Found:
    columns = ", ".join(f"{quoted_text(name)}: 'VARCHAR'" for name in origin.columns)
    notes = f"lines_{origin.shown.encode().hex()}"  # DuckDB takes a plain name only
    options = (
        "auto_detect=false, header=true, delim=',', quote='\"', escape='\"', nullstr='', strict_mode=true, encoding='utf-8', "
        f"store_rejects=true, rejects_limit=0, rejects_table='{notes}', rejects_scan='scan_of_{notes}'"
    )
    return Found(
        shown=origin.shown,
        relation=f"read_csv({quoted_text(str(origin.path))}, {options}, columns={{{columns}}})",
        row_no=f"CAST({quoted_name(origin.row_number)} AS BIGINT)" if origin.row_number else "row_number() OVER ()",
        columns=dict.fromkeys((name for name in origin.columns if name != origin.row_number), "VARCHAR"),
        notes=f"temp.{notes}",
        first=origin.row_number,
    )


def _pieces(origin: Pieces) -> Found:
    """The rows in the order that they have in their source."""
    texts = ", ".join(f"NULL::VARCHAR AS {quoted_name(name)}" for name in origin.columns)
    none = f"SELECT NULL::BIGINT AS row_no, {texts} WHERE false"
    rows = f"SELECT * FROM {_files(origin.rows)} ORDER BY row_no" if origin.rows else none
    return Found(
        shown=origin.shown,
        relation=f"({rows})",
        row_no="row_no",
        columns=dict.fromkeys(origin.columns, "VARCHAR"),
        noted=f"SELECT case_id, shown, line, why FROM {_files(origin.lines)}" if origin.lines else None,
    )


def _files(paths: Iterable[Path]) -> str:
    return f"read_parquet([{', '.join(quoted_text(str(path)) for path in paths)}])"


def _attach(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    try:
        connection.execute(f"ATTACH IF NOT EXISTS {quoted_text(str(path))} AS {_ATTACHED} (READ_ONLY)")
    except duckdb.Error as fault:
        raise unusable("HSB-D552", f"the database `{path.name}` cannot be opened", "close what else uses it") from fault


def _columns(connection: duckdb.DuckDBPyConnection, relation: str, shown: str) -> dict[str, str]:
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    except duckdb.Error as fault:
        raise unusable("HSB-D552", f"the table `{shown}` cannot be read", "copy or export it again") from fault
    return {str(name): str(type_) for name, type_, *_ in described}


# ---- which column is which ------------------------------------------------------------------------------------------------------
def supply(table: Table, found: Found, mapping: TableMapping) -> Supplied:
    """The table with each of its columns found in the source. Raises UnusableTablesError with all columns that do not fit."""
    faults = list(_unfit(table, found, mapping))
    theirs = {name.lower(): name for name in found.columns}
    texts: dict[str, str] = {}
    for name in table.columns:
        if name in mapping.constants:
            texts[name] = quoted_text(mapping.constants[name])
            continue
        source = theirs.get(mapping.columns.get(name, name).lower())
        if source is None:
            continue
        type_ = found.columns[source]
        text = cell(quoted_name(source), type_, _type_of(table, name), mapping.codes.get(name))
        if text is None:
            faults.append(_wrong_type(found.shown, source, type_, name))
        else:
            texts[name] = text
    needed = (CASE_ID, *((PARENT,) if table.parent else ()), *(("id",) if table.kind.has_id else ()))
    faults += (_lacking(table, found, name) for name in needed if name not in texts)
    if faults:
        raise UnusableTablesError(*faults)
    return Supplied(table=table, found=found, texts=texts)


def _type_of(table: Table, name: str) -> Type:
    return table.cells[name].type if name in table.cells else TextType()


def _unfit(table: Table, found: Found, mapping: TableMapping) -> Iterator[Diagnostic]:
    """Columns of the source that the table does not have, and columns of the mapping that the source does not have."""
    renamed = {theirs.lower() for theirs in mapping.columns.values()}
    there = {name.lower() for name in found.columns}
    elsewhere = {ours for ours, theirs in mapping.columns.items() if theirs.lower() in there}
    known = {*table.columns} - elsewhere | {*mapping.constants}
    ignored = {name.lower() for name in mapping.ignore}
    for name in found.columns:
        if name.lower() not in renamed | known | ignored:
            near = nearest(name, known)
            yield Diagnostic(
                code="HSB-D553",
                message=f"the table `{found.shown}` has a column `{name}`, and records of `{table.name}` have no such field",
                path=f"{found.shown}.{name}",
                help=(f"did you mean `{near}`?",) * bool(near)
                + (f'or leave it aside, in a mapping: `ignore = ["{name}"]`',),
            )
    for name in (*mapping.columns.values(), *mapping.ignore):
        if name.lower() not in there:
            near = nearest(name, found.columns)
            yield Diagnostic(
                code="HSB-D554",
                message=f"the mapping names a column `{name}`, and the table `{found.shown}` has none of this name",
                path=f"{found.shown}.{name}",
                help=(f"did you mean `{near}`?",) * bool(near),
            )


def _wrong_type(shown: str, column: str, type_: str, name: str) -> Diagnostic:
    zoned = "WITH TIME ZONE" in type_
    what = "moments with a time zone" if zoned else f"values of the type {type_.partition('(')[0].lower()}"
    cure = "write them as local time in England, without a zone" if zoned else "write them as texts"
    return Diagnostic(
        code="HSB-D555",
        message=f"the column `{column}` of the table `{shown}` holds {what}, which `{name}` cannot be read from",
        path=f"{shown}.{column}",
        help=(cure,),
    )


def _lacking(table: Table, found: Found, name: str) -> Diagnostic:
    whose = {CASE_ID: "the case that a row belongs to", PARENT: "the record that a row belongs to"}
    what = "each case" if table.name == CASES else whose.get(name, "each record")
    near = nearest(name, found.columns)
    return Diagnostic(
        code="HSB-D557",
        message=f"the table `{found.shown}` has no column `{name}`, which names {what}",
        path=f"{found.shown}.{name}",
        help=(f"is it the column `{near}`? Then say so in a mapping",) * bool(near),
    )
