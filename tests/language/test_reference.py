"""The examples of the language reference are one small policy: it has no mistakes, and its scenarios come out as they say."""

import re
from pathlib import Path

import pytest

from hsb_policy.core import ir
from hsb_policy.diagnostics.render import render_all
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.formatting.layout import format_source
from hsb_policy.frontend.pipeline import compile_policy
from hsb_policy.testing.scenarios import run_scenarios

PAGE = Path(__file__).parents[2] / "grammar" / "LANGUAGE.md"


@pytest.fixture(scope="module")
def text() -> str:
    """All examples of the page, in their order."""
    return "\n".join(re.findall(r"```policy\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))


@pytest.fixture(scope="module")
def policy(text: str) -> ir.Policy:
    """The policy that the examples make."""
    file = SourceFile("LANGUAGE.policy", text)
    policy, found = compile_policy([file])
    assert policy is not None, render_all(found, [file])
    return policy


def test_the_scenarios_of_the_page_come_out_as_they_say(policy: ir.Policy) -> None:
    """Every scenario of the page holds, and no invariant is broken."""
    report = run_scenarios(policy)

    assert report.ran >= 2
    assert report.failures == ()


def test_the_examples_are_laid_out() -> None:
    """Each example stands as `hsb-policy fmt` lays it out (give it to `hsb-policy fmt -`)."""
    for example in re.findall(r"```policy\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        assert example == format_source(example)


def test_the_page_shows_every_word_of_the_language(text: str) -> None:
    """Every reserved phrase of the grammar stands in an example, unless it is listed here with the reason."""
    elsewhere = {
        "pack": "a pack stands in a folder of its own",
        "use": "names the files of a folder; this page is one file",
        "superseded by": "a note on guidance",
        "not executable because": "for statements that nothing can carry",
        "approved by": "no reading of this page was approved",
        "otherwise": "the last line of a table",
        "earliest": "as latest",
        "covers or ends on": "as covers",
        "is on or before": "as is before",
        "is on or after": "as is after",
        "is not one of": "as is one of",
        "is set": "as has a value",
        "is not set": "as has no value",
        "has no value": "as has a value",
        "is recorded": "as is not recorded",
        "has not happened": "as has happened",
        "is below": "in a definition",
    }
    plain = re.sub(r'"[^"]*"|#[^\n]*', " ", text)
    shown = re.sub(r"\s+", " ", plain)

    lacking = {p for p in phrases() if not re.search(rf"(?<![\w.]){re.escape(p)}(?!\w)", shown)} - set(elsewhere)

    assert lacking == set()


def phrases() -> set[str]:
    """The words and phrases of the grammar."""
    grammar = (PAGE.parent / "policy.lark").read_text(encoding="utf-8")
    quoted = set(re.findall(r'"([a-z][a-z/ ]+)"', grammar))
    patterns = {
        re.sub(r"\\s\+", " ", p).replace("\\b", "")
        for p in re.findall(r"^[A-Z_]+(?:\.\d+)?: /(.*)/$", grammar, re.MULTILINE)
        if re.fullmatch(r"[a-z\\+]*(?:\\s\+[a-z]+)+\\b", p)
    }
    return quoted | patterns
