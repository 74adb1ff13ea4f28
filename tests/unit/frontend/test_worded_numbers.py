"""A number other than the one in the words about it: told with both places, and never where the words may mean it."""

import pytest

from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.pipeline import compile_policy
from tests.messages.telling import small_policy

SILENCE = """
silence not_said "{label}"
    cites S014
    for each child in children
    when {condition}
    nearest "the small procedure"
"""
DUTY = """
duty told_soon "{label}"
    cites S008
    for each referral in referrals
    when age of referral.child on as_at is below 18
    professionals must "tell the team"
    met when some r in referrals where r is referral has r.made_at has happened done on r.made_at
    within {within} of referral.made_at
"""
AGE = "age of child on as_at "


def _told(text: str) -> list[str]:
    """What is said of the numbers of a text beside the small policy."""
    _, found = compile_policy([small_policy(), SourceFile("added.policy", text)])
    return [d.message for d in found.items if d.code == "HSB-R474"]


@pytest.mark.parametrize(
    ("label", "condition", "told"),
    [
        ("Children under 13", AGE + "is below 14", ["its label says 13, and the rule says 14"]),
        ("Children under thirteen", AGE + "is below 14", ["its label says 13, and the rule says 14"]),
        ("Children of 13 years old", AGE + "is 14", ["its label says 13, and the rule says 14"]),
        ("Young people over 17", AGE + "is at least 19", ["its label says 17, and the rule says 19"]),
        (
            "Within 5 days",
            "number of days from child.birth_date to as_at is at most 7",
            ["its label says 5, and the rule says 7"],
        ),
        ("Children under 13", AGE + "is below 13", []),
        ("Children under 13", AGE + "is at most 12", []),
        ("Children up to 12", AGE + "is below 13", []),
        ("Young people over 17", AGE + "is at least 18", []),
        ("Under 18", "not (" + AGE + "is at least 18)", []),
        ("Children aged 5 to 11", AGE + "is 5 to 11", []),
        ("Within 5 days, and under 13", AGE + "is below 13", []),
        ("At least 3 of them", AGE + "is below 13", []),
        ("Section 47 of the Act", AGE + "is below 13", []),
        ("Children under 13", "child.ability is none", []),
        ("The two days lie near", "number of days from child.birth_date to as_at is at most 7", []),
    ],
)
def test_the_number_in_the_words_is_the_number_of_the_rule(label: str, condition: str, told: list[str]) -> None:
    """Ages are held to ages and days to days; "under 13" is below 13 as well as at most 12; two numbers are left alone."""
    assert _told(SILENCE.format(label=label, condition=condition)) == told


@pytest.mark.parametrize(
    ("label", "within", "told"),
    [
        ("Told within 10 working days", "15 working days", ["its label says 10, and the rule says 15"]),
        ("Told within 15 working days", "15 working days", []),
        ("Told within 15 working days if under 18", "15 working days", []),
    ],
)
def test_a_deadline_is_held_to_its_words(label: str, within: str, told: list[str]) -> None:
    """A deadline is a number of the rule like any other."""
    assert _told(DUTY.format(label=label, within=within)) == told


def test_a_definition_is_held_to_its_label() -> None:
    """A definition has an age of its own, and people read its label in every explanation."""
    text = 'define small for child: Child\n    "the child was under 13"\n    as age of child on as_at is below 14\n'

    assert _told(text) == ["its label says 13, and the definition says 14"]
