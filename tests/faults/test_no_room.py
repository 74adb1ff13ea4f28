"""A disk that is full, wherever it is: behind the output, under the audit, under what tables are laid down in."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hsb_policy import load
from hsb_policy.testing.generator.cases import cases
from hsb_policy.testing.generator.writing import write_cases
from tests.faults.small_disks import Disk, small_disks
from tests.faults.trying import lines_of, small_cases, small_policy, tried
from tests.house.checkout import ROOT

CASE = ROOT / "examples" / "cases" / "full_case.json"
FULL = Path("/dev/full")

COMMANDS = (
    ("decide", CASE),
    ("decide", CASE, "--format", "json"),
    ("decide", "--format", "json", *[CASE] * 8),
    ("explain", CASE, "different_social_workers"),
    ("check",),
    ("trace",),
    ("schema",),
    ("--help",),
)


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(map(str, command[::2])))
def test_output_that_has_no_room_is_told(command: tuple[str | Path, ...]) -> None:
    """Status 2 and what to do, so that nobody takes half a file of decisions for all of it."""
    with FULL.open("wb") as full:
        done = tried(*command, out=full)

    assert done.is_plain
    assert done.status == 2
    assert "HSB-X902" in done.err
    assert "Exception ignored" not in done.err


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Disks of a given size."""
    with small_disks(tmp_path) as of_size:
        yield of_size


@pytest.mark.slow
def test_whatever_the_room_an_audit_is_whole_or_not_there(disk: Disk, tmp_path: Path) -> None:
    """From a disk without any room to one with enough, in steps: it ends whole, or says that the disk is full and leaves nothing."""
    policy, source = small_policy(tmp_path), tmp_path / "cases.jsonl"
    source.write_bytes(lines_of(small_cases(300)))
    whole: list[bool] = []
    for kilobytes in (4, 60, 130, 190, 250, 1000):
        place = disk(kilobytes)
        done = tried("audit", source, "--out", place / "out", "--policy", policy, "--jobs", "1")
        left = sorted(path.name for path in place.iterdir())
        assert done.is_plain
        if done.status == 0:
            mark = json.loads((place / "out" / "audit.json").read_text(encoding="utf-8"))
            assert {*mark["files"], "audit.json"} == {path.name for path in (place / "out").iterdir()}
        else:
            assert (done.status, left) == (2, [])
            assert "HSB-X912" in done.err
        whole.append(done.status == 0)

    assert whole == sorted(whole)
    assert (whole[0], whole[-1]) == (False, True)


def test_tables_that_cannot_be_laid_down_for_want_of_room_are_refused(disk: Disk, tmp_path: Path) -> None:
    """Tables are laid down beside the audit: the message says that there must be room, and nothing is left."""
    write_cases(cases(7, 400), tmp_path / "tables", "csv", load("hsb").compiled.schema)
    for kilobytes in (4, 600):
        place = disk(kilobytes)

        done = tried("audit", tmp_path / "tables", "--out", place / "out", "--jobs", "1", "--format", "csv")

        assert done.is_plain
        assert done.status == 2
        assert "room" in done.err
        assert list(place.iterdir()) == []
