"""`hsb-policy explain`: three forms, which outcome is meant, and every mistake told in one kind message."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.test_bad_input import BAD_CASES, GOOD, run, written

CASES = Path(__file__).parents[2] / "examples" / "cases"
ONE_WORKER = str(CASES / "one_worker_for_both.json")
FULL = str(CASES / "full_case.json")


def test_a_breach_is_explained_at_80_columns() -> None:
    """How it stands, why it applies, what goes against it, and what the procedure says."""
    result = run("explain", ONE_WORKER, "different_social_workers", "--about", "child=C1")

    assert result.exit_code == 0
    assert max(len(line) for line in result.stdout.splitlines()) <= 80
    headings = [line.split(" ─")[0] for line in result.stdout.splitlines() if line.endswith("──")]

    assert headings[:3] == ["Why it applies", "What goes against it", "What the procedure says"]
    assert "worker: W7" in result.stdout
    assert "S052 (Strategy meeting): " in result.stdout


def test_markdown_has_the_same_sections() -> None:
    """A heading for each section, a list below it."""
    result = run("explain", ONE_WORKER, "different_social_workers", "--format", "markdown")

    assert result.exit_code == 0
    assert "# A different social worker for each side" in result.stdout.splitlines()
    assert "## What goes against it" in result.stdout.splitlines()
    assert result.stdout.endswith("people decide.\n")


def test_json_is_one_document_with_all_that_fit() -> None:
    """Every outcome that is asked for, each once, with what to ask next in the whole case."""
    result = run("explain", FULL, "S019", "--format", "json")
    document = json.loads(result.stdout)

    assert document["format"] == "hsb-policy/explanation/1"
    assert document["asked"] == {"rule": "S019", "about": {}}
    assert len(document["explanations"]) > 1
    assert "under_13_always_referred" in {e["outcome"]["rule"] for e in document["explanations"]}


def test_a_page_has_three_and_says_how_to_see_the_rest() -> None:
    """What does not fit on a page is counted, with the options that ask for each; --all explains them all."""
    page, whole = run("explain", FULL, "S069").stdout, run("explain", FULL, "S069", "--all").stdout

    assert page.count("Case E06") == 3
    assert whole.count("Case E06") > 3
    assert f"{whole.count('Case E06') - 3} more outcomes fit: " in " ".join(page.split())
    assert re.search(r"more outcomes fit: \w+ --about \w+=C?", " ".join(page.split()))
    assert "more outcomes" not in whole


def test_standard_input_is_a_case_file() -> None:
    """`-` reads the case from standard input; a rule that ranges over nothing is no mistake."""
    result = run("explain", "-", "under_13_always_referred", given=json.dumps(GOOD))

    assert result.exit_code == 0
    assert "nothing" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("under_13_always_refered",), "`under_13_always_referred`"),
        (("S999",), "S099"),
        (("S005",), "no rule carries `S005`"),
        (("different_social_workers", "--about", "chidl=C1"), "`child`"),
        (("different_social_workers", "--about", "child=C7"), "C1"),
        (("different_social_workers", "--about", "child"), "KEY=ID"),
        (("different_social_workers", "--interpret", "sw_overlp=ever"), "sw_overlap"),
        (("different_social_workers", "--policy", "hsbb"), "`hsb`"),
    ],
)
def test_what_is_not_there(arguments: tuple[str, ...], told: str) -> None:
    """A rule, a statement, a key or an id that is not there: status 2, the nearest that is, nothing on standard output."""
    result = run("explain", ONE_WORKER, *arguments)

    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.output


@pytest.mark.parametrize("name", BAD_CASES)
def test_a_case_file_that_cannot_be_used(name: str, tmp_path: Path) -> None:
    """As for `decide`: the message names the place and the cure, and the exit status is 2."""
    text, told = BAD_CASES[name]

    result = run("explain", written(tmp_path, text), "S019")

    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
