"""A folder of cases with things in it that are no files: each is told and the rest goes on; nothing waits for ever."""

import os
import socket
from pathlib import Path

import pytest

from tests.faults.trying import counted, lines_of, small_cases, small_policy, tried
from tests.unit.engine.audit.small import read_csv


def test_what_is_no_file_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    """A pipe that nobody writes to, a socket, links to nothing and in a circle, and a folder, each named like a case file."""
    policy, source = small_policy(tmp_path), tmp_path / "cases"
    source.mkdir()
    (source / "cases.jsonl").write_bytes(lines_of(small_cases(20)))
    os.mkfifo(source / "pipe.json")
    os.mkfifo(source / "pipe.jsonl")
    os.mkfifo(source / "pipe.json.gz")
    (source / "gone.json").symlink_to("nowhere")
    (source / "round.json").symlink_to("round.json")
    (source / "same").symlink_to(".")
    (source / "folder.json").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(source / "socket.json"))
        done = tried("audit", source, "--out", tmp_path / "out", "--policy", policy, "--jobs", "1", "--format", "csv")

    assert done.is_plain
    found = counted(done, tmp_path / "out")
    assert (found.judged, found.rejected) == (20, 6)
    assert found.codes == {"HSB-D500"}
    places = {row["place"].partition(",")[0] for row in read_csv(tmp_path / "out" / "rejected.csv")}
    assert places == {"pipe.json", "pipe.jsonl", "pipe.json.gz", "gone.json", "round.json", "socket.json"}


def test_a_file_that_may_not_be_read_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    """A file without the right to read it is one rejected record."""
    if os.geteuid() == 0:
        pytest.skip("whoever is root may read everything")
    policy, source = small_policy(tmp_path), tmp_path / "cases"
    source.mkdir()
    (source / "a.jsonl").write_bytes(lines_of(small_cases(3)))
    (source / "b.json").write_bytes(lines_of(small_cases(1, "B")))
    (source / "b.json").chmod(0)

    done = tried("audit", source, "--out", tmp_path / "out", "--policy", policy, "--jobs", "1", "--format", "csv")

    assert counted(done, tmp_path / "out").rejected == 1


def test_names_of_files_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    """A name with a line break, with marks of a terminal, or that is not UTF-8: rejected or judged, and never printed raw."""
    policy, source = small_policy(tmp_path), tmp_path / "cases"
    source.mkdir()
    for name in (b"line\nbreak.json", b"\x1b[31mred.json", b"\xff\xfe.json"):
        with open(os.path.join(os.fsencode(source), name), "wb") as file:
            file.write(b"{}")
    (source / "cases.jsonl").write_bytes(lines_of(small_cases(5)))

    done = tried("audit", source, "--out", tmp_path / "out", "--policy", policy, "--jobs", "2")

    assert done.is_plain
    assert "\x1b" not in done.out + done.err
    found = counted(done, tmp_path / "out")
    assert (found.judged, found.rejected) == (5, 3)
