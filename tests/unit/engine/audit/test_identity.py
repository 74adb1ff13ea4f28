"""A run is known by what it was made from: the policy, the readings, the source, the day, and what was asked for. Nothing else counts."""

from pathlib import Path

from attrs import evolve

from hsb_policy.engine.audit.identity import run_id, source_digest
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.sources.source import Source
from tests.unit.engine.audit.small import AS_AT, case, policy, write_cases


def digest_of(folder: Path, ids: list[str]) -> str:
    """The digest of a folder with these cases."""
    where = write_cases(folder, [case(id_) for id_ in ids])
    with open_source(where, policy().compiled.schema) as source:
        return source_digest(str(where), source)


def test_the_same_files_have_the_same_digest_wherever_they_stand(tmp_path: Path) -> None:
    """The folder's name counts for nothing; the content and the names of the files do."""
    one, other = digest_of(tmp_path / "one", ["A1"]), digest_of(tmp_path / "other", ["A1"])

    assert one == other != digest_of(tmp_path / "another", ["A2"])

    (tmp_path / "one" / "cases.jsonl").rename(tmp_path / "one" / "march.jsonl")
    with open_source(tmp_path / "one", policy().compiled.schema) as source:
        assert source_digest(str(tmp_path / "one"), source) != one


def test_a_source_that_is_no_file_is_known_by_what_was_read(tmp_path: Path) -> None:
    """A database elsewhere has no file to take a digest of: its records are read for it."""

    def of(ids: list[str]) -> str:
        with open_source(
            write_cases(tmp_path / "cases", [case(id_) for id_ in ids]), policy().compiled.schema
        ) as source:
            elsewhere = Source("records", "tables", source.parts)
            return source_digest("a-database-elsewhere", elsewhere)

    assert of(["A1", "A2"]) == of(["A1", "A2"]) != of(["A1"])


def test_a_run_depends_on_everything_that_could_change_it() -> None:
    """Another source, day, sample, rule or cap is another run; the number of processes is no part of it."""
    wanted = Wanted(as_at=AS_AT)
    others = [
        evolve(wanted, **change) for change in ({"as_at": None}, {"sample": 3}, {"rules": ("referred",)}, {"cap": 1})
    ]

    runs = [run_id(policy(), "cases", "sha256:1", one) for one in [wanted, *others]]
    runs += [run_id(policy(), "cases", "sha256:2", wanted), run_id(policy(), "cases", "sha256:1", wanted, "mapping")]

    assert len(set(runs)) == len(runs)
    assert run_id(policy(), "cases", "sha256:1", wanted) == runs[0]
