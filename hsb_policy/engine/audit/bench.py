"""Floor 3, audit: what judging a part of a source needs, and what it comes to."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from hsb_policy.engine.audit.lines import Lines
from hsb_policy.engine.audit.tally import Tally
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.audit.written import Finding
from hsb_policy.engine.policy import Policy
from hsb_policy.engine.sources.source import Place, Rejected


@frozen(kw_only=True)
class Bench:
    """Everything that judging needs: it can be sent to another process.

    `rules` are the names of those that are judged; the policy may hold others besides, which may override them. `sample` are the ids
    of the cases that are judged, where not all are. `doubtful` are the numbers, in tables, of the cases that the reader of case files has to
    see; None where all are read one by one. `lines_in` is the folder in which other processes lay lines of findings down; without it they
    hand them over.
    """

    run: str
    policy: Policy
    wanted: Wanted
    rules: frozenset[str]
    sample: frozenset[str] | None = None
    doubtful: tuple[int, ...] | None = None
    lines_in: Path | None = None


# What is written of a rule only up to a most: ("cannot_tell", rule) and ("outstanding", rule) count the findings of these statuses;
# ("explained", rule) what is explained of the others, ("explained_cannot_tell", rule) and ("explained_outstanding", rule) of these.
Used = Mapping[tuple[str, str], int]


@frozen(eq=False)
class Judged:
    """What a part of a source came to.

    `cases` are the ids of the cases judged, each with its place, in their order; `apart` counts those judged beside them whose ids are known
    to stand once in the source; `left_out` those outside the sample. `findings` are those that are told one by one, or may be; `lines` those
    that are written whole: of a rule and status they come after these. `in_columns` are the rules that were worked out for many cases at once,
    not by the compiled functions.
    """

    cases: tuple[tuple[str, Place], ...]
    left_out: int
    rejected: tuple[Rejected, ...]
    tally: Tally
    findings: tuple[Finding, ...]
    lines: tuple[Lines, ...] = ()
    in_columns: frozenset[str] = frozenset()
    apart: int = 0


@frozen(eq=False)
class Room:
    """How much is still written within the limits: `used` by earlier parts, and what was taken here."""

    used: Used
    _here: Counter[tuple[str, str]] = field(factory=Counter)

    def takes(self, limit: tuple[str, str], most: int) -> bool:
        """Whether one more is within a limit; if so, it is counted."""
        if self.used.get(limit, 0) + self._here[limit] >= most:
            return False
        self._here[limit] += 1
        return True

    def takes_of(self, number: int, limit: tuple[str, str], most: int) -> int:
        """How many of so many are within a limit; these are counted."""
        taken = min(number, max(0, most - self.used.get(limit, 0) - self._here[limit]))
        self._here[limit] += taken
        return taken
