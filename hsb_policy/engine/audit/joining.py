"""Floor 3, audit: what the parts of a source come to, joined in their order; rows go on to whoever writes them."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from attrs import field, frozen

from hsb_policy.engine.audit.bench import Judged
from hsb_policy.engine.audit.lines import Lines
from hsb_policy.engine.audit.tables import JOIN, Row
from hsb_policy.engine.audit.tally import Tally
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.audit.written import Finding, Tell, all_told, without_told
from hsb_policy.engine.sources.case_ids import CaseIds
from hsb_policy.engine.sources.source import Place, Rejected, twice

NAMED: Final = 10  # ids that several records have


class Sink(Protocol):
    """Where the rows of an audit go, each table's in order."""

    def finding(self, row: Row, evidence: Sequence[Row]) -> None:
        """Take a row of the table of findings, with its rows of the table of evidence."""

    def lines(self, lines: Lines) -> None:
        """Take many rows of the table of findings, of one rule and status."""

    def rejected(self, row: Row) -> None:
        """Take a row of the table of rejected records."""

    def rule_run(self, row: Row) -> None:
        """Take a row of the table of rules."""


@frozen(eq=False, kw_only=True)
class Joined:
    """All that was read so far.

    `used` is how much of each limit of a rule is taken; `written` how many of all; `records` counts those
    judged, rejected, and left out of the sample; `why` the rejected by the codes of what is wrong; `twice` are the first ids that several
    records have.
    """

    run: str
    wanted: Wanted
    sink: Sink
    tally: Tally = field(factory=Tally)
    used: dict[tuple[str, str], int] = field(factory=dict)
    written: Counter[str] = field(factory=Counter)
    records: Counter[str] = field(factory=Counter)
    why: Counter[str] = field(factory=Counter)
    twice: list[str] = field(factory=list)
    in_columns: set[str] = field(factory=set)
    _seen: CaseIds = field(factory=CaseIds)

    def take(self, judged: Judged, again: Callable[[frozenset[Place]], Judged], tell: Tell) -> None:
        """Take a part. Cases that an earlier record has are rejected, and the part is judged `again` without them; `tell` tells findings."""
        before = {
            place: (id_, first) for id_, place in judged.cases if (first := self._seen.first_seen(id_, place.name))
        }
        if before:
            judged = again(frozenset(before))
        for rejected in judged.rejected:
            self._reject(rejected)
        for place, (case_id, first) in before.items():
            self._reject(twice(place, case_id, first))
            if case_id not in self.twice and len(self.twice) < NAMED:
                self.twice.append(case_id)
        self.records.update(judged=len(judged.cases) + judged.apart, left_out=judged.left_out)
        self.tally.add(judged.tally)
        self.in_columns.update(judged.in_columns)
        findings = [one for found in judged.findings if (one := self._within_limits(found)) is not None]
        for written in all_told(findings, tell):
            self.written[written.rule] += 1
            self.sink.finding(written.row, written.evidence)
        for lines in without_told(judged.lines, findings):
            self.written[lines.rule] += lines.rows
            self.sink.lines(lines)

    def _within_limits(self, one: Finding) -> Finding | None:
        """What of a finding is within the limits of its rule: a part that was begun before they were reached gives more."""
        if one.capped and not self._is_within((one.capped, one.rule), self.wanted.cap):
            return None
        if one.explained and not self._is_within(one.explanations, self.wanted.most_explained(one.capped is not None)):
            return one.unexplained()
        return one

    def _is_within(self, limit: tuple[str, str], most: int) -> bool:
        if self.used.get(limit, 0) >= most:
            return False
        self.used[limit] = self.used.get(limit, 0) + 1
        return True

    def _reject(self, rejected: Rejected) -> None:
        self.records["rejected"] += 1
        number = self.records["rejected"]
        self.why.update({reason.code for reason in rejected.reasons})
        for reason in rejected.reasons:
            what = (reason.path, reason.code, reason.message, JOIN.join(reason.help))
            self.sink.rejected((self.run, number, str(reason.place), rejected.case_id, *what))
