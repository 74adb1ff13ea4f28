"""Floor 2, back end: which fields of which records plans read, and which kinds of records therefore have a table in a batch."""

from collections.abc import Iterator
from typing import Final

from attrs import define, field, frozen

from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.core.schema import CASE, FieldDef, RecordDef, Schema
from hsb_policy.core.types import CodeType, ErrorType, HoursType, ListType, RecordType, Type

LISTED: Final = ("list", "recording")


def has_names(schema: Schema, kind: Type) -> bool:
    """Whether a code of this type may need a name beside it."""
    return isinstance(kind, CodeType) and any(word.with_name for word in schema.codes[kind.name].words)


def in_a_list(record: RecordDef) -> bool:
    """Whether records of a kind stand in a list of the case, so that others refer to them by id."""
    return record.placement in LISTED


@frozen
class Place:
    """Where records of a kind stand: in a field of records of another kind, or of the case; `single`: at most one in each."""

    kind: str
    owner: str
    field: str
    single: bool


def item_of(type_: Type) -> Type:
    """The type of the elements of a list; any other type itself."""
    return type_.item if isinstance(type_, ListType) else type_


def held(schema: Schema, owner: str, definition: FieldDef) -> RecordDef | None:
    """The kind of the records that stand in a field themselves; None for values and refs."""
    item = item_of(definition.type)
    if not isinstance(item, RecordType):
        return None
    kind = schema.records[item.name]
    if in_a_list(kind):
        return kind if owner == CASE and kind.place == definition.name else None
    return None if kind.placement == "reference" else kind


def places(schema: Schema) -> tuple[Place, ...]:
    """All places where records stand in a case, each after that of the records around it."""
    return tuple(_places_in(schema, CASE, ()))


def _places_in(schema: Schema, owner: str, around: tuple[str, ...]) -> Iterator[Place]:
    for definition in schema.records[owner].fields.values():
        kind = held(schema, owner, definition)
        if kind is not None:
            yield Place(kind.name, owner, definition.name, not isinstance(definition.type, ListType))
            if kind.name not in around:
                yield from _places_in(schema, kind.name, (*around, kind.name))


@define(eq=False)
class Layout:
    """Which fields of which records the plans read; written down while they are made.

    `states` are the fields of which a plan asks whether they were recorded.
    """

    schema: Schema
    fields: dict[str, dict[str, None]] = field(factory=dict)
    states: set[tuple[str, str]] = field(factory=set)
    _places: tuple[Place, ...] = field(init=False, repr=False)

    @_places.default
    def _all_places(self) -> tuple[Place, ...]:
        return places(self.schema)

    def needs(self, record: str, name: str) -> FieldDef:
        """Say that a field is read. Raises CannotSayError where no column can hold it."""
        definition = self.schema.records[record].fields[name]
        self._sayable(record, definition)
        self.fields.setdefault(record, {})[name] = None
        return definition

    def needs_state(self, record: str, name: str) -> str:
        """Say that a plan asks whether a field was recorded; the name under which its state stands."""
        self.needs(record, name)
        self.states.add((record, name))
        return f"{name} state"

    def tables(self) -> tuple[Place, ...]:
        """The places of the records that have a table: those that are read or referred to, and those around them, these first."""
        wanted = {*self.fields}
        for record, names in self.fields.items():
            items = (item_of(self.schema.records[record].fields[name].type) for name in names)
            wanted.update(item.name for item in items if isinstance(item, RecordType))
        for place in reversed(self._places):
            if place.kind in wanted:
                wanted.add(place.owner)
        return tuple(place for place in self._places if place.kind in wanted)

    def _sayable(self, record: str, definition: FieldDef) -> None:
        item = item_of(definition.type)
        match item:
            case HoursType():
                raise CannotSayError("opening hours recorded in a case")
            case ListType():
                raise CannotSayError("a list of lists")
            case ErrorType():
                raise CannotSayError("a value without a type")
            case RecordType() if self.schema.records[item.name].placement == "reference":
                raise CannotSayError("a ref from a case to reference data")
            case _:
                pass
        kinds = {record, item.name} if isinstance(item, RecordType) else {record}
        stand = [place.kind for place in self._places if place.kind in kinds]
        twice = next((kind for kind in stand if stand.count(kind) > 1), None)
        if twice is not None:
            raise CannotSayError(f"records of the kind {twice} in two lists")
