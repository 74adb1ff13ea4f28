"""Records that can be read, and are not what they seem: ids that stand twice, days that no calendar reaches."""

from pathlib import Path

import pytest

from tests.faults.trying import counted, here, lines_of, small_cases, small_policy, tried
from tests.unit.engine.audit.small import TEXT, case, read_csv


def test_ids_that_stand_twice_across_files_are_read_once_by_two_processes(tmp_path: Path) -> None:
    """Whichever process comes first: of each id the first record is judged, in the order of the files, and the others name its file."""
    source = tmp_path / "cases"
    source.mkdir()
    names = ("a.jsonl", "b.jsonl", "c.jsonl", "d.jsonl")
    for number, name in enumerate(names):
        own = small_cases(40, f"{name[0]}-")
        shared = [case(f"shared-{n}", made="2025-03-02" if number == 0 else None) for n in range(10)]
        (source / name).write_bytes(lines_of([*own, *shared] if number % 2 else [*shared, *own]))
    rules = small_policy(tmp_path)

    tables = []
    for jobs in ("2", "1"):
        out = tmp_path / f"out{jobs}"
        done = tried("audit", source, "--out", out, "--policy", rules, "--jobs", jobs, "--format", "csv", "--all")
        assert done.is_plain
        found = counted(done, out)
        assert (found.read, found.judged, found.rejected, found.codes) == (200, 170, 30, {"HSB-D551"})
        tables.append({path.name: path.read_bytes() for path in sorted(out.iterdir())})

    assert tables[0] == tables[1]
    rejected = read_csv(tmp_path / "out2" / "rejected.csv")
    assert {row["place"].partition(",")[0] for row in rejected} == set(names[1:])
    assert all("`a.jsonl`" in row["reason"] for row in rejected)
    findings = read_csv(tmp_path / "out2" / "findings.csv")
    shared_ones = [row for row in findings if row["case_id"].startswith("shared") and row["rule"] == "referred"]
    assert {row["status"] for row in shared_ones} == {"met"}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_calendar_that_ends_before_the_records_is_never_taken_for_no_holidays(jobs: str, tmp_path: Path) -> None:
    """Deadlines in working days that reach past it cannot be told, with the calendar as what is missing; those within it are told."""
    rules = tmp_path / "small"
    rules.mkdir()
    text = TEXT.replace("within 10 days of", "within 10 working days of")
    (rules / "small.policy").write_text(text, encoding="utf-8")
    last, after = (
        "2035-12-10",
        "2035-12-24",
    )  # of the first the tenth working day is in the calendar, of the second it is not
    (tmp_path / "a.jsonl").write_bytes(
        lines_of(
            case(f"{on} {made}", on=on, made=made, as_at="2036-06-30")
            for on in (last, after, "2036-03-03")
            for made in (None, "2035-12-27", "2036-03-20")
        )
    )

    done = here(
        "audit",
        tmp_path / "a.jsonl",
        "--out",
        tmp_path / "out",
        "--policy",
        rules,
        "--format",
        "csv",
        "--jobs",
        jobs,
        "--all",
    )

    assert done.is_plain
    assert counted(done, tmp_path / "out").judged == 9
    found = {row["case_id"]: row for row in read_csv(tmp_path / "out" / "findings.csv") if row["rule"] == "referred"}
    told = {id_: row["status"] for id_, row in found.items()}
    assert {told[f"{last} {made}"] for made in (None, "2035-12-27", "2036-03-20")} == {"not_met", "met_late"}
    beyond = [row for id_, row in found.items() if not id_.startswith(last)]
    assert [row["status"] for row in beyond] == ["cannot_tell"] * 6
    assert {row["missing"] for row in beyond} == {"calendars.england (not_recorded)"}
    assert {row["due"] for row in beyond} == {""}
