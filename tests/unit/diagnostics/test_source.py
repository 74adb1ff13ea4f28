"""Places in texts, the order of messages, and the word that was probably meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Diagnostic, Severity
from hsb_policy.diagnostics.nearest import edit_distance, nearest
from hsb_policy.diagnostics.source import SourceFile, Span

_WORDS = st.text("abcde_", max_size=8)


@given(st.text(st.sampled_from("ab\n\té日"), max_size=40))
def test_lines_and_columns_lead_back_to_the_place(text: str) -> None:
    """Lines and columns count from 1, columns in code points; every place of a text is in one line."""
    file = SourceFile("a", text)

    for offset in range(len(text) + 1):
        line, column = file.line_and_column(offset)
        before = sum(len(file.line(n)) + 1 for n in range(1, line))
        assert before + column - 1 == offset
        assert "\n" not in file.line(line)


def test_a_span_reaches_to_another() -> None:
    """From the start of the first to the end of the last."""
    assert Span("a", 3, 5).to(Span("a", 8, 9)) == Span("a", 3, 9)


def test_messages_are_told_in_the_order_of_the_text() -> None:
    """By file and place, however they were found; what has no place comes first."""
    out = Collector()
    out.error("HSB-N201", "late", Span("b", 1, 2))
    out.warning("HSB-R455", "early", Span("a", 9, 10))
    out.error("HSB-N201", "first", Span("a", 1, 2))
    out.add(Diagnostic(code="HSB-D501", message="nowhere"))

    assert [d.message for d in out.collected().items] == ["nowhere", "first", "early", "late"]
    assert out.collected().items[2].severity is Severity.WARNING
    assert out.has_errors


def test_warnings_do_not_stop_a_policy() -> None:
    """Only a mistake does."""
    out = Collector()
    out.warning("HSB-R455", "unused", Span("a", 9, 10))

    assert not out.has_errors
    assert not out.collected().has_errors


@given(_WORDS, _WORDS, _WORDS)
def test_the_distance_of_words_is_one(a: str, b: str, c: str) -> None:
    """None from a word to itself, the same both ways, at most the length of the longer, at least what they differ in length."""
    distance = edit_distance(a, b)

    assert (distance == 0) == (a == b)
    assert distance == edit_distance(b, a)
    assert abs(len(a) - len(b)) <= distance <= max(len(a), len(b))
    assert edit_distance(a + c, b + c) <= distance


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("birth_dat", "birth_date"),
        ("brith_date", "birth_date"),
        ("BIRTH_DATE", "birth_date"),
        ("birthday", None),
        ("birth_date", None),
        ("x", None),
        ("se", "sex"),
        ("", None),
    ],
)
def test_only_a_word_that_is_near_is_proposed(word: str, found: str | None) -> None:
    """Within a third of its letters, and never itself."""
    assert nearest(word, ["birth_date", "sex"]) == found


@given(_WORDS, st.lists(_WORDS))
def test_the_proposal_does_not_hang_on_the_order(word: str, candidates: list[str]) -> None:
    """Of two that are equally near, always the same one."""
    assert nearest(word, candidates) == nearest(word, reversed(candidates))
