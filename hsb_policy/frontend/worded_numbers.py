"""Floor 2, front end: a rule or a definition whose own words give another number than it compares: "under 13" beside `below 14`.

After a number is changed, the words about it are what is forgotten, and staff read the words.
"""

import re
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.nodes_in import nodes_in
from hsb_policy.frontend.number_words import NUMBER_WORDS, number_of

AGE: Final = "years of age"
_NUMBER: Final = rf"(?P<number>[0-9]+|{'|'.join(NUMBER_WORDS)})"
_UNIT: Final = re.compile(
    rf"(?<!the )\b{_NUMBER}[\s-]+(?P<unit>working days?|days?|weeks?|months?|years?|hours?)\b(?P<old>[\s-]+old)?",
    re.IGNORECASE,
)
_OF_AGE: Final = re.compile(
    rf"\b(?P<word>under|below|over|above|aged|age of|turned)\s+{_NUMBER}\b"
    r"(?!\s*(?:working|days?|weeks?|months?|years?|hours?|%|of\b))",
    re.IGNORECASE,
)
_BELOW: Final = frozenset({"under", "below"})
_ABOVE: Final = frozenset({"over", "above"})


@frozen
class _Compared:
    """The only number of its kind that is compared: its kind (a unit, or years of age), by which words, and where."""

    number: int
    kind: str
    op: str
    span: Span

    def fits(self, word: str, said: int) -> bool:
        """Whether words may give that number for it: "under 13" is `is below 13` and `is at most 12`."""
        near = {
            "is below": {self.number} if word in _BELOW else {self.number, self.number - 1},
            "is at most": {self.number, self.number + 1},
            "is above": {self.number} if word in _ABOVE else {self.number, self.number + 1},
            "is at least": {self.number} if word in _BELOW else {self.number, self.number - 1},
        }
        return said in near.get(self.op, {self.number})


@frozen
class _Said:
    """A number in a text: its kind, the word before it, and where it stands."""

    number: int
    kind: str
    word: str
    span: Span


def warn_of_other_numbers(declaration: ast.AnyDeclaration, out: Collector) -> None:
    """Warn where the label or the action gives one number and the rule itself compares another of the same kind."""
    match declaration:
        case ast.Define():
            what, texts = "definition", [("its label", declaration.label)] if declaration.label is not None else []
        case ast.Rule():
            actions = [("what must be done", action.text) for action in declaration.actions]
            what, texts = "rule", [("its label", declaration.label), *actions]
        case _:
            return
    compared = list(_compared_in(declaration))
    for whose, text in texts:
        told = list(_said_in(text))
        for kind in dict.fromkeys(said.kind for said in told):
            numbers = [c for c in compared if c.kind == kind]
            said = [s for s in told if s.kind == kind]
            if len(numbers) != 1 or any(numbers[0].fits(s.word, s.number) for s in said):
                continue
            number = numbers[0]
            out.warning(
                "HSB-R474",
                f"{whose} says {said[0].number}, and the {what} says {number.number}",
                number.span,
                f"says {number.number}",
                secondary=(Label(said[0].span, f"says {said[0].number}"),),
                help=(
                    f"if {number.number} is right, change the words",
                    f"if {said[0].number} is right, change the {what}",
                ),
            )


def _compared_in(declaration: ast.Define | ast.Rule) -> Iterator[_Compared]:
    """The numbers that a declaration compares or counts a time by, each with its kind."""
    for node in nodes_in(declaration):
        match node:
            case ast.Comparison(op=op, left=ast.Age(), right=ast.NumberLiteral() as number):
                yield _Compared(number.number, AGE, op, number.span)
            case ast.InRange(value=ast.Age(), low=ast.NumberLiteral() as low, high=ast.NumberLiteral() as high):
                yield _Compared(low.number, AGE, "is", low.span)
                yield _Compared(high.number, AGE, "is", high.span)
            case ast.Comparison(op=op, left=ast.SpanBetween(unit=unit), right=ast.NumberLiteral() as number):
                yield _Compared(number.number, _plural(unit), op, number.span)
            case ast.InRange(value=ast.SpanBetween(unit=unit), low=low, high=high):
                for end in (low, high):
                    if isinstance(end, ast.NumberLiteral):
                        yield _Compared(end.number, _plural(unit), "is", end.span)
            case ast.Within(number=int() as count, unit=str() as unit):
                span = Span(node.span.file, node.span.start, node.anchor.span.start)
                yield _Compared(count, _plural(unit), "within", span)
            case ast.Shift():
                yield _Compared(node.number, _plural(node.unit), "shift", node.span)
            case ast.RowsBody(headers=headers) if any(isinstance(h.value, ast.Age) for h in headers):
                yield from (_Compared(-1, AGE, "row", node.span), _Compared(-1, AGE, "row", node.span))


def _said_in(text: ast.Text) -> Iterator[_Said]:
    """The numbers in a text that are ages or times."""
    for match in _UNIT.finditer(text.text):
        unit = _plural(match["unit"])
        yield _said(text, match, AGE if match["old"] else unit, "")
    for match in _OF_AGE.finditer(text.text):
        yield _said(text, match, AGE, match["word"].lower())


def _said(text: ast.Text, match: re.Match[str], kind: str, word: str) -> _Said:
    start, end = match.span("number")
    at = text.span.start + 1
    return _Said(number_of(match["number"]) or 0, kind, word, Span(text.span.file, at + start, at + end))


def _plural(unit: str) -> str:
    return " ".join(unit.lower().split()).removesuffix("s") + "s"
