"""The command `audit`: what it writes, what it says, how it ends, and what it refuses."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hsb_policy import __version__
from hsb_policy.cli.main import hsb_policy
from tests.unit.engine.audit.small import TEXT, case, read_csv, write_cases

MANY = [case("A1", made="2025-03-05"), case("A2", made="2025-04-01"), case("A3"), case("A4", on=None)]


def run(*arguments: str | Path) -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(hsb_policy, ["audit", *map(str, arguments)], prog_name="hsb-policy")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder of the small policy."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "small.policy").write_text(TEXT, encoding="utf-8")
    return folder


def audited(tmp_path: Path, small: Path, *options: str, cases: list[dict[str, Any]] = MANY) -> Result:
    """An audit of some cases by the small policy, to the folder `out`."""
    source = write_cases(tmp_path / "cases", cases)
    return run(source, "--out", tmp_path / "out", "--policy", small, "--jobs", "1", *options)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_audit_says_what_it_did_on_one_screen(tmp_path: Path, small: Path) -> None:
    """Records read, judged and rejected; what was found; where it stands; nothing on standard error."""
    result = audited(tmp_path, small, cases=[*MANY, {"case_id": "A9"}])

    assert "5 = 4 judged and 1 rejected" in result.stdout
    assert "3 ran, 0 skipped and 0 failed" in result.stdout
    assert "Rejected          why: rejected.csv; HSB-D" in result.stdout
    assert "Breaches          1 in 1 case" in result.stdout
    assert "Not yet done      0 (0 of them must or will)" in result.stdout
    assert "findings.csv" in result.stdout
    assert len(result.stdout.splitlines()) <= 24
    assert result.stderr == ""


def test_the_tables_add_up(tmp_path: Path, small: Path) -> None:
    """The table of rules counts what the table of findings lists, and every outcome."""
    audited(tmp_path, small)

    findings = read_csv(tmp_path / "out" / "findings.csv")
    for rule in read_csv(tmp_path / "out" / "rules_run.csv"):
        mine = [row["status"] for row in findings if row["rule"] == rule["rule"]]
        statuses = ["met", "met_late", "not_met", "cannot_tell", "outstanding", "departed", "failed", "passed", "other"]
        assert sum(int(rule[s]) for s in [*statuses, "overridden", "not_applicable"]) == int(rule["outcomes"])
        assert len(mine) == int(rule["written"])
        for status in ("met_late", "not_met", "departed", "failed"):
            assert mine.count(status) == int(rule[status])
        assert mine.count("cannot_tell") + int(rule["left_out"]) == int(rule["cannot_tell"])


def test_findings_come_the_gravest_first(tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Breaches, then queries, then the rest, each by rule and in the order of the cases; laying rows down on the way changes no byte."""
    cases = [case(f"A{n}", made=None if n % 2 else "2025-04-01") for n in range(6)]
    cases[1]["incidents"][0]["written"] = cases[2]["incidents"][0]["written"] = False
    cases[5]["children"] = [{"id": "C1"}]

    audited(tmp_path, small, cases=cases)

    before = bytes_of(tmp_path / "out")
    told = [(row["severity"], row["rule"], row["case_id"]) for row in read_csv(tmp_path / "out" / "findings.csv")]
    assert told == [
        ("breach", "birth_date_is_recorded", "A5"),
        *(("breach", "referred", id_) for id_ in ("A1", "A3", "A5")),
        *(("query", "written_down", id_) for id_ in ("A1", "A2")),
        *(("", "referred", id_) for id_ in ("A0", "A2", "A4")),
    ]
    monkeypatch.setattr("hsb_policy.reporting.audit.gravest_first._AT_ONCE", 2)
    audited(tmp_path, small, cases=cases)
    assert bytes_of(tmp_path / "out") == before


def test_hidden_files_are_not_read_and_others_are_counted(tmp_path: Path, small: Path) -> None:
    """What an editor or a file system keeps in the folder is no case; how much was passed over is told."""
    (tmp_path / "cases" / ".kept").mkdir(parents=True)
    for name in (".A1.json", ".kept/A1.json", "A1.txt", "A2.docx"):
        (tmp_path / "cases" / name).write_text(json.dumps(case("H1")), encoding="utf-8")

    result = audited(tmp_path, small)

    assert "4 = 4 judged and 0 rejected" in result.stdout
    assert "Not read          2 files for the ending of their names and 1 hidden file" in result.stdout


def test_tables_that_were_left_aside_are_told(tmp_path: Path, small: Path) -> None:
    """On the screen and in the report, with the table that may have been meant: cases are judged without its rows."""
    source = tmp_path / "tables"
    source.mkdir()
    (source / "cases.csv").write_text("case_id,as_at\nA1,2025-06-30\n", encoding="utf-8")
    (source / "childen.csv").write_text("case_id,id\nA1,C1\n", encoding="utf-8")

    done = run(source, "--out", tmp_path / "out", "--policy", small, "--jobs", "1", "--format", "html")

    told = "The table `childen` is none of the case file's, and was left aside: did you mean `children`?"
    assert f"Left aside        {told}" in done.stdout
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert f"<li>{told.replace(chr(39), '&#39;')}</li>" in report


def test_an_audit_names_the_library_that_made_it(tmp_path: Path, small: Path) -> None:
    """In its mark and in its report: another version may give another run."""
    audited(tmp_path, small, "--format", "html")

    mark = json.loads((tmp_path / "out" / "audit.json").read_text(encoding="utf-8"))
    assert mark["library"] == {"name": "hsb-policy", "version": __version__}
    assert f"hsb-policy {__version__}" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, small: Path) -> None:
    """Run again, or with more processes, into another folder: every file is the same to the byte."""
    source = tmp_path / "cases"
    source.mkdir()
    for number in range(1_200):
        one = case(f"A{number:04}", made=None if number % 3 else "2025-03-05", on=None if number % 5 else "2025-03-01")
        (source / f"{number:04}.json").write_text(json.dumps(one), encoding="utf-8")

    for jobs in ("1", "2"):
        run(source, "--out", tmp_path / jobs, "--policy", small, "--jobs", jobs, "--cap", "100")

    assert len(read_csv(tmp_path / "1" / "findings.csv")) > 200
    assert bytes_of(tmp_path / "1") == bytes_of(tmp_path / "2")


STATUSES: list[tuple[list[dict[str, Any]], list[str], int]] = [
    ([case("A1", made="2025-03-05")], [], 0),
    ([case("A1")], [], 0),
    ([case("A1")], ["--fail-on", "breach"], 1),
    ([case("A1")], ["--fail-on", "query"], 1),
    ([case("A1", made="2025-03-05")], ["--fail-on", "query"], 0),
    ([case("A1", made="2025-03-05"), {"case_id": "A2"}], [], 1),
    ([case("A1", on=None)], ["--fail-on", "query"], 0),
]


@pytest.mark.parametrize(("cases", "options", "status"), STATUSES)
def test_the_exit_status(
    cases: list[dict[str, Any]], options: list[str], status: int, tmp_path: Path, small: Path
) -> None:
    """0 done; 1 where it found what was asked to fail on, or rejected a record."""
    assert audited(tmp_path, small, *options, cases=cases).exit_code == status


def test_a_query_alone_does_not_fail_on_breach(tmp_path: Path, small: Path) -> None:
    """A query is less grave than a breach."""
    one = case("A1", made="2025-03-05")
    one["incidents"][0]["written"] = False

    assert audited(tmp_path, small, "--fail-on", "breach", cases=[one]).exit_code == 0
    assert audited(tmp_path, small, "--fail-on", "query", cases=[one]).exit_code == 1


REFUSED: dict[str, tuple[list[str], str]] = {
    "a rule that is not there": (["--rule", "refered"], "did you mean `referred`?"),
    "a day that is none": (["--as-at", "2025-02-30"], "2025-03-02"),
    "a reading that is not there": (["--interpret", "some_reading=yes"], "some_reading"),
    "an empty sample": (["--sample", "0"], "--sample"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_done_is_refused_before_anything_is_written(name: str, tmp_path: Path, small: Path) -> None:
    """Status 2, one message with a cure, and no folder."""
    options, told = REFUSED[name]

    result = audited(tmp_path, small, *options)

    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert result.stdout == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases", "small"]


def test_a_source_that_is_not_there_is_refused(tmp_path: Path, small: Path) -> None:
    """The message names it."""
    result = run(tmp_path / "nowhere", "--out", tmp_path / "out", "--policy", small)

    assert result.exit_code == 2
    assert "nowhere" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_things_is_refused_and_not_touched(tmp_path: Path, small: Path) -> None:
    """Nobody loses a file to an audit."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_text("mine", encoding="utf-8")

    result = audited(tmp_path, small)

    assert result.exit_code == 2
    assert "thesis.docx" in result.stderr
    assert bytes_of(tmp_path / "out") == {"thesis.docx": b"mine"}


def test_ids_that_look_like_formulas_do_no_harm(tmp_path: Path, small: Path) -> None:
    """No cell of a table begins with a sign that makes a spreadsheet work it out."""
    evil = '=HYPERLINK("a","b")'
    one = case(evil, children=[{"id": "+C1"}], incidents=[{"id": "@I1", "child": "+C1", "on": "2025-03-01"}])

    audited(tmp_path, small, cases=[one, {"case_id": "-A2"}])

    for name in ("findings.csv", "rejected.csv", "rules_run.csv"):
        cells = [cell for row in read_csv(tmp_path / "out" / name) for cell in row.values()]
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r") and cell]
    assert {row["case_id"] for row in read_csv(tmp_path / "out" / "findings.csv")} == {f"'{evil}"}


def test_progress_is_told_if_asked_for(tmp_path: Path, small: Path) -> None:
    """On standard error, with the rate and the time left; not where nobody asked and there is no terminal."""
    assert "4 records read" in audited(tmp_path, small, "--progress").stderr
    assert "a second; 100% done, about 0 seconds left" in audited(tmp_path, small, "--progress").stderr


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where writing fails because the disk is full, the message says so and nothing is left."""

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("hsb_policy.reporting.audit.csv_files.CsvFiles.finding", full)

    result = audited(tmp_path, small)

    assert result.exit_code == 2
    assert "is full" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases", "small"]
