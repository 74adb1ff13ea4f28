"""What is told about conditions and values that cannot be: the code, the underlined text, the message, the cure."""

import pytest

from hsb_policy.diagnostics.catalogue import CATALOGUE
from tests.unit.frontend.small_policy import compiled, found_in, in_definition

# A condition; the code of its one message; the text it underlines; the message; the first cure.
MISTAKES = [
    ("chld.looked_after", "N201", "chld", "nothing here is called `chld`", "did you mean `child`?"),
    (
        "some r in referals has r.kind is advice_only",
        "N201",
        "referals",
        "nothing here is called `referals`",
        "did you mean `referrals`?",
    ),
    ("is_yung(child)", "N201", "is_yung", "there is no definition called `is_yung`", "did you mean `is_young`?"),
    (
        "trigger(child) is established",
        "N201",
        "trigger",
        "there is no definition called `trigger`",
        "it is an interpretation: write `trigger` without brackets",
    ),
    (
        "looked_after",
        "N201",
        "looked_after",
        "`looked_after` is a field, and a field stands after a dot",
        "write `child.looked_after`",
    ),
    (
        "some r in lights has r.on is day",
        "N201",
        "lights",
        "`lights` is a field, and a field stands after a dot",
        "write `incident.lights`",
    ),
    (
        "red is red",
        "N201",
        "red",
        "`red` is a word of `Colour`, and means nothing by itself",
        "set it beside a value of that kind: `… is red`",
    ),
    (
        "Referrer.professional",
        "N201",
        "Referrer",
        "`Referrer` is a kind of record, and not one of them",
        "those of the case are `referrer`",
    ),
    (
        "silent has a value",
        "N201",
        "silent",
        "`silent` means nothing by itself",
        "set it beside what a definition gives: `… is silent`",
    ),
    ("lead", "N201", "lead", "`lead` is a party, and a party is not a value", None),
    (
        "child.looked_aftr",
        "N202",
        "looked_aftr",
        "the record `Child` has no field `looked_aftr`",
        "did you mean `looked_after`?",
    ),
    (
        "referrer.agency is stoke",
        "N202",
        "agency",
        "the record `Referrer` has no field `agency`",
        "its fields: `professional`",
    ),
    ("case.closd_on is day", "N202", "closd_on", "the case has no field `closd_on`", "did you mean `closed_on`?"),
    ("incident.colour is ambr", "N203", "ambr", "`ambr` is not a word of `Colour`", "did you mean `amber`?"),
    (
        "incident.colour is one of green, purple",
        "N203",
        "purple",
        "`purple` is not a word of `Colour`",
        "words of `Colour`: `green`, `amber` and `red`",
    ),
    (
        "trigger is establishd",
        "N203",
        "establishd",
        "`establishd` is not a reading of `trigger`",
        "did you mean `established`?",
    ),
    (
        "some child in children has child.looked_after",
        "N205",
        "child",
        "`child` already stands for something here",
        "give the variable another name",
    ),
    (
        "some trigger in children has trigger.looked_after",
        "N205",
        "trigger",
        "`trigger` is already the name of an interpretation",
        "give the variable another name",
    ),
    (
        "some referrals in children has referrals.looked_after",
        "N205",
        "referrals",
        "`referrals` is already the name of something in the case file",
        "give the variable another name",
    ),
    (
        "some nobody in children has nobody.looked_after",
        "N205",
        "nobody",
        "`nobody` is already the name of a definition",
        "give the variable another name",
    ),
    (
        "J14 was answered for child",
        "N209",
        "J14",
        "there is no reserved question `J14`",
        "those that are declared: `J02` and `J13`",
    ),
    (
        "age of child on day is above day",
        "T301",
        "day",
        "an age in years is compared with a day",
        "compare an age with a number of years, as in `is below 13`",
    ),
    ("day is after 12", "T301", "12", "a day is compared with a number", "write the day in full, as in 2025-03-02"),
    (
        "incident.colour is referral.kind",
        "T301",
        "referral.kind",
        "a word of `Colour` is compared with a word of `Kind`",
        "two lists of words can be compared only if one of them `includes` the other",
    ),
    ("child is incident", "T301", "incident", "a `Child` is compared with an `Incident`", None),
    (
        'child is "C1"',
        "T301",
        '"C1"',
        "a `Child` is compared with a text",
        "compare a field of it, for example `child.id`",
    ),
    (
        "referral.worker is child",
        "T301",
        "child",
        "a text is compared with a `Child`",
        "compare a field of it, for example `child.id`",
    ),
    (
        "referral.outcomes is advice_only",
        "T301",
        "referral.outcomes",
        "a list of words of `Kind` is compared as if it were one thing",
        "write `referral.outcomes includes advice_only`",
    ),
    (
        "referral.outcomes is one of advice_only, child_protection",
        "T301",
        "referral.outcomes",
        "a list of words of `Kind` is compared as if it were one thing",
        "write `referral.outcomes includes advice_only`",
    ),
    (
        "child.residences includes child",
        "T301",
        "child",
        "a list of `Residence` cannot include a `Child`",
        None,
    ),
    (
        "incident.colour is below red",
        "T301",
        "incident.colour",
        "this is a word of `Colour`, and only numbers, ages, days and moments have an order",
        "name the words that are meant: `is one of …`",
    ),
    (
        "is_young(day)",
        "T302",
        "day",
        "what `is_young` takes as `child` is a `Child`, and this is a day",
        None,
    ),
    (
        "24 hours after referral.received_on is after referral.made_at",
        "T302",
        "referral.received_on",
        "what 24 hours are counted from is a moment, and this is a day",
        "a day has no hour: name a field that is a moment",
    ),
    (
        "latest r in referrals by r.kind has r.kind is advice_only",
        "T302",
        "r.kind",
        "`latest` goes by a day, a moment or a number, and this is a word of `Kind`",
        None,
    ),
    (
        'incident.colour is "amber"',
        "T302",
        '"amber"',
        "`amber` is a word of `Colour`, and words of a list stand without quotation marks",
        "write `amber`",
    ),
    (
        "child.looked_after has happened",
        "T302",
        "child.looked_after",
        "only a day or a moment can have happened, and this is yes or no",
        None,
    ),
    (
        "is_young(child) is recorded",
        "T302",
        "is_young(child)",
        "only what the case file has can be recorded, and this is yes or no",
        "name a field, as in `child.birth_date is recorded`",
    ),
    (
        "J13 was answered for referral",
        "T302",
        "referral",
        "a judgement names `child` and `incident`, and this is a `Referral`",
        None,
    ),
    (
        "latest (r in referrals by r.made_at) gives r.kind or if none red is advice_only",
        "N203",
        "red",
        "`red` is not a word of `Kind`",
        "words of `Kind`: `child_protection` and `advice_only`",
    ),
    (
        "part.harmed names nobody",
        "T302",
        "part.harmed",
        "only a field that refers to another record names somebody or nobody, and this is yes or no",
        "name a field that holds the id of a record, as in `entry.child names nobody`",
    ),
    (
        "referral.made_at or if not recorded as_at is day",
        "T302",
        "referral.made_at",
        "an open date that is absent has not come yet, so nothing can stand in for it as not recorded",
        "write `or if not yet`",
    ),
    (
        "home(child) or if not recorded stoke is stoke",
        "T302",
        "home(child)",
        "only a fact can be absent, so nothing can stand in for it as not recorded",
        None,
    ),
    (
        "child",
        "T303",
        "child",
        "a condition is yes or no, and this is a `Child`",
        "ask for a field of it, for example `child.looked_after`",
    ),
    (
        "incident.colour",
        "T303",
        "incident.colour",
        "a condition is yes or no, and this is a word of `Colour`",
        "say which word it must be, for example `incident.colour is green`",
    ),
    (
        "some j in judgements has j.answer",
        "T303",
        "j.answer",
        "a condition is yes or no, and this is a person's answer",
        "write `j.answer is yes`",
    ),
    (
        "number of working days from day to as_at is at most 5 days",
        "T304",
        "5 days",
        "a number of working days is compared with a number of days",
        "write `5 working days`",
    ),
    (
        "number of months from day to as_at is below 2 years",
        "T304",
        "2 years",
        "a number of months is compared with a number of years",
        "write `24 months`",
    ),
    (
        "day is below as_at",
        "T305",
        "day is below as_at",
        "days and moments are compared in other words than `is below`",
        "write `day is before as_at`",
    ),
    (
        "referral.sessions is on or after 3",
        "T305",
        "referral.sessions is on or after 3",
        "numbers and ages are compared in other words than `is on or after`",
        "write `referral.sessions is at least 3`",
    ),
    (
        "is_young(child, day)",
        "T306",
        "is_young(child, day)",
        "`is_young` takes 1 value (child), and 2 are given",
        "write `is_young(child)`",
    ),
    (
        "is_young",
        "T306",
        "is_young",
        "`is_young` takes 1 value (child), and none is given",
        "write `is_young(child)`",
    ),
    (
        "latest (r in referrals by r.made_at where r.child is child) gives r.kind is advice_only",
        "T307",
        "latest (r in referrals by r.made_at where r.child is child) gives r.kind",
        "nothing says what it is if `referrals` has none for which `where` holds",
        "add `or if none …` with the value for that",
    ),
    (
        "referral.received_on has happened",
        "T308",
        "referral.received_on",
        "this date is never 'not yet': a date that is not recorded is unknown",
        "if it is empty until it happens, declare it as an `open date`",
    ),
    (
        "child.looked_after is recorded",
        "T309",
        "child.looked_after is recorded",
        "what is not recorded is unknown, and a rule must not take that for no",
        "ask for the fact itself: where it is not recorded, the outcome is `cannot_tell` and names it",
    ),
    (
        "some r in referrer has r.professional",
        "T310",
        "referrer",
        "a list is needed to range over, and this is a `Referrer`",
        "it is one record: ask for its fields, as in `referrer.…`",
    ),
    (
        "referral.kind includes advice_only",
        "T310",
        "referral.kind",
        "only a list can include something, and this is a word of `Kind`",
        "write `referral.kind is advice_only`",
    ),
    (
        "child.residences.authority is stoke",
        "T311",
        "authority",
        "a list of `Residence` has no field `authority`",
        "ask about its records: `some x in child.residences has x.authority …`",
    ),
    ("day.year is 2025", "T311", "year", "a day has no field `year`", None),
    (
        "incident covers day",
        "T312",
        "incident",
        "this is an `Incident`, which is no period",
        "mark two of its fields with `starts period` and `ends period`",
    ),
    (
        "age of incident on day is below 12",
        "T313",
        "incident",
        "this is an `Incident`, which has no age",
        "records that have an age: `Child`",
    ),
    (
        "day is before 2025-03",
        "T314",
        "2025-03",
        "`2025-03` is a month, and a rule needs a day",
        "write a day of it: `2025-03-01`",
    ),
    (
        "child.authority has a value",
        "T315",
        "child.authority",
        "only what a definition gives can have no value, where the procedure is silent",
        "for a fact of the case, a check may ask `is recorded`",
    ),
    (
        "max_months has no value",
        "T315",
        "max_months",
        "only what a definition gives can have no value, where the procedure is silent",
        "for an interpretation, write `max_months is not set`",
    ),
    (
        "child.looked_after is set",
        "T316",
        "child.looked_after",
        "only an interpretation is set or not, and this is yes or no",
        "for a fact of the case, a check may ask `is recorded`",
    ),
    (
        'some j in judgements has j.answer is "maybe"',
        "T317",
        '"maybe"',
        "a rule reads whether a person answered yes or no, never the words of an answer",
        "compare with `yes` or `no`",
    ),
    (
        "nobody and is_young(child) or child.looked_after",
        "T318",
        "or",
        "`and` and `or` stand beside each other, and without brackets this can be read in two ways",
        "write `(nobody and is_young(child)) or child.looked_after`",
    ),
    (
        "some c in contacts has referral.made_at is within opening",
        "T319",
        "opening",
        "`opening` has a reading for each of `contacts`, and this does not say for which",
        "write `opening(c)`",
    ),
    (
        "settled is yes",
        "T320",
        "settled",
        "`settled` is fixed, so there is no reading to ask for",
        "write what is fixed into the rule",
    ),
    (
        "its own r in referrals has r.kind is advice_only",
        "R414",
        "its own r in referrals has r.kind is advice_only",
        "`its own` says that one act cannot fulfil two duties, so it begins a `met when`",
        "write `some` here",
    ),
]


@pytest.mark.parametrize(
    ("written", "code", "underlined", "message", "cure"), MISTAKES, ids=[f"{m[1]} {m[0]}" for m in MISTAKES]
)
def test_a_mistake_is_told_once_at_its_place_with_a_cure(
    written: str, code: str, underlined: str, message: str, cure: str | None
) -> None:
    """One fault, one message: what is wrong in the author's words, where, and what to write instead."""
    found = found_in(written)

    assert (found.code, found.underlined, found.message) == (f"HSB-{code}", underlined, message)
    assert (found.help[0] if found.help else None) == cure
    assert len(found.help) <= 2


@pytest.mark.parametrize("code", sorted({f"HSB-{m[1]}" for m in MISTAKES}))
def test_every_code_is_in_the_catalogue(code: str) -> None:
    """The catalogue names each code that is told."""
    assert code in CATALOGUE


CORRECTED = {
    "chld.looked_after": "child.looked_after",
    "child.looked_aftr": "child.looked_after",
    "incident.colour is ambr": "incident.colour is amber",
    "is_yung(child)": "is_young(child)",
    'incident.colour is "amber"': "incident.colour is amber",
    "some r in referals has r.child is child": "some r in referrals has r.child is child",
}


@pytest.mark.parametrize(("written", "corrected"), CORRECTED.items(), ids=CORRECTED)
def test_a_misspelt_name_has_a_safe_fix(written: str, corrected: str) -> None:
    """Applying the fix gives a policy without mistakes."""
    result = compiled(in_definition(written))
    fixed = result.fixed()

    assert fixed == in_definition(corrected)
    assert result.found[0].fix is not None
    assert result.found[0].fix.safe
    assert not compiled(fixed).found


def test_both_readings_of_mixed_words_are_offered() -> None:
    """The two ways to set brackets, long conditions cut short."""
    found = found_in("nobody or is_young(child) and (nobody or child.looked_after)")

    assert found.help == (
        "write `nobody or (is_young(child) and (nobody or child.looked_after))`",
        "or write `(nobody or is_young(child)) and (nobody or child.looked_after)`",
    )


CONSEQUENCES = [
    "chld.birth_date is before day",
    "age of chld on day is below 13",
    "is_yung(child) is one of amber, red",
    "some r in referals where r.kind is amber has r.child.name is 5",
    "latest (r in referals by r.made_at) gives r.kind or if none amber is red",
    "chld is amber",
    "incident.colour is one of ambr, incident.colour",
    "child.residenzes includes amber",
    "chld.authority has happened",
    "5 days after chld.birth_date is after as_at",
]


@pytest.mark.parametrize("written", CONSEQUENCES)
def test_no_consequence_of_a_mistake_is_told(written: str) -> None:
    """What follows from a mistake is not a second mistake."""
    assert found_in(written).code.startswith("HSB-N20")


def test_two_mistakes_are_told_in_one_run() -> None:
    """A mistake in one part does not hide those in the next."""
    result = compiled(in_definition("chld.looked_after and incident.colour is ambr and day.year is 5"))

    assert [f.underlined for f in result.found] == ["chld", "ambr", "year"]


def test_a_message_points_at_the_declaration() -> None:
    """Why something was expected is shown where it was declared."""
    result = compiled(in_definition("incident.colour is ambr"))
    [found] = result.found
    [label] = found.diagnostic.secondary

    assert (result.at(label.span), label.text) == ("Colour", "declared here")
