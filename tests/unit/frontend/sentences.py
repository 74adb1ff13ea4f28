"""Declarations made from the grammar itself: word by word, whatever may stand next; and such declarations spoilt."""

from hypothesis import strategies as st
from lark.exceptions import UnexpectedToken
from lark.lexer import Token
from lark.parsers.lalr_interactive_parser import InteractiveParser

from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.grammar import follow, grammar
from hsb_policy.frontend.lexer import Part

LONGEST = 40

SAMPLES = {
    "NAME": ("child", "x1", "Child", "S019", "unknown"),
    "FIELD": (".birth_date", ".on", ".when"),
    "STRING": ('""', '"a text with {child} and é"', '"# no remark"'),
    "NUMBER": ("0", "13", "1850"),
    "DURATION": ("15 working days", "1 month", "2 hours"),
    "DATE": ("2025-03-02", "2024-02-29"),
    "PARTIAL_DATE": ("2025-03",),
    "MOMENT": ("2025-03-02T14:30",),
    "NUMBER_OF": ("number of months",),
    "SPAN_FROM": ("number of working days from",),
}

_SPOILERS = ["", " ", "\n", '"', "(", ")", "|", ".", ",", "=", "#", "\t", "é", "“", "0", "is", "duty", "-", "\x00"]


_ENDING = ("RPAR", "RSQB", "NAME", "STRING", "HAS", "IN", "BY", "ON", "TO", "COLON", "VBAR", "LPAR")
"""What brings a declaration nearest to its end, where it cannot end yet."""


@st.composite
def declarations(draw: st.DrawFn) -> str:
    """A declaration that the grammar allows, on one line."""
    written: list[str] = []
    parse = follow(Part(SourceFile("", ""), 0, 0))
    wanted = draw(st.integers(1, LONGEST))
    while len(written) < wanted or not _fits(parse, "$END"):
        may = sorted(name for name in parse.choices() if name.isupper() and name != "$END")  # type: ignore[no-untyped-call]  # Lark leaves it so
        first = draw(st.sampled_from(may)) if may and len(written) < wanted else ""
        order = [first, *_ENDING, *may] if first else [*_ENDING, *may]
        terminal = next((name for name in order if name in may and _fits(parse, name)), None)
        if terminal is None:
            break
        parse.feed_token(Token(terminal, ""))
        spelled = grammar().words.spelling.get(terminal)
        written.append(spelled if spelled is not None else draw(st.sampled_from(SAMPLES[terminal])))
    return " ".join(written)


def _fits(parse: InteractiveParser, terminal: str) -> bool:
    attempt: InteractiveParser = parse.copy(deepcopy_values=False)  # type: ignore[no-untyped-call]  # Lark leaves it so
    try:
        attempt.feed_token(Token(terminal, ""))
    except UnexpectedToken:
        return False
    return True


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """Two declarations, spoilt in up to three places."""
    text = draw(declarations()) + "\n" + draw(declarations()).replace(" with ", "\n    with ") + "\n"
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(st.sampled_from(_SPOILERS)) + text[end:]
    return text
