"""What the plan over columns says, one small policy each, beside what the reference says, where something is unknown, tied or silent."""

import json
from pathlib import Path
from typing import Any

import pytest

from hsb_policy.backends.columnar.from_cases import batch_of
from hsb_policy.backends.columnar.plan import Plan, plan
from hsb_policy.backends.columnar.run import found
from hsb_policy.core import ir
from hsb_policy.core.case import Case
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.decide import reference_rows
from hsb_policy.engine.readings import choose
from hsb_policy.frontend.pipeline import compile_policy
from tests.properties.deciding import compiled, loaded
from tests.properties.test_columnar import PLAN, POLICY, ROWS, by_the_plan, expected

Documents = tuple[dict[str, Any], ...]

ROOT = Path(__file__).parents[4]
HEAD = (
    'policy toy "A policy" edition "for tests" statements S001 to S009\ncalendar england\nparty keeper "the keeper"\n'
)


def _plan(policy: ir.Policy) -> Plan:
    """The plan of a policy under its defaults."""
    return plan(policy, choose(policy, {}).values, reference_rows(policy))


def _statuses(policy: ir.Policy, *documents: dict[str, Any]) -> list[dict[str, str]]:
    """For each case, how its outcomes stand by what they are about; after all outcomes were compared with the reference's."""
    cases = [loaded(policy, {"case_id": "T", "as_at": "2025-03-20", **document}) for document in documents]
    of = _plan(policy)
    assert of.refused == ()
    told = by_the_plan(of, cases)
    assert told == expected(of, cases, choose(policy, {}).values, reference_rows(policy))
    by_case: list[dict[str, str]] = [{} for _ in cases]
    for (number, _, about), (status, _, _) in told.items():
        by_case[number][" ".join(id_ for _, id_ in about)] = status
    return by_case


def _check(condition: str, *clauses: str, definitions: tuple[str, ...] = ()) -> ir.Policy:
    """A policy of one check over the small vocabulary."""
    rule = "\n    ".join(('check c "a check"', "cites S001", *clauses, "query", f"fails when {condition}"))
    return compiled([*definitions, rule])


def _define(name: str, head: str, *body: str) -> str:
    return "\n    ".join((f"define {name} {head}".strip(), f'"{name}"', "cites S001", *body))


# ---- whole files --------------------------------------------------------------------------------------------------------------
def _committed() -> list[Case]:
    """The example cases, and the project's own."""
    folders = (ROOT / "examples/cases", ROOT / "tests/cases/own")
    documents = [json.loads(f.read_text(encoding="utf-8")) for folder in folders for f in sorted(folder.glob("*.json"))]
    return [POLICY.case(d["case"] if isinstance(d.get("case"), dict) else d) for d in documents]


def test_every_committed_case_stands_in_columns_as_in_the_interpreter() -> None:
    """Statuses, deadlines and days done of all rules, of all cases at once and of each alone."""
    cases = _committed()

    assert len(cases) > 20
    assert by_the_plan(PLAN, cases) == expected(PLAN, cases, POLICY.readings.values, ROWS)
    for case in cases[:3]:
        assert by_the_plan(PLAN, [case]) == expected(PLAN, [case], POLICY.readings.values, ROWS)


def test_no_rule_of_the_bundled_policy_is_refused() -> None:
    """Columns say all of them."""
    assert PLAN.refused == ()
    assert len(PLAN.rules) == len(POLICY.compiled.rules)


def test_a_batch_of_no_cases_has_no_outcomes() -> None:
    """Nothing is asked of a record that is not there."""
    assert list(found(PLAN, batch_of(PLAN.layout, [], PLAN.words))) == []


def test_the_same_case_twice_stands_alike() -> None:
    """Records of one case do not meet those of another, though they have the same ids."""
    document = {"people": [{"id": "P1", "friend": "P1", "flag": True}], "events": [{"id": "E1", "person": "P1"}]}
    first, second = _statuses(_check("event.person.flag", "for each event in events"), document, document)

    assert first == second == {"E1": "failed"}


# ---- what cannot be said --------------------------------------------------------------------------------------------------------
def test_what_cannot_be_said_is_refused_by_name_and_place() -> None:
    """Acts of which one cannot fulfil two duties hang on each other; the rules beside are answered all the same."""
    own = "\n    ".join(
        (
            'duty d "a duty"',
            "cites S001",
            "for each person in people",
            'keeper must "act"',
            "met when its own e in events has e.big done on e.seen_at",
        )
    )
    policy = compiled([own, 'check c "a check"\n    cites S001\n    query\n    fails when case.loud\n'])
    of = _plan(policy)
    case = loaded(policy, {"case_id": "T", "as_at": "2025-03-20", "people": [{"id": "P"}], "loud": True})

    [refusal] = of.refused
    assert (refusal.rule, refusal.place) == ("d", "toy.policy")
    assert "its own" in refusal.reason
    assert {rule: status for (_, rule, _), (status, _, _) in by_the_plan(of, [case]).items()} == {"c": "failed"}


# ---- lists of which something is unknown ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("condition", "statuses"),
    [
        # no list, an empty one, one record that says yes, one that says nothing
        ("some e in events has e.big", ["cannot_tell", "passed", "failed", "cannot_tell"]),
        ("every e in events has e.big", ["cannot_tell", "failed", "failed", "cannot_tell"]),
        ("no e in events has e.big", ["cannot_tell", "failed", "passed", "cannot_tell"]),
        ("exactly one e in events has e.big", ["cannot_tell", "passed", "failed", "cannot_tell"]),
        ("count of (e in events where e.big) is at least 1", ["cannot_tell", "passed", "failed", "cannot_tell"]),
        ("latest e in events by e.on has e.big", ["cannot_tell", "passed", "failed", "cannot_tell"]),
        ("first in record order e in events has e.big", ["cannot_tell", "passed", "failed", "cannot_tell"]),
    ],
)
def test_a_list_that_is_not_recorded_is_not_an_empty_one(condition: str, statuses: list[str]) -> None:
    """In each way to speak of its records."""
    documents: Documents = ({}, {"events": []}, {"events": [{"id": "E", "big": True}]}, {"events": [{"id": "E"}]})

    assert [one[""] for one in _statuses(_check(condition), *documents)] == statuses


def test_of_two_lists_one_is_not_recorded() -> None:
    """The one that is known does not hide the other, but where it is empty: then there is no combination."""
    policy = _check("some p in people, e in events where e.person is p has e.big")
    documents: Documents = (
        {"people": [{"id": "P"}]},
        {"events": [{"id": "E", "big": True}]},
        {"people": []},
        {"events": []},
    )

    assert [one[""] for one in _statuses(policy, *documents)] == ["cannot_tell", "cannot_tell", "passed", "cannot_tell"]


def test_a_rule_for_each_of_two_lists_of_which_one_is_not_recorded() -> None:
    """One outcome for each record that is known, about it alone; where one list is empty there is none."""
    policy = _check("person.flag", "for each event in events, person in people")
    people = [{"id": "P1", "flag": True}, {"id": "P2", "flag": False}]

    assert _statuses(
        policy, {"people": people}, {"events": [{"id": "E1"}, {"id": "E2"}]}, {"people": [], "events": []}
    ) == [
        {"P1": "cannot_tell", "P2": "cannot_tell"},
        {"E1": "cannot_tell", "E2": "cannot_tell"},
        {},
    ]


def test_a_list_within_a_record_that_a_condition_leaves_out() -> None:
    """It is not recorded, and that counts whatever is said of the record around it."""
    policy = _check("some p in people, s in p.stays where p.flag has s.quiet")
    people = [{"id": "P1", "flag": False}, {"id": "P2", "flag": True, "stays": []}]

    assert _statuses(policy, {"people": people}) == [{"": "cannot_tell"}]


# ---- records that are not known ---------------------------------------------------------------------------------------------------
def test_a_ref_that_is_missing_may_be_about_each() -> None:
    """But not about a person whose own facts rule it out; and beside them stands the outcome about nobody known."""
    policy = _check(
        "case.loud", "for each event in events", "about person: event.person", "when event.big and person.flag"
    )
    people = [{"id": "P1", "flag": True}, {"id": "P2", "flag": False}]
    events = [{"id": "E1", "person": "P1"}, {"id": "E2", "person": "P2"}, {"id": "E9", "big": True}]

    [told] = _statuses(policy, {"people": people, "events": events, "loud": True})

    assert told == {"P1": "cannot_tell", "P2": "not_applicable", "": "cannot_tell"}


def test_a_definition_of_a_record_that_is_not_known() -> None:
    """It is unknown, whatever all records say that it may be; of a record that is known, what that record says."""
    warm = _define("warm", "for person: Person", "as person.flag and some stay in person.stays has stay.quiet")
    policy = _check("warm(person.friend)", "for each person in people", definitions=(warm,))
    told = {"flag": True, "stays": [{"quiet": True}]}
    people = [{"id": "P1", "friend": "P2", **told}, {"id": "P2", **told}]

    assert _statuses(policy, {"people": people}) == [{"P1": "failed", "P2": "cannot_tell"}]


def test_a_definition_that_asks_what_was_recorded_of_its_record() -> None:
    """Of a friend that nobody entered, the default holds as it does in the place of the call; not of one recorded as not known."""
    flagged = _define("flagged", "for person: Person gives yes/no", "normally person.flag or if not recorded yes")
    policy = _check("flagged(person.friend)", "for each person in people", definitions=(flagged,))
    people = [
        {"id": "P1"},
        {"id": "P2", "friend": "unknown"},
        {"id": "P3", "friend": "P1"},
        {"id": "P4", "flag": False},
    ]

    told = _statuses(policy, {"people": people})[0]

    assert told == {"P1": "failed", "P2": "cannot_tell", "P3": "failed", "P4": "failed"}


def test_a_definition_of_two_records_leaves_out_what_one_of_them_rules_out() -> None:
    """Each of its parts is asked of the records that it names; what is not known of one keeps the combination."""
    near = _define("near", "for event: Event, guest: Person", "as event.big and event.person is guest and guest.flag")
    policy = _check("some e in events has near(e, person)", "for each person in people", definitions=(near,))
    people = [{"id": f"P{at}", "flag": at != 3} for at in range(1, 5)]
    named = [{"id": f"E{at}", "person": f"P{at}", "big": at != 2} for at in range(1, 4)]

    told = _statuses(
        policy, {"people": people, "events": named}, {"people": people, "events": [{"id": "E", "big": True}]}
    )

    assert told[0] == {"P1": "failed", "P2": "passed", "P3": "passed", "P4": "passed"}
    assert told[1] == {"P1": "cannot_tell", "P2": "cannot_tell", "P3": "passed", "P4": "cannot_tell"}


def test_a_definition_of_a_record_on_a_day_of_the_case() -> None:
    """It is the same for all records of a case, and differs from case to case."""
    grown = _define("grown", "for person: Person, day: date", "as age of person on day is at least 18")
    policy = _check("grown(event.person, as_at)", "for each event in events", definitions=(grown,))
    document = {"people": [{"id": "P", "born": "2007-03-20"}], "events": [{"id": "E", "person": "P"}, {"id": "F"}]}

    told = _statuses(policy, document, {**document, "as_at": "2025-03-19"})

    assert told == [{"E": "failed", "F": "cannot_tell"}, {"E": "passed", "F": "cannot_tell"}]


def test_definitions_of_rows_of_reference_data() -> None:
    """One that speaks of the row alone is worked out for the rows; one that speaks of the case too, for each case."""
    policy, problems = compile_policy(
        [
            SourceFile(
                "desks.policy",
                HEAD + "codes Desk front, back\ncodes Colour red, amber, green\n"
                "record DeskRow in reference desks as desk\n    .code Desk\n    .colours list of Colour\n    .quiet yes/no\n"
                "case\n    .case_id text\n    .as_at date\n    .colour Colour\n    .loud yes/no\n"
                "reference desks of DeskRow\n    cites S001\n    | .code | .colours | .quiet | cites |\n"
                "    | front | red, amber | yes | S001 |\n    | back | green | no | S001 |\n"
                'define serves for desk: DeskRow, colour: Colour\n    "serves"\n    as desk.colours includes colour\n'
                'define bears for desk: DeskRow\n    "bears"\n    as desk.quiet is yes or case.loud\n'
                'check c "a check"\n    cites S001\n    for each desk in desks\n    query\n'
                "    fails when bears(desk) and (serves(desk, red) or serves(desk, case.colour))\n",
            )
        ]
    )
    assert policy is not None, [d.message for d in problems.items]
    documents: Documents = ({"loud": False}, {"loud": True, "colour": "green"}, {"colour": "green"}, {})

    told = _statuses(policy, *documents)

    assert told == [
        {"front": "failed", "back": "passed"},
        {"front": "failed", "back": "failed"},
        {"front": "failed", "back": "cannot_tell"},
        {"front": "failed", "back": "cannot_tell"},
    ]


def test_a_friend_of_a_friend_that_is_not_known() -> None:
    """Unknown all the way; so is each of the friend's lists."""
    policy = _check("some s in person.friend.friend.stays has s.quiet", "for each person in people")
    people = [
        {"id": "P1", "friend": "P2"},
        {"id": "P2", "friend": "P3"},
        {"id": "P3", "stays": [{"quiet": True}]},
    ]

    assert _statuses(policy, {"people": people}) == [{"P1": "failed", "P2": "cannot_tell", "P3": "cannot_tell"}]


def test_records_without_ids_are_named_by_their_place() -> None:
    """The tenth stands after the second, whatever their names sort like."""
    policy, problems = compile_policy(
        [
            SourceFile(
                "memos.policy",
                HEAD + "record Memo in memos as memo\n    .sure yes/no\ncase\n    .case_id text\n    .as_at date\n"
                'check c "a check"\n    cites S001\n    for each memo in memos\n    query\n    fails when memo.sure\n',
            )
        ]
    )
    assert policy is not None, problems.items
    memos = [{"sure": at == 10} for at in range(11)]

    empty, told = _statuses(policy, {"memos": []}, {"memos": memos})

    assert empty == {}
    assert [told[f"memos[{at}]"] for at in range(11)] == ["passed"] * 10 + ["failed"]


def test_a_vocabulary_without_people_and_without_the_day_of_closing() -> None:
    """A case is never closed there: what is not done is outstanding."""
    policy, problems = compile_policy(
        [
            SourceFile(
                "plain.policy",
                HEAD + "case\n    .case_id text\n    .as_at date\n    .loud yes/no\n    .done yes/no\n"
                'duty d "a duty"\n    cites S001\n    when case.loud\n    keeper must "act"\n    met when case.done\n',
            )
        ]
    )
    assert policy is not None, problems.items
    documents: Documents = ({"loud": True, "done": False}, {"loud": True, "done": True}, {"loud": False}, {})

    told = [one[""] for one in _statuses(policy, *documents)]

    assert told == ["outstanding", "met", "not_applicable", "cannot_tell"]


# ---- ties, silence, conflicts, named codes ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([("2025-03-01", True), ("2025-03-01", True)], "failed"),
        ([("2025-03-01", True), ("2025-03-01", False)], "cannot_tell"),
        ([("2025-03-01", False), ("2025-03-02", True)], "failed"),
        ([("2025-03", False), ("2025-03-02", True)], "cannot_tell"),
        ([("2025-02", False), ("2025-03-02", True)], "failed"),
        ([(None, True), ("2025-03-02", True)], "failed"),
    ],
)
def test_a_tie_is_settled_where_all_that_may_be_it_agree(events: list[tuple[str | None, bool]], status: str) -> None:
    """Days that are the same, known to the month, or not known at all."""
    listed = [{"id": f"E{at}", "on": on, "big": big} for at, (on, big) in enumerate(events)]

    assert _statuses(_check("latest e in events by e.on has e.big"), {"events": listed}) == [{"": status}]


@pytest.mark.parametrize(
    ("flag", "loud", "statuses"),
    [
        (False, False, ("silent", "passed")),
        (True, False, ("concluded", "failed")),
        (False, True, ("concluded", "passed")),
        (True, True, ("conflict", "cannot_tell")),
        (None, False, ("cannot_tell", "cannot_tell")),
    ],
)
def test_silence_and_conflict(flag: bool | None, loud: bool, statuses: tuple[str, str]) -> None:
    """No exception holds: silence, which is the same as nothing; two that differ: a conflict."""
    grade = _define(
        "grade",
        "for person: Person gives Answer3",
        "normally silent",
        "except when person.flag: poor",
        "except when case.loud: fair",
    )
    conclusion = 'conclusion c "c"\n    cites S001\n    for each person in people\n    gives Answer3\n    concludes grade(person)'
    check = (
        'check k "k"\n    cites S001\n    for each person in people\n    query\n    fails when grade(person) is poor'
    )
    document = {"people": [{"id": "P", "flag": flag}], "loud": loud}

    told = tuple(_statuses(compiled([grade, rule]), document)[0]["P"] for rule in (conclusion, check))

    assert told[0] == statuses[0]
    assert told[1] == statuses[1]


@pytest.mark.parametrize(
    ("one", "other", "status"),
    [
        (("north", None), ("north", None), "failed"),
        (("north", None), ("other", "X"), "passed"),
        (("other", "X"), ("other", "X"), "failed"),
        (("other", "X"), ("other", "Y"), "passed"),
        (("other", None), ("other", "X"), "cannot_tell"),
        ((None, None), ("other", "X"), "cannot_tell"),
    ],
)
def test_codes_with_names_are_the_same_by_their_names(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None], status: str
) -> None:
    """`other` says little by itself; a name that is missing is unknown."""
    policy = _check("some a in people, b in people where a is not b has a.area is b.area")
    people = [{"id": f"P{at}", "area": area, "area_name": name} for at, (area, name) in enumerate((one, other))]

    assert _statuses(policy, {"people": people}) == [{"": status}]


# ---- days -----------------------------------------------------------------------------------------------------------------------
def _due(within: str, on: str | None) -> Any:
    """The deadline so long after a day, of both back ends."""
    rule = "\n    ".join(
        (
            'duty d "a duty"',
            "cites S001",
            "for each event in events",
            'keeper must "act"',
            "met when some e in events has e is event and e.big done on e.seen_at",
            "arises on event.on",
            f"within {within} of event.on",
        )
    )
    policy = compiled([rule])
    case = loaded(policy, {"case_id": "T", "as_at": "2025-03-20", "events": [{"id": "E", "on": on}]})
    of = _plan(policy)
    told = by_the_plan(of, [case])
    assert told == expected(of, [case], choose(policy, {}).values, {})
    [(_, due, _)] = told.values()
    return due


def test_deadlines_at_the_ends_of_months_and_of_the_calendar() -> None:
    """A month after 31 January ends in February; past the last year of holidays no working day is known; a month has two bounds."""
    assert _due("1 month", "2025-01-31") == _due("28 days", "2025-01-31")
    assert _due("1 month", "2024-01-31") == _due("29 days", "2024-01-31")
    assert _due("1 year", "2024-02-29") == _due("365 days", "2024-02-29")
    assert _due("2 working days", "2035-12-31") is None
    assert _due("1 working day", "2025-04-17") == _due("5 days", "2025-04-17")  # Easter
    first, last = _due("1 day", "2025-02")
    assert last - first == 27
    assert _due("1 day", None) is None


def test_an_age_on_29_february() -> None:
    """Thirteen on 1 March, where there is no such day."""
    policy = _check("age of person on as_at is at least 13", "for each person in people")
    people = [{"id": "P", "born": "2012-02-29"}]
    documents = [{"people": people, "as_at": day} for day in ("2025-02-28", "2025-03-01")]

    assert _statuses(policy, *documents) == [{"P": "passed"}, {"P": "failed"}]


def test_a_rule_of_the_case_that_always_applies_overrides_others_of_the_case() -> None:
    """It claims every case as it stands, with no loop of its own; one of records beside it is overridden too."""
    checks = [
        'check weak "a check"\n    cites S001\n    error\n    fails when as_at is before 2025-03-08',
        'check of_events "a check"\n    cites S001\n    for each event in events\n    error\n    fails when event.big',
        'check strong "a check"\n    cites S001\n    error\n    fails when as_at is before 2025-03-08\n    overrides weak, of_events',
    ]
    policy = compiled(checks)
    cases = [loaded(policy, {"case_id": "T", "as_at": "2025-03-20", "events": [{"id": "E1"}]})]
    of = _plan(policy)

    told = by_the_plan(of, cases)

    assert told == expected(of, cases, choose(policy, {}).values, reference_rows(policy))
    assert {rule: status for (_, rule, _), (status, _, _) in told.items()} == {
        "weak": "overridden",
        "of_events": "overridden",
        "strong": "passed",
    }
