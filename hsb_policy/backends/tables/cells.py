"""Floor 2: the cells of a source's columns as texts, whatever their type there. The texts are those of a CSV file.

A list becomes its elements with `;` between them: `[]` is the empty list, and a `;` at the end is left out in reading, so that
`unknown;` is a list with one unknown element and `unknown` a list of which nothing is known.
"""

import re
from collections.abc import Mapping
from typing import Final

from hsb_policy.core.tables import BETWEEN_ELEMENTS, EMPTY_LIST, UNKNOWN
from hsb_policy.core.types import ListType, MomentType, Type

_WHOLE: Final = re.compile("(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?)|BOOLEAN|DATE|UUID|ENUM.*")
_BROKEN: Final = re.compile(r"FLOAT|DOUBLE|DECIMAL.*")
_MOMENT: Final = re.compile(r"TIMESTAMP(_S|_MS|_NS|_US)?")


def quoted_name(name: str) -> str:
    """A name in SQL.

    >>> quoted_name('to'), quoted_name('a"b')
    ('"to"', '"a""b"')
    """
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """A text in SQL.

    >>> quoted_text("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def elements_of(text: str) -> str:
    """The SQL of the list of the elements that stand in a text; a `;` at the end is left out."""
    last = quoted_text(BETWEEN_ELEMENTS)
    return (
        f"string_split(CASE WHEN suffix({text}, {last}) THEN left({text}, length({text}) - 1) ELSE {text} END, {last})"
    )


def cell(column: str, type_: str, field: Type, codes: Mapping[str, str] | None = None) -> str | None:
    """The SQL of a column's text; None where its type can hold no value of the field."""
    item = field.item if isinstance(field, ListType) else field
    if type_.endswith("[]"):
        element = _scalar("e", type_[:-2], item)
        if element is None or not isinstance(field, ListType):
            return None
        return _joined(f"list_transform({column}, lambda e: coalesce({_translated(element, codes)}, ''))")
    text = _scalar(column, type_, item)
    if text is None or not codes:
        return text
    if isinstance(field, ListType):
        element = _translated("trim(e)", codes)
        apart = f"string_split({text}, {quoted_text(BETWEEN_ELEMENTS)})"
        return f"array_to_string(list_transform({apart}, lambda e: {element}), {quoted_text(BETWEEN_ELEMENTS)})"
    return _translated(text, codes)


def _scalar(column: str, type_: str, field: Type) -> str | None:
    if type_ == "VARCHAR":
        return f"nullif({column}, '')"
    if _WHOLE.fullmatch(type_):
        return f"CAST({column} AS VARCHAR)"
    if _BROKEN.fullmatch(type_):
        whole = f"abs({column}) < 1e15 AND {column} = trunc({column})"
        return f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
    if _MOMENT.fullmatch(type_):
        return _moment(f"CAST({column} AS TIMESTAMP)", field)
    return None


def _moment(column: str, field: Type) -> str:
    """A moment to the minute; where a day is expected, one at midnight is that day. What has seconds is told when it is read."""
    day, minute, second = (
        f"strftime({column}, '{form}')" for form in ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")
    )
    to_the_minute = f"CASE WHEN {column} = date_trunc('minute', {column}) THEN {minute} ELSE {second} END"
    if isinstance(field, MomentType):
        return to_the_minute
    return f"CASE WHEN {column} = date_trunc('day', {column}) THEN {day} ELSE {to_the_minute} END"


def _joined(elements: str) -> str:
    """The elements as one text, with a `;` at the end where it would be read otherwise without one."""
    joined = f"array_to_string({elements}, {quoted_text(BETWEEN_ELEMENTS)})"
    alone = ", ".join(quoted_text(word) for word in (UNKNOWN, EMPTY_LIST, ""))
    ambiguous = f"{elements}[-1] = '' OR {joined} IN ({alone})"
    return (
        f"CASE WHEN len({elements}) = 0 THEN {quoted_text(EMPTY_LIST)} "
        f"WHEN {ambiguous} THEN {joined} || {quoted_text(BETWEEN_ELEMENTS)} ELSE {joined} END"
    )


def _translated(text: str, codes: Mapping[str, str] | None) -> str:
    if not codes:
        return text
    cases = " ".join(f"WHEN {quoted_text(theirs)} THEN {quoted_text(ours)}" for theirs, ours in codes.items())
    return f"CASE {text} {cases} ELSE {text} END"
