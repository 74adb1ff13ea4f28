"""What holds of every text: reading it never raises, and what is said about it is said of a place in it."""

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsb_policy.frontend import ast
from hsb_policy.frontend.show import show
from tests.unit.frontend.reading import FILE, cured, read
from tests.unit.frontend.sentences import declarations, spoilt

ANY = settings(deadline=None)  # the first to read builds the grammar
MADE = settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
WORDS = [
    "duty",
    "define",
    "when",
    "some",
    "x",
    "has",
    "is",
    "(",
    ")",
    '"a"',
    "in",
    ",",
    "|",
    "\n",
    "\n    ",
    ".a",
    "13",
    "not",
]


def _places_hold(text: str) -> None:
    read_text, told = read(text)
    for diagnostic in told:
        labels = [*diagnostic.secondary, *([diagnostic.primary] if diagnostic.primary else [])]
        assert labels
        assert all(0 <= label.span.start <= label.span.end <= len(text) for label in labels)
        if diagnostic.fix is not None:
            read(cured(text, diagnostic))
    show(read_text)


@ANY
@given(st.text())
def test_no_text_stops_the_reading(text: str) -> None:
    """Any text at all is read, or told what is wrong with it."""
    _places_hold(text)


@ANY
@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_no_words_of_the_language_stop_the_reading(text: str) -> None:
    """Neither do words of the language in any order."""
    _places_hold(text)


@MADE
@given(spoilt())
def test_no_spoilt_declaration_stops_the_reading(text: str) -> None:
    """Neither does a declaration with something left out, put in or broken."""
    _places_hold(text)


@MADE
@given(declarations())
def test_what_the_grammar_allows_is_read(text: str) -> None:
    """Every declaration of the grammar is built to a tree; only what is said twice may be refused."""
    read_text, told = read(text)

    assert {d.code for d in told} <= {"HSB-S122"}
    assert len(told) + len(read_text.declarations) == 1


@MADE
@given(declarations())
def test_a_tree_stands_within_the_tree_that_holds_it(text: str) -> None:
    """The place of a part lies in the place of the whole, and the whole is the declaration's text."""
    for declaration in read(text)[0].declarations:
        assert text[declaration.span.start : declaration.span.end] == text.strip()
        _stands_within(declaration, declaration)


def _stands_within(value: object, whole: ast.Node) -> None:
    if isinstance(value, tuple):
        for item in value:
            _stands_within(item, whole)
    elif isinstance(value, ast.Node):
        assert value.span.file == FILE
        assert whole.span.start <= value.span.start < value.span.end <= whole.span.end
        for field in attrs.fields(type(value)):
            _stands_within(getattr(value, field.name), value)
