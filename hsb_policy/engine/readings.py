"""Floor 3: the readings under which a policy is run: its defaults, and what the person who runs it chose instead."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from hsb_policy.core import ir
from hsb_policy.core.decision import ChosenReading
from hsb_policy.core.types import (
    CodeType,
    DayType,
    HoursType,
    ListType,
    NumberType,
    Type,
    YesNoType,
)
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Diagnostic
from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.engine.errors import ReadingError
from hsb_policy.values import days
from hsb_policy.values.hours import parse_hours

Key = tuple[str, str | None]


@frozen
class Readings:
    """Every interpretation with its value (absent where none is set), and how the decision shows them."""

    values: Mapping[Key, Any]
    chosen: tuple[ChosenReading, ...]
    announcements: tuple[str, ...]


def choose(policy: ir.Policy, wanted: Mapping[str, Any]) -> Readings:
    """The readings of a policy, with `wanted` ("red_referral": "should", "age_at.under_13_always_referred": "today") in place of defaults.

    What may be read in each rule or row by itself also takes a mapping, as decisions show it: {"": "at_behaviour", "programme": "today"}.

    Raises ReadingError, with one diagnostic for each interpretation or reading that the policy does not have.
    """
    faults = Collector()
    given: dict[Key, Any] = {}
    for written, reading in _one_by_one(wanted):
        _choose_one(policy, written, reading, given, faults)
    if faults.has_errors:
        raise ReadingError(faults.collected())
    values: dict[Key, Any] = {}
    for interpretation in policy.interpretations.values():
        parts = parts_of(policy, interpretation)
        for part in parts:
            default = interpretation.part_defaults.get(part or "", interpretation.default)
            value = given.get((interpretation.name, part), given.get((interpretation.name, None), default))
            if value is not None:
                values[interpretation.name, part] = value
    return Readings(values, _shown(policy, given), _announcements(policy, values))


def _one_by_one(wanted: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each choice by itself; in a mapping, "" stands for all parts that it does not name, None for what is not set."""
    for written, reading in wanted.items():
        if isinstance(reading, Mapping):
            yield from ((f"{written}.{p}" if p else written, r) for p, r in reading.items() if r is not None)
        else:
            yield written, reading


def parts_of(policy: ir.Policy, interpretation: ir.Interpretation) -> tuple[str | None, ...]:
    """What may each have a reading of its own: None for all, then rules or rows of reference data by name."""
    if interpretation.one_per is None:
        return (None,)
    if interpretation.one_per == "rule":
        return (None, *(rule.name for rule in policy.rules))
    reference = policy.references.get(interpretation.one_per)
    codes = [str(row.values.get("code")) for row in reference.rows] if reference else []
    return (None, *codes)


def _choose_one(policy: ir.Policy, written: str, reading: Any, given: dict[Key, Any], faults: Collector) -> None:
    name, _, part = written.partition(".")
    interpretation = policy.interpretations.get(name)
    if interpretation is None or interpretation.fixed is not None:
        names = [i.name for i in policy.interpretations.values() if i.fixed is None]
        near = nearest(name, names)
        cure = f"did you mean `{near}`?" if near else "its interpretations: " + ", ".join(sorted(names))
        why = "is fixed" if interpretation else "is not an interpretation of this policy"
        faults.add(Diagnostic(code="HSB-D590", message=f"`{name}` {why}", help=(cure,), path=written))
        return
    parts = [p for p in parts_of(policy, interpretation) if p]
    if part and part not in parts:
        near = nearest(part, parts)
        cure = f"did you mean `{name}.{near}`?" if near else "write it without a dot to set it for all"
        faults.add(Diagnostic(code="HSB-D591", message=f"`{name}` has no part `{part}`", help=(cure,), path=written))
        return
    try:
        given[name, part or None] = _value(policy, interpretation, interpretation.type, reading)
    except ValueError as fault:
        faults.add(
            Diagnostic(
                code="HSB-D592", message=f"`{name}` cannot be read as `{reading}`", help=(str(fault),), path=written
            )
        )


def _value(policy: ir.Policy, interpretation: ir.Interpretation, kind: Type, reading: Any) -> Any:
    text = str(reading).strip()
    if interpretation.choices:
        words = [word for word, _ in interpretation.choices]
        return _word(text, words)
    match kind:
        case ListType():
            parts = reading if isinstance(reading, list | tuple) else [p for p in text.split(",") if p.strip()]
            return tuple(_value(policy, interpretation, kind.item, p) for p in parts)
        case YesNoType():
            if isinstance(reading, bool):
                return reading
            return _word(text, ["yes", "no"]) == "yes"
        case NumberType():
            if not text.isascii() or not text.isdigit():
                raise ValueError("give a whole number" + (f" of {kind.unit}" if kind.unit else ""))
            return int(text)
        case DayType():
            return days.parse_day(text)
        case HoursType():
            return parse_hours(text)
        case CodeType():
            return _word(text, [w.word for w in policy.schema.codes[kind.name].words])
        case _:
            return text


def _word(text: str, words: list[str]) -> str:
    if text in words:
        return text
    near = nearest(text, words)
    raise ValueError((f"did you mean `{near}`? " if near else "") + "one of: " + ", ".join(words))


def _shown(policy: ir.Policy, given: Mapping[Key, Any]) -> tuple[ChosenReading, ...]:
    shown = []
    for interpretation in sorted(policy.interpretations.values(), key=lambda i: i.name):
        if interpretation.fixed is not None:
            continue
        parts = {p: v for (n, p), v in given.items() if n == interpretation.name}
        # A reading chosen for all parts goes before the defaults of single parts, as in `choose`.
        kept = {} if None in parts else interpretation.part_defaults
        named: dict[str, Any] = {p: v for p, v in [*kept.items(), *parts.items()] if p}
        whole = parts.get(None, interpretation.default)
        reading: Any = shown_reading(whole, interpretation.type)
        if named:
            reading = {"": reading} | {p: shown_reading(v, interpretation.type) for p, v in sorted(named.items())}
        shown.append(
            ChosenReading(
                name=interpretation.name,
                cites=tuple(c for c in interpretation.cites if c.startswith("A")),
                reading=reading,
                is_default=not parts,
                approved=interpretation.approved is not None,
            )
        )
    return tuple(shown)


def shown_reading(value: Any, kind: Type) -> Any:
    """A reading as a decision shows it; None where nothing is set."""
    if isinstance(value, tuple):
        item = kind.item if isinstance(kind, ListType) else kind
        return [shown_reading(v, item) for v in value]
    if isinstance(kind, DayType) and isinstance(value, int):
        return days.show_day(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.show() if hasattr(value, "show") else str(value)


def _announcements(policy: ir.Policy, values: Mapping[Key, Any]) -> tuple[str, ...]:
    told = []
    concerned: dict[tuple[str, ...], set[str]] = {}
    for narrowed in {ids for i in policy.interpretations.values() for ids in i.narrowing.values()}:
        concerned[narrowed] = {rule.name for rule in policy.rules if set(rule.statements) & set(narrowed)}
    for (name, part), value in values.items():
        interpretation = policy.interpretations[name]
        narrowed = interpretation.narrowing.get(str(value), ())
        if narrowed and (part in concerned.get(narrowed, ()) if interpretation.one_per == "rule" else part is None):
            where = f" for {part}" if part else ""
            told.append(f"{name}{where} is read as {value}, which narrows what {', '.join(narrowed)} requires.")
    return tuple(sorted(set(told)))
