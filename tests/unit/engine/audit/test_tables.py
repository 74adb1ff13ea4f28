"""Tables are audited like case files: the same findings, and rules whose table was not supplied are told as skipped."""

from pathlib import Path
from typing import Any

from hsb_policy.engine.audit.auditing import audit
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.sources.opening import open_source
from tests.unit.engine.audit.small import AS_AT, Done, Rows, audited, case, policy

TABLES = {
    "cases": f"case_id,as_at\nA1,{AS_AT}\nA2,{AS_AT}\nA3,{AS_AT}\n",
    "children": "case_id,id,birth_date\nA1,C1,2014-06-01\nA2,C1,2014-06-01\nA3,C1,2014-06-01\n",
    "children_residences": "case_id,parent,authority,from\nA1,C1,stoke,2020-01-01\nA2,C1,stoke,2020-01-01\nA3,C1,stoke,2020-01-01\n",
    "incidents": "case_id,id,child,on,written\nA1,I1,C1,2025-03-01,true\nA2,I1,C1,2025-03-01,true\nA3,I1,C1,,true\n",
    "referrals": "case_id,id,incident,made_on\nA2,R1,I1,2025-04-01\n",
}


def of_tables(folder: Path, leave_out: str = "", jobs: int = 1) -> Done:
    """The audit of these tables, all but one."""
    folder.mkdir()
    for name, text in TABLES.items():
        if name != leave_out:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    rows = Rows()
    with open_source(folder, policy().compiled.schema) as source:
        done = audit(policy(), source, rows, run="run-test", wanted=Wanted(), jobs=jobs)
    return Done(done, rows)


def test_tables_give_the_findings_that_case_files_give(tmp_path: Path) -> None:
    """The same records as tables and as JSON: every row of every table of the audit is the same, but for the place of the case, and what
    worked the rules out."""
    cases: list[dict[str, Any]] = [case("A1"), case("A2", made="2025-04-01"), case("A3", on=None)]

    from_tables, from_files = of_tables(tmp_path / "tables"), audited(tmp_path / "files", cases)

    assert [row["status"] for row in from_tables.findings] == ["not_met", "met_late", "cannot_tell"]
    assert [row["place"] for row in from_tables.findings] == [f"cases.csv, row {n}" for n in (1, 2, 3)]
    assert [row["place"] for row in from_files.findings] == [f"cases.jsonl, line {n}" for n in (1, 2, 3)]
    assert {row["engine"] for row in from_tables.rules.values()} == {"columns"}
    assert {row["engine"] for row in from_files.rules.values()} == {"compiled"}
    for done in (from_tables, from_files):
        done.rows.rules[:] = [(*row[:7], None, *row[8:]) for row in done.rows.rules]
        done.rows.findings[:] = [row[:-1] for row in done.rows.findings]
    assert from_tables.rows == from_files.rows


def test_a_rule_whose_table_was_not_supplied_is_skipped(tmp_path: Path) -> None:
    """It says which table, it has no outcomes, and it does not look passed; what only reads that table cannot be told."""
    done = of_tables(tmp_path / "tables", leave_out="incidents")

    for rule in ("referred", "written_down"):
        assert (done.rules[rule]["ran"], done.rules[rule]["outcomes"]) == ("skipped", 0)
        assert done.rules[rule]["why"] == "its table was not supplied: incidents"
        assert done.rules[rule]["met_in_time_percent"] is None
    assert done.rules["birth_date_is_recorded"]["ran"] == "ran"
    assert "incidents" in done.audit.tables_missing


def test_a_table_that_a_rule_only_reads_leaves_it_untold(tmp_path: Path) -> None:
    """Without the referrals nobody can tell whether a referral was made: it is not taken for no."""
    done = of_tables(tmp_path / "tables", leave_out="referrals")

    assert {row["status"] for row in done.findings} == {"cannot_tell"}
    assert {row["missing"] for row in done.findings} >= {"referrals (not_recorded)"}
