"""Every code of a message is catalogued, with a name and a title, and every catalogued code is used."""

import re
from pathlib import Path

from hsb_policy.diagnostics.catalogue import CATALOGUE
from tests.house.checkout import ROOT

_CODE = re.compile(r'HSB-([A-Z][0-9]{3})|"(D[0-9]{3})"')  # the faults of cases are called by half their code


def _used() -> dict[str, Path]:
    files = [f for f in sorted((ROOT / "hsb_policy").rglob("*.py")) if f.name != "catalogue.py"]
    return {
        f"HSB-{whole or half}": file
        for file in files
        for whole, half in _CODE.findall(file.read_text(encoding="utf-8"))
    }


def test_every_code_that_is_used_is_catalogued() -> None:
    """A message without a name and a title cannot be looked up."""
    assert {code: file.name for code, file in _used().items() if code not in CATALOGUE} == {}


def test_every_catalogued_code_is_used() -> None:
    """A code stands for a message that somebody can get."""
    assert set(CATALOGUE) - set(_used()) == set()


def test_the_catalogue_is_in_order() -> None:
    """Codes ascend, so that two who add one see each other; each is a letter of its stage and three digits."""
    assert list(CATALOGUE) == sorted(CATALOGUE)
    assert [code for code in CATALOGUE if not re.fullmatch("HSB-[SNTRDX][0-9]{3}", code)] == []


def test_names_and_titles_are_words_for_people() -> None:
    """A name is small words with hyphens, and names one code of its stage; a title is one line without a full stop."""
    names = [name for name, _ in CATALOGUE.values()]
    of_stage = [(code[4], name) for code, (name, _) in CATALOGUE.items()]

    assert [name for name in names if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name)] == []
    assert {named for named in of_stage if of_stage.count(named) > 1} == set()
    assert [title for _, title in CATALOGUE.values() if not title or title.endswith(".") or "\n" in title] == []
