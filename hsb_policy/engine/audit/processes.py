"""Floor 3, audit: processes of Python that work for this one, each with a pipe of its own.

So one that ends before its time is noticed at once, whatever it was doing. An interrupt is for the first process alone; where that is killed
the others end too.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, Final

from attrs import evolve, frozen

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.errors import AuditError

WITH_ONE: Final = "run it again with `--jobs 1`"
ENDED: Final = Diagnostic(
    code="HSB-X913",
    message="a working process of the audit ended before its time, perhaps because memory ran out",
    help=(WITH_ONE,),
)
_STOPPING: Final = (signal.SIGINT, signal.SIGTERM)


@frozen(eq=False)
class Worker:
    """A process, and the pipe by which it is told what to do and answers."""

    process: SpawnProcess
    pipe: Any  # a Connection, whose type depends on the platform


def begun(number: int, work: "Callable[[Connection[Any, Any]], None]") -> list[Worker]:
    """So many processes that work; `work` is a function of a module, and first calls `works_for_another`."""
    workers = list[Worker]()
    try:
        with _uninterrupted():  # a process that is half begun would complain
            for _ in range(number):
                workers.append(_worker(work))
    except BaseException:
        end(workers)
        raise
    return workers


def _worker(work: "Callable[[Connection[Any, Any]], None]") -> Worker:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return Worker(process, ours)


def end(workers: list[Worker]) -> None:
    """Processes that are not needed any more."""
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        worker.process.join()
        worker.pipe.close()


@frozen
class Fault:
    """What kept a process from what it was asked: its kind alone, for its words might have something of a case in them; of what the system
    refused the number and the words."""

    kind: str
    number: int | None = None
    words: str = ""


def done(work: Callable[..., Any], *arguments: Any) -> Any:
    """What a process answers: what the work comes to, or its fault. Where memory ran out the process ends."""
    try:
        return work(*arguments)
    except MemoryError:
        os._exit(1)
    except OSError as fault:
        return Fault(type(fault).__name__, fault.errno or 0, fault.strerror or type(fault).__name__)
    except Exception as fault:
        return Fault(type(fault).__name__)


def answered(worker: Worker, help_: str = WITH_ONE) -> Any:
    """What a process answers. Raises OSError where the system refused it something, and AuditError where it ended before its time."""
    with noticed(help_):
        answer = worker.pipe.recv()
    match answer:
        case Fault(kind, None):
            raise RuntimeError(kind)
        case Fault(_, number, words):
            raise OSError(number, words)
    return answer


@contextmanager
def noticed(help_: str = WITH_ONE) -> Iterator[None]:
    """That a process ended before its time is told as a fault of the audit, with what helps."""
    try:
        yield
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise AuditError(Diagnostics((evolve(ENDED, help=(help_,)),))) from None


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


def works_for_another() -> None:
    """This process works for another: it ends with that, and an interrupt is for that alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
