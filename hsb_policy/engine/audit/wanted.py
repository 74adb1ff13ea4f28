"""Floor 3, audit: what is judged, and which of the outcomes are written as findings."""

from collections.abc import Iterable
from hashlib import blake2b
from heapq import heappush, heapreplace
from typing import Final

from attrs import frozen

from hsb_policy.core import ir

FINDINGS: Final = frozenset({"not_met", "departed", "failed", "met_late"})
CAPPED: Final = "cannot_tell"
NOT_YET: Final = "outstanding"  # not done, and still can be: written of a duty of these forces
GRAVE_FORCES: Final = ("must", "must not", "will")
CAP: Final = 100  # of what cannot be told, and of what is not done yet, for each rule
EXPLAINED: Final = 50  # of what is certain, for each rule
_CAPPED_AS_MANY: Final = 5  # of what is written up to a cap a fifth: the row itself says what is missing


@frozen(kw_only=True)
class Wanted:
    """What an audit is asked for.

    `rules` are the names of the rules to judge (none: all); `as_at` the day to judge on, before the records' own; `everything` that
    each outcome is written; `cap` how many that cannot be told, and how many that are not done yet, are written of a rule; `explained` how
    many of a rule are explained, with evidence; `sample` how many cases are judged, drawn by `random_state`.
    """

    rules: tuple[str, ...] = ()
    as_at: str | None = None
    everything: bool = False
    cap: int = CAP
    explained: int = EXPLAINED
    sample: int | None = None
    random_state: int = 0

    def writes(self, status: str) -> bool:
        """Whether each outcome of this status is written."""
        return self.everything or status in FINDINGS

    def most_explained(self, capped: bool) -> int:
        """How many of a rule are explained: of what is always written, or of what is written up to a cap."""
        return -(-self.explained // _CAPPED_AS_MANY) if capped else self.explained

    def caps(self, status: str, force: str | None) -> bool:
        """Whether the first outcomes of this status are written, up to the cap of their rule: of what is not done yet, a must or will."""
        return not self.everything and (status == CAPPED or is_grave_not_yet(status, force))


def is_grave_not_yet(status: str, force: str | None) -> bool:
    """Whether an outcome is a must, must not or will that the record does not show done, and that still can be done.

    >>> is_grave_not_yet("outstanding", "will"), is_grave_not_yet("outstanding", "should")
    (True, False)
    """
    return status == NOT_YET and force in GRAVE_FORCES


def with_stronger(policy: ir.Policy, rules: Iterable[str]) -> frozenset[str]:
    """These rules with all that may override them, directly or through others: what must be worked out to judge them."""
    wanted = set(rules)
    while True:
        stronger = {rule.name for rule in policy.rules if wanted & set(rule.overrides)} - wanted
        if not stronger:
            return frozenset(wanted)
        wanted |= stronger


def drawn(case_ids: Iterable[str], number: int, random_state: int) -> frozenset[str]:
    """A sample of cases: those whose ids have the smallest digests. The order in which they are read changes nothing.

    >>> drawn(["A", "B", "C", "D"], 2, 7) == drawn(["D", "C", "B", "A"], 2, 7)
    True
    >>> len(drawn(["A", "B"], 5, 7))
    2
    """
    kept: list[tuple[int, str]] = []  # a heap with the largest digest on top
    for case_id in case_ids:
        entry = (-_digest(case_id, random_state), case_id)
        if len(kept) < number:
            heappush(kept, entry)
        elif number and entry > kept[0]:
            heapreplace(kept, entry)
    return frozenset(case_id for _, case_id in kept)


def _digest(case_id: str, random_state: int) -> int:
    text = f"{random_state}\n{case_id}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=16).digest(), "big")
