"""What COMPATIBILITY.md promises holds: each list in it is the one that the code has."""

import configparser
import re
from collections.abc import Iterable
from pathlib import Path

import yaml

import hsb_policy
from hsb_policy.cli.main import COMMANDS
from hsb_policy.core.status import TABLES
from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.engine import cache
from hsb_policy.testing import pytest_plugin, strategies
from hsb_policy.values.unknown import Fact
from tests.house.checkout import ROOT, files

PAGE = (ROOT / "COMPATIBILITY.md").read_text(encoding="utf-8")
CODES = Path(__file__).with_name("promised_codes.txt")


def _row(head: str) -> set[str]:
    """The words in backticks in the second cell of the row that begins so."""
    (cell,) = re.findall(rf"^\| `?{re.escape(head)}`? \| (.*) \|$", PAGE, re.MULTILINE)
    return set(re.findall(r"`([^`]+)`", cell))


def _listed(head: str) -> set[str]:
    """The words in backticks that follow `head: `, up to the next sentence or semicolon."""
    (words,) = re.findall(rf"{re.escape(head)}: ((?:`\w+`[,\s]*)+)", PAGE)
    return set(re.findall(r"`(\w+)`", words))


def test_the_names_are_those_of_the_library() -> None:
    """What is promised is there; a name or a command that is new is promised once it stands in the page."""
    assert _row("hsb_policy") <= set(hsb_policy.__all__)
    assert _row("hsb_policy.testing.strategies") == set(strategies.__all__)
    assert _row("settings of pytest") == {pytest_plugin.PACKS, pytest_plugin.BASE}
    assert _row("commands") <= set(COMMANDS)
    assert _row("environment") == {cache.PLACE, cache.OFF}
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert _row("hooks of pre-commit") == {hook["id"] for hook in hooks}


def test_every_format_that_the_code_writes_is_promised() -> None:
    """A document's format has a row in the page: a new one gets its row, and a number never changes by itself."""
    written: set[str] = set()
    for path in files(".py"):
        if path.is_relative_to(ROOT / "hsb_policy"):
            written |= set(re.findall(r"\"(hsb-policy/[a-z-]+/\d+)\"", path.read_text(encoding="utf-8")))

    assert set(re.findall(r"^\| `(hsb-policy/[^`]+)` \|", PAGE, re.MULTILINE)) == written, "a format has a row"


def test_the_words_of_a_decision_are_closed() -> None:
    """The statuses of the tables with `cannot_tell`; no status, severity or state is added or lost without a new format."""
    statuses: Iterable[str] = (line.status for table in TABLES.values() for line in table)

    assert _listed("statuses") == {*statuses, "cannot_tell"}
    assert _listed("severities") == {"breach", "query"}
    assert _listed("states of a missing fact") == {"not_known", "not_recorded", "partly_known"}
    assert Fact("a").state in _listed("states of a missing fact")


def test_no_code_is_lost_or_means_something_else() -> None:
    """Each code that was promised still has its name. At a release, the codes that are new are added to the list."""
    promised = dict(line.split() for line in CODES.read_text(encoding="utf-8").splitlines())

    assert promised
    assert {code: CATALOGUE.get(code, ("gone", ""))[0] for code in promised} == promised


def test_the_oldest_python_is_the_one_that_is_asked_for() -> None:
    """What the page says is what the package installs on."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg")

    (oldest,) = re.findall(r"^Python (\d+\.\d+) and newer", PAGE, re.MULTILINE)
    assert settings["options"]["python_requires"] == f">={oldest}"


def test_it_is_one_page() -> None:
    """A promise that is read: at most seventy lines."""
    assert len(PAGE.splitlines()) <= 70
