"""Floor 2, front end: a text where a code is meant: the code with that label, or whose words are those of the text."""

from collections.abc import Iterable

from hsb_policy.core import ir
from hsb_policy.core.schema import CodeWord
from hsb_policy.core.types import CodeType, TextType
from hsb_policy.diagnostics.model import Diagnostic, Label
from hsb_policy.diagnostics.nearest import Near, nearest, renamed
from hsb_policy.frontend import ast
from hsb_policy.frontend.lowering import Lowers, described, listed, place


def code_said(text: str, codes: Iterable[CodeWord]) -> str | None:
    """The one code that a text says: its label, or its words with spaces, in small letters or capitals.

    >>> kinds = [CodeWord("advice_only", "request for advice only"), CodeWord("assessment", "assessment")]
    >>> code_said("Request for advice only", kinds), code_said("advice only", kinds), code_said("advice", kinds)
    ('advice_only', 'advice_only', None)
    """
    words = " ".join(text.lower().split())
    found = {c.word for c in codes if words in (c.label.lower(), c.word.lower().replace("_", " "), c.word.lower())}
    return found.pop() if len(found) == 1 else None


def text_for_code(lw: Lowers, found: ir.Expr, other: ir.Expr, at: ast.Value, other_at: ast.Value) -> Diagnostic | None:
    """What is told where a text is compared with a code: the codes, where they are listed, and the one that is meant.

    `found` and `other` are the two sides in either order; None where they are something else.
    """
    if isinstance(found.type, TextType):
        found, other, at, other_at = other, found, other_at, at
    if not isinstance(found.type, CodeType) or not isinstance(other_at, ast.Text):
        return None
    name = found.type.name
    if name not in lw.symbols.schema.codes:
        return None
    codes = lw.symbols.schema.codes[name].words
    words = [code.word for code in codes]
    meant = code_said(other_at.text, codes)
    near: str | None = meant
    if near is None:
        near = nearest(other_at.text.strip().lower().replace(" ", "_"), words)
    if isinstance(near, Near):
        near.is_sure = False  # a text says more than a name that is misspelt
    cures = (f"did you mean `{near}`?",) if near is not None else ()
    return Diagnostic(
        code="HSB-T301",
        message=f"{described(lw, found)} is compared with a text",
        primary=Label(other_at.span, "a text"),
        secondary=(Label(at.span, described(lw, found)), *place(lw, name, "its words are listed here")),
        help=(*cures, f"words of `{name}`: {listed(words)}"),
        fix=renamed(other_at.span, near),
    )
