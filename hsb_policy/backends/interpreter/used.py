"""Floor 2, back end: the facts that an explanation names, each once."""

from typing import Any

from hsb_policy.backends.interpreter.shown import shown_value
from hsb_policy.core.case import Case, Record
from hsb_policy.core.explanation import KNOWN, NOT_YET, UsedFact
from hsb_policy.core.schema import Schema
from hsb_policy.core.types import AnswerType, ListType, RecordType
from hsb_policy.values import days
from hsb_policy.values.unknown import NOT_RECORDED, PARTLY_KNOWN, Between, NamedCode, Unknown

REFERENCE = "reference"
AS_AT = "as_at"
IN_WORDS = "in words"


class UsedFacts:
    """Collects the facts that are named, by their path, and where they are kept."""

    def __init__(self, schema: Schema, case: Case) -> None:
        self._schema = schema
        self._case = case
        self.by_path: dict[str, UsedFact] = {}
        self.places: dict[str, tuple[Record, str]] = {}

    def of_field(self, record: Record, name: str) -> tuple[UsedFact, ...]:
        """A fact of a record; what names a code that says little by itself goes with it. None for rows of the policy."""
        kind = self._schema.records.get(record.kind)
        if kind is None or kind.placement == REFERENCE or name not in record.facts:
            return ()
        path = record.path_of(name)
        found = self.by_path.get(path)
        if found is None:
            found = self.by_path[path] = self._fact(record, name, path)
            self.places[path] = record, name
        definition = kind.fields.get(name)
        if definition is not None and definition.named_by and isinstance(record.facts[name], NamedCode):
            return (found, *self.of_field(record, definition.named_by))
        return (found,)

    def of_record(self, record: Record) -> tuple[UsedFact, ...]:
        """That a record is there."""
        kind = self._schema.records.get(record.kind)
        if kind is None or kind.placement == REFERENCE:
            return ()
        if record.path not in self.by_path:
            self.by_path[record.path] = UsedFact(
                path=record.path,
                kind=record.kind,
                record=record.path,
                id=record.id,
                of=record.label,
                field=None,
                label=record.label,
            )
        return (self.by_path[record.path],)

    def as_at(self) -> tuple[UsedFact, ...]:
        """The day on which the case is judged."""
        return self.of_field(self._case.root, AS_AT)

    def of_all(self, kind: str, name: str) -> tuple[UsedFact, ...]:
        """A field of every listed record of a kind, and the list: what may be read where it is not known which record is meant."""
        record = self._schema.records[kind]
        if record.placement != "list" or not record.place:
            return ()
        found = list(self.of_field(self._case.root, record.place))
        listed = self._case.root.facts.get(record.place)
        for other in listed if isinstance(listed, tuple) else ():
            found += self.of_field(other, name)
        return tuple(found)

    def _fact(self, record: Record, name: str, path: str) -> UsedFact:
        value = record.facts[name]
        shown, state = self._shown(record, name, value, path)
        definition = self._schema.records[record.kind].fields.get(name)
        return UsedFact(
            path=path,
            kind=record.kind,
            record=record.path,
            id=record.id,
            of=record.label,
            field=name,
            label=(definition.label if definition is not None else "") or name.replace("_", " "),
            value=shown,
            state=state,
        )

    def _shown(self, record: Record, name: str, value: Any, path: str) -> tuple[object, str]:
        if isinstance(value, Unknown | Between):
            state = next((f.state for f in value.facts if f.path == path), NOT_RECORDED)
            if isinstance(value, Between) and state == PARTLY_KNOWN:
                return days.show_range(value.low, value.high), state
            return None, state
        if type(value) is int and value == days.NOT_YET:
            return None, NOT_YET
        definition = self._schema.records[record.kind].fields.get(name)
        if definition is None:
            if isinstance(value, tuple) and all(isinstance(v, Record) for v in value):
                return tuple(v.id or v.path for v in value), KNOWN
            return (days.show_day(value) if name == AS_AT else value), KNOWN
        kind = definition.type
        if isinstance(value, tuple) and isinstance(kind, ListType) and isinstance(kind.item, RecordType):
            return tuple(v.id or v.path for v in value if isinstance(v, Record)), KNOWN
        if isinstance(value, Record):
            return value.id or value.path, KNOWN
        if isinstance(kind, AnswerType) and isinstance(value, str):
            return IN_WORDS, KNOWN  # whatever a person wrote there is for people, and goes into no document
        return shown_value(value, kind), KNOWN
