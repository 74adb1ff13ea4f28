"""Ages, deadlines and lengths of time on columns are those of `values.spans`, at the ends of months, of the calendar and of what is known."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest

from hsb_policy.backends.columnar import calendar as columns
from hsb_policy.backends.columnar.batch import FAR
from hsb_policy.backends.columnar.forms import Span
from hsb_policy.backends.columnar.nodes import Graph, Node
from hsb_policy.values import days, spans
from hsb_policy.values.calendar import load_calendar
from hsb_policy.values.unknown import Between, Fact, Unknown

ENGLAND = load_calendar("england")
FACTS = frozenset({Fact("a.b")})
NOTHING = (-FAR, FAR)

PLAIN_DAYS = tuple(
    days.parse_day(text)
    for text in (
        *("2023-02-28", "2024-02-28", "2024-02-29", "2024-03-01", "2025-01-30", "2025-01-31", "2025-03-31"),
        *(
            "2024-12-31",
            "2025-01-01",
            "2025-04-17",
            "2025-04-18",
            "2025-04-21",
            "2025-04-22",
            "2013-02-28",
            "2012-02-29",
        ),
    )
)
ENDS_OF_WORKING_DAYS = tuple(end + by for end in (ENGLAND.first, ENGLAND.last) for by in (-3, -2, -1, 0, 1, 2))
ENDS = (days.FIRST_DAY, days.FIRST_DAY + 1, days.LAST_DAY - 1, days.LAST_DAY)
DAYS = (*PLAIN_DAYS, *ENDS_OF_WORKING_DAYS, *ENDS)
PARTLY = (
    days.parse_partial("2024-02"),
    days.parse_partial("2024"),
    (days.FIRST_DAY, days.LAST_DAY),
    (ENGLAND.last - 40, ENGLAND.last),
    (ENGLAND.first, ENGLAND.first + 40),
)
KNOWN: tuple[tuple[int, int], ...] = (*((day, day) for day in DAYS), *PARTLY)
OPEN: tuple[tuple[int, int], ...] = (*KNOWN, (days.NOT_YET, days.NOT_YET), NOTHING)


def _plain(span: tuple[int, int]) -> Any:
    """The value that a span stands for."""
    low, high = span
    return Unknown(FACTS) if span == NOTHING else low if low == high else Between(low, high, FACTS)


def _span(value: Any) -> tuple[int, int]:
    if isinstance(value, Between):
        return value.low, value.high
    return (value, value) if isinstance(value, int) else NOTHING


def _in_columns(write: Callable[..., Span], *operands: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What a function writes into a plan, worked out for columns of spans."""
    graph = Graph()

    def column(numbers: Sequence[int]) -> Node:
        array = np.asarray(numbers, np.int64)
        return graph.node(graph.cases, lambda: array)

    found = write(graph, *(Span(column([a for a, _ in of]), column([b for _, b in of])) for of in operands))
    values: dict[int, Any] = {}
    for node in graph.nodes:
        values[node.number] = node.function(*(values[a.number] if isinstance(a, Node) else a for a in node.arguments))
    low, high = (values[end.number] for end in (found.low, found.high) if isinstance(end, Node))
    return list(zip(low.tolist(), high.tolist(), strict=True))


@pytest.mark.parametrize(
    ("unit", "numbers"),
    [
        ("days", (0, 1, -1, 400)),
        ("weeks", (0, 2, -2)),
        ("months", (0, 1, -1, 11, 13, -13, 120_000)),
        ("years", (1, -1, 4, 10_000)),
        ("working days", (0, 1, 2, 15, -1, -15, 4000, -4000)),
    ],
)
def test_so_long_after_a_day(unit: str, numbers: tuple[int, ...]) -> None:
    """Months clip to the month's end; past the calendar's range working days are not known; what has not come stays so."""
    for number in numbers:
        found = _in_columns(lambda graph, day, n=number: columns.shifted(graph, day, n, unit, ENGLAND), OPEN)

        assert found == [_span(spans.shifted(ENGLAND, _plain(day), number, unit)) for day in OPEN], number


def test_hours_after_a_moment() -> None:
    """By the minute."""
    moments = [
        (first, last) for a, b in OPEN for first, last in [(a, b) if abs(a) > 10**11 else (a * 1440, b * 1440 + 7)]
    ]
    found = _in_columns(lambda graph, moment: columns.shifted(graph, moment, 24, "hours", ENGLAND), moments)

    assert found == [_span(spans.shifted(ENGLAND, _plain(moment), 24, "hours")) for moment in moments]


@pytest.mark.parametrize("unit", ["days", "weeks", "months", "years", "working days"])
def test_how_long_from_one_day_to_another(unit: str) -> None:
    """Completed units, also backwards; nothing is known where one has not come."""
    pairs = list(product(OPEN, OPEN))
    starts, finishes = [a for a, _ in pairs], [b for _, b in pairs]
    found = _in_columns(lambda graph, a, b: columns.between(graph, a, b, unit, ENGLAND), starts, finishes)

    for (start, finish), length in zip(pairs, found, strict=True):
        if days.NOT_YET in (start[0], finish[0]):
            assert length == NOTHING
        else:
            assert length == _span(spans.between(ENGLAND, unit, _plain(start), _plain(finish))), (start, finish)


def test_ages() -> None:
    """Who was born on 29 February reaches an age on 1 March in other years; nothing is known on a day that has not come."""
    pairs = list(product([*KNOWN, NOTHING], OPEN))
    births, on = [a for a, _ in pairs], [b for _, b in pairs]
    found = _in_columns(columns.age, births, on)

    for (birth, day), age in zip(pairs, found, strict=True):
        if days.NOT_YET in day:
            assert age == NOTHING
        else:
            assert age == _span(spans.age(_plain(birth), _plain(day))), (birth, day)


def test_an_age_on_the_29th_of_february() -> None:
    """Twelve on the day before, thirteen on 1 March."""
    birth = (days.parse_day("2012-02-29"),) * 2
    on = [(days.parse_day(text),) * 2 for text in ("2024-02-28", "2024-02-29", "2025-02-28", "2025-03-01")]

    assert _in_columns(columns.age, [birth] * 4, on) == [(11, 11), (12, 12), (12, 12), (13, 13)]


def test_the_day_of_a_moment() -> None:
    """Of a moment that has not come, or is not known, nothing changes."""
    moments = [(days.first_moment(5), days.last_moment(6)), (days.NOT_YET, days.NOT_YET), NOTHING]

    assert _in_columns(columns.day_of, moments) == [(5, 6), (days.NOT_YET, days.NOT_YET), NOTHING]


def test_what_is_the_same_for_all_cases_is_worked_out_at_once() -> None:
    """Constants give constants: no column is made."""
    graph, day = Graph(), days.parse_day("2025-01-31")
    found = columns.shifted(graph, Span(day, day), 1, "months", ENGLAND)

    assert (found.low, found.high) == (days.parse_day("2025-02-28"),) * 2
    assert graph.nodes == []
