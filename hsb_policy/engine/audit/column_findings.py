"""Floor 3, audit: the outcomes of a batch, rule by rule, as counts and findings. Before it: the plan's answers; after it: `many_cases`."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np
from attrs import define, field

from hsb_policy.backends.columnar.batch import Array, Batch, Words
from hsb_policy.backends.columnar.outcomes import NO_DAY
from hsb_policy.backends.columnar.plan import Plan
from hsb_policy.backends.columnar.run import Answer
from hsb_policy.backends.columnar.statuses import STATUSES, number_of
from hsb_policy.backends.interpreter.shown import shown_day
from hsb_policy.core import ir
from hsb_policy.core.schema import CASE
from hsb_policy.core.standing import Standing
from hsb_policy.core.status import severity_of
from hsb_policy.core.statuses import Severity, Status
from hsb_policy.engine.audit.bench import Room
from hsb_policy.engine.audit.judging import BY_MONTH, Judge
from hsb_policy.engine.audit.lines import Lines
from hsb_policy.engine.audit.many import ManyFindings
from hsb_policy.engine.audit.names_in_batch import NamesInBatch
from hsb_policy.engine.audit.picked import Column, Texts, column_of, distinct, shown_column
from hsb_policy.engine.audit.tables import JOIN
from hsb_policy.engine.audit.tally import Tally
from hsb_policy.engine.audit.wanted import FINDINGS, is_grave_not_yet
from hsb_policy.engine.audit.when_where import WhenWhere
from hsb_policy.engine.audit.written import ToTell, explanations
from hsb_policy.engine.sources.source import Place
from hsb_policy.values import days

_NOT_MET, _MET_LATE, _MET = (number_of(status) for status in ("not_met", "met_late", "met"))
_NOT_LATE: Final = -1
_NOTHING: Final = Texts([""])
# For each status, by its number, whether all outcomes are written, and whether they are counted by month.
_WRITTEN: Final = np.asarray([status in FINDINGS for status in STATUSES])
_BY_MONTH: Final = np.asarray([status in BY_MONTH for status in STATUSES])


@define(eq=False)
class BatchFindings:
    """Gathers what the answers of a batch come to: counts in `tally`, whole lines, and what more may be told of.

    `place` is what the table of cases is called in the source, `rows` the row of each case in it.
    """

    judge: Judge
    plan: Plan
    batch: Batch
    words: Words
    room: Room
    tally: Tally
    place: str
    rows: Array
    _lines: list[Lines] = field(factory=list)
    _to_tell: dict[int, list[ToTell]] = field(factory=dict)
    _grave: dict[str, Array] = field(factory=dict)
    _to_count: list[Array] = field(factory=list)  # of what is counted by month, the day, the authority and the status
    _where: WhenWhere = field(init=False)
    _names: NamesInBatch = field(init=False)
    _ids: Texts = field(init=False)
    _as_at: Column = field(init=False)
    _shown: Texts = field(init=False)
    _numbers: dict[str, int] | None = None

    def __attrs_post_init__(self) -> None:
        self._where = WhenWhere(self.judge.subjects, self.words, self.batch)
        self._names = NamesInBatch(self.judge.policy.schema, {**self.plan.references, **self.batch.tables})
        self._ids = Texts(self.batch.ids.tolist())
        self._as_at = shown_column(self.batch.tables[CASE].columns["as_at"][:-1], _day, NO_DAY)
        self._shown = Texts(Place.of_rows(self.place, self.rows.tolist()))

    # ---- the answer of one rule -------------------------------------------------------------------------------------------------
    def take(self, answer: Answer) -> None:
        """Count the outcomes of a rule, and gather its findings."""
        rule, tally = answer.written.rule, self.tally
        kind, force = self.judge.rules.kinds[rule.name], self.judge.rules.forces[rule.name]
        counts = np.bincount(answer.status, minlength=len(STATUSES))
        counts[number_of("not_applicable")] += answer.others
        for number in np.flatnonzero(counts).tolist():
            status, count = STATUSES[number], int(counts[number])
            tally.statuses[rule.name, status] += count
            if is_grave_not_yet(status, force):
                tally.not_yet[rule.name] += count
            severity = self._severity(rule, kind, status, force)
            if severity is not None:
                tally.severities[rule.name, severity] += count
                self._flags(severity)[answer.case[answer.status == number]] = True
        at = np.flatnonzero(_BY_MONTH[answer.status])
        if not at.size and not self._caps_any(answer, force):
            return
        when = self._where.days(answer, at)
        where = self._where.authorities(answer, at, when)
        late = self._days_late(answer, at)
        if kind in ("duty", "check"):
            self._to_count.append(np.stack((when, where, answer.status[at])))
        is_late = late >= 0
        for (number, how_late), many in _counted(answer.status[at][is_late], late[is_late]):
            tally.late[rule.name, STATUSES[number], how_late] += many
        self._write(answer, at, when, where, late, force)

    def _severity(self, rule: ir.AnyRule, kind: str, status: Status, force: str | None) -> Severity | None:
        return severity_of(kind, status, force, rule.severity if isinstance(rule, ir.Check) else None)

    def _flags(self, severity: str) -> Array:
        if severity not in self._grave:
            self._grave[severity] = np.zeros(self.batch.cases, bool)
        return self._grave[severity]

    def _caps_any(self, answer: Answer, force: str | None) -> bool:
        return any(self.judge.bench.wanted.caps(STATUSES[n], force) for n in np.unique(answer.status).tolist())

    def _days_late(self, answer: Answer, at: Array) -> Array:
        """Days after the last day in time, until it was done or to the day of judging; _NOT_LATE where it is not so."""
        if "due_low" not in answer.columns:
            return np.full(at.size, _NOT_LATE)
        due, last = answer.columns["due_low"][at], answer.columns["due_high"][at]
        status, as_at = answer.status[at], self.batch.tables[CASE].columns["as_at"][answer.case[at]]
        in_hours = self.judge.rules.in_hours(answer.written.rule.name)
        done = answer.columns["done_on"][at] if "done_on" in answer.columns else np.full(at.size, NO_DAY)
        until = np.where(status == _MET_LATE, done, as_at * days.MINUTES_PER_DAY if in_hours else as_at)
        is_late = (due == last) & (due != NO_DAY) & (until != NO_DAY) & (until > due)
        is_late &= (status == _MET_LATE) | (status == _NOT_MET)
        if in_hours:
            until, due = until // days.MINUTES_PER_DAY, due // days.MINUTES_PER_DAY
        return np.where(is_late, until - due, _NOT_LATE)

    # ---- findings -----------------------------------------------------------------------------------------------------------------
    def _write(self, answer: Answer, at: Array, when: Array, where: Array, late: Array, force: str | None) -> None:
        wanted, rule = self.judge.bench.wanted, answer.written.rule.name
        for number in np.unique(answer.status).tolist():
            status = STATUSES[number]
            if wanted.caps(status, force):
                self._tell_capped(answer, status, np.flatnonzero(answer.status == number))
        written = np.flatnonzero(_WRITTEN[answer.status[at]])
        written = written[self._names.order(answer, at[written])]
        explained = self.room.takes_of(written.size, explanations(rule, None), wanted.most_explained(capped=False))
        self._tell(answer, at[written[:explained]], None, explained)
        for number in np.unique(answer.status[at[written]]).tolist():
            is_so = answer.status[at[written]] == number
            of_status = written[is_so]
            many = self._many(
                answer, STATUSES[number], at[of_status], when[of_status], where[of_status], late[of_status]
            )
            self._lines.append(many.lines(self.judge.bench.run, first=int(np.count_nonzero(is_so[:explained]))))

    def _tell_capped(self, answer: Answer, status: str, places: Array) -> None:
        """The first outcomes of a status with a cap, as many as there may be room for; the first of them are explained."""
        wanted, rule = self.judge.bench.wanted, answer.written.rule.name
        number = self.room.takes_of(places.size, (status, rule), wanted.cap)
        explained = self.room.takes_of(number, explanations(rule, status), wanted.most_explained(capped=True))
        if number:
            self._tell(answer, places[self._names.order(answer, places)][:number], status, explained)

    def _tell(self, answer: Answer, places: Array, capped: str | None, explained: int) -> None:
        """Outcomes of which more may be told than their columns have; so many of the first are explained."""
        rule, kind = answer.written.rule, self.judge.rules.kinds[answer.written.rule.name]
        keys = answer.written.kinds
        names = {key: Column(self._names.of(of), answer.keys[key][places]).raw() for key, of in keys.items()}
        for number, place in enumerate(places.tolist()):
            status, force = STATUSES[answer.status[place]], self.judge.rules.forces[rule.name]
            low, high, done = (_or_none(answer, name, place) for name in ("due_low", "due_high", "done_on"))
            standing = Standing(
                rule=rule.name,
                about={key: of_key[number] for key, of_key in names.items() if answer.keys[key][place] >= 0},
                status=status,
                severity=self._severity(rule, kind, status, force),
                due=low if low == high else (low, high),
                done_on=done,
            )
            one = ToTell(int(self.batch.numbers[answer.case[place]]), standing, capped, number < explained)
            self._to_tell.setdefault(one.number, []).append(one)

    def _many(self, answer: Answer, status: Status, at: Array, when: Array, where: Array, late: Array) -> ManyFindings:
        cases = answer.case[at]
        in_hours = self.judge.rules.in_hours(answer.written.rule.name)
        standing = Standing(
            answer.written.rule.name,
            {},
            status,
            self._severity(
                answer.written.rule,
                self.judge.rules.kinds[answer.written.rule.name],
                status,
                self.judge.rules.forces[answer.written.rule.name],
            ),
        )
        return ManyFindings(
            said=self.judge.rules.outcome_of(standing),
            case_id=Column(self._ids, cases),
            as_at=Column(self._as_at.texts, self._as_at.at[cases]),
            about={
                key: Column(self._names.of(kind), answer.keys[key][at]) for key, kind in answer.written.kinds.items()
            },
            authority=shown_column(where, self._where.shown),
            trigger_date=shown_column(when, _day, NO_DAY),
            due=self._due(answer, at, in_hours),
            done_on=self._days_of(answer, "done_on", at, in_hours),
            days_late=shown_column(late, str, _NOT_LATE),
            place=Column(self._shown, cases),
        )

    def _due(self, answer: Answer, at: Array, in_hours: bool) -> Column:
        first, last = (self._days_of(answer, name, at, in_hours) for name in ("due_low", "due_high"))
        if first.texts.raw == last.texts.raw and np.array_equal(first.at, last.at):
            return first
        return column_of([a if a == b else JOIN.join((a, b)) for a, b in zip(first.raw(), last.raw(), strict=True)])

    def _days_of(self, answer: Answer, name: str, at: Array, in_hours: bool) -> Column:
        if name not in answer.columns:
            return Column(_NOTHING, np.zeros(at.size, np.int64))
        return shown_column(answer.columns[name][at], _moment if in_hours else _day, NO_DAY)

    # ---- what is gathered -------------------------------------------------------------------------------------------------------------
    def lines(self) -> Iterator[Lines]:
        """The findings that are written whole."""
        yield from self._lines

    def to_tell(self) -> Iterator[ToTell]:
        """The outcomes of which more may be told, case by case."""
        for _, of_case in sorted(self._to_tell.items()):
            yield from of_case

    def number_of(self, case_id: str) -> int:
        """The number of a case in the source."""
        if self._numbers is None:
            self._numbers = dict(zip(self._ids.raw, self.batch.numbers.tolist(), strict=True))
        return self._numbers[case_id]

    def add(self, case_id: str, tally: Tally) -> None:
        """Add the counts of one case that were found otherwise."""
        at = int(np.searchsorted(self.batch.numbers, self.number_of(case_id)))
        for severity in tally.grave:
            self._flags(severity)[at] = True
        tally.grave.clear()
        tally.judged_on.clear()
        self.tally.add(tally)

    def count(self) -> None:
        """Count, over all rules, the outcomes by month, the cases by their day, and those with a finding of a severity."""
        if self._to_count:
            when, where, status = np.concatenate(self._to_count, axis=1)
            for (month, authority, number), count in _counted(_months(when), where, status):
                self.tally.months[_month(month), self._where.shown(authority), STATUSES[number]] += count
        for severity, flags in self._grave.items():
            self.tally.grave[severity] += int(flags.sum())
        for day, count in zip(self._as_at.texts.raw, np.bincount(self._as_at.at).tolist(), strict=True):
            self.tally.judged_on[day] += count


def _counted(*columns: Array) -> Iterator[tuple[list[int], int]]:
    """The different rows of some columns, and how often each is there.

    >>> list(_counted(np.array([3, -1, 3]), np.array([0, 2, 0])))
    [([-1, 2], 1), ([3, 0], 2)]
    """
    different = [distinct(column) for column in columns]
    # A row is one number, which is counted many times as fast as rows are.
    number = np.zeros(columns[0].size, np.int64)
    for found, at in different:
        number = number * found.size + at
    rows, at = distinct(number)
    for row, count in zip(rows.tolist(), np.bincount(at).tolist(), strict=True):
        parts, left = list[int](), row
        for found, _ in reversed(different):
            parts.append(int(found[left % found.size]))
            left //= found.size
        yield parts[::-1], count


def _or_none(answer: Answer, name: str, place: int) -> int | None:
    column = answer.columns.get(name)
    return None if column is None or column[place] == NO_DAY else int(column[place])


def _months(when: Array) -> Array:
    """The months of days, as the months since the beginning of the year 0; below 0 where there is none."""
    dates = np.datetime64("0000-12-31", "D") + np.maximum(when, days.FIRST_DAY)
    return np.where(when == NO_DAY, -1, dates.astype("datetime64[M]").astype(np.int64) + 1970 * 12)


@lru_cache(maxsize=10_000)
def _month(month: int) -> str:
    return "" if month < 0 else f"{month // 12:04}-{month % 12 + 1:02}"


@lru_cache(maxsize=100_000)
def _day(day: int) -> str:
    return "" if day == NO_DAY else shown_day(day) or ""


@lru_cache(maxsize=100_000)
def _moment(moment: int) -> str:
    return "" if moment == NO_DAY else shown_day(moment, True) or ""
