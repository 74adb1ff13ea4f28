"""Floor 3, audit: how a part of a source is judged: ranges of cases in tables by whole columns, all else case by case."""

from collections.abc import Sequence
from functools import partial

from attrs import evolve

from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.tables.doubtful import doubtful_numbers
from hsb_policy.backends.tables.laid_down import LaidDown
from hsb_policy.core.schema import Schema
from hsb_policy.core.tables import tables
from hsb_policy.engine.audit.bench import Bench, Judged, Used
from hsb_policy.engine.audit.judging import Judge
from hsb_policy.engine.audit.many_cases import ManyCases
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.audit.written import ToTell, Written, all_told, without_told
from hsb_policy.engine.sources.case_tables import CasesInTables
from hsb_policy.engine.sources.source import Part, Place


class PartJudge:
    """Judges parts of a source. It is made once in each process; the plan over columns is made for the first part that needs it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._judge = Judge(bench)
        self._many: tuple[ManyCases | None] | None = (
            None  # nothing, or what was made; None in it where columns cannot say it
        )

    def part(self, part: Part, used: Used, leave_out: frozenset[Place] = frozenset()) -> Judged:
        """Judge the cases of a part. `used` says how much of each limit earlier parts took; records at `leave_out` are not read."""
        if self.bench.doubtful is not None and not leave_out and isinstance(part, CasesInTables):
            many = self._in_columns()
            if many is not None:
                return many.part(part, used)
        return self._judge.part(part, used, leave_out)

    def told(self, part: Part, findings: Sequence[ToTell]) -> list[Written]:
        """Tell findings of a part that was judged by columns."""
        if not findings:
            return []
        many = self._in_columns()
        assert many is not None
        assert isinstance(part, CasesInTables)
        return many.told(part, findings)

    def whole(self, part: Part, used: Used) -> Judged:
        """What `part` gives, with all told of which it may be told: for whoever cannot ask again once the parts are joined."""
        judged = self.part(part, used)
        findings = all_told(judged.findings, partial(self.told, part))
        return evolve(judged, findings=tuple(findings), lines=tuple(without_told(judged.lines, judged.findings)))

    def _in_columns(self) -> ManyCases | None:
        """What judges by whole columns; None where not even the day and place of findings can be had so."""
        if self._many is None:
            try:
                self._many = (ManyCases(self._judge),)
            except CannotSayError:
                self._many = (None,)
        return self._many[0]


def doubtful_in(laid: LaidDown, schema: Schema, wanted: Wanted) -> tuple[int, ...] | None:
    """The cases in laid-down tables that have to be read one by one; None where all are, because each outcome is told in full."""
    if wanted.everything:
        return None
    return tuple(doubtful_numbers(laid, tables(schema), schema, as_at_given=wanted.as_at is not None))
