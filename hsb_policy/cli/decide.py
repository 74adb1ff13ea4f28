"""Roof: `hsb-policy decide`."""

import json
import sys
from typing import Any

import click
from rich.console import Console

from hsb_policy.cli.options import case_from, chosen_policy, policy_options, tell
from hsb_policy.core.decision import Decision
from hsb_policy.diagnostics.formats import as_json
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.engine.document import to_document, to_json
from hsb_policy.engine.errors import CaseError
from hsb_policy.engine.policy import Policy
from hsb_policy.reporting.decision_view import show_decision


@click.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--all", "everything", is_flag=True, help="Also what does not apply, and checks that passed.")
@click.option("--as-at", metavar="DATE", help="The day to judge on; goes before the case file's own.")
@policy_options
def decide(
    cases: tuple[str, ...],
    form: str,
    everything: bool,
    as_at: str | None,
    where: str,
    pack: tuple[str, ...],
    interpret: tuple[str, ...],
) -> None:
    """Decide case files by the policy (`-` reads standard input).

    With --format json: one decision document; for several cases one a line, in their order, with an error object for a
    file that cannot be used.
    """
    policy = chosen_policy(where, pack, interpret)
    console = Console(soft_wrap=False, highlight=False)
    failed = False
    for at, name in enumerate(cases):
        decision, faults = _decided(policy, name, as_at)
        if decision is None:
            failed = True
            tell(faults, name)
            if form == "json" and len(cases) > 1:
                click.echo(json.dumps(_error(name, faults), ensure_ascii=False))
            continue
        if form == "text":
            if at:
                console.print()
            show_decision(decision, policy.compiled, console, everything=everything)
        elif len(cases) > 1:
            click.echo(to_json(decision, everything=everything))
        else:
            click.echo(json.dumps(to_document(decision, everything=everything), ensure_ascii=False, indent=1))
    if failed:
        sys.exit(2)


def _decided(policy: Policy, name: str, as_at: str | None) -> tuple[Decision | None, Diagnostics]:
    """The decision on the case of a file, or None and why there is none."""
    case, faults = case_from(policy, name, as_at)
    if case is None:
        return None, faults
    try:
        return policy.decide(case), faults
    except CaseError as fault:
        return None, fault.diagnostics


def _error(name: str, faults: Diagnostics) -> dict[str, Any]:
    return {"format": "hsb-policy/error/1", "file": name, "errors": [as_json(d) for d in faults.items]}
