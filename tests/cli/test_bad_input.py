"""Bad input, by name: one screen that names the place, what is allowed and a cure; never a stack trace; the exit status says it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hsb_policy.cli.main import hsb_policy

GOOD = {
    "case_id": "A1",
    "as_at": "2025-03-20",
    "children": [{"id": "C1", "birth_date": "2014-06-01"}],
    "involvements": [],
}


def run(*arguments: str, given: str | None = None) -> Result:
    """The command with these arguments, and its exit status and output."""
    return CliRunner().invoke(hsb_policy, list(arguments), input=given, prog_name="hsb-policy")


def written(folder: Path, text: str | bytes, name: str = "case.json") -> str:
    """The path of a file with this text."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def with_change(**change: object) -> str:
    """The good case with something else in it."""
    return json.dumps({**GOOD, **change})


BAD_CASES: dict[str, tuple[str | bytes, str]] = {
    "empty file": ("", "empty"),
    "not JSON": ("{case_id: 1", "not-json"),
    "cut short": ('{"case_id": "A1", "children": [', "line 1"),
    "deep nesting": ("[" * 5_000 + "]" * 5_000, "100 deep"),
    "not an object": ("[]", "{"),
    "not UTF-8": (b'{"case_id": "\xff"}', "UTF-8"),
    "duplicate ids": (with_change(children=[{"id": "C1"}, {"id": "C1"}]), "children[1]"),
    "dangling ref": (
        with_change(involvements=[{"id": "V1", "child": "C7"}]),
        "involvements[0].child",
    ),
    "wrong type": (with_change(children="C1"), "children"),
    "unknown field": (with_change(children=[{"id": "C1", "birth_dat": "2014"}]), "birth_date"),
    "unknown code": (with_change(children=[{"id": "C1", "sex": "femal"}]), "female"),
    "impossible date": (with_change(children=[{"id": "C1", "birth_date": "2014-02-30"}]), "children[0].birth_date"),
    "no as_at": (json.dumps({"case_id": "A1"}), "--as-at"),
    "no case_id": (json.dumps({"as_at": "2025-03-20"}), "case_id"),
}


@pytest.mark.parametrize("name", BAD_CASES)
def test_a_case_file_that_cannot_be_used(name: str, tmp_path: Path) -> None:
    """The message names the place and the cure, on one screen, and the exit status is 2."""
    text, told = BAD_CASES[name]

    result = run("decide", written(tmp_path, text))

    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output
    assert len(result.stderr.splitlines()) <= 24
    assert result.stdout == ""


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """A file beyond the limit is refused with the limit in the message."""
    result = run("decide", written(tmp_path, b" " * 21_000_000))

    assert result.exit_code == 2
    assert "MB" in result.stderr or "bytes" in result.stderr


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    """Three faults in one file give three messages."""
    text = with_change(children=[{"id": "C1", "sex": "femal", "birth_date": "2014-13"}, {"id": "C2", "sx": "male"}])

    result = run("decide", written(tmp_path, text))

    for place in ("children[0].sex", "children[0].birth_date", "children[1].sx"):
        assert place in result.stderr


def test_one_bad_file_among_several_does_not_stop_the_rest(tmp_path: Path) -> None:
    """Each file has its line, in their order; the bad one an error object; the exit status is 2."""
    good, bad = written(tmp_path, json.dumps(GOOD)), written(tmp_path, "", "bad.json")

    result = run("decide", "--format", "json", good, bad, good)

    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["format"] for line in lines] == [
        "hsb-policy/decision/1",
        "hsb-policy/error/1",
        "hsb-policy/decision/1",
    ]
    assert lines[1]["file"].endswith("bad.json")
    assert result.exit_code == 2


def test_standard_input_is_a_case_file(tmp_path: Path) -> None:
    """`-` reads the case from standard input."""
    result = run("decide", "-", "--format", "json", given=json.dumps(GOOD))

    assert result.exit_code == 0
    assert json.loads(result.stdout)["case_id"] == "A1"


def test_the_option_goes_before_the_files_own_day() -> None:
    """--as-at wins over as_at."""
    result = run("decide", "-", "--format", "json", "--as-at", "2025-06-01", given=json.dumps(GOOD))

    assert json.loads(result.stdout)["as_at"] == "2025-06-01"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--policy", "no_such_policy"), "no_such_policy"),
        (("--policy", "hsbb"), "`hsb`"),
        (("--pack", "no_such_pack"), "pack"),
        (("--interpret", "red_referal=should"), "red_referral"),
        (("--interpret", "red_referral=shuold"), "should"),
        (("--interpret", "age_at.no_such_rule=today"), "no_such_rule"),
        (("--interpret", "red_referral"), "NAME=READING"),
        (("--as-at", "yesterday"), "yesterday"),
    ],
)
def test_options_that_name_what_is_not_there(arguments: tuple[str, ...], told: str) -> None:
    """A policy, pack, interpretation, reading or day that does not exist: status 2, and the nearest that does."""
    result = run("decide", "-", *arguments, given=json.dumps(GOOD))

    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_a_folder_without_a_policy(tmp_path: Path) -> None:
    """An empty folder, and one whose files begin no policy, are mistakes that `check` answers with 1 and `decide` with 2."""
    empty = run("check", str(tmp_path))
    written(tmp_path, 'party keeper "the keeper"\n', "a.policy")
    headless = run("check", str(tmp_path))
    decided = run("decide", "-", "--policy", str(tmp_path), given=json.dumps(GOOD))

    assert (empty.exit_code, headless.exit_code, decided.exit_code) == (1, 1, 2)
    assert ".policy" in empty.stderr
    assert "policy" in headless.stdout


def test_a_faulty_policy_is_refused_whole(tmp_path: Path) -> None:
    """`check` tells both mistakes and ends with 1; `decide` tells them too and ends with 2."""
    text = 'policy p "P"\n    statements S001 to S002\nduty a "A"\n    cites S009\nduty b "B"\n    whn x\n'
    path = written(tmp_path, text, "a.policy")

    checked, decided = run("check", path), run("decide", "-", "--policy", path, given=json.dumps(GOOD))

    assert (checked.exit_code, decided.exit_code) == (1, 2)
    assert "S009" in checked.stdout
    assert "whn" in checked.stdout
    assert "S009" in decided.stderr
    assert decided.stdout == ""


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_mistakes_for_programs(form: str, tmp_path: Path) -> None:
    """`check` tells the same mistakes as JSON and as SARIF."""
    path = written(tmp_path, 'policy p "P"\nduty a "A"\n    cites S009\n', "a.policy")

    result = run("check", path, "--format", form)

    assert result.exit_code == 1
    assert "HSB-N" in json.dumps(json.loads(result.stdout))


def test_no_case_content_in_messages(tmp_path: Path) -> None:
    """What a text field says never shows in a message about the file."""
    secret = "Jane lives at number four"
    text = with_change(children=[{"id": "C1", "birth_date": secret, "residences": [{"household": 4, "from": secret}]}])

    result = run("decide", written(tmp_path, text))

    assert result.exit_code == 2
    assert "number four" not in result.output
