"""Floor 3, audit: one part of a source judged: its cases decided, counted, and their findings as rows.

Compiled functions tell how each rule stands; the interpreter is asked where a finding is written that needs more than that: missing
facts, an explanation, evidence. What a part gives depends on the part and on what is wanted alone, except that it may give more of what
is written up to a most than is still wanted: whoever joins the parts cuts that.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import field, frozen

from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of_rule, pending_of
from hsb_policy.core import ir
from hsb_policy.core.case import Case
from hsb_policy.core.decision import Decision, Outcome
from hsb_policy.core.large import MOST_EXPLAINED
from hsb_policy.core.standing import Standing
from hsb_policy.engine.audit.bench import Bench, Judged, Room, Used
from hsb_policy.engine.audit.evidence import evidence_row
from hsb_policy.engine.audit.finding import (
    Dated,
    Since,
    dated,
    finding_id,
    finding_row,
    has_its_own_day,
    since,
    since_it_arose,
)
from hsb_policy.engine.audit.standing_outcomes import Rules, rules_of, standing_of
from hsb_policy.engine.audit.subjects import Subjects
from hsb_policy.engine.audit.tables import Row
from hsb_policy.engine.audit.tally import SHARE_OF, Tally
from hsb_policy.engine.audit.wanted import CAPPED, is_grave_not_yet
from hsb_policy.engine.audit.written import ToTell, Written, explanations
from hsb_policy.engine.decide import reference_rows
from hsb_policy.engine.errors import TooManyRecordsError
from hsb_policy.engine.explaining import Explainer
from hsb_policy.engine.explaining_findings import finding_of, needs_the_decision
from hsb_policy.engine.policy import words_of
from hsb_policy.engine.sources.source import Loaded, Part, Place, Record, Rejected, loaded
from hsb_policy.values import days

UNEXPLAINED: Final = "Not explained: the case has very many records. `hsb-policy explain` may tell more of this one."
BY_MONTH: Final = frozenset({*SHARE_OF, CAPPED, "departed", "failed"})


class Judge:
    """Judges parts of a source. It is made once in each process: what it compiles and remembers serves all parts."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.policy = bench.policy.compiled
        self.subjects = Subjects(self.policy.schema)
        self.references = reference_rows(self.policy)
        self.rules = rules_of(self.policy, bench.policy.readings.values)

    def part(self, part: Part, used: Used, leave_out: frozenset[Place] = frozenset()) -> Judged:
        """Judge the cases of a part. `used` says how much of each limit earlier parts took; records at `leave_out` are not read."""
        return self.records((record for record in part.records() if record.place not in leave_out), Room(used))

    def records(self, records: Iterable[Record], room: Room) -> Judged:
        """Judge the cases of some records, within what there is room for."""
        bench, tally = self.bench, Tally()
        cases: list[tuple[str, Place]] = []
        rejected: list[Rejected] = []
        written: list[Written] = []
        left_out = 0
        for record in records:
            if isinstance(record, Rejected):
                rejected.append(record)
                continue
            if bench.sample is not None and record.document.get("case_id") not in bench.sample:
                left_out += 1
                continue
            found = loaded(record, self.policy.schema, bench.wanted.as_at)
            match found:
                case Rejected():
                    rejected.append(found)
                case Loaded():
                    cases.append((found.case.case_id, found.place))
                    written += OneCase(self, found.case, found.place, room, tally).findings()
        return Judged(tuple(cases), left_out, tuple(rejected), tally, tuple(written))

    def evaluator(self, case: Case) -> Evaluator:
        """The interpreter on a case."""
        return Evaluator(self.policy, case, self.bench.policy.readings.values, self.references)

    def explainer(self, case: Case) -> Explainer:
        """What explains findings on a case: without what would follow if a missing fact were known, of which they do not tell."""
        policy = self.bench.policy
        return Explainer(self.policy, case, policy.readings, self.references, words_of(policy), supposes=False)

    def standings(self, case: Case, tally: Tally) -> Sequence[Standing]:
        """How all rules stand. Where one cannot be worked out, the others are all the same, and it counts as failed."""
        try:
            return self.bench.policy.statuses(case)
        except MemoryError:
            raise
        except TooManyRecordsError as fault:
            for rule in fault.rules:
                if rule in self.bench.rules:
                    tally.fails(rule, case.case_id, too_large=True)
            return fault.others
        except Exception:  # whatever goes wrong in one rule must not let the others, or the case, go unnoticed
            return [standing_of(outcome) for outcome in self._one_by_one(case, tally)]

    def _one_by_one(self, case: Case, tally: Tally) -> Iterator[Outcome]:
        for rule in self.policy.rules:
            if rule.name not in self.bench.rules:
                continue
            try:
                yield from outcomes_of_rule(self.evaluator(case), rule)
            except Exception:  # the rule did not run: it is told as failed, never as passed
                tally.fails(rule.name, case.case_id)


@frozen(eq=False)
class OneCase:
    """One case on the bench: what is worked out for several of its rules is kept while it is judged."""

    judge: Judge
    case: Case
    place: Place
    room: Room
    tally: Tally
    _since: dict[tuple[str, ...], Since] = field(factory=dict)
    _ids: Counter[str] = field(factory=Counter)
    _decisions: list[Decision | None] = field(factory=list)
    _explainers: list[Explainer] = field(factory=list)
    _asked: Counter[str] = field(factory=Counter)
    _by_rule: dict[str, list[Outcome]] = field(factory=dict)
    _evaluators: list[Evaluator] = field(factory=list)

    def findings(self) -> Iterator[Written]:
        """The findings that are written; all outcomes are counted."""
        wanted, tally, grave = self.judge.bench.wanted, self.tally, set[str]()
        forces = self._rules.forces
        for standing in self.judge.standings(self.case, tally):
            rule, status = standing.rule, standing.status
            if rule not in self.judge.bench.rules:
                continue
            tally.statuses[rule, status] += 1
            if standing.severity is not None:
                tally.severities[rule, standing.severity] += 1
                grave.add(standing.severity)
            if is_grave_not_yet(status, forces[rule]):
                tally.not_yet[rule] += 1
            capped = status if wanted.caps(status, forces[rule]) else None
            is_written = self.room.takes((capped, rule), wanted.cap) if capped else wanted.writes(status)
            if is_written or status in BY_MONTH:
                when = self._dated(standing)
                self._count(standing, when)
                if is_written:
                    yield self._written(standing, when, capped)
        tally.grave.update(grave)
        tally.judged_on[days.show_day(self.case.as_at)] += 1

    def _count(self, standing: Standing, when: Dated) -> None:
        if standing.status in BY_MONTH and self._rules.kinds[standing.rule] in ("duty", "check"):
            self.tally.months[when.month, when.authority or "", standing.status] += 1
        if when.days_late is not None:
            self.tally.late[standing.rule, standing.status, when.days_late] += 1

    @property
    def _evaluator(self) -> Evaluator:
        """The interpreter on the case: it remembers what it worked out for one rule when it is asked for the next."""
        if not self._evaluators:
            self._evaluators.append(self.judge.evaluator(self.case))
        return self._evaluators[0]

    def _decided(self) -> Decision | None:
        """The decision of the interpreter, made when it is first asked for; None where not all rules can be worked out."""
        if not self._decisions:
            try:
                self._decisions.append(self.judge.bench.policy.decide(self.case))
            except Exception:  # these rules count as failed already
                self._decisions.append(None)
        return self._decisions[0]

    @property
    def _explainer(self) -> Explainer:
        """What explains findings of the case: it too remembers."""
        if not self._explainers:
            self._explainers.append(self.judge.explainer(self.case))
        return self._explainers[0]

    @property
    def _rules(self) -> Rules:
        return self.judge.rules

    def _dated(self, standing: Standing) -> Dated:
        rule, about = self._rules.by_name[standing.rule], standing.about
        own = has_its_own_day(rule)
        key = (rule.name if own else "", *(part for item in about.items() for part in item))
        if key not in self._since:
            subjects = self.judge.subjects
            self._since[key] = (
                since_it_arose(self._evaluator, rule, about, subjects)
                if own and isinstance(rule, ir.Duty)
                else since(self.case, about, subjects)
            )
        return dated(standing, self._since[key], self.case.as_at, self._rules.in_hours(rule.name))

    def told(self, one: ToTell) -> Written:
        """A finding of the case of which it is certain that there is room for it."""
        return self._told_as(one.standing, self._dated(one.standing), one.capped, explained=one.explained)

    def _written(self, standing: Standing, when: Dated, capped: str | None) -> Written:
        wanted, limit = self.judge.bench.wanted, explanations(standing.rule, capped)
        explained = self.room.takes(limit, wanted.most_explained(capped is not None))
        return self._told_as(standing, when, capped, explained=explained)

    def _told_as(self, standing: Standing, when: Dated, capped: str | None, *, explained: bool) -> Written:
        wanted = self.judge.bench.wanted
        outcome = self._rules.outcome_of(standing)
        if outcome.status == CAPPED or wanted.everything:
            outcome = self._told(outcome)
        run, id_ = self.judge.bench.run, self._id(outcome)
        paragraph, evidence = self._explained(id_, outcome) if explained else (None, ())
        row = finding_row(run, id_, self.case, outcome, when, paragraph, str(self.place))
        return Written(standing.rule, capped, explained, row, evidence)

    def _id(self, outcome: Outcome) -> str:
        """What the finding is known by: two of one rule about the same are told apart."""
        id_ = finding_id(self.case.case_id, outcome.rule, outcome.about)
        among, self._ids[id_] = self._ids[id_], self._ids[id_] + 1
        return finding_id(self.case.case_id, outcome.rule, outcome.about, among) if among else id_

    def _told(self, outcome: Outcome) -> Outcome:
        """The outcome as the interpreter has it, with all that is missing; where that fails, as it is."""
        ev, rule = self._evaluator, self._rules.by_name[outcome.rule]
        self._asked[rule.name] += 1
        try:
            match self._asked[rule.name]:
                case 1:  # of most rules one outcome is told: the others are not worked out for it
                    pending = pending_of(ev, rule, outcome.about)
                    return outcome if pending is None else pending.outcome(ev)
                case 2:
                    self._by_rule[rule.name] = outcomes_of_rule(ev, rule)
        except Exception:  # the rule counts as failed already, or the compiled function knew without asking
            return outcome
        return next((o for o in self._by_rule.get(rule.name, ()) if o.about == outcome.about), outcome)

    def _explained(self, id_: str, outcome: Outcome) -> tuple[str | None, tuple[Row, ...]]:
        """Why the outcome is so, in one paragraph, and the facts that show it; nothing where the rule cannot be worked out again."""
        if self.case.size > MOST_EXPLAINED:
            return UNEXPLAINED, ()
        needs_all = needs_the_decision(outcome)
        decision = self._decided() if needs_all else None
        if needs_all and decision is None:
            return None, ()
        try:
            explanation = self._explainer.explain(outcome, decision)
        except Exception:  # as above
            return None, ()
        found = finding_of(explanation, self.judge.policy)
        rows = (evidence_row(self.judge.bench.run, id_, e, self.judge.policy.schema) for e in found.evidence)
        return found.paragraph, tuple(rows)
