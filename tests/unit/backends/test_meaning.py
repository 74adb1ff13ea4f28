"""What the reference says, one small policy each: triggers, acts, deadlines, overrides, conflicts, ties, and what is missing."""

from typing import Any

import pytest

from hsb_policy.core.decision import Outcome
from tests.properties.deciding import compiled, decided, loaded

DAY = "2025-03-20"


def outcomes(text: str, document: dict[str, Any], as_at: str = DAY) -> dict[str, Outcome]:
    """The outcomes of one rule, by what they are about: `P1 E1`."""
    policy = compiled([text])
    case = loaded(policy, {"case_id": "T", "as_at": as_at, **document})
    return {" ".join(v for _, v in about): outcome for (_, about), outcome in decided(policy, case).items()}


def duty(*clauses: str) -> str:
    """A duty with these clauses."""
    return "\n    ".join(("duty d", *clauses)).replace("duty d\n", 'duty d "a duty"\n    cites S001\n', 1)


def missing(outcome: Outcome) -> set[str]:
    """The places of the missing facts."""
    return {fact.path for fact in outcome.missing}


# ---- triggers -----------------------------------------------------------------------------------------------------
FLAGGED = duty(
    "for each event in events",
    "about person: event.person",
    "when event.big and person.flag",
    'keeper must "act"',
    "met when person.warm",
)


def test_records_about_one_thing_are_joined_by_some() -> None:
    """One big event is enough, whatever is unknown of the other."""
    events = [{"id": "E1", "person": "P1", "big": True}, {"id": "E2", "person": "P1"}]

    found = outcomes(FLAGGED, {"people": [{"id": "P1", "flag": True, "warm": False}], "events": events})

    assert found["P1"].status == "outstanding"


def test_a_record_whose_ref_is_missing_may_be_about_each() -> None:
    """An event of somebody not recorded leaves a person untold whose own events do not trigger, unless the person rules it out."""
    people = [{"id": "P1", "flag": True, "warm": False}, {"id": "P2", "flag": False, "warm": False}]
    events = [{"id": f"E{n}", "person": f"P{n}", "big": False} for n in (1, 2)] + [{"id": "E9", "big": True}]

    found = outcomes(FLAGGED, {"people": people, "events": events})

    assert found["P1"].status == "cannot_tell"
    assert missing(found["P1"]) == {"events[E9].person"}
    assert found["P2"].status == "not_applicable"
    assert "events[E9].person" in missing(found[""])


def test_a_list_that_is_not_recorded_is_one_outcome_that_cannot_be_told() -> None:
    """The list is what is missing."""
    found = outcomes(FLAGGED, {"people": []})

    assert list(found) == [""]
    assert (found[""].status, missing(found[""])) == ("cannot_tell", {"events"})


def test_an_empty_list_has_no_outcomes() -> None:
    """There are none."""
    assert outcomes(FLAGGED, {"people": [], "events": []}) == {}


# ---- acts and deadlines -----------------------------------------------------------------------------------------
OWN = duty("for each person in people", 'keeper must "act"', "met when its own e in events has e.big done on e.seen_at")


@pytest.mark.parametrize(("acts", "met"), [(0, []), (1, ["P1"]), (2, ["P1", "P2"]), (3, ["P1", "P2"])])
def test_one_act_cannot_fulfil_two_duties(acts: int, met: list[str]) -> None:
    """`its own`: as many duties are met as there are acts, the earlier ones first."""
    events = [{"id": f"E{at}", "big": True, "seen_at": "2025-03-10T10:00"} for at in range(acts)]

    found = outcomes(OWN, {"people": [{"id": "P1"}, {"id": "P2"}], "events": events})

    assert [key for key, o in found.items() if o.status == "met"] == met


def test_an_act_of_which_something_is_unknown_is_unknown_for_all_that_compete() -> None:
    """Whether one certain and one doubtful act suffice for two duties cannot be told; for one duty they do."""
    events = [
        {"id": "E1", "big": True, "seen_at": "2025-03-10T10:00"},
        {"id": "E2", "seen_at": "2025-03-11T10:00"},
    ]

    two = outcomes(OWN, {"people": [{"id": "P1"}, {"id": "P2"}], "events": events})
    one = outcomes(OWN, {"people": [{"id": "P1"}], "events": events})

    assert two["P2"].status == "cannot_tell"
    assert "events[E2].big" in missing(two["P2"])
    assert one["P1"].status == "met"


DUE = duty(
    "for each person in people",
    'keeper must "act"',
    "met when some e in events has e.big done on e.seen_at",
    "arises on 2025-03-05",
    "within 2 working days of 2025-03-06",
)


@pytest.mark.parametrize(
    ("seen", "as_at", "status"),
    [
        ("2025-03-04T10:00", "2025-03-10", "outstanding"),  # before the duty arose: does not count
        ("2025-03-05T00:00", "2025-03-10", "met"),
        ("2025-03-10T23:59", "2025-03-20", "met"),  # Thursday 6 is day 0, Friday day 1, Monday 10 day 2
        ("2025-03-11T00:00", "2025-03-20", "met_late"),
        (None, "2025-03-10", "outstanding"),
        (None, "2025-03-11", "not_met"),
    ],
)
def test_deadlines_and_what_was_done_before(seen: str | None, as_at: str, status: str) -> None:
    """The last day is in time; what was done before the duty arose does not fulfil it."""
    found = outcomes(DUE, {"people": [{"id": "P1"}], "events": [{"id": "E1", "big": True, "seen_at": seen}]}, as_at)

    assert (found["P1"].status, found["P1"].due) == (status, "2025-03-10")


def test_months_clip_to_the_months_end() -> None:
    """A month after 31 January is 28 February."""
    text = duty(
        "for each event in events",
        'keeper must "act"',
        "met when some e in events has e.kept done on e.seen_at",
        "within 1 month of event.on",
    )

    found = outcomes(text, {"events": [{"id": "E1", "on": "2025-01-31", "kept": False}]}, "2025-02-28")

    assert (found["E1"].status, found["E1"].due) == ("outstanding", "2025-02-28")


def test_hours_count_by_the_minute() -> None:
    """24 hours after 10:00 the next 10:00 is in time, a minute later is late."""
    text = duty(
        "for each event in events",
        'keeper must "act"',
        "met when some e in events has e.kept done on e.seen_at",
        "within 24 hours of event.seen_at",
    )
    first = {"id": "E1", "seen_at": "2025-03-10T10:00", "kept": False}

    in_time = outcomes(text, {"events": [first, {"id": "E2", "seen_at": "2025-03-11T10:00", "kept": True}]})
    late = outcomes(text, {"events": [first, {"id": "E2", "seen_at": "2025-03-11T10:01", "kept": True}]})

    assert (in_time["E1"].status, late["E1"].status) == ("met", "met_late")


def test_past_the_calendar_a_deadline_is_unknown() -> None:
    """Nobody knows the working days of 2050: the calendar is what is missing, and there are never 'no holidays'."""
    text = DUE.replace("2025-03-06", "2050-03-06")

    found = outcomes(text, {"people": [{"id": "P1"}], "events": []}, "2050-06-01")

    assert found["P1"].status == "cannot_tell"
    assert missing(found["P1"]) == {"calendars.england"}


def test_a_closed_case_leaves_nothing_outstanding() -> None:
    """Closed by the day it is judged on: not met; closed later: outstanding; closed on an unknown day: cannot be told."""
    case = {"people": [{"id": "P1"}], "events": []}

    found = [
        outcomes(OWN, {**case, "closed_on": closed})["P1"].status
        for closed in ("2025-03-20", "2025-03-21", "unknown", None)
    ]

    assert found == ["not_met", "outstanding", "cannot_tell", "outstanding"]


# ---- overrides, values, ties ---------------------------------------------------------------------------------------
def test_overriding_depends_on_the_stronger_trigger() -> None:
    """True: overridden; unknown: cannot be told, with the stronger rule's fact; false: permitted. Only where the keys agree."""
    weak = 'permission weak "W"\n    cites S001\n    for each person in people\n    keeper may "act"'
    strong = duty(
        "for each person in people", "when person.flag", 'keeper must "act"', "met when person.warm", "overrides weak"
    )
    policy = compiled([weak, strong])
    people = [{"id": "P1", "flag": True}, {"id": "P2"}, {"id": "P3", "flag": False}]
    case = loaded(policy, {"case_id": "T", "as_at": DAY, "people": people})

    found = {about[0][1]: o for (rule, about), o in decided(policy, case).items() if rule == "weak"}

    assert [found[p].status for p in ("P1", "P2", "P3")] == ["overridden", "cannot_tell", "permitted"]
    assert found["P1"].overridden_by == ("d",)
    assert missing(found["P2"]) == {"people[P2].flag"}


CHOICE = (
    'conclusion c "C"\n    cites S001\n    for each person in people\n    gives Answer3\n    normally fair\n'
    "    except when person.flag: good\n    except when person.warm: poor"
)


@pytest.mark.parametrize(
    ("flag", "warm", "status", "value"),
    [
        (False, False, "concluded", "fair"),
        (True, False, "concluded", "good"),
        (True, True, "conflict", None),
        (None, False, "cannot_tell", None),
    ],
)
def test_two_exceptions_with_different_values_are_a_conflict(
    flag: bool | None, warm: bool, status: str, value: str | None
) -> None:
    """Never settled by order; both values are told."""
    (found,) = outcomes(CHOICE, {"people": [{"id": "P1", "flag": flag, "warm": warm}]}).values()

    assert (found.status, found.value) == (status, value)
    if status == "conflict":
        assert set(found.candidates) == {"good", "poor"}


LATEST = 'silence s "S"\n    cites S001\n    when latest e in events by e.on has e.big'


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], "not_applicable"),
        ([("2025-03-01", True), ("2025-03-02", False)], "not_applicable"),
        ([("2025-03-01", False), ("2025-03-02", True)], "silent"),
        ([("2025-03-02", True), ("2025-03-02", True)], "silent"),
        ([("2025-03-02", True), ("2025-03-02", False)], "cannot_tell"),
        ([("2025-03", True), ("2025-03-02", False)], "cannot_tell"),
        ([("2025-03", True), ("2025-03-02", True)], "silent"),
        ([("2025-02", True), ("2025-03-02", False)], "not_applicable"),
        ([(None, True), ("2025-03-02", False)], "cannot_tell"),
    ],
)
def test_the_latest_of_a_list(events: list[tuple[str | None, bool]], status: str) -> None:
    """False where there is none; a tie, or a day partly known, is settled where all that may be the latest agree."""
    rows = [{"id": f"E{at}", "on": on, "big": big} for at, (on, big) in enumerate(events)]

    (found,) = outcomes(LATEST, {"events": rows}).values()

    assert found.status == status
    if status == "cannot_tell":
        assert all(path.endswith(".on") for path in missing(found))


def test_departures_count_where_their_keys_agree() -> None:
    """One that names another person, has no reason or is dated later does not count; one that names nobody counts for all."""
    text = duty("for each person in people", 'keeper should "act"', "met when person.warm")
    people = [{"id": "P1", "warm": False}, {"id": "P2", "warm": False}]

    def departed(**departure: Any) -> list[str]:
        record = {"statement": "S001", "reason_recorded": True, "on": "2025-03-01", **departure}
        return [
            k for k, o in outcomes(text, {"people": people, "departures": [record]}).items() if o.status == "departed"
        ]

    assert departed() == ["P1", "P2"]
    assert departed(person="P1") == ["P1"]
    assert departed(person="P1", event=None) == ["P1"]
    assert departed(reason_recorded=None) == []
    assert departed(reason_recorded=False) == []
    assert departed(on="2025-03-21") == []
    assert departed(statement="S002") == []


def test_named_codes_are_the_same_by_their_names() -> None:
    """Two `other` areas: the same name, another name, a name not recorded."""
    text = (
        'silence s "S"\n    cites S001\n    for each person in people\n'
        "    when some p in people has p.friend is person and p.area is person.area"
    )
    people = [
        {"id": "P1", "area": "other", "area_name": "X", "friend": "P1"},
        {"id": "P2", "area": "other", "area_name": "Y", "friend": "P1"},
        {"id": "P3", "area": "other", "friend": "P2"},
    ]

    found = outcomes(text, {"people": people})

    assert found["P1"].status == "silent"
    assert (found["P2"].status, missing(found["P2"])) == ("cannot_tell", {"people[P3].area_name"})


# ---- what is not known is never taken for known --------------------------------------------------------------------
BIG = [{"id": "E1", "big": True, "seen_at": "2025-03-10T10:00"}]


@pytest.mark.parametrize(("flag", "status"), [(True, "outstanding"), (False, "met"), (None, "cannot_tell")])
def test_an_act_is_left_for_the_next_where_a_duty_does_not_apply(flag: bool | None, status: str) -> None:
    """`its own`: an earlier duty that may not apply leaves unknown whether there is an act for the next."""
    text = OWN.replace("    keeper", "    when person.flag\n    keeper")

    found = outcomes(text, {"people": [{"id": "P1", "flag": flag}, {"id": "P2", "flag": True}], "events": BIG})

    assert found["P2"].status == status
    assert missing(found["P2"]) == ({"people[P1].flag"} if flag is None else set())


def test_a_duty_about_somebody_not_recorded_may_be_that_of_another() -> None:
    """`its own`: it does not take the act away from a person whom it may be about."""
    text = duty(
        "for each event in events",
        "about person: event.person",
        'keeper must "act"',
        "met when its own e in events has e.big done on e.seen_at",
    )
    events = [{"id": "E1", "big": True, "seen_at": "2025-03-10T10:00"}, {"id": "E2", "person": "P1", "big": False}]

    found = outcomes(text, {"people": [{"id": "P1"}], "events": events})

    assert (found["P1"].status, missing(found["P1"])) == ("cannot_tell", {"events[E1].person"})


def test_an_overridden_duty_takes_no_act() -> None:
    """`its own`: the act is there for the next."""
    strong = 'silence strong "S"\n    cites S001\n    for each person in people\n    when person.flag\n    overrides d'
    policy = compiled([OWN, strong])
    people = [{"id": "P1", "flag": True}, {"id": "P2", "flag": False}]

    found = decided(policy, loaded(policy, {"case_id": "T", "as_at": DAY, "people": people, "events": BIG}))

    assert [found["d", (("person", p),)].status for p in ("P1", "P2")] == ["overridden", "met"]


def test_a_conflict_with_silence_and_one_within_another_can_be_shown() -> None:
    """The candidates are plain values."""
    person = {"people": [{"id": "P1", "flag": True, "warm": True}]}
    inner = (
        'define f for person: Person gives Answer3\n    "x"\n    cites S001\n    normally fair\n'
        "    except when person.flag: good\n    except when person.warm: poor\n"
    )

    silent = outcomes(CHOICE.replace("poor", "silent"), person)["P1"]
    nested = outcomes(inner + CHOICE.replace("poor", "f(person)"), person)["P1"]

    assert (silent.status, silent.candidates) == ("conflict", ("good", "silent"))
    assert (nested.status, nested.candidates) == ("conflict", ("good", "poor"))


AREAS = CHOICE.replace("Answer3", "Area").replace("fair", "north").replace("good", "person.area")


@pytest.mark.parametrize(
    ("name", "status"), [("X", "concluded"), ("Y", "conflict"), (None, "cannot_tell"), ("unknown", "cannot_tell")]
)
def test_whether_two_exceptions_differ_may_be_unknown(name: str | None, status: str) -> None:
    """Two `other` areas, one without a name: neither a conflict nor one value."""
    text = AREAS.replace("poor", "person.friend.area")
    other = {"id": "P2", "area": "other", "area_name": "X", "flag": False, "warm": False}
    person = {"id": "P1", "area": "other", "area_name": name, "flag": True, "warm": True, "friend": "P2"}

    found = outcomes(text, {"people": [person, other]})["P1"]

    assert found.status == status
    assert missing(found) == ({"people[P1].area_name"} if status == "cannot_tell" else set())


def test_two_exceptions_that_differ_are_a_conflict_whatever_a_third_says() -> None:
    """An unknown third value cannot settle it."""
    text = CHOICE.replace("Answer3", "Colour").replace("fair", "green").replace("good", "amber").replace("poor", "red")
    text += "\n    except when person.flag and person.warm: person.colour"

    found = outcomes(text, {"people": [{"id": "P1", "flag": True, "warm": True}]})["P1"]

    assert (found.status, found.candidates) == ("conflict", ("amber", "red"))


def test_a_list_with_an_unknown_element_is_not_concluded() -> None:
    """The element is what is missing."""
    text = 'conclusion c "C"\n    cites S001\n    for each event in events\n    gives list of Colour\n    concludes event.tags'

    found = outcomes(text, {"events": [{"id": "E1", "tags": ["red", "unknown"]}, {"id": "E2", "tags": ["red"]}]})

    assert (found["E1"].status, missing(found["E1"])) == ("cannot_tell", {"events[E1].tags[1]"})
    assert (found["E2"].status, found["E2"].value) == ("concluded", ("red",))


def test_a_value_that_would_change_nothing_is_not_missing() -> None:
    """A conclusion that is overridden where it applies needs no value."""
    weak = (
        'conclusion weak "C"\n    cites S001\n    for each person in people\n    when person.warm\n'
        "    gives Colour\n    concludes person.colour"
    )
    strong = (
        'silence strong "S"\n    cites S001\n    for each person in people\n    when person.flag\n    overrides weak'
    )
    policy = compiled([weak, strong])
    people = [{"id": "P1", "flag": True}]

    found = decided(policy, loaded(policy, {"case_id": "T", "as_at": DAY, "people": people}))

    assert missing(found["weak", (("person", "P1"),)]) == {"people[P1].warm"}


def test_overridden_by_names_the_rules_that_do() -> None:
    """Not one whose trigger is unknown, where another's is true."""
    weak = 'permission weak "W"\n    cites S001\n    for each person in people\n    keeper may "act"'
    strong = [
        f'silence {name} "S"\n    cites S001\n    for each person in people\n    when person.{name}\n    overrides weak'
        for name in ("flag", "warm")
    ]
    policy = compiled([weak, *strong])

    def names(person: dict[str, Any]) -> tuple[str, ...]:
        case = loaded(policy, {"case_id": "T", "as_at": DAY, "people": [{"id": "P1", **person}]})
        return decided(policy, case)["weak", (("person", "P1"),)].overridden_by

    assert names({"flag": True}) == ("flag",)
    assert names({}) == ("flag", "warm")


@pytest.mark.parametrize(("on", "status"), [(None, "silent"), ("unknown", "cannot_tell"), ("2025", "cannot_tell")])
def test_another_day_where_one_is_not_recorded(on: str | None, status: str) -> None:
    """`or if not recorded` holds for days as for all else; one recorded as not known, or in part, stays."""
    text = (
        'define day for event: Event gives date\n    "x"\n    cites S001\n'
        "    normally event.on or if not recorded 2025-01-01\n"
        'silence s "S"\n    cites S001\n    for each event in events\n    when day(event) is before 2025-02-01'
    )

    assert outcomes(text, {"events": [{"id": "E1", "on": on}]})["E1"].status == status


@pytest.mark.parametrize(
    ("on", "due"),
    [(None, None), ("unknown", None), ("2025-02", ("2025-02-16", "2025-03-15")), ("2025-02-01", "2025-02-16")],
)
def test_a_deadline_is_shown_as_far_as_it_is_known(on: str | None, due: object) -> None:
    """Counted from a day of which nothing is known, it has no bounds that mean anything."""
    text = duty(
        "for each event in events",
        'keeper must "act"',
        "met when some e in events has e.big done on e.seen_at",
        "within 15 days of event.on",
    )

    assert outcomes(text, {"events": [{"id": "E1", "on": on, "big": False}]})["E1"].due == due


def test_a_tie_names_its_records_however_they_are_compared() -> None:
    """What is compared may be worked out by a definition: what is missing is never nothing."""
    text = 'define day for e: Event gives date\n    "x"\n    cites S001\n    normally e.on\n' + LATEST.replace(
        "e.on", "day(e)"
    )
    events = [{"id": f"E{at}", "on": "2025-01-01", "big": at == 1} for at in (1, 2)]

    (found,) = outcomes(text, {"events": events}).values()

    assert (found.status, missing(found)) == ("cannot_tell", {"events[E1]", "events[E2]"})


def test_a_check_may_point_at_a_row() -> None:
    """A record by itself is the row."""
    text = (
        'check c "C"\n    cites S001\n    for each event in events\n    error\n    fails when event.big\n'
        "    point at event, event.on"
    )

    found = outcomes(text, {"events": [{"id": "E1", "big": True}]})

    assert found["E1"].points == ("events[E1]", "events[E1].on")
