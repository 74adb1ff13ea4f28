"""What is told about rules that cannot be: the code, the underlined text, the message, the cure."""

import pytest

from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.diagnostics.model import Severity
from tests.unit.frontend.small_policy import compiled, found_in_rule


def _rule(head: str, *clauses: str) -> str:
    return "\n    ".join([f'{head} "label"', "cites S001", *clauses]) + "\n"


def _duty(*clauses: str, each: str = "for each child in children", acts: str = 'professionals must "act"') -> str:
    return _rule("duty d", each, acts, *clauses)


BREACHED = "breached when nobody"
PART = "for each part in involvements\n    about child: part.child"

# A rule; the code of its one message; the text it underlines; the message; the first cure.
MISTAKES = [
    (
        _duty("met when r.kind is advice_only", each="for each r in referrals"),
        "N204",
        "r.kind",
        "`r` cannot be named here, only what the outcome concerns: `referral`",
        "write `referral.kind`",
    ),
    (
        _duty("breached when part.child.looked_after", each=PART),
        "N204",
        "part.child.looked_after",
        "`part` cannot be named here, only what the outcome concerns: `child`",
        "write `child.looked_after`",
    ),
    (
        _duty("breached when part.harmed", each=PART),
        "N204",
        "part.harmed",
        "`part` cannot be named here, only what the outcome concerns: `child`",
        "let the outcome concern it too: `about …, involvement: part`",
    ),
    (
        _duty(BREACHED, each="for each part in involvements where is_young(child)\n    about child: part.child"),
        "N204",
        "child",
        "`child` cannot be named here, only the variables of `for each`: `part`",
        "write `part.child`",
    ),
    (
        _duty("met when J13 was answered for part", each=PART),
        "N204",
        "part",
        "`part` cannot be named here, only what the outcome concerns: `child`",
        "let the outcome concern it too: `about …, involvement: part`",
    ),
    (
        _duty(BREACHED, "overrides wekaer") + _rule("silence weaker", "when nobody"),
        "N207",
        "wekaer",
        "there is no rule called `wekaer`",
        "did you mean `weaker`?",
    ),
    (
        _duty(BREACHED, acts='profesionals must "act"'),
        "N208",
        "profesionals",
        "there is no party called `profesionals`",
        "did you mean `professionals`?",
    ),
    (
        _rule("question q", "for each child in children", "asks leed", "answered by J13"),
        "N208",
        "leed",
        "there is no party called `leed`",
        "did you mean `lead`?",
    ),
    (
        _rule("question q", "for each child in children", "asks lead", "answered by J99"),
        "N209",
        "J99",
        "there is no reserved question `J99`",
        "those that are declared: `J02` and `J13`",
    ),
    (
        _duty(BREACHED, acts='professionals must "act on {chid}"'),
        "N210",
        "{chid}",
        "`{chid}` cannot be filled in: a text names what the outcome concerns",
        "write `{child}`",
    ),
    (
        _duty(BREACHED, acts='professionals must "act on {r}"', each="for each r in referrals"),
        "N210",
        "{r}",
        "`{r}` cannot be filled in: a text names what the outcome concerns",
        "write `{referral}`",
    ),
    (
        _rule("permission p", 'lead may "act"', "met when nobody"),
        "R401",
        "met when nobody",
        "a permission has no `met when`: that belongs to a duty",
        "take it out",
    ),
    (
        _duty("met when nobody", BREACHED, acts='professionals must not "act"'),
        "R401",
        "met when nobody",
        "what must not be done is kept unless it is broken, so there is no `met when`",
        "say what breaks it: `breached when …`",
    ),
    (
        _rule("silence s", "when nobody", "when not nobody"),
        "R402",
        "not nobody",
        "`s` has `when` twice",
        "join them with `and` or `or`",
    ),
    (
        _rule("duty d", "for each child in children"),
        "R403",
        "d",
        "a duty says who must do what, and `d` does not",
        'add `PARTY must "…"`',
    ),
    (
        _rule("check c", "fails when nobody"),
        "R403",
        "c",
        "a check says whether it finds an `error` or a `query`, and `c` does not",
        "add `query`",
    ),
    (
        _rule("conclusion c", "concludes advice_only"),
        "R403",
        "c",
        "a conclusion says what kind of value it gives, and `c` does not",
        "add `gives TYPE`",
    ),
    (
        _duty(BREACHED, acts='professionals may "act"'),
        "R404",
        'professionals may "act"',
        "what may be done is a permission, not a duty",
        "begin with `permission d`",
    ),
    (
        _rule("permission p", 'lead should "act"'),
        "R404",
        'lead should "act"',
        "a permission says `may`; what must or should be done is a duty",
        "begin with `duty p`",
    ),
    (
        _duty("breached when child.looked_after", each="for each child in children\n    about chld: child"),
        "R405",
        "chld",
        "an outcome cannot name a `Child` as `chld`",
        "did you mean `child`?",
    ),
    (
        _duty(BREACHED, each="for each part in involvements\n    about part"),
        "R405",
        "part",
        "an outcome cannot name an `Involvement` as `part`",
        "write `about involvement: part`",
    ),
    (
        _duty(BREACHED, each="for each child in children, x in child.residences\n    about child: x"),
        "R405",
        "x",
        "an outcome concerns records that have a key, and this is a `Residence`",
        None,
    ),
    (
        _duty(BREACHED, each="for each part in involvements\n    about child: part.harmed"),
        "R405",
        "part.harmed",
        "an outcome concerns records that have a key, and this is yes or no",
        None,
    ),
    (
        _duty(BREACHED, each="for each a in children, b in children"),
        "R406",
        "b",
        "both `a` and `b` would be the `child` that the outcome concerns",
        "say which is which: `about child: a, other_child: b`",
    ),
    (
        _duty(BREACHED, each="for each x in children, y in children\n    about child: x, child: y"),
        "R406",
        "child",
        "`child` stands for two things that the outcome concerns",
        "give one of them another of its keys",
    ),
    (
        _duty(BREACHED, each="for each part in involvements, child in children\n    about child: part.child"),
        "R406",
        "child",
        "`child` would be both a variable and something else that the outcome concerns",
        "give the variable another name",
    ),
    (
        _duty("met when is_young(child) done on as_at"),
        "R407",
        "as_at",
        "`done on` dates an act, and no act is named",
        "begin with the act: `met when some x in … has … done on x.…`",
    ),
    (
        _duty("met when some r in referrals has r.child is child", "within 5 days of as_at"),
        "R407",
        "met when some r in referrals has r.child is child",
        "the duty has a deadline, and nothing says on which day this was done",
        "begin with the act and end with its day: `met when some x in … has … done on x.…`",
    ),
    (
        _duty("met when nobody", "arises on as_at"),
        "R407",
        "met when nobody",
        "the duty has the day on which it arises, and nothing says on which day this was done",
        "begin with the act and end with its day: `met when some x in … has … done on x.…`",
    ),
    (
        _duty("within 5 days of as_at"),
        "R407",
        "within 5 days of as_at",
        "a day counts for a duty only beside the day of the act that fulfils it, and nothing fulfils it",
        "add `met when some x in … has … done on x.…`",
    ),
    (
        _duty(BREACHED, "overrides d"),
        "R412",
        "d",
        "`d` overrides itself",
        "take it out",
    ),
    (
        _duty(
            "met when its own r in referrals has some q in referrals has its own x in referrals has x.child is child"
        ),
        "R414",
        "its own x in referrals has x.child is child",
        "`its own` says that one act cannot fulfil two duties, so it begins a `met when`",
        "write `some` here",
    ),
    (
        _duty("met when some r in referrals has r.child is child done on r.made_at", "within some_number of as_at"),
        "T302",
        "some_number",
        "a deadline is a number with a unit, and `some_number` is a number",
        "let the interpretation say `takes number of working days`, or another unit",
    ),
    (
        _duty("met when some r in referrals has r.child is child done on r.made_at", "within 24 hours of as_at"),
        "T302",
        "as_at",
        "what a deadline counts from is a moment, and this is a day",
        "a day has no hour: name a field that is a moment",
    ),
    (
        _duty("met when some r in referrals has r.child is child done on r.kind"),
        "T302",
        "r.kind",
        "the day on which a duty is done is a day, and this is a word of `Kind`",
        None,
    ),
    (
        _rule(
            "conclusion c", "for each child in children", "gives Kind", "concludes advice_only", "cites those of child"
        ),
        "T302",
        "child",
        "only a row of reference data cites something, and this is a `Child`",
        None,
    ),
    (
        _duty("a missing Child.looked_aftr counts as no", BREACHED),
        "N202",
        "looked_aftr",
        "the record `Child` has no field `looked_aftr`",
        "did you mean `looked_after`?",
    ),
    (
        _duty("a missing Chld.looked_after counts as no", BREACHED),
        "N206",
        "Chld",
        "there is no record called `Chld`",
        "did you mean `Child`?",
    ),
    (
        _duty("a missing Child.birth_date counts as no", BREACHED),
        "T303",
        "a missing Child.birth_date counts as no",
        "only a yes/no field can count as no where it is missing",
        None,
    ),
    (
        _rule("conclusion c", "gives Knd", "concludes advice_only"),
        "N206",
        "Knd",
        "there is no kind of thing called `Knd`",
        "did you mean `Kind`?",
    ),
    (
        _rule("silence s", "when nobody") + 'always "never"\n    cites S001\n    z is never met\n',
        "N207",
        "z",
        "there is no rule called `z`",
        "did you mean `s`?",
    ),
    (
        'always "never"\n    cites S001\n',
        "R403",
        '"never"',
        "an invariant says which rule is never what",
        "add `RULE is never overridden`, or another status",
    ),
    (
        _duty(BREACHED) + 'always "never"\n    cites S001\n    d is never silent\n',
        "R416",
        "silent",
        "`d` is a duty, which can never be `silent` anyway",
        "it can be `not_met`, `cannot_tell`, `outstanding`, `departed`, `met_late`, `met`, `overridden` or `not_applicable`",
    ),
    (
        _duty(BREACHED) + 'always "never"\n    cites S001\n    d is never overriden\n',
        "R416",
        "overriden",
        "there is no status `overriden`",
        "did you mean `overridden`?",
    ),
    (
        _duty(BREACHED) + 'always "never"\n    cites S001\n    d is never outstanding\n    when chld.looked_after\n',
        "N201",
        "chld",
        "nothing here is called `chld`",
        "did you mean `child`?",
    ),
]


@pytest.mark.parametrize(
    ("text", "code", "underlined", "message", "cure"), MISTAKES, ids=[f"{m[1]} {m[3]}" for m in MISTAKES]
)
def test_a_mistake_is_told_once_at_its_place_with_a_cure(
    text: str, code: str, underlined: str, message: str, cure: str | None
) -> None:
    """One fault, one message: what is wrong in the author's words, where, and what to write instead."""
    found = found_in_rule(text)

    assert (found.code, found.underlined, found.message) == (f"HSB-{code}", underlined, message)
    assert (found.help[0] if found.help else None) == cure
    assert found.diagnostic.severity is Severity.ERROR
    assert found.code in CATALOGUE


WARNINGS = [
    (
        _duty(),
        "R408",
        "d",
        "nothing shows when `d` is done, so it stays outstanding until the case is closed",
    ),
    (
        _duty(acts='professionals must not "act"'),
        "R408",
        "d",
        "nothing shows when `d` is broken, so it is always met",
    ),
    (
        _duty(BREACHED, each="for each child in children, incident in incidents\n    about child"),
        "R409",
        "incident",
        "nothing reads `incident`",
    ),
    (
        _duty("a missing Child.looked_after counts as no", "breached when is_young(child)"),
        "R413",
        "a missing Child.looked_after counts as no",
        "`d` itself never reads `Child.looked_after`",
    ),
]


@pytest.mark.parametrize(("text", "code", "underlined", "message"), WARNINGS, ids=[w[3] for w in WARNINGS])
def test_what_is_probably_not_meant_is_a_warning(text: str, code: str, underlined: str, message: str) -> None:
    """It can be used, but the author is told."""
    found = found_in_rule(text)

    assert (found.code, found.underlined, found.message) == (f"HSB-{code}", underlined, message)
    assert found.diagnostic.severity is Severity.WARNING
    assert found.code in CATALOGUE


def test_the_second_of_a_clause_points_at_the_first() -> None:
    """Both places are shown."""
    result = compiled(_duty(BREACHED, "may be departed from", "may be departed from"))
    [found] = result.found
    [first] = found.diagnostic.secondary

    assert (found.code, first.text) == ("HSB-R402", "the first")
    assert result.at(first.span) == "may be departed from"


SLIPS = {
    "r.kind is advice_only": "referral.kind is advice_only",
    "r is referral": "referral is referral",
}


@pytest.mark.parametrize(("written", "corrected"), SLIPS.items(), ids=SLIPS)
def test_a_slip_of_scope_has_a_safe_fix_where_a_key_says_the_same(written: str, corrected: str) -> None:
    """`r.kind` is `referral.kind` where the outcome concerns `referral: r`."""
    result = compiled(_duty(f"met when {written}", each="for each r in referrals"))

    assert result.fixed() == _duty(f"met when {corrected}", each="for each r in referrals")
    assert not compiled(result.fixed()).found


def test_a_wrong_force_can_be_fixed_by_the_other_kind() -> None:
    """The fix changes the first word; it is not safe, since the force may be what is wrong."""
    result = compiled(_rule("duty d", 'lead may "act"'))
    [found] = [f for f in result.found if f.fix is not None]

    assert result.fixed() == _rule("permission d", 'lead may "act"')
    assert found.fix is not None
    assert not found.fix.safe


def test_mistakes_of_several_clauses_are_told_in_one_run() -> None:
    """A mistake in one clause does not hide those in the next."""
    text = _duty("met when chld.looked_after", "breached when child.looked_aftr", "overrides nothing_of_the_kind")

    assert [f.code for f in compiled(text).found] == ["HSB-N201", "HSB-N202", "HSB-N207"]


def test_a_name_that_is_wrong_all_over_a_rule_is_told_once() -> None:
    """One fault, one message, which shows all its places and corrects all of them."""
    each = "for each r in referrals"
    result = compiled(_duty("met when r.kind is advice_only", "breached when r.made_at has happened", each=each))
    [found] = result.found
    again = [label for label in found.diagnostic.secondary if label.text == "and here"]

    assert (found.code, found.underlined) == ("HSB-N204", "r.kind")
    assert [result.at(label.span) for label in again] == ["r.made_at"]
    assert not compiled(result.fixed()).found


def test_a_name_that_is_wrong_in_two_rules_is_told_for_each() -> None:
    """The author may look at one rule at a time."""
    rules = _rule("silence s", "when nobdy") + _rule("silence t", "when nobdy")

    assert [f.underlined for f in compiled(rules).found] == ["nobdy", "nobdy"]
