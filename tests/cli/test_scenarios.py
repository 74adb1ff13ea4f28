"""`hsb-policy test` and `trace` on small policies: what fails, where, and what nothing touches."""

from pathlib import Path

from tests.cli.test_bad_input import run, written

POLICY = """policy p "P"
    statements S001 to S002
statement S001 "One" "Something is done."
statement S002 "Two" "Something else is done."
party keeper "the keeper"
record Child in children as child
    .id text
    .glad yes/no
duty act "Act"
    cites S001
    for each child in children
    when child.glad
    keeper must "act for {child}"
    met when not child.glad
scenario "A glad child"
    cites S001
    judged on 2025-03-20
    given child C1 with .glad yes
    expect act for child C1 is met
"""


def test_a_failed_scenario_is_told_with_its_place(tmp_path: Path) -> None:
    """The title, the line, what was expected and what came; exit status 1."""
    result = run("test", written(tmp_path, POLICY, "p.policy"))

    assert result.exit_code == 1
    assert 'FAILED  "A glad child"' in result.stdout
    assert "p.policy:19" in result.stdout
    assert "expected met, but it is outstanding" in result.stdout
    assert "0 of 1 scenarios as expected" in result.stdout
    assert "rules that apply in every scenario:\n    act" in result.stdout


def test_mistakes_are_shown_with_their_lines(tmp_path: Path) -> None:
    """`test` on a faulty policy shows the line as `check` does, and ends with 2."""
    result = run(
        "test", written(tmp_path, POLICY.replace("child.glad\n    keeper", "child.gald\n    keeper"), "p.policy")
    )

    assert result.exit_code == 2
    assert "when child.gald" in result.stderr


def test_trace_fails_on_a_hole(tmp_path: Path) -> None:
    """A statement that nothing carries is a hole; with a reason why it is not executable it is none."""
    holed = run("trace", written(tmp_path, POLICY, "p.policy"))
    reason = 'is done." not executable because "nobody can do it"\nparty'
    whole = run("trace", written(tmp_path, POLICY.replace('is done."\nparty', reason), "q.policy"))

    assert (holed.exit_code, whole.exit_code) == (1, 0)
    assert "S002" in holed.stdout


def test_statements_that_nothing_words_are_told(tmp_path: Path) -> None:
    """A gap in the list of statements, and one outside the range, are warnings."""
    text = POLICY.replace('statement S002 "Two"', 'statement S009 "Nine"')

    result = run("check", written(tmp_path, text, "p.policy"))

    assert "no `statement` gives the words of S002" in " ".join(result.stdout.split())
    assert "`statement S009` lies outside" in " ".join(result.stdout.split())


def test_a_default_that_narrows_a_must_is_told(tmp_path: Path) -> None:
    """Allowed, and never without a word."""
    text = POLICY + (
        'interpretation mood "Which?"\n    cites A01, S001\n    readings wide, narrow\n    default narrow\n'
        "    narrows S001 under narrow\n"
    )

    result = run("check", written(tmp_path, text, "p.policy"))

    assert result.exit_code == 0
    assert "the default of `mood` narrows what S001 requires" in " ".join(result.stdout.split())
