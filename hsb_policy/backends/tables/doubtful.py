"""Floor 2: which cases in laid-down tables the reader of case files might reject, found in SQL without reading one.

A case that is not doubtful is certainly accepted: every cell holds a value of its field, every id is there once, every ref and parent is
found, and the case is far from every limit. The doubtful ones go to the reader, which decides and says why. So a million cases need not be
put together one by one, and the reader stays the only judge.
"""

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from hsb_policy.backends.tables.cells import elements_of, quoted_name, quoted_text
from hsb_policy.backends.tables.connect import connect
from hsb_policy.backends.tables.laid_down import LaidDown, LaidTable
from hsb_policy.backends.tables.stored import (
    A_DAY,
    A_MONTH,
    A_YEAR,
    NO_DAY,
    OTHER_TEXTS,
    YES_NO_WORDS,
    AsDay,
    AsText,
    AsWord,
    Stored,
    number_of_day,
    spellings,
    whole_day,
)
from hsb_policy.core.schema import RecordDef, Schema
from hsb_policy.core.tables import (
    AS_AT,
    CASE_ID,
    CASES,
    EMPTY_LIST,
    PARENT,
    ROW,
    UNKNOWN,
    Table,
)
from hsb_policy.core.types import (
    AnswerType,
    CodeType,
    DayType,
    ErrorType,
    HoursType,
    ListType,
    MomentType,
    NumberType,
    RecordType,
    TextType,
    Type,
    YesNoType,
)

# Well within the limits of the reader: 500 records with the longest lists of cells are fewer values than it reads.
MOST_ROWS: Final = 500
LONGEST_LIST: Final = 200
_NUMBER: Final = "-?[0-9]{1,9}"
_MOMENT: Final = "%Y-%m-%dT%H:%M"
_LENGTH_OF_MOMENT: Final = 16
_ID: Final = "[!-~]([ -~]*[!-~])?"


def doubtful_numbers(laid: LaidDown, tables: Mapping[str, Table], schema: Schema, *, as_at_given: bool) -> list[int]:
    """The numbers of all doubtful cases, ascending."""
    with connect(laid.file, read_only=True) as connection:
        found = connection.execute(doubtful_cases(laid, tables, schema, as_at_given=as_at_given)).fetchall()
    return sorted(number for (number,) in found)


def doubtful_cases(laid: LaidDown, tables: Mapping[str, Table], schema: Schema, *, as_at_given: bool) -> str:
    """The SQL of the numbers of all doubtful cases, each once; the laid-down file is the default database of its connection.

    `as_at_given` says that the day of judging is given beside the cases, so that they need not have one.
    """
    supplied = {name: table for name, table in tables.items() if name in laid.tables}
    doubts = [
        "SELECT case_no FROM told.bad WHERE case_no IS NOT NULL",
        "SELECT c.case_no FROM cases c SEMI JOIN (SELECT case_id FROM told.numbers WHERE often > 1) n ON n.case_id = c.case_id",
        *_too_many(supplied),
    ]
    for name, table in supplied.items():
        columns = [column for column in table.columns if column in laid.tables[name].columns]
        doubts += _of_cells(table, laid.tables[name], schema, as_at_given=as_at_given)
        doubts += _of_lists(table, laid.tables[name], schema)
        doubts += _of_rows(table, supplied)
        doubts += (_marked(table, column, supplied) for column in columns if table.inner.get(column) in supplied)
    doubts += _dangling(laid, supplied, schema)
    return " UNION ".join(doubts)


def _too_many(supplied: Mapping[str, Table]) -> Iterator[str]:
    counted = " UNION ALL ".join(f"SELECT case_no FROM {quoted_name(name)}" for name in supplied if name != CASES)
    if counted:
        yield f"SELECT case_no FROM ({counted}) WHERE case_no IS NOT NULL GROUP BY case_no HAVING count(*) > {MOST_ROWS}"


# ---- cells --------------------------------------------------------------------------------------------------------------------
def _of_cells(table: Table, laid: LaidTable, schema: Schema, *, as_at_given: bool) -> Iterator[str]:
    """Rows with a cell that may hold no value of its field, in one pass over the table."""
    doubts = [_of_id(CASE_ID), *_of_the_day(laid, as_at_given=as_at_given)] if table.name == CASES else []
    if laid.others:
        doubts.append(f"{quoted_name(OTHER_TEXTS)} IS NOT NULL")
    columns = [column for column in table.columns if column in laid.columns]
    doubts += (
        doubt for column in columns if (doubt := _of_cell(column, table, laid.kept_as(column), schema)) is not None
    )
    if doubts:
        either = " OR ".join(f"({doubt})" for doubt in doubts)
        yield f"SELECT case_no FROM {quoted_name(table.name)} WHERE case_no IS NOT NULL AND ({either})"


def _of_cell(column: str, table: Table, kept: Stored, schema: Schema) -> str | None:
    text = quoted_name(column)
    if column == ROW and ROW not in table.cells:
        return f"NOT regexp_full_match({text}, '[0-9]{{1,15}}')"
    if column == "id" and table.kind.has_id:
        return _of_id(column)
    if column not in table.cells or column in (CASE_ID, AS_AT):
        return None
    match kept:
        case AsWord():
            return None
        case AsDay():
            type_ = table.cells[column].type
            is_part = f"({text} & 3) IN ({A_MONTH}, {A_YEAR})"
            return None if isinstance(type_, DayType) and type_.partial else is_part
        case AsText():
            type_ = table.cells[column].type
            return None if isinstance(type_, ListType) else _of_text(text, type_, schema)
        case _:
            assert_never(kept)


def _of_text(text: str, type_: Type, schema: Schema) -> str | None:
    valid = _valid(text, type_, schema)
    return f"{text} IS NOT NULL AND {text} <> '{UNKNOWN}' AND NOT coalesce({valid}, false)" if valid else None


def _of_lists(table: Table, laid: LaidTable, schema: Schema) -> Iterator[str]:
    """Rows with a list that may hold what is no value of its field. Few lists are different: each is taken apart once."""
    for column, definition in table.cells.items():
        if column in laid.columns and isinstance(definition.type, ListType):
            text, name = quoted_name(column), quoted_name(table.name)
            doubt = _of_text("l.text", definition.type, schema)
            different = (
                f"(SELECT min({text}) AS text FROM {name} GROUP BY {text}) l"  # DISTINCT would come after the doubt
            )
            yield (
                f"SELECT r.case_no FROM {name} r SEMI JOIN (SELECT l.text FROM {different} WHERE {doubt}) d "
                f"ON d.text = r.{text} WHERE r.case_no IS NOT NULL"
            )


def _of_id(column: str) -> str:
    text = quoted_name(column)
    return f"{text} IS NULL OR {text} = '{UNKNOWN}' OR NOT regexp_full_match({text}, '{_ID}')"


def _of_the_day(laid: LaidTable, *, as_at_given: bool) -> Iterator[str]:
    if AS_AT in laid.columns:
        yield f"({AS_AT} & 3) <> {A_DAY}"
    if not as_at_given:
        yield f"{AS_AT} IS NULL" if AS_AT in laid.columns else "true"


def _valid(text: str, type_: Type, schema: Schema) -> str | None:
    """The SQL of whether a text is certainly a value of a type; None where every text is."""
    match type_:
        case ListType():
            item = _valid("trim(e)", type_.item, schema) or "true"
            each = f"lambda e: trim(e) <> '' AND (trim(e) = '{UNKNOWN}' OR coalesce({item}, false))"
            all_are = f"list_bool_and(list_transform({elements_of(text)}, {each}))"
            return f"length({text}) <= {LONGEST_LIST} AND ({text} = '{EMPTY_LIST}' OR {all_are})"
        case TextType() | AnswerType():
            return f"regexp_matches({text}, '[!-~]')"  # what may be blank is for the reader to say
        case RecordType():
            return None  # whether the record is there is asked of the tables
        case YesNoType():
            return f"{text} IN ({', '.join(map(quoted_text, YES_NO_WORDS))})"
        case NumberType():
            return f"regexp_full_match({text}, '{_NUMBER}')"
        case DayType():
            return _day(text, partial=type_.partial)
        case MomentType():
            again = f"strftime(TRY_CAST({text} AS TIMESTAMP), '{_MOMENT}') = {text}"
            return f"length({text}) = {_LENGTH_OF_MOMENT} AND {again} AND {text} >= '0002'"
        case CodeType():
            return f"{text} IN ({', '.join(map(quoted_text, spellings(type_.name, schema)))})"
        case HoursType() | ErrorType():
            return "false"
        case _:
            assert_never(type_)


def _day(text: str, *, partial: bool) -> str:
    return f"{number_of_day(text)} <> {NO_DAY}" if partial else whole_day(text)


# ---- rows ---------------------------------------------------------------------------------------------------------------------
def _of_rows(table: Table, supplied: Mapping[str, Table]) -> Iterator[str]:
    """Ids that stand twice, records too many, parents without an id that are not there."""
    name = quoted_name(table.name)
    some = f"SELECT case_no FROM {name} WHERE case_no IS NOT NULL GROUP BY case_no"
    if table.kind.has_id:
        yield f"{some}, id HAVING count(*) > 1"
    if table.single:
        yield f"{some}{f', {PARENT}' if table.parent else ''} HAVING count(*) > 1"
    if table.parent is None:
        return
    if table.parent not in supplied:
        yield f"SELECT case_no FROM {name} WHERE case_no IS NOT NULL"
    elif not supplied[table.parent].kind.has_id:
        counted = f"SELECT case_no, count(*) AS number FROM {quoted_name(table.parent)} GROUP BY case_no"
        there = f"regexp_full_match(r.{PARENT}, '0|[1-9][0-9]{{0,8}}') AND TRY_CAST(r.{PARENT} AS BIGINT) < p.number"
        yield (
            f"SELECT r.case_no FROM {name} r LEFT JOIN ({counted}) p ON p.case_no = r.case_no "
            f"WHERE r.case_no IS NOT NULL AND NOT coalesce({there}, false)"
        )


def _target(type_: Type, schema: Schema) -> RecordDef | None:
    """The kind of record that a field refers to."""
    item = type_.item if isinstance(type_, ListType) else type_
    return schema.records[item.name] if isinstance(item, RecordType) else None


def _dangling(laid: LaidDown, supplied: Mapping[str, Table], schema: Schema) -> Iterator[str]:
    """Rows that name a record which is not there. All that name one of the same table are one query: its ids are looked through once."""
    naming: dict[str, list[str]] = {}
    for name, table in supplied.items():
        if table.parent is not None and table.parent in supplied and supplied[table.parent].kind.has_id:
            parent = f"SELECT case_no, coalesce({PARENT}, '') AS ref FROM {quoted_name(name)} WHERE case_no IS NOT NULL"
            naming.setdefault(table.parent, []).append(parent)
        for column, field in table.cells.items():
            target = _target(field.type, schema)
            if target is not None and column in laid.tables[name].columns:
                naming.setdefault(target.place or "", []).append(_refs(table, column))
    for target_name, refs in naming.items():
        there = f" ANTI JOIN {quoted_name(target_name)} t ON t.case_no = r.case_no AND t.id = r.ref"
        yield f"SELECT r.case_no FROM ({' UNION ALL '.join(refs)}) r{there if target_name in supplied else ''}"


def _refs(table: Table, column: str) -> str:
    """The ids in a column."""
    text = quoted_name(column)
    ref, no_ref = text, [UNKNOWN]
    if isinstance(table.cells[column].type, ListType):
        no_ref.append(EMPTY_LIST)  # of a column that holds one ref it is no empty list, and names nobody
        ref = f"trim(unnest({elements_of(text)}))"
    named = f"case_no IS NOT NULL AND {text} NOT IN ({', '.join(map(quoted_text, no_ref))})"
    refs = f"SELECT case_no, {ref} AS ref FROM {quoted_name(table.name)} WHERE {named}"
    return f"SELECT * FROM ({refs}) WHERE ref <> '{UNKNOWN}'"


def _marked(table: Table, column: str, supplied: Mapping[str, Table]) -> str:
    """Lists that are marked as not recorded or not known and have rows."""
    inner = supplied[table.inner[column]]
    whose = f" AND i.{PARENT} = m.id" if inner.parent is not None and table.kind.has_id else ""
    return (
        f"SELECT m.case_no FROM {quoted_name(table.name)} m SEMI JOIN {quoted_name(inner.name)} i "
        f"ON i.case_no = m.case_no{whose} WHERE m.{quoted_name(column)} IS NOT NULL"
    )
