"""More knowledge never turns a settled outcome into another.

A fact that is absent or unknown gets a value, a partial date is narrowed, an absent list is supplied, `as_at` stays. Recording
lists are left alone (the record is itself the fact), and so are open dates that are absent: they say "not yet".
"""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.testing.strategies.cases import case_documents
from hsb_policy.testing.strategies.expressions import DAYS
from hsb_policy.testing.strategies.policies import policy_texts
from tests.properties.deciding import compiled, decided, loaded

YES_NO = (True, False)
COLOURS = ("green", "amber", "red")
FIELDS: dict[str, dict[str, tuple[Any, ...]]] = {
    "people": {
        "born": ("2012-03-09", "2012-03-10", "2012-03-11", "2011-05-01"),
        "flag": YES_NO,
        "warm": YES_NO,
        "colour": COLOURS,
        "area": ("north", "south", "other"),
        "area_name": ("X", "Y"),
        "stays": ([], [{"area": "north", "from": "2025-03-09", "to": None, "quiet": True}]),
    },
    "events": {
        "on": DAYS,
        "colour": COLOURS,
        "big": YES_NO,
        "kept": YES_NO,
        "tags": ([], ["red"], ["green", "amber"]),
        "number": (0, 1, 2),
    },
    "stays": {"area": ("north", "south", "other"), "area_name": ("X", "Y"), "from": DAYS, "quiet": YES_NO},
}
OPEN = {"people": ("left_on",), "events": ("seen_at",), "stays": ("to",)}
REFS = {"people": ("friend",), "events": ("person",)}

Place = tuple[dict[str, Any], str, tuple[Any, ...]]


def unknowns(document: dict[str, Any]) -> Iterator[Place]:
    """Every fact that is not fully known, with values that it may turn out to have."""
    people = [p["id"] for p in document.get("people", ())]
    for kind in ("people", "events"):
        for record in document.get(kind) or ():
            yield from _of(record, kind, people)
            for stay in _known_list(record.get("stays")):
                yield from _of(stay, "stays", people)
    if document.get("loud") not in YES_NO:
        yield document, "loud", YES_NO
    if document.get("closed_on") == "unknown":
        yield document, "closed_on", DAYS
    if document.get("people") is None:
        yield document, "people", ([], [{"id": "P9", "flag": True, "born": "2012"}])
    if document.get("events") is None:
        yield document, "events", ([], [{"id": "E9", "big": True, "on": "2025-03", "seen_at": "2025-03-09T10:30"}])


def _known_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _of(record: dict[str, Any], kind: str, people: list[str]) -> Iterator[Place]:
    for name, values in FIELDS[kind].items():
        found = record.get(name)
        if found is None or found == "unknown":
            yield record, name, values
        elif isinstance(found, str) and name in ("born", "on") and len(found) < 10:
            yield record, name, tuple(v for v in (*values, "2012-05-05") if v.startswith(found))
    for name in OPEN.get(kind, ()):
        if record.get(name) == "unknown":
            yield record, name, tuple(d + "T10:30" for d in DAYS) if name == "seen_at" else DAYS
    for name in REFS.get(kind, ()):
        if people and record.get(name) in (None, "unknown"):
            yield record, name, tuple(people)


@given(policy_texts(), case_documents(), st.data())
def test_more_knowledge_never_turns_a_settled_outcome_into_another(
    declarations: list[str], document: dict[str, Any], data: st.DataObject
) -> None:
    """What was settled before a fact became known is settled the same way after."""
    policy = compiled(declarations)
    richer = copy.deepcopy(document)
    for _ in range(data.draw(st.integers(1, 3))):
        places = [p for p in unknowns(richer) if p[2]]
        if not places:
            return
        record, name, values = data.draw(st.sampled_from(places))
        record[name] = data.draw(st.sampled_from(values))

    before, after = decided(policy, loaded(policy, document)), decided(policy, loaded(policy, richer))

    for key, outcome in before.items():
        if outcome.status != "cannot_tell" and key in after:
            assert after[key].status == outcome.status, (key, document, richer)
        elif outcome.status == "cannot_tell" and key in after and after[key].status != "cannot_tell":
            assert after[key].status in outcome.possible, (key, outcome.possible, document, richer)
