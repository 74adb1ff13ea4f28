"""Texts in other encodings among those in UTF-8: each is told by its place and its reason, and the rest goes on."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from hsb_policy.testing.generator.writing import write_cases
from tests.faults.trying import counted, here, lines_of, small_policy
from tests.unit.engine.audit.small import case, policy, read_csv

PLACE: Final = "Düren"  # in Latin-1 it is no UTF-8
ENCODINGS: Final = ("utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le")


def _cases(number: int) -> list[dict[str, Any]]:
    """So many cases, each with a letter that no two encodings write alike."""
    home = {"authority": "other", "authority_name": PLACE, "from": "2020-01-01"}
    child = {"id": "C1", "birth_date": "2014-06-01", "residences": [home]}
    return [case(f"A{n}", made="2025-04-01", children=[child]) for n in range(number)]


def _audit(source: Path, folder: Path) -> tuple[int, int, list[tuple[str, str]]]:
    """How many were judged and rejected, and the place and code of each rejection."""
    out = folder / "out"
    done = here("audit", source, "--out", out, "--policy", small_policy(folder), "--jobs", "1", "--format", "csv")
    assert done.is_plain
    found = counted(done, out)
    return found.judged, found.rejected, [(row["place"], row["code"]) for row in read_csv(out / "rejected.csv")]


def test_case_files_in_six_encodings(tmp_path: Path) -> None:
    """Those in UTF-8, with or without the mark before it, are judged; each of the others is rejected with its name."""
    source = tmp_path / "cases"
    source.mkdir()
    for one, encoding in zip(_cases(len(ENCODINGS)), ENCODINGS, strict=True):
        (source / f"{encoding}.json").write_bytes(json.dumps(one, ensure_ascii=False).encode(encoding))

    assert _audit(source, tmp_path) == (2, 4, [(f"{e}.json", "HSB-D502") for e in ENCODINGS[3:1:-1] + ENCODINGS[:3:-1]])


def test_lines_in_other_encodings_among_lines_in_utf_8(tmp_path: Path) -> None:
    """A line in Latin-1 and one in UTF-16: both rejected by their numbers, those before and after them judged."""
    lines = lines_of(_cases(8)).splitlines()
    lines[2] = lines[2].decode().encode("latin-1")
    lines[5] = lines[5].decode().encode("utf-16")
    source = tmp_path / "cases.jsonl"
    source.write_bytes(b"\n".join(lines))

    judged, rejected, told = _audit(source, tmp_path)

    assert (judged, rejected) == (6, 2)
    assert told == [("cases.jsonl, line 3", "HSB-D502"), ("cases.jsonl, line 6", "HSB-D502")]


@pytest.mark.parametrize("rows", [(3,), (2, 3, 4, 5, 6)], ids=["a row", "all rows"])
def test_a_table_in_latin_1_among_tables_in_utf_8(rows: tuple[int, ...], tmp_path: Path) -> None:
    """The cases of the rows with such a letter are rejected, each with table and line; the other cases are judged."""
    source = tmp_path / "tables"
    write_cases(_cases(5), source, "csv", policy().compiled.schema)
    table = source / "children_residences.csv"
    lines = table.read_bytes().splitlines()
    for row in rows:
        lines[row - 1] = lines[row - 1].decode().encode("latin-1")
    table.write_bytes(b"\n".join(lines))

    judged, rejected, told = _audit(source, tmp_path)

    assert (judged, rejected) == (5 - len(rows), len(rows))
    assert told == [(f"children_residences.csv, line {row}", "HSB-D561") for row in rows]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["cases", "children"])
def test_a_table_in_utf_16_is_refused_by_name(name: str, encoding: str, tmp_path: Path) -> None:
    """Without the rows of one table every case would be judged as if it had none: nothing is judged, and the table is named."""
    source = tmp_path / "tables"
    write_cases(_cases(5), source, "csv", policy().compiled.schema)
    table = source / f"{name}.csv"
    table.write_bytes(table.read_text(encoding="utf-8").encode(encoding))

    done = here("audit", source, "--out", tmp_path / "out", "--policy", small_policy(tmp_path), "--format", "csv")

    assert (done.status, done.err.count("error HSB-D502")) == (2, 1)
    assert f"`{name}.csv`" in done.err
    assert not (tmp_path / "out").exists()
