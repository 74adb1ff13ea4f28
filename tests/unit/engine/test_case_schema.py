"""What the JSON Schema of case files says to a person and to a program: labels, questions, codes, what leaving out means."""

import json
import re
from typing import Any

import pytest

from hsb_policy.engine.case_schema import DIALECT, case_schema
from hsb_policy.engine.loading import compiled
from tests.cli.test_bad_input import run

HSB = compiled("hsb")


@pytest.fixture(scope="module")
def made() -> Any:
    """The schema of the bundled policy."""
    return case_schema(HSB.schema, HSB.name, HSB.title)


def test_labels_are_titles_and_questions_are_descriptions(made: Any) -> None:
    """A form can be made from it: each field with its label and the question to ask."""
    born = made["$defs"]["Child"]["properties"]["birth_date"]

    assert made["$defs"]["Child"]["title"] == "child or young person"
    assert born["title"] == "date of birth"
    assert born["description"] == "What is the date of birth of this child or young person?"
    assert "{it}" not in json.dumps(made)


def test_codes_have_their_labels_and_their_other_spelling(made: Any) -> None:
    """A colour may be written `orange`, which is read as `amber`."""
    colours = {word["const"]: word for word in made["$defs"]["Colour"]["anyOf"]}

    assert set(colours) == {"green", "amber", "orange", "red", "not_assessed"}
    assert colours["red"]["title"] == "red (harmful)"
    assert colours["orange"]["description"] == "read as `amber`"


def test_it_says_what_leaving_out_means(made: Any) -> None:
    """Open dates, recording lists, and fields with a value of their own where they are absent."""
    case, child = made["properties"], made["$defs"]["Child"]["properties"]

    assert case["closed_on"]["description"].endswith("Left out it means: not yet.")
    assert case["judgements"]["description"].endswith("Left out it means that none was recorded.")
    assert made["$defs"]["Involvement"]["properties"]["person_kind"]["description"].endswith("it means `child`.")
    assert made["$defs"]["Judgement"]["properties"]["reason_recorded"]["description"].endswith("it means `false`.")
    assert child["sex"]["anyOf"][1] == {"$ref": "#/$defs/value-missing"}
    assert made["$defs"]["value-missing"]["enum"] == [None, "unknown"]


def test_the_case_has_an_id_and_its_day_may_be_given_beside_it(made: Any) -> None:
    """`case_id` is required; of `as_at` it is said where else it may stand."""
    assert made["required"] == ["case_id"]
    assert "--as-at" in made["properties"]["as_at"]["description"]
    assert made["$defs"]["Child"]["required"] == ["id"]
    assert "required" not in made["$defs"]["Residence"]


def test_every_record_is_closed(made: Any) -> None:
    """Fields that the vocabulary does not have are refused, in the case and in every record."""
    records = [made, *(inner for inner in made["$defs"].values() if "properties" in inner)]

    assert len(records) > 20
    assert all(record["additionalProperties"] is False for record in records)


def test_what_stands_in_the_policy_is_no_part_of_a_case(made: Any) -> None:
    """Reference data and the codes that only it has are left out."""
    assert "ContactPoint" not in made["$defs"]
    assert "ContactUse" not in made["$defs"]
    assert "contact_points" not in made["properties"]


def test_it_has_a_name_and_needs_no_network(made: Any) -> None:
    """Its id is a name, not an address; the one address in it is the name of the dialect."""
    assert made["$id"] == "urn:hsb-policy:case-file:hsb"
    assert re.findall(r"\w+://[^\"]*", json.dumps(made)) == [DIALECT]


def test_the_command_prints_it_the_same_each_time() -> None:
    """The same policy gives the same bytes; a pack adds what its vocabulary adds, and its name."""
    first, second = run("schema"), run("schema", "hsb")
    packed = json.loads(run("schema", "--pack", "working_together").stdout)

    assert first.exit_code == 0
    assert first.stdout_bytes == second.stdout_bytes
    assert json.loads(first.stdout) == case_schema(HSB.schema, HSB.name, HSB.title)
    assert packed["$id"] == "urn:hsb-policy:case-file:hsb:working_together"
    assert packed["properties"].keys() - json.loads(first.stdout)["properties"].keys() == {
        "core_groups",
        "ended_protection_plans",
    }


def test_a_policy_that_is_not_there_is_told() -> None:
    """One message, exit status 2, and nothing on standard output."""
    result = run("schema", "nowhere")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no policy `nowhere`" in " ".join(result.stderr.split())
