"""`check --fix` writes the files of a policy: whole or not at all, and with everything that it does not mend as it was."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hsb_policy.cli.main import hsb_policy
from hsb_policy.engine.errors import PolicyLoadError
from hsb_policy.engine.mending import mend

HEAD = 'policy small "Small" statements S001 to S009\n'
SLIP = "guidance calm “Be calm.”\n    cites S001 S002  # as it says\n"
MENDED = 'guidance calm "Be calm."\n    cites S001, S002  # as it says\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A policy of two files, one of which has slips."""
    (tmp_path / "policy.policy").write_text(HEAD, encoding="utf-8")
    (tmp_path / "guidance.policy").write_text(SLIP, encoding="utf-8")
    return tmp_path


def _check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(hsb_policy, ["check", *map(str, arguments)], prog_name="hsb-policy")


def test_it_says_what_it_did_line_by_line(folder: Path) -> None:
    """Each edit with its place, its code and what stands there now; then what is left, as without the option."""
    result = _check("--fix", folder)

    assert result.stderr.splitlines() == [
        'mended guidance.policy:1: `“Be calm.”` is now `"Be calm."` (HSB-S109)',
        "mended guidance.policy:2: put in `,` (HSB-S105)",
    ]
    assert result.stdout == f"{folder}: no mistakes, no warnings in 2 files\n"
    assert result.exit_code == 0
    assert (folder / "guidance.policy").read_text(encoding="utf-8") == MENDED


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_endings_and_the_mark_at_the_beginning_stay(folder: Path, ending: str, mark: bytes) -> None:
    """A file from another editor is mended in its own form, a file without slips is not written at all."""
    file, other = folder / "guidance.policy", folder / "policy.policy"
    file.write_bytes(mark + SLIP.replace("\n", ending).encode())
    written_at = other.stat().st_mtime_ns
    mend(str(folder))

    assert file.read_bytes() == mark + MENDED.replace("\n", ending).encode()
    assert other.stat().st_mtime_ns == written_at


def test_mixed_line_endings_stay_each_as_it_is(folder: Path) -> None:
    """A file that two editors wrote keeps both kinds of endings."""
    file = folder / "guidance.policy"
    file.write_bytes(b"# one\n# two\r\n" + SLIP.replace("\n", "\r\n").encode())
    mend(str(folder))

    assert file.read_bytes() == b"# one\n# two\r\n" + MENDED.replace("\n", "\r\n").encode()


def test_rights_stay_and_nothing_else_is_left_in_the_folder(folder: Path) -> None:
    """The file keeps its rights, and no half-written copy stays behind."""
    file = folder / "guidance.policy"
    file.chmod(0o640)
    mend(str(folder))

    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["guidance.policy", "policy.policy"]


def test_what_may_be_meant_otherwise_is_left_to_the_author(folder: Path) -> None:
    """A day that can be read in two ways is told, and not touched."""
    file = folder / "scenario.policy"
    text = 'scenario "late"\n    judged on 2/3/2025\n'
    file.write_text(text, encoding="utf-8")
    result = _check("--fix", folder)

    assert file.read_text(encoding="utf-8") == text
    assert "HSB-S112" in result.stdout
    assert result.exit_code == 1


def test_a_slip_that_hides_another_is_mended_with_it(folder: Path) -> None:
    """The text is read again after each mending, until nothing is left."""
    file = folder / "guidance.policy"
    file.write_text("guidence calm “Be calm.”\n    cites S001 S002\n", encoding="utf-8")
    result = _check("--fix", folder)

    assert file.read_text(encoding="utf-8") == 'guidance calm "Be calm."\n    cites S001, S002\n'
    assert result.exit_code == 0


def test_a_variable_misspelt_where_it_is_declared_is_not_spread(folder: Path) -> None:
    """Where the right name is that of a record, the near variable may be what is misspelt: it is told, and not touched."""
    file = folder / "check.policy"
    text = (
        "record Event in events as event\n    .id text\n    .big yes/no\n"
        'check too_big "Too big"\n    cites S001\n    for each eent in events where event.big\n'
        "    error\n    fails when eent.big\n"
    )
    file.write_text(text, encoding="utf-8")
    result = _check("--fix", folder)

    assert file.read_text(encoding="utf-8") == text
    assert "write `eent.big`" in result.stdout


@pytest.mark.parametrize("where", ["hsb", "site-packages/hsb_policy/policies/hsb"])
def test_a_policy_that_comes_with_the_library_is_not_written_to(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by its name nor by the path of an installed copy."""
    monkeypatch.chdir(tmp_path)
    installed = tmp_path / "site-packages/hsb_policy/policies/hsb"
    installed.mkdir(parents=True)
    (installed / "a.policy").write_text(HEAD + SLIP, encoding="utf-8")
    result = _check("--fix", where)

    assert "HSB-D582" in result.stderr
    assert result.exit_code == 1
    assert (installed / "a.policy").read_text(encoding="utf-8") == HEAD + SLIP


def test_a_file_that_somebody_changed_meanwhile_is_not_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another person has just saved is never lost."""
    file = folder / "guidance.policy"
    read_bytes, reads = Path.read_bytes, []

    def read_late(path: Path) -> bytes:
        if path.name == file.name:
            reads.append(path)
            if len(reads) == 3:  # the last look before it is written
                file.write_text("# mine\n", encoding="utf-8")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", read_late)
    with pytest.raises(PolicyLoadError, match="changed it meanwhile"):
        mend(str(folder))

    assert file.read_text(encoding="utf-8") == "# mine\n"
