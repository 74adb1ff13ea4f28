"""Looking records up by their refs changes no answer: neither what is so, nor what is missing, nor the order in which it is told."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.backends.compiled import gathering, lists
from hsb_policy.backends.compiled.program import compile_carefully, compile_program
from hsb_policy.backends.interpreter import agreeing, narrowing
from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of
from hsb_policy.engine.decide import reference_rows
from hsb_policy.engine.policy import load
from hsb_policy.engine.readings import choose
from hsb_policy.testing.strategies.cases import case_documents
from hsb_policy.testing.strategies.documents import documents
from hsb_policy.testing.strategies.expressions import Draw, Writer
from hsb_policy.testing.strategies.policies import policy_texts
from tests.properties.agreeing import by_the_interpreter
from tests.properties.deciding import compiled, loaded
from tests.properties.test_procedure import POOLS

HSB = load("hsb")
ROWS = reference_rows(HSB.compiled)


class Plain(Evaluator):
    """The interpreter that looks at all records."""

    looks_up = False


@contextmanager
def every_list_is_long() -> Iterator[None]:
    """Records are looked up in lists of two, too; one may stand for those of a list that is not recorded."""
    with ExitStack() as patches:
        for module in (narrowing, agreeing, lists, gathering):
            patches.enter_context(patch.object(module, "LONG", 2))
        yield


@st.composite
def pair_rules(draw: Draw) -> list[str]:
    """Rules that compare records which must refer to the same, in all the places where a condition can say so."""
    writer = Writer(draw)
    pair = {"one": "Event", "other": "Event"}

    def joined(*parts: str) -> str:
        return " and ".join(draw(st.permutations([*parts, f"({writer.condition(pair, 1)})"])))

    word = writer.one_of(["some", "every", "no", "exactly one"])
    held = writer.condition({"one": "Event"}, 1)
    return [
        f"define linked for one: Event, other: Event cites S001 as {joined('one.person is other.person')}",
        f"""conclusion by_range "in what it ranges over" cites S001
    for each one in events, other in events where {writer.one_of(["linked(one, other)", joined("other.person is one.person")])}
    about event: one, person: other.person
    when {writer.condition(pair, 1)} gives Answer3 normally good""",
        f"""check by_quantifier "in a quantifier" cites S001
    for each person in people
    query fails when {word} one in events, other in events
        where linked(one, other) and {joined("other.person is person")} has ({writer.condition(pair, 1)})""",
        f"""check by_count "in a count" cites S001
    for each person in people
    query fails when count of (one in events, other in events
        where one.person is person and linked(one, other)) is at most {writer.one_of(["1", "3"])}""",
        f"""check by_pick "in the latest" cites S001
    for each person in people
    query fails when {writer.one_of(["latest one in events by one.on", "first in record order one in events"])}
        where one.person is person and ({held}) has ({writer.condition({"one": "Event"}, 1)})""",
        f"""duty by_act "in an act" cites S001
    for each event in events
    keeper must "act"
    met when {writer.one_of(["some", "its own"])} act in events has act.person is event.person and (act.big is yes) done on act.seen_at
    overrides by_count""",
    ]


@given(pair_rules(), policy_texts(), case_documents())
def test_random_policies(pairs: list[str], others: list[str], document: dict[str, Any]) -> None:
    """The interpreter says the same with it and without; so do the functions, those that count what they look at too."""
    policy = compiled([*pairs, *others])
    case, readings = loaded(policy, document), choose(policy, {}).values

    plain = outcomes_of(Plain(policy, case, readings, {}))
    with every_list_is_long():
        assert outcomes_of(Evaluator(policy, case, readings, {})) == plain
        expected = by_the_interpreter(policy, case, readings, {})
        assert compile_program(policy, readings, {}).standings(case) == expected
        assert compile_carefully(policy, readings, {})(case) == expected


with every_list_is_long():
    PROGRAM = compile_program(HSB.compiled, HSB.readings.values, ROWS)
    CAREFUL = compile_carefully(HSB.compiled, HSB.readings.values, ROWS)


@given(documents(HSB.compiled.schema, POOLS))
def test_the_procedure_on_random_cases(document: dict[str, Any]) -> None:
    """The same for the bundled policy."""
    case, readings = HSB.case(document), HSB.readings.values

    plain = outcomes_of(Plain(HSB.compiled, case, readings, ROWS))
    with every_list_is_long():
        assert outcomes_of(Evaluator(HSB.compiled, case, readings, ROWS)) == plain
        expected = by_the_interpreter(HSB.compiled, case, readings, ROWS)
        assert PROGRAM.standings(case) == expected
        assert CAREFUL(case) == expected
