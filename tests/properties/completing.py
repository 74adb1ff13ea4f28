"""Small cases with a few unknown facts, and all their completions, for proofs by trying everything."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from hsb_policy.core.case import Case, Record
from hsb_policy.core.schema import Schema
from hsb_policy.engine.cases import load_case
from hsb_policy.values.days import parse_day, parse_moment
from hsb_policy.values.unknown import Between, Fact, NamedCode, Unknown

Draw = Callable[[st.SearchStrategy[Any]], Any]

DAYS = ("2025-03-09", "2025-03-10", "2025-03-11")
BIRTHS = ("2012-03-09", "2012-03-10", "2012-03-11")


DOMAINS: dict[str, dict[str, tuple[Any, ...]]] = {
    "Person": {
        "flag": (True, False),
        "warm": (True, False),
        "colour": ("green", "amber", "red"),
        "area": ("north", "south", NamedCode("other", "X"), NamedCode("other", "Y")),
        "born": tuple(parse_day(d) for d in BIRTHS),
        "left_on": tuple(parse_day(d) for d in DAYS),
        "friend": ("a ref",),
    },
    "Event": {
        "big": (True, False),
        "kept": (True, False),
        "colour": ("green", "amber", "red"),
        "on": tuple(parse_day(d) for d in DAYS),
        "seen_at": tuple(parse_moment(d + "T10:30") for d in DAYS),
        "number": (0, 1, 2),
        "person": ("a ref",),
    },
    "Stay": {
        "quiet": (True, False),
        "from": tuple(parse_day(d) for d in DAYS),
        "to": tuple(parse_day(d) for d in DAYS),
    },
}


@frozen
class Gap:
    """A fact of a case that may be any of these values."""

    record: Record
    name: str
    domain: tuple[Any, ...]

    @property
    def path(self) -> str:
        """Where it stands."""
        return self.record.path_of(self.name)

    def open(self) -> None:
        """Make it unknown."""
        facts = frozenset({Fact(self.path, ask="?")})
        numbers = all(type(v) is int for v in self.domain)
        self.record.facts[self.name] = Between(min(self.domain), max(self.domain), facts) if numbers else Unknown(facts)


@st.composite
def known_documents(draw: Draw) -> dict[str, Any]:
    """A case file in which every fact is known."""

    def day() -> str:
        return str(draw(st.sampled_from(("2025-03-08", *DAYS, "2025-03-12"))))

    def person(at: int) -> dict[str, Any]:
        stays = [
            {
                "area": "north",
                "area_name": "X",
                "from": day(),
                "to": draw(st.sampled_from((None, day()))),
                "quiet": True,
            }
            for _ in range(draw(st.integers(0, 2)))
        ]
        return {
            "id": f"P{at}",
            "born": draw(st.sampled_from((*BIRTHS, "2010-01-01", "2013-01-01"))),
            "flag": draw(st.booleans()),
            "warm": draw(st.booleans()),
            "colour": draw(st.sampled_from(("green", "amber", "red"))),
            "area": draw(st.sampled_from(("north", "south"))),
            "area_name": "X",
            "stays": stays,
            "left_on": draw(st.sampled_from((None, day()))),
            "friend": draw(st.sampled_from(("P0", "P1"))),
        }

    def event(at: int) -> dict[str, Any]:
        return {
            "id": f"E{at}",
            "person": draw(st.sampled_from(("P0", "P1"))),
            "on": day(),
            "seen_at": draw(st.sampled_from((None, day() + "T10:30"))),
            "colour": draw(st.sampled_from(("green", "amber", "red"))),
            "big": draw(st.booleans()),
            "kept": draw(st.booleans()),
            "tags": draw(st.lists(st.sampled_from(("green", "red")), max_size=2)),
            "number": draw(st.integers(0, 2)),
        }

    return {
        "case_id": "T",
        "as_at": day(),
        "closed_on": draw(st.sampled_from((None, None, day()))),
        "loud": draw(st.booleans()),
        "people": [person(at) for at in range(2)],
        "events": [event(at) for at in range(draw(st.integers(0, 3)))],
    }


def loaded_case(document: dict[str, Any], schema: Schema) -> Case:
    """The case of a document."""
    case, found = load_case(document, schema)
    assert case is not None, [(d.path, d.message) for d in found.items]
    return case


def possible_gaps(case: Case) -> list[Gap]:
    """All facts of a case that can be made unknown."""
    people, events = case.root.facts["people"], case.root.facts["events"]
    records = [*people, *events, *(stay for p in people for stay in p.facts["stays"])]
    found = []
    for record in records:
        for name, domain in DOMAINS[record.kind].items():
            found.append(Gap(record, name, people if domain == ("a ref",) else domain))
    return found


def completions(gaps: list[Gap]) -> Iterator[tuple[int, ...]]:
    """Every completion of the gaps, put into the case while it is looked at, as the places in the domains."""
    for choice in product(*(range(len(g.domain)) for g in gaps)):
        for gap, at in zip(gaps, choice, strict=True):
            gap.record.facts[gap.name] = gap.domain[at]
        yield choice
