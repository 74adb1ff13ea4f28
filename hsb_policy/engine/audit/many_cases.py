"""Floor 3, audit: a range of cases in tables judged column by column, without reading a case but those of which more is told.

The plan over columns tells how each rule stands. Cases that the reader of case files has to see (doubtful ones) are read one by one, as is one
whose records are too many with each other; rules that the plan cannot say are worked out by the compiled functions. Those whose findings are
explained or lack facts are read when that is asked for.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

import numpy as np
from attrs import evolve, field, frozen

from hsb_policy.backends.columnar.batch import Batch, Words
from hsb_policy.backends.columnar.frames import TooManyRowsError
from hsb_policy.backends.columnar.plan import Plan, plan
from hsb_policy.backends.columnar.run import answers
from hsb_policy.backends.tables.batches import batch_from_tables
from hsb_policy.backends.tables.connect import connect
from hsb_policy.backends.tables.laid_rows import LaidRows
from hsb_policy.core.tables import CASES, tables
from hsb_policy.engine.audit.bench import Judged, Room, Used
from hsb_policy.engine.audit.column_findings import BatchFindings
from hsb_policy.engine.audit.judging import Judge, OneCase
from hsb_policy.engine.audit.tally import Tally
from hsb_policy.engine.audit.wanted import with_stronger
from hsb_policy.engine.audit.when_where import needs
from hsb_policy.engine.audit.written import Finding, ToTell, Written
from hsb_policy.engine.sources.case_tables import CasesInTables
from hsb_policy.engine.sources.documents import Assembler
from hsb_policy.engine.sources.source import Loaded, Record, loaded
from hsb_policy.values import days

MOST_PAIRS: Final = 30_000_000  # pairs of records of one kind in one case, over all cases: a larger batch is halved
AT_ONCE: Final = 20_000  # cases in a batch
_MEMORY: Final = "1GB"  # of the engine that reads tables, in each process


@frozen(eq=False)
class ManyCases:
    """Judges ranges of cases in tables. It is made once in each process; one source is judged with it."""

    judge: Judge
    plan: Plan = field(init=False)
    left: Judge | None = field(init=False)  # for the rules that the plan cannot say
    names: frozenset[str] = field(init=False)  # of the rules that it can
    _connections: list[Any] = field(factory=list)

    @plan.default
    def _planned(self) -> Plan:
        judge = self.judge
        found = plan(judge.policy, judge.bench.policy.readings.values, judge.references)
        needs(found.layout, judge.subjects)
        return found

    @left.default
    def _judge_of_the_rest(self) -> Judge | None:
        bench = self.judge.bench
        refused = frozenset(refusal.rule for refusal in self.plan.refused) & bench.rules
        if not refused:
            return None
        needed = with_stronger(self.judge.policy, refused)
        rules = tuple(rule for rule in self.judge.policy.rules if rule.name in needed)
        return Judge(
            evolve(bench, policy=evolve(bench.policy, compiled=evolve(self.judge.policy, rules=rules)), rules=refused)
        )

    @names.default
    def _names_of_rules(self) -> frozenset[str]:
        return frozenset(rule.rule.name for rule in self.plan.rules) & self.judge.bench.rules

    def part(self, part: CasesInTables, used: Used) -> Judged:
        """Judge the cases of a part."""
        room = Room(used)
        found = Judged((), 0, (), Tally(), ())
        for low in range(part.low, part.high, AT_ONCE):
            found = _joined(found, self._some(part, range(low, min(low + AT_ONCE, part.high)), room))
        return found

    def told(self, part: CasesInTables, findings: Sequence[ToTell]) -> list[Written]:
        """Tell findings of a part, which come case by case."""
        by_case = {number: list(of_case) for number, of_case in groupby(findings, attrgetter("number"))}
        found = self._loaded(part, by_case)
        told = list[Written]()
        for case, of_case in zip(found, by_case.values(), strict=True):
            told += map(OneCase(self.judge, case.case, case.place, Room({}), Tally()).told, of_case)
        return told

    def _some(self, part: CasesInTables, numbers: range, room: Room) -> Judged:
        rows = LaidRows(part.laid)
        try:
            cases = rows.cases(numbers.start, numbers.stop)
        finally:
            rows.close()
        words = self.plan.words.copied()
        batch, without, left_out = self._batch(part, numbers, cases, words)
        if len(numbers) > 1 and _pairs(batch) > MOST_PAIRS:
            return self._halves(part, numbers, room)
        try:
            found = answers(self.plan, batch)
        except TooManyRowsError:
            if len(numbers) > 1:
                return self._halves(part, numbers, room)
            return self.judge.records(self._read(part, numbers), room)
        tally, shown = Tally(), part.laid.tables[CASES].shown
        row_of = {number: row for number, row, _ in cases}
        at = np.asarray([row_of[number] for number in batch.numbers.tolist()], np.int64)
        findings = BatchFindings(self.judge, self.plan, batch, words, room, tally, shown, at)
        for answer in found:
            if answer.written.rule.name in self.judge.bench.rules:
                findings.take(answer)
        told: list[Finding] = list(findings.to_tell())
        if self.left is not None:
            told += self._by_the_compiled(part, findings, room)
        # Last, as they are joined: what takes room first is what is written first.
        one_by_one = self._doubtful(part, [n for n in without if n not in left_out], room)
        findings.count()
        lines, apart = tuple(findings.lines()), batch.cases  # what stands twice is doubtful, and not in the batch
        here = Judged((), len(left_out), (), tally, tuple(told), lines, self.names, apart)
        return _joined(here, one_by_one)

    def _halves(self, part: CasesInTables, numbers: range, room: Room) -> Judged:
        middle = numbers.start + len(numbers) // 2
        halves = (range(numbers.start, middle), range(middle, numbers.stop))
        return _joined(*(self._some(part, half, room) for half in halves))

    # ---- which cases ----------------------------------------------------------------------------------------------------------
    def _batch(
        self, part: CasesInTables, numbers: range, cases: list[tuple[int, int, str | None]], words: Words
    ) -> tuple[Batch, list[int], Collection[int]]:
        """The cases that are judged in columns; the numbers of the others, and of those that are not in the sample."""
        bench = self.judge.bench
        doubtful = {number for number in bench.doubtful or () if number in numbers}
        left_out: Collection[int] = frozenset()
        if bench.sample is not None:
            left_out = {n for n, _, case_id in cases if case_id not in bench.sample and n not in doubtful}
        without = sorted({*doubtful, *left_out})
        as_at = None if bench.wanted.as_at is None else days.parse_day(bench.wanted.as_at)
        files = tables(self.judge.bench.policy.compiled.schema)
        if not self._connections:
            self._connections.append(connect(scratch=part.laid.file.parent, memory=_MEMORY, threads=1))
        batch = batch_from_tables(
            self._connections[0],
            self.plan.layout,
            files,
            part.laid,
            numbers,
            words,
            without=without,
            as_at=as_at,
        )
        return batch, without, left_out

    # ---- cases that are read one by one -----------------------------------------------------------------------------------------
    def _read(self, part: CasesInTables, wanted: Collection[int]) -> Iterator[Record]:
        if not wanted:
            return
        numbers = sorted(wanted)
        rows = LaidRows(part.laid, only=numbers)
        try:
            yield from Assembler(part.tables, part.laid).records_of(rows, numbers)
        finally:
            rows.close()

    def _loaded(self, part: CasesInTables, wanted: Collection[int]) -> Iterator[Loaded]:
        """Cases that the reader accepts, because nothing about them is doubtful."""
        for record in self._read(part, wanted):
            found = loaded(record, self.judge.policy.schema, self.judge.bench.wanted.as_at)
            if not isinstance(found, Loaded):
                raise AssertionError("a case that is not doubtful was rejected")
            yield found

    def _doubtful(self, part: CasesInTables, doubtful: Collection[int], room: Room) -> Judged:
        """The doubtful cases, judged one by one where the reader accepts them."""
        return self.judge.records(self._read(part, doubtful), room)

    def _by_the_compiled(self, part: CasesInTables, findings: BatchFindings, room: Room) -> Iterator[Written]:
        """The rules that the plan cannot say, of all cases of the batch."""
        assert self.left is not None
        for found in self._loaded(part, {int(number) for number in findings.batch.numbers}):
            tally = Tally()
            yield from OneCase(self.left, found.case, found.place, room, tally).findings()
            findings.add(found.case.case_id, tally)


def _pairs(batch: Batch) -> int:
    """How many pairs of records of one kind there are in one case, over all cases."""
    counts = (np.bincount(table.case) for table in batch.tables.values() if table.rows)
    return sum(int((count.astype(np.int64) ** 2).sum()) for count in counts)


def _joined(first: Judged, second: Judged) -> Judged:
    """Two pieces of a part as one."""
    first.tally.add(second.tally)
    return Judged(
        (*first.cases, *second.cases),
        first.left_out + second.left_out,
        (*first.rejected, *second.rejected),
        first.tally,
        (*first.findings, *second.findings),
        (*first.lines, *second.lines),
        first.in_columns | second.in_columns,
        first.apart + second.apart,
    )
