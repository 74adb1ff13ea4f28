"""Floor 4: values of a decision in the policy's words: codes by their labels, days as people write them, contact points in full."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

from hsb_policy.core import ir
from hsb_policy.core.schema import Schema
from hsb_policy.core.types import CodeType, DayType, ListType, MomentType, NumberType, RecordType, Type
from hsb_policy.core.words import count, day_in_words, listed, sentence

_USES: Final = {"used_for": "for: {}", "never_for": "never for: {}", "when_used": "when: {}"}


def type_of(rule: ir.AnyRule | None) -> Type | None:
    """The type of what a rule concludes."""
    return rule.value.type if isinstance(rule, ir.Conclusion) else None


def shown_value(value: object, kind: Type | None, schema: Schema) -> str:
    """A value in words; codes that the vocabulary labels by their label.

    >>> shown_value(True, None, Schema({}, {})), shown_value(("2025-03-02",), ListType(DayType()), Schema({}, {}))
    ('yes', '2 March 2025')
    """
    match value, kind:
        case None, _:
            return "not set"
        case bool(), _:
            return "yes" if value else "no"
        case (tuple() | list(), _):
            item = kind.item if isinstance(kind, ListType) else None
            return listed([shown_value(v, item, schema) for v in value]) or "none"
        case int(), NumberType(unit=str() as unit):
            return count(value, unit.removesuffix("s"))
        case str(), CodeType(name=name):
            return code_label(value, name, schema)
        case str(), DayType() | MomentType():
            return day_in_words(value)
        case _:
            return str(value)


def code_label(code: str, codes: str, schema: Schema) -> str:
    """A code by its label; one with a name beside it by that name."""
    known = schema.codes.get(codes)
    if known is None:
        return code
    word, _, name = code.partition(": ")
    if name:
        return name
    if known.includes is not None and all(w.word != word for w in known.words):
        return code_label(code, known.includes, schema)
    return next((w.label or w.word for w in known.words if w.word == word), code)


@frozen
class Contacts:
    """The contact points of a policy: whatever rows of reference data have a telephone."""

    policy: ir.Policy
    hours: Mapping[str, object]

    def details(self, value: object, kind: Type | None) -> list[str]:
        """A concluded contact point in full: telephone, hours, uses, and when it was last verified."""
        return [line for code in _codes(value) for line in self._row(code, kind)]

    def _row(self, code: str, kind: Type | None) -> list[str]:
        item = kind.item if isinstance(kind, ListType) else kind
        for reference in self.policy.references.values():
            if not _is_of(item, reference, self.policy.schema):
                continue
            for row in reference.rows:
                if row.values.get("code") == code and "telephone" in row.values:
                    return self._told(code, reference, row.values)
        return []

    def _told(self, code: str, reference: ir.Reference, row: Mapping[str, Any]) -> list[str]:
        hours, verified = self.hours.get(code), row.get("verified_on")
        known = [
            f"Telephone {row['telephone'] or 'not recorded'}",
            f"open {hours}" if hours else "office hours not recorded",
            f"verified on {self._said(reference, 'verified_on', verified)}" if verified else "not verified",
        ]
        lines = [f"{'; '.join(known)}."]
        said = {name: self._said(reference, name, row[name]) for name in _USES if row.get(name)}
        uses = [_USES[name].format(words) for name, words in said.items() if words not in ("none", "nothing")]
        return [*lines, f"{sentence('; '.join(uses))}."] if uses else lines

    def _said(self, reference: ir.Reference, name: str, value: object) -> str:
        record = self.policy.schema.records.get(reference.record)
        kind = record.fields[name].type if record is not None and name in record.fields else None
        if isinstance(value, tuple) and isinstance(kind, ListType):
            return ", ".join(shown_value(part, kind.item, self.policy.schema) for part in value)
        return shown_value(value, kind, self.policy.schema)


def _codes(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, tuple | list) else ()


def _is_of(kind: Type | None, reference: ir.Reference, schema: Schema) -> bool:
    """Whether a value of this type is, or names by its code, a row of the reference."""
    if isinstance(kind, RecordType):
        return kind.name == reference.record
    record = schema.records.get(reference.record)
    code = record.fields.get("code") if record is not None else None
    return kind is None or (code is not None and code.type == kind)
