"""A finding comes with an explanation and its evidence, up to a most for each rule, and never with a text of the case."""

import json
from pathlib import Path
from typing import Any

import pytest

from hsb_policy.engine.audit.tables import EVIDENCE
from hsb_policy.engine.audit.wanted import Wanted
from tests.unit.engine.audit.small import ON_TEXTS, audited, case, named


def evidence_of(folder: Path, one: dict[str, Any], rule: str) -> dict[tuple[str, str], str]:
    """The evidence of the finding of a rule: the value by the record's id and the field."""
    done = audited(folder, [one], more=ON_TEXTS)
    [found] = [row for row in done.findings if row["rule"] == rule]
    mine = [row for row in named(EVIDENCE, done.rows.evidence) if row["finding"] == found["finding"]]
    return {(row["id"], row["field"]): row["value"] for row in mine}


def test_a_finding_says_why_and_on_which_facts(tmp_path: Path) -> None:
    """The paragraph names the duty, the last day and the statement; the evidence has the days as they are recorded."""
    done = audited(tmp_path, [case(on="2025-03-01", made="2025-04-01")])
    [found] = done.findings

    assert "Professionals must refer C1" in found["explanation"]
    assert "11 March 2025" in found["explanation"]
    assert "S001" in found["explanation"]
    shown = {(row["record"], row["id"], row["field"], row["value"]) for row in named(EVIDENCE, done.rows.evidence)}
    assert ("Referral", "R1", "made_on", "2025-04-01") in shown
    assert {row["finding"] for row in named(EVIDENCE, done.rows.evidence)} == {found["finding"]}


def test_what_is_missing_is_evidence_too(tmp_path: Path) -> None:
    """A fact that would have to be known stands there with the reason why it is not."""
    assert evidence_of(tmp_path, case(on=None), "referred")["I1", "on"] == "not recorded"


TEXTS: dict[str, tuple[Any, str]] = {
    "an id": ("SW-12", "SW-12"),
    "words": ("Ms Green of the office", "recorded"),
    "a long text without spaces": ("x" * 41, "recorded"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_looks_like_no_id_is_not_shown(name: str, tmp_path: Path) -> None:
    """A worker's id is shown; what somebody wrote is told as recorded."""
    text, shown = TEXTS[name]
    one = case(made="2025-03-05")
    one["referrals"][0]["worker"] = text

    assert evidence_of(tmp_path, one, "worker_is_recorded_twice")["R1", "worker"] == shown


def test_the_name_beside_a_code_is_not_shown(tmp_path: Path) -> None:
    """Of another authority the code is shown, and its name is told as recorded, in the paragraph too."""
    lives = [{"authority": "other", "authority_name": "Elmshire", "from": "2020-01-01"}]
    one = case(children=[{"id": "C1", "birth_date": "2014-06-01", "residences": lives}], made="2025-03-05")

    shown = evidence_of(tmp_path, one, "lives_elsewhere")

    assert "other" in shown.values()
    assert "Elmshire" not in json.dumps(
        [*shown.values(), *(row["explanation"] for row in audited(tmp_path, [one], more=ON_TEXTS).findings)]
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_so_many_of_a_rule_are_explained(jobs: int, tmp_path: Path) -> None:
    """The first findings of a rule have an explanation and evidence, a fifth as many of what cannot be told; the others are rows alone."""
    cases = [case(f"A{n:02}", on=None if n % 2 else "2025-03-01") for n in range(20)]

    done = audited(tmp_path, cases, Wanted(explained=5), jobs)

    explained = [row for row in done.findings if row["explanation"]]
    assert [row["case_id"] for row in explained if row["status"] == "not_met"] == ["A00", "A02", "A04", "A06", "A08"]
    assert [row["case_id"] for row in explained if row["status"] == "cannot_tell"] == ["A01"]
    assert len(done.findings) == 20
    assert {row["finding"] for row in named(EVIDENCE, done.rows.evidence)} == {row["finding"] for row in explained}
