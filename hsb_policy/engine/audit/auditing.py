"""Floor 3, audit: a source of cases judged by a policy, from the first record to the counts over all of them."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Protocol

from attrs import evolve, field, frozen

from hsb_policy.core import ir
from hsb_policy.core.decision import ChosenReading
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.engine.audit.bench import Bench, Judged, Used
from hsb_policy.engine.audit.joining import Joined, Sink
from hsb_policy.engine.audit.parts import PartJudge, doubtful_in
from hsb_policy.engine.audit.rules_run import NOT_ASKED, rules_run_rows, skipped_for_tables
from hsb_policy.engine.audit.tally import Tally
from hsb_policy.engine.audit.wanted import CAPPED, NOT_YET, Wanted, drawn, with_stronger
from hsb_policy.engine.audit.working import judged_parts
from hsb_policy.engine.audit.written import Tell, ToTell, Written
from hsb_policy.engine.errors import AuditError
from hsb_policy.engine.policy import Policy
from hsb_policy.engine.sources.source import Part, PassedOver, Place, Read, Source


@frozen(kw_only=True)
class Progress:
    """How far an audit is: parts of the source done, of all of them, and records read. It is told first when judging begins."""

    done: int
    parts: int
    records: int


class Elsewhere(Protocol):
    """Other machines, which read a source and judge it slice by slice, all that is of one case in one slice."""

    @property
    def slices(self) -> int:
        """How many slices there are."""

    @property
    def told(self) -> str:
        """What and where they are, for the summary."""

    def judged(self, bench: Bench, used: Used) -> Iterator[list[Judged]]:
        """What each slice came to, in their order. `used` is read again as it grows."""


@frozen(kw_only=True)
class Audit:
    """What an audit came to. Records read = cases judged + records rejected + cases that are not in the sample (`left_out`).

    `written` is how many rows of findings each rule has, `cut` how many that cannot be told go unwritten, `cut_not_yet` how many that are
    not done yet of a must, must not or will. `why` counts the rejected records by the codes of what is wrong; `twice` are the first
    ids that several records have: the first of these records was judged. `passed_over` are the files that were not read. `judged_by` says
    which other machines judged, where they did.
    """

    run: str
    policy: ir.Policy = field(repr=False)
    readings: tuple[ChosenReading, ...]
    announcements: tuple[str, ...]
    source: str
    wanted: Wanted
    judged: int
    rejected: int
    left_out: int
    tally: Tally = field(repr=False)
    written: Counter[str] = field(repr=False)
    cut: Counter[str] = field(repr=False)
    cut_not_yet: Counter[str] = field(repr=False)
    why: Counter[str] = field(repr=False)
    twice: tuple[str, ...] = field(repr=False)
    passed_over: PassedOver
    skipped: int
    tables_missing: tuple[str, ...]
    notes: Diagnostics
    judged_by: str | None = None

    @property
    def read(self) -> int:
        """How many records were read."""
        return self.judged + self.rejected + self.left_out


def audit(
    policy: Policy,
    source: Source,
    sink: Sink,
    *,
    run: str,
    wanted: Wanted = Wanted(),  # noqa: B008 - frozen
    jobs: int = 1,
    lines_in: Path | None = None,
    elsewhere: Elsewhere | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Audit:
    """Judge the cases of a source; the rows of the tables go to `sink`. The number of processes (`jobs`) changes no row; they lay
    lines of findings down in the folder `lines_in`, which is for the sink to clear away, or hand them over.

    With `elsewhere` other machines read and judge; here it is joined. Raises AuditError, besides, where they end before their time.

    Raises AuditError: a rule that the policy does not have, or a process that ended before its time.
    """
    compiled, skipped = policy.compiled, _skipped(policy.compiled, source, wanted)
    rules = frozenset(rule.name for rule in compiled.rules if rule.name not in skipped)
    needed = with_stronger(compiled, rules)
    bench = Bench(
        run=run,
        policy=evolve(policy, compiled=evolve(compiled, rules=tuple(r for r in compiled.rules if r.name in needed))),
        wanted=wanted,
        rules=rules,
        sample=None if wanted.sample is None else drawn(_case_ids(source), wanted.sample, wanted.random_state),
        doubtful=None if source.laid is None else doubtful_in(source.laid, policy.compiled.schema, wanted),
        lines_in=lines_in if elsewhere is None else None,
    )
    joined = Joined(run=run, wanted=wanted, sink=sink)
    parts = list(source.parts())
    steps = _here(bench, parts, joined.used, jobs) if elsewhere is None else _there(bench, joined.used, elsewhere)
    number_of_steps = len(parts) if elsewhere is None else elsewhere.slices
    if progress is not None:
        progress(Progress(done=0, parts=number_of_steps, records=0))
    with closing(steps):  # where it ends before its time, no process goes on
        for number, step in enumerate(steps, start=1):
            for judged, again, tell in step:
                joined.take(judged, again, tell)
            if progress is not None:
                progress(Progress(done=number, parts=number_of_steps, records=joined.records.total()))
    cut, cut_not_yet = _cut(joined, wanted), _cut_not_yet(joined, wanted)
    for row in rules_run_rows(
        run, compiled, skipped, joined.tally, joined.written, cut, cut_not_yet, joined.in_columns
    ):
        sink.rule_run(row)
    return Audit(
        run=run,
        policy=compiled,
        readings=policy.readings.chosen,
        announcements=policy.readings.announcements,
        source=source.name,
        wanted=wanted,
        judged=joined.records["judged"],
        rejected=joined.records["rejected"],
        left_out=joined.records["left_out"],
        tally=joined.tally,
        written=joined.written,
        cut=cut,
        cut_not_yet=cut_not_yet,
        why=joined.why,
        twice=tuple(joined.twice),
        passed_over=source.passed_over,
        skipped=len(skipped),
        tables_missing=source.tables_missing,
        notes=source.notes,
        judged_by=None if elsewhere is None else elsewhere.told,
    )


# What a step of the source came to, each piece with how it is judged again without the records at some places, and what tells its findings.
Step = Iterable[tuple[Judged, Callable[[frozenset[Place]], Judged], Tell]]


def _here(bench: Bench, parts: list[Part], used: Used, jobs: int) -> Generator[Step]:
    judge = PartJudge(bench)
    with closing(judged_parts(judge, parts, used, jobs)) as steps:
        for part, judged, tell in steps:
            yield [(judged, partial(judge.part, part, used), tell)]


def _there(bench: Bench, used: Used, elsewhere: Elsewhere) -> Generator[Step]:
    for slice_ in elsewhere.judged(bench, used):
        yield [(judged, _never_again, _told_there) for judged in slice_]


def _never_again(_: frozenset[Place]) -> Judged:
    raise AssertionError("all records of one case id are in one slice, where they were rejected")


def _told_there(findings: Sequence[ToTell]) -> tuple[Written, ...]:
    assert not findings, "a slice is told where its tables are"
    return ()


def _skipped(policy: ir.Policy, source: Source, wanted: Wanted) -> dict[str, str]:
    """The rules that are not judged, each with the reason."""
    names = [rule.name for rule in policy.rules]
    for name in wanted.rules:
        if name not in names:
            near = nearest(name, names)
            cure = f"did you mean `{near}`?" if near else "`hsb-policy trace` lists the rules of the policy"
            message = f"the policy {policy.name} has no rule `{name}`"
            raise AuditError(Diagnostics((Diagnostic(code="HSB-X915", message=message, help=(cure,)),)))
    not_asked = {name: NOT_ASKED for name in names if wanted.rules and name not in wanted.rules}
    return {**skipped_for_tables(policy, source.tables_missing), **not_asked}


def _case_ids(source: Source) -> Iterator[str]:
    for record in source.records():
        if isinstance(record, Read) and isinstance(id_ := record.document.get("case_id"), str):
            yield id_


def _cut(joined: Joined, wanted: Wanted) -> Counter[str]:
    """What cannot be told beyond the cap of each rule."""
    if wanted.everything:
        return Counter()
    told = {rule: number for (rule, status), number in joined.tally.statuses.items() if status == CAPPED}
    return Counter({rule: number - joined.used.get((CAPPED, rule), 0) for rule, number in told.items()})


def _cut_not_yet(joined: Joined, wanted: Wanted) -> Counter[str]:
    """What is not done yet, of a must, must not or will, beyond the cap of each rule."""
    if wanted.everything:
        return Counter()
    found = joined.tally.not_yet.items()
    return Counter({rule: number - joined.used.get((NOT_YET, rule), 0) for rule, number in found})
