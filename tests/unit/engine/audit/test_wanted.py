"""What is judged and what is written: by status, by cap, by rule, by sample; and what did not run is told."""

from pathlib import Path
from typing import Any

import pytest

from hsb_policy import Policy
from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of_rule
from hsb_policy.core import ir
from hsb_policy.core.case import Case
from hsb_policy.core.decision import Outcome
from hsb_policy.core.standing import Standing
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.errors import AuditError
from tests.unit.engine.audit.small import AS_AT, audited, case

OPEN_SHOULD = """
duty talked_over "It is talked over"
    cites S003
    for each incident in incidents
    about incident: incident
    professionals should "talk {incident} over"
    met when some referral in referrals has referral.worker is "W1"
"""
MADE, LATE, NEVER = {"made": "2025-03-05"}, {"made": "2025-04-01"}, {"made": None}


def statuses(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """The case, rule and status of findings."""
    return [(row["case_id"], row["rule"], row["status"]) for row in rows]


def test_what_is_met_is_counted_and_not_written(tmp_path: Path) -> None:
    """Written are not_met, met_late, departed and failed; the others are counted in the table of rules."""
    done = audited(tmp_path, [case("A1", **MADE), case("A2", **LATE), case("A3", **NEVER)])

    assert statuses(done.findings) == [("A2", "referred", "met_late"), ("A3", "referred", "not_met")]
    assert [done.rules["referred"][status] for status in ("met", "met_late", "not_met")] == [1, 1, 1]


def test_all_writes_every_outcome(tmp_path: Path) -> None:
    """With `everything` each outcome has a row, what is met, passed or does not apply too."""
    done = audited(tmp_path, [case("A1", **MADE)], Wanted(everything=True))

    assert statuses(done.findings) == [
        ("A1", "birth_date_is_recorded", "passed"),
        ("A1", "referred", "met"),
        ("A1", "written_down", "met"),
    ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_cannot_be_told_is_written_up_to_the_cap_of_its_rule(jobs: int, tmp_path: Path) -> None:
    """The first of each rule are written, the rest counted; definite findings are never left out."""
    cases = [case(f"A{n}", on=None if n % 2 else "2025-03-01") for n in range(10)]

    done = audited(tmp_path, cases, Wanted(cap=2), jobs)

    assert [row["case_id"] for row in done.findings if row["status"] == "cannot_tell"] == ["A1", "A3"]
    assert [row["case_id"] for row in done.findings if row["status"] == "not_met"] == ["A0", "A2", "A4", "A6", "A8"]
    assert (done.rules["referred"]["cannot_tell"], done.rules["referred"]["left_out"]) == (5, 3)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_must_that_is_not_yet_done_is_written_up_to_the_cap_of_its_rule(jobs: int, tmp_path: Path) -> None:
    """While a case is open nothing says that it was done: the first are findings without a severity, the rest are counted."""
    cases = [case(f"A{n}", on="2025-03-01" if n % 2 else None) for n in range(10)]

    done = audited(tmp_path, cases, Wanted(as_at="2025-03-05", cap=2), jobs)

    found = [(row["case_id"], row["severity"]) for row in done.findings if row["status"] == "outstanding"]
    assert found == [("A1", None), ("A3", None)]
    rule = done.rules["referred"]
    assert (rule["outstanding"], rule["outstanding_left_out"], rule["left_out"]) == (5, 3, 3)
    assert done.audit.tally.not_yet.total() == 5


def test_a_should_that_is_not_yet_done_is_counted_and_not_written(tmp_path: Path) -> None:
    """Only a must, a must not or a will is written by default."""
    one = case("A1", **MADE)
    one["referrals"][0]["worker"] = "W2"

    done = audited(tmp_path, [one], more=OPEN_SHOULD)

    assert done.rules["talked_over"]["outstanding"] == 1
    assert "talked_over" not in {row["rule"] for row in done.findings}
    assert done.audit.tally.not_yet.total() == 0


def test_a_share_is_said_only_of_a_rule_with_a_deadline(tmp_path: Path) -> None:
    """What has no last day cannot be met in time."""
    rules = audited(tmp_path, [case("A1", **MADE)]).rules

    assert (rules["written_down"]["met"], rules["written_down"]["met_in_time_percent"]) == (1, None)
    assert rules["referred"]["met_in_time_percent"] == 100


def test_the_ids_of_records_that_stand_twice_are_named(tmp_path: Path) -> None:
    """The first record was judged and may be the wrong one: at most ten ids are named, all are counted."""
    cases = [case(f"A{n:02}") for n in (*range(12), *range(12), 0)]

    done = audited(tmp_path, cases).audit

    assert done.twice == tuple(f"A{n:02}" for n in range(10))
    assert done.why == {"HSB-D551": 13}


def test_the_share_met_in_time_leaves_out_what_cannot_be_told(tmp_path: Path) -> None:
    """It counts met, met late and not met; what cannot be told stands beside it."""
    cases = [case("A1", **MADE), case("A2", **LATE), *(case(f"B{n}", on=None) for n in range(5))]

    rule = audited(tmp_path, cases).rules["referred"]

    assert (rule["met_in_time_percent"], rule["cannot_tell"]) == (50, 5)


def test_one_rule_is_judged_and_the_others_are_told_as_skipped(tmp_path: Path) -> None:
    """A rule that was not asked for does not look passed."""
    done = audited(tmp_path, [case(children=[{"id": "C1"}])], Wanted(rules=("referred",)))

    assert [row["rule"] for row in done.findings] == ["referred"]
    assert done.rules["birth_date_is_recorded"]["ran"] == "skipped"
    assert done.rules["birth_date_is_recorded"]["outcomes"] == 0
    assert done.audit.skipped == 2


def test_a_rule_that_is_not_there_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    """Before anything is read, with what was probably meant."""
    with pytest.raises(AuditError, match="refered") as refused:
        audited(tmp_path, [case()], Wanted(rules=("refered",)))

    assert "referred" in refused.value.diagnostics.items[0].help[0]


def test_a_rule_that_cannot_be_worked_out_is_told_as_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are judged all the same; the rule says for how many cases it did not run, and never passes."""

    def with_a_fault(ev: Evaluator, rule: ir.AnyRule) -> list[Outcome]:
        if rule.name == "referred":
            raise RecursionError
        return outcomes_of_rule(ev, rule)

    def not_for_one(self: Policy, case: Case) -> list[Standing]:
        if case.case_id == "A2":
            raise RecursionError
        return whole(self, case)

    whole = Policy.statuses
    monkeypatch.setattr("hsb_policy.engine.audit.judging.outcomes_of_rule", with_a_fault)
    monkeypatch.setattr(Policy, "statuses", not_for_one)

    done = audited(tmp_path, [case("A1"), case("A2", children=[{"id": "C1"}])])

    assert statuses(done.findings) == [("A1", "referred", "not_met"), ("A2", "birth_date_is_recorded", "failed")]
    assert done.rules["referred"]["ran"] == "failed"
    assert done.rules["referred"]["why"] == "it could not be worked out for 1 of the cases, first for A2"
    assert done.audit.judged == 2


def test_a_sample_is_the_same_whatever_the_order(tmp_path: Path) -> None:
    """Cases are drawn by their ids: the order and the number of processes change nothing, another state another sample."""
    cases = [case(f"A{n}") for n in range(20)]

    def drawn(cases: list[dict[str, Any]], state: int) -> set[str]:
        done = audited(tmp_path, cases, Wanted(sample=5, random_state=state))
        assert (done.audit.judged, done.audit.left_out, done.audit.read) == (5, 15, 20)
        return {row["case_id"] for row in done.findings}

    assert drawn(cases, 1) == drawn(cases[::-1], 1) != drawn(cases, 2)


def test_records_read_are_judged_or_rejected(tmp_path: Path) -> None:
    """Each record is counted once; one that cannot be used, or has a case id read before, is rejected with place and reason."""
    done = audited(tmp_path, [case("A1"), {"case_id": "A2", "as_at": "2025-02-30"}, case("A1"), case("A3")])

    assert (done.audit.read, done.audit.judged, done.audit.rejected) == (4, 2, 2)
    assert {(row["place"], row["case_id"], row["code"]) for row in done.rejected} == {
        ("cases.jsonl, line 2", "A2", "HSB-D522"),
        ("cases.jsonl, line 3", "A1", "HSB-D551"),
    }
    assert done.rules["referred"]["outcomes"] == 2


def test_the_day_asked_for_goes_before_that_of_the_records(tmp_path: Path) -> None:
    """With another day to judge on, what was not done by then is not late yet."""
    assert case("A1")["as_at"] == AS_AT

    done = audited(tmp_path, [case("A1", on="2025-03-01")], Wanted(as_at="2025-03-05"))

    assert statuses(done.findings) == [("A1", "referred", "outstanding")]
    assert done.rules["referred"]["outstanding"] == 1
    assert dict(done.audit.tally.judged_on) == {"2025-03-05": 1}
