"""The page on tables, `grammar/TABLES.md`: its examples are read, and give the cases that it says they give."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hsb_policy import load
from tests.house.checkout import ROOT
from tests.unit.sources.comparing import documents_of, read_all, without_nulls

_PAGE = (ROOT / "grammar" / "TABLES.md").read_text(encoding="utf-8")
_BLOCKS = [
    (kind, name, text) for kind, name, text in re.findall(r"^```(\w+) ?([\w.]*)\n(.*?)^```$", _PAGE, re.M | re.S)
]
_MAPPED = ("episodes.csv", "persons.csv")


def _json(name: str) -> Any:
    [text] = [text for kind, named, text in _BLOCKS if kind == "json" and named == name]
    return json.loads(text)


def _write(folder: Path, *, mapped: bool) -> None:
    for kind, name, text in _BLOCKS:
        if kind == "toml" or (kind == "csv" and (name in _MAPPED) == mapped):
            (folder / name).write_text(text, encoding="utf-8")


def test_the_tables_of_the_page_are_the_cases_of_the_page(tmp_path: Path) -> None:
    """The first tables are read as the documents that stand below them."""
    _write(tmp_path, mapped=False)

    assert documents_of(read_all(tmp_path, load("hsb").compiled.schema)) == without_nulls(_json(""))


def test_the_mapping_of_the_page_is_read(tmp_path: Path) -> None:
    """With the mapping, tables with names of their own are read as the document that stands below them."""
    _write(tmp_path, mapped=True)

    records = read_all(tmp_path, load("hsb").compiled.schema, tmp_path / "mapping.toml")

    assert documents_of(records) == without_nulls(_json("mapped"))


@pytest.mark.parametrize("kind", ["csv", "toml", "json"])
def test_no_block_of_the_page_is_left_out(kind: str) -> None:
    """Every block has a kind that these tests read, and the page has some of each."""
    assert {found for found, _, _ in _BLOCKS} == {"csv", "toml", "json"}
    assert len(re.findall("^```", _PAGE, re.M)) == 2 * len(_BLOCKS)
    assert kind in {found for found, _, _ in _BLOCKS}
