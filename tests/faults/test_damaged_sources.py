"""Sources that break off or were altered on their way, in each form: refused in one message, or their records rejected one by one."""

import shutil
from collections.abc import Iterator
from hashlib import shake_128
from pathlib import Path
from typing import Final

import pytest

from hsb_policy.testing.generator.writing import FORMATS, write_cases
from tests.faults.trying import Said, counted, here, small_cases, small_policy
from tests.unit.engine.audit.small import policy

CASES: Final = 30
AT_ONCE: Final = 32  # bytes that are overwritten
DAMAGES: Final = ("empty", "cut", "one bit", "zeros", "noise", "bytes between")
PLACES: Final = 2  # of each kind of damage


def _damaged(content: bytes, damage: str, by: str) -> bytes:
    """The content damaged at a place that looks random and is the same each time: it goes by the digest of a text."""
    noise = shake_128(by.encode()).digest(AT_ONCE)
    at = 1 + int.from_bytes(noise[:8], "big") % (len(content) - 1)
    match damage:
        case "empty":
            return b""
        case "cut":
            return content[:at]
        case "one bit":
            return content[:at] + bytes([content[at] ^ 1 << noise[8] % 8]) + content[at + 1 :]
        case "zeros":
            return content[:at] + bytes(AT_ONCE) + content[at + AT_ONCE :]
        case "noise":
            return content[:at] + noise + content[at + AT_ONCE :]
        case _:
            return content[:at] + noise + content[at:]


def _sources(folder: Path, form: str, damage: str) -> Iterator[Path]:
    """Copies of the cases in a form, one file of each damaged."""
    whole = folder / "whole"
    write_cases(small_cases(CASES), whole, form, policy().compiled.schema)
    files = sorted(path.relative_to(whole) for path in whole.rglob("*") if path.is_file())
    for number in range(PLACES):
        place, name = folder / f"damaged{number}", files[(number * len(files)) // PLACES]
        shutil.copytree(whole, place)
        (place / name).write_bytes(_damaged((whole / name).read_bytes(), damage, f"{form} {damage} {number}"))
        yield place


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("form", FORMATS)
def test_a_damaged_source_is_refused_or_its_records_rejected(form: str, damage: str, tmp_path: Path) -> None:
    """One plain message and status 2 where nothing can be relied on; else records read = judged + rejected, and none is lost unseen.

    Of a text that was cut between two lines nobody can tell that more was there: it has fewer records.
    """
    rules = small_policy(tmp_path)
    for source in _sources(tmp_path, form, damage):
        out = tmp_path / f"out-{source.name}"

        done = here("audit", source, "--out", out, "--policy", rules, "--jobs", "1", "--format", "csv")

        assert done.is_plain
        if done.status == 2:
            assert done.err.count("error HSB-") == 1
            assert "HSB-D5" in done.err
            assert not out.exists()
        else:
            _counts_all(done, out, may_lack=form in ("csv", "jsonl") and damage in ("empty", "cut"))
        assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def _counts_all(done: Said, out: Path, *, may_lack: bool) -> None:
    found = counted(done, out)
    assert done.status == int(found.rejected > 0)
    assert found.rejected or found.judged == CASES or may_lack
