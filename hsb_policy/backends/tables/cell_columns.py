"""Floor 2, back end: the text of a cell as the columns of its field in a batch: what SQL makes of it, and what is then a number of `Words`.

Only for cells that hold a value of their field; of any other text something is made, without a fault, and its case is left out.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
from attrs import frozen

from hsb_policy.backends.columnar.batch import NO_WORD, Array, Words
from hsb_policy.backends.columnar.columns import WORD, Column, columns_of, is_open, missing_span, state_column
from hsb_policy.backends.columnar.layout import has_names
from hsb_policy.backends.tables.cells import quoted_text
from hsb_policy.core.schema import CodeList, FieldDef, Schema
from hsb_policy.core.tables import BETWEEN_ELEMENTS, UNKNOWN
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
_MILLISECONDS: Final = 60_000  # in a minute
NO_TEXT: Final = "CAST(NULL AS VARCHAR)"
_AFTER_THE_LAST: Final = (
    f"CASE WHEN suffix({{0}}, '{BETWEEN_ELEMENTS}') THEN left({{0}}, length({{0}}) - 1) ELSE {{0}} END"
)


@frozen(eq=False)
class Fetched:
    """A column that is fetched: what it becomes, the SQL of its values (never NULL), and what is made of them."""

    column: Column
    sql: str
    read: Callable[[Array], Array]


def elements_in(text: str) -> str:
    """The SQL of the elements of a list that stands in a text, a row each. A `;` at the end is left out."""
    return f"unnest(string_split({_AFTER_THE_LAST.format(text)}, '{BETWEEN_ELEMENTS}'))"


@frozen(eq=False)
class CellColumns:
    """Writes the columns of cells; the words in them take their numbers."""

    schema: Schema
    words: Words

    def of_field(self, definition: FieldDef, text: str, beside: str) -> Iterator[Fetched]:
        """The columns of a field that is neither a list nor a ref; `text` is its cell, `beside` that of the name beside a code."""
        yield from self._of(definition.name, definition.type, text, beside, definition.absent_means)

    def of_elements(self, name: str, item: Type, text: str, beside: str) -> Iterator[Fetched]:
        """The columns of the elements of a list, which are no refs; `text` is the element."""
        yield from self._of(name, item, text, beside, None, element=True)

    def of_state(self, definition: FieldDef, text: str) -> Fetched:
        """The column that says whether a field was recorded."""
        silent = int(definition.absent_means is None and not is_open(definition.type))
        sql = f"CASE WHEN {text} = '{UNKNOWN}' THEN 2 WHEN {text} IS NULL THEN {silent} ELSE 0 END"
        return _plain(state_column(definition.name), f"CAST({sql} AS TINYINT)")

    def _of(
        self, name: str, type_: Type, text: str, beside: str, absent: str | bool | None, *, element: bool = False
    ) -> Iterator[Fetched]:
        columns = columns_of(self.schema, name, type_, element=element)
        match type_:
            case YesNoType():
                missing = {True: 2, False: 0, None: 1}[absent if isinstance(absent, bool) else None]
                level = f"CASE lower({text}) WHEN 'true' THEN 2 WHEN '{UNKNOWN}' THEN 1 ELSE 0 END"
                sql = f"CASE WHEN {text} IS NULL THEN {missing} ELSE {level} END"
                yield _plain(columns[0], f"CAST({sql} AS TINYINT)")
            case DayType() | MomentType() | NumberType():
                bounds = zip(columns, _ends(type_, text), missing_span(type_, element=element), strict=True)
                for column, known, unknown in bounds:
                    if_absent = f"CASE WHEN {text} IS NULL THEN {NOT_YET} ELSE {unknown} END"
                    missing_sql = if_absent if is_open(type_) else str(unknown)
                    yield _plain(column, f"CAST(coalesce({known}, {missing_sql}) AS BIGINT)")
            case CodeType():
                codes = self.schema.codes[type_.name]
                yield self._code(columns[0], codes, text, absent)
                if has_names(self.schema, type_):
                    yield self._text(columns[1], _name(codes, text, beside, absent))
            case AnswerType():
                answer = f"CASE lower({text}) WHEN 'true' THEN '=yes' WHEN 'false' THEN '=no' ELSE '\"' || {text} END"
                if_absent = "NULL" if absent is None else quoted_text(f"={'yes' if absent else 'no'}")
                yield self._text(
                    columns[0],
                    f"CASE WHEN {text} IS NULL THEN {if_absent} WHEN {text} <> '{UNKNOWN}' THEN {answer} END",
                )
            case ListType() | RecordType():
                raise AssertionError(f"{name} is a list or a ref")
            case _:
                yield self._text(
                    columns[0], text if absent is None else f"coalesce({text}, {quoted_text(str(absent))})"
                )

    def _code(self, column: Column, codes: CodeList, text: str, absent: str | bool | None) -> Fetched:
        """A code by its place among all spellings; the last place is that of an empty cell."""
        spellings = {UNKNOWN: NO_WORD}
        for word in codes.words:
            spellings.setdefault(word.word, self.words.number(word.word))
            if word.also:
                spellings.setdefault(word.also, self.words.number(word.word))
        numbers = [*spellings.values(), self.words.number(absent) if isinstance(absent, str) else NO_WORD]
        table = np.asarray(numbers, dtype=WORD)
        enum = f"ENUM({', '.join(map(quoted_text, spellings))})"
        sql = f"coalesce(CAST(enum_code(TRY_CAST({text} AS {enum})) AS INTEGER), {len(spellings)})"
        return Fetched(column, sql, table.take)

    def _text(self, column: Column, text: str) -> Fetched:
        return Fetched(column, f"coalesce({text}, '{UNKNOWN}')", self._numbers)

    def _numbers(self, texts: Array) -> Array:
        values: list[str] = texts.tolist()
        numbers = {text: self.words.number(text) for text in dict.fromkeys(values) if text != UNKNOWN}
        numbers[UNKNOWN] = NO_WORD
        return np.fromiter(map(numbers.__getitem__, values), dtype=WORD, count=len(values))


def _plain(column: Column, sql: str) -> Fetched:
    return Fetched(column, sql, np.asarray)


def _name(codes: CodeList, text: str, beside: str, absent: str | bool | None) -> str:
    """The name beside a code: none where the code needs none."""
    need = ", ".join(quoted_text(spelling) for word in codes.words if word.with_name for spelling in _spellings(word))
    of_nothing = f"CASE WHEN {text} IS NULL THEN '' END" if isinstance(absent, str) else "NULL"
    return f"CASE WHEN {text} IN ({need}) THEN {beside} WHEN {text} <> '{UNKNOWN}' THEN '' ELSE {of_nothing} END"


def _spellings(word: Any) -> tuple[str, ...]:
    return (word.word, word.also) if word.also else (word.word,)


def _ends(type_: DayType | MomentType | NumberType, text: str) -> tuple[str, str]:
    """The first and the last day, minute or number that a text may mean; NULL where it is none."""
    match type_:
        case DayType(partial=True):
            return _part(text, "-01", "-01-01", "{}"), _part(text, "-01", "-12-31", "last_day({})")
        case DayType():
            return (_day(f"TRY_CAST({text} AS DATE)"),) * 2
        case MomentType():
            minutes = f"epoch_ms(TRY_CAST({text} AS TIMESTAMP)) // {_MILLISECONDS} + {_EPOCH * MINUTES_PER_DAY}"
            return minutes, minutes
        case NumberType():
            return (f"TRY_CAST({text} AS BIGINT)",) * 2


def _day(date: str) -> str:
    return f"({date} - DATE '1970-01-01' + {_EPOCH})"


def _part(text: str, of_a_month: str, of_a_year: str, edge: str) -> str:
    """The first or the last day of what may be a day, a month or a year."""
    month = edge.format(f"TRY_CAST({text} || '{of_a_month}' AS DATE)")
    return (
        f"CASE length({text}) WHEN 10 THEN {_day(f'TRY_CAST({text} AS DATE)')} WHEN 7 THEN {_day(month)} "
        f"WHEN 4 THEN {_day(f'TRY_CAST({text} || {quoted_text(of_a_year)} AS DATE)')} END"
    )
