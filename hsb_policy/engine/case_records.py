"""Floor 3: the records of a case: made from the lists of the document, then filled with the facts of their kind."""

from collections.abc import Mapping
from typing import Any, Final

from hsb_policy.core.case import Record, is_plain
from hsb_policy.core.schema import FieldDef, RecordDef, Schema
from hsb_policy.core.types import ListType, RecordType, Type, YesNoType
from hsb_policy.engine.case_faults import Faults, quoted_id, step
from hsb_policy.engine.case_plain import ASKED, NOT_PLAIN, UNKNOWN, WHETHER, plan_of
from hsb_policy.engine.case_values import LISTED, Raw, Site, ValueReader, missing
from hsb_policy.values.unknown import NOT_RECORDED

MOST_RECORDS: Final = 10_000  # in one list
MOST_VALUES: Final = 200_000  # in one case
MOST_FACTS: Final = 500_000  # in one case, those counted that are left out: each takes its place in memory
DEEPEST: Final = 100  # records within records


class TooLargeError(Exception):
    """A case that is too large to be read on."""


class RecordReader:
    """Makes and fills the records of one case. All records of the case's lists are made before any is filled."""

    def __init__(self, schema: Schema, faults: Faults) -> None:
        self.schema = schema
        self._plan = plan_of(schema)
        self.faults = faults
        self._by_id: dict[str, dict[str, Record]] = {}
        self._values = ValueReader(schema, faults, self._by_id)
        self.values_read = self.facts_made = 0
        self.facts_unknown = 0  # not, or not fully, known; those that are yes or no are not counted

    def listed(self, kind: RecordDef, items: Any) -> list[Site] | None:
        """The records of one of the case's lists, not yet filled; None where it is not recorded or not known."""
        if items is None or (isinstance(items, str) and items == UNKNOWN):
            return [] if items is None and kind.placement == "recording" else None
        place = kind.place or ""
        sites = self._sites(kind, items, place, place, None, place)
        if items and not sites:
            self._values.unread.add(kind.name)  # what refers to it is not wrong for that
        elif kind.has_id:
            self._by_id[kind.name] = {s.record.id: s.record for s in sites if s.record.id is not None}
        return sites

    def _sites(self, kind: RecordDef, items: Any, path: str, where: str, of: Record | None, name: str) -> list[Site]:
        if not self._is_list(items, where, "a list of records, `[{…}]`,"):
            return []
        word = (kind.keys[0] if kind.keys else _singular(name)).replace("_", " ")
        whose = f" of {of.label}" if of else ""
        has_id = kind.has_id
        sites: list[Site] = []
        seen: dict[str, str] = {}
        for at, raw in enumerate(items):
            place = f"{where}[{at}]"
            if raw.__class__ is not dict and not isinstance(raw, Mapping):  # the first is much cheaper to ask
                self.faults.wrong_kind(place, raw, "a record in braces, `{…}`,")
                continue
            id_ = self.id_of(raw, "id", place, seen) if has_id else None
            if id_ is None:
                facts: dict[str, Any] = {"id": None} if has_id else {}
                record = Record(kind.name, None, f"{path}[{at}]", f"{word} {at + 1}{whose}", facts, {})
            else:
                record = Record(kind.name, id_, f"{path}[{id_}]", id_, {"id": id_}, {"id": id_})
                seen[id_] = place
            sites.append(Site(record, raw, place))
        return sites

    def one(self, kind: RecordDef, value: Any, path: str, where: str, label: str) -> Record | None:
        """A record that stands by itself, in the case or in another record, filled."""
        if value.__class__ is not dict and not isinstance(value, Mapping):
            self.faults.wrong_kind(where, value, "a record in braces, `{…}`,")
            return None
        record = Record(kind.name, None, path, label, {}, {})
        self.fill(Site(record, value, where))
        return record

    def fill(self, site: Site) -> None:
        """Give a record all the facts of its kind that it does not have yet, and report fields that its kind has not."""
        record, raw, values = site.record, site.raw, self._values
        facts, known = record.facts, record.plain
        fields = self._plan[record.kind]
        self._count(len(raw), len(fields), site.where)
        get, unknown = raw.get, 0
        for name, field, absent, plain in fields:
            if name in facts:
                continue
            value = get(name)
            if value is None:
                if absent is ASKED:
                    facts[name] = missing(record, name, NOT_RECORDED, field.ask)
                    unknown += 1
                elif absent is WHETHER:
                    facts[name] = missing(record, name, NOT_RECORDED, field.ask)
                    known[name] = None
                else:
                    facts[name] = known[name] = absent
            elif (fact := plain(value)) is not NOT_PLAIN:
                facts[name] = known[name] = fact
                if fact.__class__ is tuple:
                    self.values_read += len(fact)
            elif isinstance(value, str) and value == UNKNOWN:
                facts[name] = values.not_known(record, field, name, field.type)
                if isinstance(field.type, YesNoType):
                    known[name] = None
                else:
                    unknown += 1
            else:
                facts[name] = fact = self._value(field.type, value, field, site, name)
                if is_plain(fact):
                    known[name] = fact
                else:
                    unknown += 1
        self.facts_unknown += unknown
        if not raw.keys() <= facts.keys():
            list_name = step(site.where.rpartition(".")[2].partition("[")[0])
            of = f"a record of `{list_name}`" if site.where else "a case"
            for word in raw:
                if word not in facts:
                    self.faults.unknown_field(site.place(step(word)), word, list(facts), of)

    def _value(self, type_: Type, value: Any, field: FieldDef, site: Site, name: str) -> Any:
        match type_:
            case ListType():
                return self._list(type_.item, value, field, site, name)
            case RecordType() if (kind := self.schema.records[type_.name]).placement not in LISTED:
                label = f"{name.replace('_', ' ')} of {site.record.label}"
                return self.one(kind, value, site.record.path_of(name), site.place(name), label)
            case _:
                return self._values.present(type_, value, field, site, name)

    def _list(self, item: Type, value: Any, field: FieldDef, site: Site, name: str) -> tuple[Any, ...] | None:
        place = site.place(name)
        if isinstance(item, RecordType) and (kind := self.schema.records[item.name]).placement not in LISTED:
            sites = self._sites(kind, value, site.record.path_of(name), place, site.record, name)
            for inner in sites:
                self.fill(inner)
            return tuple(inner.record for inner in sites)
        if not self._is_list(value, place, "a list, `[…]`,"):
            return None
        return tuple(self._element(item, x, field, site, f"{name}[{at}]") for at, x in enumerate(value))

    def _element(self, item: Type, value: Any, field: FieldDef, site: Site, name: str) -> Any:
        if value is None:
            cure = 'leave it out, or write `"unknown"`'
            self.faults.wrong_kind(site.place(name), value, "an element of the list", cure)
            return None
        if isinstance(value, str) and value == UNKNOWN:
            return self._values.not_known(site.record, field, name, item)
        return self._value(item, value, field, site, name)

    # ---- ids ----------------------------------------------------------------------------------------------------------
    def id_of(self, raw: Raw, name: str, where: str, seen: Mapping[str, str]) -> str | None:
        """The id of a record (`where` is its place) or of the case; `seen` has the places of ids read before."""
        place = f"{where}.{name}" if where else name
        id_ = raw.get(name)
        if id_ is None:
            code, what, other = ("D512", "this record", "record of the list") if where else ("D510", "the case", "case")
            cure = f'write `"{name}": "…"`, with a text that no other {other} has'
            self.faults.add(f"HSB-{code}", place, f"{what} has no `{name}`", cure)
            return None
        if not isinstance(id_, str):
            self.faults.wrong_kind(place, id_, "an id, which is a text,", "put the id in quotation marks")
            return None
        why = _why_no_id(id_)
        if why is not None:
            self.faults.add("HSB-D513", place, f"this id {why}", "write another text, such as `C1`")
            return None
        if id_ in seen:
            message = f"this is the id{quoted_id(id_)} of `{seen[id_]}` too"
            self.faults.add("HSB-D514", place, message, "give one of the two records an id of its own")
            return None
        return id_

    # ---- limits -------------------------------------------------------------------------------------------------------
    def _is_list(self, value: Any, where: str, expected: str) -> bool:
        if value.__class__ is not list and not isinstance(value, list | tuple):
            self.faults.wrong_kind(where, value, expected)
            return False
        if len(value) > MOST_RECORDS:
            message = f"this list has {len(value):,} elements, and at most {MOST_RECORDS:,} are read"
            self.faults.add("HSB-D515", where, message, "leave out what the case does not need, or split it")
            return False
        self._count(len(value), 0, where)
        return True

    def _count(self, values: int, facts: int, where: str) -> None:
        self.values_read += values
        self.facts_made += facts
        if self.values_read > MOST_VALUES:
            raise TooLargeError(f"this case has more than {MOST_VALUES:,} values, and no more are read")
        if self.facts_made > MOST_FACTS:
            raise TooLargeError(f"the records of this case have more than {MOST_FACTS:,} fields, and no more are read")
        if len(where) > DEEPEST and where.count(".") > DEEPEST:
            raise TooLargeError(
                f"records stand more than {DEEPEST} deep within each other, and no deeper ones are read"
            )


def _why_no_id(id_: str) -> str | None:
    if id_ == UNKNOWN:
        return "cannot be `unknown`, the word for what is not known"
    if not id_.strip():
        return "is empty"
    return None if id_.isprintable() else "has a sign that cannot be shown, such as a line break"


def _singular(name: str) -> str:
    """One of what a list is named after.

    >>> [_singular(name) for name in ("residences", "enquiries", "traffic_light", "addressed")]
    ['residence', 'enquiry', 'traffic_light', 'addressed']
    """
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name
