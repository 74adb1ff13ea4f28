"""Floor 2, front end: scenarios and situations -> small cases, as case files have them, with what is expected."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hsb_policy.core import ir
from hsb_policy.core.schema import CASE, RecordDef, Schema
from hsb_policy.core.status import ORDER
from hsb_policy.core.types import ListType, RecordType
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Edit, Fix, Label
from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.frontend import ast
from hsb_policy.frontend.ids import expanded
from hsb_policy.frontend.symbols import Symbols


def lower_scenarios(declared: Sequence[ast.Scenario], symbols: Symbols, out: Collector) -> tuple[ir.Scenario, ...]:
    """All scenarios in the order of their titles; situations are the common part of several and become none."""
    situations = {s.name.text: s for s in declared if s.is_situation}
    titles: dict[str, ast.Scenario] = {}
    found = []
    for scenario in declared:
        if scenario.is_situation:
            continue
        title = scenario.name.text
        if title in titles:
            out.error(
                "HSB-N262",
                f'two scenarios are called "{title}"',
                scenario.name.span,
                "again",
                secondary=(Label(titles[title].name.span, "first here"),),
                help=("say in the title what tells one from the other",),
            )
            continue
        titles[title] = scenario
        found.append(_Reader(symbols, situations, out).scenario(scenario))
    return tuple(sorted(found, key=lambda s: s.title))


class _Reader:
    """Puts one scenario together from its situations and its own clauses."""

    def __init__(self, symbols: Symbols, situations: Mapping[str, ast.Scenario], out: Collector) -> None:
        self._symbols = symbols
        self._schema: Schema = symbols.schema
        self._situations = situations
        self._out = out
        self._case: dict[str, Any] = {}
        self._readings: dict[str, Any] = {}
        self._judged_on: str | None = None

    def scenario(self, scenario: ast.Scenario) -> ir.Scenario:
        self._take(scenario, ())
        if self._judged_on is None:
            self._out.error(
                "HSB-R454",
                "this scenario does not say on which day its case is judged",
                scenario.name.span,
                "no day",
                help=("add `judged on 2025-03-20`",),
            )
        expectations = tuple(self._expectation(e) for e in scenario.expectations)
        if not expectations:
            self._out.error(
                "HSB-R455",
                "this scenario expects nothing, so it cannot fail",
                scenario.name.span,
                "expects nothing",
                help=("add `expect RULE for child C1 is outstanding`",),
            )
        slug = re.sub(r"[^a-z0-9]+", "-", scenario.name.text.lower()).strip("-")[:60] or "scenario"
        case = {"case_id": slug, "as_at": self._judged_on or "2025-01-01", **self._case}
        return ir.Scenario(
            title=scenario.name.text,
            case=case,
            readings=self._readings,
            expectations=expectations,
            cites=expanded(scenario.cites),
            origin=scenario.name.span,
        )

    def _take(self, scenario: ast.Scenario, chain: tuple[str, ...]) -> None:
        for start in scenario.starting_from:
            situation = self._situations.get(start.text)
            if situation is None:
                self._unknown("HSB-N263", "situation", start, list(self._situations))
            elif start.text in chain:
                circle = " → ".join((*chain, start.text))
                self._out.error("HSB-R456", f"this situation starts from itself: {circle}", start.span, "a circle")
            else:
                self._take(situation, (*chain, start.text))
        for day in scenario.judged_on:
            self._judged_on = day.text
        for reading in scenario.readings:
            name = reading.interpretation.text + (f".{reading.part.text.removeprefix('.')}" if reading.part else "")
            if reading.interpretation.text not in self._symbols.interpretations:
                names = list(self._symbols.interpretations)
                self._unknown("HSB-N264", "interpretation", reading.interpretation, names)
            values = [_plain(v) for v in reading.values]
            self._readings[name] = values[0] if len(values) == 1 else values
        for given in scenario.given:
            self._give(given)

    # ---- given --------------------------------------------------------------------------------------------------
    def _give(self, given: ast.Given) -> None:
        if given.kind == "case":
            self._case.update(self._fields(given.fields, self._schema.records[CASE]))
            return
        assert given.record is not None
        word = given.record.text
        if given.kind == "none":
            places = [r.place for r in self._schema.records.values() if r.place and r.placement != "reference"]
            if word in places:
                self._case[word] = []
            else:
                self._unknown("HSB-N265", "list", given.record, [p for p in places if p])
            return
        record = self._named(word)
        if record is None:
            self._unknown("HSB-N266", "kind of record", given.record, self._singulars())
            return
        fields = self._fields(given.fields, record)
        if record.placement == "single":
            self._case.setdefault(str(record.place), {}).update(fields)
            return
        self._add(record, given.id.text if given.id else None, fields)

    def _add(self, record: RecordDef, id_: str | None, fields: dict[str, Any]) -> None:
        records: list[dict[str, Any]] = self._case.setdefault(str(record.place), [])
        if id_ is None:
            records.append(fields)
            return
        for before in records:
            if before.get("id") == id_:
                before.update(fields)
                return
        records.append({"id": id_, **fields})

    def _named(self, word: str) -> RecordDef | None:
        for record in self._schema.records.values():
            if record.placement in ("list", "recording", "single") and word in _names(record):
                return record
        return None

    def _singulars(self) -> list[str]:
        placed = [r for r in self._schema.records.values() if r.placement in ("list", "recording", "single")]
        return [word for r in placed for word in _names(r)]

    def _fields(self, given: Sequence[ast.GivenField], record: RecordDef) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for each in given:
            name = each.name.text.removeprefix(".")
            if name not in record.fields:
                near = nearest(name, record.fields)
                self._out.error(
                    "HSB-N267",
                    f"{_a(record.label)} has no field `.{name}`",
                    each.name.span,
                    "not declared",
                    help=(f"did you mean `.{near}`?",) if near else (),
                    fix=Fix((Edit(each.name.span, f".{near}"),), safe=True) if near else None,
                )
                continue
            found[name] = self._value(each.value, record, name)
        return found

    def _value(self, value: ast.GivenValue, record: RecordDef, name: str) -> Any:
        kind = record.fields[name].type
        inner = kind.item if isinstance(kind, ListType) else kind
        embedded = self._schema.records.get(inner.name) if isinstance(inner, RecordType) else None
        match value.kind:
            case "list":
                return [self._value(item, record, name) for item in value.items]
            case "record" if embedded is not None:
                return self._fields(value.fields, embedded)
            case _:
                return _plain(value)

    # ---- expected -----------------------------------------------------------------------------------------------
    def _expectation(self, expected: ast.Expectation) -> ir.Expectation:
        rules = self._symbols.rules
        if expected.rule.text not in rules:
            self._unknown("HSB-N207", "rule", expected.rule, list(rules))
        if expected.status.text not in ORDER:
            self._unknown("HSB-N268", "status", expected.status, list(ORDER))
        keys = [key for r in self._schema.records.values() for key in r.keys]
        for key, _ in expected.about:
            if key.text not in keys:
                self._unknown("HSB-N269", "key", key, keys)
        return ir.Expectation(
            rule=expected.rule.text,
            about=tuple((key.text, id_.text) for key, id_ in expected.about),
            status=expected.status.text,
            value=_plain(expected.value) if expected.value is not None else None,
            missing=tuple(m.text for m in expected.missing),
            origin=expected.span,
        )

    def _unknown(self, code: str, what: str, word: ast.Word, names: list[str]) -> None:
        near = nearest(word.text, names)
        few = sorted(set(names))
        others = (
            "there are "
            + ", ".join(f"`{n}`" for n in few[:16])
            + (f" and {len(few) - 16} more" if len(few) > 16 else "")
        )
        self._out.error(
            code,
            f"there is no {what} `{word.text}`",
            word.span,
            "not declared",
            help=(f"did you mean `{near}`?",) if near else (others,) if few else (),
            fix=Fix((Edit(word.span, near),), safe=True) if near else None,
        )


def _names(record: RecordDef) -> tuple[str, ...]:
    """What a record may be called in a scenario: its key, or else its kind in small letters; and its list."""
    small = re.sub(r"(?<!^)(?=[A-Z])", "_", record.name).lower()
    return (*(record.keys[:1] or (small,)), str(record.place))


def _plain(value: ast.GivenValue) -> Any:
    match value.kind:
        case "number":
            return int(value.text)
        case "yes_no":
            return value.text == "yes"
        case "list":
            return [_plain(item) for item in value.items]
        case "record":
            return {f.name.text.removeprefix("."): _plain(f.value) for f in value.fields}
        case _:
            return value.text


def _a(label: str) -> str:
    return ("an " if label[:1] in "aeio" else "a ") + label
