"""Roof: `hsb-policy trace`."""

import json
import sys

import click
from rich.console import Console

from hsb_policy.cli.options import fail
from hsb_policy.cli.trace_view import show_trace
from hsb_policy.engine.errors import HsbPolicyError
from hsb_policy.engine.loading import compiled_with_scenarios
from hsb_policy.testing.tracing import as_document
from hsb_policy.testing.tracing import trace as traced


@click.command()
@click.argument("policy", default="hsb", metavar="[POLICY]")
@click.option("--pack", multiple=True, metavar="NAME", help="Add an optional pack; may be repeated.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def trace(policy: str, pack: tuple[str, ...], form: str) -> None:
    """Tell, statement by statement, what of the policy carries it. Exit status 1 if nothing carries one."""
    try:
        matrix = traced(compiled_with_scenarios(policy, pack))
    except HsbPolicyError as fault:
        fail(fault)
    if form == "json":
        click.echo(json.dumps(as_document(matrix), ensure_ascii=False, indent=1))
    else:
        show_trace(matrix, Console(highlight=False))
    sys.exit(1 if matrix.holes else 0)
