"""Hypothesis strategies: documents that follow a vocabulary, and documents that somebody damaged."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hypothesis import strategies as st

from hsb_policy.core.schema import CASE, FieldDef, RecordDef, Schema
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
from hsb_policy.values.days import FIRST_DAY, LAST_DAY, first_moment, last_moment, show_day, show_moment

DAYS: Final = st.integers(FIRST_DAY, LAST_DAY).map(show_day)
MOMENTS: Final = st.integers(first_moment(FIRST_DAY), last_moment(LAST_DAY)).map(show_moment)
IDS: Final = st.from_regex("[A-Z][0-9]{1,2}", fullmatch=True)
ANY_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("unknown") | DAYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def documents(draw: st.DrawFn, schema: Schema) -> dict[str, Any]:
    """A document that follows the vocabulary: each fact a value, recorded as not known, null or left out."""
    ids: dict[str, list[str]] = {
        kind.name: draw(st.lists(IDS, max_size=3, unique=True)) if kind.has_id else []
        for kind in schema.records.values()
        if kind.placement in ("list", "recording")
    }
    document: dict[str, Any] = {"case_id": draw(IDS), "as_at": draw(DAYS)}
    for kind in schema.records.values():
        if kind.place and kind.placement in ("list", "recording"):
            records = [{"id": id_} | draw(_facts(schema, kind, ids)) for id_ in ids[kind.name]]
            if not kind.has_id:
                records = draw(st.lists(_facts(schema, kind, ids), max_size=2))
            is_recorded = bool(records) or draw(st.booleans())
            if is_recorded:
                document[kind.place] = records
        elif kind.place and kind.placement == "single":
            document |= draw(st.fixed_dictionaries({}, optional={kind.place: _facts(schema, kind, ids)}))
    return document | draw(_facts(schema, schema.records[CASE], ids))


def _facts(schema: Schema, kind: RecordDef, ids: Mapping[str, list[str]]) -> st.SearchStrategy[dict[str, Any]]:
    elsewhere = {"case_id", "as_at", *(inner.place for inner in schema.records.values() if inner.place)}
    own = [field for name, field in kind.fields.items() if kind.name != CASE or name not in elsewhere]
    own = [field for field in own if field.name != "id"]
    return st.fixed_dictionaries({}, optional={field.name: _fact(schema, field, ids) for field in own})


def _fact(schema: Schema, field: FieldDef, ids: Mapping[str, list[str]]) -> st.SearchStrategy[Any]:
    return _value(schema, field.type, ids) | st.none() | st.just("unknown")


def _value(schema: Schema, type_: Type, ids: Mapping[str, list[str]]) -> st.SearchStrategy[Any]:
    match type_:
        case YesNoType():
            return st.booleans()
        case NumberType():
            return st.integers(0, 10**9 - 1)
        case DayType():
            partial = getattr(type_, "partial", True)
            return (
                DAYS if not partial else st.builds(lambda day, length: day[:length], DAYS, st.sampled_from([4, 7, 10]))
            )
        case MomentType():
            return MOMENTS
        case AnswerType():
            return st.booleans() | st.text()
        case CodeType():
            words = schema.codes[type_.name].words
            return st.sampled_from([w.word for w in words] + [w.also for w in words if w.also])
        case ListType():
            return st.lists(_value(schema, type_.item, ids), max_size=2)
        case RecordType():
            kind = schema.records[type_.name]
            if kind.placement in ("list", "recording"):
                return st.sampled_from([*ids[kind.name], "unknown"])
            return _facts(schema, kind, ids)
        case _:
            return st.text()


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of a document below its top."""
    steps: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*path, step)
        yield from places(inner, (*path, step))


def replaced(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    """The document with another value at a place."""
    if not path:
        return new
    step, *rest = path
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[step] = replaced(value[step], tuple(rest), new)
    return copy


@st.composite
def damaged(draw: st.DrawFn, sound: st.SearchStrategy[dict[str, Any]]) -> Any:
    """A document with up to three values replaced by anything, or fields added."""
    document: Any = draw(sound)
    for _ in range(draw(st.integers(1, 3))):
        everywhere = list(places(document))
        if not everywhere:
            return document
        path = draw(st.sampled_from(everywhere))
        document = replaced(document, path, draw(ANY_JSON))
    return document
