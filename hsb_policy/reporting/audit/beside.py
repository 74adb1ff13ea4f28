"""Floor 4, audit: something written in a process of its own, beside what this one does: two processes of Python keep two cores at work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

from hsb_policy.engine.audit.processes import answered, begun, done, end, noticed, works_for_another


@contextmanager
def beside(help_: str, write: Callable[..., None], *arguments: Any) -> Iterator[None]:
    """`write`, a function of a module, writes while the block goes on, and is done at its end; where the block fails it is given up.

    Raises OSError where it cannot be written, and AuditError where the process ended before its time, with what helps then.
    """
    workers = begun(1, _work)
    try:
        pipe = workers[0].pipe
        with noticed(help_):
            pipe.send((write, arguments))
        yield
        answered(workers[0], help_)
    finally:
        end(workers)


def _work(pipe: "Connection[Any, Any]") -> None:
    works_for_another()
    with suppress(EOFError, BrokenPipeError):  # the first process has gone
        write, arguments = pipe.recv()
        pipe.send(done(write, *arguments))
