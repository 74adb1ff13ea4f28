"""Roof: the command `hsb-policy`, a thin skin: arguments in, what the floors below answer out.

Exit status: 0 done; 1 done, and what was asked for was not so; 2 could not be done, with one message that says what to do.
"""

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, Final, NoReturn

import click

# Each command with its module and its name there. A command is imported when it is asked for, so that none waits for what
# another one needs, and none fails for lack of it.
COMMANDS: Final = {
    "audit": ("hsb_policy.cli.audit", "audit"),
    "check": ("hsb_policy.cli.check", "check"),
    "decide": ("hsb_policy.cli.decide", "decide"),
    "fmt": ("hsb_policy.cli.fmt", "fmt"),
    "explain": ("hsb_policy.cli.explain", "explain"),
    "schema": ("hsb_policy.cli.schema", "schema"),
    "test": ("hsb_policy.cli.scenarios", "test"),
    "trace": ("hsb_policy.cli.trace", "trace"),
}

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class _Commands(click.Group):
    """The commands of the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(package_name="hsb-policy", prog_name="hsb-policy")
def hsb_policy() -> None:
    """Decide cases by a safeguarding procedure written in the policy language.

    Software asks, explains and cites; people decide.
    """


def main(arguments: list[str] | None = None, run: Callable[..., Any] = hsb_policy) -> None:
    """The entry point: whatever goes wrong inside, a person sees one plain message and no stack trace."""
    try:
        run(args=arguments, prog_name="hsb-policy")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except (RecursionError, MemoryError) as fault:
        _tell("HSB-X900", f"this is too large or too deeply nested ({type(fault).__name__})")
        sys.exit(2)
    except OSError as fault:
        if fault.errno not in _FULL:
            _internal(fault)
        _give_up_output()
        _tell(
            "HSB-X902",
            "the disk is full, and what was asked for is not written to its end",
            "make room, and run it again",
        )
        sys.exit(2)
    except Exception as fault:  # the last net: no case content may reach a log through a stack trace
        _internal(fault)


def _internal(fault: Exception) -> NoReturn:
    kind = type(fault).__name__
    cure = "please report the command and the version; no case content is needed"
    _tell("HSB-X901", f"this is our fault, not yours ({kind})", cure)
    sys.exit(2)


def _give_up_output() -> None:
    """Send what still waits to be written nowhere: Python would complain in its own words when it cannot write it at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(code: str, message: str, *cures: str) -> None:
    """Say on standard error what went wrong inside."""
    from hsb_policy.diagnostics.model import Diagnostic, Diagnostics  # noqa: PLC0415 - not before something is wrong
    from hsb_policy.diagnostics.render import render_all  # noqa: PLC0415 - the same

    click.echo(render_all(Diagnostics((Diagnostic(code=code, message=message, help=cures),))), err=True)
