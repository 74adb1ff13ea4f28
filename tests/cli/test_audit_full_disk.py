"""A disk that runs full while an audit is written: it is told in one message, and neither a file nor an earlier audit is harmed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hsb_policy.cli.main import hsb_policy
from tests.faults.small_disks import Disk, small_disks
from tests.house.checkout import ROOT


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Disks of a given size."""
    with small_disks(tmp_path) as of_size:
        yield of_size


def audited(out: Path, forms: str) -> Result:
    """An audit of the examples."""
    arguments = ["audit", str(ROOT / "examples" / "cases"), "--out", str(out), "--format", forms, "--jobs", "1"]
    return CliRunner().invoke(hsb_policy, arguments, prog_name="hsb-policy")


@pytest.mark.parametrize(
    ("forms", "size"),
    [("csv", 16), ("csv,html", 140), ("csv,excel", 140), ("csv,parquet", 140), ("parquet", 140)],
)
def test_a_full_disk_is_told_and_nothing_is_left(forms: str, size: int, disk: Disk) -> None:
    """Whichever file it is that has no room: status 2, what to do, and an empty disk."""
    place = disk(size)

    result = audited(place / "out", forms)

    assert result.exit_code == 2
    assert "disk-full" in result.stderr
    assert "on another disk" in result.stderr
    assert list(place.iterdir()) == []


def test_an_earlier_audit_stays_where_the_next_has_no_room(disk: Disk) -> None:
    """The earlier audit is moved aside only when the new one is whole."""
    place = disk(180)
    assert audited(place / "out", "csv").exit_code == 0
    before = {path.name: path.read_bytes() for path in (place / "out").iterdir()}

    assert audited(place / "out", "csv,html").exit_code == 2

    assert {path.name: path.read_bytes() for path in (place / "out").iterdir()} == before
    assert [path.name for path in place.iterdir()] == ["out"]
