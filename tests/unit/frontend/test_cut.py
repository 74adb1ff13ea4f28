"""A file is cut where a reserved word stands at the start of a line, so that mistakes stay where they are."""

import pytest

from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.cut import cut
from hsb_policy.frontend.grammar import grammar


def _parts(text: str) -> list[str]:
    return [text[part.start : part.end] for part in cut(SourceFile("a.policy", text), grammar().words)]


def test_a_declaration_reaches_to_the_next_one() -> None:
    """What is indented, blank lines and remarks belong to the declaration before them."""
    first = 'duty a "a"\n    cites S1\n\n# a remark\n'

    assert _parts(first + "use b\n") == [first, "use b\n"]


def test_what_says_nothing_before_the_first_declaration_is_no_part() -> None:
    """Remarks, blank lines and a byte order mark may stand at the top of a file."""
    assert _parts("\ufeff# remark\n\n  \t\nuse a") == ["use a"]
    assert _parts("\ufeffuse a") == ["use a"]
    assert _parts("") == []
    assert _parts("# only a remark") == []


def test_what_stands_before_the_first_declaration_is_a_part() -> None:
    """Text that is no declaration is not passed over."""
    assert _parts("    cites S1\nuse a") == ["cites S1\n", "use a"]


@pytest.mark.parametrize(
    "line",
    [
        "cites S1",
        "when x",
        "met when x",
        "for each x in xs",
        "a missing Plan.x counts as no",
        "and y",
        "error",
        '"a label"',
        "| x | gives |",
        ".field text",
        ")",
        'professionals must "act"',
        'professionals are recommended to "act"',
        "a_rule is never overridden",
        "whn x",
    ],
)
def test_a_clause_at_the_margin_belongs_to_the_declaration_before_it(line: str) -> None:
    """An author who forgot to indent a clause, or misspelt its word, has not begun something new."""
    text = f'duty a "a"\n{line}\n'

    assert _parts(text) == [text]


@pytest.mark.parametrize("line", ["green, amber", "dutty b", "Duty b", "Words that nobody wrote for us"])
def test_a_word_that_nothing_begins_with_is_a_part_of_its_own(line: str) -> None:
    """The declaration before it still counts, and the mistake is told once."""
    assert _parts(f'duty a "a"\n{line}\n') == ['duty a "a"\n', f"{line}\n"]


def test_lines_of_stray_text_are_one_part() -> None:
    """A paragraph of stray text is one mistake, and a misspelt declaration in it another."""
    assert _parts("Some words\nand others,\nnot ours\n\nMore words\ndutty b\nuse c") == [
        "Some words\nand others,\nnot ours\n\n",
        "More words\n",
        "dutty b\n",
        "use c",
    ]


def test_a_word_of_a_declaration_inside_of_a_line_begins_nothing() -> None:
    """Only the start of a line counts."""
    text = 'wording avoid "a" use "b"\n'

    assert _parts(text) == [text]


def test_the_words_of_declarations_are_those_of_the_grammar() -> None:
    """The grammar alone says what a declaration begins with."""
    assert {"policy", "case", "duty", "check", "always", "scenario"} <= grammar().words.declarations
    assert len(grammar().words.declarations) == 25
