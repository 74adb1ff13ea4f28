"""`hsb-policy check`: how many messages, in which form, and what more can be asked."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hsb_policy.cli.main import hsb_policy
from hsb_policy.diagnostics.catalogue import CATALOGUE
from tests.unit.diagnostics.sarif_shape import misshapen

HEAD = 'policy small "Small" statements S001 to S009\n'
UNCITED = 'guidance calm_{n} "Be calm."\n'


def run(*arguments: str | Path) -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(hsb_policy, ["check", *map(str, arguments)], prog_name="hsb-policy")


def policy(folder: Path, text: str) -> Path:
    """A policy of one file."""
    (folder / "small.policy").write_text(HEAD + text, encoding="utf-8")
    return folder


@pytest.fixture
def hundred(tmp_path: Path) -> Path:
    """A policy with a mistake in each of its hundred declarations."""
    return policy(tmp_path, "".join(UNCITED.format(n=n) for n in range(100)))


def test_two_mistakes_in_two_declarations_are_two_messages(tmp_path: Path) -> None:
    """A mistake in one declaration neither hides nor multiplies those in the next."""
    result = run(policy(tmp_path, 'guidance calm "Be calm." cites S001 S002\nguidance kind “Be kind.” cites S001\n'))

    assert result.stdout.count("error HSB-S105") == result.stdout.count("error HSB-S109") == 1
    assert result.stdout.count("error HSB") == 2
    assert result.stdout.endswith("2 mistakes, no warnings in 1 file\n")
    assert result.exit_code == 1


def test_of_a_hundred_mistakes_twenty_are_told_and_the_rest_counted(hundred: Path) -> None:
    """Nobody reads a hundred; the last lines say how many there are, and where more is to be read."""
    result = run(hundred)

    assert result.stdout.count("error HSB-R450") == 20
    assert "\n\nand 80 more\n\nmore: hsb-policy check --why R450\n" in result.stdout
    assert result.stdout.endswith("100 mistakes, no warnings in 1 file\n")


@pytest.mark.parametrize("form", ["line", "json", "sarif"])
def test_programs_are_told_all_of_them(hundred: Path, form: str) -> None:
    """One line each, a list, or a log."""
    told = run(hundred, "--format", form).stdout

    match form:
        case "line":
            assert len(told.splitlines()) == 100
            assert told.startswith("small.policy:2:10: error HSB-R450: a principle cites")
        case "json":
            assert [d["code"] for d in json.loads(told)] == ["HSB-R450"] * 100
        case _:
            assert len(json.loads(told)["runs"][0]["results"]) == 100


def test_a_log_has_the_shape_of_the_standard(tmp_path: Path) -> None:
    """Secondary places, fixes, warnings: nothing that SARIF 2.1.0 does not have, and all that it must have."""
    text = 'guidance calm “Be calm.” cites S001\ncodes Mood\n    calm, calm\nguidance odd "Odd" cites S099\n'
    log = json.loads(run(policy(tmp_path, text), "--format", "sarif").stdout)
    results = log["runs"][0]["results"]

    assert list(misshapen(log)) == []
    assert {"fixes", "relatedLocations"} <= {key for result in results for key in result}
    assert {result["level"] for result in results} == {"error", "warning"}


def test_a_log_says_where_the_files_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As seen from where the command is run, so that a review shows each message beside its line."""
    (tmp_path / "rules").mkdir()
    policy(tmp_path / "rules", UNCITED.format(n=1))
    monkeypatch.chdir(tmp_path)
    [result] = json.loads(run("rules", "--format", "sarif").stdout)["runs"][0]["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "rules/small.policy"}


def test_the_shape_of_a_log_is_looked_at_closely() -> None:
    """The looking itself: what is lacking, what is too much, and what is of another kind."""
    bad = {"version": "2.0", "runs": [{"results": [{"message": {"text": 1}, "level": "bad", "x": 0, "fixes": [{}]}]}]}

    assert sorted(misshapen(bad)) == [
        "$.runs[0] lacks tool",
        "$.runs[0].results[0] has x",
        "$.runs[0].results[0].fixes[0] lacks artifactChanges",
        "$.runs[0].results[0].level is 'bad'",
        "$.runs[0].results[0].message.text is 1",
        "$.version is '2.0'",
    ]


@pytest.mark.parametrize("asked", ["HSB-N201", "N201", "n201", "hsb-n201", "unknown-name", "Unknown name"])
def test_a_page_is_found_however_it_is_asked_for(asked: str) -> None:
    """In full, in short, in small letters, by its name."""
    result = run("--why", asked)

    assert result.stdout.startswith("HSB-N201 unknown-name\n\n")
    assert "The mistake\n\n    " in result.stdout
    assert [line for line in result.stdout.splitlines() if "`" * 3 in line or line.startswith("#")] == []
    assert result.exit_code == 0


@pytest.mark.parametrize(("asked", "near"), [("N200", "N201"), ("unknwn-name", "N201"), ("HSB-Z999", "X9")])
def test_an_unknown_code_gets_the_nearest(asked: str, near: str) -> None:
    """And the exit status says that nothing was told."""
    result = run("--why", asked)

    assert f"there is no message `{asked}`" in result.stderr
    assert f"hsb-policy check --why {near}" in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_page_fits_a_terminal(code: str) -> None:
    """Prose is wrapped, and no line of an example is cut by a narrow screen for nothing."""
    lines = run("--why", code).stdout.splitlines()

    assert lines[0].startswith(code)
    assert [line for line in lines if len(line) > 80 and not line.startswith("    ")] == []
