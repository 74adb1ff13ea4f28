"""A disk that runs full while an audit is written: it is told in one message, and neither a file nor an earlier audit is harmed."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hsb_policy.cli.main import hsb_policy
from tests.house.checkout import ROOT

Disk = Callable[[str], Path]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk of a given size, in memory, where this machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()

    def of_size(size: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
        try:
            done = subprocess.run(command, capture_output=True, text=True)
        except OSError:
            pytest.skip("no disk can be mounted here: there is no `mount`")
        if done.returncode != 0:
            pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
        return place

    yield of_size
    subprocess.run(["umount", "--lazy", str(place)], capture_output=True)


def audited(out: Path, forms: str) -> Result:
    """An audit of the examples."""
    arguments = ["audit", str(ROOT / "examples" / "cases"), "--out", str(out), "--format", forms, "--jobs", "1"]
    return CliRunner().invoke(hsb_policy, arguments, prog_name="hsb-policy")


@pytest.mark.parametrize(
    ("forms", "size"),
    [("csv", "16k"), ("csv,html", "140k"), ("csv,excel", "140k"), ("csv,parquet", "140k"), ("parquet", "140k")],
)
def test_a_full_disk_is_told_and_nothing_is_left(forms: str, size: str, disk: Disk) -> None:
    """Whichever file it is that has no room: status 2, what to do, and an empty disk."""
    place = disk(size)

    result = audited(place / "out", forms)

    assert result.exit_code == 2
    assert "disk-full" in result.stderr
    assert "on another disk" in result.stderr
    assert list(place.iterdir()) == []


def test_an_earlier_audit_stays_where_the_next_has_no_room(disk: Disk) -> None:
    """The earlier audit is moved aside only when the new one is whole."""
    place = disk("180k")
    assert audited(place / "out", "csv").exit_code == 0
    before = {path.name: path.read_bytes() for path in (place / "out").iterdir()}

    assert audited(place / "out", "csv,html").exit_code == 2

    assert {path.name: path.read_bytes() for path in (place / "out").iterdir()} == before
    assert [path.name for path in place.iterdir()] == ["out"]
