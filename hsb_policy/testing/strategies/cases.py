"""Floor 4: random cases of the small vocabulary, as case files have them, with facts of all four states."""

from collections.abc import Callable
from typing import Any, Final

from hypothesis import strategies as st

from hsb_policy.testing.strategies.expressions import DAYS

Draw = Callable[[st.SearchStrategy[Any]], Any]

_MISSING: Final = (None, "unknown")


def _perhaps(draw: Draw, value: Any, knowledge: int = 4) -> Any:
    """The value, or one time in so many nothing or `unknown`."""
    return value if draw(st.integers(0, knowledge)) else draw(st.sampled_from(_MISSING))


def _area(draw: Draw) -> dict[str, Any]:
    area = draw(st.sampled_from(("north", "south", "other")))
    return {"area": _perhaps(draw, area), "area_name": _perhaps(draw, draw(st.sampled_from(("X", "Y"))))}


def _day(draw: Draw) -> str:
    return str(draw(st.sampled_from(DAYS)))


def _partial(draw: Draw) -> str:
    return str(draw(st.sampled_from((*DAYS, *DAYS, "2025-03", "2025"))))


def _yes_no(draw: Draw) -> Any:
    return _perhaps(draw, draw(st.booleans()))


def stay(draw: Draw) -> dict[str, Any]:
    """A stay of a person."""
    return {
        **_area(draw),
        "from": _perhaps(draw, _day(draw)),
        "to": _perhaps(draw, _day(draw), 1),
        "quiet": _yes_no(draw),
    }


def person(draw: Draw, id_: str, people: list[str]) -> dict[str, Any]:
    """A person, whose friend is one of the people."""
    born = draw(
        st.sampled_from(("2012-03-09", "2012-03-10", "2012-03-11", "2012-03", "2012", "2011-05-01", "2012-02-29"))
    )
    return {
        "id": id_,
        "born": _perhaps(draw, born),
        "flag": _yes_no(draw),
        "warm": _yes_no(draw),
        "colour": _perhaps(draw, draw(st.sampled_from(("green", "amber", "orange", "red")))),
        **_area(draw),
        "stays": _perhaps(draw, [stay(draw) for _ in range(draw(st.integers(0, 2)))], 6),
        "left_on": _perhaps(draw, _day(draw), 1),
        "friend": _perhaps(draw, draw(st.sampled_from(people))),
    }


def event(draw: Draw, id_: str, people: list[str]) -> dict[str, Any]:
    """An event about one of the people."""
    return {
        "id": id_,
        "person": _perhaps(draw, draw(st.sampled_from(people))) if people else None,
        "on": _perhaps(draw, _partial(draw)),
        "seen_at": _perhaps(draw, _day(draw) + "T10:30", 2),
        "colour": _perhaps(draw, draw(st.sampled_from(("green", "amber", "red")))),
        "big": _yes_no(draw),
        "kept": _yes_no(draw),
        "tags": _perhaps(draw, draw(st.lists(st.sampled_from(("green", "amber", "red")), max_size=2)), 6),
        "number": _perhaps(draw, draw(st.integers(0, 2))),
    }


def _named(draw: Draw, names: list[str], document: dict[str, Any], key: str) -> None:
    if names and draw(st.booleans()):
        document[key] = _perhaps(draw, draw(st.sampled_from(names)), 6)


def departure(draw: Draw, people: list[str], events: list[str]) -> dict[str, Any]:
    """A departure, perhaps about one of the people or events."""
    document: dict[str, Any] = {
        "statement": "S001",
        "reason_recorded": draw(st.sampled_from((True, True, False, None, "unknown"))),
        "on": _perhaps(draw, _day(draw), 6),
    }
    _named(draw, people, document, "person")
    _named(draw, events, document, "event")
    return document


def judgement(draw: Draw, people: list[str], events: list[str]) -> dict[str, Any]:
    """A judgement without its id, perhaps about one of the people or events."""
    document: dict[str, Any] = {
        "question": draw(st.sampled_from(("J01", "J02"))),
        "answer": draw(st.sampled_from((True, False, "as said", "unknown", None))),
        "by_role": "keeper",
        "on": _perhaps(draw, _day(draw), 6),
    }
    _named(draw, people, document, "person")
    _named(draw, events, document, "event")
    return document


@st.composite
def case_documents(draw: Draw) -> dict[str, Any]:
    """A case file of the small vocabulary."""
    people = [f"P{at}" for at in range(draw(st.integers(0, 2)))]
    events = [f"E{at}" for at in range(draw(st.integers(0, 3)))]
    document: dict[str, Any] = {"case_id": "T", "as_at": draw(st.sampled_from(DAYS)), "loud": _yes_no(draw)}
    if draw(st.integers(0, 8)):
        document["people"] = [person(draw, p, people) for p in people]
    else:
        people = []
    if draw(st.integers(0, 8)):
        document["events"] = [event(draw, e, people) for e in events]
    else:
        events = []
    if draw(st.booleans()):
        document["helper"] = {"flag": _yes_no(draw), "colour": "red"}
    if draw(st.booleans()):
        document["departures"] = [departure(draw, people, events) for _ in range(draw(st.integers(0, 2)))]
        document["judgements"] = [
            {"id": f"J{at}", **judgement(draw, people, events)} for at in range(draw(st.integers(0, 2)))
        ]
    document["closed_on"] = draw(st.sampled_from((None, None, *DAYS, "unknown")))
    return document
