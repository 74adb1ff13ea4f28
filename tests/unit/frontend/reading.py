"""Reading small texts in tests: what was read, and what was told with the text that it underlines."""

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Diagnostic
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend import ast
from hsb_policy.frontend.parse import parse_files

FILE = "small.policy"


def read(text: str) -> tuple[ast.PolicyText, tuple[Diagnostic, ...]]:
    """What a text is read to, and what is told about it."""
    out = Collector()
    return parse_files([SourceFile(FILE, text)], out), out.collected().items


def underlined(text: str) -> list[tuple[str, str]]:
    """The code of each mistake in a text, and what it underlines."""
    return [
        (told.code, text[told.primary.span.start : told.primary.span.end]) for told in read(text)[1] if told.primary
    ]


def cured(text: str, told: Diagnostic) -> str:
    """The text after the cure that a message offers as a fix."""
    assert told.fix is not None
    for edit in sorted(told.fix.edits, key=lambda e: -e.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
