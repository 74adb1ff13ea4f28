"""Roof: `hsb-policy check`."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from hsb_policy.cli.why import tell_why
from hsb_policy.diagnostics.formats import as_json, as_sarif
from hsb_policy.diagnostics.mend import Mended
from hsb_policy.diagnostics.model import Diagnostics, Severity
from hsb_policy.diagnostics.render import one_line, render_all
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.errors import HsbPolicyError
from hsb_policy.engine.loading import compile_files, source_files
from hsb_policy.engine.mending import mend


@click.command()
@click.argument("policy", default="hsb", metavar="[POLICY]")
@click.option(
    "--format", "form", type=click.Choice(["text", "line", "json", "sarif"]), default="text", show_default=True
)
@click.option("--pack", multiple=True, metavar="NAME", help="Add an optional pack; may be repeated.")
@click.option("--fix", "mends", is_flag=True, help="Mend in the files what can be meant in one way only, then check.")
@click.option("--why", "asked", metavar="CODE", help="Say what a message means, with an example, and check nothing.")
def check(policy: str, form: str, pack: tuple[str, ...], mends: bool, asked: str | None) -> None:
    """Tell every mistake in a policy, in plain words. Exit status 1 if there is one."""
    if asked is not None:
        tell_why(asked)
        return
    try:
        if mends:
            mending = mend(policy, pack)
            files, found = list(mending.files), mending.found
            _tell_mended(mending.made)
        else:
            files = source_files(policy, pack)
            found = compile_files(files)[1]
    except HsbPolicyError as fault:
        # `check` answers 1 for whatever is wrong with a policy, also that it is not there.
        click.echo(render_all(fault.diagnostics), err=True)
        sys.exit(1)
    _tell(found, files, form, policy)
    sys.exit(1 if found.has_errors else 0)


def _tell(found: Diagnostics, files: Sequence[SourceFile], form: str, policy: str) -> None:
    """Print what was found in the form that was asked for."""
    match form:
        case "json":
            click.echo(json.dumps([as_json(d, files) for d in found.items], ensure_ascii=False, indent=1))
        case "sarif":
            click.echo(json.dumps(as_sarif(found, files, _places(policy, files)), ensure_ascii=False, indent=1))
        case "line":
            for diagnostic in found.items:
                click.echo(one_line(diagnostic, files))
        case _:
            if found.items:
                click.echo(render_all(found, files) + "\n")
            errors = sum(d.severity is Severity.ERROR for d in found.items)
            warnings = len(found.items) - errors
            click.echo(
                f"{policy}: {_count(errors, 'mistake')}, {_count(warnings, 'warning')} in {_count(len(files), 'file')}"
            )


def _places(policy: str, files: Sequence[SourceFile]) -> dict[str, str]:
    """Where the files of a policy of one's own are, as seen from here."""
    path = Path(policy)
    if not path.exists():
        return {}
    folder = path if path.is_dir() else path.parent
    return {file.name: (folder / file.name).as_posix() for file in files if (folder / file.name).exists()}


def _tell_mended(made: Sequence[Mended]) -> None:
    """Say on standard error what was changed, line by line."""
    for edit in made:
        what = f"`{edit.before}` is now `{edit.after}`" if edit.before.strip() and edit.after.strip() else _moved(edit)
        click.echo(f"mended {edit.file}:{edit.line}: {what} ({edit.code})", err=True)


def _moved(edit: Mended) -> str:
    """An edit that only puts in, or only takes out."""
    if edit.after.strip():
        return f"put in `{edit.after.strip()}`"
    return f"left out `{edit.before}`" if edit.before.strip() else "moved to the start of its line"


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"
