"""An audit that is killed or stopped leaves no half report, no process, and nothing that the next one trips over."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.checkout import ROOT

CASE = json.loads((ROOT / "examples" / "cases" / "full_case.json").read_text(encoding="utf-8"))
# Where the tests themselves run in the background, an interrupt is ignored: the command under test takes it as a person's.
BEGIN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
COMMAND = [sys.executable, "-c", f"{BEGIN}; from hsb_policy.cli.main import main; main()", "audit"]
PATIENCE = 60.0  # seconds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes by way of /proc"),
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """More cases than can be judged in the time of this test, in many parts."""
    lines = [json.dumps({**CASE, "case_id": f"A{number}"}) for number in range(3_000)]
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def under_way(source: Path) -> Iterator["subprocess.Popen[str]"]:
    """An audit with two processes that has begun to judge."""
    out = source.parent / "out"
    command = [*COMMAND, str(source), "--out", str(out), "--jobs", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    _wait(lambda: len(_workers(process.pid)) >= 2)
    yield process
    process.kill()
    process.communicate()


def _workers(pid: int) -> set[int]:
    """The working processes that a process has begun, those that have ended left out."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, *_ = path.read_text().rpartition(")")[2].split()
            command = path.with_name("cmdline").read_text()
        except OSError:
            continue  # it ended meanwhile
        if int(parent) == pid and state != "Z" and "spawn_main" in command:
            found.add(int(path.parent.name))
    return found


def _is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def _next_audit(folder: Path) -> "subprocess.CompletedProcess[str]":
    one = folder / "one.json"
    one.write_text(json.dumps(CASE), encoding="utf-8")
    command = [*COMMAND, str(one), "--out", str(folder / "out"), "--jobs", "1"]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_an_audit_that_is_asked_to_stop_clears_up(
    how: signal.Signals, under_way: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    """Status 2, one message that says how to go on, no folder, nothing beside it, and no process left."""
    workers = _workers(under_way.pid)

    os.kill(under_way.pid, how)
    told, complained = under_way.communicate(timeout=PATIENCE)

    assert under_way.returncode == 2
    assert "stopped before its end" in complained
    assert "run the same command again" in complained
    assert "Traceback" not in complained
    assert told == ""
    assert [path.name for path in tmp_path.iterdir()] == ["cases.jsonl"]
    _wait(lambda: not any(map(_is_there, workers)))


def test_an_audit_that_is_killed_leaves_no_half_report(under_way: "subprocess.Popen[str]", tmp_path: Path) -> None:
    """There is no folder at its place; its processes end with it; the next audit finds what is left, says so and goes on."""
    workers = _workers(under_way.pid)

    under_way.kill()
    under_way.wait()

    assert not (tmp_path / "out").exists()
    _wait(lambda: not any(map(_is_there, workers)))

    done = _next_audit(tmp_path)

    assert done.returncode == 0
    assert "was stopped before its end" in done.stderr
    assert (tmp_path / "out" / "findings.csv").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.jsonl", "one.json", "out"]


def test_a_working_process_that_dies_ends_the_audit(under_way: "subprocess.Popen[str]", tmp_path: Path) -> None:
    """As where memory runs out: status 2, what to do, and nothing half written."""
    os.kill(min(_workers(under_way.pid)), signal.SIGKILL)
    os.kill(max(_workers(under_way.pid)), signal.SIGKILL)
    _, complained = under_way.communicate(timeout=PATIENCE)

    assert under_way.returncode == 2
    assert "--jobs 1" in complained
    assert "Traceback" not in complained
    assert [path.name for path in tmp_path.iterdir()] == ["cases.jsonl"]
