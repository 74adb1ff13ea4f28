"""Made-up cases: the same for the same seed, readable unless they are to be broken, and wide enough for nearly every rule."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from hsb_policy import load
from hsb_policy.core.decision import Decision
from hsb_policy.engine.cases import digest, load_case
from hsb_policy.engine.sources.source import Rejected, loaded
from hsb_policy.testing.generate import main
from hsb_policy.testing.generator.cases import case, cases
from hsb_policy.testing.generator.writing import FORMATS, write_cases
from tests.unit.sources.comparing import documents_of, read_all, without_nulls

POLICY = load("hsb")
HSB = POLICY.compiled.schema


def test_a_case_is_the_same_however_cases_are_split() -> None:
    """Case n of a seed is the same in any part of any number of cases; another seed has other cases."""
    whole = list(cases(3, 40))

    assert [*cases(3, 15), *cases(3, 25, first=15)] == whole
    assert case(3, 27) == whole[27]
    assert len({digest(document) for seed in (3, 4) for document in cases(seed, 40)}) == 80


@pytest.mark.parametrize("pack", [(), ("working_together",)])
def test_every_case_can_be_read(pack: tuple[str, ...]) -> None:
    """The reader of case files finds nothing wrong with any of them, with what a pack reads or without."""
    schema = load("hsb", packs=pack).compiled.schema
    faults = [load_case(made, schema)[1].items for made in cases(11, 400, core_groups=bool(pack))]

    assert [found for found in faults if found] == []


def test_cases_that_are_to_be_broken_cannot_be_read() -> None:
    """Each has a fault that the reader finds, of several kinds; the others are as they were, and the share is as asked for."""
    found = [load_case(made, HSB) for made in cases(11, 300, broken=1)]

    assert [number for number, (read, _) in enumerate(found) if read is not None] == []
    assert len({fault.code for _, faults in found for fault in faults.items}) >= 6
    made = list(cases(11, 2_000, broken=0.05))
    assert 60 <= sum(a != b for a, b in zip(made, cases(11, 2_000), strict=True)) <= 140


def _size(value: Any) -> int:
    if isinstance(value, list):
        return sum(_size(item) for item in value)
    return 1 + sum(_size(inner) for inner in value.values()) if isinstance(value, dict) else 0


def test_cases_have_the_size_of_real_ones() -> None:
    """Most have 8 to 30 records of their own lists, and none is empty."""
    sizes = sorted(sum(len(v) for v in made.values() if isinstance(v, list)) for made in cases(5, 500))
    whole = sorted(_size(made) for made in cases(5, 500))

    assert sizes[0] >= 2
    assert 8 <= sizes[50] <= sizes[250] <= sizes[400] <= 30
    assert whole[-1] < 150


@pytest.fixture(scope="module")
def decisions() -> list[Decision]:
    """The decisions on some hundred cases."""
    return [POLICY.decide(made) for made in cases(7, 250)]


def test_nearly_every_rule_applies_somewhere(decisions: list[Decision]) -> None:
    """Over a few hundred cases at most a handful of rules never apply; those wait for a reading that is not the default."""
    applied = {o.rule for decision in decisions for o in decision.outcomes if o.status != "not_applicable"}
    rules = {rule.name for rule in POLICY.compiled.rules}

    assert len(rules - applied) <= 8, sorted(rules - applied)


def test_every_status_occurs(decisions: list[Decision]) -> None:
    """Outcomes have every status but those that only few rules have, and many duties are met, not met, open and not to be told."""
    often = Counter(o.status for decision in decisions for o in decision.outcomes)
    statuses = defaultdict(set)
    for decision in decisions:
        for outcome in decision.outcomes:
            statuses[outcome.rule].add(outcome.status)
    varied = [rule for rule, found in statuses.items() if {"met", "not_met", "outstanding", "cannot_tell"} <= found]

    assert set(often) >= {"met", "outstanding", "not_met", "departed", "permitted", "needs_professional", "answered"}
    assert set(often) >= {"concluded", "silent", "failed", "passed", "cannot_tell", "overridden", "not_applicable"}
    assert len(varied) >= 30


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_written_is_read_as_it_was(tmp_path: Path, form: str) -> None:
    """In every form the same seed gives the same documents; a field that is absent and one that is null are the same."""
    assert write_cases(cases(9, 60), tmp_path, form, HSB) == 60

    assert documents_of(read_all(tmp_path, HSB)) == [without_nulls(made) for made in cases(9, 60)]


@pytest.mark.parametrize("form", ["jsonl.zst", "parquet"])
def test_broken_cases_are_rejected_and_the_others_read(tmp_path: Path, form: str) -> None:
    """Whatever the form, as many records are rejected as were broken, and the rest can be judged."""
    write_cases(cases(9, 200, broken=0.1), tmp_path, form, HSB)
    found = [loaded(record, HSB) for record in read_all(tmp_path, HSB)]
    broken = sum(a != b for a, b in zip(cases(9, 200), cases(9, 200, broken=0.1), strict=True))

    assert (len(found), sum(isinstance(record, Rejected) for record in found)) == (200, broken)


def test_the_command_writes_what_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m hsb_policy.testing.generate` says what it wrote; two runs write the same bytes."""
    for folder in ("one", "two"):
        arguments = [
            "--cases",
            "20",
            "--first",
            "5",
            "--seed",
            "2",
            "--out",
            str(tmp_path / folder),
            "--format",
            "jsonl.gz",
        ]
        assert main(arguments) == 0

    assert (tmp_path / "one" / "cases.jsonl.gz").read_bytes() == (tmp_path / "two" / "cases.jsonl.gz").read_bytes()
    assert "20 cases of seed 2 written" in capsys.readouterr().err
    assert next(d["case_id"] for d in documents_of(read_all(tmp_path / "one", HSB))) == "G2-0000005"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line and exit status 2, no stack trace."""
    (tmp_path / "file").write_text("")

    assert main(["--cases", "1", "--out", str(tmp_path / "file")]) == 2
    assert "cases cannot be written" in capsys.readouterr().err
