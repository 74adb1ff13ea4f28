"""What is told of a process that works for an audit: what the system refused it, and that it ended before its time."""

from multiprocessing import Pipe
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hsb_policy.engine.audit.processes import ENDED, answered, done
from hsb_policy.engine.errors import AuditError
from hsb_policy.reporting.audit.beside import beside


def answering(answer: Any) -> Any:
    """A process that has given its answer."""
    ours, theirs = Pipe()
    theirs.send(answer)
    return SimpleNamespace(pipe=ours)


def _refused() -> None:
    raise BrokenPipeError(32, "Broken pipe")


def _ends(*_: Path) -> None:
    raise MemoryError


def test_a_refusal_of_the_system_is_told_as_it_was() -> None:
    """A pipe that broke elsewhere is not the pipe to the process."""
    with pytest.raises(BrokenPipeError) as raised:
        answered(answering(done(_refused)))

    assert raised.value.errno == 32


def test_a_process_that_ended_is_told_with_what_helps() -> None:
    """Nothing can be read from its pipe any more."""
    ours, theirs = Pipe()
    theirs.close()

    with pytest.raises(AuditError) as raised:
        answered(SimpleNamespace(pipe=ours))  # type: ignore[arg-type]  # all that is asked of a process here

    assert raised.value.diagnostics.items == (ENDED,)


def test_of_a_form_that_needs_too_much_it_is_said_how_to_do_without() -> None:
    """Another number of processes would not help."""
    with pytest.raises(AuditError) as raised, beside("leave it out", _ends):
        pass

    [told] = raised.value.diagnostics.items
    assert (told.code, told.help) == (ENDED.code, ("leave it out",))
