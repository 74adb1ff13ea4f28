"""Where the compiled functions compare plain values by themselves, they say what the table of operators says."""

from itertools import product
from typing import Any

import pytest

from hsb_policy.backends.compiled.operators import PLAIN, STRICT, includes_plainly, three
from hsb_policy.core.case import Record
from hsb_policy.values.days import NOT_YET
from hsb_policy.values.operators import OPERATORS, includes
from hsb_policy.values.unknown import SILENT, Between, Conflict, Fact, NamedCode, Unknown

FACTS = frozenset({Fact("a.b")})
NUMBERS = (-1, 0, 1, 2, 13, 739_000, NOT_YET)
WORDS = ("", "red", "amber", "other")
RECORDS = tuple(Record("Person", name, f"people[{name}]", name, {}) for name in ("P1", "P2"))
GRIDS: dict[type, tuple[Any, ...]] = {int: NUMBERS, str: WORDS, Record: RECORDS}
ARITY = {
    "same": 2,
    "less": 2,
    "at_most": 2,
    "in_range": 3,
    "overlaps": 4,
    "touches": 4,
    "covers": 3,
    "covers_or_ends": 3,
}


@pytest.mark.parametrize("key", PLAIN)
def test_an_operator_between_plain_values_is_that_of_the_table(key: str) -> None:
    """Over a grid of values of each type for which it is written out."""
    names = [f"v{at}" for at in range(ARITY[key])]
    text = PLAIN[key].text.format(*names)
    compare = eval(f"lambda {', '.join(names)}: {text}")  # the same text as in a compiled function

    for kind in PLAIN[key].types:
        grid = GRIDS[kind] if ARITY[key] < 4 else GRIDS[kind][1:6]
        for operands in product(grid, repeat=ARITY[key]):
            assert compare(*operands) is OPERATORS[key].meaning(*operands), operands


@pytest.mark.parametrize("key", sorted(STRICT))
def test_an_operator_says_nothing_of_what_is_unknown(key: str) -> None:
    """In every place beside plain values; for a range whose ends are in order; for sameness beside anything at all."""
    unknown = Unknown(FACTS)
    for kind in (int, str) if key in ("same", "one_of") else (int,):
        for others in product(GRIDS[kind], repeat={"in_range": 2, "one_of": 2}.get(key, 1)):
            places = (0,) if key in ("in_range", "one_of") else (0, 1)
            if key == "in_range" and others[0] > others[1]:
                continue
            for place in places:
                operands = [*others[:place], unknown, *others[place:]]
                assert three(OPERATORS[key].meaning(*operands)) is None, operands
    if key == "same":
        named, between, conflict = NamedCode("other", "X"), Between(1, 5, FACTS), Conflict(("a", "b"))
        for other in (SILENT, named, between, conflict, unknown, (), True):
            assert three(OPERATORS["same"].meaning(unknown, other)) is None
            assert three(OPERATORS["same"].meaning(other, unknown)) is None


@pytest.mark.parametrize("value", ["red", NamedCode("other", "X"), RECORDS[0], Unknown(FACTS), SILENT])
def test_a_list_includes_what_the_table_says(value: Any) -> None:
    """Lists of plain values and of others, lists that are not recorded, silence."""
    elements = ("red", "other", NamedCode("other", "X"), NamedCode("other", "Y"), RECORDS[0], Unknown(FACTS))
    lists = [(), *product(elements, repeat=1), *product(elements, repeat=2), Unknown(FACTS), SILENT]

    for items in lists:
        assert includes_plainly(items, value) is three(includes(items, value)), items
