"""Roof: `hsb-policy fmt`."""

import sys
from collections.abc import Iterator
from difflib import unified_diff
from typing import Final

import click

from hsb_policy.diagnostics.render import render_all
from hsb_policy.engine.errors import HsbPolicyError
from hsb_policy.formatting.files import decoded, files_in, read_text, replace_text
from hsb_policy.formatting.layout import format_source

STANDARD_INPUT: Final = "-"
UNTIDY, UNUSABLE = 1, 2


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY]...")
@click.option("--check", is_flag=True, help="Change nothing: name the files that would change, with exit status 1.")
@click.option("--diff", is_flag=True, help="As --check, and show what would change.")
def fmt(policies: tuple[str, ...], check: bool, diff: bool) -> None:
    """Lay policy files out in the one way of the language.

    POLICY is a file or a folder, by default the folder where you are; `-` lays out what comes on standard input, and writes
    it to standard output. Only space between words changes: comments stay at their places, and the lines of a long condition as
    you broke them. A file with mistakes in its form is left as it is; its mistakes are told, and the exit status is 2.
    """
    if policies == (STANDARD_INPUT,):
        sys.exit(_standard_input(check or diff, diff))
    if STANDARD_INPUT in policies:
        raise click.UsageError("`-` stands alone: it is standard input, laid out on standard output")
    try:
        paths = files_in(policies or (".",))
    except HsbPolicyError as fault:
        _tell(fault)
        sys.exit(UNUSABLE)
    changed, unusable = 0, 0
    for path in paths:
        try:
            before = read_text(path)
            after = format_source(before, str(path))
            if after != before and not (check or diff):
                replace_text(path, after)
        except HsbPolicyError as fault:
            _tell(fault)
            unusable += 1
            continue
        if after != before:
            changed += 1
            click.echo(f"would change {path}" if check or diff else f"changed {path}")
            if diff:
                click.echo("".join(_difference(before, after, str(path))), nl=False)
    click.echo(_summary(len(paths), changed, unusable, only_asked=check or diff), err=True)
    sys.exit(UNUSABLE if unusable else UNTIDY if changed and (check or diff) else 0)


def _standard_input(only_asked: bool, diff: bool) -> int:
    name = "<standard input>"
    try:
        before = decoded(sys.stdin.buffer.read(), name)
        after = format_source(before, name)
    except HsbPolicyError as fault:
        _tell(fault)
        return UNUSABLE
    if not only_asked:
        click.echo(after.encode(), nl=False)  # bytes: no end of a line is translated
        return 0
    if diff:
        click.echo("".join(_difference(before, after, name)), nl=False)
    return UNTIDY if after != before else 0


def _difference(before: str, after: str, name: str) -> Iterator[str]:
    for line in unified_diff(before.splitlines(), after.splitlines(), name, f"{name} laid out", lineterm=""):
        yield f"{line}\n"


def _tell(fault: HsbPolicyError) -> None:
    click.echo(render_all(fault.diagnostics, fault.files), err=True)


def _summary(files: int, changed: int, unusable: int, *, only_asked: bool) -> str:
    parts = [f"{_count(changed)} {'would change' if only_asked else 'changed'}"]
    parts.append(
        f"{_count(files - changed - unusable)} as {'it' if files - changed - unusable == 1 else 'they'} should be"
    )
    if unusable:
        parts.append(f"{_count(unusable)} left as {'it is' if unusable == 1 else 'they are'}, with mistakes")
    return ", ".join(parts)


def _count(number: int) -> str:
    return f"{number or 'no'} file{'' if number == 1 else 's'}"
