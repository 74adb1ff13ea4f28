"""Every walk-through for policy authors is true: its texts stand in the policy, and its commands print what it shows."""

import shutil
from pathlib import Path

import pytest

from tests.author_tasks.walking import FOLDER, PAGES, Step, Walk, steps_of
from tests.house.checkout import ROOT


def _walk(where: Path) -> Walk:
    shutil.copytree(ROOT / "policies" / "hsb", where / FOLDER)
    return Walk(where)


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_walk_through_can_be_walked(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever does what the page says meets the messages that it shows, and ends with a policy that is in order."""
    monkeypatch.chdir(tmp_path)
    walk = _walk(tmp_path)
    steps = steps_of(page.read_text(encoding="utf-8"))

    for step in steps:
        walk.do(step)

    commands = [line for step in steps if step.mark == "console" for line in step.text.splitlines() if line[:2] == "$ "]
    assert any(line.startswith("$ hsb-policy check ") for line in commands), "the page never checks the policy"


def test_a_page_that_is_not_true_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quoted text that does not stand in the policy, a message that is not printed, and an unknown kind of block are noticed."""
    monkeypatch.chdir(tmp_path)
    walk = _walk(tmp_path)

    for step in (
        Step("policy in definitions.policy", "define nothing_of_the_kind\n"),
        Step("policy becomes", "anything\n"),
        Step("console", "$ hsb-policy check my_policy\nmy_policy: 12 mistakes\n"),
        Step("console", "$ rm my_policy\n"),
        Step("python", "1 + 1\n"),
    ):
        with pytest.raises(AssertionError):
            walk.do(step)
