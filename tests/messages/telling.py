"""What is told about the example of a page: the marks it should have, and the message as it is printed."""

import re
from functools import cache
from typing import Final

from click.testing import CliRunner

from hsb_policy.cli.main import hsb_policy
from hsb_policy.core.schema import Schema
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.diagnostics.render import render_all
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.case_text import parse_case_text
from hsb_policy.engine.cases import load_case
from hsb_policy.frontend.pipeline import compile_policy
from tests.house.checkout import ROOT
from tests.messages.pages import Block, Mark

EXAMPLE: Final = "example.policy"
_A_POLICY_OF_ITS_OWN: Final = re.compile(r"^policy ", re.MULTILINE)

Told = tuple[tuple[Mark, ...], str]
"""The marks, and the message as it is printed; an empty text where nothing is wrong."""


@cache
def small_policy() -> SourceFile:
    """The policy that the examples of the language reference make up."""
    page = (ROOT / "grammar" / "LANGUAGE.md").read_text(encoding="utf-8")
    return SourceFile("LANGUAGE.policy", "\n".join(re.findall(r"```policy\n(.*?)```", page, re.DOTALL)))


@cache
def schema() -> Schema:
    """The vocabulary of the small policy."""
    policy, _ = compile_policy([small_policy()])
    assert policy is not None
    return policy.schema


@cache
def _told_anyway() -> frozenset[str]:
    """The codes of what is told of the small policy by itself: it does not word all its statements."""
    _, found = compile_policy([small_policy()])
    return frozenset(d.code for d in found.items)


@cache
def told_of(block: Block) -> Told:
    """What is told of an example of whatever kind."""
    match block.kind:
        case "policy":
            return _told_of_policy(block.text, is_alone=_A_POLICY_OF_ITS_OWN.search(block.text) is not None)
        case "policy alone":
            return _told_of_policy(block.text, is_alone=True)
        case "case":
            return _told_of_case(block.text)
        case "console":
            return (), _told_of_command(block.text)
        case other:
            raise AssertionError(f"an example is a policy, a case or a command, not {other}")


def _told_of_policy(text: str, *, is_alone: bool) -> Told:
    """The example as a file beside the small policy, or as a policy of its own."""
    example = SourceFile(EXAMPLE, text)
    files = [example] if is_alone else [small_policy(), example]
    _, found = compile_policy(files)
    items = tuple(d for d in found.items if not (d.code in _told_anyway() and _file(d) == small_policy().name))
    return tuple(sorted(_mark(d, example) for d in items)), render_all(Diagnostics(items), files)


def _file(diagnostic: Diagnostic) -> str:
    return diagnostic.primary.span.file if diagnostic.primary is not None else ""


def _mark(diagnostic: Diagnostic, example: SourceFile) -> Mark:
    assert diagnostic.primary is not None
    span = diagnostic.primary.span
    assert span.file == EXAMPLE, f"told of another file: {diagnostic.message}"
    line, _ = example.line_and_column(span.start)
    underlined = " ".join(example.text[span.start : span.end].split())
    return Mark(line, diagnostic.severity.value, diagnostic.code, underlined)


def _told_of_case(text: str) -> Told:
    """The example as a case of the small policy."""
    document, found = parse_case_text(text)
    if document is not None:
        _, found = load_case(document, schema())
    marks = (Mark(1, d.severity.value, d.code, d.path or "") for d in found.items)
    return tuple(sorted(marks)), render_all(found)


def _told_of_command(text: str) -> str:
    """What the command after `$ hsb-policy` says to a person on standard error."""
    arguments = text.strip().removeprefix("$ hsb-policy ").split()
    return CliRunner().invoke(hsb_policy, arguments, prog_name="hsb-policy").stderr.rstrip("\n")
