"""An audit killed at each of its steps: run as a program, because it begins copies of itself. Tells what each left, as JSON lines.

A step is a change of the folder in which the audit works: a file opened to be written, a folder made, something renamed or removed.
Python tells each to its audit hook before it is done (`sys.addaudithook`), and there the process ends as by `kill -9`. What the database
engine writes is seen from without only, so the process is killed before and after it.

    python -m tests.faults.killing FOLDER OUT first|again ARGUMENT...
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import hsb_policy.engine.sources.tables
import hsb_policy.reporting.audit.excel_file
import hsb_policy.reporting.audit.report  # noqa: F401 - the same
from hsb_policy.cli.main import main

CHANGES: Final = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree")
EARLIER: Final = 8  # steps that are tried of those before the last
LAST: Final = 12
WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _changes(folder: str, event: str, arguments: tuple[Any, ...]) -> bool:
    if event not in CHANGES or not str(arguments[0]).startswith(folder):
        return False
    return event != "open" or bool(arguments[2] & WRITES)


def _in_a_copy(run: Callable[[], None], said: Path) -> int:
    """The status with which a copy of this process ends; -9 where it was killed."""
    pid = os.fork()
    if pid == 0:
        with said.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        run()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _killed_at(step: int | None, folder: str, arguments: list[str], count: Path) -> None:
    """Run the audit to this step; without one to its end, and write down how many there were."""
    done = 0

    def hook(event: str, given: tuple[Any, ...]) -> None:
        nonlocal done
        if _changes(folder, event, given):
            done += 1
            if done == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    with suppress(SystemExit):
        main(arguments)
    count.write_text(str(done))


def _read(out: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().hex() for path in sorted(out.iterdir())} if out.exists() else {}


def killed_at_each_step(folder: Path, out: Path, arguments: list[str], *, first: bool) -> None:
    """Kill audits at their steps: the last ones each, of those before some; after each, run it again.

    `first`: where no earlier audit is; else where one is.
    """
    temporary = os.environ["TMPDIR"]
    said, count = (Path(temporary).parent / name for name in ("said", "count"))
    _in_a_copy(lambda: main(arguments), said)
    if first:
        shutil.rmtree(out)
    _in_a_copy(lambda: _killed_at(None, str(folder), arguments, count), said)
    steps = int(count.read_text())
    for step in sorted({*range(1, steps, max(1, steps // EARLIER)), *range(max(1, steps - LAST), steps + 1)}):
        if first:
            shutil.rmtree(out)
        status = _in_a_copy(lambda: _killed_at(step, str(folder), arguments, count), said)  # noqa: B023 - called at once
        left = {"status": status, "out": _read(out), "temporary": os.listdir(temporary)}
        again = _in_a_copy(lambda: main(arguments), said)
        then = {"again": again, "then": _read(out), "beside": sorted(os.listdir(folder)), "told": said.read_text()}
        sys.stdout.write(json.dumps({**left, **then, "temporary_then": os.listdir(temporary)}) + "\n")


if __name__ == "__main__":
    killed_at_each_step(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[4:], first=sys.argv[3] == "first")
