"""Floor 4: random case files of any vocabulary: every record, field and code of a schema, with facts of all four states."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from attrs import frozen
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

Draw = Callable[[st.SearchStrategy[Any]], Any]


@frozen
class Pools:
    """What is drawn from, so that facts meet: days close to each other, births close to the ages that rules name."""

    births: Sequence[str] = (
        "2012-03-02",
        "2012-03-03",
        "2012",
        "2012-03",
        "2009-06-01",
        "2007-03-10",
        "2016-05-05",
        "2020-04-04",
    )
    days: Sequence[str] = ("2025-03-01", "2025-03-02", "2025-03-03", "2025-03-10", "2025-04-01", "2025-05-20")
    partial: Sequence[str] = ("2025-03", "2025")
    texts: Sequence[str] = ("W1", "W2", "H1", "H2")
    questions: Sequence[str] = ()
    statements: Sequence[str] = ()
    numbers: Sequence[int] = tuple(range(41))
    most: int = 2  # records of a list
    missing: float = 0.14  # the share of facts that are missing


KEEP: Final = ("case_id", "as_at", "id")
WHOLE: Final = len("2025-03-01")


@st.composite
def documents(draw: Draw, schema: Schema, pools: Pools) -> dict[str, Any]:
    """A case file that follows the schema."""
    return _Document(draw, schema, pools).whole()


class _Document:
    def __init__(self, draw: Draw, schema: Schema, pools: Pools) -> None:
        self._draw = draw
        self._schema = schema
        self._pools = pools
        self._ids: dict[str, list[str]] = {}
        self._embedded = 0  # records within others that have an id of their own

    def whole(self) -> dict[str, Any]:
        case = self._schema.records[CASE]
        listed = [r for r in self._schema.records.values() if r.placement in ("list", "recording") and r.place]
        for record in listed:
            number = self._draw(st.integers(0, self._pools.most))
            self._ids[record.name] = (
                [f"{record.name[:3]}{at}" for at in range(number)] if record.has_id else [""] * number
            )
        skipped = {r.name for r in listed if self._is_missing()}
        for name in skipped:
            self._ids[name] = []
        document: dict[str, Any] = {"case_id": "T", "as_at": self._day()}
        for name, field in case.fields.items():
            if name in KEEP:
                continue
            kind = field.type
            found = (
                self._schema.records.get(kind.item.name)
                if isinstance(kind, ListType) and isinstance(kind.item, RecordType)
                else None
            )
            if found is not None and found in listed:
                if found.name not in skipped:
                    document[name] = [self._record(found, id_) for id_ in self._ids[found.name]]
            else:
                document[name] = self._perhaps(field)
        return document

    def _record(self, record: RecordDef, id_: str = "") -> dict[str, Any]:
        filled = {name: self._perhaps(field, record) for name, field in record.fields.items() if name not in KEEP}
        if not record.has_id:
            return filled
        if not id_:
            self._embedded += 1
            id_ = f"{record.name[:3]}-{self._embedded}"
        return {"id": id_, **filled}

    def _perhaps(self, field: FieldDef, record: RecordDef | None = None) -> Any:
        if self._is_missing():
            return self._draw(st.sampled_from((None, None, "unknown")))
        if getattr(field.type, "open", False) and not self._draw(st.integers(0, 2)):
            return None  # not yet
        return self._value(field.type, field, record)

    def _is_missing(self) -> bool:
        # At the end of the range, so that what Hypothesis shrinks to is a fact that is known.
        return bool(self._draw(st.integers(0, 999)) >= 1000 - round(self._pools.missing * 1000))

    def _day(self) -> str:
        return str(self._draw(st.sampled_from(self._pools.days)))

    def _value(self, kind: Type, field: FieldDef, record: RecordDef | None) -> Any:
        match kind:
            case YesNoType():
                return self._draw(st.booleans())
            case AnswerType():
                return self._draw(st.sampled_from((True, False, "as said")))
            case NumberType():
                return self._draw(st.sampled_from(self._pools.numbers))
            case DayType():
                is_birth = record is not None and record.age_field == field.name
                pool = self._pools.births if is_birth else (*self._pools.days, *self._pools.partial)
                return self._draw(st.sampled_from([day for day in pool if kind.partial or len(day) == WHOLE]))
            case MomentType():
                return self._day() + self._draw(st.sampled_from(("T10:30", "T22:00")))
            case CodeType():
                return self._draw(st.sampled_from([w.word for w in self._schema.codes[kind.name].words]))
            case ListType():
                return [self._value(kind.item, field, record) for _ in range(self._draw(st.integers(0, 2)))]
            case RecordType():
                return self._of_record(kind)
            case _:
                return self._text(field)

    def _of_record(self, kind: RecordType) -> Any:
        record = self._schema.records[kind.name]
        if record.placement in ("list", "recording"):
            ids = self._ids.get(kind.name)
            return self._draw(st.sampled_from(ids)) if ids else "unknown"
        return self._record(record)

    def _text(self, field: FieldDef) -> str:
        pool = {"question": self._pools.questions, "statement": self._pools.statements}.get(
            field.name
        ) or self._pools.texts
        return str(self._draw(st.sampled_from(pool)))
