"""Floor 3, audit: findings as they are written one by one, and those that are told only once it is certain that there is room for them.

Whoever judges a part by columns does not know yet how much of each limit the parts before it take. It names what may be told, which costs
little; whoever joins the parts says in their order which of it is; and only then the cases are read, and the interpreter is asked.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from attrs import evolve, frozen

from hsb_policy.core.standing import Standing
from hsb_policy.engine.audit.lines import Lines
from hsb_policy.engine.audit.tables import EXPLANATION_AT, Row


@frozen
class Written:
    """A finding to be written, and for which of its rule's limits it counts: `capped` is its status where that has a cap."""

    rule: str
    capped: str | None
    explained: bool
    row: Row
    evidence: tuple[Row, ...] = ()

    @property
    def explanations(self) -> tuple[str, str]:
        """The limit for its explanation."""
        return explanations(self.rule, self.capped)

    def unexplained(self) -> "Written":
        """The finding where there is no room for its explanation."""
        row = (*self.row[:EXPLANATION_AT], None, *self.row[EXPLANATION_AT + 1 :])
        return evolve(self, explained=False, row=row, evidence=())


@frozen(eq=False)
class ToTell:
    """A finding to be told: `number` is that of its case in the source, `capped` its status where that has a cap.

    One that has no cap is explained, and is among the lines of its rule and status too: it is written there where it is not told.
    """

    number: int
    standing: Standing
    capped: str | None
    explained: bool

    @property
    def rule(self) -> str:
        """The rule."""
        return self.standing.rule

    @property
    def explanations(self) -> tuple[str, str]:
        """The limit for its explanation."""
        return explanations(self.rule, self.capped)

    def unexplained(self) -> "ToTell | None":
        """What is left to tell where there is no room for its explanation: what is missing, where it has a cap."""
        return evolve(self, explained=False) if self.capped else None


Finding = Written | ToTell

Tell = Callable[[Sequence[ToTell]], Iterable[Written]]
"""Tells some findings of one part, in their order."""


def explanations(rule: str, capped: str | None) -> tuple[str, str]:
    """The limit for the explanations of a rule's findings: of a status with a cap, or of all others."""
    return f"explained_{capped}" if capped else "explained", rule


def all_told(findings: Sequence[Finding], tell: Tell) -> Iterator[Written]:
    """Findings in their order, those told that are not yet."""
    told = iter(tell([one for one in findings if isinstance(one, ToTell)]))
    for one in findings:
        yield next(told) if isinstance(one, ToTell) else one


def without_told(lines: Iterable[Lines], findings: Iterable[Finding]) -> Iterator[Lines]:
    """What is left of the lines where these findings are told: of each rule and status they are the first."""
    told = Counter[tuple[str, str]]((one.rule, one.standing.status) for one in findings if isinstance(one, ToTell))
    for some in lines:
        number = min(told[some.rule, some.status], len(some.first))
        told[some.rule, some.status] -= number
        yield some.without(number)
