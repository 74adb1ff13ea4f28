"""The option `--engine` of the command `audit`, where there is no Spark."""

import sys
from pathlib import Path

import pytest

from tests.cli.test_audit import run


def test_without_spark_the_command_says_in_one_line_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No stack trace, and no folder is left."""
    monkeypatch.setitem(sys.modules, "hsb_policy.engine.spark.opening", None)

    lacking = run(tmp_path, "--out", tmp_path / "out", "--engine", "spark")

    assert lacking.exit_code == 2
    assert 'pip install "hsb-policy[audit,spark]"' in lacking.stderr
    assert not (tmp_path / "out").exists()


def test_a_cluster_without_its_engine_is_a_slip(tmp_path: Path) -> None:
    """`--master` alone would be passed over in silence otherwise."""
    slip = run(tmp_path, "--out", tmp_path / "out", "--master", "local[2]")

    assert slip.exit_code == 2
    assert "--master is for --engine spark" in slip.stderr
