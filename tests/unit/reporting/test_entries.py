"""What an entry of the page says of one outcome, or of several of one kind."""

from typing import Any

import pytest

from hsb_policy.core.decision import Answer
from hsb_policy.core.types import CodeType, DayType, ListType
from hsb_policy.values.unknown import NOT_KNOWN, PARTLY_KNOWN, Fact
from tests.unit.reporting.made import conclusion, decision, flat, missing, outcome, page, policy


def told(status: str, **more: Any) -> str:
    """What the page says of one outcome, on one line."""
    body = page(decision(outcome(status, **more))).split("Child or young person C1")[1]
    return flat(body.split("Readings of what")[0].lstrip(" ─"))


@pytest.mark.parametrize(
    ("force", "sentence"),
    [
        ("must", "The professionals involved must act on C1"),
        ("must not", "The professionals involved must not act on C1"),
        ("will", "The professionals involved will act on C1"),
        ("should", "The professionals involved should act on C1"),
        ("should not", "The professionals involved should not act on C1"),
        ("recommended", "It is recommended that the professionals involved act on C1"),
    ],
)
def test_a_duty_says_who_must_do_what(force: str, sentence: str) -> None:
    """The bearer in the policy's words, the force, and the action, under the statements it carries."""
    assert told("outstanding", force=force) == f"Not yet done {sentence} [S031]"


@pytest.mark.parametrize(
    ("inputs", "force", "words"),
    [
        ({"breached": True}, "must", "Breached: what is recorded goes against it."),
        ({"closed": True}, "will", "Breached: not recorded as done, and the case is closed."),
        ({"deadline_passed": True}, "must", "Breached: not recorded as done by 2 April 2025."),
        ({}, "must", "Breached: not recorded as done."),
        ({"breached": True}, "should", "What is recorded goes against it: put it right, or record the reason."),
        (
            {"closed": True},
            "should",
            "Not recorded as done, and the case is closed: put it right, or record the reason.",
        ),
        (
            {"deadline_passed": True},
            "recommended",
            "Not recorded as done by 2 April 2025: put it right, or record the reason.",
        ),
        ({}, "should", "Not recorded as done: put it right, or record the reason."),
    ],
)
def test_a_breach_says_why(inputs: dict[str, bool], force: str, words: str) -> None:
    """A duty not met says by what: the record, the deadline, or the end of the case; and a should how to mend it."""
    assert told("not_met", force=force, due="2025-04-02", inputs=inputs).endswith(f"[S031] {words}")


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2025-04-02", "Due by 2 April 2025."),
        ("2025-04-02T10:30", "Due by 2 April 2025, 10:30."),
        (("2025-04-02", "2025-04-09"), "Due by a day between 2 April 2025 and 9 April 2025."),
        (("2025-04-02", None), "Due by 2 April 2025 at the earliest; the last day is not known."),
        ((None, "2025-04-09"), "Due by 9 April 2025 at the latest."),
    ],
)
def test_what_is_not_yet_done_says_when_it_is_due(due: Any, words: str) -> None:
    """A deadline is a day, or the days between which it falls."""
    assert told("outstanding", due=due).endswith(words)


def test_each_missing_fact_is_named_with_its_state_and_its_question() -> None:
    """What cannot be told names every fact it hangs on: where it belongs, why it is missing, and what to ask."""
    facts = (
        Fact("children[C1].birth_date", PARTLY_KNOWN, "When was C1 born?"),
        Fact("children[C1].sex", NOT_KNOWN, "What is the sex of C1?"),
        Fact("referrals", ask="Which referrals are there?"),
    )

    text = told("cannot_tell", possible=("not_met", "outstanding", "not_applicable"), missing=facts, due="2025-04-02")

    assert text.startswith(
        "Cannot be told The professionals involved must act on C1 [S031] Either breached, not yet done or "
    )
    assert "or not called for. It would be due by 2 April 2025. Missing: " in text
    assert "children[C1].birth_date (known only in part): When was C1 born?" in text
    assert "children[C1].sex (recorded as not known): What is the sex of C1?" in text
    assert "referrals (not recorded): Which referrals are there?" in text


def test_a_question_is_asked_once_and_its_fact_named_every_time() -> None:
    """The second outcome that hangs on a fact names it again, without the question."""
    one, other = (
        outcome("cannot_tell", statements=(s,), possible=("met", "outstanding"), missing=missing("a.b", *more))
        for s, more in (("S031", ()), ("S032", ("c.d",)))
    )

    text = flat(page(decision(one, other)))

    assert text.count("What is a.b?") == 1
    assert "[S032] Either done or not yet done. Missing: c.d (not recorded): What is c.d? and, as above: a.b." in text


def test_what_may_give_way_says_to_what() -> None:
    """Where a stronger rule's trigger is not known, the weaker one says which rule that is."""
    text = told("cannot_tell", possible=("outstanding", "overridden"), overridden_by=("a_stronger_rule",))

    assert "Either not yet done or giving way to another rule. It may give way to a stronger rule." in text


def test_a_prohibition_that_was_kept_is_not_called_done() -> None:
    """A must not that nobody went against is kept, and one that cannot be told is breached or kept."""
    assert told("met", force="must not") == "Kept A label [S031]"
    assert "Either breached or kept." in told("cannot_tell", force="must not", possible=("not_met", "met"))


def test_a_question_names_whom_it_is_for_and_what_to_consider() -> None:
    """A question reserved to people says who answers it, under which id, and what to consider, as ranges."""
    consider = ("S113", *(f"S{n:03}" for n in range(70, 90)))

    text = told(
        "needs_professional",
        kind="question",
        label="Does it call for a referral?",
        asks=("lead", "professionals"),
        judgement="J02",
        consider=consider,
        about={"child": "C1", "incident": "I1"},
    )

    assert text == (
        "Ask a person Does it call for a referral? (incident I1) [S031; J02] To be answered by the safeguarding lead "
        "and the professionals involved; to consider: S070 to S089, S113."
    )


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            Answer(by_role="team manager", on="2025-03-12", answer=True),
            "Answered yes by team manager on 12 March 2025.",
        ),
        (
            Answer(by_role="team manager", on="2025-03-12", answer=False),
            "Answered no by team manager on 12 March 2025.",
        ),
        (Answer(by_role="chair", on=None, answer="told"), "Answered in words by chair, on a day not recorded."),
        (
            Answer(by_role=None, on="2025-03-12", answer=True),
            "Answered yes by a person whose role is not recorded on 12",
        ),
    ],
)
def test_an_answer_says_what_by_whom_and_when(answer: Answer, words: str) -> None:
    """An answered question names the answer, who gave it and when; the words of an answer stay in the record."""
    assert words in told("answered", kind="question", answered=(answer,))


def test_silence_names_the_nearest_step() -> None:
    """Where the procedure has no rule, the page says that the document is silent, and what is nearest."""
    text = told("silent", kind="silence", label="Nobody says", nearest="F05: a strategy discussion")

    assert text == "Silent Nobody says [S031] The document is silent. Nearest: F05: a strategy discussion."


def test_a_departure_a_conflict_and_a_failed_check() -> None:
    """A departure has its reason; a conflict shows both values; a failed check says where to look."""
    assert told("departed", force="should").endswith("Departed from, with a recorded reason.")
    assert told("conflict", kind="definition", candidates=("one", "another")).endswith(
        "One and another both hold; a person must settle which."
    )
    error = told("failed", kind="check", severity="breach", points=("children[C1].sex", "case.closed_on"))
    assert error == "Record wrong A label [S031] The record is wrong here. Look at children[C1].sex and case.closed_on."
    query = told("failed", kind="check", severity="query")
    assert query == "Record to mend A label [S031] Put the record right, or record the reason."


def test_what_was_done_says_when_and_whether_it_was_late() -> None:
    """A duty met after its deadline says both days."""
    assert told("met", done_on="2025-03-04") == "Done A label, on 4 March 2025 [S031]"
    late = told("met_late", due="2025-03-02", done_on="2025-03-04")
    assert late == "Done late A label, on 4 March 2025; due by 2 March 2025 [S031]"
    assert told("met_late") == "Done late A label, after the deadline [S031]"


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (True, None, "yes"),
        ("stoke_on_trent", CodeType("Place"), "Stoke-on-Trent"),
        ("online", CodeType("Place"), "online"),
        ("other: Elsewhere", CodeType("Place"), "Elsewhere"),
        (("stoke_on_trent", "online"), ListType(CodeType("Place")), "Stoke-on-Trent and online"),
        ("2025-03-02", DayType(), "2 March 2025"),
    ],
)
def test_a_conclusion_shows_its_value_in_words(value: object, kind: Any, words: str) -> None:
    """Codes by their labels, also those that one list takes from another; days as people write them."""
    made = decision(outcome("concluded", kind="definition", rule="c", label="It is", value=value))
    by = policy(conclusion("c", kind)) if kind is not None else None

    assert f"Concluded It is: {words} [S031]" in flat(page(made, by))


# ---- folding -----------------------------------------------------------------------------------------------------------


def checklist(first: int, last: int, **more: Any) -> list[Any]:
    """Outcomes of one kind, one for each item of a list."""
    fields = {"force": "should"} | more
    return [
        outcome("outstanding", rule=f"item_{n}", action=f"consider item {n}", statements=(f"S{n:03}",), **fields)
        for n in range(first, last + 1)
    ]


def test_a_long_list_of_one_kind_is_one_line_that_says_how_many_which_and_how_to_see_each() -> None:
    """Twenty items of a checklist do not bury the rest: one line has their number, their ids and the way to all of them."""
    text = page(decision(*checklist(70, 89)))

    assert "20 things that the professionals involved should do: S070 to S089. --all shows each." in flat(text)
    assert "consider item" not in text


def test_all_unfolds_every_item() -> None:
    """With --all each item stands by itself, and nothing is folded."""
    text = flat(page(decision(*checklist(70, 89)), everything=True))

    assert all(f"should consider item {n} [S{n:03}]" in text for n in range(70, 90))
    assert "--all" not in text


@pytest.mark.parametrize(
    "outcomes",
    [
        checklist(70, 73),
        checklist(70, 89, force="must"),
        [*checklist(70, 73), *checklist(74, 77, bearer="lead")],
        [*checklist(70, 73), *checklist(74, 77, about={"child": "C2"})],
        [*checklist(70, 73), *checklist(74, 77, about={"child": "C1", "meeting": "M1"})],
        [*checklist(70, 73), *checklist(10, 13)],
        checklist(70, 89, due="2025-04-02"),
    ],
    ids=[
        "four are few",
        "a must",
        "another party",
        "another child",
        "a meeting too",
        "another section",
        "with a deadline",
    ],
)
def test_what_is_grave_few_or_different_is_not_folded(outcomes: list[Any]) -> None:
    """Each must, each deadline and each short list is read by itself; what differs is never thrown together."""
    text = flat(page(decision(*outcomes)))

    assert all(o.action in text for o in outcomes)
    assert "--all" not in text


def test_no_breach_is_ever_folded() -> None:
    """However many duties are breached, each is told with its reason."""
    breached = [outcome("not_met", rule=f"r{n}", action=f"do {n} things", inputs={"breached": True}) for n in range(30)]

    text = flat(page(decision(*breached)))

    assert all(f"must do {n} things" in text for n in range(30))
    assert text.count("Breached: what is recorded goes against it.") == 30


def test_softer_things_that_cannot_be_told_are_folded_with_all_they_hang_on() -> None:
    """What cannot be told and is no must stands in one entry: how many of what, their ids, and every missing fact."""
    untold = [
        outcome("cannot_tell", kind="question", judgement="J02", statements=(), missing=missing("a.b")),
        outcome("cannot_tell", kind="definition", statements=("S103", "S104"), missing=missing("a.b", "c.d")),
        outcome("cannot_tell", kind="permission", statements=(), interpretations=("A18",), missing=missing("e.f")),
        outcome("cannot_tell", kind="table", statements=("S102",), missing=missing("c.d")),
    ]

    text = flat(page(decision(*untold)))

    assert "1 question for a person, 1 thing that may be done and 2 conclusions: S102 to S104; J02; A18. --all" in text
    for path in ("a.b", "c.d", "e.f"):
        assert f"{path} (not recorded): What is {path}?" in text


def test_every_missing_fact_of_every_outcome_is_on_the_page() -> None:
    """Folded or not, no missing fact is dropped."""
    untold = [
        outcome("cannot_tell", rule=f"r{n}", force=force, missing=missing(f"facts[{n}].x", "facts[0].x"), about=about)
        for n in range(12)
        for force in ("must", "should")
        for about in ({"child": "C1"}, {"child": "C2"}, {"meeting": "M1"}, {})
    ]

    text = page(decision(*untold), width=100)

    assert all(f"facts[{n}].x" in text for n in range(12))
