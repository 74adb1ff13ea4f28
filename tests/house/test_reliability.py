"""The page on reliability is what its command writes, and names tests that there are."""

import re

from benchmarks.faults import HEAD, PAGE, TRIALS
from tests.house.checkout import ROOT


def _rows() -> list[list[str]]:
    rows = PAGE.read_text(encoding="utf-8").partition(HEAD)[2].splitlines()
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_each_fault_has_its_row() -> None:
    """The rows are those of the command, in its order, and each ended as it should."""
    assert [row[0] for row in _rows()] == [trial.what for trial in TRIALS]
    assert not any("NOT AS" in row[1] for row in _rows())


def test_each_row_names_a_test_that_there_is() -> None:
    """What holds a row is a function somewhere in the tests."""
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))

    for row in _rows():
        assert re.search(rf"^def {row[-1].strip('`')}\(", written, re.MULTILINE), row
