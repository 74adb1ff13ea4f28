"""Floor 3, audit: one part of a source judged: its cases decided, counted, and their findings as rows.

It runs in a process of its own where there are several. What it gives depends on the part and on what is wanted alone, except that
it may give more of what is written up to a cap than is still wanted: whoever joins the parts cuts that.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, field, frozen

from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of
from hsb_policy.core import ir
from hsb_policy.core.case import Case, Record
from hsb_policy.core.decision import Outcome
from hsb_policy.engine.audit.finding import Dated, dated, finding_id, finding_row
from hsb_policy.engine.audit.subjects import Subjects
from hsb_policy.engine.audit.tables import Row
from hsb_policy.engine.audit.tally import SHARE_OF, Tally
from hsb_policy.engine.audit.wanted import CAPPED, Wanted, with_stronger
from hsb_policy.engine.readings import Readings
from hsb_policy.engine.sources.source import Loaded, Part, Place, Rejected, loaded
from hsb_policy.values import days

BY_MONTH = frozenset({*SHARE_OF, CAPPED, "departed", "failed"})


@frozen(kw_only=True)
class Bench:
    """Everything that judging needs: picklable, made once for each process.

    `rules` are the names of those that are judged; the policy may hold others besides, which may override them.
    """

    run: str
    policy: ir.Policy
    readings: Readings
    rows: Mapping[str, tuple[Record, ...]]
    wanted: Wanted
    rules: frozenset[str]
    sample: frozenset[str] | None = None


@frozen
class Written:
    """A finding to be written: its rule, and whether it counts for the cap of the rule."""

    rule: str
    capped: bool
    row: Row


@frozen(eq=False)
class Judged:
    """What a part of a source came to.

    `cases` are the ids of the cases judged, each with its place, in their order; `left_out` counts those outside the sample.
    """

    cases: tuple[tuple[str, Place], ...]
    left_out: int
    rejected: tuple[Rejected, ...]
    tally: Tally
    written: tuple[Written, ...]


@frozen(eq=False)
class _Room:
    """How many more of each rule are written up to its cap."""

    cap: int
    used: Mapping[str, int]
    _here: Counter[str] = field(factory=Counter)

    def takes(self, rule: str) -> bool:
        """Whether one more is written; if so, it is counted."""
        if self.used.get(rule, 0) + self._here[rule] >= self.cap:
            return False
        self._here[rule] += 1
        return True


def judge_part(bench: Bench, part: Part, used: Mapping[str, int], leave_out: frozenset[Place] = frozenset()) -> Judged:
    """Judge the cases of a part. `used` says how much of each rule's cap earlier parts took; records at `leave_out` are not read."""
    subjects = Subjects(bench.policy.schema)
    room = _Room(bench.wanted.cap, used)
    tally = Tally()
    cases: list[tuple[str, Place]] = []
    rejected: list[Rejected] = []
    written: list[Written] = []
    left_out = 0
    for record in part.records():
        if record.place in leave_out:
            continue
        if isinstance(record, Rejected):
            rejected.append(record)
            continue
        if bench.sample is not None and record.document.get("case_id") not in bench.sample:
            left_out += 1
            continue
        found = loaded(record, bench.policy.schema, bench.wanted.as_at)
        match found:
            case Rejected():
                rejected.append(found)
            case Loaded():
                cases.append((found.case.case_id, found.place))
                written += _judge(bench, found.case, subjects, room, tally)
    return Judged(tuple(cases), left_out, tuple(rejected), tally, tuple(written))


def _judge(bench: Bench, case: Case, subjects: Subjects, room: _Room, tally: Tally) -> Iterator[Written]:
    """The findings of one case that are written; all outcomes are counted."""
    rules = {rule.name: rule for rule in bench.policy.rules}
    ev = Evaluator(bench.policy, case, bench.readings.values, bench.rows)
    seen: Counter[str] = Counter()
    grave: set[str] = set()
    for outcome in _outcomes(bench, case, ev, tally):
        rule, status = outcome.rule, outcome.status
        if rule not in bench.rules:
            continue
        tally.statuses[rule, status] += 1
        capped = bench.wanted.caps(status)
        is_written = room.takes(rule) if capped else bench.wanted.writes(status)
        if not is_written and status not in BY_MONTH:
            continue
        when = dated(ev, rules[rule], outcome, subjects)
        _count(tally, outcome, when, grave)
        if is_written:
            id_ = finding_id(case.case_id, outcome)
            among, seen[id_] = seen[id_], seen[id_] + 1
            id_ = finding_id(case.case_id, outcome, among) if among else id_
            yield Written(rule, capped, finding_row(bench.run, id_, case, outcome, when))
    tally.grave.update(grave)
    tally.judged_on[days.show_day(case.as_at)] += 1


def _count(tally: Tally, outcome: Outcome, when: Dated, grave: set[str]) -> None:
    if outcome.status in BY_MONTH and outcome.kind in ("duty", "check"):
        tally.months[when.month, when.authority or "", outcome.status] += 1
    if when.days_late is not None:
        tally.late[outcome.rule, when.days_late] += 1
    if outcome.severity is not None:
        tally.severities[outcome.rule, outcome.severity] += 1
        grave.add(outcome.severity)


def _outcomes(bench: Bench, case: Case, ev: Evaluator, tally: Tally) -> Iterable[Outcome]:
    """All outcomes on a case. Where a rule cannot be worked out, the others are all the same, and the rule counts as failed."""
    try:
        return outcomes_of(ev)
    except Exception:  # whatever goes wrong in one rule must not let the others, or the case, go unnoticed
        return _one_by_one(bench, case, tally)


def _one_by_one(bench: Bench, case: Case, tally: Tally) -> Iterator[Outcome]:
    for rule in bench.policy.rules:
        if rule.name not in bench.rules:
            continue
        needed = with_stronger(bench.policy, [rule.name])
        alone = evolve(bench.policy, rules=tuple(r for r in bench.policy.rules if r.name in needed))
        try:
            outcomes = outcomes_of(Evaluator(alone, case, bench.readings.values, bench.rows))
        except Exception:  # the rule did not run: it is told as failed, never as passed
            tally.failed[rule.name] += 1
            tally.first_failed.setdefault(rule.name, case.case_id)
            continue
        yield from (outcome for outcome in outcomes if outcome.rule == rule.name)
