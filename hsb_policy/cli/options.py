"""Roof: the options that commands share, and how faults are told."""

import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import click

from hsb_policy.core.case import Case
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.diagnostics.render import render_all
from hsb_policy.engine.case_files import read_case
from hsb_policy.engine.errors import CaseError, HsbPolicyError
from hsb_policy.engine.policy import Policy, load

Command = TypeVar("Command", bound=Callable[..., Any])


def policy_options(command: Command) -> Command:
    """--policy, --pack, --interpret."""
    for option in (
        click.option("--interpret", multiple=True, metavar="NAME=READING", help="Choose a reading; may be repeated."),
        click.option("--pack", multiple=True, metavar="NAME", help="Add an optional pack; may be repeated."),
        click.option(
            "--policy",
            "where",
            default="hsb",
            show_default=True,
            metavar="PATH|NAME",
            help="A folder of .policy files or a bundled policy.",
        ),
    ):
        command = option(command)
    return command


def chosen_policy(where: str, pack: tuple[str, ...], interpret: tuple[str, ...]) -> Policy:
    """The policy that the options name; ends the command with status 2 and the reasons where there is none."""
    readings = {}
    for choice in interpret:
        name, equals, reading = choice.partition("=")
        if not equals:
            raise click.UsageError(f"--interpret {choice}: write NAME=READING, for example red_referral=should")
        readings[name.strip()] = reading.strip()
    try:
        return load(where, packs=pack, readings=readings)
    except HsbPolicyError as fault:
        fail(fault)


def fail(fault: HsbPolicyError) -> NoReturn:
    """Tell what went wrong on standard error and end with status 2."""
    click.echo(render_all(fault.diagnostics, fault.files), err=True)
    sys.exit(2)


def tell(found: Diagnostics, name: str) -> None:
    """Tell on standard error what is wrong with a case file."""
    click.echo(f"{name}: this case file cannot be used", err=True)
    click.echo(render_all(found), err=True)


def case_from(policy: Policy, name: str, as_at: str | None) -> tuple[Case | None, Diagnostics]:
    """The case of a file (`-` is standard input), or None and all that is wrong with it."""
    document, faults = read_case(name)
    if faults.has_errors or document is None:
        return None, faults
    try:
        return policy.case(document, as_at=as_at), faults
    except CaseError as fault:
        return None, fault.diagnostics
