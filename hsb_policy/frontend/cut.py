"""Floor 2, front end: a source file to the parts that are parsed by themselves, one declaration each.

A declaration begins where a reserved declaration word stands at the start of a line, so a mistake in one never reaches
the next. Texts and comments end with their line; therefore no line begins inside of one.
"""

import re
from collections.abc import Iterator

from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.lexer import Part

DECLARATION_WORDS = frozenset(
    {
        *("policy", "pack", "use", "calendar", "statement", "party", "reserved", "guidance"),
        *("codes", "record", "case", "define", "interpretation", "reference", "wording"),
        *("duty", "permission", "question", "conclusion", "table", "silence", "check"),
        *("always", "situation", "scenario"),
    }
)
"""The words that begin a declaration. INVARIANT: the same as those that the grammar begins with."""

_WORD_AT_LINE_START = re.compile(r"^\ufeff?(\w+)", re.MULTILINE)
_NOTHING = re.compile(r"\ufeff?(?:\s+|#[^\n]*)*")


def cut(file: SourceFile) -> Iterator[Part]:
    """The parts of a file, in order; what stands before the first declaration is one too, unless it is empty."""
    begins = [found.start(1) for found in _WORD_AT_LINE_START.finditer(file.text) if found[1] in DECLARATION_WORDS]
    ends = [*begins, len(file.text)]
    nothing = _NOTHING.match(file.text)
    first = nothing.end() if nothing else 0
    if first < ends[0]:
        yield Part(file, first, ends[0])
    for start, end in zip(begins, ends[1:], strict=True):
        yield Part(file, start, end)
