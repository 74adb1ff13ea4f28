"""Input that is made, or has come, to be too much: deep, long, or small and full of air. It is told in a moment, in little memory."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from hsb_policy.engine.sources.compressed import create_bytes
from tests.faults.trying import counted, lines_of, small_cases, small_policy, tried

DEEP: Final = 1_000_000
MEMORY: Final = 400  # MB: what any of these may take, the library included


def _deep(case_id: str = "D1") -> bytes:
    return b'{"case_id":"%s","as_at":"2025-06-30","children":' % case_id.encode() + b"[" * DEEP + b"]" * DEEP + b"}"


@pytest.mark.parametrize(
    "text",
    [_deep(), b"[" * DEEP, b'{"a":' * DEEP, b'{"case_id":' + b'"\\' * DEEP],
    ids=["lists", "open", "records", "marks"],
)
def test_a_case_file_a_million_deep_is_told(text: bytes, tmp_path: Path) -> None:
    """Lists, lists that are never closed, records, and texts that never end: one message with its place, status 2."""
    path = tmp_path / "case.json"
    path.write_bytes(text)

    done = tried("decide", path, "--policy", small_policy(tmp_path))

    assert done.is_plain
    assert done.status == 2
    assert "line 1" in done.err
    assert len(done.err.splitlines()) <= 24
    assert done.out == ""
    assert done.peak < MEMORY


def test_a_record_a_million_deep_among_others_is_rejected_alone(tmp_path: Path) -> None:
    """The records before and after it are judged."""
    source = tmp_path / "cases.jsonl"
    source.write_bytes(lines_of(small_cases(10)) + _deep() + b"\n" + lines_of(small_cases(10, "B")))

    done = tried(
        "audit", source, "--out", tmp_path / "out", "--policy", small_policy(tmp_path), "--jobs", "1", "--format", "csv"
    )

    assert done.is_plain
    found = counted(done, tmp_path / "out")
    assert (found.judged, found.rejected, found.codes) == (20, 1, {"HSB-D506"})
    assert done.peak < MEMORY


DEEP_POLICIES: Final[dict[str, str]] = {
    "brackets": "define deep as " + "(" * DEEP + "yes",
    "not": "define deep as " + "not " * (DEEP // 4) + "yes",
    "one word": "define deep as " + "a" * DEEP,
    "marks": 'define deep "' + '"' * DEEP,
}


@pytest.mark.parametrize("name", DEEP_POLICIES)
def test_a_policy_a_million_deep_is_told(name: str, tmp_path: Path) -> None:
    """`check` tells what is wrong with it, with status 1."""
    path = tmp_path / "deep.policy"
    path.write_text(f'policy p "P"\n{DEEP_POLICIES[name]}\n', encoding="utf-8")

    done = tried("check", path)

    assert done.is_plain
    assert done.status == 1
    assert done.peak < MEMORY


def _gzip(path: Path, piece: bytes, times: int) -> None:
    with gzip.open(path, "wb", compresslevel=9) as file:
        for _ in range(times):
            file.write(piece)


def _zstd(path: Path, piece: bytes, times: int) -> None:
    with create_bytes(path) as file:
        for _ in range(times):
            file.write(piece)


@pytest.mark.parametrize(("suffix", "write"), [(".gz", _gzip), (".zst", _zstd)])
def test_a_small_file_that_is_large_when_undone_takes_little_memory(
    suffix: str, write: Callable[[Path, bytes, int], None], tmp_path: Path
) -> None:
    """A file of a few hundred KB with 300 MB in one line: one rejected record, and the file beside it is judged."""
    source = tmp_path / "cases"
    source.mkdir()
    bomb = source / f"a.jsonl{suffix}"
    write(bomb, b" " * (1 << 20), 300)
    (source / "b.jsonl").write_bytes(lines_of(small_cases(5)))

    done = tried(
        "audit", source, "--out", tmp_path / "out", "--policy", small_policy(tmp_path), "--jobs", "1", "--format", "csv"
    )

    assert bomb.stat().st_size < 1_000_000
    assert done.is_plain
    found = counted(done, tmp_path / "out")
    assert (found.judged, found.rejected, found.codes) == (5, 1, {"HSB-D507"})
    assert done.peak < MEMORY
