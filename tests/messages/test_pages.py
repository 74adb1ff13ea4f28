"""Every message has a page, and every page is true: its mistake gives its message, and its mended text none."""

import re
from pathlib import Path

import pytest

from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.diagnostics.render import WIDTH
from tests.house.checkout import ROOT
from tests.messages.described import DESCRIBED
from tests.messages.pages import FOLDER, page_of, without_marks
from tests.messages.record import recorded
from tests.messages.telling import told_of

PAGES = sorted(FOLDER.glob("*.md"))
each_page = pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.stem, marks=pytest.mark.xdist_group(path.stem)) for path in PAGES],  # each is read once
)


@pytest.fixture(autouse=True)
def at_the_top(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of a page are typed at the top of the checkout."""
    monkeypatch.chdir(ROOT)


@each_page
def test_the_mistakes_that_are_marked_are_those_that_are_found(path: Path) -> None:
    """Each mark names a mistake that is told, and each mistake that is told has its mark."""
    page = page_of(path)
    if page.mistake is None:
        assert page.code in DESCRIBED
        return
    marks, _ = told_of(page.mistake)

    assert marks == page.mistake.marks
    assert page.mistake.kind == "console" or page.code in {mark.code for mark in marks}


@each_page
def test_the_message_is_the_one_that_is_told(path: Path) -> None:
    """The page shows the message as it is printed. `python -m tests.messages.record` writes it anew."""
    assert recorded(path) == path.read_text(encoding="utf-8")
    assert page_of(path).code in (page_of(path).message or "")


@each_page
def test_nothing_is_told_of_the_mended_text(path: Path) -> None:
    """What the page offers as the cure is one."""
    page = page_of(path)
    if page.mended is None:
        assert page.code in DESCRIBED
        return

    assert told_of(page.mended) == ((), "")


@each_page
def test_a_page_says_in_plain_words_what_is_meant_and_why(path: Path) -> None:
    """Its title is the code and its name; a few sentences follow, on lines that a person can read."""
    page = page_of(path)
    name = CATALOGUE[page.code][0]

    assert page.title == f"{page.code} {name}"
    assert 100 <= len(page.prose) <= 1_000
    assert len(re.findall(r"[.!?](\s|$)", page.prose)) >= 2
    assert [line for line in path.read_text(encoding="utf-8").splitlines() if len(line) > 120] == []


def test_every_message_of_a_page_fits_a_terminal() -> None:
    """No line of a message is wider than a terminal."""
    wide = [
        (path.stem, line)
        for path in PAGES
        for line in (page_of(path).message or "").splitlines()
        if len(line) > WIDTH and not line.startswith("more: ")
    ]

    assert wide == []


def test_marks_are_read_at_the_end_of_a_line_and_above_it() -> None:
    """The reading of marks itself: they are taken out, and keep the line that they belong to."""
    block = without_marks("policy", 'a b  # error: HSB-N201 "b"\n# warning: HSB-R455 "c "d""\nc "d"\n')

    assert block.text == 'a b\nc "d"\n'
    assert [(m.line, m.severity, m.code, m.underlined) for m in block.marks] == [
        (1, "error", "HSB-N201", "b"),
        (2, "warning", "HSB-R455", 'c "d"'),
    ]


def test_every_message_has_a_page_and_every_page_a_message() -> None:
    """Whoever adds a code writes its page: CONTRIBUTING.md says how."""
    assert {path.stem for path in PAGES} == set(CATALOGUE)
