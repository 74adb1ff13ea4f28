"""Floor 4, audit: the first findings of each rule, kept for the report while all of them are written to tables."""

from collections.abc import Sequence
from io import StringIO
from itertools import islice
from typing import Any, Final

from attrs import field, frozen

from hsb_policy.engine.audit.lines import Lines, rows_in
from hsb_policy.engine.audit.tables import EVIDENCE, FINDINGS, REJECTED, RULES_RUN, Row, Table

SHOWN: Final = 25  # findings of a rule in the report
UNTOLD: Final = 5  # and so many that cannot be told, and that are not done yet
REJECTED_SHOWN: Final = 100  # rows of rejected records

Named = dict[str, Any]


@frozen
class ReportRows:
    """What the report shows row by row: bounded, whatever the number of findings."""

    rules: list[Named] = field(factory=list)
    rejected: list[Named] = field(factory=list)
    _definite: dict[str, list[Named]] = field(factory=dict)
    _not_yet: dict[str, list[Named]] = field(factory=dict)
    _untold: dict[str, list[Named]] = field(factory=dict)

    def finding(self, row: Row, evidence: Sequence[Row]) -> None:
        """Keep a finding if it is among the first of its rule."""
        named = _named(FINDINGS, row)
        apart = {"cannot_tell": self._untold, "outstanding": self._not_yet}.get(named["status"])
        of_rule = (self._definite if apart is None else apart).setdefault(str(named["rule"]), [])
        if len(of_rule) < (SHOWN if apart is None else UNTOLD):
            of_rule.append({**named, "evidence": [_named(EVIDENCE, fact) for fact in evidence]})

    def lines(self, lines: Lines) -> None:
        """Keep those of many findings that are among the first of their rule."""
        kept = self._definite.setdefault(lines.rule, [])
        if len(kept) < SHOWN:
            for row in islice(rows_in(StringIO(lines.whole(), newline=""), FINDINGS), SHOWN - len(kept)):
                self.finding(row, ())

    def reject(self, row: Row) -> None:
        """Keep one thing that is wrong with a record, if it is among the first."""
        if len(self.rejected) < REJECTED_SHOWN:
            self.rejected.append(_named(REJECTED, row))

    def rule_run(self, row: Row) -> None:
        """Keep a rule."""
        self.rules.append(_named(RULES_RUN, row))

    def of_rule(self, rule: str) -> list[Named]:
        """The findings of a rule that are shown: what is certain first, then the first of what is not done yet and cannot be told."""
        return [*self._definite.get(rule, []), *self._not_yet.get(rule, []), *self._untold.get(rule, [])]


def _named(table: Table, row: Row) -> Named:
    return dict(zip(table.names, row, strict=True))
