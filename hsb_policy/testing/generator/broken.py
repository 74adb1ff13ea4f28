"""Floor 4: case documents that cannot be read: each has one fault that the reader of case files finds."""

from collections.abc import Callable
from typing import Final

from hsb_policy.testing.generator.draws import Draws
from hsb_policy.testing.generator.story import Fields


def break_one(document: Fields, draws: Draws) -> None:
    """Put one fault into a document that could be read."""
    _BREAKS[draws.below(len(_BREAKS))](document)


def _day_that_is_none(document: Fields) -> None:
    document["children"][0]["birth_date"] = "2012-02-30"


def _date_in_another_form(document: Fields) -> None:
    document["incidents"][0]["occurred_from"] = "3.2.2025"


def _word_that_is_no_code(document: Fields) -> None:
    document["involvements"] = [{"id": "V1", "incident": "I1", "role": "victim"}]


def _id_of_nobody(document: Fields) -> None:
    document["involvements"] = [{"id": "V1", "incident": "I1", "child": "C99", "role": "harmed"}]


def _id_twice(document: Fields) -> None:
    document["children"].append({"id": document["children"][0]["id"]})


def _no_day_to_judge_on(document: Fields) -> None:
    del document["as_at"]


def _text_for_yes_or_no(document: Fields) -> None:
    document["incidents"][0]["technology_assisted"] = "perhaps"


_BREAKS: Final[tuple[Callable[[Fields], None], ...]] = (
    _day_that_is_none,
    _date_in_another_form,
    _word_that_is_no_code,
    _id_of_nobody,
    _id_twice,
    _no_day_to_judge_on,
    _text_for_yes_or_no,
)
