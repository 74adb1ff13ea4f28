"""What to ask next: first what settles most."""

from hsb_policy.core.decision import Outcome
from hsb_policy.engine.questions import next_questions
from hsb_policy.values.unknown import Fact


def untold(rule: str, *paths: str, force: str = "should") -> Outcome:
    """An outcome that hangs on these facts."""
    facts = tuple(Fact(path, ask=f"What is {path}?") for path in paths)
    return Outcome(
        rule=rule, label="", kind="duty", statements=(), about={}, status="cannot_tell", force=force, missing=facts
    )


def for_a_person(rule: str) -> Outcome:
    """A question that stands open."""
    return Outcome(
        rule=rule,
        label="Is it so?",
        kind="question",
        statements=(),
        about={},
        status="needs_professional",
        judgement="J01",
    )


def asked(*outcomes: Outcome) -> list[tuple[str | None, int]]:
    """The places (None for a person), and how many outcomes each settles."""
    return [(q.path, q.settles) for q in next_questions(outcomes, {})]


def test_what_settles_more_outcomes_by_itself_comes_first() -> None:
    """A fact on which two outcomes hang alone goes before one on which more hang, but never alone."""
    assert asked(
        untold("a", "x"), untold("b", "x"), untold("c", "y", "z"), untold("d", "y", "z"), untold("e", "y", "x")
    ) == [
        ("x", 2),
        ("y", 0),
        ("z", 0),
    ]


def test_a_must_goes_before_a_should() -> None:
    """Of facts that settle as many, the one on which a must turns."""
    assert asked(untold("a", "x"), untold("b", "y", force="must")) == [("y", 1), ("x", 1)]


def test_a_question_for_a_person_settles_itself() -> None:
    """It stands after the facts that settle one outcome, and before those that settle none by themselves."""
    assert asked(for_a_person("q"), untold("a", "x"), untold("b", "y", "z")) == [
        ("x", 1),
        (None, 1),
        ("y", 0),
        ("z", 0),
    ]
