"""An audit as it grows: `python -m benchmarks.scale --cases 10000 100000 1000000 --jobs 2`.

The whole policy of the procedure with the timescales, over made-up cases of some 34 records in Parquet tables, all findings written in all
forms, by the command itself in a process of its own: wall clock, processor and the peak of memory of all its processes together, step by
step. The cases are made first, which is not counted; `--keep FOLDER` keeps them for another time. Linux only: it reads /proc.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from attrs import define, field, frozen

from hsb_policy.backends.tables.tables_out import join_parquet

PACK: Final = "working_together"
STEPS: Final = ("opening", "judging", "writing")
_EVERY: Final = 0.2  # seconds between looks at the processes
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_MB: Final = 1 << 20


@frozen
class Step:
    """A step of an audit: seconds by the clock, seconds of processor, and the peak of memory in MB."""

    wall: float
    processor: float
    memory: int


@frozen
class Ran:
    """What an audit took, and how many findings it wrote."""

    cases: int
    findings: int
    steps: tuple[Step, ...]

    @property
    def wall(self) -> float:
        """All seconds by the clock."""
        return sum(step.wall for step in self.steps)

    @property
    def processor(self) -> float:
        """All seconds of processor."""
        return sum(step.processor for step in self.steps)


# ---- the cases -----------------------------------------------------------------------------------------------------------------
@contextmanager
def made(number: int, jobs: int, keep: Path | None) -> Iterator[Path]:
    """A folder with so many cases, made by several processes and joined in their order; those of an earlier run are taken."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = (keep or Path(scratch)) / f"cases_{number}"
        if not folder.exists():
            _make(number, jobs, Path(scratch), folder)
        yield folder


def _make(number: int, jobs: int, scratch: Path, folder: Path) -> None:
    share = -(-number // jobs)
    parts = [scratch / f"part_{at}" for at in range(jobs)]
    makers = []
    for at, part in enumerate(parts):
        first, here = at * share, min(share, number - at * share)
        asked = ("--first", str(first), "--cases", str(here), "--out", str(part), "--format", "parquet", "--pack", PACK)
        makers.append(subprocess.Popen([sys.executable, "-m", "hsb_policy.testing.generate", *asked]))
    if any(maker.wait() for maker in makers):
        raise SystemExit("the cases could not be made")
    whole = scratch / "whole"
    whole.mkdir()
    for table in sorted({path.name for part in parts for path in part.iterdir()}):
        join_parquet([part / table for part in parts if (part / table).exists()], whole / table)
    folder.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-r", str(whole), str(folder)], check=True)


# ---- the audit -----------------------------------------------------------------------------------------------------------------
@define
class _Watch:
    """Looks at a process and all that it began: what they have taken, and what memory they hold, in the step that is under way."""

    pid: int
    begun: float = field(factory=time.monotonic)
    before: float = 0.0
    peak: int = 0
    steps: list[Step] = field(factory=list)

    def look(self) -> float:
        """The seconds of processor so far; the peak of memory is kept."""
        ticks, pages = 0, 0
        for pid in _tree(self.pid):
            with suppress(OSError):  # it has ended meanwhile
                told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += sum(int(told[at]) for at in (11, 12, 13, 14))  # its own, and that of those it waited for
                pages += int(told[21])
        self.peak = max(self.peak, pages * _PAGE // _MB)
        return ticks / _TICKS

    def step(self, processor: float) -> None:
        """A step is over."""
        now = time.monotonic()
        self.steps.append(Step(now - self.begun, processor - self.before, self.peak))
        self.begun, self.before, self.peak = now, processor, 0


def _tree(pid: int) -> list[int]:
    found = [pid]
    for process in found:
        with suppress(OSError):
            for task in Path(f"/proc/{process}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def audited(cases: int, source: Path, out: Path, jobs: int, more: Sequence[str] = ()) -> Ran:
    """The audit of a folder of cases, in a process of its own, with more options."""
    command = [sys.executable, "-c", "from hsb_policy.cli.main import main; main()"]
    asked = ["audit", str(source), "--out", str(out), "--pack", PACK, "--jobs", str(jobs), "--progress", *more]
    process = subprocess.Popen([*command, *asked], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None  # it is a pipe
    watch, told = _Watch(process.pid), list[str]()
    reader = threading.Thread(target=_read, args=(process.stderr, told), daemon=True)
    reader.start()
    processor = 0.0
    while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        # Some of the processes may end before the command does, and take their seconds with them.
        processor = max(processor, watch.look())
        if not watch.steps and told:  # the first line says that judging begins
            watch.step(processor)
        if len(watch.steps) == 1 and any("; 100% done" in line for line in told):
            watch.step(processor)
        time.sleep(_EVERY)
    _, status, used = os.wait4(process.pid, 0)
    reader.join()
    if os.waitstatus_to_exitcode(status) not in (0, 1) or len(watch.steps) != 2:
        raise SystemExit("the audit could not be made: " + "".join(told[-3:]))
    watch.step(max(processor, used.ru_utime + used.ru_stime))
    return Ran(cases, _findings(out), tuple(watch.steps))


def _read(stream: IO[str], told: list[str]) -> None:
    told.extend(iter(stream.readline, ""))


def _findings(out: Path) -> int:
    with (out / "rules_run.csv").open(encoding="utf-8", newline="") as file:
        return sum(int(row["written"]) for row in csv.DictReader(file))


# ---- the table -----------------------------------------------------------------------------------------------------------------
HEAD: Final = (
    "| cases | findings | seconds | of processor | µs of processor a case | peak MB | "
    + " | ".join(STEPS)
    + " |\n|"
    + "---:|" * (6 + len(STEPS))
)


def line(ran: Ran) -> str:
    """What an audit took, as a line of the table; of each step the seconds, those of processor, and the peak of memory."""
    peak = max(step.memory for step in ran.steps)
    steps = (f"{step.wall:.1f} s ({step.processor:.1f}; {step.memory:,} MB)" for step in ran.steps)
    a_case = 1e6 * ran.processor / ran.cases
    figures = (
        f"{ran.cases:,}",
        f"{ran.findings:,}",
        f"{ran.wall:.1f}",
        f"{ran.processor:.1f}",
        f"{a_case:,.0f}",
        f"{peak:,}",
    )
    return f"| {' | '.join((*figures, *steps))} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Audit each number of cases, and tell what it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(": ")[0])
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000], metavar="N", help="how many cases (10,000)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many processes (2)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where cases are kept, and taken from")
    chosen = parser.parse_args(arguments)
    print(HEAD, flush=True)
    for number in chosen.cases:
        with made(number, chosen.jobs, chosen.keep) as source, tempfile.TemporaryDirectory() as scratch:
            print(line(audited(number, source, Path(scratch) / "out", chosen.jobs)), flush=True)


if __name__ == "__main__":
    main()
