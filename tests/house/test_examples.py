"""The example cases show what `examples/README.md` says they show."""

from functools import cache
from typing import Any

import pytest

from hsb_policy import Decision, load
from tests.house.checkout import ROOT

EXAMPLES = ROOT / "examples" / "cases"


@cache
def _decided(name: str) -> Decision:
    return load("hsb").decide(EXAMPLES / f"{name}.json")


CLAIMS: list[tuple[str, str, dict[str, str], str, Any]] = [
    ("under_13_green_mutual", "S019", {"child": "C1", "incident": "I1"}, "outstanding", None),
    ("under_13_green_mutual", "S023", {"incident": "I1"}, "overridden", None),
    ("under_13_green_mutual", "S020", {"incident": "I1"}, "overridden", None),
    ("two_authorities", "S037", {"meeting": "M1"}, "concluded", "stoke_on_trent"),
    ("two_authorities", "S037", {"meeting": "M1"}, "departed", None),
    ("two_authorities", "S031", {"child": "C1"}, "met", None),
    ("two_authorities", "S031", {"child": "C2"}, "outstanding", None),
    ("one_worker_for_both", "S052", {"child": "C1", "other_child": "C2"}, "not_met", None),
    ("year_of_birth_only", "S019", {"child": "C1", "incident": "I1"}, "cannot_tell", None),
    ("nspcc_service", "S104", {"child": "C1"}, "concluded", "change_for_good"),
    ("nspcc_service", "S104", {"child": "C2"}, "silent", None),
    ("full_case", "S052", {"child": "C1", "other_child": "C2"}, "met", None),
    ("full_case", "S019", {"child": "C1", "incident": "I1"}, "met", None),
    ("full_case", "S049", {"meeting": "M1"}, "not_met", None),
    ("full_case", "S045", {"child": "C3"}, "outstanding", None),
]


@pytest.mark.parametrize(("name", "statement", "about", "status", "value"), CLAIMS)
def test_an_example_shows_what_it_is_there_for(
    name: str, statement: str, about: dict[str, str], status: str, value: object
) -> None:
    """Some outcome under the statement, about that child or thing, stands as the README says."""
    mine = [o for o in _decided(name).outcomes if statement in o.statements and about.items() <= dict(o.about).items()]

    assert (status, value) in [(o.status, o.value) for o in mine]


def test_the_year_of_birth_leaves_one_question_that_settles_the_referral() -> None:
    """Whether the referral is required hangs on the date of birth alone, and that is the first thing to ask."""
    decision = _decided("year_of_birth_only")
    [referral] = [o for o in decision.outcomes if "S019" in o.statements and o.force == "must"]

    assert [fact.path for fact in referral.missing] == ["children[C1].birth_date"]
    assert "children[C1].birth_date" in [q.path for q in decision.questions[:5]]


def test_every_example_makes_a_claim() -> None:
    """No case file lies there for nothing."""
    assert {name for name, *_ in CLAIMS} == {path.stem for path in EXAMPLES.iterdir()}
