"""What the documents tell a person to type works, shows what they say it shows, and what they quote is there."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.checkout import ROOT
from tests.house.shown import GAP, is_shown

DOCUMENTS = ["README.md", "examples/README.md", "examples/EXPLANATION.md"]
BIN = Path(sys.executable).parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _blocks(kind: str) -> list[tuple[str, str]]:
    return [
        (document, text)
        for document in DOCUMENTS
        for found, text in BLOCK.findall((ROOT / document).read_text(encoding="utf-8"))
        if found == kind
    ]


def _commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command after `$ `, and the lines that are shown of what it prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        yield command, shown


COMMANDS = [(document, command, shown) for document, text in _blocks("console") for command, shown in _commands(text)]


def _runnable(command: str) -> str:
    """The command for this environment. `make test` is only asked what it would do: it is what runs this test."""
    if command.startswith("make "):
        only_asked = " --dry-run" if command == "make test" else ""
        return f"{command}{only_asked} --old-file=setup BIN={BIN}"
    return command.replace(".venv/bin/", f"{BIN}/")


def _run(command: str | list[str]) -> str:
    shell = isinstance(command, str)
    done = subprocess.run(command, shell=shell, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{command} exited with {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize(("document", "command", "shown"), COMMANDS, ids=[f"{d}: {c}" for d, c, _ in COMMANDS])
def test_every_command_of_a_document_runs_and_prints_whatis_shown(
    document: str, command: str, shown: list[str]
) -> None:
    """A command after `$ ` succeeds from the top of the checkout, and prints the lines that stand below it."""
    printed = _run(_runnable(command)).splitlines()

    assert is_shown(shown, printed), f"{document} shows what `{command}` does not print:\n" + "\n".join(printed)


@pytest.mark.parametrize(("document", "text"), _blocks("python"))
def test_every_program_of_a_document_runs(document: str, text: str) -> None:
    """A Python block runs by itself from the top of the checkout, and prints something."""
    assert _run([sys.executable, "-W", "error", "-c", text]), f"a program of {document} prints nothing"


@pytest.mark.parametrize(("document", "text"), _blocks("policy"))
def test_every_rule_a_document_quotes_is_in_a_policy(document: str, text: str) -> None:
    """An excerpt is real: it stands word for word in a bundled policy."""
    policies = [path.read_text(encoding="utf-8") for path in (ROOT / "policies").rglob("*.policy")]

    assert any(text in policy for policy in policies), f"{document} quotes a rule that is in no policy"


def test_every_kind_of_block_is_one_that_is_run() -> None:
    """No block of a document escapes these tests by its kind, or by having none."""
    for document in DOCUMENTS:
        text = (ROOT / document).read_text(encoding="utf-8")
        fences = re.findall(r"^```(.*)$", text, re.MULTILINE)

        assert set(fences[::2]) <= {"console", "python", "policy"}, document
        assert set(fences[1::2]) <= {""}, document


def test_readme_fits_one_screen() -> None:
    """The README is read to its end: at most sixty lines."""
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 60


def test_every_example_is_explained() -> None:
    """The table of the examples names every case file, and no other."""
    named = re.findall(
        r"^\| `(examples/cases/[\w.]+)` \|", (ROOT / "examples/README.md").read_text("utf-8"), re.MULTILINE
    )

    assert sorted(named) == sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "examples/cases").iterdir())


def test_whatis_shown_is_compared_line_by_line() -> None:
    """The comparison itself: all lines, or parts in order with `...` between them."""
    printed = ["a", "b", "c", "d"]

    assert is_shown(["a", "b", "c", "d"], printed)
    assert is_shown(["a", GAP, "c", "d"], printed)
    assert is_shown([GAP, "b", "c", GAP], printed)
    assert is_shown([], printed)
    for wrong in (["b", GAP], ["a", "b"], [GAP, "c", "b", GAP], [GAP, "c"], ["a", GAP, "x", GAP]):
        assert not is_shown(wrong, printed)
