"""The core IR as text: constants as an author writes them, names that no author wrote in angle brackets."""

import pytest

from hsb_policy.core import ir
from hsb_policy.core.show import show_expression, show_type
from hsb_policy.core.types import (
    AnswerType,
    CodeType,
    DayType,
    ErrorType,
    HoursType,
    ListType,
    MomentType,
    NumberType,
    RecordType,
    TextType,
    Type,
    YesNoType,
)
from hsb_policy.values.days import parse_day, parse_moment, parse_partial
from hsb_policy.values.hours import parse_hours
from hsb_policy.values.unknown import NO_FACTS, SILENT, Between

CONSTANTS: list[tuple[object, Type, str]] = [
    (True, YesNoType(), "yes"),
    (False, YesNoType(), "no"),
    (12, NumberType("years"), "12"),
    (parse_day("2025-03-02"), DayType(), "2025-03-02"),
    (Between(*parse_partial("2025-03"), NO_FACTS), DayType(), "2025-03"),
    (parse_moment("2025-03-02T14:30"), MomentType(), "2025-03-02T14:30"),
    ("amber", CodeType("Colour"), "'amber'"),
    (("amber", "red"), ListType(CodeType("Colour")), "['amber', 'red']"),
    (parse_hours("mon-fri 09:00-17:00"), HoursType(), '"mon-fri 09:00-17:00"'),
    (SILENT, TextType(), "silent"),
]


@pytest.mark.parametrize(("value", "kind", "shown"), CONSTANTS, ids=[c[2] for c in CONSTANTS])
def test_constants(value: object, kind: Type, shown: str) -> None:
    """A constant is shown by its type: the same number may be a day, a moment or a number."""
    assert show_expression(ir.Literal(value=value, type=kind)) == shown


def test_a_name_that_no_author_wrote() -> None:
    """Variables that the lowering made are told from those of an author."""
    assert show_expression(ir.Variable(name="the judgement")) == "<the judgement>"


TYPES: list[tuple[Type, str]] = [
    (YesNoType(), "yes/no"),
    (NumberType(), "number"),
    (NumberType("working days"), "number of working days"),
    (DayType(), "day"),
    (DayType(open=True), "open day"),
    (MomentType(), "moment"),
    (MomentType(open=True), "open moment"),
    (TextType(), "text"),
    (AnswerType(), "answer"),
    (HoursType(), "hours"),
    (CodeType("Colour"), "Colour"),
    (RecordType("Child"), "Child"),
    (ListType(ListType(TextType())), "list of list of text"),
    (ErrorType(), "mistake"),
]


@pytest.mark.parametrize(("kind", "shown"), TYPES, ids=[t[1] for t in TYPES])
def test_types(kind: Type, shown: str) -> None:
    """A type in a few words."""
    assert show_type(kind) == shown
