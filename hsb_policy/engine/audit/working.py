"""Floor 3, audit: the parts of a source judged by several processes; what they give comes back in the order of the parts."""

import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, connection, get_context, parent_process
from typing import Final

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.audit.judging import Bench, Judged, judge_part
from hsb_policy.engine.errors import AuditError
from hsb_policy.engine.sources.source import Part

_AHEAD: Final = 2  # parts for each process that are under way or wait to be joined: this bounds the memory

# The bench of a working process: sent once, when the process begins, and not with each part.
_BENCH: list[Bench] = []


def judged_parts(bench: Bench, parts: list[Part], used: Mapping[str, int], jobs: int) -> Iterator[tuple[Part, Judged]]:
    """Each part with what it came to, in order. `used` is read when a part is begun: whoever joins the parts keeps it up to date.

    Raises AuditError where a process ended before its time.
    """
    if jobs <= 1 or len(parts) <= 1:
        for part in parts:
            yield part, judge_part(bench, part, used)
        return
    others = set(active_children())
    workers = ProcessPoolExecutor(min(jobs, len(parts)), get_context("spawn"), _begin, (bench,))
    try:
        yield from _in_order(workers, parts, used, _AHEAD * jobs)
    except BrokenProcessPool:
        raise AuditError(Diagnostics((_ENDED,))) from None
    except BaseException:  # stopped: nobody waits for parts that nobody will join
        for process in set(active_children()) - others:
            process.terminate()
        raise
    finally:
        workers.shutdown(wait=True, cancel_futures=True)


def _in_order(
    workers: ProcessPoolExecutor, parts: list[Part], used: Mapping[str, int], ahead: int
) -> Iterator[tuple[Part, Judged]]:
    waiting: deque[tuple[Part, Future[Judged]]] = deque()
    for part in parts:
        waiting.append((part, workers.submit(_judge, part, dict(used))))
        if len(waiting) >= ahead:
            first, judged = waiting.popleft()
            yield first, judged.result()
    for part, judged in waiting:
        yield part, judged.result()


def _begin(bench: Bench) -> None:
    """Make a process ready. An interrupt is for the first process alone, and where that is killed this one ends too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _BENCH[:] = [bench]
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _judge(part: Part, used: Mapping[str, int]) -> Judged:
    [bench] = _BENCH
    return judge_part(bench, part, used)


_ENDED: Final = Diagnostic(
    code="HSB-X913",
    message="a working process of the audit ended before its time, perhaps because memory ran out",
    help=("run it again with `--jobs 1`",),
)
