"""Tables judged column by column give what the same cases give one by one: every count, every finding, every rejection."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import asdict, evolve

from hsb_policy.backends.columnar import frames
from hsb_policy.backends.columnar.plan import plan
from hsb_policy.backends.columnar.refused import Refusal
from hsb_policy.core.schema import Schema
from hsb_policy.engine.audit import auditing, many_cases
from hsb_policy.engine.audit.auditing import Audit, audit
from hsb_policy.engine.audit.bench import Bench
from hsb_policy.engine.audit.joining import Joined
from hsb_policy.engine.audit.parts import PartJudge, doubtful_in
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.audit.written import ToTell, Written
from hsb_policy.engine.policy import Policy, load
from hsb_policy.engine.sources import case_tables
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.sources.source import Part
from hsb_policy.testing.generator.cases import cases
from hsb_policy.testing.generator.writing import write_cases
from tests.unit.engine.audit.small import Rows

HSB = load("hsb", packs=["working_together"])


def audited(
    folder: Path, policy: Policy, wanted: Wanted, jobs: int = 1, lines_in: Path | None = None
) -> tuple[Audit, Rows]:
    """An audit of tables, and what it gave."""
    into = Rows()
    with open_source(folder, policy.compiled.schema) as source:
        done = audit(policy, source, into, run="run", wanted=wanted, jobs=jobs, lines_in=lines_in)
    return done, into


def read_back(rows: Rows) -> list[str]:
    """The findings as they are read back from a table, where an empty text is nothing, in an order of their own."""
    return sorted(repr(tuple(None if cell == "" else cell for cell in row)) for row in rows.findings)


def same_both_ways(folder: Path, policy: Policy, wanted: Wanted, patched: pytest.MonkeyPatch) -> Audit:
    """Judge tables in columns and one by one; the first audit, after it was found to be the same as the second."""
    done, told = audited(folder, policy, wanted)
    with patched.context() as p:
        p.setattr(auditing, "doubtful_in", lambda *_: None)
        expected, expected_told = audited(folder, policy, wanted)

    assert asdict(done.tally) == asdict(expected.tally)
    assert (done.judged, done.rejected, done.left_out) == (expected.judged, expected.rejected, expected.left_out)
    assert (done.written, done.cut, done.cut_not_yet) == (expected.written, expected.cut, expected.cut_not_yet)
    assert read_back(told) == read_back(expected_told)
    assert sorted(map(repr, told.evidence)) == sorted(map(repr, expected_told.evidence))
    assert told.refused == expected_told.refused
    by_one = [(*row[:7], "columns", *row[8:]) if row[7] == "compiled" else row for row in expected_told.rules]
    assert told.rules == by_one
    return done


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hundred cases in tables, one in twenty of which cannot be read."""
    made = tmp_path_factory.mktemp("tables")
    schema: Schema = HSB.compiled.schema
    write_cases(cases(31, 160, broken=0.05, core_groups=True), made, "parquet", schema)
    return made


def test_columns_give_what_the_cases_give_one_by_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All counts, findings, evidence, rejections and rules are the same; and no rule of the procedure needs the compiled functions."""
    wanted = Wanted(cap=7, explained=5)
    done = same_both_ways(folder, HSB, wanted, monkeypatch)

    assert done.judged > 120
    assert done.rejected > 3


def test_so_they_do_in_small_batches(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts, batches and halved batches change nothing."""
    monkeypatch.setattr(case_tables, "CASES_A_PART", 90)
    monkeypatch.setattr(many_cases, "AT_ONCE", 40)
    monkeypatch.setattr(many_cases, "MOST_PAIRS", 900)

    same_both_ways(folder, HSB, Wanted(cap=7, explained=5), monkeypatch)


@pytest.mark.parametrize("lays_down", [False, True])
def test_processes_change_no_row(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, lays_down: bool
) -> None:
    """Parts that several processes judge at once, before it is known what of each limit is taken, give the same rows in the same order;
    so they do where the processes lay lines down."""
    monkeypatch.setattr(case_tables, "CASES_A_PART", 80 if lays_down else 30)
    wanted = Wanted(cap=7, explained=5)

    one, told_by_one = audited(folder, HSB, wanted)
    two, told_by_two = audited(folder, HSB, wanted, jobs=2, lines_in=tmp_path / "lines" if lays_down else None)

    assert (tmp_path / "lines").exists() is lays_down
    assert told_by_two == told_by_one
    assert (two.written, two.cut, two.cut_not_yet) == (one.written, one.cut, one.cut_not_yet)


def test_what_the_system_refuses_a_process_is_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that cannot lay lines down ends the audit with what the system said."""
    monkeypatch.setattr(case_tables, "CASES_A_PART", 80)
    (tmp_path / "lines").touch()

    with pytest.raises(FileExistsError):
        audited(folder, HSB, Wanted(explained=0), jobs=2, lines_in=tmp_path / "lines")


@contextmanager
def in_parts(folder: Path, wanted: Wanted) -> Iterator[tuple[PartJudge, list[Part]]]:
    """What judges the parts of some tables, and the parts."""
    with open_source(folder, HSB.compiled.schema) as source:
        assert source.laid is not None
        rules = frozenset(rule.name for rule in HSB.compiled.rules)
        doubtful = doubtful_in(source.laid, HSB.compiled.schema, wanted)
        judge = PartJudge(Bench(run="run", policy=HSB, wanted=wanted, rules=rules, doubtful=doubtful))
        yield judge, list(source.parts())


def test_only_what_is_written_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts that are judged before others are joined name more than there is room for: no case is read for what is too much."""
    monkeypatch.setattr(case_tables, "CASES_A_PART", 40)
    wanted, told = Wanted(cap=7, explained=5), list[ToTell]()
    joined = Joined(run="run", wanted=wanted, sink=Rows())
    with in_parts(folder, wanted) as (judge, parts):
        judged = [judge.part(part, {}) for part in parts]

        def tell(part: Part, findings: Sequence[ToTell]) -> list[Written]:
            told.extend(findings)
            return judge.told(part, findings)

        for part, came_to in zip(parts, judged, strict=True):
            joined.take(came_to, partial(judge.part, part, {}), partial(tell, part))

    named = [one for came_to in judged for one in came_to.findings if isinstance(one, ToTell)]
    capped = Counter((one.capped, one.rule) for one in told if one.capped)
    explained = Counter(one.explanations for one in told if one.explained)
    assert len(told) < len(named) * 3 / 4
    assert max(capped.values()) == 7
    assert max(explained.values()) == 5


def test_parts_that_are_told_where_they_are_judged_give_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On other machines parts are told whole, as far as they know of the limits; what is too much is cut where they are joined."""
    monkeypatch.setattr(case_tables, "CASES_A_PART", 40)
    wanted, rows = Wanted(cap=7, explained=5), Rows()
    joined = Joined(run="run", wanted=wanted, sink=rows)
    with in_parts(folder, wanted) as (judge, parts):
        for judged in [judge.whole(part, {}) for part in parts]:
            joined.take(judged, lambda _: judged, lambda findings: [])  # noqa: B023 - called at once, or not at all

    _, expected = audited(folder, HSB, wanted)
    assert read_back(rows) == read_back(expected)
    assert sorted(map(repr, rows.evidence)) == sorted(map(repr, expected.evidence))


def test_so_they_do_for_a_sample_some_rules_and_another_day(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for counts in both ways alike."""
    wanted = Wanted(
        rules=("under_13_always_referred", "similar_aged_teenagers", "referral_decided_in_time"),
        sample=90,
        as_at="2025-06-30",
    )
    done = same_both_ways(folder, HSB, wanted, monkeypatch)

    assert done.left_out > 40


def test_what_columns_cannot_say_is_left_to_the_compiled_functions(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that the plan refuses is worked out case by case, and counts the same."""

    def refusing(*given: Any) -> Any:
        found = plan(*given)
        kept = tuple(r for r in found.rules if r.rule.name != "agencies_represented")
        refusal = Refusal("agencies_represented", "meeting.policy", "a test")
        return evolve(found, rules=kept, refused=(refusal,))

    with monkeypatch.context() as patched:
        patched.setattr(many_cases, "plan", refusing)
        done, told = audited(folder, HSB, Wanted(cap=7, explained=5))
    expected, expected_told = audited(folder, HSB, Wanted(cap=7, explained=5))

    assert asdict(done.tally) == asdict(expected.tally)
    assert read_back(told) == read_back(expected_told)
    engines = {row[1]: row[7] for row in told.rules}
    assert engines.pop("agencies_represented") == "compiled"
    assert set(engines.values()) == {"columns"}


def test_cases_whose_records_are_too_many_with_each_other_are_judged_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches are halved, down to a single case; then the compiled functions judge it. Every count and finding stays."""
    write_cases(cases(31, 6), tmp_path, "parquet", HSB.compiled.schema)
    wanted = Wanted(cap=100, explained=0)
    expected, expected_told = audited(tmp_path, HSB, wanted)

    monkeypatch.setattr(frames, "MOST_ROWS", 40)
    done, told = audited(tmp_path, HSB, wanted)

    assert asdict(done.tally) == asdict(expected.tally)
    assert read_back(told) == read_back(expected_told)
    assert {row[7] for row in told.rules} <= {"columns", "compiled"}


_FAMILIES = """
policy families "People of two kinds, who live in places"
    edition "1"
    statements S001 to S002
calendar england
codes Authority "local authority"
    stoke "Stoke", staffs "Staffordshire"
record Child in children as child
    .id text
    .birth_date partial date gives age
    .residences list of Residence
record Adult in adults as adult
    .id text
    .birth_date partial date gives age
    .residences list of Residence
record Residence
    .authority Authority
    .from date starts period
    .to open date ends period
case
    .case_id text
    .as_at date
check child_is_older "The child is older than ten"
    cites S001
    error
    for each child in children
    fails when age of child on as_at is below 10
check adult_lives_somewhere "The adult lives somewhere"
    cites S002
    query
    for each adult in adults
    fails when no home in adult.residences has home.to has not happened
"""


def test_places_of_living_of_two_kinds_are_judged_case_by_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Residences stand in two lists, which columns cannot hold, and findings are told by authority: the compiled functions judge all."""
    texts = {
        "families.policy": _FAMILIES,
        "cases.csv": "case_id,as_at\nA,2025-03-20\nB,2025-03-20\n",
        "children.csv": "case_id,id,birth_date\nA,C1,2020-01-01\nB,C1,2010-01-01\nB,C2,\n",
        "adults.csv": "case_id,id,birth_date\nA,P1,1980-01-01\nB,P1,1980\n",
        "children_residences.csv": "case_id,parent,authority,from,to\nA,C1,stoke,2020-01-01,\nB,C2,staffs,2020-01-01,\n",
        "adults_residences.csv": "case_id,parent,authority,from,to\nA,P1,staffs,2020-01-01,2021-01-01\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    policy = load(tmp_path / "families.policy")

    done, told = audited(tmp_path, policy, Wanted())

    assert done.judged == 2
    assert dict(done.tally.statuses) == {
        ("adult_lives_somewhere", "failed"): 2,
        ("child_is_older", "failed"): 1,
        ("child_is_older", "passed"): 1,
        ("child_is_older", "cannot_tell"): 1,
    }
    assert {row[7] for row in told.rules} == {"compiled"}
