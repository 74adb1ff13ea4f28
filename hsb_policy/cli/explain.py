"""Roof: `hsb-policy explain`."""

import json
import sys
from typing import Final

import click
from rich.console import Console

from hsb_policy.cli.options import case_from, chosen_policy, fail, policy_options, tell
from hsb_policy.engine.errors import CaseError, ExplanationError
from hsb_policy.engine.explanation_document import explanation_document
from hsb_policy.reporting.explanation_view import in_markdown, show_explanations

MOST: Final = 3  # explanations on a page, unless all are asked for


@click.command()
@click.argument("case", metavar="CASE")
@click.argument("rule", metavar="RULE")
@click.option("--about", multiple=True, metavar="KEY=ID", help="Only what concerns this: child=C1. May be repeated.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help=f"Each outcome that fits, not {MOST} at most, and each step of its reasons.",
)
@click.option("--as-at", metavar="DATE", help="The day to judge on; goes before the case file's own.")
@policy_options
def explain(
    case: str,
    rule: str,
    about: tuple[str, ...],
    form: str,
    everything: bool,
    as_at: str | None,
    where: str,
    pack: tuple[str, ...],
    interpret: tuple[str, ...],
) -> None:
    """Say why, or why not: on which facts, under which statement, and what would change it.

    CASE is a case file (`-` reads standard input). RULE is the name of a rule, or what it cites: a statement such as S019, or a
    question such as J02.
    """
    keys = _keys(about)
    policy = chosen_policy(where, pack, interpret)
    found, faults = case_from(policy, case, as_at)
    if found is None:
        tell(faults, case)
        sys.exit(2)
    try:
        decision = policy.decide(found)
        explanations = decision.explain(rule, about=keys)
    except (CaseError, ExplanationError) as fault:
        fail(fault)
    if form == "json":
        click.echo(json.dumps(explanation_document(decision, explanations, rule, keys), ensure_ascii=False, indent=1))
    elif not explanations:
        click.echo(f"There is nothing to explain: this case records nothing that `{rule}` could be about.")
    else:
        shown = explanations if everything else explanations[:MOST]
        left = [e.outcome for e in explanations[len(shown) :]]
        if form == "markdown":
            click.echo(in_markdown(shown, decision, policy.compiled, left, everything=everything), nl=False)
        else:
            console = Console(soft_wrap=False, highlight=False)
            show_explanations(shown, decision, policy.compiled, console, left, everything=everything)


def _keys(about: tuple[str, ...]) -> dict[str, str]:
    keys = {}
    for written in about:
        key, equals, id_ = written.partition("=")
        if not equals or not key.strip() or not id_.strip():
            raise click.UsageError(f"--about {written}: write KEY=ID, for example child=C1")
        keys[key.strip()] = id_.strip()
    return keys
