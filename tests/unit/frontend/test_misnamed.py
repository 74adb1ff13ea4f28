"""One fault, one message: a name misspelt where it is declared, a field that is nowhere, and what follows from either."""

import pytest

from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.mending import mended
from hsb_policy.frontend.pipeline import compile_policy
from tests.unit.frontend.small_policy import compiled, in_definition

TWO = """
policy small "Small" statements S001 to S009
record Visit in visits as visit
    .id text
    .{declared} date
check one "One"
    cites S001
    for each visit in visits
    error
    fails when visit.booked_on is not recorded
check two "Two"
    cites S001
    for each visit in visits
    error
    fails when visit.booked_on is before 2020-01-01
"""


def _told(text: str) -> list[tuple[str, str]]:
    return [(found.code, found.underlined) for found in compiled(text).found]


def test_a_field_misspelt_where_it_is_declared_is_told_once_and_offered_a_cure_there() -> None:
    """Two rules name it rightly; what is wrong is the one line of the vocabulary."""
    file = SourceFile("small.policy", TWO.format(declared="bookd_on"))
    _, found = compile_policy([file])
    [told] = found.items

    assert told.code == "HSB-N202"
    assert told.message == "the record `Visit` has no field `booked_on`, and 2 declarations name it"
    assert told.help[0] == "if it is misspelt where it is declared, write `booked_on` there"
    assert told.fix is not None
    [edit] = told.fix.edits
    assert file.text[: edit.span.start] + edit.text + file.text[edit.span.end :] == TWO.format(declared="booked_on")


def test_no_name_of_case_files_is_changed_because_two_rules_have_the_same_slip() -> None:
    """Who writes the case files knows the vocabulary: that it is the one misspelt is likely, and not sure."""
    spoilt = TWO.replace("booked_on", "bookd_on").format(declared="booked_on")
    file = SourceFile("small.policy", spoilt)

    assert mended({file.name: file.text})[0] == {file.name: spoilt}


def test_a_definition_misspelt_where_it_is_declared_is_mended_there() -> None:
    """It is a name of the policy alone, and all that use it agree."""
    define = 'define laate for visit: Visit\n    "late"\n    as visit.booked_on is before 2020-01-01\n'
    rules = TWO.format(declared="booked_on").replace("fails when visit.booked_on is before 2020-01-01", "fails when {}")
    rules = rules.replace("fails when visit.booked_on is not recorded", "fails when {}").replace("{}", "late(visit)")
    file = SourceFile("small.policy", rules + define)

    assert mended({file.name: file.text})[0] == {file.name: (rules + define).replace("laate", "late")}


def test_what_is_misspelt_is_not_told_as_unused_too() -> None:
    """What only follows from the slip is no second message."""
    define = 'define late for visit: Visit\n    "late"\n    as visit.booked_on is before 2020-01-01\n'
    rules = TWO.format(declared="booked_on").replace("visit.booked_on is before 2020-01-01", "late(visit)")
    more = rules[rules.index("check two") :].replace("check two", "check three")
    _, found = compile_policy([SourceFile("small.policy", rules + more + define.replace("late for", "laate for"))])

    assert [d.code for d in found.items] == ["HSB-N201"]


def test_an_unknown_key_hides_nothing_and_spreads_to_nothing() -> None:
    """All that names the right key is right; only `about` is told."""
    text = in_definition("child.looked_after") + (
        'check seen "Seen"\n    cites S001\n    for each c in children\n    about chlid: c\n'
        "    error\n    fails when child.looked_after\n"
    )

    assert _told(text) == [("HSB-R405", "chlid")]


@pytest.mark.parametrize(("word", "digits"), [("thirteen", "13"), ("Five", "5")])
def test_a_number_in_words_is_written_in_digits(word: str, digits: str) -> None:
    """Authors write ages as they say them."""
    result = compiled(in_definition(f"age of child on day is below {word}"))

    assert result.found[0].help == (f"write `{digits}`",)
    assert result.fixed() == in_definition(f"age of child on day is below {digits}")
