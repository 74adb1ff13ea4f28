"""A command in a process of its own, and what it took: time, and memory at its peak, that of its own processes included."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, Any

from attrs import frozen

from hsb_policy.cli.main import main
from tests.unit.engine.audit.small import TEXT, case, read_csv

PATIENCE = 120.0  # seconds: what takes longer hangs


@frozen
class Said:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str

    @property
    def is_plain(self) -> bool:
        """Whether a person sees plain words: no stack trace, and no fault of ours."""
        said = self.out + self.err
        return self.status in (0, 1, 2) and "Traceback" not in said and "HSB-X901" not in said


@frozen
class Tried(Said):
    """What it took besides: seconds of the clock and of work, and MB."""

    seconds: float
    worked: float
    peak: int


# Between us and the command stands a small process: what starts another passes its own peak of memory on to it, and ours is large.
STARTER = """
import json, os, sys
pid = os.posix_spawn(sys.executable, [sys.executable, *sys.argv[2:]], os.environ)
_, status, used = os.wait4(pid, 0)
with open(sys.argv[1], "w") as file:
    json.dump([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss // 1024], file)
"""


def tried(*arguments: str | Path, out: IO[bytes] | None = None, patience: float = PATIENCE) -> Tried:
    """Run `hsb-policy` with these arguments. `out` is where its output goes, if not to us; after `patience` it hangs."""
    command = ["-c", "from hsb_policy.cli.main import main; main()", *map(str, arguments)]
    with TemporaryFile() as said, TemporaryFile() as complained, NamedTemporaryFile("r") as taken:
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-c", STARTER, taken.name, *command],
            stdin=subprocess.DEVNULL,
            stdout=out or said,
            stderr=complained,
            start_new_session=True,
        )
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise AssertionError("the command hangs") from None
        seconds = time.monotonic() - begun
        status, worked, peak = json.load(taken)
        said.seek(0)
        complained.seek(0)
        told = [file.read().decode("utf-8", "replace") for file in (said, complained)]
    return Tried(status, told[0], told[1], seconds, worked, peak)


def here(*arguments: str | Path) -> Said:
    """Run `hsb-policy` with these arguments in this process: many of them take little time."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        try:
            main([*map(str, arguments)])
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
    return Said(status, out.getvalue(), err.getvalue())


def small_policy(folder: Path) -> Path:
    """The folder of a policy of three rules, whose cases `small_cases` makes."""
    place = folder / "small"
    place.mkdir()
    (place / "small.policy").write_text(TEXT, encoding="utf-8")
    return place


def small_cases(number: int, prefix: str = "A") -> list[dict[str, Any]]:
    """So many cases of the small policy; of two in three the referral was not made."""
    return [case(f"{prefix}{n}", made=None if n % 3 else "2025-04-01") for n in range(number)]


def lines_of(cases: Iterable[Mapping[str, Any]]) -> bytes:
    """The cases as JSON Lines."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in cases).encode()


@frozen
class Counted:
    """What an audit says became of the records, from its tables."""

    judged: int
    rejected: int
    read: int
    codes: set[str]


def counted(done: Said, out: Path) -> Counted:
    """The counts on the screen, held against the table of rejected records."""
    line = next(line for line in done.out.splitlines() if "Records read" in line)
    read, judged, rejected = (int(word.replace(",", "")) for word in line.split() if word.replace(",", "").isdigit())
    rows = read_csv(out / "rejected.csv")
    assert len({row["record"] for row in rows}) == rejected
    assert read == judged + rejected
    return Counted(judged, rejected, read, {row["code"] for row in rows})
