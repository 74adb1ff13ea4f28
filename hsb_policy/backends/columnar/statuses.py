"""Floor 2, back end: the status of an outcome in a plan: a table of all answers of `core.status.status_of`, looked up."""

from itertools import product
from typing import Final

from hsb_policy.backends.columnar import operators as op
from hsb_policy.backends.columnar.forms import Level
from hsb_policy.backends.columnar.nodes import Graph, Value
from hsb_policy.core.status import INPUTS, ORDER, status_of

STATUSES: Final = ORDER
"""A status is its place in this order, from 0."""

_TRUTHS: Final = (False, None, True)


def number_of(status: str) -> int:
    """The number under which a status stands."""
    return STATUSES.index(status)


def looked_up(graph: Graph, table: str, inputs: dict[str, Level]) -> Value:
    """The number of the status that a table gives on its inputs; what is the same for all things is not looked up."""
    levels = [inputs[name] for name in INPUTS[table]]
    varying = [at for at, level in enumerate(levels) if level.known is None]
    answers = []
    for choice in product((0, 1, 2), repeat=len(varying)):
        known = [level.known or 0 for level in levels]
        for at, value in zip(varying, choice, strict=True):
            known[at] = value
        answers.append(number_of(status_of(table, tuple(_TRUTHS[value] for value in known)).status))
    if not varying or len(set(answers)) == 1:
        return answers[0]
    found: Value = graph.apply(op.answered, bytes(answers), *(levels[at].of for at in varying))
    return found
