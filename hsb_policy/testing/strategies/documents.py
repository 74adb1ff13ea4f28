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
    most: int = 2  # records of a list
    known: int = 6  # one fact in so many is missing


KEEP: Final = ("case_id", "as_at", "id")


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

    def whole(self) -> dict[str, Any]:
        case = self._schema.records[CASE]
        listed = [r for r in self._schema.records.values() if r.placement in ("list", "recording") and r.place]
        for record in listed:
            number = self._draw(st.integers(0, self._pools.most))
            self._ids[record.name] = (
                [f"{record.name[:3]}{at}" for at in range(number)] if record.has_id else [""] * number
            )
        skipped = {r.name for r in listed if self._draw(st.integers(0, 9)) == 0}
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
        return {"id": id_, **filled} if record.has_id else filled

    def _perhaps(self, field: FieldDef, record: RecordDef | None = None) -> Any:
        open_ended = getattr(field.type, "open", False)
        if not self._draw(st.integers(0, 2 if open_ended else self._pools.known)):
            return self._draw(st.sampled_from((None, None, "unknown")))
        return self._value(field.type, field, record)

    def _day(self) -> str:
        return str(self._draw(st.sampled_from(self._pools.days)))

    def _value(self, kind: Type, field: FieldDef, record: RecordDef | None) -> Any:
        match kind:
            case YesNoType():
                return self._draw(st.booleans())
            case AnswerType():
                return self._draw(st.sampled_from((True, False, "as said")))
            case NumberType():
                return self._draw(st.integers(0, 40))
            case DayType():
                if record is not None and record.age_field == field.name:
                    return self._draw(st.sampled_from(self._pools.births))
                return self._day()
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
