"""Names, codes and articles as people say them: what is meant is named, and put right where one thing alone can be meant."""

import pytest

from hsb_policy.diagnostics.model import Diagnostic
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.pipeline import compile_policy
from tests.messages.telling import small_policy

SILENCE = """
silence not_said "The procedure does not say"
    cites S014
    for each child in children
    when {condition}
    nearest "the small procedure"
"""
SCENARIO = """
scenario "one more"
    cites S019
    starting from two_children
    expect under_13_always_referred for child C1, incident I1 is {status}
"""
DEFINE = """
define found for {parameter}
    "what was found"
    cites S004
    as {condition}
"""


def _told(text: str) -> Diagnostic:
    """The one mistake that is told of a text beside the small policy."""
    _, found = compile_policy([small_policy(), SourceFile("added.policy", text)])
    (told,) = (d for d in found.items if d.severity.value == "error")
    return told


def _edited(text: str, told: Diagnostic) -> str:
    """The text with the correction made."""
    assert told.fix is not None
    (edit,) = told.fix.edits
    return text[: edit.span.start] + edit.text + text[edit.span.end :]


@pytest.mark.parametrize(
    ("text", "said", "meant"),
    [
        (
            SILENCE.format(condition="some i in incidents has i.place is outside england"),
            "outside england",
            "outside_england",
        ),
        (SILENCE.format(condition="child.birth date is after 2020-01-01"), "birth date", "birth_date"),
        (SILENCE.format(condition="latest r in referrals by r.made at has r.child is child"), "made at", "made_at"),
        (SCENARIO.format(status="not applicable"), "not applicable", "not_applicable"),
        (SCENARIO.format(status="cannot tell"), "cannot tell", "cannot_tell"),
    ],
)
def test_a_name_with_spaces_is_the_one_that_the_policy_has(text: str, said: str, meant: str) -> None:
    """A code, a field or a status that is said in several words; the corrected text has no such mistake any more."""
    told = _told(text)

    assert (told.code, told.message) == ("HSB-S118", f"a name is one word, and `{said}` is several")
    assert told.help == (f"did you mean `{meant}`?",)
    assert told.fix is not None
    assert told.fix.safe
    assert f" {meant}" in _edited(text, told).replace(".", " ")


def test_words_that_are_no_name_of_the_policy_are_not_joined() -> None:
    """Nothing is proposed that the policy does not have."""
    told = _told(SILENCE.format(condition="some i in incidents has i.place is inside england"))

    assert told.code != "HSB-S118"


def test_an_article_that_names_a_record_is_no_article() -> None:
    """`some a in allocations`: there `a` is a record, and its dot is missing."""
    told = _told(SILENCE.format(condition="some a in allocations has a child is child"))

    assert told.help == ("write `a.child`",)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("a place not known", None), ("place not known", "unknown_place"), ("Outside England", "outside_england")],
)
def test_the_label_of_a_code_leads_to_the_code(written: str, meant: str | None) -> None:
    """Where a text stands beside a code, its words are listed, with the one whose label the text is."""
    told = _told(SILENCE.format(condition=f'some i in incidents has i.place is "{written}"'))

    assert told.code == "HSB-T301"
    assert told.help[-1].startswith("words of `Place`: `stoke_on_trent`, ")
    assert told.secondary[-1].text == "its words are listed here"
    assert told.help[:-1] == ((f"did you mean `{meant}`?",) if meant else ())
    assert (told.fix is not None and told.fix.safe) == (meant is not None)


def test_the_label_of_a_code_in_a_scenario_and_in_a_list() -> None:
    """The same holds where a code is given, and in a list of codes."""
    given = _told(SCENARIO.format(status="not_applicable") + '    given incident I1 with .place "place not known"\n')
    listed = _told(
        'interpretation places "Where?"\n    cites A99\n    takes list of Place\n    default online\n'
        + SILENCE.format(condition='places includes "place not known"')
    )

    assert given.help == ("did you mean `unknown_place`?",)
    assert listed.help[0] == "did you mean `unknown_place`?"


def test_due_and_late_are_statuses_by_other_names() -> None:
    """What people call a status is named with its word, and all words stay listed."""
    told = _told(SCENARIO.format(status="due"))

    assert told.help[0] == "did you mean `outstanding`?"
    assert told.help[1].startswith("it can be `not_met`")
    assert told.fix is None


@pytest.mark.parametrize(
    ("parameter", "condition", "cure"),
    [
        (
            "meeting: Meeting",
            "meeting.held_on",
            "to give the day itself, write `gives date` after the parameters, and `normally meeting.held_on`",
        ),
        (
            "child: Child",
            "latest m in meetings by m.held_on where m.children includes child has m.chair",
            "to give the word itself, write `gives Authority` after the parameters, and `normally latest (…) gives m.chair or if none …`",
        ),
    ],
)
def test_a_definition_that_should_give_a_value_is_told_how(parameter: str, condition: str, cure: str) -> None:
    """The value itself is most often what was meant; how to make a condition of it comes second."""
    told = _told(DEFINE.format(parameter=parameter, condition=condition))

    assert told.code == "HSB-T303"
    assert told.help[0] == cure
    assert told.help[1].startswith("for a condition, say ")


def test_a_number_that_begins_with_0_stays_a_text_of_that_0() -> None:
    """A telephone number without spaces would lose its first digit."""
    told = _told(
        "record Line in reference lines as line\n    .number text\n"
        'reference lines of Line "lines"\n    cites S018\n    | .number |\n    | 01785000 |\n'
        'conclusion line "Line"\n    cites S018\n    for each line in lines\n    gives text\n    concludes line.number\n'
    )

    assert told.message == "a text is expected here, and `01785000` would be read as the number 1785000"
    assert told.fix is not None
    assert (told.fix.edits[0].text, told.fix.safe) == ('"01785000"', True)
