"""The folder of an audit is whole or not there, and nothing that no audit wrote is ever touched."""

from pathlib import Path

import pytest

from hsb_policy.engine.errors import AuditError
from hsb_policy.reporting.audit.folder import OutputFolder


def write(out: Path, text: str = "rows") -> str | None:
    """An audit's folder with one file in it; what was found of an earlier one."""
    with OutputFolder(out) as folder:
        (folder.path / "findings.csv").write_text(text, encoding="utf-8")
        folder.keep({"run": "run-1"})
        return folder.found


def break_off(out: Path) -> None:
    """An audit that fails after it has written something."""

    def broken() -> None:
        with OutputFolder(out) as folder:
            (folder.path / "findings.csv").write_text("half", encoding="utf-8")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()


def test_a_folder_is_there_when_it_is_whole(tmp_path: Path) -> None:
    """Until it is kept, nothing is at its place; then it is there, and nothing lies beside it."""
    out = tmp_path / "audits" / "march"
    with OutputFolder(out) as folder:
        (folder.path / "findings.csv").write_text("rows", encoding="utf-8")
        assert not out.exists()
        folder.keep({"run": "run-1"})

    assert sorted(path.name for path in out.iterdir()) == ["audit.json", "findings.csv"]
    assert [path.name for path in out.parent.iterdir()] == ["march"]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    """An audit that does not come to its end leaves neither a folder nor anything beside it."""
    break_off(tmp_path / "out")

    assert list(tmp_path.iterdir()) == []


def test_an_earlier_audit_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """Files of an earlier audit do not stay beside the new ones."""
    with OutputFolder(tmp_path / "out") as folder:
        (folder.path / "report.html").write_text("old", encoding="utf-8")
        folder.keep({"run": "run-0"})

    write(tmp_path / "out")

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["audit.json", "findings.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_earlier_audit_stays_if_the_new_one_fails(tmp_path: Path) -> None:
    """What was there before is there still, untouched."""
    write(tmp_path / "out", "before")
    break_off(tmp_path / "out")

    assert (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8") == "before"


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    """A folder that was made for the audit beforehand is used."""
    (tmp_path / "out").mkdir()

    assert write(tmp_path / "out") is None


@pytest.mark.parametrize("kept", ["something.docx", "findings.csv"])
def test_a_folder_with_other_things_is_refused(kept: str, tmp_path: Path) -> None:
    """Whatever its name: what no audit wrote is not touched, and the message names it."""
    out = tmp_path / "out"
    out.mkdir()
    (out / kept).write_text("mine", encoding="utf-8")

    with pytest.raises(AuditError, match=kept):
        write(out)

    assert (out / kept).read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_notes_beside_an_audit_are_not_thrown_away(tmp_path: Path) -> None:
    """A file that somebody put into an audit's folder keeps the folder from being replaced."""
    write(tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(AuditError, match="notes"):
        write(tmp_path / "out")


def test_a_file_is_not_taken_for_a_folder(tmp_path: Path) -> None:
    """A file at the place of the folder is refused."""
    (tmp_path / "out").write_text("mine", encoding="utf-8")

    with pytest.raises(AuditError, match="is a file"):
        write(tmp_path / "out")


def test_what_a_killed_audit_left_is_told_and_cleared(tmp_path: Path) -> None:
    """The next audit finds it, says so, and begins anew."""
    left = tmp_path / ".out.unfinished"
    (left / "parts").mkdir(parents=True)
    (left / "findings.csv").write_text("half", encoding="utf-8")

    assert "stopped before its end" in (write(tmp_path / "out") or "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["audit.json", "findings.csv"]
    assert (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8") == "rows"


def test_an_audit_killed_between_its_last_steps_loses_nothing(tmp_path: Path) -> None:
    """The earlier audit, set aside for the new one, comes back."""
    write(tmp_path / "out", "before")
    (tmp_path / "out").rename(tmp_path / ".out.before")

    break_off(tmp_path / "out")

    assert (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8") == "before"


def test_two_audits_do_not_write_to_one_folder(tmp_path: Path) -> None:
    """The second is refused while the first goes on, and the first is not disturbed."""
    with OutputFolder(tmp_path / "out") as first:
        (first.path / "findings.csv").write_text("rows", encoding="utf-8")
        with pytest.raises(AuditError, match="another audit"):
            write(tmp_path / "out")
        first.keep({"run": "run-1"})

    assert (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8") == "rows"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A folder below a file cannot be made; the message says why."""
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(AuditError, match="can be written"):
        write(tmp_path / "file" / "out")
