"""Floor 3: the plain values of case files, seen at once: nearly all values of nearly all cases are one of them.

For each field there is a function that gives the fact of a value that is plainly right, and NOT_PLAIN for everything else: what is
partly known, named, unknown or wrong is read by `case_values`, which alone says what is wrong. The functions are made once for a schema.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from sys import intern
from typing import Any, Final

from hsb_policy.core.schema import CodeList, FieldDef, Schema
from hsb_policy.core.types import (
    AnswerType,
    CodeType,
    DayType,
    ListType,
    MomentType,
    NumberType,
    TextType,
    Type,
    YesNoType,
)
from hsb_policy.values import days

NOT_PLAIN: Final = object()
"""Stands for what is to be read in full."""

ASKED: Final = object()
"""Stands for the absent value of a field that is then missing."""

WHETHER: Final = object()
"""The same for a field that is yes or no."""

UNKNOWN: Final = "unknown"
LARGEST_NUMBER: Final = 10**9 - 1
_SHORT_LIST: Final = 20
_LENGTH_OF_A_DAY: Final = len("2025-03-02")
_REMEMBERED_DAYS: Final = 20_000
_SCHEMAS_AT_ONCE: Final = 8

Plain = Callable[[Any], Any]


Plan = Mapping[str, tuple[tuple[str, FieldDef, Any, Plain], ...]]

_planned: dict[int, tuple[Schema, Plan]] = {}


def plan_of(schema: Schema) -> Plan:
    """How the fields of each kind of record are read: name, field, absent value, and what sees plain values. Made once for a schema."""
    found = _planned.get(id(schema))
    if found is not None and found[0] is schema:
        return found[1]
    plan = {
        kind.name: tuple((intern(f.name), f, _absent(f), _plain(f.type, schema)) for f in kind.fields.values())
        for kind in schema.records.values()
    }
    if len(_planned) >= _SCHEMAS_AT_ONCE:
        _planned.clear()
    _planned[id(schema)] = schema, plan
    return plan


def _absent(field: FieldDef) -> Any:
    found = absent_value(field)
    return WHETHER if found is ASKED and isinstance(field.type, YesNoType) else found


def absent_value(field: FieldDef) -> Any:
    """The fact of a field of which the file says nothing; ASKED where it is missing."""
    if field.absent_means is not None:
        return field.absent_means
    if isinstance(field.type, DayType | MomentType) and field.type.open:
        return days.NOT_YET
    if isinstance(field.type, ListType) and getattr(field.type.item, "open", False):
        return ()  # a list of days that may be 'not yet': none has come
    return ASKED


def _plain(type_: Type, schema: Schema) -> Plain:
    match type_:
        case YesNoType():
            return _yes_or_no
        case CodeType():
            return _code(schema.codes[type_.name])
        case DayType():
            return _day
        case TextType():
            return _text
        case AnswerType():
            return _answer
        case NumberType():
            return _number
        case ListType():
            return _list(_plain(type_.item, schema))
        case _:
            return _not_plain


def _not_plain(_: Any) -> Any:
    return NOT_PLAIN


def _yes_or_no(value: Any) -> Any:
    return value if value is True or value is False else NOT_PLAIN


def _code(codes: CodeList) -> Plain:
    words = {word.word: intern(word.word) for word in codes.words if not word.with_name}
    words |= {word.also: intern(word.word) for word in codes.words if word.also and not word.with_name}
    words.pop(UNKNOWN, None)

    def plain(value: Any) -> Any:
        return words.get(value, NOT_PLAIN) if value.__class__ is str else NOT_PLAIN

    return plain


def _day(value: Any) -> Any:
    return _whole_day(value) if value.__class__ is str and len(value) == _LENGTH_OF_A_DAY else NOT_PLAIN


@lru_cache(_REMEMBERED_DAYS)
def _whole_day(text: str) -> Any:
    """Days come again and again in the cases of one place and time."""
    try:
        return days.parse_day(text)
    except ValueError:
        return NOT_PLAIN


def _text(value: Any) -> Any:
    is_plain = value.__class__ is str and value.isascii() and value.strip() and value != UNKNOWN
    return value if is_plain else NOT_PLAIN


def _answer(value: Any) -> Any:
    return value if value is True or value is False else _text(value)


def _number(value: Any) -> Any:
    return value if value.__class__ is int and -LARGEST_NUMBER <= value <= LARGEST_NUMBER else NOT_PLAIN


def _list(item: Plain) -> Plain:
    def plain(value: Any) -> Any:
        if value.__class__ is not list or len(value) > _SHORT_LIST:
            return NOT_PLAIN
        facts = tuple([item(element) for element in value])
        return facts if NOT_PLAIN not in facts else NOT_PLAIN

    return plain
