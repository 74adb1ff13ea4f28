"""Small disks in memory, where this machine lets us have one: to see what happens when they run full."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

Disk = Callable[[int], Path]


@contextmanager
def small_disks(folder: Path) -> Iterator[Disk]:
    """Gives what makes an empty disk of so many KB, in the place of the one before; a test that cannot have one is skipped."""
    place = folder / "disk"
    place.mkdir()

    def of_size(kilobytes: int) -> Path:
        _take_away(place)
        command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
        try:
            done = subprocess.run(command, capture_output=True, text=True)
        except OSError:
            pytest.skip("no disk can be mounted here: there is no `mount`")
        if done.returncode != 0:
            pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
        return place

    try:
        yield of_size
    finally:
        _take_away(place)


def _take_away(place: Path) -> None:
    if place.is_mount():
        subprocess.run(["umount", "--lazy", str(place)], check=True, capture_output=True)
