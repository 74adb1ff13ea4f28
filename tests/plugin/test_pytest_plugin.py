"""A policy repository runs `pytest`: each scenario is a test, and what is wrong is told as a person reads it."""

from pathlib import Path

import pytest

from hsb_policy import check
from tests.house.checkout import ROOT

pytest_plugins = ["pytester"]
assert not check("hsb").has_errors  # what reads policies is imported now, and not again for each run below

HEAD = """policy ours "Our procedure"
    statements S001 to S002
party keeper "the keeper"
record Child in children as child
    .id text
    .glad yes/no
"""
RULES = """use vocabulary
duty act "Act"
    cites S001, S002
    for each child in children
    when child.glad
    keeper must "act for {child}"
    met when not child.glad
"""
SCENARIOS = """scenario "A glad child"
    cites S001
    judged on 2025-03-20
    given child C1 with .glad yes
    expect act for child C1 is outstanding

scenario "A sad child, and nothing to do"
    cites S002
    judged on 2025-03-20
    given child C1 with .glad no
    expect act for child C1 is met
"""
PACK = """pack extra "An extra" for ours
duty look "Look"
    cites S001
    for each child in children
    keeper should "look at {child}"
    breached when child.glad
scenario "Looked at"
    cites S001
    judged on 2025-03-20
    given child C1 with .glad yes
    expect look for child C1 is not_met
"""


@pytest.fixture
def repository(pytester: pytest.Pytester) -> pytest.Pytester:
    """A repository with a policy of three files in two folders, and an ordinary test beside it."""
    _write(pytester, "policies/ours/vocabulary.policy", HEAD)
    _write(pytester, "policies/ours/rules.policy", RULES)
    _write(pytester, "policies/ours/scenarios/glad.policy", SCENARIOS)
    pytester.makepyfile(test_ordinary="def test_ordinary():\n    pass\n")
    return pytester


def _write(pytester: pytest.Pytester, name: str, text: str) -> Path:
    path = pytester.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _change(pytester: pytest.Pytester, name: str, old: str, new: str) -> None:
    path = pytester.path / name
    assert old in path.read_text(encoding="utf-8")
    _write(pytester, name, path.read_text(encoding="utf-8").replace(old, new))


def test_each_scenario_is_a_test_of_its_own(repository: pytest.Pytester) -> None:
    """Both scenarios are collected by their titles, from the file they stand in, and the ordinary test runs too."""
    result = repository.runpytest("-v")

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "policies/ours/scenarios/glad.policy::A glad child PASSED*",
            "policies/ours/scenarios/glad.policy::A sad child, and nothing to do FAILED*",
            "test_ordinary.py::test_ordinary PASSED*",
        ]
    )


def test_a_failure_says_where_and_what_without_a_stack_trace(repository: pytest.Pytester) -> None:
    """The file and line of what was expected, and what came instead; nothing of how the library works."""
    result = repository.runpytest()

    result.stdout.fnmatch_lines(
        [
            "*_ A sad child, and nothing to do _*",
            "policies/ours/scenarios/glad.policy:11: act for child C1: expected met, but it is not_applicable*",
        ]
    )
    for inner in ("Traceback", "pytest_plugin.py", "ScenarioFailed"):
        result.stdout.no_fnmatch_line(f"*{inner}*")


def test_mistakes_are_told_once_as_check_tells_them(repository: pytest.Pytester) -> None:
    """One misspelt field in a policy of three files is one error with its line, and no scenario of the policy runs."""
    _change(repository, "policies/ours/rules.policy", "when child.glad", "when child.gald")

    result = repository.runpytest()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["error HSB-N202 unknown-field:*", "  rules.policy:5", "*when child.gald", "*help: did you mean*"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("glad and not sad", ["A glad child"]),
        ("S002", ["A sad child, and nothing to do"]),
        ("act", ["A glad child", "A sad child, and nothing to do"]),
    ],
)
def test_k_finds_scenarios(repository: pytest.Pytester, words: str, titles: list[str]) -> None:
    """`-k` goes by the words of the title, by the statements cited, and by the rules of which something is expected."""
    result = repository.runpytest("policies", "--collect-only", "-q", "-k", words)

    assert [line.partition("::")[2] for line in result.outlines if "::" in line] == titles


def test_one_file_or_one_scenario_can_be_run(repository: pytest.Pytester) -> None:
    """A path picks the scenarios of a file, a path with a title one of them; the whole folder is compiled all the same."""
    file = "policies/ours/scenarios/glad.policy"

    repository.runpytest(file).assert_outcomes(passed=1, failed=1)
    repository.runpytest(f"{file}::A glad child").assert_outcomes(passed=1)
    repository.runpytest("policies/ours/rules.policy").assert_outcomes()


def test_it_works_from_within_the_folder(repository: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy's folder may be the top of everything."""
    monkeypatch.chdir(repository.path / "policies" / "ours")

    repository.runpytest("--rootdir=.").assert_outcomes(passed=1, failed=1)


def test_workers_share_the_scenarios(repository: pytest.Pytester) -> None:
    """With xdist, the scenarios are spread over processes and each runs once."""
    result = repository.runpytest_subprocess("-n", "2")

    result.assert_outcomes(passed=2, failed=1)


def test_a_pack_is_tested_with_the_policy_that_it_is_for(repository: pytest.Pytester) -> None:
    """The setting names the policy; the pack's own scenarios run with it, and the policy's without the pack."""
    _write(repository, "packs/extra/extra.policy", PACK)
    repository.makeini("[pytest]\nhsb_policy_base = policies/ours\n")

    repository.runpytest("packs").assert_outcomes(passed=1)
    repository.runpytest("policies").assert_outcomes(passed=1, failed=1)


def test_a_pack_without_its_policy_says_what_to_do(repository: pytest.Pytester) -> None:
    """A pack for a policy that is not bundled: the message names the setting."""
    _write(repository, "packs/extra/extra.policy", PACK)

    result = repository.runpytest("packs")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*there is no policy `ours`*", "*hsb_policy_base = PATH*"])


def test_a_pack_for_the_bundled_policy_needs_no_setting(pytester: pytest.Pytester) -> None:
    """The scenarios of the example pack run with the bundled policy."""
    source = ROOT / "examples" / "packs" / "local_timescales" / "local_timescales.policy"
    _write(pytester, source.name, source.read_text(encoding="utf-8"))

    pytester.runpytest().assert_outcomes(passed=5)


def test_policies_can_be_tested_with_packs(repository: pytest.Pytester) -> None:
    """With `hsb_policy_packs`, a policy's scenarios may expect what the pack adds."""
    _write(repository, "packs/extra/extra.policy", PACK)
    _change(
        repository,
        "policies/ours/scenarios/glad.policy",
        "is outstanding",
        "is outstanding\n    expect look for child C1 is not_met",
    )
    repository.runpytest("policies").assert_outcomes(errors=1)

    repository.makeini("[pytest]\nhsb_policy_packs =\n    packs/extra\n")

    repository.runpytest("policies").assert_outcomes(passed=1, failed=1)


def test_files_of_other_programs_are_left_alone(pytester: pytest.Pytester) -> None:
    """A `.policy` file that is no policy of ours is no test and no error."""
    _write(pytester, "java.policy", "grant {\n    permission java.security.AllPermission;\n};\n")
    pytester.makepyfile(test_ordinary="def test_ordinary():\n    pass\n")

    pytester.runpytest().assert_outcomes(passed=1)


def test_scenarios_without_a_policy_are_not_passed_over(pytester: pytest.Pytester) -> None:
    """Scenarios in a folder that no head makes a policy are an error: a test that never runs looks like one that passes."""
    _write(pytester, "stray.policy", SCENARIOS)

    result = pytester.runpytest()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*no folder above stray.policy is a policy*"])
