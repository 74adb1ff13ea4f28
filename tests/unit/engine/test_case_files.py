"""Case files and standard input: what cannot be read gives one message that names the file."""

import io
import json
import os
import sys
from pathlib import Path

import pytest

from hsb_policy.engine.case_files import read_case
from tests.unit.engine.small_schema import good


def test_a_file_is_read(tmp_path: Path) -> None:
    """A file gives its document."""
    (tmp_path / "case.json").write_text(json.dumps(good()), encoding="utf-8")

    assert read_case(str(tmp_path / "case.json"))[0] == good()


def test_a_hyphen_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is standard input, read as bytes."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO('\ufeff{"a": "é"}'.encode()), encoding="ascii"))

    assert read_case("-")[0] == {"a": "é"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere.json", "there is no file `"),
        ("nowhere/case.json", "there is no file `"),
        ("", "is a folder, and a case is one file"),
        ("case.json/case.json", "cannot be read"),
        ("x" * 5_000, "cannot be read"),
        ("nul\0.json", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, message: str) -> None:
    """One message names the file and says why; nothing is raised."""
    (tmp_path / "case.json").write_text("{}", encoding="utf-8")
    document, found = read_case(os.path.join(tmp_path, name))

    assert document is None
    assert [fault.code for fault in found.items] == ["HSB-D500"]
    assert message in found.items[0].message
    assert tmp_path.name in found.items[0].message


def test_a_file_that_may_not_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights that are missing are told as such."""

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)

    assert read_case("case.json")[1].items[0].message == "`case.json` may not be read by you"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file without end")
def test_a_file_without_end_is_not_read_to_its_end() -> None:
    """No more than the limit is taken in."""
    assert read_case("/dev/zero")[1].items[0].code == "HSB-D507"
