"""An explanation is sufficient: changing any fact that it does not name leaves the outcome as it is.

The facts that it names are places in the case file: a field, a record that is there, or a list with just these records. All
else is changed at random: fields get other values, records come and go, lists come and go, and the day of judging moves.
"""

import copy
from collections.abc import Iterator
from typing import Any

from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.backends.interpreter.grounds import grounds_of
from hsb_policy.backends.interpreter.tracing import Tracer
from hsb_policy.core import ir
from hsb_policy.core.case import Case
from hsb_policy.core.decision import Outcome
from hsb_policy.engine.cases import load_case
from hsb_policy.engine.readings import choose
from hsb_policy.testing.strategies.cases import case_documents, departure, event, judgement, person, stay
from hsb_policy.testing.strategies.expressions import DAYS
from hsb_policy.testing.strategies.policies import policy_texts
from tests.properties.deciding import Key, compiled, decided, loaded

LISTS = ("people", "events", "departures", "judgements")
ROOT = {"loud": (True, False, None, "unknown"), "closed_on": (None, "unknown", *DAYS), "as_at": DAYS}


@frozen(eq=False)
class Change:
    """Something that may be changed: a field of a record, or the members of a list."""

    where: dict[str, Any]
    name: str
    kind: str
    of: str


def named(policy: ir.Policy, case: Case, outcome: Outcome) -> set[str]:
    """The places that the explanation of an outcome names."""
    rule = next(r for r in policy.rules if r.name == outcome.rule)
    ev = Tracer(policy, case, choose(policy, {}).values, {})
    found = grounds_of(ev, rule, outcome.about, lambda _: "", lambda _: "")
    assert found is not None
    assert seen(found.outcome) == seen(outcome)
    return {fact.path for fact in found.facts}


def seen(outcome: Outcome | None) -> Any:
    """What of an outcome must stay; where there is none, nothing applies."""
    if outcome is None or outcome.status == "not_applicable":
        return "not_applicable"
    return outcome.status, outcome.value, outcome.due, {(f.path, f.state) for f in outcome.missing}


def changes(document: dict[str, Any], names: set[str]) -> Iterator[Change]:
    """All that may be changed without touching what is named."""
    for name in ROOT:
        if name not in names:
            yield Change(document, name, "root", name)
    if not touches("helper", names):
        yield Change(document, "helper", "helper", "helper")
    for kind in LISTS:
        yield from _of_list(document, kind, kind, names)
        for at, record in enumerate(document.get(kind) or ()):
            place = f"{kind}[{record.get('id', at)}]"
            yield from _of_record(record, kind, place, names)


def _of_record(record: dict[str, Any], kind: str, place: str, names: set[str]) -> Iterator[Change]:
    for name in record:
        if name != "id" and not touches(f"{place}.{name}", names):
            yield Change(record, name, "field", kind)
    if kind == "people":
        yield from _of_list(record, "stays", f"{place}.stays", names)
        for at, inner in enumerate(record["stays"] if isinstance(record.get("stays"), list) else ()):
            yield from _of_record(inner, "stays", f"{place}.stays[{at}]", names)


def _of_list(where: dict[str, Any], name: str, place: str, names: set[str]) -> Iterator[Change]:
    records = where.get(name)
    if place in names:
        return
    yield Change(where, name, "add", name)
    if isinstance(records, list) and records:
        last = f"{place}[{records[-1].get('id', len(records) - 1)}]"
        if not touches(last, names):
            yield Change(where, name, "remove", name)
    if not touches(place, names):
        yield Change(where, name, "absent", name)


def touches(place: str, names: set[str]) -> bool:
    """Whether a place, or something in it, is named."""
    return place in names or any(name.startswith((f"{place}[", f"{place}.")) for name in names)


def fresh(draw: Any, kind: str, document: dict[str, Any]) -> dict[str, Any]:
    """Another record of a kind, with an id that none has."""
    people = [p["id"] for p in document.get("people") or ()]
    events = [e["id"] for e in document.get("events") or ()]
    match kind:
        case "people":
            return person(draw, f"P{9 + len(people)}", people or [f"P{9 + len(people)}"])
        case "events":
            return event(draw, f"E{9 + len(events)}", people)
        case "departures":
            return departure(draw, people, events)
        case "judgements":
            return {"id": f"J{9 + len(document.get('judgements') or ())}", **judgement(draw, people, events)}
        case _:
            return stay(draw)


def change(draw: Any, it: Change, document: dict[str, Any]) -> None:
    """Change it."""
    match it.kind:
        case "root":
            it.where[it.name] = draw(st.sampled_from(ROOT[it.name]))
        case "helper":
            it.where["helper"] = draw(st.sampled_from(({"flag": True}, {"flag": False, "colour": "green"}, None)))
        case "field":
            it.where[it.name] = fresh(draw, it.of, document).get(it.name)
        case "add":
            known = it.where.get(it.name)
            it.where[it.name] = [*(known if isinstance(known, list) else ()), fresh(draw, it.of, document)]
        case "remove":
            it.where[it.name] = it.where[it.name][:-1]
        case _:
            it.where[it.name] = draw(st.sampled_from((None, "unknown", []))) if it.of == "stays" else None


@given(policy_texts(), case_documents(), st.data())
def test_what_is_not_named_does_not_matter(
    declarations: list[str], document: dict[str, Any], data: st.DataObject
) -> None:
    """Whatever of the rest is changed, status, value, deadline and missing facts stay."""
    policy = compiled(declarations)
    before = decided(policy, loaded(policy, document))
    if not before:
        return
    key: Key = data.draw(st.sampled_from(sorted(before)))
    names = named(policy, loaded(policy, document), before[key])
    other = copy.deepcopy(document)
    for _ in range(data.draw(st.integers(1, 5))):
        possible = list(changes(other, names))
        if possible:
            change(data.draw, data.draw(st.sampled_from(possible)), other)
    case, _ = load_case(other, policy.schema)
    if case is None:  # a record was taken away that another one names
        return

    after = decided(policy, case)

    assert seen(after.get(key)) == seen(before[key]), (key, sorted(names), document, other, declarations)
