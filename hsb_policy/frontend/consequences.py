"""Floor 2, front end: what is only told because a declaration could not be read, and so is not told.

A declaration with a mistake in its form is left out. Whatever names it, its fields or its words would then be told as
unknown, though the one mistake is told already.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from hsb_policy.diagnostics.model import Diagnostic
from hsb_policy.diagnostics.source import SourceFile, Span
from hsb_policy.frontend import ast

_WORD: Final = re.compile(r"\w+")
_UNKNOWN: Final = frozenset(
    (
        *(
            "HSB-N201",
            "HSB-N202",
            "HSB-N203",
            "HSB-N204",
            "HSB-N206",
            "HSB-N207",
            "HSB-N208",
            "HSB-N209",
            "HSB-N210",
            "HSB-N256",
        ),
        *("HSB-N259", "HSB-N260", "HSB-N263", "HSB-N264", "HSB-N265", "HSB-N266", "HSB-N268"),
        *("HSB-R405", "HSB-R415", "HSB-R455", "HSB-R465"),
    )
)
"""What is told of a name that is not there, or that nothing uses."""

_NO_HEAD: Final = "HSB-R459"
_HEADS: Final = ("policy", "pack", None)


def without_consequences(
    found: Iterable[Diagnostic], text: ast.PolicyText, files: Sequence[SourceFile]
) -> tuple[Diagnostic, ...]:
    """What was found, each once, without what follows from a declaration that could not be read."""
    each = tuple(dict.fromkeys(found))
    if not text.unread:
        return each
    texts = {file.name: file.text for file in files}
    lost = {word for span in _unread(text, texts) for word in _WORD.findall(_said(span, texts))}
    head_is_lost = any(unread.kind in _HEADS for unread in text.unread)
    return tuple(
        d
        for d in each
        if not (d.code == _NO_HEAD and head_is_lost)
        and not (d.code in _UNKNOWN and d.primary and lost & set(_WORD.findall(_said(d.primary.span, texts))))
    )


def _unread(text: ast.PolicyText, texts: dict[str, str]) -> list[Span]:
    """What could not be read: from its beginning to that of the next declaration."""
    starts: dict[str, list[int]] = {name: [len(whole)] for name, whole in texts.items()}
    for node in (*text.declarations, *text.unread):
        starts.setdefault(node.span.file, []).append(node.span.start)
    found = []
    for unread in text.unread:
        file, start = unread.span.file, unread.span.start
        end = min((s for s in starts[file] if s > start), default=unread.span.end)
        found.append(Span(file, start, end))
    return found


def _said(span: Span, texts: dict[str, str]) -> str:
    return texts.get(span.file, "")[span.start : span.end]
