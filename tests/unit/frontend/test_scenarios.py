"""Scenarios become small cases, exactly as case files have them, and what is wrong in them is told."""

from typing import Any

import pytest

from hsb_policy.core import ir
from tests.unit.frontend.sound_policy import SOUND, Found, mistake_in, sound

EXPECT = "    expect see_child for child C1 is outstanding\n"


def _scenario(given: str, situations: str = "", start: str = "    judged on 2025-03-20\n") -> ir.Scenario:
    text = f'{situations}scenario "tried"\n{start}{given}    expect opening_known is passed\n'
    return next(s for s in sound(text).scenarios if s.title == "tried")


def _case(given: str, situations: str = "", start: str = "    judged on 2025-03-20\n") -> dict[str, Any]:
    case = dict(_scenario(given, situations, start).case)
    assert (case.pop("case_id"), case.pop("as_at")) == ("tried", "2025-03-20")
    return case


def _mistake(scenario: str) -> Found:
    return mistake_in(f'{SOUND}scenario "tried"\n    judged on 2025-03-20\n{scenario}')


# ---- what is given

VALUES = [
    (".birth_date 2012-03-02", {"birth_date": "2012-03-02"}),
    (".birth_date 2012-03", {"birth_date": "2012-03"}),
    (".birth_date 2012", {"birth_date": "2012"}),
    (".birth_date unknown", {"birth_date": "unknown"}),
    (".seen_at 2025-03-02T14:30", {"seen_at": "2025-03-02T14:30"}),
    (".looked_after yes", {"looked_after": True}),
    (".looked_after no", {"looked_after": False}),
    (".looked_after unknown", {"looked_after": "unknown"}),
    (".visits 12", {"visits": 12}),
    (".authority north", {"authority": "north"}),
    ('.authority other, .authority_name "East"', {"authority": "other", "authority_name": "East"}),
    (".authority_name East", {"authority_name": "East"}),
    (".sibling C2", {"sibling": "C2"}),
    (".colours []", {"colours": []}),
    (".colours [red, orange]", {"colours": ["red", "orange"]}),
    (".colours unknown", {"colours": "unknown"}),
    (".colours [red, unknown]", {"colours": ["red", "unknown"]}),
    (".first_home (.colour red, .to unknown)", {"first_home": {"colour": "red", "to": "unknown"}}),
    (
        ".homes [(.from 2020-01-01), (.from 2021, .place online)]",
        {"homes": [{"from": "2020-01-01"}, {"from": "2021", "place": "online"}]},
    ),
]


@pytest.mark.parametrize(("written", "facts"), VALUES, ids=[value[0] for value in VALUES])
def test_values_are_those_of_a_case_file(written: str, facts: dict[str, Any]) -> None:
    """Days, ids and codes are texts; yes and no are true and false; numbers are numbers; lists and records nest."""
    assert _case(f"    given child C1 with {written}\n") == {"children": [{"id": "C1", **facts}]}


def test_answers_may_be_yes_no_or_a_text() -> None:
    """A person's answer is kept as it is."""
    given = '    given judgement with .answer yes\n    given judgement with .answer no\n    given judgement with .answer "later"\n'

    assert _case(given) == {"judgements": [{"answer": True}, {"answer": False}, {"answer": "later"}]}


def test_lists_single_records_and_the_case_itself() -> None:
    """Records go to their lists; the one record of its kind stands by itself; the case has facts of its own."""
    given = """\
    given referrer with .name "A. Teacher"
    given note with .on 2025-03-01
    given note with .on 2025-03-02
    given case with .closed_on 2025-03-10
    given no judgements
    given child C1
"""

    assert _case(given) == {
        "referrer": {"name": "A. Teacher"},
        "notes": [{"on": "2025-03-01"}, {"on": "2025-03-02"}],
        "closed_on": "2025-03-10",
        "judgements": [],
        "children": [{"id": "C1"}],
    }


def test_a_list_of_which_nothing_is_given_is_not_recorded() -> None:
    """Nothing given is nothing known; `given no …` makes a list empty."""
    assert _case("") == {}


def test_a_record_given_again_is_changed() -> None:
    """What is given later is added to what was given before, or takes its place; so does an emptied list."""
    given = """\
    given child C1 with .visits 1, .looked_after no
    given child C2
    given child C1 with .visits 2, .authority north
    given referrer with .name "A"
    given referrer with .name "B"
    given note with .on 2025-03-01
    given no notes
"""

    assert _case(given) == {
        "children": [{"id": "C1", "visits": 2, "looked_after": False, "authority": "north"}, {"id": "C2"}],
        "referrer": {"name": "B"},
        "notes": [],
    }


def test_a_case_is_named_after_its_title() -> None:
    """The id of the case is the title in small letters, and its day is the day on which it is judged."""
    scenario = sound().scenarios[0]

    assert scenario.case["case_id"] == "a-child-in-a-red-home-is-seen"
    assert scenario.case["as_at"] == "2025-03-20"


# ---- situations


def test_situations_come_before_what_is_given_besides() -> None:
    """A chain of situations is merged from its beginning, and each counts once however often it is started from."""
    situations = """
situation first
    judged on 2024-01-01
    given child C1 with .visits 1
    given note with .on 2025-03-01
situation second
    starting from first
    given child C1 with .visits 2
situation third
    starting from first
    given child C2
"""
    start = "    starting from second\n    starting from third\n    judged on 2025-03-20\n"

    assert _case("    given child C1 with .looked_after yes\n", situations, start) == {
        "children": [{"id": "C1", "visits": 2, "looked_after": True}, {"id": "C2"}],
        "notes": [{"on": "2025-03-01"}],
    }


def test_the_day_may_come_from_a_situation() -> None:
    """A scenario without a day of its own has that of its situation."""
    situations = "\nsituation later\n    judged on 2025-09-01\n"

    assert _scenario("", situations, "    starting from later\n").case["as_at"] == "2025-09-01"


def test_a_mistake_in_a_situation_is_told_once() -> None:
    """However many scenarios start from it."""
    text = SOUND + "situation wrong\n    judged on 2025-03-20\n    given chld C1\n"
    for title in ("one", "two"):
        text += f'scenario "{title}"\n    starting from wrong\n    expect opening_known is passed\n'

    assert mistake_in(text).underlined == "chld"


# ---- readings and expectations


def test_readings_are_those_of_interpretations_and_their_parts() -> None:
    """A reading is a word, a number, a day, a yes or no, or several; a part is named after a dot."""
    given = """\
    under the reading trigger is red_only
    under the reading age_at .see_child is today
    under the reading colours is red, green
    under the reading months is 6
    under the reading since is 2024-01-01
"""

    assert _scenario(given).readings == {
        "age_at.see_child": "today",
        "colours": ["red", "green"],
        "months": 6,
        "since": "2024-01-01",
        "trigger": "red_only",
    }


def test_expectations_are_kept_as_they_are_written() -> None:
    """The rule, what the outcome is about, its status, its value and the facts that it misses."""
    text = """
scenario "tried"
    starting from one_child
    expect see_child for child C1 is cannot_tell missing "children[C1].seen_at", "children[C1].homes"
        and ask_lead for child C1 is answered giving yes
"""
    first, second = next(s for s in sound(text).scenarios if s.title == "tried").expectations

    assert (first.rule, first.about, first.status) == ("see_child", (("child", "C1"),), "cannot_tell")
    assert first.missing == ("children[C1].seen_at", "children[C1].homes")
    assert (second.rule, second.status, second.value) == ("ask_lead", "answered", True)


def test_scenarios_stand_in_the_order_of_their_titles() -> None:
    """The order of the files and of the declarations decides nothing."""
    titles = [s.title for s in sound('scenario "0"\n    starting from one_child\n' + EXPECT).scenarios]

    assert titles == ["0", "A child in a red home is seen"]


# ---- mistakes

GIVEN = [
    (
        "    given chidl C1\n",
        *("N265", "chidl", "a case has no records called `chidl`", "did you mean `child`?"),
    ),
    (
        "    given children C1\n",
        *("N265", "children", "a case has no records called `children`", "did you mean `child`?"),
    ),
    (
        "    given no child\n",
        *("N265", "child", "a case has no list called `child`", "did you mean `children`?"),
    ),
    (
        "    given no referrer\n",
        *(
            "N265",
            "referrer",
            "a case has no list called `referrer`",
            "its lists: `children`, `judgements` and `notes`",
        ),
    ),
    (
        "    given child with .visits 1\n",
        *("R469", "child", "which `child`? Each has an id", "write `given child C1 with …`"),
    ),
    (
        "    given note N1\n",
        *("R469", "N1", "`note` is given without an id: its records have no `.id`", "write `given note with …`"),
    ),
    (
        "    given referrer R1\n",
        *("R469", "R1", "`referrer` is given without an id: a case has only one", "write `given referrer with …`"),
    ),
    (
        "    given child C1 with .id C2\n",
        *("R469", ".id C2", "the id of a record stands before its fields", "write `given child C2 with …`"),
    ),
    (
        "    given child C1 with .visit 1\n",
        *("N202", "visit", "the record `Child` has no field `visit`", "did you mean `visits`?"),
    ),
    (
        "    given child C1 with .homes [(.colur red)]\n",
        *("N202", "colur", "the record `Home` has no field `colur`", "did you mean `colour`?"),
    ),
    (
        "    given case with .as_at 2025-01-01\n",
        *("N202", "as_at", "the day on which a case is judged is not given as a fact"),
        "write `judged on 2025-03-20`",
    ),
    (
        "    given case with .notes []\n",
        *("N202", "notes", "the records of `notes` are given one by one", "write `given note … with …`"),
    ),
    (
        '    given case with .case_id "T1"\n',
        *("N202", "case_id", "the case of a scenario is named after its title", "take this out"),
    ),
    (
        "    given child C1 with .visits 1, .visits 2\n",
        *("N253", "visits", "`.visits` is given twice", "keep one of them"),
    ),
    (
        "    given child C1 with .authority nroth\n",
        *("N203", "nroth", "`nroth` is not a word of `Authority`", "did you mean `north`?"),
    ),
    (
        '    given child C1 with .authority "north"\n',
        *("N203", '"north"', "words of `Authority` stand without quotation marks", "did you mean `north`?"),
    ),
    (
        "    given child C1 with .colours red\n",
        *("T302", "red", "`.colours` is a list of words of `Colour`, and this is `red`", "put it in brackets: `[…]`"),
    ),
    (
        "    given child C1 with .first_home red\n",
        *("T302", "red", "`.first_home` is a `Home`, and this is `red`"),
        "write its fields in brackets: `(.field value, …)`",
    ),
    (
        "    given child C1 with .looked_after perhaps\n",
        *("T302", "perhaps", "`.looked_after` is yes or no, and this is `perhaps`", "write `yes`, `no` or `unknown`"),
    ),
    (
        '    given child C1 with .visits "3"\n',
        *("T302", '"3"', "`.visits` is a number, and this is a text", "write it in digits"),
    ),
    (
        "    given child C1 with .birth_date 2025-03-02T14:30\n",
        *("T302", "2025-03-02T14:30", "`.birth_date` is a day, and this is a moment"),
        "write a day as in `2025-03-02`, or `unknown`",
    ),
    (
        "    given child C1 with .seen_at 2025-03-02\n",
        *("T302", "2025-03-02", "`.seen_at` is a moment, and this is a day"),
        "write a moment as in `2025-03-02T14:30`, or `unknown`",
    ),
    (
        "    given child C1 with .sibling [C2]\n",
        *("T302", "[C2]", "`.sibling` is a `Child`, and this is a list", "write its id"),
    ),
    (
        "    under the reading triger is red_only\n",
        *("N264", "triger", "there is no interpretation called `triger`", "did you mean `trigger`?"),
    ),
    (
        "    under the reading settled is anything\n",
        *("T320", "settled", "`settled` is fixed, so no other reading can be chosen", "take the line out"),
    ),
    (
        "    under the reading trigger is red_onyl\n",
        *("N203", "red_onyl", "`red_onyl` is not a reading of `trigger`", "did you mean `red_only`?"),
    ),
    (
        "    under the reading colours is red, grene\n",
        *("N203", "grene", "`grene` is not a reading of `colours`", "did you mean `green`?"),
    ),
    (
        "    under the reading trigger .see_child is red_only\n",
        *("N259", "see_child", "`trigger` has one reading for all rules, not one for `see_child` alone"),
        "write `trigger is …`",
    ),
    (
        "    under the reading age_at .se_child is today\n",
        *("N207", "se_child", "there is no rule called `se_child`", "did you mean `see_child`?"),
    ),
    (
        "    under the reading months is 3, 4\n",
        *("R457", "4", "`months` has one value, and here are 2", "keep one of them"),
    ),
    (
        "    starting from one_chidl\n",
        *("N263", "one_chidl", "there is no situation called `one_chidl`", "did you mean `one_child`?"),
    ),
    (
        "    judged on 2025-03-21\n",
        *("R467", "2025-03-21", "a case is judged on one day, and here is a second", "keep one of them"),
    ),
]

Mistake = tuple[str, str, str, str, str]


@pytest.mark.parametrize("mistake", GIVEN, ids=[case[0].strip() for case in GIVEN])
def test_each_mistake_in_what_is_given_is_told_once(mistake: Mistake) -> None:
    """By the vocabulary, the interpretations and the situations that there are."""
    given, code, underlined, message, cure = mistake
    found = _mistake(given + "    expect opening_known is passed\n")

    assert (found.code, found.underlined) == (f"HSB-{code}", underlined)
    assert found.message == message
    assert found.help[0] == cure


EXPECTED = [
    (
        "see_chld for child C1 is outstanding",
        *("N207", "see_chld", "there is no rule called `see_chld`", "did you mean `see_child`?"),
    ),
    (
        "see_child for child C1 is outstandin",
        *("N267", "outstandin", "there is no status called `outstandin`", "did you mean `outstanding`?"),
    ),
    (
        "see_child for child C1 is fine",
        *("N267", "fine", "there is no status called `fine`"),
        "it can be `not_met`, `cannot_tell`, `outstanding`, `departed`, `met_late`, `met`, `overridden` or `not_applicable`",
    ),
    (
        "see_child for child C1 is passed",
        *("R416", "passed", "`see_child` is a duty, which is never `passed`"),
        "it can be `not_met`, `cannot_tell`, `outstanding`, `departed`, `met_late`, `met`, `overridden` or `not_applicable`",
    ),
    (
        "see_child for chlid C1 is outstanding",
        *("N268", "chlid", "an outcome of `see_child` does not concern a `chlid`", "did you mean `child`?"),
    ),
    (
        "see_child for judgement C1 is outstanding",
        *("N268", "judgement", "an outcome of `see_child` does not concern a `judgement`", "it concerns `child`"),
    ),
    (
        "opening_known for child C1 is passed",
        *("N268", "child", "an outcome of `opening_known` does not concern a `child`"),
        "it concerns the whole case: take the `for` out",
    ),
    (
        "see_child for child C3 is outstanding",
        *("N266", "C3", "this scenario has no child `C3`", "there is `C1`"),
    ),
]


@pytest.mark.parametrize("mistake", EXPECTED, ids=[case[0] for case in EXPECTED])
def test_each_mistake_in_what_is_expected_is_told_once(mistake: Mistake) -> None:
    """A rule, a status and a record that cannot be expected would make a scenario that says nothing."""
    expected, code, underlined, message, cure = mistake
    found = _mistake(f"    given child C1\n    expect {expected}\n")

    assert (found.code, found.underlined) == (f"HSB-{code}", underlined)
    assert found.message == message
    assert found.help[0] == cure


def test_a_scenario_has_a_day() -> None:
    """No other day is taken for it."""
    found = mistake_in(f'{SOUND}scenario "tried"\n    expect opening_known is passed\n')

    assert (found.code, found.underlined) == ("HSB-R467", '"tried"')
    assert found.message == "this scenario does not say on which day its case is judged"
    assert found.help == ("add `judged on 2025-03-20`", "or start from a situation that says it")


def test_a_scenario_expects_something() -> None:
    """Otherwise it cannot fail."""
    found = _mistake("    given child C1\n")

    assert (found.code, found.underlined) == ("HSB-R468", '"tried"')
    assert found.message == "this scenario expects nothing, so it shows nothing"


def test_situations_lead_nowhere_back() -> None:
    """The circle is shown, once."""
    text = "situation one\n    starting from two\nsituation two\n    starting from one\n"
    found = mistake_in(SOUND + text)

    assert (found.code, found.underlined) == ("HSB-R466", "two")
    assert found.message == "`one` starts from itself: one -> two -> one"
    assert found.help == ("take `starting from` out of one of them",)
