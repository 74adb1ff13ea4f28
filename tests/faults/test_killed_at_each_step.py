"""An audit that is killed, at whichever of its steps: no half report, nothing in the way of the next, no temporary file left."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hsb_policy.testing.generator.writing import write_cases
from tests.faults.trying import small_cases, small_policy
from tests.house.checkout import ROOT
from tests.unit.engine.audit.small import policy

LEAST = 12  # steps: fewer would mean that they are not seen


def _steps(tmp_path: Path, form: str, forms: str, *, earlier: bool) -> list[dict[str, Any]]:
    """What each audit left that was killed at one of its steps, and the next one after it."""
    rules, source, place = small_policy(tmp_path), tmp_path / "source", tmp_path / "place"
    write_cases(small_cases(12), source, form, policy().compiled.schema)
    place.mkdir()
    (tmp_path / "temporary").mkdir()
    out = place / "out"
    arguments = ["audit", str(source), "--out", str(out), "--policy", str(rules), "--jobs", "1", "--format", forms]
    when = "again" if earlier else "first"
    program = [sys.executable, "-m", "tests.faults.killing", str(place), str(out), when, *arguments]
    temporary = {"TMPDIR": str(tmp_path / "temporary")}
    done = subprocess.run(
        program, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **temporary}, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "forms", "earlier"),
    [("jsonl", "html,excel,csv,parquet", True), ("csv", "csv", False)],
    ids=["again", "first"],
)
def test_whenever_it_is_killed_an_audit_is_whole_or_not_there(
    form: str, forms: str, *, earlier: bool, tmp_path: Path
) -> None:
    """The folder is as before, or as after, or not there; the next run ends well, says what it cleared away, and leaves nothing."""
    steps = _steps(tmp_path, form, forms, earlier=earlier)

    whole = steps[-1]["then"]
    assert len(steps) > LEAST
    assert {step["status"] for step in steps} == {-9}
    assert "audit.json" in whole
    for step in steps:
        assert step["out"] in ({}, whole)
        assert step["temporary"] == step["temporary_then"] == []
        assert step["again"] == 0
        assert step["then"] == whole
        assert step["beside"] == ["out"]
    assert any("was stopped before its end" in step["told"] for step in steps)
