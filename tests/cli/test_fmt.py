"""`hsb-policy fmt`: files and folders laid out in place, or only asked about; standard input for editors."""

import os
import stat
from pathlib import Path

import pytest

from tests.cli.test_bad_input import run, written

UNTIDY = 'party   keeper "the keeper"  # who keeps\n'
TIDY = 'party keeper "the keeper"  # who keeps\n'
WRONG = "party keeper the keeper\n"


def test_files_are_laid_out_and_named(tmp_path: Path) -> None:
    """Of a folder, those that change are named; the rest is left alone, down to the time of its last change."""
    written(tmp_path, UNTIDY, "a.policy")
    tidy = Path(written(tmp_path, TIDY, "b.policy"))
    os.utime(tidy, (1, 1))

    result = run("fmt", str(tmp_path))

    assert result.exit_code == 0
    assert result.stdout == f"changed {tmp_path}/a.policy\n"
    assert result.stderr == "1 file changed, 1 file as it should be\n"
    assert (tmp_path / "a.policy").read_text("utf-8") == TIDY
    assert tidy.stat().st_mtime == 1


def test_check_changes_nothing_and_names_what_would_change(tmp_path: Path) -> None:
    """Exit status 1 and the name, and nothing of the content; 0 where all is as it should be."""
    path = written(tmp_path, UNTIDY, "a.policy")
    result = run("fmt", "--check", path)

    assert (result.exit_code, result.stdout) == (1, f"would change {path}\n")
    assert Path(path).read_text("utf-8") == UNTIDY
    assert run("fmt", "--check", written(tmp_path, TIDY, "b.policy")).exit_code == 0


def test_diff_shows_what_would_change(tmp_path: Path) -> None:
    """The lines before and after, and the file stays as it is."""
    path = written(tmp_path, UNTIDY, "a.policy")
    result = run("fmt", "--diff", path)

    assert result.exit_code == 1
    assert f"-{UNTIDY}+{TIDY}" in result.stdout
    assert Path(path).read_text("utf-8") == UNTIDY


def test_a_file_with_mistakes_is_left_and_the_others_are_not(tmp_path: Path) -> None:
    """Its mistakes are told on standard error, exit status 2; what can be laid out is."""
    wrong, untidy = written(tmp_path, WRONG, "a.policy"), written(tmp_path, UNTIDY, "b.policy")
    result = run("fmt", str(tmp_path))

    assert result.exit_code == 2
    assert result.stdout == f"changed {untidy}\n"
    assert f"{wrong}:1" in result.stderr
    assert "1 file left as it is, with mistakes" in result.stderr
    assert Path(wrong).read_text("utf-8") == WRONG


def test_the_messages_are_those_of_check(tmp_path: Path) -> None:
    """The same mistake is told in the same words."""
    path = written(tmp_path, WRONG, "a.policy")
    told = [line for line in run("fmt", path).stderr.splitlines() if line.startswith(("error", "   help"))]

    assert told
    assert told == [line for line in run("check", path).stdout.splitlines() if line in told]


def test_standard_input_is_laid_out_on_standard_output() -> None:
    """For editors: the text and nothing else; with mistakes, nothing at all."""
    assert run("fmt", "-", given=UNTIDY).stdout == TIDY
    assert run("fmt", "--check", "-", given=UNTIDY).exit_code == 1
    assert run("fmt", "--check", "-", given=TIDY).exit_code == 0
    assert f"+{TIDY}" in run("fmt", "--diff", "-", given=UNTIDY).stdout

    wrong = run("fmt", "-", given=WRONG)
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "<standard input>:1" in wrong.stderr
    assert run("fmt", "-", "policies").exit_code == 2


def test_line_ends_rights_and_links_stay(tmp_path: Path) -> None:
    """A file is replaced by one like it, and nothing is left beside it."""
    path = Path(written(tmp_path, UNTIDY.replace("\n", "\r\n"), "a.policy"))
    path.chmod(0o640)
    link = tmp_path / "link.policy"
    link.symlink_to(path)

    assert run("fmt", str(link)).exit_code == 0
    assert path.read_bytes() == TIDY.replace("\n", "\r\n").encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(tmp_path.iterdir()) == [path, link]


def test_a_file_that_cannot_be_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message, exit status 2, the old text, and nothing left beside it."""
    path = Path(written(tmp_path, UNTIDY, "a.policy"))

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    result = run("fmt", str(path))

    assert result.exit_code == 2
    assert "cannot be written: Permission denied" in " ".join(result.stderr.split())
    assert path.read_text("utf-8") == UNTIDY
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("nowhere.policy", "there is no file and no folder"),
        ("hsb", "comes with the library"),
        ("empty", "has no file that ends in `.policy`"),
        ("latin.policy", "UTF-8"),
    ],
)
def test_what_cannot_be_laid_out_is_told(
    place: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is no file, a policy of the library, an empty folder, another encoding: one message, exit status 2."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    written(tmp_path, 'party k "é"'.encode("latin-1"), "latin.policy")

    result = run("fmt", place)

    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert result.stdout == ""
