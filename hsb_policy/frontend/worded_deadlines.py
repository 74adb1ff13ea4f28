"""Floor 2, front end: a deadline that counts in another unit than the words about it: `5 days` for five working days.

Both are units of the language, so nothing else would tell the slip.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Edit, Fix, Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.ids import expanded

_SPAN: Final = re.compile(r"\b([0-9]+)\s+(working days?|days?|weeks?|months?|years?|hours?)\b", re.IGNORECASE)


def warn_of_other_units(text: ast.PolicyText, out: Collector) -> None:
    """Warn of a deadline whose number stands with another unit in the rule's own words, or in those of a statement it cites."""
    statements = {d.name.text: d for d in text.declarations if isinstance(d, ast.Statement)}
    for rule in (d for d in text.declarations if isinstance(d, ast.Rule)):
        for within in rule.within:
            if within.number is None or within.unit is None:
                continue
            told = _told_otherwise(within.number, within.unit, rule, statements)
            if told is not None:
                _warn(within, *told, out)


def _told_otherwise(
    number: int, unit: str, rule: ast.Rule, statements: Mapping[str, ast.Statement]
) -> tuple[str, ast.Text, re.Match[str]] | None:
    """The first text that gives the number another unit, and none that gives it this one."""
    found: tuple[str, ast.Text, re.Match[str]] | None = None
    for where, words in _words_about(rule, statements):
        for match in _SPAN.finditer(words.text):
            if int(match[1]) != number:
                continue
            if _plural(match[2]) == _plural(unit):
                return None
            found = found or (where, words, match)
    return found


def _words_about(rule: ast.Rule, statements: Mapping[str, ast.Statement]) -> Iterator[tuple[str, ast.Text]]:
    yield from (("what must be done", action.text) for action in rule.actions)
    yield "the label of the rule", rule.label
    for id_ in expanded(rule.cites):
        if id_ in statements:
            yield f"the statement {id_}", statements[id_].summary


def _plural(unit: str) -> str:
    return " ".join(unit.lower().split()).removesuffix("s") + "s"


def _warn(within: ast.Within, where: str, words: ast.Text, match: re.Match[str], out: Collector) -> None:
    unit, meant = within.unit or "", " ".join(match[2].lower().split())
    start = words.span.start + 1 + match.start()
    written = Span(within.span.file, within.span.start, within.anchor.span.start)
    number = f"{within.number} {meant}"
    out.warning(
        "HSB-R473",
        f"the deadline is {within.number} {unit}, and {where} speaks of {match[0]}",
        written,
        f"counts {_plural(unit)}",
        secondary=(Label(Span(words.span.file, start, start + len(match[0])), f"speaks of {_plural(meant)}"),),
        help=(f"if {meant} are meant, write `within {number} of …`", f"if {unit} are meant, say so in the words too"),
        fix=Fix((Edit(written, f"within {number} of "),)),
    )
