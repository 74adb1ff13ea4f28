"""Roof: `hsb-policy check`."""

import json
import sys

import click

from hsb_policy.diagnostics.formats import as_json, as_sarif
from hsb_policy.diagnostics.model import Severity
from hsb_policy.diagnostics.render import render_all
from hsb_policy.engine.errors import HsbPolicyError
from hsb_policy.engine.loading import compile_files, source_files


@click.command()
@click.argument("policy", default="hsb", metavar="[POLICY]")
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True)
@click.option("--pack", multiple=True, metavar="NAME", help="Add an optional pack; may be repeated.")
def check(policy: str, form: str, pack: tuple[str, ...]) -> None:
    """Tell every mistake in a policy, in plain words. Exit status 1 if there is one."""
    try:
        files = source_files(policy, pack)
    except HsbPolicyError as fault:
        # `check` answers 1 for whatever is wrong with a policy, also that it is not there.
        click.echo(render_all(fault.diagnostics), err=True)
        sys.exit(1)
    _, found = compile_files(files)
    match form:
        case "json":
            click.echo(json.dumps([as_json(d, files) for d in found.items], ensure_ascii=False, indent=1))
        case "sarif":
            click.echo(json.dumps(as_sarif(found, files), ensure_ascii=False, indent=1))
        case _:
            if found.items:
                click.echo(render_all(found, files))
            errors = sum(d.severity is Severity.ERROR for d in found.items)
            warnings = len(found.items) - errors
            click.echo(
                f"{policy}: {_count(errors, 'mistake')}, {_count(warnings, 'warning')} in {_count(len(files), 'file')}"
            )
    sys.exit(1 if found.has_errors else 0)


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"
