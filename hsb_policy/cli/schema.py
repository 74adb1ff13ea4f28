"""Roof: `hsb-policy schema`."""

import json

import click

from hsb_policy.cli.options import fail
from hsb_policy.engine.case_schema import case_schema
from hsb_policy.engine.errors import HsbPolicyError
from hsb_policy.engine.loading import compiled


@click.command()
@click.argument("policy", default="hsb", metavar="[POLICY]")
@click.option("--pack", multiple=True, metavar="NAME", help="Add an optional pack; may be repeated.")
def schema(policy: str, pack: tuple[str, ...]) -> None:
    """Print the JSON Schema (2020-12) of a policy's case files, with labels and questions.

    POLICY is a folder of .policy files or a bundled policy. The schema tells the structure of a case file, its types, codes and
    the form of its dates; its comment says what only reading a case can tell.
    """
    try:
        found = compiled(policy, pack)
    except HsbPolicyError as fault:
        fail(fault)
    click.echo(
        json.dumps(case_schema(found.schema, found.name, found.title, found.packs), ensure_ascii=False, indent=2)
    )
