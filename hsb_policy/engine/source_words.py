"""Floor 3: what the author wrote, for explanations: the policy's texts are read to find it in the cache anyway, so they are kept."""

import re
from collections.abc import Iterable
from typing import Final

from hsb_policy.core import ir
from hsb_policy.core.show import show_expression
from hsb_policy.core.walk import children
from hsb_policy.diagnostics.source import SourceFile, Span

# A text in quotation marks is kept as it is; a comment outside of one is dropped.
_TEXT_OR_COMMENT: Final = re.compile(r'"[^"\n]*"|#[^\n]*')


class SourceWords:
    """The texts of a policy, by the places in them."""

    def __init__(self, files: Iterable[SourceFile] = ()) -> None:
        self._files = {file.name: file for file in files}
        self._told: dict[int, tuple[ir.Expr, str]] = {}  # by the identity of the expression, which is kept for that

    def of(self, expr: ir.Expr) -> str:
        """An expression as the author wrote it, on one line; that of a cell of a table with the head of its column."""
        told = self._told.get(id(expr))
        if told is None or told[0] is not expr:
            told = self._told[id(expr)] = expr, self._of(expr)
        return told[1]

    def _of(self, expr: ir.Expr) -> str:
        words = self._text(expr.origin)
        if not words:
            return show_expression(expr)
        head = _head_of(expr)
        return f"{self._text(head.origin)}: {words}" if head is not None else words

    def place(self, span: Span) -> str:
        """Where it stands: `file:line`, or nothing where that is not known."""
        file = self._files.get(span.file)
        return f"{span.file}:{file.line_and_column(span.start)[0]}" if file is not None else ""

    def _text(self, span: Span) -> str:
        file = self._files.get(span.file)
        if file is None:
            return ""
        kept = _TEXT_OR_COMMENT.sub(lambda m: m[0] if m[0].startswith('"') else "", file.text[span.start : span.end])
        return _without_brackets(" ".join(kept.split()))


def _head_of(expr: ir.Expr) -> ir.Expr | None:
    """The value at the head of a column, where the expression is a cell: it stands elsewhere than the cell."""
    inner = expr.of if isinstance(expr, ir.Not) else expr
    if not isinstance(inner, ir.Compare):
        return None
    first = next((e for e in children(inner) if not isinstance(e, ir.Literal)), None)
    if first is None or not first.origin.file:
        return None
    inside = expr.origin.file == first.origin.file and expr.origin.start <= first.origin.start < expr.origin.end
    return None if inside else first


def _without_brackets(words: str) -> str:
    """Words without the brackets round the whole.

    >>> _without_brackets("(a and b)"), _without_brackets("(a) and (b)")
    ('a and b', '(a) and (b)')
    """
    depth = 0
    for at, sign in enumerate(words):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and at < len(words) - 1:
            return words
    return words[1:-1] if words.startswith("(") and words.endswith(")") else words
