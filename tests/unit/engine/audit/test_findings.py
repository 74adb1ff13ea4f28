"""What a row of the findings says: how a rule stands, about what, since when, how late, where, and what is missing."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.engine.audit.small import audited, case


def the_finding(folder: Path, one: dict[str, Any], rule: str = "referred") -> dict[str, Any]:
    """The one finding of a rule on a case."""
    [found] = [row for row in audited(folder, [one]).findings if row["rule"] == rule]
    return found


def test_a_duty_that_was_not_done_says_since_when_and_how_late(tmp_path: Path) -> None:
    """The day on which the duty arises, the last day in time, and the days from then to the day of judging."""
    found = the_finding(tmp_path, case(on="2025-03-01"))

    assert (found["status"], found["severity"], found["force"]) == ("not_met", "breach", "must")
    assert (found["trigger_date"], found["due"], found["done_on"]) == ("2025-03-01", "2025-03-11", None)
    assert found["days_late"] == 111
    assert (found["child"], found["incident"], found["about"]) == ("C1", "I1", "child=C1; incident=I1")


def test_a_duty_that_was_done_late_counts_the_days_until_it_was_done(tmp_path: Path) -> None:
    """Days late end on the day on which it was done, not on the day of judging."""
    found = the_finding(tmp_path, case(on="2025-03-01", made="2025-04-01"))

    assert (found["status"], found["done_on"], found["days_late"]) == ("met_late", "2025-04-01", 21)


def test_what_cannot_be_told_names_the_facts_and_what_remains(tmp_path: Path) -> None:
    """The missing facts with their state, and the statuses that remain; nothing is late that has no day."""
    found = the_finding(tmp_path, case(on=None))

    assert (found["status"], found["missing"]) == ("cannot_tell", "incidents[I1].on (not_recorded)")
    assert found["possible"] == "not_met; outstanding"
    assert (found["trigger_date"], found["days_late"]) == (None, None)


def test_a_rule_without_a_day_of_its_own_counts_from_what_it_concerns(tmp_path: Path) -> None:
    """A rule about an incident counts from the day of the incident; a check about a child from no day."""
    one = case(on="2025-03-01", children=[{"id": "C1"}])
    one["incidents"][0]["written"] = False

    assert the_finding(tmp_path, one, "written_down")["trigger_date"] == "2025-03-01"
    assert the_finding(tmp_path, one, "birth_date_is_recorded")["trigger_date"] is None


RESIDENCES: dict[str, tuple[object, str]] = {
    "one open period": ([{"authority": "stoke", "from": "2020-01-01"}], "stoke"),
    "moved before that day": (
        [
            {"authority": "stoke", "from": "2020-01-01", "to": "2025-02-28"},
            {"authority": "staffs", "from": "2025-02-28"},
        ],
        "staffs",
    ),
    "moved after that day": (
        [
            {"authority": "stoke", "from": "2020-01-01", "to": "2025-03-20"},
            {"authority": "staffs", "from": "2025-03-20"},
        ],
        "stoke",
    ),
    "two homes in two authorities": (
        [{"authority": "stoke", "from": "2020-01-01"}, {"authority": "staffs", "from": "2020-01-01"}],
        "several",
    ),
    "two homes in one authority": ([{"authority": "stoke", "from": "2020-01-01"}] * 2, "stoke"),
    "since nobody knows when": ([{"authority": "stoke"}], "not known"),
    "nowhere on that day": ([{"authority": "stoke", "from": "2025-03-02"}], "not known"),
    "not recorded": (None, "not known"),
    "a name beside other": ([{"authority": "other", "authority_name": "Elm Lane", "from": "2020-01-01"}], "other"),
}


@pytest.mark.parametrize("name", RESIDENCES)
def test_the_authority_is_where_the_child_lives_on_that_day(name: str, tmp_path: Path) -> None:
    """Where the child lives on the day from which it counts; never guessed, and never a name that stands in the case."""
    residences, authority = RESIDENCES[name]
    child = {"id": "C1", "birth_date": "2014-06-01", "residences": residences}

    found = the_finding(tmp_path, case(on="2025-03-01", children=[child]))

    assert found["authority"] == authority


def test_a_finding_about_no_child_looks_at_all_children(tmp_path: Path) -> None:
    """Where all children of the case live in one authority it is that; where they do not, several."""
    one = case(on="2025-03-01")
    one["incidents"][0]["written"] = False
    other = {"id": "C2", "residences": [{"authority": "staffs", "from": "2020-01-01"}]}

    assert the_finding(tmp_path, one, "written_down")["authority"] == "stoke"

    one["children"].append(other)

    assert the_finding(tmp_path, one, "written_down")["authority"] == "several"


def test_a_finding_is_known_by_its_case_rule_and_subject(tmp_path: Path) -> None:
    """The same finding has the same id in another audit and in another order; another case has another."""
    ids = {row["case_id"]: row["finding"] for row in audited(tmp_path, [case("A1"), case("A2")]).findings}
    again = {row["case_id"]: row["finding"] for row in audited(tmp_path, [case("A2"), case("A1")]).findings}

    assert ids == again
    assert ids["A1"] != ids["A2"]


def test_no_text_of_a_case_gets_into_a_finding(tmp_path: Path) -> None:
    """Names and texts of a case stay in the case: a finding has ids, days and codes."""
    child = {"id": "C1", "residences": [{"authority": "other", "authority_name": "Elm Lane", "from": "2020-01-01"}]}

    told = json.dumps(audited(tmp_path, [case(children=[child])]).findings)

    assert "other" in told
    assert "Elm Lane" not in told
