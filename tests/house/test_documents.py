"""The documents are true: the paths and commands they name exist."""

import re
from collections.abc import Iterator

import pytest

from tests.house.checkout import ROOT

DOCUMENTS = ["README.md", "ARCHITECTURE.md", "COMPATIBILITY.md", "CONTRIBUTING.md"]
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"[\w.*-]+(/[\w.*-]+)*/?")
# Made by `make setup`, not part of the project; and the first word of every document format.
NOT_OURS = (".venv/", "hsb-policy/")


def _text(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def _paths(text: str) -> Iterator[str]:
    """Each word in backticks that is written as a path: with a slash in it."""
    for quoted in re.findall(r"`([^`\n]+)`", FENCED.sub("", text)):
        for word in quoted.split():
            if "/" in word and PATH.fullmatch(word) and not word.startswith(NOT_OURS):
                yield word


def _targets(text: str) -> Iterator[str]:
    """Each X of a `make X`: in backticks, or at the start of a line of a fenced block."""
    yield from re.findall(r"`make ([\w-]+)", text)
    for block in FENCED.findall(text):
        yield from re.findall(r"^(?:\$ )?make ([\w-]+)", block, re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_a_document_names_exists(document: str) -> None:
    """A path in backticks leads somewhere; one with a star leads to at least one file."""
    missing = [path for path in _paths(_text(document)) if not any(ROOT.glob(path.rstrip("/")))]

    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_a_document_names_exists(document: str) -> None:
    """What a document tells a person to make can be made."""
    known = set(re.findall(r"^([\w-]+):", _text("Makefile"), re.MULTILINE))

    assert not set(_targets(_text(document))) - known


def test_paths_and_targets_are_found_in_a_document() -> None:
    """The reading of documents itself: what counts as a path, and what as a target."""
    text = "See `grammar/LANGUAGE.md` or `cat tests/*.py`; `a` and/or `b`.\n```\nmake demo `x/y`\n```\n`make test`"

    assert list(_paths(text)) == ["grammar/LANGUAGE.md", "tests/*.py"]
    assert list(_targets(text)) == ["test", "demo"]
