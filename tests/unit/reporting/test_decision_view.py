"""A decision as a person reads it: the frame of the page, its order, its width, and what it never leaves out."""

import re
from io import BytesIO, TextIOWrapper
from itertools import permutations

import pytest
from rich.console import Console

from hsb_policy.core.decision import NextQuestion, Outcome
from hsb_policy.reporting.decision_view import show_decision
from hsb_policy.reporting.order import Urgency, urgency
from tests.unit.reporting.made import CONTACT, chosen, conclusion, decision, duty, flat, missing, outcome, page, policy

EMERGENCY = "Not part of the procedure: if a child is in immediate danger, call 999."

# One outcome of each kind of urgency, the most urgent first, with the word that says how it stands.
LADDER = (
    ("Breached", outcome("not_met")),
    ("Cannot be told", outcome("cannot_tell", possible=("outstanding", "not_applicable"), missing=missing("a.b"))),
    ("Not yet done", outcome("outstanding")),
    ("Ask a person", outcome("needs_professional", kind="question", asks=("lead",), judgement="J02")),
    ("Not done", outcome("not_met", force="should")),
    ("Not yet done", outcome("outstanding", force="should")),
    (
        "Cannot be told",
        outcome("cannot_tell", force="recommended", possible=("met", "outstanding"), missing=missing("c.d")),
    ),
    ("Conflict", outcome("conflict", kind="definition", candidates=("one", "another"))),
    ("Departed from", outcome("departed", force="should")),
    ("Silent", outcome("silent", kind="silence", nearest="F05: a strategy discussion")),
    ("Concluded", outcome("concluded", kind="definition", value=True)),
    ("May be done", outcome("permitted", kind="permission", force="may", bearer="lead", action="act")),
    ("Done late", outcome("met_late", due="2025-03-02", done_on="2025-03-04")),
    ("Done", outcome("met", done_on="2025-03-04")),
    ("Answered", outcome("answered", kind="question", judgement="J02")),
    ("Gives way", outcome("overridden", overridden_by=("stronger",))),
)
LEFT_OUT = (outcome("passed", kind="check", label="An order"), outcome("not_applicable", label="Not called for"))


def tags(text: str) -> list[str]:
    """The words on the left of the entries, from above."""
    known = sorted({tag for tag, _ in LADDER}, key=len, reverse=True)
    return [m[0].strip() for line in text.splitlines() if (m := re.match("|".join(f"{t} {{2,}}" for t in known), line))]


def busy() -> list[Outcome]:
    """Outcomes with every kind of long text that a case file or a policy may bring."""
    long_path = "strategy_meetings[" + "M" * 60 + "].decisions[0].threshold_met"
    return [
        *(o for _, o in LADDER),
        outcome(
            "outstanding", action="do " + "very " * 40 + "much", statements=tuple(f"S{n:03}" for n in range(1, 118, 2))
        ),
        outcome("cannot_tell", possible=("met", "not_met"), missing=missing(long_path, "x"), about={"child": "C" * 90}),
        outcome(
            "needs_professional", kind="question", asks=("lead", "professionals"), consider=("S070", "S071", "S072")
        ),
        outcome("outstanding", about={"child": "子" * 60, "incident": "I1"}),
    ]


# ---- the frame -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("outcomes", [(), busy()])
def test_the_emergency_line_is_always_there_and_says_that_it_is_ours(outcomes: list[Outcome], everything: bool) -> None:
    """Whatever was decided, the page says to call 999 in danger, and that this is no part of the procedure."""
    assert EMERGENCY in flat(page(decision(*outcomes), everything=everything))


def test_the_head_says_which_case_on_which_day_under_which_edition() -> None:
    """The first lines name the case, the day it is judged on, and the procedure with its edition."""
    first, second, *_ = page(decision()).splitlines()

    assert first == "Case E1, judged as at 20 March 2025 " + "═" * 44
    assert second == "A small procedure, edition First"


def test_the_head_counts_every_outcome_once() -> None:
    """Counts by how things stand: none is lost, none is counted twice."""
    head = flat(page(decision(*(o for _, o in LADDER), *LEFT_OUT))).split(EMERGENCY)[0]
    numbers = [int(n) for n in re.findall(r"(\d+) [a-z]", head.split("edition First")[1])]

    assert sum(numbers) == len(LADDER)
    assert "1 breached, 2 cannot be told, 2 not yet done, 1 question for a person." in head


def test_no_breach_is_said_in_so_many_words() -> None:
    """A reader need not infer from silence that nothing is breached."""
    assert "0 breached, 0 cannot be told" in page(decision())


def test_the_last_line_leaves_the_decision_to_people() -> None:
    """Software asks, explains and cites; people decide."""
    assert page(decision()).splitlines()[-1] == "Software asks, explains and cites; people decide."


# ---- width and colour ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("width", [3, 20, 33, 56, 80, 100, 240])
def test_no_line_is_wider_than_the_console(width: int, everything: bool) -> None:
    """Every line fits, also with long paths, long words and wide characters; and none ends in blanks."""
    questions = [NextQuestion(ask="What " * 60, path="p" * 120, rules=("a",), settles=3)]
    made = decision(*busy(), questions=questions, announcements=["x " * 90])

    lines = page(made, width=width, everything=everything).splitlines()

    assert max(sum(2 if c == "子" else 1 for c in line) for line in lines) <= min(width, 100)
    assert not [line for line in lines if line != line.rstrip()]


def test_without_a_terminal_there_are_no_colour_codes() -> None:
    """What is written to a file or a pipe is plain text."""
    assert "\x1b" not in page(decision(*busy(), announcements=["less"]))


def test_a_terminal_has_colours_and_the_same_words() -> None:
    """Colour adds nothing that the words do not say."""
    made = decision(*busy(), announcements=["less"])

    coloured = page(made, force_terminal=True, color_system="standard")

    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == page(made)


def test_a_console_that_knows_only_ascii_is_no_reason_to_stop() -> None:
    """Letters and rules that the console's encoding lacks are replaced; everything else is the same."""
    written = BytesIO()
    out = TextIOWrapper(written, encoding="ascii")
    made = decision(outcome("overridden", overridden_by=("a_rule",)), outcome("met", about={"child": "Ł1"}))

    show_decision(made, policy(duty("a_rule", "The stronger one")), Console(file=out, width=80))
    out.flush()

    text = written.getvalue().decode("ascii")
    assert "Child or young person ?1 ------" in text
    assert "Gives way to ?The stronger one?." in text


def test_case_content_is_never_read_as_markup_or_as_control_codes() -> None:
    """An id that looks like markup stays as it is; one that would clear the screen does not."""
    text = page(decision(outcome("outstanding", about={"child": "[bold]C1[/bold]"}, action="refer \x1b[2J[red]C1")))

    assert "[bold]C1[/bold]" in text
    assert "\x1b" not in text
    assert "refer ·[2J[red]C1" in text


# ---- order and groups ------------------------------------------------------------------------------------------------


def test_the_ladder_holds_every_urgency() -> None:
    """The test below would not see a kind of urgency that it does not know."""
    assert {urgency(o) for _, o in LADDER} | {urgency(o) for o in LEFT_OUT} == set(Urgency)


def test_the_most_urgent_comes_first() -> None:
    """In each group, whatever order the outcomes come in: breaches, what a must hangs on, what must be done, and so on."""
    expected = [tag for tag, _ in LADDER]
    outcomes = [o for _, o in LADDER]

    assert tags(page(decision(*outcomes))) == expected
    assert tags(page(decision(*reversed(outcomes)))) == expected
    for some in permutations((outcomes[0], outcomes[4], outcomes[9], outcomes[13])):
        assert tags(page(decision(*some))) == ["Breached", "Not done", "Silent", "Done"]


def test_children_come_first_and_then_what_concerns_no_single_child() -> None:
    """Groups: each child in the order of the ids as people count, then meetings, incidents, the case."""
    made = decision(
        outcome("met", about={}),
        outcome("met", about={"incident": "I1"}),
        outcome("met", about={"referral": "R1"}),
        outcome("met", about={"meeting": "M1", "incident": "I1"}),
        outcome("met", about={"child": "C10", "incident": "I1"}),
        outcome("met", about={"child": "C2", "meeting": "M1"}),
    )
    headings = [line.split(" ─")[0] for line in page(made).splitlines() if line.endswith("─")]

    assert headings[:6] == [
        "Child or young person C2",
        "Child or young person C10",
        "Strategy discussion or meeting M1",
        "Incident I1",
        "Referral R1",
        "The case as a whole",
    ]


def test_what_concerns_two_children_is_told_once_and_pointed_to_from_the_other() -> None:
    """A pair's breach stands under the first child; under the other stands a line that says where to look."""
    made = decision(
        outcome(
            "not_met",
            label="Different workers",
            about={"child": "C1", "other_child": "C2"},
            action="choose two workers",
        ),
        outcome("met", about={"meeting": "C2"}),
    )
    first, second = page(made).split("Child or young person ")[1:]

    assert "must choose two workers (with C2) [S031]" in flat(first)
    assert flat(second).count("Breached Different workers [S031]: see C1") == 1


def test_passed_checks_and_what_does_not_apply_are_told_only_if_asked_for() -> None:
    """They are left out of the page, and are in it with --all."""
    short, long = (page(decision(*LEFT_OUT), everything=e) for e in (False, True))

    assert "An order" not in short
    assert "Not called for" not in short
    assert "In order        An order [S031]" in long
    assert "Does not apply  Not called for [S031]" in long


# ---- questions and readings ------------------------------------------------------------------------------------------

QUESTIONS = [
    *(NextQuestion(ask=f"Question {n}?", path=f"p{n}", rules=("a", "b"), settles=n % 2) for n in range(1, 7)),
    NextQuestion(
        ask="Is it right?", judgement="J02", about={"incident": "I1"}, asks=("lead",), rules=("q",), settles=1
    ),
]


def test_five_questions_are_asked_next_and_the_others_are_counted() -> None:
    """The five most decisive questions, each with the fact it is about; how many more there are, and how to see them."""
    text = flat(page(decision(questions=QUESTIONS)))

    assert (
        "1. Question 1? p1: settles 1 outcome by itself, bears on 2 rules. 2. Question 2? p2: bears on 2 rules." in text
    )
    assert "5. Question 5?" in text
    assert "Question 6?" not in text
    assert "And 2 more questions, 1 of them for a person to answer. --all shows each." in text


def test_all_questions_are_there_if_asked_for() -> None:
    """With --all each question stands there, and those reserved to people say whose they are."""
    text = flat(page(decision(questions=QUESTIONS), everything=True))

    assert "6. Question 6?" in text
    assert "7. Is it right? J02, incident I1: for the safeguarding lead to answer." in text
    assert "more question" not in text


def test_defaults_that_nobody_approved_are_counted_and_named_where_they_are_used() -> None:
    """How many defaults no safeguarding lead has approved, where that is written down, and which reading an entry used."""
    text = flat(page(decision(outcome("outstanding", interpretations=("A03", "A08", "A44")))))

    assert "2 default readings of this policy are not approved by a safeguarding lead; READINGS.md says" in text
    assert "must act on C1 [S031; A03, A44]" in text  # A08 is approved
    assert "Used above: A03 under13_trigger: suspected and alleged harm count too." in text
    assert "Written into the rules, and not approved either: A44." in text


def test_a_chosen_reading_is_told_in_full_and_marked_where_it_was_used() -> None:
    """A reading that is not the default is told in words above the first child, and marked beside the statement."""
    readings = [chosen("chair_rule", "agreed", is_default=False, approved=True)]

    text = flat(page(decision(outcome("outstanding", interpretations=("A08",)), readings=readings)))

    assert "must act on C1 [S031; A08 as chosen]" in text
    assert "Chosen for this run: chair_rule (A08) is read as: they agree. Child or young person C1" in text


def test_a_reading_that_asks_for_less_is_announced_above_everything() -> None:
    """A reading that narrows a must comes before the first child, with a word that stands out without colour."""
    text = page(decision(outcome("met"), announcements=["under13_trigger is read as established, which narrows S019."]))

    assert text.index("ATTENTION: this decision asks for less than the procedure says.") < text.index("Child or young")
    assert "- under13_trigger is read as established, which narrows S019." in flat(text)
    assert "ATTENTION" not in page(decision(outcome("met")))


def test_a_policy_without_open_readings_says_that_all_are_approved() -> None:
    """Where every default is approved, the page says so instead of counting none."""
    text = flat(page(decision(readings=[chosen("chair_rule", "place", approved=True)])))

    assert "Every default reading of this policy has been approved by a safeguarding lead." in text


def test_a_contact_point_comes_with_all_that_is_known_of_it() -> None:
    """The telephone, the uses, and in plain words what nobody has recorded: the hours, and when it was verified."""
    row = {"code": "edt", "telephone": "01782 234234", "used_for": ("referral",), "never_for": ("police",)}
    made = decision(outcome("concluded", kind="definition", rule="c", label="A contact", value="edt"))
    by = policy(conclusion("c", CONTACT), rows=[{**row, "verified_on": None}])

    text = flat(page(made, by))

    assert "A contact: the duty team [S031]" in text
    assert "Telephone 01782 234234; office hours not recorded; not verified." in text
    assert "For: a referral; never for: telling the police." in text


def test_a_contact_point_with_hours_and_a_day_of_verification() -> None:
    """Hours that a reading sets and the day of verification are shown."""
    row = {"code": "edt", "telephone": "01782 234234", "verified_on": "2025-01-07"}
    readings = [chosen("hours", {"": None, "edt": "Monday to Friday 09:00-17:00"}, is_default=False)]
    made = decision(outcome("concluded", kind="definition", rule="c", value="edt"), readings=readings)

    text = flat(page(made, policy(conclusion("c", CONTACT), rows=[row])))

    assert "Telephone 01782 234234; open Monday to Friday 09:00-17:00; verified on 7 January 2025." in text


def test_what_gives_way_names_the_stronger_rule_by_its_label() -> None:
    """An overridden rule says in words what it gives way to."""
    made = decision(outcome("overridden", label="Softer", overridden_by=("stronger",)))

    assert "Gives way to “The stronger one”." in flat(page(made, policy(duty("stronger", "The stronger one"))))
