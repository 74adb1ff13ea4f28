"""One record with thousands of involvements or incidents among others: it is judged, or told by rule, and the rest goes on."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from hsb_policy.backends.compiled import careful
from hsb_policy.cli.main import hsb_policy
from hsb_policy.engine.audit import judging
from tests.faults.trying import counted, lines_of, tried
from tests.unit.engine.audit.small import read_csv
from tests.unit.large_records import large_record

MEMORY = 400  # MB


def test_a_large_record_among_others_is_judged(tmp_path: Path) -> None:
    """A thousand involvements of a thousand children, beside small records: no rule fails, in little memory."""
    source = tmp_path / "cases.jsonl"
    source.write_bytes(lines_of([large_record(1_000), *({**large_record(2), "case_id": f"S{n}"} for n in range(3))]))

    done = tried(
        "audit", source, "--out", tmp_path / "out", "--jobs", "1", "--format", "csv", "--cap", "2", "--explain", "1"
    )

    assert done.is_plain
    found = counted(done, tmp_path / "out")
    assert (found.judged, found.rejected) == (4, 0)
    assert {row["ran"] for row in read_csv(tmp_path / "out" / "rules_run.csv")} == {"ran"}
    assert done.peak < MEMORY


def test_rules_that_a_record_is_too_large_for_are_told_as_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are told by name with the code and the case, the status is 1, and all other rules ran on all records."""
    monkeypatch.setattr(careful, "STEPS_COMPILED", 15_000)
    monkeypatch.setattr(judging, "MOST_EXPLAINED", 1_000)
    source = tmp_path / "cases.jsonl"
    source.write_bytes(
        lines_of(
            [
                large_record(200, recorded=False),
                *({**large_record(2, recorded=False), "case_id": f"S{n}"} for n in range(3)),
            ]
        )
    )

    options = ["--jobs", "1", "--format", "csv", "--cap", "1", "--explain", "1"]
    done = CliRunner().invoke(hsb_policy, ["audit", str(source), "--out", str(tmp_path / "out"), *options])

    assert done.exit_code == 1
    rules = read_csv(tmp_path / "out" / "rules_run.csv")
    failed = {row["rule"]: row["why"] for row in rules if row["ran"] != "ran"}
    assert len(failed) == 4
    assert set(failed.values()) == {
        "it could not be worked out for 1 of the cases, first for LARGE; 1 of them with too many records for it (HSB-D509)"
    }
    assert all(int(row["outcomes"]) >= 3 for row in rules if row["rule"] in failed)
    assert f"{len(rules) - 4} ran, 0 skipped and 4 failed" in done.stdout
    findings = read_csv(tmp_path / "out" / "findings.csv")
    assert any(row["case_id"] == "LARGE" and row["explanation"].startswith("Not explained") for row in findings)


def test_decide_tells_a_record_that_is_too_large_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message for each rule, and no decision that would lack them; the next file is decided."""
    monkeypatch.setattr(careful, "STEPS_COMPILED", 15_000)
    files = []
    for name, document in (("large", large_record(200, recorded=False)), ("small", large_record(2))):
        files.append(tmp_path / f"{name}.json")
        files[-1].write_bytes(lines_of([document]))

    done = CliRunner().invoke(hsb_policy, ["decide", *map(str, files), "--format", "json"])

    assert done.exit_code == 2
    assert done.stderr.count("error HSB-D509 too-many-records") == 4
    assert [line.startswith('{"format": "hsb-policy/error/1"') for line in done.stdout.splitlines()] == [True, False]
