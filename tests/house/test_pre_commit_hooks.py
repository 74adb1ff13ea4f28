"""The hooks for pre-commit run what they say: their entries are typed here on copies of a policy, without pre-commit itself."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.checkout import ROOT

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
POLICY = """policy ours "Ours"
    statements S001 to S001

party keeper "the keeper"

record Child in children as child
    .id   text
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
    expect act for child C1 is outstanding
"""

# What each hook must refuse: what is changed in the policy above.
WRONG = {
    "hsb-policy-check": ("when child.glad", "when child.gald"),
    "hsb-policy-fmt": ("when child.glad", "when   child.glad"),
    "hsb-policy-test": ("is outstanding", "is met"),
}


def _typed(hook: dict[str, Any], folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """What pre-commit would run in a repository: the entry, its arguments, and the names of files where they are passed."""
    program, *rest = hook["entry"].split()
    given = list(args or hook.get("args", []))
    if hook.get("pass_filenames", True):
        given += [
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if re.search(hook["files"], path.name)
        ]
    return subprocess.run(
        [Path(sys.executable).with_name(program), *rest, *given], cwd=folder, capture_output=True, text=True
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one policy."""
    (tmp_path / "policies" / "ours").mkdir(parents=True)
    (tmp_path / "policies" / "ours" / "ours.policy").write_text(POLICY, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_a_hook_passes_a_good_policy_and_refuses_a_bad_one(hook: dict[str, Any], repository: Path) -> None:
    """Exit status 0 and 1: pre-commit stops the commit for the second."""
    file = repository / "policies" / "ours" / "ours.policy"

    good = _typed(hook, repository)
    assert good.returncode == 0, good.stdout + good.stderr

    old, new = WRONG[hook["id"]]
    assert old in POLICY
    file.write_text(POLICY.replace(old, new), encoding="utf-8")
    assert _typed(hook, repository).returncode == 1


def test_hooks_can_be_told_the_folder_or_a_pack(repository: Path) -> None:
    """`args: [policies/ours]` names one policy of several, `args: [--pack, …]` a pack for the bundled one."""
    shutil.copytree(ROOT / "examples" / "packs" / "local_timescales", repository / "packs" / "local_timescales")

    for hook in HOOKS:
        if not hook.get("pass_filenames", True):
            assert _typed(hook, repository, "policies/ours").returncode == 0
            assert _typed(hook, repository, "--pack", "packs/local_timescales").returncode == 0


def test_every_hook_says_what_it_is_for() -> None:
    """Each has what pre-commit needs, runs for policy files only, and has a mistake here that it refuses."""
    for hook in HOOKS:
        assert hook.keys() >= {"id", "name", "description", "entry", "language", "files"}
        assert re.search(hook["files"], "policies/ours/rules.policy")
        assert not re.search(hook["files"], "README.md")
    assert [hook["id"] for hook in HOOKS] == sorted(WRONG)
