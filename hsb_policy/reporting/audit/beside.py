"""Floor 4, audit: something written in a process of its own, beside what this one does: two processes of Python keep two cores at work."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

from hsb_policy.engine.audit.processes import begun, end, noticed, works_for_another

# What the process answers: nothing, the number and words of what the system refused, or the kind of another fault.
_Answer = tuple[int, str] | str | None


@contextmanager
def beside(write: Callable[..., None], *arguments: Any) -> Iterator[None]:
    """`write`, a function of a module, writes while the block goes on, and is done at its end; where the block fails it is given up.

    Raises OSError where it cannot be written, and AuditError where the process ended before its time.
    """
    workers = begun(1, _work)
    try:
        pipe = workers[0].pipe
        with noticed():
            pipe.send((write, arguments))
        yield
        with noticed():
            answer: _Answer = pipe.recv()
    finally:
        end(workers)
    match answer:
        case (number, words):
            raise OSError(number, words)
        case str():
            raise RuntimeError(answer)


def _work(pipe: "Connection[Any, Any]") -> None:
    works_for_another()
    with suppress(EOFError, BrokenPipeError):  # the first process has gone
        write, arguments = pipe.recv()
        pipe.send(_written(write, arguments))


def _written(write: Callable[..., None], arguments: tuple[Any, ...]) -> _Answer:
    try:
        write(*arguments)
    except OSError as fault:
        return fault.errno or 0, fault.strerror or type(fault).__name__
    except MemoryError:
        os._exit(1)
    except Exception as fault:  # told by its kind alone: its words might have something of a case in them
        return type(fault).__name__
    return None
