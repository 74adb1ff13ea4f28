"""Floor 2, front end: time counted in another unit than the words about it: `5 days` for five working days.

Both are units of the language, so nothing else would tell the slip.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Edit, Fix, Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.ids import expanded
from hsb_policy.frontend.number_words import NUMBER_WORDS, number_of
from hsb_policy.frontend.types_of import NUMBER_OF

_MANY: Final = "how many"
_NUMBERS: Final = "|".join((_MANY, "[0-9]+", *NUMBER_WORDS))
_SPAN: Final = re.compile(
    rf"\b({_NUMBERS})\s+(working days?|days?|weeks?|months?|years?|hours?)\b(?!\s+old)", re.IGNORECASE
)

Statements = Mapping[str, ast.Statement]


@frozen
class _Words:
    """A text that speaks of a time: whose text it is, what it says, and where."""

    whose: str
    said: str
    unit: str
    span: Span


def warn_of_other_units(text: ast.PolicyText, out: Collector) -> None:
    """Warn of a deadline or of a number of units that the words of it, or of a statement it cites, give another unit."""
    statements = {d.name.text: d for d in text.declarations if isinstance(d, ast.Statement)}
    for declaration in text.declarations:
        match declaration:
            case ast.Rule():
                _check_rule(declaration, statements, out)
            case ast.Interpretation(takes=ast.TypeWords(words=words) as takes) if words.startswith(NUMBER_OF):
                _check_interpretation(declaration, takes, statements, out)


def _check_rule(rule: ast.Rule, statements: Statements, out: Collector) -> None:
    texts = [*(("what must be done", action.text) for action in rule.actions), ("the label of the rule", rule.label)]
    texts += _cited(rule.cites, statements)
    for within in rule.within:
        if within.number is None or within.unit is None:
            continue
        words = _told_otherwise(within.number, within.unit, texts)
        if words is not None:
            span = Span(within.span.file, within.span.start, within.anchor.span.start)
            number = f"{within.number} {words.unit}"
            _warn(
                f"the deadline is {within.number} {within.unit}",
                *(span, within.unit, words, f"within {number} of …"),
                Fix((Edit(span, f"within {number} of "),)),
                out,
            )


def _check_interpretation(
    interpretation: ast.Interpretation, takes: ast.TypeWords, statements: Statements, out: Collector
) -> None:
    unit = takes.words.removeprefix(NUMBER_OF)
    values = [value for default in interpretation.defaults for value in default.values]
    number = next((value.number for value in values if isinstance(value, ast.NumberLiteral)), None)
    texts = [("its question", interpretation.label), *_cited(interpretation.cites, statements)]
    words = _told_otherwise(number, unit, texts)
    if words is not None:
        better = f"{NUMBER_OF}{_plural(words.unit)}"
        _warn(
            f"`{interpretation.name.text}` takes a number of {unit}",
            *(takes.span, unit, words, f"takes {better}"),
            Fix((Edit(takes.span, better),)),
            out,
        )


def _cited(cites: tuple[ast.Cite, ...], statements: Statements) -> Iterator[tuple[str, ast.Text]]:
    for id_ in expanded(cites):
        if id_ in statements:
            yield f"the statement {id_}", statements[id_].summary


def _told_otherwise(number: int | None, unit: str, texts: list[tuple[str, ast.Text]]) -> _Words | None:
    """The first text that gives the number another unit, and none that gives it this one."""
    found: _Words | None = None
    for whose, words in texts:
        for match in _SPAN.finditer(words.text):
            if match[1].lower() != _MANY and (number is None or number_of(match[1]) != number):
                continue
            if _plural(match[2]) == _plural(unit):
                return None
            start = words.span.start + 1 + match.start()
            span = Span(words.span.file, start, start + len(match[0]))
            found = found or _Words(whose, match[0], " ".join(match[2].lower().split()), span)
    return found


def _plural(unit: str) -> str:
    return " ".join(unit.lower().split()).removesuffix("s") + "s"


def _warn(what: str, span: Span, unit: str, words: _Words, better: str, fix: Fix, out: Collector) -> None:
    out.warning(
        "HSB-R473",
        f"{what}, and {words.whose} speaks of `{words.said}`",
        span,
        f"counts {_plural(unit)}",
        secondary=(Label(words.span, f"speaks of {_plural(words.unit)}"),),
        help=(
            f"if {_plural(words.unit)} are meant, write `{better}`",
            f"if {_plural(unit)} are meant, say so in the words",
        ),
        fix=fix,
    )
