"""Recorded answers and departures: which record counts for what, as conditions of the core IR."""

from hsb_policy.core import ir
from hsb_policy.core.show import show_expression
from tests.unit.frontend.small_policy import VOCABULARY, compiled, condition_shown, in_definition

UNNAMED_CHILD = "not(is_named(<the judgement>.child))"
UNNAMED_INCIDENT = "not(is_named(<the judgement>.incident))"
OF_THE_CHILD = f"or({UNNAMED_CHILD}, same(<the judgement>.child, child))"
OF_THE_INCIDENT = f"or({UNNAMED_INCIDENT}, same(<the judgement>.incident, incident))"


def _judged(*parts: str) -> str:
    asked = "same(<the judgement>.question, 'J13')"
    by_then = "at_most(<the judgement>.on, as_at)"
    return f"some(<the judgement> in case.judgements: and({', '.join([asked, *parts, by_then])}))"


KNOWN = "is_recorded(<the judgement>.answer)"


def test_a_judgement_agrees_on_every_key_that_it_names() -> None:
    """On a key that it does not name it agrees with all; one that was not asked about it must not name."""
    assert condition_shown("J13 was answered for child") == _judged(OF_THE_CHILD, UNNAMED_INCIDENT, KNOWN)
    assert condition_shown("J13 was answered for child, incident") == _judged(OF_THE_CHILD, OF_THE_INCIDENT, KNOWN)
    assert condition_shown("J13 was answered") == _judged(UNNAMED_CHILD, UNNAMED_INCIDENT, KNOWN)


def test_an_answer_may_be_asked_for() -> None:
    """`was answered yes` compares the answer, which must be recorded."""
    yes = "same(<the judgement>.answer, yes)"

    assert condition_shown("J13 was answered yes for child") == _judged(OF_THE_CHILD, UNNAMED_INCIDENT, KNOWN, yes)


def test_a_variable_is_taken_by_what_it_is() -> None:
    """A judgement names a child as `child`, whatever the variable is called."""
    shown = condition_shown("some other in children has J13 was answered for other")

    assert "same(<the judgement>.child, other)" in shown


QUESTION = """
question refer "Does this call for a referral?"
    cites S001, J02
    for each part in involvements
    about child: part.child, incident: part.incident
    when trigger is any_harm
    asks lead, professionals
    answered by J02
    consider S003 to S005
"""


def test_a_question_is_answered_for_what_its_outcome_concerns() -> None:
    """Every key of `about` is given to the judgement."""
    result = compiled(QUESTION)
    [question] = result.rules

    assert not result.found
    assert isinstance(question, ir.Question)
    assert (question.asks, question.judgement) == (("lead", "professionals"), "J02")
    assert question.consider == ("S003", "S004", "S005")
    assert question.statements == ("S001",)
    assert show_expression(question.answered) == _judged(OF_THE_CHILD, OF_THE_INCIDENT, KNOWN).replace("J13", "J02")


def _duty(force: str, *clauses: str) -> ir.Duty:
    lines = [
        'duty act "act"',
        "cites S001, S002",
        "for each child in children",
        f'professionals {force} "act"',
        "breached when nobody",
        *clauses,
    ]
    result = compiled("\n" + "\n    ".join(lines) + "\n")
    assert not result.found, result.found
    [duty] = result.rules
    assert isinstance(duty, ir.Duty)
    return duty


def test_a_departure_from_a_should_is_looked_for() -> None:
    """From one of its statements, agreeing on every key it names, with its reason recorded, by the day of judging."""
    departed = _duty("should").departed

    assert departed is not None
    assert show_expression(departed) == (
        "some(<the departure> in case.departures: and(one_of(<the departure>.statement, 'S001', 'S002'), "
        "or(not(is_named(<the departure>.child)), same(<the departure>.child, child)), "
        "not(is_named(<the departure>.incident)), <the departure>.reason_recorded, "
        "at_most(<the departure>.on, as_at)))"
    )


def test_which_duties_may_be_departed_from() -> None:
    """A should, should not or recommended; a must only where it is marked so."""
    for force in ("should", "should not", "is recommended to", "are recommended to"):
        assert _duty(force).departed is not None
    for force in ("must", "must not", "will"):
        assert _duty(force).departed is None
    marked = _duty("must", "may be departed from")
    assert marked.departed is not None
    assert marked.always_departable


def test_a_rule_may_say_what_else_counts_as_a_departure() -> None:
    """Beside the recorded ones, whatever the force of the rule."""
    duty = _duty("must", "counts as departed when child.looked_after")

    assert duty.departed is not None
    assert duty.always_departable
    assert show_expression(duty.departed).startswith("or(some(<the departure> in case.departures: ")
    assert show_expression(duty.departed).endswith(", child.looked_after)")


def test_where_nobody_can_answer_nobody_is_asked() -> None:
    """Without a recording list in the vocabulary, asking for an answer is a mistake."""
    without = VOCABULARY.replace("recorded in judgements", "in judgements")
    result = compiled(in_definition("J13 was answered for child"), without)
    [found] = result.found

    assert (found.code, found.underlined) == ("HSB-R415", "J13 was answered for child")
    assert found.message == "nobody can record this: the vocabulary has no recording list `judgements`"


def test_a_list_that_lacks_a_field_cannot_hold_answers() -> None:
    """The message names what is lacking."""
    without = VOCABULARY.replace("    .answer        answer\n", "")
    [found] = compiled(QUESTION, without).found

    assert (found.code, found.underlined) == ("HSB-R415", "J02")
    assert found.message.endswith("no recording list `judgements` with the fields `answer`")
