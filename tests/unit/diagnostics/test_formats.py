"""Messages for programs: JSON, and SARIF 2.1.0."""

import json

from hsb_policy.diagnostics.formats import as_json, as_sarif
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics, Edit, Fix, Label, Severity
from hsb_policy.diagnostics.source import SourceFile, Span

FILE = SourceFile("my words.policy", "codes Colour\n    rde\n")
COLOUR, RDE = Span(FILE.name, 6, 12), Span(FILE.name, 17, 20)
UNKNOWN = Diagnostic(
    code="HSB-N203",
    message="`rde` is not a word of `Colour`",
    primary=Label(RDE, "not in `Colour`"),
    secondary=(Label(COLOUR, "declared here"),),
    help=("did you mean `red`?",),
    fix=Fix((Edit(RDE, "red"),), safe=True),
)
IN_CASE = Diagnostic(code="HSB-D520", message="no such field", path="children[0].x", severity=Severity.WARNING)


def test_a_message_as_json_has_all_that_it_says() -> None:
    """Places with lines and columns from 1, the label, the other places, the cures and the correction."""
    place = {"file": "my words.policy", "start": 17, "end": 20, "line": 2, "column": 5, "end_line": 2, "end_column": 8}
    declared = {
        "file": "my words.policy",
        "start": 6,
        "end": 12,
        "line": 1,
        "column": 7,
        "end_line": 1,
        "end_column": 13,
    }

    assert as_json(UNKNOWN, [FILE]) == {
        "code": "HSB-N203",
        "name": "unknown-code",
        "severity": "error",
        "message": "`rde` is not a word of `Colour`",
        "path": None,
        "place": place,
        "label": "not in `Colour`",
        "also": [{"place": declared, "label": "declared here"}],
        "help": ["did you mean `red`?"],
        "fix": {"safe": True, "edits": [{"place": place, "text": "red"}]},
    }


def test_a_message_about_a_case_has_its_path() -> None:
    """And no place, label or correction."""
    told = as_json(IN_CASE)

    assert (told["path"], told["place"], told["label"], told["fix"]) == ("children[0].x", None, "", None)
    assert told["severity"] == "warning"


def test_without_the_text_places_are_offsets() -> None:
    """The file and where in it, without line and column."""
    assert as_json(UNKNOWN)["place"] == {"file": "my words.policy", "start": 17, "end": 20}


def test_sarif_has_one_run_with_its_rules_and_results() -> None:
    """Each code once as a rule, each message as a result that points at its rule."""
    log = as_sarif(Diagnostics((UNKNOWN, IN_CASE)), [FILE])
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in rules] == ["HSB-D520", "HSB-N203"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["HSB-N203", "HSB-D520"]
    help_ = rules[1].pop("help")
    assert rules[1] == {
        "id": "HSB-N203",
        "name": "unknown-code",
        "shortDescription": {"text": "a word that the list of codes does not have"},
    }
    assert help_["markdown"].startswith("# HSB-N203 unknown-code")


def test_a_result_has_its_place_its_cures_and_its_correction() -> None:
    """The place of the mistake, what it is related to, and the text that would stand in its place."""
    result = as_sarif(Diagnostics((UNKNOWN,)), [FILE])["runs"][0]["results"][0]
    region = {"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 8, "charOffset": 17, "charLength": 3}
    [location] = result["locations"]
    [fix] = result["fixes"]

    assert (result["level"], result["message"]["text"]) == (
        "error",
        "`rde` is not a word of `Colour`\nhelp: did you mean `red`?",
    )
    assert location["physicalLocation"] == {"artifactLocation": {"uri": "my%20words.policy"}, "region": region}
    assert result["relatedLocations"][0]["message"] == {"text": "declared here"}
    assert fix["description"] == {"text": "did you mean `red`?"}
    assert fix["artifactChanges"] == [
        {
            "artifactLocation": {"uri": "my%20words.policy"},
            "replacements": [{"deletedRegion": region, "insertedContent": {"text": "red"}}],
        }
    ]


def test_a_result_about_a_case_has_a_logical_place() -> None:
    """The path within the case."""
    result = as_sarif(Diagnostics((IN_CASE,)))["runs"][0]["results"][0]

    assert result["level"] == "warning"
    assert result["locations"] == [{"logicalLocations": [{"fullyQualifiedName": "children[0].x"}]}]
    assert "fixes" not in result


def test_both_are_plain_json() -> None:
    """They can be written out as they are."""
    log = as_sarif(Diagnostics((UNKNOWN, IN_CASE)), [FILE])

    assert json.loads(json.dumps(log)) == log
    assert json.loads(json.dumps(as_json(UNKNOWN))) == as_json(UNKNOWN)
