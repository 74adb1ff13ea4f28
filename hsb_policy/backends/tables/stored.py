"""Floor 2: how the cells of a column are kept in a laid-down table, and how their texts are had again.

A word of a list is kept by its place in it, a day as a number: so a million records are checked and read without a look at texts. What is
no such value stays the text that it is, in one column for all of these (OTHER_TEXTS), and nothing is lost.
"""

from collections.abc import Mapping, Sequence
from typing import Final, assert_never

from attrs import frozen

from hsb_policy.backends.tables.cells import quoted_name, quoted_text
from hsb_policy.core.schema import CodeWord, Schema
from hsb_policy.core.tables import MARKERS, UNKNOWN, Table
from hsb_policy.core.types import CodeType, DayType, YesNoType

OTHER_TEXTS: Final = "other texts"  # no field has a name with blanks
YES_NO_WORDS: Final = (UNKNOWN, "true", "false", "True", "False", "TRUE", "FALSE")
EPOCH: Final = 719_163  # the day 1970-01-01, from which DuckDB counts
A_DAY, A_MONTH, A_YEAR, NO_DAY = range(4)  # what a number of `AsDay` says of a day, in its last two bits
_MONTH: Final = "[0-9]{4}-[0-9]{2}"
_YEAR: Final = "[0-9]{4}"


@frozen
class AsText:
    """As the text that it is."""


@frozen
class AsWord:
    """As one of these words."""

    words: tuple[str, ...]


@frozen
class AsDay:
    """As four times the first day that it may be, with A_DAY, A_MONTH or A_YEAR; as NO_DAY where it is not known."""


Stored = AsText | AsWord | AsDay
AS_TEXT: Final = AsText()


def stored_as(table: Table, column: str, schema: Schema) -> Stored:
    """How a column of a table is kept."""
    if column in table.inner:
        return AsWord(MARKERS)
    if column not in table.cells:
        return AS_TEXT
    match table.cells[column].type:
        case YesNoType():
            return AsWord(YES_NO_WORDS)
        case CodeType(name):
            return AsWord(spellings(name, schema))
        case DayType():
            return AsDay()
        case _:
            return AS_TEXT


def spellings(code_list: str, schema: Schema) -> tuple[str, ...]:
    """All that a cell with a code of a list may say: that it is not known, and each word with its other spelling."""
    return tuple(dict.fromkeys((UNKNOWN, *(s for word in schema.codes[code_list].words for s in spellings_of(word)))))


def spellings_of(word: CodeWord) -> tuple[str, ...]:
    """A word of a list of codes, and its other spelling if it has one."""
    return (word.word, word.also) if word.also else (word.word,)


# ---- in SQL ---------------------------------------------------------------------------------------------------------------------
def kept_of(stored: Stored, text: str) -> str:
    """The SQL of what is kept of a text; NULL where it is none that can be kept so."""
    match stored:
        case AsText():
            return text
        case AsWord():
            return f"TRY_CAST({text} AS {enumeration(stored.words)})"
        case AsDay():
            return number_of_day(text)
        case _:
            assert_never(stored)


def text_of(stored: Stored, value: str) -> str:
    """The SQL of the text of which this was kept."""
    match stored:
        case AsText():
            return value
        case AsWord():
            return f"CAST({value} AS VARCHAR)"
        case AsDay():
            day = f"CAST(DATE '1970-01-01' + (({value} >> 2) - {EPOCH}) AS VARCHAR)"
            part = f"WHEN {A_DAY} THEN {day} WHEN {A_MONTH} THEN left({day}, 7) WHEN {A_YEAR} THEN left({day}, 4)"
            return f"CASE {value} & 3 {part} WHEN {NO_DAY} THEN '{UNKNOWN}' END"
        case _:
            assert_never(stored)


def others_of(cells: Mapping[str, tuple[str, str]]) -> str:
    """The SQL of the texts that could not be kept, by the names of their columns: of each its text, and what was kept of it."""
    lost = {name: f"({text} IS NOT NULL AND {value} IS NULL)" for name, (text, value) in cells.items()}
    if not lost:
        return "CAST(NULL AS MAP(VARCHAR, VARCHAR))"
    entries = ", ".join(
        f"{{'k': {quoted_text(name)}, 'v': CASE WHEN {lost[name]} THEN {text} END}}"
        for name, (text, _) in cells.items()
    )
    return f"CASE WHEN {' OR '.join(lost.values())} THEN map_from_entries(list_filter([{entries}], lambda e: e.v IS NOT NULL)) END"


def other_text(column: str) -> str:
    """The SQL of the text of a cell that could not be kept otherwise."""
    return f"{quoted_name(OTHER_TEXTS)}[{quoted_text(column)}]"


def enumeration(words: Sequence[str]) -> str:
    """A type of these words."""
    return f"ENUM({', '.join(map(quoted_text, words))})"


def whole_day(text: str) -> str:
    """The SQL of whether a text is certainly a day."""
    return f"(length({text}) = 10 AND CAST(TRY_CAST({text} AS DATE) AS VARCHAR) = {text} AND {text} >= '0002')"


def number_of_day(text: str) -> str:
    """The SQL of the number by which a day is kept; NULL where a text is no day."""
    month = (
        f"regexp_full_match({text}, '{_MONTH}') AND TRY_CAST({text} || '-01' AS DATE) IS NOT NULL AND {text} >= '0002'"
    )
    year = f"regexp_full_match({text}, '{_YEAR}') AND {text} >= '0002'"
    of_month, of_year = _from(f"{text} || '-01'", A_MONTH), _from(f"{text} || '-01-01'", A_YEAR)
    return (
        f"CASE WHEN {whole_day(text)} THEN {_from(text, A_DAY)} WHEN {text} = '{UNKNOWN}' THEN {NO_DAY} "
        f"WHEN {month} THEN {of_month} WHEN {year} THEN {of_year} END"
    )


def _from(first: str, part: int) -> str:
    return f"CAST(4 * (TRY_CAST({first} AS DATE) - DATE '1970-01-01' + {EPOCH}) + {part} AS INTEGER)"
