"""Sources of case files and JSON Lines: every record is given once, read or rejected with its place and reason."""

import gzip
import json
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.engine.errors import SourceError
from hsb_policy.engine.sources import case_files
from hsb_policy.engine.sources.case_files import CaseLines
from hsb_policy.engine.sources.case_ids import CaseIds
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.sources.source import Loaded, Read, Record, Rejected, loaded
from tests.unit.engine.small_schema import SCHEMA, good


def _case(number: int) -> dict[str, Any]:
    return {**good(), "case_id": f"A{number}"}


def _lines(numbers: Sequence[int]) -> bytes:
    return b"".join(json.dumps(_case(n)).encode() + b"\n" for n in numbers)


def _records(where: Path) -> list[Record]:
    with open_source(where, SCHEMA) as source:
        return list(source.records())


def _told(records: Sequence[Record]) -> list[tuple[str, str | None]]:
    """The place of each record, with the code of what is wrong with it."""
    return [(str(r.place), r.reasons[0].code if isinstance(r, Rejected) else None) for r in records]


def test_a_folder_is_read_with_the_folders_in_it(tmp_path: Path) -> None:
    """Case files and lines of all kinds are read in the order of their names; other files are passed over."""
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "a.json").write_text(json.dumps(_case(1)))
    (tmp_path / "b" / "c" / "x.jsonl.gz").write_bytes(gzip.compress(_lines([2, 3])))
    (tmp_path / "b" / "y.json.gz").write_bytes(gzip.compress(json.dumps(_case(4)).encode()))
    (tmp_path / "z.ndjson").write_bytes(_lines([5]) + b"\n" + _lines([6]))
    (tmp_path / "zz.jsonl.zst").write_bytes(zstandard.compress(_lines([7])) + zstandard.compress(_lines([8])))
    (tmp_path / "notes.txt").write_text("nothing")

    records = _records(tmp_path)

    assert [r.document["case_id"] for r in records if isinstance(r, Read)] == [f"A{n}" for n in range(1, 9)]
    assert [str(r.place) for r in records] == [
        "a.json",
        "b/c/x.jsonl.gz, line 1",
        "b/c/x.jsonl.gz, line 2",
        "b/y.json.gz",
        "z.ndjson, line 1",
        "z.ndjson, line 3",
        "zz.jsonl.zst, line 1",
        "zz.jsonl.zst, line 2",
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"case_id": "A9", "as_at"', "HSB-D503"),
        (b'{"case_id": "\xe9"}', "HSB-D502"),
        (b"[1]", "HSB-D521"),
        (b'{"case_id": "A1"}', "HSB-D551"),
        (b"[" * 1_000_000, "HSB-D506"),
    ],
)
def test_a_line_that_cannot_be_read_is_rejected_and_the_next_is_read(tmp_path: Path, line: bytes, code: str) -> None:
    """A truncated line, another encoding, something else than a case, an id read before: its place and reason, and on."""
    (tmp_path / "x.jsonl").write_bytes(_lines([1]) + line + b"\n" + _lines([2]))

    assert _told(_records(tmp_path / "x.jsonl")) == [
        ("x.jsonl, line 1", None),
        ("x.jsonl, line 2", code),
        ("x.jsonl, line 3", None),
    ]


def test_a_line_longer_than_any_case_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more of it than the limit is held in memory, and the next line is read."""
    monkeypatch.setattr(case_files, "LARGEST", 5_000)
    monkeypatch.setattr("hsb_policy.engine.case_text.LARGEST", 5_000)
    (tmp_path / "x.jsonl").write_bytes(b" " * 12_000 + b"\n" + _lines([2]))

    assert _told(_records(tmp_path / "x.jsonl")) == [("x.jsonl, line 1", "HSB-D507"), ("x.jsonl, line 2", None)]


@pytest.mark.parametrize("suffix", ["gz", "zst"])
@pytest.mark.parametrize("damage", ["cut", "overwritten"])
def test_a_damaged_file_gives_what_came_before(tmp_path: Path, suffix: str, damage: str) -> None:
    """What can be read of a compressed file that breaks off or is damaged is read; the rest is one rejection."""
    whole = _lines(range(4000))
    packed = gzip.compress(whole) if suffix == "gz" else zstandard.ZstdCompressor(write_checksum=True).compress(whole)
    middle = len(packed) // 2
    broken = packed[:middle] if damage == "cut" else packed[:middle] + bytes(64) + packed[middle + 64 :]
    (tmp_path / f"x.jsonl.{suffix}").write_bytes(broken)

    records = _records(tmp_path)

    codes = [code for _, code in _told(records)]
    assert codes[-1] == "HSB-D508"
    assert damage == "overwritten" or set(codes[:-1]) == {None}
    assert isinstance(records[-1], Rejected)
    assert ("may be altered" in records[-1].reasons[0].message) == (damage == "overwritten")


def test_of_a_small_file_that_breaks_off_what_came_before_is_read(tmp_path: Path) -> None:
    """Also where the whole file is one piece of what is read at once."""
    packed = gzip.compress(_lines(range(200)))
    (tmp_path / "x.jsonl.gz").write_bytes(packed[: len(packed) * 3 // 4])

    codes = [code for _, code in _told(_records(tmp_path))]

    assert len(codes) > 20
    assert codes[-1] == "HSB-D508"
    assert set(codes[:-1]) == {None}


def test_a_file_in_utf_16_is_rejected_once(tmp_path: Path) -> None:
    """Its lines are not lines of UTF-8: one reason, not one for each."""
    (tmp_path / "x.jsonl").write_bytes(_lines([1, 2]).decode().encode("utf-16"))

    assert _told(_records(tmp_path)) == [("x.jsonl", "HSB-D502")]


def test_one_case_id_in_two_files_is_read_once(tmp_path: Path) -> None:
    """The first is read; the second is rejected, and says in which file the first stands."""
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps(_case(1)))

    first, second = _records(tmp_path)

    assert isinstance(first, Read)
    assert isinstance(second, Rejected)
    assert (second.case_id, second.reasons[0].code, "`a.json`" in second.reasons[0].message) == ("A1", "HSB-D551", True)


def test_reasons_name_path_and_code_and_nothing_else(tmp_path: Path) -> None:
    """What the one reader of case files finds wrong is told with place and path, never with what the file says."""
    case = _case(1)
    case["children"][0]["birth_date"] = "Sunday the 3rd"
    (tmp_path / "a.json").write_text(json.dumps(case))

    [record] = _records(tmp_path)
    found = loaded(record, SCHEMA)

    assert isinstance(found, Rejected)
    assert found.case_id == "A1"
    assert [(str(r.place), r.path, r.code) for r in found.reasons] == [("a.json", "children[0].birth_date", "HSB-D523")]
    assert "Sunday" not in str(found)


def test_the_day_given_beside_goes_first(tmp_path: Path) -> None:
    """`as_at` given to the reading wins over the record's own."""
    (tmp_path / "a.json").write_text(json.dumps(_case(1)))
    [record] = _records(tmp_path)

    days = [
        found.case.as_at for day in (None, "2031-01-01") if isinstance(found := loaded(record, SCHEMA, day), Loaded)
    ]

    assert len(set(days)) == 2


@pytest.mark.parametrize("name", ["nowhere", "empty", "x.docx"])
def test_what_is_no_source_is_told_at_once(tmp_path: Path, name: str) -> None:
    """Nothing there, an empty folder, a file of another kind: one message that names it, before anything is read."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.docx").write_bytes(b"")

    with pytest.raises(SourceError) as told:
        open_source(tmp_path / name, SCHEMA)

    assert [d.code for d in told.value.diagnostics.items] == ["HSB-D550"]
    assert name in str(told.value)


@given(st.lists(st.integers(0, 40), max_size=12), st.integers(1, 200))
def test_however_lines_are_cut_each_is_read_once(
    tmp_path_factory: pytest.TempPathFactory, blanks: list[int], size: int
) -> None:
    """Parts of any size give the same records at the same places, and can be sent to another process."""
    path = tmp_path_factory.mktemp("lines") / "x.jsonl"
    path.write_bytes(b"".join(b"\n" * blank + b'{"case_id": "%d"}\n' % at for at, blank in enumerate(blanks)) + b"{}")
    whole = list(CaseLines(path, "x.jsonl").records())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(case_files, "BYTES_A_PART", size)
        parts = list(open_source(path, SCHEMA).parts())

    assert [r for part in parts for r in pickle.loads(pickle.dumps(part)).records()] == whole
    assert len(whole) == len(blanks) + 1


def test_seen_case_ids_are_remembered_through_growth() -> None:
    """Ids are found again, and new ones are new, however many there are."""
    seen = CaseIds()

    assert [seen.first_seen(f"A{n}", "one") for n in range(20_000)] == [None] * 20_000
    assert {seen.first_seen(f"A{n}", "two") for n in range(0, 20_000, 7)} == {"one"}
    assert seen.first_seen("B", "two") is None
