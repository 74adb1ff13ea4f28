"""Compiled policies are remembered by content: never stale, never a reason to fail, safe when two write at once."""

import multiprocessing
from pathlib import Path

import pytest
from attrs import evolve

from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine import cache
from hsb_policy.engine.loading import compile_files, compiled, compiled_with_scenarios, source_files
from hsb_policy.engine.stored import from_plain, to_plain

SMALL = 'policy p "P"\n    statements S001 to S002\n'


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv(cache.PLACE, str(tmp_path / "cache"))
    monkeypatch.delenv(cache.OFF, raising=False)
    return tmp_path / "cache"


def policy_at(folder: Path, title: str = "P") -> str:
    """A small policy on disk."""
    folder.mkdir(exist_ok=True)
    (folder / "p.policy").write_text(SMALL.replace('"P"', f'"{title}"'), encoding="utf-8")
    return str(folder)


def test_what_is_stored_is_read_back_exactly() -> None:
    """The bundled policy comes back equal, rule for rule."""
    whole = evolve(compiled_with_scenarios("hsb"), scenarios=())

    assert from_plain(to_plain(whole)) == whole


def test_a_policy_is_compiled_once(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time nothing is compiled."""
    where = policy_at(tmp_path / "policy")
    first = compiled(where)
    monkeypatch.setattr("hsb_policy.engine.loading.compile_files", None)

    assert compiled(where) == first
    assert len(list(place.glob("*.json"))) == 1


def test_a_changed_text_is_another_policy(place: Path, tmp_path: Path) -> None:
    """The cache goes by content: a changed title is seen at once."""
    before = compiled(policy_at(tmp_path / "policy", "Before"))
    after = compiled(policy_at(tmp_path / "policy", "After"))

    assert (before.title, after.title) == ("Before", "After")
    assert len(list(place.glob("*.json"))) == 2


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"name": 1}', "null"])
def test_a_damaged_entry_is_compiled_again(place: Path, tmp_path: Path, damage: str) -> None:
    """Whatever stands in the entry, the policy is the right one, and the entry is mended."""
    where = policy_at(tmp_path / "policy")
    first = compiled(where)
    (entry,) = place.glob("*.json")
    entry.write_text(damage, encoding="utf-8")

    assert compiled(where) == first
    assert entry.read_text(encoding="utf-8") != damage


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file stands where the folder should be: the policy is compiled all the same."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv(cache.PLACE, str(tmp_path / "file"))

    assert compiled(policy_at(tmp_path / "policy")).name == "p"


def test_the_cache_can_be_switched_off(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written."""
    monkeypatch.setenv(cache.OFF, "1")
    compiled(policy_at(tmp_path / "policy"))

    assert not place.exists()


def test_two_processes_that_write_at_once(place: Path) -> None:
    """Both write the same entry again and again while it is read: it is whole every time."""
    files = [SourceFile("p.policy", SMALL)]
    policy, _ = compile_files(files)
    assert policy is not None
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_often, args=(str(place),)) for _ in range(2)]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        found = cache.read("shared")
        seen.add(found == policy if found is not None else None)
    for writer in writers:
        writer.join()

    assert False not in seen
    assert cache.read("shared") == policy
    assert not list(place.glob("*.part"))


def _write_often(place: str) -> None:
    import os  # noqa: PLC0415 - the process has a world of its own

    os.environ[cache.PLACE] = place
    policy, _ = compile_files([SourceFile("p.policy", SMALL)])
    assert policy is not None
    for _ in range(200):
        cache.write("shared", policy)


def test_the_key_is_that_of_the_files_and_not_of_their_order() -> None:
    """The same files in another order have the same key; another text has another."""
    files = source_files("hsb")

    assert cache.key_of(files) == cache.key_of(files[::-1])
    assert cache.key_of(files) != cache.key_of(files[1:])
