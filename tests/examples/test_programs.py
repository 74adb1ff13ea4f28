"""The example programs run, are explained, and show what they are there for."""

import copy
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from examples import change_a_rule
from examples.case_system import Base, CaseRow, DecisionRow, changed, decide_on_save
from hsb_policy import ReplayError, __version__, load, to_document, to_json
from tests.house.checkout import ROOT

PROGRAMS = sorted((ROOT / "examples").glob("*.py"))
POLICY = load("hsb")
CASE: dict[str, Any] = json.loads((ROOT / "examples/cases/year_of_birth_only.json").read_text(encoding="utf-8"))


@pytest.fixture
def session() -> Session:
    """A database of cases in memory, in which each save decides."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    decide_on_save(POLICY, session)
    return session


def test_every_program_is_explained() -> None:
    """The table of programs names each one, and no other; each begins by saying what it is."""
    table = re.findall(r"^\| `(examples/\w+\.py)` \|", (ROOT / "examples/README.md").read_text("utf-8"), re.MULTILINE)

    assert sorted(table) == [path.relative_to(ROOT).as_posix() for path in PROGRAMS]
    assert all(path.read_text(encoding="utf-8").startswith('"""') for path in PROGRAMS)


def test_the_readme_shows_the_ten_lines() -> None:
    """What the README shows a developer is the example, to the letter, and has no more than ten lines."""
    program = (ROOT / "examples/ten_lines.py").read_text(encoding="utf-8").partition('"""\n\n')[2]

    assert f"```python\n{program}```" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert len([line for line in program.splitlines() if line]) <= 10


def test_the_ten_lines_run() -> None:
    """They print the question on which the referral hangs, and what follows from its answers."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "examples/ten_lines.py"], cwd=ROOT, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "What is the date of birth of C1? {'2012-01-01': 'not_applicable', '2012-12-31': 'outstanding'}" in done.stdout
    )


# ---- the case system ------------------------------------------------------------------------------------------------


def test_each_save_is_decided_and_kept(session: Session) -> None:
    """Two saves are two decisions, each with the digests that name it; a save that changes nothing is none."""
    row = CaseRow(id="E04", as_at="2025-06-12", document=CASE)
    session.add(row)
    session.commit()
    row.as_at = "2025-07-01"
    session.commit()
    session.commit()

    kept = session.scalars(select(DecisionRow).order_by(DecisionRow.number)).all()

    assert [decision.as_at for decision in kept] == ["2025-06-12", "2025-07-01"]
    assert {decision.policy_digest for decision in kept} == {POLICY.digest}
    assert {decision.case_digest for decision in kept} == {POLICY.case(CASE).digest}
    assert changed(kept[0].document, kept[0].document) == []


def test_a_decision_that_was_kept_can_be_replayed_from_the_database(session: Session) -> None:
    """The row alone is enough: its facts, its day, its readings, and a policy with its digest."""
    session.add(CaseRow(id="E04", as_at="2025-06-12", document=CASE))
    session.commit()
    kept = session.scalars(select(DecisionRow)).one()

    assert to_json(POLICY.replay(kept.document, kept.case_document)) == kept.document


def test_a_case_that_cannot_be_read_is_saved_with_the_reason(session: Session) -> None:
    """Nobody's work is lost; the reason names the place and the code, and shows nothing of the case; mended, it is decided."""
    wrong = copy.deepcopy(CASE)
    wrong["children"][0]["birth_date"] = "Jane, in spring"
    row = CaseRow(id="E04", as_at="2025-06-12", document=wrong)
    session.add(row)
    session.commit()

    assert row.decisions == []
    assert row.faults is not None
    assert row.faults.startswith("children[0].birth_date: error HSB-D523: ")
    assert "Jane" not in row.faults

    row.document = CASE
    session.commit()

    assert session.scalars(select(CaseRow.faults)).one() is None
    assert len(row.decisions) == 1


# ---- replaying ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "readings",
    [
        {},
        {"red_referral": "should"},
        {"age_at.programme": "today", "tlt_precondition_for": ["S030"]},
        {"age_at": "today"},
    ],
)
def test_a_decision_is_replayed_to_the_byte(readings: dict[str, Any]) -> None:
    """Under whatever readings it was made, single rules read in their own way included; as a text, a document, or with all outcomes."""
    decision = POLICY.with_readings(readings).decide(CASE)
    kept = to_json(decision)

    assert to_json(POLICY.replay(kept, CASE)) == kept
    for document in (json.loads(kept), to_document(decision, everything=True)):
        assert to_json(POLICY.replay(document, POLICY.case(CASE))) == kept


def test_another_case_is_refused_with_the_reason() -> None:
    """A case that has moved on is not decided in place of the one that was."""
    kept = to_json(POLICY.decide(CASE))

    with pytest.raises(ReplayError, match=r"no longer what was decided on: sha256:\w{12} then, sha256:\w{12} now"):
        POLICY.replay(kept, {**CASE, "referrals": [{"id": "R1"}]})


def test_another_policy_is_refused_with_the_reason(tmp_path: Path) -> None:
    """The same policy with one word changed is another text; what differs besides is told with it."""
    shutil.copytree(ROOT / "policies" / "hsb", tmp_path / "hsb")
    with (tmp_path / "hsb" / "meeting.policy").open("a", encoding="utf-8") as file:
        file.write("# one more remark\n")
    kept = to_document(POLICY.decide(CASE))
    shown = kept["interpretations"]["A02"]
    kept["interpretations"]["A02"] = {**shown, "reading": "gone", "default": False}

    with pytest.raises(ReplayError) as refused:
        load(tmp_path / "hsb").replay(kept, {**CASE, "referrals": [{"id": "R1"}]})

    policy, case, reading = refused.value.diagnostics.items
    assert re.search(
        r"another text of the policy `hsb`: sha256:\w{12}, and this is `hsb`, sha256:\w{12}", policy.message
    )
    assert "no longer what was decided on" in case.message
    assert "red_referral" in reading.message


def test_an_answer_that_differs_is_told_with_its_rule() -> None:
    """Where policy, case, day and readings are the same: an altered document, or another version of the library, which is named."""
    kept = to_document(POLICY.decide(CASE))
    kept["outcomes"][0]["status"] = "met"
    with pytest.raises(ReplayError, match=f"the answer differs, first for the rule `{kept['outcomes'][0]['rule']}`"):
        POLICY.replay(kept, CASE)

    kept["library"]["version"] = "0.0.1"
    with pytest.raises(ReplayError) as refused:
        POLICY.replay(kept, CASE)
    assert refused.value.diagnostics.items[0].help == (
        f"it was made by version 0.0.1, and this is {__version__}: replay it with that one",
    )


@pytest.mark.parametrize(
    "document", ["", "{", "[]", {}, {"format": "hsb-policy/error/1"}, {"format": "hsb-policy/decision/1"}]
)
def test_what_is_no_decision_is_not_replayed(document: Any) -> None:
    """A text that is none, and a document of another kind."""
    with pytest.raises(ReplayError, match="no decision document"):
        POLICY.replay(document, CASE)


# ---- a changed rule -------------------------------------------------------------------------------------------------


def test_a_change_that_is_a_mistake_is_told_before_anything_is_compared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The checker's message is all that is printed."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(change_a_rule, "NEW", change_a_rule.NEW.replace("{meeting}", "{meting}"))

    change_a_rule.main()

    printed = capsys.readouterr().out
    assert "HSB-N210" in printed
    assert "write `{meeting}`" in printed
    assert "two_authorities" not in printed
