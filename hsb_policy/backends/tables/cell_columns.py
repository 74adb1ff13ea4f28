"""Floor 2, back end: what is kept of a cell as the columns of its field in a batch: what SQL makes of it, and what numpy then does.

Only for cells that hold a value of their field; of any other text something is made, without a fault, and its case is left out.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import numpy as np
from attrs import frozen

from hsb_policy.backends.columnar.batch import NO_WORD, Array, Words
from hsb_policy.backends.columnar.columns import SPAN, WORD, Column, columns_of, is_open, missing_span, state_column
from hsb_policy.backends.columnar.layout import has_names
from hsb_policy.backends.tables.cells import elements_of, quoted_text
from hsb_policy.backends.tables.stored import (
    A_MONTH,
    A_YEAR,
    AS_TEXT,
    EPOCH,
    NO_DAY,
    YES_NO_WORDS,
    AsDay,
    AsWord,
    Stored,
    enumeration,
    number_of_day,
    spellings,
    spellings_of,
    text_of,
)
from hsb_policy.core.schema import CodeList, FieldDef, Schema
from hsb_policy.core.tables import UNKNOWN
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

_MILLISECONDS: Final = 60_000  # in a minute
_EMPTY: Final = -1  # the number of a day that is not there
_LEVELS: Final = {"false": 0, UNKNOWN: 1, "true": 2}


@frozen
class Cell:
    """A cell of some rows: the SQL of what is kept of it, and how."""

    sql: str
    stored: Stored = AS_TEXT

    @property
    def text(self) -> str:
        """The SQL of its text."""
        return text_of(self.stored, self.sql)

    @property
    def is_unknown(self) -> str:
        """The SQL of whether it says that its value is not known."""
        return f"{self.sql} = {NO_DAY}" if isinstance(self.stored, AsDay) else f"{self.text} = '{UNKNOWN}'"

    def place_in(self, words: tuple[str, ...]) -> str:
        """The SQL of its place among some words; where it is none of them, the place after the last."""
        is_one = self.stored == AsWord(words)
        word = self.sql if is_one else f"TRY_CAST({self.sql} AS {enumeration(words)})"
        return f"coalesce(enum_code({word}), {len(words)})"


NO_CELL: Final = Cell("CAST(NULL AS VARCHAR)")


@frozen(eq=False)
class Fetched:
    """A column that is fetched: what it becomes, the SQL of its values (never NULL), and what is made of them."""

    column: Column
    sql: str
    read: Callable[[Array], Array]


def elements_in(text: str) -> str:
    """The SQL of the elements of a list that stands in a text, a row each."""
    return f"unnest({elements_of(text)})"


@frozen(eq=False)
class CellColumns:
    """Writes the columns of cells; the words in them take their numbers."""

    schema: Schema
    words: Words

    def of_field(self, definition: FieldDef, cell: Cell, beside: Cell) -> Iterator[Fetched]:
        """The columns of a field that is neither a list nor a ref; `beside` is the cell of the name beside a code."""
        yield from self._of(definition.name, definition.type, cell, beside, definition.absent_means)

    def of_elements(self, name: str, item: Type, cell: Cell, beside: Cell) -> Iterator[Fetched]:
        """The columns of the elements of a list, which are no refs; `cell` is the element."""
        yield from self._of(name, item, cell, beside, None, element=True)

    def of_state(self, definition: FieldDef, cell: Cell) -> Fetched:
        """The column that says whether a field was recorded."""
        silent = int(definition.absent_means is None and not is_open(definition.type))
        sql = f"CASE WHEN {cell.is_unknown} THEN 2 WHEN {cell.sql} IS NULL THEN {silent} ELSE 0 END"
        return _plain(state_column(definition.name), f"CAST({sql} AS TINYINT)")

    def _of(
        self, name: str, type_: Type, cell: Cell, beside: Cell, absent: str | bool | None, *, element: bool = False
    ) -> Iterator[Fetched]:
        columns = columns_of(self.schema, name, type_, element=element)
        text = cell.text
        match type_:
            case YesNoType():
                missing = {True: 2, False: 0, None: 1}[absent if isinstance(absent, bool) else None]
                levels = np.asarray([*(_LEVELS[word.lower()] for word in YES_NO_WORDS), missing], columns[0].dtype)
                yield Fetched(columns[0], cell.place_in(YES_NO_WORDS), levels.take)
            case DayType():
                low, high = missing_span(type_, element=element)
                first, last = columns
                empty = (NOT_YET, NOT_YET) if is_open(type_) else (low, high)
                number = cell.sql if isinstance(cell.stored, AsDay) else number_of_day(cell.sql)
                sql = f"coalesce({number}, {_EMPTY})"
                yield Fetched(first, sql, partial(_first, unknown=low, empty=empty[0]))
                yield Fetched(last, sql, partial(_last, unknown=high, empty=empty[1]))
            case MomentType() | NumberType():
                for column, unknown in zip(columns, missing_span(type_, element=element), strict=True):
                    if_absent = f"CASE WHEN {text} IS NULL THEN {NOT_YET} ELSE {unknown} END"
                    missing_sql = if_absent if is_open(type_) else str(unknown)
                    yield _plain(column, f"CAST(coalesce({_number(type_, text)}, {missing_sql}) AS BIGINT)")
            case CodeType():
                codes = self.schema.codes[type_.name]
                yield self._code(columns[0], codes, cell, absent)
                if has_names(self.schema, type_):
                    yield self._text(columns[1], _name(codes, text, beside.text, absent))
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

    def _code(self, column: Column, codes: CodeList, cell: Cell, absent: str | bool | None) -> Fetched:
        """A code by its place among all spellings; the last place is that of an empty cell."""
        meant = {spelling: word.word for word in codes.words for spelling in spellings_of(word)}
        words = spellings(codes.name, self.schema)
        numbers = [NO_WORD if word == UNKNOWN else self.words.number(meant[word]) for word in words]
        numbers.append(self.words.number(absent) if isinstance(absent, str) else NO_WORD)
        return Fetched(column, cell.place_in(words), np.asarray(numbers, dtype=WORD).take)

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
    need = ", ".join(quoted_text(spelling) for word in codes.words if word.with_name for spelling in spellings_of(word))
    of_nothing = f"CASE WHEN {text} IS NULL THEN '' END" if isinstance(absent, str) else "NULL"
    return f"CASE WHEN {text} IN ({need}) THEN {beside} WHEN {text} <> '{UNKNOWN}' THEN '' ELSE {of_nothing} END"


def _number(type_: MomentType | NumberType, text: str) -> str:
    """The minute or the number that a text means; NULL where it is none."""
    if isinstance(type_, NumberType):
        return f"TRY_CAST({text} AS BIGINT)"
    return f"epoch_ms(TRY_CAST({text} AS TIMESTAMP)) // {_MILLISECONDS} + {EPOCH * MINUTES_PER_DAY}"


# ---- days -------------------------------------------------------------------------------------------------------------------------
def _first(numbers: Array, *, unknown: int, empty: int) -> Array:
    """The first day that each may be."""
    return _or_none((numbers >> 2).astype(SPAN), numbers, unknown, empty)


def _last(numbers: Array, *, unknown: int, empty: int) -> Array:
    """The last day that each may be."""
    days, part = (numbers >> 2).astype(SPAN), numbers & 3
    for kind, unit in ((A_MONTH, "datetime64[M]"), (A_YEAR, "datetime64[Y]")):
        at = np.flatnonzero(part == kind)
        if at.size:
            next_ = (days[at] - EPOCH).astype("datetime64[D]").astype(unit) + 1
            days[at] = next_.astype("datetime64[D]").astype(SPAN) + EPOCH - 1
    return _or_none(days, numbers, unknown, empty)


def _or_none(days: Array, numbers: Array, unknown: int, empty: int) -> Array:
    days[numbers == NO_DAY] = unknown
    days[numbers == _EMPTY] = empty
    return days
