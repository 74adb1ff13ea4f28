"""`missing` has every fact that could still change the status, and nothing else where no fact is read twice.

Proved by trying all completions of small cases with a few unknown facts.
"""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hsb_policy.core import ir
from hsb_policy.core.case import Case, Record
from hsb_policy.testing.strategies.policies import Limits, policy_texts, rules
from tests.properties.completing import Gap, completions, known_documents, loaded_case, possible_gaps
from tests.properties.deciding import Key, compiled, decided

Tried = dict[tuple[int, ...], dict[Key, tuple[str, Any]]]


def tried(policy: ir.Policy, case: Case, gaps: list[Gap]) -> Tried:
    """The statuses, with the values concluded, under each completion."""
    return {
        choice: {key: (o.status, o.value) for key, o in decided(policy, case).items()} for choice in completions(gaps)
    }


def changing(key: Key, gaps: list[Gap], statuses: Tried) -> set[str]:
    """The facts that could change the status: two completions that differ in nothing else give different ones."""
    found = set()
    for at, gap in enumerate(gaps):
        by_rest: dict[tuple[int, ...], set[Any]] = {}
        for choice, outcomes in statuses.items():
            by_rest.setdefault((*choice[:at], *choice[at + 1 :]), set()).add(outcomes.get(key))
        if any(len(found_statuses) > 1 for found_statuses in by_rest.values()):
            found.add(gap.path)
    return found


def opened(case: Case, data: st.DataObject, *, refs: bool) -> list[Gap]:
    """Up to four facts to make unknown; with or without refs to other records."""
    gaps = [g for g in possible_gaps(case) if refs or not isinstance(g.domain[0], Record)]
    return (
        data.draw(st.lists(st.sampled_from(gaps), min_size=1, max_size=4, unique_by=lambda g: g.path)) if gaps else []
    )


@given(policy_texts(Limits(rules=2, depth=2)), known_documents(), st.data())
def test_missing_has_every_fact_that_could_change_the_status(
    declarations: list[str], document: dict[str, Any], data: st.DataObject
) -> None:
    """A settled status is that of every completion; one that cannot be told names every fact that it hangs on."""
    policy = compiled(declarations)
    case = loaded_case(document, policy.schema)
    gaps = opened(case, data, refs=True)
    statuses = tried(policy, case, gaps)
    for gap in gaps:
        gap.open()

    for key, outcome in decided(policy, case).items():
        found = {outcomes[key][0] for outcomes in statuses.values() if key in outcomes}
        if outcome.status != "cannot_tell":
            assert found <= {outcome.status}, key
            continue
        assert found - {"cannot_tell"} <= set(outcome.possible), key
        if all(key in outcomes for outcomes in statuses.values()):
            missing = {fact.path for fact in outcome.missing}
            assert changing(key, gaps, statuses) <= missing, (key, missing)


@given(rules("rule_0", (), Limits(rules=1, depth=2), once=True), known_documents(), st.data())
@settings(max_examples=150)
def test_missing_is_exact_where_no_fact_is_read_twice(
    declaration: str, document: dict[str, Any], data: st.DataObject
) -> None:
    """Where a rule reads each fact once, `missing` and `possible` have nothing that could not be.

    Refs are left out: one that is not recorded may name a record of which the file knows nothing yet.
    """
    policy = compiled([declaration])
    case = loaded_case(document, policy.schema)
    gaps = opened(case, data, refs=False)
    statuses = tried(policy, case, gaps)
    for gap in gaps:
        gap.open()

    for key, outcome in decided(policy, case).items():
        if not all(key in outcomes for outcomes in statuses.values()):
            continue
        found = {outcomes[key][0] for outcomes in statuses.values()}
        if outcome.status == "cannot_tell" and "cannot_tell" not in found:
            assert found == set(outcome.possible), key
            assert changing(key, gaps, statuses) == {fact.path for fact in outcome.missing}, key
