"""A time in another unit than the words about it: told with both places, and never where the words agree."""

import pytest

from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.pipeline import compile_policy
from tests.messages.telling import small_policy

CODE = "HSB-R473"
DUTY = """
duty told_soon "{label}"
    cites S008
    for each referral in referrals
    professionals must "{action}"
    met when some r in referrals where r is referral has r.made_at has happened done on r.made_at
    within {within} of referral.made_at
"""
INTERPRETATION = """
interpretation wait "{label}"
    cites A03
    takes number of {unit}
    default {default}
"""


def _underlined(text: str) -> list[tuple[str, str]]:
    """What the warning underlines, and what it points at beside it."""
    _, found = compile_policy([small_policy(), SourceFile("added.policy", text)])
    told = [d for d in found.items if d.code == CODE and d.primary is not None]
    spans = [(d.primary.span, d.secondary[0].span) for d in told if d.primary is not None]
    return [(text[a.start : a.end].strip(), text[b.start : b.end]) for a, b in spans]


@pytest.mark.parametrize(
    ("label", "action", "within", "told"),
    [
        ("Told within 5 working days", "tell", "5 days", [("within 5 days of", "5 working days")]),
        ("Told", "tell within five working days", "5 days", [("within 5 days of", "five working days")]),
        ("Told within 3 months", "tell", "3 weeks", [("within 3 weeks of", "3 months")]),
        ("Told within 5 working days", "tell", "5 working days", []),
        ("Told within 5 working days", "tell, 5 days at most", "5 days", []),
        ("Told within 10 working days", "tell", "5 days", []),
        ("Told of a child 5 years old", "tell", "5 days", []),
        ("Told within one day", "tell", "1 day", []),
    ],
)
def test_a_deadline_in_another_unit_than_its_words(
    label: str, action: str, within: str, told: list[tuple[str, str]]
) -> None:
    """The number in the rule's own words, in digits or not; a text that has this unit settles it; an age is no time."""
    assert _underlined(DUTY.format(label=label, action=action, within=within)) == told


def test_the_words_of_a_cited_statement_count() -> None:
    """The slip shows against the procedure too."""
    statement = 'statement S008 "Amber" "The team is told within 2 working days."\n'

    assert _underlined(statement + DUTY.format(label="Told", action="tell", within="2 days")) == [
        ("within 2 days of", "2 working days")
    ]


@pytest.mark.parametrize(
    ("label", "unit", "default", "told"),
    [
        ("Within how many working days?", "days", "5", [("number of days", "how many working days")]),
        ("Within how many months?", "months", "3", []),
        ("Is it within 3 months?", "weeks", "3", [("number of weeks", "3 months")]),
        ("How long?", "weeks", "3", []),
    ],
)
def test_a_number_that_is_chosen_in_another_unit_than_its_question(
    label: str, unit: str, default: str, told: list[tuple[str, str]]
) -> None:
    """The number of a deadline may be an interpretation's: then its question says the unit."""
    assert _underlined(INTERPRETATION.format(label=label, unit=unit, default=default)) == told
