"""Floor 3, audit: the parts of a source judged by several processes; what they give comes back in the order of the parts.

What is told of the findings of a part is known once it is joined with those before it: the processes tell that first, and go on with later
parts meanwhile.
"""

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import groupby
from multiprocessing import connection
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Any, Final

from attrs import define, evolve, field, frozen

from hsb_policy.engine.audit.bench import Bench, Judged, Used
from hsb_policy.engine.audit.laying_down import LinesFolder
from hsb_policy.engine.audit.parts import PartJudge
from hsb_policy.engine.audit.processes import Worker, answered, begun, done, end, noticed, works_for_another
from hsb_policy.engine.audit.written import Tell, ToTell, Written
from hsb_policy.engine.sources.source import Part

_AHEAD: Final = 2  # parts for each process that are under way or wait to be joined: this bounds the memory
_TOLD_AT_ONCE: Final = 2_500  # findings: to read the first of some cases costs as much as a hundred more


@frozen(eq=False)
class _Judging:
    """A part to be judged."""

    part: Part
    used: Used

    def done(self, judge: PartJudge, lines: LinesFolder | None) -> Judged:
        """What it comes to."""
        judged = judge.part(self.part, self.used)
        return judged if lines is None else evolve(judged, lines=tuple(map(lines.laid, judged.lines)))


@frozen(eq=False)
class _Telling:
    """Findings of a part to be told."""

    part: Part
    findings: Sequence[ToTell]

    def done(self, judge: PartJudge, _: LinesFolder | None) -> list[Written]:
        """The findings, told."""
        return judge.told(self.part, self.findings)


_Task = _Judging | _Telling


def judged_parts(judge: PartJudge, parts: list[Part], used: Used, jobs: int) -> Generator[tuple[Part, Judged, Tell]]:
    """Each part with what it came to, in order, and with what tells its findings. `used` is read when a part is begun: whoever joins the
    parts keeps it up to date.

    Raises AuditError where a process ended before its time; so does what tells findings.
    """
    if jobs <= 1 or len(parts) <= 1:
        for part in parts:
            yield part, judge.part(part, used), partial(judge.told, part)
        return
    workers = begun(min(jobs, len(parts)), _work)
    try:
        with noticed():
            for worker in workers:
                worker.pipe.send(
                    judge.bench
                )  # not as an argument: a process that dies before it has read that is never noticed
        at_work = _AtWork(iter(parts), used, _AHEAD * len(workers), list(workers))
        for part in parts:
            yield part, at_work.judged(), partial(at_work.told, part)
    finally:
        end(workers)


@define(eq=False)
class _AtWork:
    """The processes, each with one task at a time. What comes back before it is asked for waits."""

    parts: Iterator[Part]
    used: Used
    ahead: int
    _idle: list[Worker]
    _busy: dict[Any, tuple[Worker, _Task]] = field(factory=dict)
    _judging: deque[_Judging] = field(factory=deque)
    _to_tell: deque[_Telling] = field(factory=deque)
    _done: dict[_Task, Any] = field(factory=dict)

    def judged(self) -> Judged:
        """What the next part came to."""
        while not self._judging or self._judging[0] not in self._done:
            self._go_on()
        judged: Judged = self._done.pop(self._judging.popleft())
        return judged

    def told(self, part: Part, findings: Sequence[ToTell]) -> Iterator[Written]:
        """Findings of a part, told."""
        tasks = [_Telling(part, some) for some in _some_at_once(findings)]
        self._to_tell.extend(tasks)
        for task in tasks:
            while task not in self._done:
                self._go_on()
            yield from self._done.pop(task)

    def _go_on(self) -> None:
        """Give each process that is idle what comes next, and wait until one of them is done."""
        while self._idle and (task := self._next()) is not None:
            worker = self._idle.pop()
            with noticed():
                worker.pipe.send(task)
            self._busy[worker.pipe] = worker, task
        for pipe in connection.wait(list(self._busy)):
            worker, task = self._busy.pop(pipe)
            self._done[task] = answered(worker)
            self._idle.append(worker)

    def _next(self) -> _Task | None:
        if self._to_tell:
            return self._to_tell.popleft()
        part = next(self.parts, None) if len(self._judging) < self.ahead else None
        if part is None:
            return None
        self._judging.append(_Judging(part, dict(self.used)))
        return self._judging[-1]


def _some_at_once(findings: Sequence[ToTell]) -> Iterator[list[ToTell]]:
    """So many findings that it is worth to ask for them, all of one case together."""
    some: list[ToTell] = []
    for _, of_case in groupby(findings, attrgetter("number")):
        some += of_case
        if len(some) >= _TOLD_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


# ---- in a process of its own ------------------------------------------------------------------------------------------------
def _work(pipe: "Connection[Any, Any]") -> None:
    """Judge parts until nobody asks any more."""
    works_for_another()
    with suppress(EOFError, BrokenPipeError):  # the first process has gone
        bench: Bench = pipe.recv()
        judge = PartJudge(bench)
        lines = None if bench.lines_in is None else LinesFolder(bench.lines_in)
        while True:
            pipe.send(done(pipe.recv().done, judge, lines))
