"""Floor 3, audit: the parts of a source judged by several processes; what they give comes back in the order of the parts.

Each process has a pipe of its own, so that one that ends before its time is noticed at once, whatever it was doing.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, Final

from attrs import frozen

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.audit.bench import Bench, Judged, Used
from hsb_policy.engine.audit.parts import PartJudge
from hsb_policy.engine.errors import AuditError
from hsb_policy.engine.sources.source import Part

_STOPPING: Final = (signal.SIGINT, signal.SIGTERM)
_AHEAD: Final = 2  # parts for each process that are under way or wait to be joined: this bounds the memory

# What a process answers: the number of a part with what it came to, or with the kind of the fault that kept it from that.
Answer = tuple[int, Judged | str]


@frozen(eq=False)
class _Worker:
    process: SpawnProcess
    pipe: Any  # a Connection, whose type depends on the platform


def judged_parts(judge: PartJudge, parts: list[Part], used: Used, jobs: int) -> Iterator[tuple[Part, Judged]]:
    """Each part with what it came to, in order. `used` is read when a part is begun: whoever joins the parts keeps it up to date.

    Raises AuditError where a process ended before its time.
    """
    if jobs <= 1 or len(parts) <= 1:
        for part in parts:
            yield part, judge.part(part, used)
        return
    workers: list[_Worker] = []
    try:
        with _uninterrupted():  # a process that is half begun would complain
            for _ in range(min(jobs, len(parts))):
                workers.append(_worker())
        for worker in workers:
            worker.pipe.send(
                judge.bench
            )  # not as an argument: a process that dies before it has read that is never noticed
        yield from _in_order(workers, parts, used)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise AuditError(Diagnostics((ENDED,))) from None
    finally:
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            worker.process.join()
            worker.pipe.close()


def _worker() -> _Worker:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _in_order(workers: list[_Worker], parts: list[Part], used: Used) -> Iterator[tuple[Part, Judged]]:
    """Each process has one part at a time; those that come back before an earlier one wait for it."""
    idle, busy = list(workers), dict[Any, _Worker]()
    waiting: dict[int, Judged] = {}
    begun = 0
    for number, part in enumerate(parts):
        while number not in waiting:
            while idle and begun < min(len(parts), number + _AHEAD * len(workers)):
                worker = idle.pop()
                worker.pipe.send((begun, parts[begun], dict(used)))
                busy[worker.pipe] = worker
                begun += 1
            for pipe in connection.wait(list(busy)):
                done, judged = _received(pipe)
                waiting[done] = judged
                idle.append(busy.pop(pipe))
        yield part, waiting.pop(number)


def _received(pipe: Any) -> tuple[int, Judged]:
    answer: Answer = pipe.recv()
    number, judged = answer
    if isinstance(judged, str):
        raise RuntimeError(judged)
    return number, judged


# ---- in a process of its own ------------------------------------------------------------------------------------------------
def _work(pipe: "Connection[Any, Any]") -> None:
    """Judge parts until nobody asks any more. An interrupt is for the first process alone; where that is killed this one ends too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, BrokenPipeError):  # the first process has gone
        bench: Bench = pipe.recv()
        judge = PartJudge(bench)
        while True:
            number, part, used = pipe.recv()
            pipe.send((number, _judged(judge, part, used)))


def _judged(judge: PartJudge, part: Part, used: Used) -> Judged | str:
    try:
        return judge.part(part, used)
    except MemoryError:
        os._exit(1)
    except Exception as fault:  # told by its kind alone: its words might have something of a case in them
        return type(fault).__name__


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What asks this process to stop waits until the end of the block."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []
    before = {number: signal.signal(number, lambda got, _: asked.append(got)) for number in _STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if asked:
        signal.raise_signal(asked[0])


ENDED: Final = Diagnostic(
    code="HSB-X913",
    message="a working process of the audit ended before its time, perhaps because memory ran out",
    help=("run it again with `--jobs 1`",),
)
