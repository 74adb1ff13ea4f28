"""Floor 3, audit: what is counted over all cases, in memory that does not grow with their number."""

from collections import Counter
from typing import Final

from attrs import field, frozen

SHARE_OF: Final = ("met", "met_late", "not_met")


@frozen(eq=False)
class Tally:
    """Counts of outcomes. Tallies of parts of a source are added up in any order.

    `statuses` by rule and status; `severities` by rule and severity; `months` by month, authority and status, of what is shown by
    month; `not_yet` by rule, what is not done yet of a must, must not or will; `late` by rule, status and days late;
    `grave` cases with at least one finding of a severity; `judged_on` cases by the day on which they were judged; `failed` cases
    by the rule that did not run for them, with the first of these cases; `too_large` those that had too many records for it.
    """

    statuses: Counter[tuple[str, str]] = field(factory=Counter)
    months: Counter[tuple[str, str, str]] = field(factory=Counter)
    late: Counter[tuple[str, str, int]] = field(factory=Counter)
    not_yet: Counter[str] = field(factory=Counter)
    severities: Counter[tuple[str, str]] = field(factory=Counter)
    grave: Counter[str] = field(factory=Counter)
    judged_on: Counter[str] = field(factory=Counter)
    failed: Counter[str] = field(factory=Counter)
    first_failed: dict[str, str] = field(factory=dict)
    too_large: Counter[str] = field(factory=Counter)

    def add(self, other: "Tally") -> None:
        """Add the counts of another part; of two first cases the one of the earlier part stays."""
        self.statuses.update(other.statuses)
        self.months.update(other.months)
        self.not_yet.update(other.not_yet)
        self.late.update(other.late)
        self.severities.update(other.severities)
        self.grave.update(other.grave)
        self.judged_on.update(other.judged_on)
        self.failed.update(other.failed)
        self.too_large.update(other.too_large)
        for rule, case_id in other.first_failed.items():
            self.first_failed.setdefault(rule, case_id)

    def fails(self, rule: str, case_id: str, *, too_large: bool = False) -> None:
        """Count a case for which a rule did not run, because the case has too many records for it or for whatever reason."""
        self.failed[rule] += 1
        self.too_large[rule] += too_large
        self.first_failed.setdefault(rule, case_id)

    def of_status(self, status: str) -> int:
        """How many outcomes have a status."""
        return sum(number for (_, s), number in self.statuses.items() if s == status)

    def of_severity(self, severity: str) -> int:
        """How many outcomes have a severity."""
        return sum(number for (_, s), number in self.severities.items() if s == severity)


def percent_in_time(counts: "Counter[str] | dict[str, int]") -> int | None:
    """The share met in time, in percent, of what was met, met late and not met; what cannot be told is no part of it.

    Rounded down, so that 100 means all.

    >>> percent_in_time({"met": 2, "not_met": 1, "cannot_tell": 40}), percent_in_time({"cannot_tell": 40})
    (66, None)
    """
    base = sum(counts.get(status, 0) for status in SHARE_OF)
    return 100 * counts.get("met", 0) // base if base else None
