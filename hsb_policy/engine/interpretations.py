"""Floor 3: what a policy leaves to be chosen, shown to whoever runs it."""

from collections.abc import Mapping

from attrs import frozen

from hsb_policy.core import ir, types
from hsb_policy.engine.readings import Readings, parts_of, shown_reading


@frozen(kw_only=True)
class Interpretation:
    """A question that the procedure leaves open, and how this policy reads it.

    `ids` are its A-ids, `statements` those of the procedure that it reads. `takes` says what can be chosen: "reading" (one of
    `readings`, each with its words for people), "yes/no", "number of months", "date", "hours", "list of Colour". `default`
    and `reading` (the one under which the policy runs) are what `Policy.with_readings` takes, None where none is set; for an
    interpretation with `parts` (rules or rows that may be read each in its own way), mappings whose key "" stands for the rest.
    `narrows` are the readings that ask for less than a "must", with the statements concerned. `fixed` is the reading that
    is written into the rules and cannot be chosen. `approved_by` is who approved the default: None until somebody has.
    """

    name: str
    label: str
    ids: tuple[str, ...]
    statements: tuple[str, ...]
    takes: str
    readings: Mapping[str, str]
    default: object
    reading: object
    parts: tuple[str, ...]
    narrows: Mapping[str, tuple[str, ...]]
    protects: str
    fixed: str | None
    approved_by: str | None

    @property
    def is_approved(self) -> bool:
        """Whether somebody who may has approved the default."""
        return self.approved_by is not None


def interpretations_of(policy: ir.Policy, readings: Readings) -> tuple[Interpretation, ...]:
    """All interpretations of a policy in the order of their names, with the readings under which it runs."""
    chosen = {shown.name: shown.reading for shown in readings.chosen}
    return tuple(
        _shown(policy, policy.interpretations[name], chosen.get(name)) for name in sorted(policy.interpretations)
    )


def _shown(policy: ir.Policy, i: ir.Interpretation, reading: object) -> Interpretation:
    return Interpretation(
        name=i.name,
        label=i.label,
        ids=tuple(id_ for id_ in i.cites if id_.startswith("A")),
        statements=tuple(id_ for id_ in i.cites if not id_.startswith("A")),
        takes="reading" if i.choices else _takes(i.type),
        readings=dict(i.choices),
        default=_default(i),
        reading=reading,
        parts=tuple(part for part in parts_of(policy, i) if part),
        narrows=i.narrowing,
        protects=i.protects,
        fixed=i.fixed[0] if i.fixed else None,
        approved_by=i.approved[0] if i.approved else None,
    )


def _default(i: ir.Interpretation) -> object:
    whole = shown_reading(i.default, i.type)
    named = {part: shown_reading(value, i.type) for part, value in sorted(i.part_defaults.items())}
    return {"": whole, **named} if named else whole


def _takes(kind: types.Type) -> str:
    match kind:
        case types.YesNoType():
            return "yes/no"
        case types.NumberType():
            return f"number of {kind.unit}" if kind.unit else "number"
        case types.DayType():
            return "date"
        case types.HoursType():
            return "hours"
        case types.ListType():
            return f"list of {_takes(kind.item)}"
        case types.CodeType() | types.RecordType():
            return kind.name
        case _:
            return "text"
