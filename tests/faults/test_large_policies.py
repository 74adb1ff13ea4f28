"""Policies of ten thousand rules: all of them are checked and decided, or a limit is told; names of a million letters are shown in short."""

import json
from pathlib import Path
from typing import Final

import pytest

from hsb_policy import PolicyLoadError, load
from tests.faults.large_policies import LONG, MANY, large_policy
from tests.faults.trying import lines_of, small_cases, tried
from tests.unit.engine.audit.small import TEXT

MEMORY: Final = 400  # MB
MOST_SAID: Final = 12_000  # letters of all that is said


@pytest.mark.slow
def test_a_case_is_decided_by_ten_thousand_rules(tmp_path: Path) -> None:
    """No mistake is told, and each of the rules has its outcome."""
    path = tmp_path / "case.json"
    path.write_bytes(lines_of(small_cases(1)))

    done = tried("decide", path, "--policy", large_policy(tmp_path, "plain"), "--format", "json")

    assert (done.status, done.err) == (0, "")
    assert len(json.loads(done.out)["outcomes"]) >= MANY
    assert done.peak < MEMORY


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "status", "told"),
    [
        ("each overrides the next", 0, "no mistakes"),
        ("in a circle", 1, "error HSB-R453 override-circle"),
        ("each rests on the last", 1, "error HSB-R476 too-deep-definitions"),
    ],
)
def test_ten_thousand_that_lead_to_each_other_are_checked(kind: str, status: int, told: str, tmp_path: Path) -> None:
    """Rules that override one another, in a line and in a circle, and definitions that rest on one another: at most one message, in short."""
    done = tried("check", large_policy(tmp_path, kind))

    assert done.is_plain
    assert done.status == status
    assert told in done.out
    assert done.out.count("error HSB-") == status
    assert len(done.out) < MOST_SAID
    assert done.peak < MEMORY


def test_definitions_as_deep_as_may_be_are_decided_and_explained(tmp_path: Path) -> None:
    """A line of definitions, each with a condition in brackets: what `check` takes never runs out of room later; one more is refused."""

    def policy(many: int) -> Path:
        place = tmp_path / f"deep{many}"
        place.mkdir()
        text = "\ndefine d_0 for incident: Incident as incident.written\n"
        for n in range(1, many):
            text += f"define d_{n} for incident: Incident as not (some x in incidents has (not (d_{n - 1}(x) or x is incident)))\n"
        last = f"""
duty deep "It is written down"
    cites S002
    for each incident in incidents
    when d_{many - 1}(incident)
    professionals must "write {{incident}} down"
    met when d_{many - 1}(incident)
"""
        (place / "deep.policy").write_text(TEXT + text + last, encoding="utf-8")
        return place

    with pytest.raises(PolicyLoadError, match="HSB-R476"):
        load(policy(26))
    deepest = load(policy(20))
    case = deepest.case(small_cases(1)[0])
    decision = deepest.decide(case)

    assert [o.status for o in decision.outcomes if o.rule == "deep"] == ["met"]
    assert decision.explain("deep")
    assert [s.status for s in deepest.statuses(case) if s.rule == "deep"] == ["met"]


NAMES: Final = {
    "of a definition": f"define {LONG} as yes",
    "that is not known": f"define x as {LONG}",
    "of a file": f"use {LONG}",
    "in a text": f'define x as "{LONG}" is 3',
    "of a statement": f"define x\n    cites {LONG}\n    as yes",
    "at the start of a line": f"{LONG} x as yes",
}


@pytest.mark.parametrize(
    ("name", "form"),
    [*((name, "text") for name in NAMES), *(("that is not known", f) for f in ("line", "json", "sarif"))],
)
def test_a_name_of_a_million_letters_is_shown_in_short(name: str, form: str, tmp_path: Path) -> None:
    """Whatever the form in which a message is told: its beginning and its end."""
    path = tmp_path / "long.policy"
    path.write_text(f'policy p "P"\n{NAMES[name]}\n', encoding="utf-8")

    done = tried("check", path, "--format", form)

    assert done.is_plain
    assert 0 < len(done.out) < MOST_SAID
