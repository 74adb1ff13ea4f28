"""Floor 1: what the engine answers, as data. `engine.document` turns it into the decision document of the language's reference."""

from collections.abc import Mapping
from typing import Any, Protocol

from attrs import field, frozen

from hsb_policy.core.explanation import (
    Act,
    Change,
    Counting,
    Ground,
    MissingFact,
    Neighbour,
    Statement,
    UsedFact,
    UsedReading,
)
from hsb_policy.core.statuses import Severity, Status
from hsb_policy.values.unknown import Fact, Truth


@frozen(kw_only=True)
class Answer:
    """Who answered a reserved question, when, and what."""

    by_role: str | None
    on: str | None
    answer: str | bool | None
    id: str | None = None


@frozen(kw_only=True)
class Why:
    """What an explanation needs: each input of the status with its truth, what it is about as values, and the bindings joined."""

    inputs: Mapping[str, Truth]
    scope: Mapping[str, Any] = field(factory=dict)
    bindings: tuple[Mapping[str, Any], ...] = ()


@frozen(kw_only=True)
class Outcome:
    """One rule's answer about one thing. Names are those of the decision document; `force` is None but for duties and permissions."""

    rule: str
    label: str
    kind: str
    statements: tuple[str, ...]
    about: Mapping[str, str]
    status: Status
    force: str | None = None
    bearer: str | None = None
    severity: Severity | None = None
    action: str | None = None
    value: object = None
    candidates: tuple[object, ...] = ()
    due: str | tuple[str | None, str | None] | None = None
    done_on: str | None = None
    missing: tuple[Fact, ...] = ()
    possible: tuple[Status, ...] = ()
    overridden_by: tuple[str, ...] = ()
    interpretations: tuple[str, ...] = ()
    judgement: str | None = None
    asks: tuple[str, ...] = ()
    consider: tuple[str, ...] = ()
    answered: tuple[Answer, ...] = ()
    points: tuple[str, ...] = ()
    nearest: str | None = None
    why: Why | None = field(default=None, eq=False, repr=False)


@frozen(kw_only=True)
class NextQuestion:
    """What to ask next: a missing fact, or a question reserved to people; how many outcomes it would settle or bears on."""

    ask: str
    path: str | None = None
    judgement: str | None = None
    about: Mapping[str, str] = field(factory=dict)
    asks: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    settles: int = 0


@frozen(kw_only=True)
class ChosenReading:
    """The reading under which an interpretation was run."""

    name: str
    cites: tuple[str, ...]
    reading: object
    is_default: bool
    approved: bool


@frozen(kw_only=True)
class Explanation:
    """Why one outcome is as it is, and what would change it.

    `facts` are all that it rests on: while they stay as they are, so do its status, value, deadline and missing facts,
    whatever else of the case changes. `grounds` tell which of them decide what. `place` is where the rule stands in the
    policy's text; `reserved` the words of the question that is reserved to people; `consider` what they are to consider.
    """

    outcome: Outcome
    place: str
    grounds: tuple[Ground, ...]
    facts: tuple[UsedFact, ...]
    statements: tuple[Statement, ...]
    readings: tuple[UsedReading, ...]
    missing: tuple[MissingFact, ...] = ()
    changes: tuple[Change, ...] = ()
    fulfilled_by: tuple[Act, ...] = ()
    deadline: Counting | None = None
    overridden_by: tuple[Neighbour, ...] = ()
    gives_way: tuple[Neighbour, ...] = ()
    reserved: str = ""
    consider: tuple[Statement, ...] = ()


@frozen(kw_only=True)
class Decision:
    """All outcomes of a policy on a case, in a fixed order: by rule, then by what they concern."""

    policy: str
    edition: str
    digest: str
    packs: tuple[str, ...]
    case_id: str
    as_at: str
    case_digest: str
    readings: tuple[ChosenReading, ...]
    announcements: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    questions: tuple[NextQuestion, ...]
    _explains: "Explains | None" = field(default=None, eq=False, repr=False)

    def explain(self, rule: str | Outcome, *, about: Mapping[str, str] | None = None) -> tuple[Explanation, ...]:
        """Why, or why not: an explanation of each outcome of a rule, those that do not apply last.

        `rule` is a rule's name, the id of a statement ("S019": all rules that cite it) or of a reserved question, or an outcome
        of this decision; `about` names what it concerns, as far as you care: {"child": "C1"}. The case is asked again for
        it, so a decision that was stored and read back cannot explain. Raises ExplanationError, which names those there are.
        """
        if self._explains is None:
            raise LookupError("this decision was not made by Policy.decide: decide the case again, and explain that")
        return self._explains(self, rule, about or {})


class Explains(Protocol):
    """What explains the outcomes of a decision: it still has the policy and the case."""

    def __call__(
        self, decision: Decision, rule: str | Outcome, about: Mapping[str, str], /
    ) -> tuple[Explanation, ...]: ...
