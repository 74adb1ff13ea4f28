"""The compiled functions: what stands in their text, what Python's limits are, and what goes to another process."""

import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from hsb_policy.backends.compiled.program import Program, compile_program
from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of
from hsb_policy.core.case import Case, Record
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.decide import reference_rows
from hsb_policy.engine.policy import load
from hsb_policy.engine.readings import choose
from hsb_policy.frontend.pipeline import compile_policy
from tests.properties.agreeing import by_the_interpreter
from tests.properties.deciding import compiled, loaded

FULL: Final = Path(__file__).parents[3] / "examples" / "cases" / "full_case.json"
CASE: dict[str, Any] = {
    "case_id": "T",
    "as_at": "2025-03-20",
    "people": [{"id": "P1", "flag": True, "warm": False}, {"id": "P2"}],
    "events": [{"id": "E1", "person": "P1", "big": True}, {"id": "E2"}],
}


def program_of(*declarations: str) -> tuple[Program, Case]:
    """The program of a policy, and a case."""
    policy = compiled(list(declarations))
    return compile_program(policy, choose(policy, {}).values, {}), loaded(policy, CASE)


def agrees(program: Program, case: Case) -> bool:
    """Whether the program says what the interpreter says."""
    return program.standings(case) == by_the_interpreter(program.policy, case, program.readings, {})


def test_no_text_of_a_policy_stands_in_the_functions() -> None:
    """Labels, actions and texts that are compared stay outside: only numbers, plain words and numbered names are written."""
    text = """duty spoken "a ''' label "
    cites S001
    for each person in people
    when some one in judgements has one.by_role is "'''); import os; ('''"
    keeper must "do ''' it\""""
    program, case = program_of(text, 'check c "c"\n    cites S001\n    query\n    fails when case.loud\n')

    assert "import" not in program.source
    assert "'''" not in program.source
    assert "label" not in program.source
    assert agrees(program, case)


def test_conditions_may_stand_deep_in_each_other() -> None:
    """Python allows twenty loops in each other and a hundred steps of indentation; a policy may have more of both."""
    deep = "x0.big"
    for at in range(30):
        deep = f"(some x{at} in events has (x{at}.big or {deep if at else 'x0.kept'}))"
    program, case = program_of(f'check deep "deep"\n    cites S001\n    query\n    fails when {deep}\n')

    assert agrees(program, case)


def test_a_policy_of_many_rules_is_written_in_pieces() -> None:
    """A thousand rules, half of them about the whole case."""
    about_all = [f'check c{at} "c"\n    cites S001\n    query\n    fails when case.loud\n' for at in range(500)]
    each = [
        f'check e{at} "e"\n    cites S001\n    for each event in events\n    query\n    fails when event.big\n'
        for at in range(500)
    ]
    program, case = program_of(*about_all, *each)

    found = program.standings(case)

    assert len(found) == 1500
    assert agrees(program, case)


def test_what_is_decided_often_is_decided_alike() -> None:
    """After many cases `decide` uses the functions: the decisions are equal."""
    policy = load("hsb")
    case = {"case_id": "A", "as_at": "2025-03-20", "children": [{"id": "C1"}], "strategy_meetings": [{"id": "M1"}]}
    first = policy.decide(case)

    decisions = [policy.decide(case) for _ in range(60)]

    assert all(decision == first for decision in decisions)


def test_a_policy_and_its_standings_go_to_another_process() -> None:
    """A copy of a policy writes its own functions and says the same; standings are plain values."""
    policy = load("hsb")
    case = {"case_id": "A", "as_at": "2025-03-20", "children": [{"id": "C1"}]}
    here = policy.statuses(case)

    copy = pickle.loads(pickle.dumps(policy))

    assert copy.statuses(case) == here
    assert pickle.loads(pickle.dumps(here)) == here


def test_a_standing_is_an_outcome_in_short() -> None:
    """What both have is the same."""
    policy = load("hsb")
    case = policy.case({"case_id": "A", "as_at": "2025-03-20", "children": [{"id": "C1", "birth_date": "2013"}]})
    ev = Evaluator(policy.compiled, case, policy.readings.values, {"contact_points": ()})

    outcomes = [(o.rule, o.about, o.status) for o in outcomes_of(ev) if "contact" not in o.about]

    assert [s[:3] for s in policy.statuses(case) if "contact" not in s.about] == outcomes


def test_facts_of_which_nothing_is_plain_are_weighed_one_by_one() -> None:
    """The functions that read facts as plain values leave what is not to those that weigh it, and say the same."""
    policy = load("hsb")
    case = policy.case(json.loads(FULL.read_text(encoding="utf-8")))
    plainly = policy.statuses(case)

    for record in records_of(case):
        record.plain.clear()

    assert not case.is_sparse
    assert policy.statuses(case) == plainly
    assert policy.statuses(evolve(case, is_sparse=True)) == plainly
    assert policy.statuses(evolve(case, in_order={})) == plainly


def records_of(case: Case) -> list[Record]:
    """The case's own record, and all that it leads to."""
    found, to_see = [], [case.root]
    while to_see:
        record = to_see.pop()
        if record not in found:
            found.append(record)
            values = [v for fact in record.facts.values() for v in (fact if isinstance(fact, tuple) else (fact,))]
            to_see += [value for value in values if isinstance(value, Record)]
    return found


def test_a_function_for_facts_that_are_not_plain_is_made_when_it_is_asked_for() -> None:
    """A case of which all is known needs none of them."""
    policy = load("hsb")
    case = policy.case(json.loads(FULL.read_text(encoding="utf-8")))
    program = compile_program(policy.compiled, policy.readings.values, reference_rows(policy.compiled))

    program.standings(case)
    few = len(program.careful)
    for record in records_of(case):
        record.plain.clear()
    program.standings(case)

    assert few < len(program.careful)


def test_a_list_within_a_record_that_is_left_out_may_be_unknown() -> None:
    """An inner list that is not recorded is unknown, whatever the condition says of the outer record: no index hides it."""
    text = """check stays "stays"
    cites S001
    for each person in people
    query
    fails when some event in events, stay in event.person.stays where event.person is person has stay.quiet
"""
    program, _ = program_of(text)
    event = {"id": "E1", "person": "P1"}
    case = loaded(program.policy, {**CASE, "events": [event]})

    assert [(s.about, s.status) for s in program.standings(case)] == [
        ({"person": "P1"}, "cannot_tell"),
        ({"person": "P2"}, "cannot_tell"),
    ]
    assert agrees(program, case)


def test_one_decision_imports_nothing_of_this() -> None:
    """Who decides one case, as the command does, pays nothing for the functions."""
    code = (
        "import sys, hsb_policy\n"
        "hsb_policy.load('hsb').decide({'case_id': 'A', 'as_at': '2025-03-20'})\n"
        "print([name for name in sys.modules if 'compiled' in name])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_case_that_cannot_be_closed_is_not() -> None:
    """A vocabulary need not have the day of closing: then a duty stays outstanding."""
    text = """policy small "A small policy" edition "for tests" statements S001 to S002
calendar england
party keeper "the keeper"
case
    .case_id text
    .as_at date
    .loud yes/no
duty quiet "Be quiet"
    cites S001
    keeper must "be quiet"
    met when not case.loud
"""
    policy, found = compile_policy([SourceFile("small.policy", text)])
    assert policy is not None, [d.message for d in found.items]
    case = loaded(policy, {"case_id": "T", "as_at": "2025-03-20", "loud": True})
    program = compile_program(policy, {}, {})

    assert [s.status for s in program.standings(case)] == ["outstanding"]
    assert agrees(program, case)
