"""The query over all committed case files, what it refuses, and how its text reads."""

import json
from pathlib import Path

from hsb_policy.core.case import Case
from tests.properties.test_relational import PLAN, POLICY, ROWS, by_the_query, expected

ROOT = Path(__file__).parents[3]


def committed_cases() -> list[Case]:
    """The example cases, the project's own, and those beside the checkout, if they are there."""
    folders = (ROOT / "examples/cases", ROOT / "tests/cases/own", ROOT.parents[0] / "shared/cases")
    documents = [json.loads(f.read_text(encoding="utf-8")) for folder in folders for f in sorted(folder.glob("*.json"))]
    return [POLICY.case(d["case"] if isinstance(d.get("case"), dict) else d) for d in documents]


def test_every_committed_case_stands_in_the_query_as_in_the_interpreter() -> None:
    """Statuses, deadlines and days done of all rules that are not refused."""
    cases = committed_cases()

    assert len(cases) > 20
    assert by_the_query(PLAN, cases) == expected(PLAN, cases, POLICY.readings.values, ROWS)


def test_what_cannot_be_said_is_refused_by_name() -> None:
    """One rule of the bundled policy compares a value of which two may hold; nothing else is left out."""
    assert {refusal.rule: refusal.reason for refusal in PLAN.refused} == {
        "chaired_where_it_happened": "a comparison with a value of which two that differ may hold"
    }
    assert PLAN.refused[0].place.endswith(".policy")


def test_the_query_names_its_rules() -> None:
    """Each rule that is answered is a column under its own name, so that its text can be found."""
    text = PLAN.sql("cases")

    assert all(f'AS "{rule.rule}"' in text for rule in PLAN.rules)
