"""Floor 3, audit: of what an outcome concerns, the day from which it counts and the local authority where the child lives.

Both come from the vocabulary's own declarations: a record's day is the first day or moment that is declared for it; people are
the records that have an age; where they live is a list of periods with a field `authority`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import field, frozen

from hsb_policy.core.case import Case, Record
from hsb_policy.core.schema import RecordDef, Schema
from hsb_policy.core.types import CodeType, DayType, ListType, MomentType, RecordType
from hsb_policy.values import days
from hsb_policy.values.unknown import Between, NamedCode

SEVERAL: Final = "several"
NOT_KNOWN: Final = "not known"
AUTHORITY: Final = "authority"


@frozen
class Living:
    """Where a kind of record says in which authority a person lives: the list, the kind of its periods, and the days of each."""

    place: str
    period: str
    since: str
    until: str


@frozen(eq=False)
class Subjects:
    """Reads the day and the authority of what outcomes of one vocabulary concern.

    `day_fields` has the field with the day of each kind of record, `living` where each kind of person lives, `places` the lists of the case
    by the keys that name their records, `people` the lists of the case that hold people.
    """

    schema: Schema
    day_fields: Mapping[str, str] = field(init=False)
    living: Mapping[str, Living] = field(init=False)
    places: Mapping[str, str] = field(init=False)
    people: tuple[str, ...] = field(init=False)

    @day_fields.default
    def _first_days(self) -> Mapping[str, str]:
        found = {kind.name: _day_field(kind) for kind in self.schema.records.values() if kind.age_field is None}
        return {name: first for name, first in found.items() if first is not None}

    @living.default
    def _living_fields(self) -> Mapping[str, Living]:
        found = {kind.name: _living(kind, self.schema) for kind in self.schema.records.values()}
        return {name: living for name, living in found.items() if living is not None}

    @places.default
    def _lists_by_key(self) -> Mapping[str, str]:
        return {key: kind.place for kind in self.schema.records.values() for key in kind.keys if kind.place is not None}

    @people.default
    def _lists_of_people(self) -> tuple[str, ...]:
        return tuple(k.place for k in self.schema.records.values() if k.name in self.living and k.place is not None)

    def concerned(self, case: Case, about: Mapping[str, str]) -> dict[str, Any]:
        """The records that an outcome is about, by the keys of its `about`; what is no record of the case stays the text it is."""
        return {key: self._record(case, key, id_) for key, id_ in about.items()}

    def _record(self, case: Case, key: str, id_: str) -> Any:
        listed = case.root.facts.get(self.places.get(key, ""))
        records = listed if isinstance(listed, tuple) else ()
        return next((r for r in records if isinstance(r, Record) and (r.id or r.path) == id_), id_)

    def day_of(self, concerned: Iterable[Any]) -> int | None:
        """The day of the first of these records that has one and is no person; None where there is none, or it is not known."""
        for record in concerned:
            if isinstance(record, Record) and record.kind in self.day_fields:
                name = self.day_fields[record.kind]
                return day_known(record.facts.get(name), self.schema.records[record.kind].fields[name].type)
        return None

    def authority_of(self, concerned: Iterable[Any], case: Case, day: int) -> str | None:
        """Where the first person among these records lives on a day; without a person, where all the people of the case live.

        None where the vocabulary does not say where people live.
        """
        if not self.living:
            return None
        for record in concerned:
            if isinstance(record, Record) and record.kind in self.living:
                return self._lives_in(record, day)
        lists = [case.root.facts.get(place) for place in self.people]
        people = [person for listed in lists if isinstance(listed, tuple) for person in listed]
        return _one_of(self._lives_in(person, day) for person in people)

    def _lives_in(self, person: Record, day: int) -> str:
        living = self.living[person.kind]
        periods = person.facts.get(living.place)
        if not isinstance(periods, tuple):
            return NOT_KNOWN
        certain, perhaps = [], False
        for period in periods:
            begun, ended = (
                _before(period.facts.get(living.since), day),
                _before(period.facts.get(living.until), day - 1),
            )
            if begun is True and ended is False:
                certain.append(_code(period.facts.get(AUTHORITY)))
            elif begun is not False and ended is not True:
                perhaps = True
        return NOT_KNOWN if perhaps and not certain else _one_of(certain)


def authority_labels(schema: Schema) -> Mapping[str, str]:
    """The authorities in words, by their codes."""
    types = [kind.fields[AUTHORITY].type for kind in schema.records.values() if AUTHORITY in kind.fields]
    lists = [schema.codes[type_.name] for type_ in types if isinstance(type_, CodeType)]
    return {word.word: word.label for codes in lists for word in codes.words if word.label}


def day_known(value: Any, type_: object) -> int | None:
    """A day, or the day of a moment, where it is known and has come."""
    if not isinstance(value, int) or isinstance(value, bool) or value == days.NOT_YET:
        return None
    return days.day_of(value) if isinstance(type_, MomentType) else value


def _day_field(kind: RecordDef) -> str | None:
    return next((name for name, f in kind.fields.items() if isinstance(f.type, DayType | MomentType)), None)


def _living(kind: RecordDef, schema: Schema) -> Living | None:
    for name, declared in kind.fields.items():
        if (
            kind.age_field is None
            or not isinstance(declared.type, ListType)
            or not isinstance(declared.type.item, RecordType)
        ):
            continue
        period = schema.records[declared.type.item.name]
        if AUTHORITY in period.fields and period.from_field is not None and period.to_field is not None:
            return Living(name, period.name, period.from_field, period.to_field)
    return None


def _before(value: Any, day: int) -> bool | None:
    """Whether a day of a period is this one or earlier; None where that is not known."""
    if isinstance(value, Between):
        return True if value.high <= day else False if value.low > day else None
    return value <= day if isinstance(value, int) else None


def _code(value: Any) -> str:
    """The code alone: the name beside `other` is a text of the case."""
    if isinstance(value, NamedCode):
        return value.code
    return value if isinstance(value, str) else NOT_KNOWN


def _one_of(found: Iterable[str]) -> str:
    different = set(found)
    if len(different) > 1:
        return SEVERAL
    return different.pop() if different else NOT_KNOWN
