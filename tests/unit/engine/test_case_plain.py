"""Plain values are seen at once, and are what a full reading makes of them."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsb_policy import load
from hsb_policy.core.case import Record, is_plain
from hsb_policy.core.types import YesNoType
from hsb_policy.engine import case_plain, case_records
from hsb_policy.engine.case_plain import NOT_PLAIN, plan_of
from hsb_policy.engine.cases import load_case
from hsb_policy.testing.strategies.documents import Pools, documents
from tests.unit.engine.small_schema import SCHEMA

HSB = load("hsb").compiled.schema
ODD = st.sampled_from(
    (1, 0, 1.0, True, "unknown", " ", "", "2025-02-30", "2025-3-02", "orange", "C1", "é", [], [1], {}, -3, 10**12)
)


def _shown(value: Any) -> Any:
    """A fact, with the records in it by what they hold; a bool is told from the number that is equal to it."""
    if isinstance(value, Record):
        return (
            value.path,
            value.label,
            {name: _shown(fact) for name, fact in value.facts.items()} if "." not in value.path else "",
        )
    if isinstance(value, tuple):
        return tuple(_shown(item) for item in value)
    return type(value).__name__, value


def _odd(document: dict[str, Any], data: st.DataObject) -> None:
    """Put an odd value into some field of some record."""
    lists = [value for value in document.values() if isinstance(value, list) and value]
    if lists:
        record = data.draw(st.sampled_from(data.draw(st.sampled_from(lists))))
        record[data.draw(st.sampled_from(sorted(record)))] = data.draw(ODD)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])  # the vocabulary is a large one
@given(st.data())
@pytest.mark.parametrize("schema", [HSB, SCHEMA], ids=["hsb", "small"])
def test_plain_values_are_what_a_full_reading_makes_of_them(schema: Any, data: st.DataObject) -> None:
    """With and without the short way, a document gives the same case, or the same faults."""
    document = data.draw(documents(schema, Pools()))
    if data.draw(st.booleans()):
        _odd(document, data)
    case, found = load_case(document, schema)
    plan = {
        kind: tuple((n, f, a, lambda _: NOT_PLAIN) for n, f, a, _ in fields) for kind, fields in plan_of(schema).items()
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(case_records, "plan_of", lambda _: plan)
        fully, fully_found = load_case(document, schema)

    assert found == fully_found
    assert (case is None) == (fully is None)
    if case is not None and fully is not None:
        assert _shown(case.root) == _shown(fully.root)


def test_plans_of_several_schemas_are_kept_apart() -> None:
    """A schema's plan is made once; another schema has its own, also when many have come by."""
    assert plan_of(HSB) is plan_of(HSB)
    assert plan_of(SCHEMA).keys() != plan_of(HSB).keys()
    assert len(case_plain._planned) <= 8


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])  # the vocabulary is a large one
@given(st.tuples(st.just("hsb"), documents(HSB, Pools())) | st.tuples(st.just("small"), documents(SCHEMA, Pools())))
def test_a_record_knows_its_plain_facts(of: tuple[str, dict[str, Any]]) -> None:
    """They are those of its facts of which all is known; whether something is so is None where it is not known."""
    schema, document = {"hsb": HSB, "small": SCHEMA}[of[0]], of[1]
    case, _ = load_case(document, schema)
    assert case is not None
    whether = {
        (kind.name, f.name) for kind in schema.records.values() for f in kind.fields.values() if f.type == YesNoType()
    }

    for record in _records(case.root, []):
        known = {name: fact for name, fact in record.facts.items() if is_plain(fact)}
        open_questions = {n for n in record.facts.keys() - known.keys() if (record.kind, n) in whether}
        assert record.plain == known | dict.fromkeys(open_questions)


def _records(record: Record, found: list[Record]) -> list[Record]:
    """A record, and all that it leads to."""
    if record not in found:
        found.append(record)
        for fact in record.facts.values():
            for value in fact if isinstance(fact, tuple) else (fact,):
                if isinstance(value, Record):
                    _records(value, found)
    return found
