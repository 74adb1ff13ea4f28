"""Explanations of the bundled policy are sufficient too: it has what random policies lack, definitions, tables and periods.

A second generated case lends its values: a field that is not named takes the value that it has there, a list that is not
named gains a record or loses its last one.
"""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.core.schema import CASE
from hsb_policy.engine.cases import load_case
from tests.properties.test_procedure import CASES, POLICY, SCHEMA
from tests.properties.test_sufficient import seen, touches

LISTED = [r for r in SCHEMA.records.values() if r.placement in ("list", "recording") and r.place]
Change = tuple[dict[str, Any], str, Any]


def changes(document: dict[str, Any], lender: dict[str, Any], names: set[str]) -> Iterator[Change]:
    """What can be changed without touching what is named: where, what, and the value that it gets."""
    for name in SCHEMA.records[CASE].fields:
        if name not in ("case_id", *(r.place for r in LISTED)) and not touches(name, names):
            yield document, name, lender.get(name)
    for record in LISTED:
        place = record.place or ""
        own, others = document.get(place), lender.get(place) or []
        if place not in names and others:
            yield document, place, [*(own or []), {**others[0], **({"id": "new"} if record.has_id else {})}]
        if place not in names and own and not touches(f"{place}[{own[-1].get('id', len(own) - 1)}]", names):
            yield document, place, own[:-1]
        for at, (mine, other) in enumerate(zip(own or [], others, strict=False)):
            for name in record.fields:
                if name != "id" and not touches(f"{place}[{mine.get('id', at)}].{name}", names):
                    yield mine, name, other.get(name)


@given(CASES, CASES, st.data())
def test_what_is_not_named_does_not_matter_to_the_procedure(
    document: dict[str, Any], lender: dict[str, Any], data: st.DataObject
) -> None:
    """Whatever of the rest is changed, status, value, deadline and missing facts stay."""
    decision = POLICY.decide(document)
    told = [o for o in decision.outcomes if o.status not in ("not_applicable", "passed")] or list(decision.outcomes)
    for outcome in data.draw(st.lists(st.sampled_from(told), min_size=1, max_size=8)):
        (explanation,) = decision.explain(outcome)
        names = {fact.path for fact in explanation.facts}
        other = copy.deepcopy(document)
        possible = list(changes(other, lender, names))
        for at in data.draw(st.lists(st.integers(0, len(possible)), min_size=1, max_size=30)):
            if at < len(possible):
                where, name, value = possible[at]
                where[name] = value
        case, _ = load_case(other, SCHEMA)
        if case is None:  # a record was taken away that another one names
            continue
        after = {(o.rule, tuple(o.about.items())): o for o in POLICY.decide(case).outcomes}
        now = after.get((outcome.rule, tuple(outcome.about.items())))

        assert seen(now) == seen(outcome), (outcome.rule, dict(outcome.about), sorted(names))
