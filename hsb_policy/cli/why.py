"""Roof: `hsb-policy check --why CODE`: the page of a message, laid out for a terminal."""

import sys
from collections.abc import Iterator
from textwrap import wrap
from typing import Final

import click

from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.diagnostics.pages import code_meant, nearest_code, page, short

_WIDTH: Final = 80
_INDENT: Final = "    "
_FENCE: Final = "```"


def tell_why(asked: str) -> None:
    """Print the page of a code; where there is no such code, name the nearest and end with status 2."""
    code = code_meant(asked)
    if code is None:
        near = nearest_code(asked)
        click.echo(
            f"error: there is no message `{asked}`\n"
            f"  help: the nearest is {near} {CATALOGUE[near][0]}: hsb-policy check --why {short(near)}",
            err=True,
        )
        sys.exit(2)
    for line in _laid_out(page(code)):
        click.echo(line)


def _laid_out(text: str) -> Iterator[str]:
    """A page as lines for a terminal: headings stand out, paragraphs are wrapped, examples are indented."""
    paragraph: list[str] = []
    in_example = False
    for line in [*text.splitlines(), ""]:
        if line.startswith(_FENCE):
            in_example = not in_example
        elif in_example:
            yield (_INDENT + line).rstrip()
        elif line.startswith("#"):
            yield click.style(line.lstrip("# "), bold=True)
        elif line:
            paragraph.append(line)
        else:
            yield from wrap(" ".join(paragraph), _WIDTH, break_long_words=False, break_on_hyphens=False)
            yield ""
            paragraph = []
