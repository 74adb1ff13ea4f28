"""The form asks what matters next, and nothing else."""

import json
from typing import Any

import pytest

from examples.ask_what_matters import fill_in, main
from hsb_policy import load
from hsb_policy.core.types import ListType, RecordType
from tests.house.checkout import ROOT

POLICY = load("hsb")
RULE = "under_13_always_referred"
START = {"case_id": "A", "as_at": "2025-03-20", "children": [{"id": "C1"}, {"id": "C2"}], "incidents": [{"id": "I1"}]}
ANSWERS = {
    "Which involvements are there, if any?": ["V1"],
    "Which referrals are there, if any?": ["none"],
    "Which child or young person is this: V1?": ["C7", "C1"],
    "Which incident does this involvement belong to: V1?": ["I1"],
    "What was the person's part in the incident: V1?": ["harmed"],
    "Is this suspected, alleged, established, withdrawn or unfounded: V1?": ["alleged"],
    "What is the date of birth of C1?": ["14/3/2012"],
    "On which day did I1 happen, or begin?": ["2025-03-02"],
}


class Person:
    """Answers questions from a list, by the words they are asked in; whatever else is asked, nobody knows."""

    def __init__(self, answers: dict[str, list[str]]) -> None:
        self.answers = {words: list(given) for words, given in answers.items()}
        self.asked: list[str] = []
        self.told: list[str] = []

    def ask(self, words: str) -> str:
        """The next answer to this question."""
        self.asked.append(words)
        return self.answers[words].pop(0) if self.answers.get(words) else "unknown"


def fields_of(case: dict[str, Any]) -> int:
    """How many fields a form with all of them would have for the records of a case."""
    schema, count = POLICY.compiled.schema, 0

    def within(kind: str, record: dict[str, Any]) -> None:
        nonlocal count
        for name, field in schema.records[kind].fields.items():
            count += 1
            item = field.type.item if isinstance(field.type, ListType) else field.type
            value = record.get(name)
            if isinstance(item, RecordType) and value:
                for inner in value if isinstance(value, list) else [value]:
                    if isinstance(inner, dict):
                        within(item.name, inner)

    within("case", case)
    return count


def test_it_asks_until_the_rule_is_settled() -> None:
    """From two children and an incident of which nothing is known to the referral that is outstanding: a handful of questions."""
    person = Person(ANSWERS)

    case, decision, asked = fill_in(POLICY, START, person.ask, person.told.append, RULE)

    assert [(dict(o.about), o.status) for o in decision.outcomes if o.rule == RULE] == [
        ({"child": "C1", "incident": "I1"}, "outstanding")
    ]
    assert case["children"] == [{"id": "C1", "birth_date": "2012-03-14"}, {"id": "C2"}]  # nothing is asked of C2
    assert asked == len(ANSWERS) < fields_of(case) / 10
    assert len(person.asked) == asked + 1  # C7 was nobody, and the question came again


@pytest.mark.parametrize("wrong", ["yesterday", "2012-02-30", "in spring"])
def test_a_bad_answer_is_explained_and_asked_for_again(wrong: str) -> None:
    """The form says what does not fit and what to do, and asks the same question again."""
    case = json.loads((ROOT / "examples" / "cases" / "year_of_birth_only.json").read_text(encoding="utf-8"))
    birth = "What is the date of birth of C1?"
    person = Person({birth: [wrong, "2012-03-14"]})

    filled, _, asked = fill_in(POLICY, case, person.ask, person.told.append, RULE)

    assert person.asked == [birth, birth]
    assert (asked, filled["children"][0]["birth_date"]) == (1, "2012-03-14")
    assert person.told[0].startswith("That does not fit: ")
    assert person.told[1].startswith("  ")  # a cure


def test_answers_of_each_kind_are_understood() -> None:
    """Yes and no, codes as people write them, records by number or by name, none, and unknown, over a whole case."""
    case = json.loads((ROOT / "examples" / "cases" / "year_of_birth_only.json").read_text(encoding="utf-8"))
    person = Person(
        {
            "What is the date of birth of C1?": ["2012-03-14"],
            "At what stage is any criminal process about I1?": ["under way", "No further action"],
            "Has a professional found whether I1 was exploitative?": ["perhaps", "no"],
        }
    )

    filled, decision, asked = fill_in(POLICY, case, person.ask, person.told.append)

    incident = filled["incidents"][0]
    assert (incident["criminal_process"], incident["exploitative"]) == ("no_further_action", False)
    assert any("not one of the words" in told for told in person.told)
    assert any("Please answer with yes, no or unknown" in told for told in person.told)
    assert {f.state for o in decision.outcomes if o.status == "cannot_tell" for f in o.missing} <= {"not_known"}
    assert asked < fields_of(case) / 5


def test_the_form_runs_as_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    """Typed at a console: from the day to the answer."""
    answers = iter(["tomorrow", "2025-03-20", "C1, C2", "none"])

    main(ask=lambda words: next(answers))

    assert capsys.readouterr().out.endswith("Questions asked: 1\n")
