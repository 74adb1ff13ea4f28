"""Floor 2, front end: scenarios, each put together from its situations, to small cases as case files have them.

Before it: symbols and lowered rules; after it: the whole policy. Each scenario and situation is read once, so that a mistake
in a situation is told once, however many scenarios start from it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hsb_policy.core import ir
from hsb_policy.core.schema import CASE
from hsb_policy.core.status import ORDER
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.always import statuses_of
from hsb_policy.frontend.citing import cited
from hsb_policy.frontend.declared_once import Declared
from hsb_policy.frontend.given import GivenReader, NoneGiven, Part, RecordGiven, plain
from hsb_policy.frontend.lowering import listed
from hsb_policy.frontend.scenario_readings import read_readings
from hsb_policy.frontend.symbols import Symbols
from hsb_policy.frontend.types_of import a_record

LISTED = ("list", "recording")

NOT_GIVEN: Final = "HSB-N266"
# Statuses as people say them: each is only a guess at what is meant.
_SAID: Final = {
    "due": "outstanding",
    "open": "outstanding",
    "required": "outstanding",
    "overdue": "not_met",
    "missed": "not_met",
    "late": "met_late",
    "done": "met",
    "unknown": "cannot_tell",
    "unclear": "cannot_tell",
}


def lower_scenarios(
    declared: Declared, symbols: Symbols, rules: Sequence[ir.AnyRule], out: Collector
) -> tuple[ir.Scenario, ...]:
    """All scenarios, in the order of their titles; situations are the common part of several and become none."""
    reader = GivenReader(symbols, out)
    parts = {name: _part(reader, s, symbols, out) for name, s in declared.situations.items()}
    _check_situations(declared, out)
    keys = {rule.name: tuple(key.name for key in rule.about) for rule in rules}
    lowered = []
    for title, scenario in declared.scenarios.items():
        own = _part(reader, scenario, symbols, out)
        chain = [*_started_from(scenario, declared, parts), own]
        _check_day(scenario, chain, declared, out)
        mistakes = Collector()
        lowered.append(_scenario(title, scenario, chain, symbols, keys, mistakes))
        is_whole = _is_whole(scenario, declared)
        for told in mistakes.collected().items:
            if is_whole or told.code != NOT_GIVEN:  # a situation that is not there might have given it
                out.add(told)
    return tuple(lowered)


def _part(reader: GivenReader, scenario: ast.Scenario, symbols: Symbols, out: Collector) -> Part:
    """What one scenario or situation says by itself."""
    for second in scenario.judged_on[1:]:
        _two_days(second.span, scenario.judged_on[0].span, out)
    return Part(
        day=scenario.judged_on[0] if scenario.judged_on else None,
        readings=read_readings(scenario.readings, symbols, out),
        given=tuple(found for given in scenario.given if (found := reader.read(given)) is not None),
    )


def _two_days(second: Span, first: Span, out: Collector) -> None:
    out.error(
        "HSB-R467",
        "a case is judged on one day, and here is a second",
        second,
        "the second",
        secondary=(Label(first, "the first"),),
        help=("keep one of them",),
    )


# ---- situations -----------------------------------------------------------------------------------------------------


def _check_situations(declared: Declared, out: Collector) -> None:
    """Every situation that is started from exists, and none starts from itself."""
    for scenario in (*declared.situations.values(), *declared.scenarios.values()):
        for word in scenario.starting_from:
            if word.text not in declared.situations:
                near = nearest(word.text, declared.situations)
                known = tuple(declared.situations)
                cure = f"there is {listed(known)}" if known else f"declare it: `situation {word.text}`"
                out.error(
                    "HSB-N263",
                    f"there is no situation called `{word.text}`",
                    word.span,
                    "not declared",
                    help=(f"did you mean `{near}`?" if near else cure,),
                    fix=renamed(word.span, near),
                )
    for name, situation in declared.situations.items():
        circle = _circle(name, declared)
        if circle and name == min(circle):
            way = " -> ".join([*circle, name])
            word = next(w for w in situation.starting_from if w.text == [*circle, name][1])
            out.error(
                "HSB-R466",
                f"`{name}` starts from itself" + ("" if len(circle) == 1 else f": {way}"),
                word.span,
                "leads back here",
                help=("take `starting from` out of one of them",),
            )


def _circle(start: str, declared: Declared) -> list[str]:
    """The shortest way from a situation back to itself, without its end."""
    ways, seen = [[start]], {start}
    for way in ways:
        for word in declared.situations[way[-1]].starting_from:
            if word.text == start:
                return way
            if word.text in declared.situations and word.text not in seen:
                seen.add(word.text)
                ways.append([*way, word.text])
    return []


def _started_from(scenario: ast.Scenario, declared: Declared, parts: Mapping[str, Part]) -> list[Part]:
    """The situations that a scenario starts from, each once, what they start from before them."""
    found: dict[str, Part] = {}
    entered: set[str] = set()

    def enter(words: tuple[ast.Word, ...]) -> None:
        for word in words:
            if word.text in parts and word.text not in entered:
                entered.add(word.text)
                enter(declared.situations[word.text].starting_from)
                found[word.text] = parts[word.text]

    enter(scenario.starting_from)
    return list(found.values())


# ---- one scenario ---------------------------------------------------------------------------------------------------


def _scenario(
    title: str,
    scenario: ast.Scenario,
    chain: Sequence[Part],
    symbols: Symbols,
    keys: Mapping[str, tuple[str, ...]],
    out: Collector,
) -> ir.Scenario:
    case = _case(chain, symbols)
    readings: dict[str, object] = {}
    for part in chain:
        readings |= part.readings
    days = [part.day for part in chain if part.day is not None]
    if not scenario.expectations:
        out.error(
            "HSB-R468",
            "this scenario expects nothing, so it shows nothing",
            scenario.name.span,
            "expects nothing",
            help=("add `expect RULE for child C1 is outstanding`",),
        )
    return ir.Scenario(
        title=title,
        case={"case_id": slug(title), "as_at": days[-1].text if days else None, **case},
        readings=dict(sorted(readings.items())),
        expectations=tuple(_expectation(e, case, symbols, keys, out) for e in scenario.expectations),
        cites=cited(scenario.cites, symbols),
        origin=scenario.name.span,
    )


def _check_day(scenario: ast.Scenario, chain: Sequence[Part], declared: Declared, out: Collector) -> None:
    """A case is judged on a day; a situation that is not there might have said on which."""
    if _is_whole(scenario, declared) and not any(part.day for part in chain):
        out.error(
            "HSB-R467",
            "this scenario does not say on which day its case is judged",
            scenario.name.span,
            "on which day?",
            help=("add `judged on 2025-03-20`", "or start from a situation that says it"),
        )


def _is_whole(scenario: ast.Scenario, declared: Declared) -> bool:
    """Whether every situation that is started from is there."""
    started = [scenario, *declared.situations.values()]
    return all(word.text in declared.situations for each in started for word in each.starting_from)


def slug(title: str) -> str:
    """A title as the id of a case.

    >>> slug("12 years and 364 days at the incident, and both say it was mutual")
    '12-years-and-364-days-at-the-incident-and-both-say-it-was-mutual'
    """
    return re.sub("[^a-z0-9]+", "-", title.lower()).strip("-") or "scenario"


def _case(chain: Sequence[Part], symbols: Symbols) -> dict[str, Any]:
    """The facts of a case, what is given later added to what was given before, or in its place."""
    facts: dict[str, Any] = {}
    for given in (g for part in chain for g in part.given):
        if isinstance(given, NoneGiven):
            facts[given.place] = []
            continue
        record = symbols.schema.records[given.kind]
        place = record.place or ""
        if given.kind == CASE:
            facts.update(given.fields)
        elif record.placement in LISTED:
            facts[place] = _added(facts.get(place, []), given)
        else:
            facts[place] = {**facts.get(place, {}), **given.fields}
    return facts


def _added(records: list[dict[str, Any]], given: RecordGiven) -> list[dict[str, Any]]:
    """A list with one more record, or with more about one that it has."""
    if given.id is None:
        return [*records, dict(given.fields)]
    named = {"id": given.id, **given.fields}
    if not any(record.get("id") == given.id for record in records):
        return [*records, named]
    return [{**record, **named} if record.get("id") == given.id else record for record in records]


# ---- what is expected -----------------------------------------------------------------------------------------------


def _expectation(
    expected: ast.Expectation,
    case: Mapping[str, Any],
    symbols: Symbols,
    keys: Mapping[str, tuple[str, ...]],
    out: Collector,
) -> ir.Expectation:
    rule = symbols.rules.get(expected.rule.text)
    if rule is None:
        near = nearest(expected.rule.text, symbols.rules)
        out.error(
            "HSB-N207",
            f"there is no rule called `{expected.rule.text}`",
            expected.rule.span,
            "not declared",
            help=(f"did you mean `{near}`?",) if near else (),
            fix=renamed(expected.rule.span, near),
        )
    _check_status(expected.status, rule, out)
    known = keys.get(expected.rule.text)
    for key, id_ in expected.about:
        if known is not None and key.text not in known:
            _unknown_key(key, expected.rule.text, known, symbols, out)
        else:
            _check_given(key.text, id_, case, symbols, out)
    return ir.Expectation(
        rule=expected.rule.text,
        about=tuple((key.text, id_.text) for key, id_ in expected.about),
        status=expected.status.text,
        value=plain(expected.value) if expected.value is not None else None,
        missing=tuple(path.text for path in expected.missing),
        origin=expected.span,
    )


def _check_status(word: ast.Word, rule: ast.Rule | None, out: Collector) -> None:
    possible = statuses_of(rule) if rule is not None else ORDER
    if word.text in possible:
        return
    near = nearest(word.text, possible)
    allowed = f"it can be {listed(possible, 'or', len(ORDER))}"
    cure = f"did you mean `{near}`?" if near else allowed
    if word.text in ORDER and rule is not None:
        message = f"`{rule.name.text}` is a {rule.kind}, which is never `{word.text}`"
        out.error("HSB-R416", message, word.span, "never so", help=(cure,))
    else:
        fix = renamed(word.span, near)
        meant = _SAID.get(word.text.lower())
        cures = (f"did you mean `{meant}`?", allowed) if near is None and meant in possible else (cure,)
        out.error(
            "HSB-N267", f"there is no status called `{word.text}`", word.span, "not a status", help=cures, fix=fix
        )


def _unknown_key(word: ast.Word, rule: str, known: tuple[str, ...], symbols: Symbols, out: Collector) -> None:
    near = nearest(word.text, known)
    if near is not None and any(word.text in record.keys for record in symbols.schema.records.values()):
        near.is_sure = False  # it is no slip of the finger: then the rule may be what is wrong
    of = f"it concerns {listed(known)}" if known else "it concerns the whole case: take the `for` out"
    place = symbols.places.get(rule)
    out.error(
        "HSB-N268",
        f"an outcome of `{rule}` does not concern {a_record(word.text)}",
        word.span,
        "not what it concerns",
        secondary=(Label(place, "the rule"),) if place else (),
        help=(f"did you mean `{near}`?" if near else of,),
        fix=renamed(word.span, near),
    )


def _check_given(key: str, id_: ast.Word, case: Mapping[str, Any], symbols: Symbols, out: Collector) -> None:
    """Whether the scenario has the record that an expectation is about."""
    record = next((r for r in symbols.schema.records.values() if key in r.keys), None)
    if record is None or record.place is None or not record.has_id or record.placement not in LISTED:
        return
    ids = [str(each["id"]) for each in case.get(record.place, []) if "id" in each]
    if id_.text in ids:
        return
    near = nearest(id_.text, ids)
    cure = f"there is {listed(ids)}" if ids else f"add `given {record.keys[0]} {id_.text}`"
    out.error(
        NOT_GIVEN,
        f"this scenario has no {key.replace('_', ' ')} `{id_.text}`",
        id_.span,
        "not given",
        help=(f"did you mean `{near}`?" if near and not ids else cure,),
    )
