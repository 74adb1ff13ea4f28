"""Roof: `hsb-policy test`."""

import sys

import click

from hsb_policy.cli.options import fail
from hsb_policy.diagnostics.source import SourceFile, Span
from hsb_policy.engine.errors import HsbPolicyError
from hsb_policy.engine.loading import compiled_with_scenarios, source_files
from hsb_policy.testing.scenarios import only, run_scenarios


@click.command()
@click.argument("policy", default="hsb", metavar="[POLICY]")
@click.option("--pack", multiple=True, metavar="NAME", help="Add an optional pack; may be repeated.")
@click.option("-k", "words", metavar="WORDS", help="Only scenarios whose title has these words.")
def test(policy: str, pack: tuple[str, ...], words: str | None) -> None:
    """Run the scenarios of a policy; say which rules and branches none of them touched. Exit status 1 if one fails."""
    try:
        compiled_policy = compiled_with_scenarios(policy, pack)
    except HsbPolicyError as fault:
        fail(fault)
    files = source_files(policy, pack)
    report = run_scenarios(only(compiled_policy, words) if words else compiled_policy)
    for failure in report.failures:
        click.echo(f'FAILED  "{failure.title}"\n        {_place(failure.origin, files)}\n        {failure.message}')
    if not words:
        for title, names in (
            ("rules that no scenario makes apply", report.never_applied),
            ("rules that apply in every scenario", report.always_applied),
            ("branches that no scenario takes", report.untaken),
        ):
            if names:
                click.echo(f"{title}:")
                for name in names:
                    click.echo(f"    {name}")
    failed = len({f.title for f in report.failures})
    click.echo(f"{report.ran - failed} of {report.ran} scenarios as expected")
    sys.exit(1 if report.failures else 0)


def _place(origin: Span, files: list[SourceFile]) -> str:
    """Where it stands: `file:line`."""
    file = next((f for f in files if f.name == origin.file), None)
    return f"{origin.file}:{file.line_and_column(origin.start)[0]}" if file else origin.file
