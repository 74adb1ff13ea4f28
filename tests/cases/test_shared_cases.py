"""The case files that the procedure's keepers wrote beside it, with the outcomes that they expect."""

import json
from pathlib import Path
from typing import Any

import pytest

from hsb_policy.engine.document import to_document
from hsb_policy.engine.policy import Policy, load

FOLDER = Path(__file__).parents[3] / "shared" / "cases"
FILES = sorted(f for f in FOLDER.glob("*.json")) if FOLDER.is_dir() else []

pytestmark = pytest.mark.skipif(not FILES, reason="the folder of shared case files is not beside this checkout")

# A duty beside the expected outcome must not contradict it; these statuses contradict nothing.
NEUTRAL = {
    "not_applicable",
    "passed",
    "permitted",
    "concluded",
    "overridden",
    "silent",
    "answered",
    "needs_professional",
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    """The bundled policy under its default readings."""
    return load("hsb")


@pytest.mark.parametrize("file", FILES, ids=[f.stem for f in FILES])
def test_a_case_file_is_decided_as_expected(file: Path, policy: Policy) -> None:
    """Every expectation of the file holds, and no duty that cites the statement contradicts it."""
    document = json.loads(file.read_text(encoding="utf-8"))
    outcomes = to_document(policy.decide(document["case"]))["outcomes"]

    faults = [fault for expected in document["expect"] if (fault := judged(expected, outcomes))]

    assert faults == []


def judged(expected: dict[str, Any], outcomes: list[dict[str, Any]]) -> str | None:
    """What is wrong with the outcomes, measured by one expectation; None where nothing is."""
    wanted, about, statement = expected["status"], expected.get("about", {}), expected["statement"]
    mine = [
        o
        for o in outcomes
        if statement in [*o["statements"], o["judgement"], *o["interpretations"]]
        and about.items() <= o["about"].items()
    ]
    named = f"{statement} {about}"
    if not mine:
        return None if "not_applicable" in wanted else f"{named}: no outcome, expected {wanted}"
    good = [o for o in mine if o["status"] in wanted]
    if not good:
        return f"{named}: {[(o['rule'], o['status']) for o in mine]}, expected {wanted}"
    told = [o for o in good if o["status"] == "cannot_tell"]
    needed = set(expected.get("missing_includes", ()))
    if told and needed and not any(needed <= {m["path"] for m in o["missing"]} for o in told):
        return f"{named}: missing {[m['path'] for o in told for m in o['missing']]}, expected {sorted(needed)}"
    if "value" in expected and not any(o["value"] == expected["value"] for o in good):
        return f"{named}: value {[o['value'] for o in good]}, expected {expected['value']}"
    settled = {"met", "met_late"} if "concluded" in wanted else set()
    clash = [o for o in mine if o["status"] not in {*wanted, *NEUTRAL, *settled} and o["kind"] != "check"]
    return f"{named}: also {[(o['rule'], o['status']) for o in clash]}" if clash else None
