"""Which reasons are given, and which facts are named: only what decides, and all of it."""

from collections.abc import Iterable
from typing import Any

from hsb_policy.backends.interpreter.grounds import Grounds, grounds_of
from hsb_policy.backends.interpreter.tracing import Tracer
from hsb_policy.core.explanation import Reason
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.readings import choose
from hsb_policy.engine.source_words import SourceWords
from hsb_policy.frontend.pipeline import compile_policy
from hsb_policy.testing.strategies.policies import whole_text
from tests.properties.deciding import loaded

DAY = "2025-03-20"


def grounds(*declarations: str, about: dict[str, str] | None = None, **document: Any) -> Grounds:
    """The grounds of the outcome of the rule `d` of a small policy on a case."""
    file = SourceFile("toy.policy", whole_text(list(declarations)))
    policy, found = compile_policy([file])
    assert policy is not None, [d.message for d in found.items]
    case = loaded(policy, {"case_id": "T", "as_at": DAY, **document})
    words = SourceWords([file])
    rule = next(r for r in policy.rules if r.name == "d")
    told = grounds_of(Tracer(policy, case, choose(policy, {}).values, {}), rule, about or {}, words.of, words.place)
    assert told is not None
    return told


def permission(*clauses: str, name: str = "d") -> str:
    """A permission with these clauses."""
    return "\n    ".join((f'permission {name} "a rule"', "cites S001", *clauses, 'keeper may "act"'))


def paths(told: Grounds) -> list[str]:
    """The places that are named."""
    return [fact.path for fact in told.facts]


def trigger(told: Grounds) -> tuple[Reason, ...]:
    """The reasons of the trigger, those of its one binding."""
    (ground,) = (g for g in told.grounds if g.input == "trigger")
    (record,) = ground.reasons
    return record.because


PEOPLE = [{"id": "P1", "flag": True, "warm": False}, {"id": "P2", "flag": False, "warm": True}]


def test_a_false_and_is_explained_by_what_is_false() -> None:
    """The part that is false, in the author's words; the others are not even named."""
    told = grounds(
        permission("for each person in people", "when person.flag and person.warm"),
        about={"person": "P1"},
        people=PEOPLE,
    )

    assert [(r.words, r.truth) for r in trigger(told)] == [("person.warm", "no")]
    assert "people[P1].flag" not in paths(told)


def test_a_true_or_is_explained_by_what_is_true() -> None:
    """One part that holds is enough."""
    told = grounds(
        permission("for each person in people", "when person.flag or person.warm"),
        about={"person": "P1"},
        people=PEOPLE,
    )

    assert [(r.words, r.truth) for r in trigger(told)] == [("person.flag", "yes")]
    assert paths(told) == ["people[P1]", "people[P1].flag"]


def test_a_true_some_is_explained_by_the_record_that_shows_it() -> None:
    """The record and what holds of it; the rest of the list does not matter, so the list is not named."""
    told = grounds(permission("when some person in people has person.warm"), people=PEOPLE)
    (some,) = trigger(told)

    assert [(r.of, r.truth) for r in some.because] == [((("person", "P2"),), "yes")]
    assert paths(told) == ["people[P2]", "people[P2].warm"]


def test_a_false_some_is_explained_by_each_record() -> None:
    """Every record with the condition that fails, and the list, which could gain another one."""
    told = grounds(permission("when some person in people where person.flag has person.warm"), people=PEOPLE)
    (some,) = trigger(told)

    assert [(dict(r.of), [(b.words, b.truth) for b in r.because]) for r in some.because] == [
        ({"person": "P1"}, [("person.warm", "no")]),
        ({"person": "P2"}, [("person.flag", "no")]),
    ]
    assert paths(told) == ["people", "people[P1]", "people[P1].warm", "people[P2]", "people[P2].flag"]


def test_a_definition_is_told_by_its_label_and_unfolds() -> None:
    """Its label, what it was asked of, and its own condition with the line on which it stands."""
    define = 'define grown for person: Person\n    "the person is grown"\n    cites S002\n    as age of person on as_at is at least limit'
    told = grounds(
        permission("for each person in people", "when grown(person)"),
        define,
        about={"person": "P1"},
        people=[{"id": "P1", "born": "2012-03-02"}],
    )
    (grown,) = trigger(told)

    assert (grown.label, grown.truth, grown.cites, grown.of) == (
        "the person is grown",
        "yes",
        ("S002",),
        (("person", "P1"),),
    )
    assert grown.because[0].computed == (("age of person on as_at", 13),)
    assert told.read == (("limit", None),)
    assert paths(told) == ["as_at", "people[P1]", "people[P1].born"]


def test_what_cannot_be_told_names_what_is_unknown_and_what_would_make_no_difference() -> None:
    """An unknown `and` hangs on its unknown part, and on the true one staying true."""
    told = grounds(
        permission("for each person in people", "when person.flag and person.warm"),
        about={"person": "P1"},
        people=[{"id": "P1", "flag": True}],
    )

    assert {(f.path, f.state) for f in told.facts if f.field in ("flag", "warm")} == {
        ("people[P1].flag", "known"),
        ("people[P1].warm", "not_recorded"),
    }


def test_a_stronger_rule_is_named_with_its_own_reasons() -> None:
    """Why the stronger rule applies is why this one gives way."""
    stronger = permission("for each person in people", "when person.flag", "overrides d", name="e")
    told = grounds(permission("for each person in people"), stronger, about={"person": "P1"}, people=PEOPLE)
    (ground,) = (g for g in told.grounds if g.input == "overridden")
    (rule,) = ground.reasons

    assert (rule.kind, rule.words, rule.truth) == ("rule", "e", "yes")
    assert [r.words for r in rule.because[0].because] == ["person.flag"]


def test_a_rule_without_stronger_ones_says_nothing_of_them() -> None:
    """What a rule lacks is no ground of its outcome."""
    told = grounds(permission("for each person in people"), about={"person": "P1"}, people=PEOPLE)

    assert [g.input for g in told.grounds] == ["trigger"]


def test_an_act_in_time_is_told_and_a_late_one_is_not() -> None:
    """Of two acts the one that fulfils the duty is told, with its day."""
    duty = "\n    ".join(
        (
            'duty d "a duty"',
            "cites S001",
            "for each person in people",
            'keeper must "act"',
            "met when some act in events has act.person is person done on act.seen_at",
            "within 2 days of 2025-03-10",
        )
    )
    events = [
        {"id": "E1", "person": "P1", "seen_at": "2025-03-19T10:00"},
        {"id": "E2", "person": "P1", "seen_at": "2025-03-11T10:00"},
    ]
    told = grounds(duty, about={"person": "P1"}, people=[{"id": "P1"}], events=events)

    assert told.outcome.status == "met"
    assert [(act.records, act.on, act.late) for act in told.fulfilled_by] == [(("E2",), "2025-03-11", "no")]
    assert told.deadline is not None
    assert (told.deadline.number, told.deadline.unit, told.deadline.anchor, told.deadline.due) == (
        2,
        "days",
        "2025-03-10",
        "2025-03-12",
    )
    assert not [path for path in paths(told) if path.startswith("events[E1]")]


def test_the_author_is_quoted_without_comments_and_line_ends() -> None:
    """What stands in the policy on several lines is quoted on one, and comments are left out."""
    rule = permission("for each person in people", "when person.flag  # a remark\n        and not person.warm")
    told = grounds(rule, about={"person": "P1"}, people=PEOPLE)
    (ground,) = (g for g in told.grounds if g.input == "trigger")

    assert ground.asked == ("person.flag and not person.warm",)


def _computed(reasons: Iterable[Reason]) -> dict[str, object]:
    found: dict[str, object] = {}
    for reason in reasons:
        found |= {**dict(reason.computed), **_computed(reason.because)}
    return found


def test_a_number_counted_from_a_day_of_which_nothing_is_known_is_not_shown() -> None:
    """No age of -1 to 2024 where no date of birth is recorded: it is not known. Of a date that is partly known, the bounds are shown."""
    texts = (
        "define years_of for person: Person gives number\n    cites S001\n    normally age of person on as_at",
        """check d "d" cites S001
    for each person in people
    query fails when years_of(person) is below 13 or age of person on as_at is below 13
        or number of months from person.born to as_at is below 150""",
    )

    def shown(**person: str) -> set[object]:
        found = grounds(*texts, about={"person": "P1"}, people=[{"id": "P1", **person}])
        return set(_computed(r for g in found.grounds for r in g.reasons).values())

    assert shown() == {None}
    assert shown(born="2012") == {"12 to 13", "146 to 158"}
