"""Floor 2, back end: the text of a cell as the values that stand for its field in the table of cases (`layout` says which)."""

from collections.abc import Iterator
from typing import Final

from hsb_policy.backends.columnar.columns import is_open
from hsb_policy.backends.columnar.layout import has_names
from hsb_policy.backends.relational.layout import Layout
from hsb_policy.backends.relational.sql import quoted
from hsb_policy.core.schema import FieldDef
from hsb_policy.core.tables import BETWEEN_ELEMENTS, EMPTY_LIST, UNKNOWN
from hsb_policy.core.types import (
    AnswerType,
    CodeType,
    DayType,
    ListType,
    MomentType,
    NumberType,
    RecordType,
    Type,
    YesNoType,
)
from hsb_policy.values.days import MINUTES_PER_DAY, NOT_YET

_EPOCH: Final = 719_163  # the day 1970-01-01, from which DuckDB counts
NO_TEXT: Final = "CAST(NULL AS VARCHAR)"
NO_IDS: Final = "CAST(NULL AS VARCHAR[])"  # of a list that is in no table


def members_of(
    definition: FieldDef, text: str, layout: Layout, beside: str = NO_TEXT, ids: str = NO_IDS
) -> Iterator[tuple[str, str]]:
    """The members of a field that stands in a cell, by name. `beside` is the text of the name beside a code, `ids` the ids of the list
    that a ref refers to."""
    name, type_ = definition.name, definition.type
    absent = definition.absent_means
    if isinstance(type_, ListType):
        none = "[]" if is_open(type_) else "NULL"
        elements = list_of(text, _element(type_.item, "trim(e)", layout, beside, ids))
        yield name, f"CASE WHEN {text} IS NULL THEN {none} WHEN {text} = '{UNKNOWN}' THEN NULL ELSE {elements} END"
        return
    missing = {True: "2", False: "0"}.get(absent) if isinstance(absent, bool) else quoted(absent) if absent else None
    if missing is None and is_open(type_):
        missing = str(NOT_YET)
    if missing is None:
        missing = "1" if isinstance(type_, YesNoType) else "NULL"
    for member, sql in _values(name, type_, text, layout, beside, ids):
        if_absent = (
            "''" if member != name and isinstance(absent, str) else "NULL" if member.endswith(" name") else missing
        )
        unknown = "1" if isinstance(type_, YesNoType) else "NULL"
        yield (
            member,
            f"CASE WHEN {text} IS NULL THEN {if_absent} WHEN {text} = '{UNKNOWN}' THEN {unknown} ELSE {sql} END",
        )


def list_of(text: str, element: str) -> str:
    """The SQL of the list that a text is; `element` is that of the element `e`."""
    apart = f"string_split(regexp_replace({text}, '{BETWEEN_ELEMENTS}$', ''), '{BETWEEN_ELEMENTS}')"
    return f"CASE WHEN {text} = '{EMPTY_LIST}' THEN [] ELSE list_transform({apart}, lambda e: {element}) END"


def _element(type_: Type, text: str, layout: Layout, beside: str, ids: str) -> str:
    [(_, value), *rest] = _values("", type_, text, layout, beside, ids)
    if has_names(layout.schema, type_):
        value = f"{{'v': {value}, 'n': {rest[0][1]}}}"
    unknown = "1" if isinstance(type_, YesNoType) else "NULL"
    return f"CASE WHEN {text} = '{UNKNOWN}' THEN {unknown} ELSE {value} END"


def _values(name: str, type_: Type, text: str, layout: Layout, beside: str, ids: str) -> Iterator[tuple[str, str]]:
    """The members of a text that is a value."""
    match type_:
        case YesNoType():
            yield name, f"CASE lower({text}) WHEN 'true' THEN 2 ELSE 0 END"
        case DayType(partial=True):
            yield name, _part(text, "-01", "-01-01", "{}")
            yield f"{name} last", _part(text, "-01", "-12-31", "last_day({})")
        case DayType():
            yield name, _day(text)
        case MomentType():
            hour, minute = (f"TRY_CAST(substr({text}, {at}, 2) AS BIGINT)" for at in (12, 15))
            yield name, f"{_day(f'left({text}, 10)')} * {MINUTES_PER_DAY} + {hour} * 60 + {minute}"
        case NumberType():
            yield name, f"TRY_CAST({text} AS BIGINT)"
        case AnswerType():
            yield name, f"CASE lower({text}) WHEN 'true' THEN '=yes' WHEN 'false' THEN '=no' ELSE '\"' || {text} END"
        case RecordType():
            yield name, f"list_position({ids}, {text})"
        case CodeType():
            words = layout.schema.codes[type_.name].words
            also = "".join(f" WHEN {quoted(w.also)} THEN {quoted(w.word)}" for w in words if w.also)
            yield name, f"CASE {text}{also} ELSE {text} END" if also else text
            if has_names(layout.schema, type_):
                with_name = ", ".join(quoted(w.word) for w in words if w.with_name)
                yield (
                    f"{name} name",
                    f"CASE WHEN {text} IN ({with_name}) THEN nullif({beside}, '{UNKNOWN}') ELSE '' END",
                )
        case _:
            yield name, text


def _day(text: str) -> str:
    return f"(TRY_CAST({text} AS DATE) - DATE '1970-01-01' + {_EPOCH})"


def _part(text: str, of_a_month: str, of_a_year: str, edge: str) -> str:
    """The first or the last day of what may be a day, a month or a year."""
    month = edge.format(f"TRY_CAST({text} || '{of_a_month}' AS DATE)")
    return (
        f"CASE length({text}) WHEN 10 THEN {_day(text)} WHEN 7 THEN ({month} - DATE '1970-01-01' + {_EPOCH}) "
        f"ELSE {_day(f'({text} || {quoted(of_a_year)})')} END"
    )
