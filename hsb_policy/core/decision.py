"""Floor 1: what the engine answers, as data. `engine.document` turns it into the decision document of the language's reference."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

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
    status: str
    force: str | None = None
    bearer: str | None = None
    severity: str | None = None
    action: str | None = None
    value: object = None
    candidates: tuple[object, ...] = ()
    due: str | tuple[str | None, str | None] | None = None
    done_on: str | None = None
    missing: tuple[Fact, ...] = ()
    possible: tuple[str, ...] = ()
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
