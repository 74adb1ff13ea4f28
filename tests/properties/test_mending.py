"""`check --fix` over random policies with planted slips: it puts right what it touches, and touches nothing else."""

import re

from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.diagnostics.model import Diagnostics, Severity
from hsb_policy.engine.mending import mended
from hsb_policy.testing.strategies.policies import policy_texts, whole_text
from hsb_policy.testing.strategies.vocabulary import VOCABULARY

FILE = "random.policy"
NAME = re.compile(r"[a-z_]{4,}")
RESERVED = (
    "cites for each about when where met done within arises breached overrides may must should normally except gives"
)
WORDS = frozenset(NAME.findall(VOCABULARY)) | frozenset(NAME.findall(RESERVED))


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A sound policy, and the same with a slip of the finger in some of its lines: at most one in each."""
    sound = whole_text(draw(policy_texts()))
    at = VOCABULARY.count("\n") + 1
    lines = sound.split("\n")
    for number in draw(st.lists(st.integers(at, len(lines) - 1), min_size=1, max_size=4, unique=True)):
        outside_texts = re.sub(r'"[^"]*"', lambda text: "0" * len(text[0]), lines[number])
        words = [found for found in NAME.finditer(outside_texts) if found[0] in WORDS]
        if words:
            word = draw(st.sampled_from(words))
            lines[number] = lines[number][: word.start()] + draw(slip_of(word[0])) + lines[number][word.end() :]
    return sound, "\n".join(lines)


@st.composite
def slip_of(draw: st.DrawFn, word: str) -> str:
    """A word with a letter left out, doubled, or swapped with its neighbour."""
    at = draw(st.integers(1, len(word) - 2))
    kind = draw(st.sampled_from(["drop", "double", "swap"]))
    match kind:
        case "drop":
            return word[:at] + word[at + 1 :]
        case "double":
            return word[:at] + word[at] + word[at:]
        case _:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _mistakes(found: Diagnostics) -> int:
    return sum(d.severity is Severity.ERROR for d in found.items)


@given(slips())
def test_what_is_mended_is_what_was_meant_and_all_else_is_as_it_was(texts: tuple[str, str]) -> None:
    """Each line is, byte for byte, as it was, or as it was before the slip; and if anything was mended, less is wrong."""
    sound, spoilt = texts
    after, mending = mended({FILE: spoilt})

    meant, written, now = (text.split("\n") for text in (sound, spoilt, after[FILE]))
    assert len(now) == len(written)
    for number, line in enumerate(now):
        assert line in (written[number], meant[number])
    changed = {number for number, line in enumerate(now, 1) if line != written[number - 1]}
    assert changed == {edit.line for edit in mending.made}
    if after[FILE] == sound:
        assert _mistakes(mending.found) == 0


@given(slips())
def test_mending_twice_is_mending_once(texts: tuple[str, str]) -> None:
    """Nothing that can be mended is left after the first time."""
    after, _ = mended({FILE: texts[1]})
    again, mending = mended(after)

    assert again == after
    assert mending.made == ()


@given(policy_texts())
def test_nothing_is_done_to_a_sound_policy(declarations: list[str]) -> None:
    """What was right keeps its every letter."""
    sound = whole_text(declarations)

    assert mended({FILE: sound})[0] == {FILE: sound}
