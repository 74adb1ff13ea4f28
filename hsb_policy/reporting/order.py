"""Floor 4: what a person sees together, and in which order: by child, the most urgent first; long lists of a kind are folded."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from math import inf
from typing import Final

from attrs import frozen

from hsb_policy.core import ir
from hsb_policy.core.decision import Outcome
from hsb_policy.core.words import natural

GRAVE: Final = ("must", "must not", "will")
CHILDREN: Final = ("child", "other_child")
# What concerns no single child stands under the first of these that it names; other keys come after, then the case.
_OTHERS: Final = ("meeting", "incident", "referral", "enquiry", "plan", "assessment")
# What may be folded, from how many of a kind; what is not here is always told one by one.
_FOLD_FROM: Final = 5
_FOLD_UNTOLD_FROM: Final = 2


class Urgency(IntEnum):
    """How urgent an outcome is; the smallest comes first."""

    BREACH = 0
    UNTOLD_MUST = 1
    OPEN_MUST = 2
    FOR_A_PERSON = 3
    TO_PUT_RIGHT = 4
    OPEN_SHOULD = 5
    UNTOLD = 6
    CONFLICT = 7
    DEPARTED = 8
    SILENT = 9
    CONCLUDED = 10
    PERMITTED = 11
    DONE = 12
    ANSWERED = 13
    GIVES_WAY = 14
    IN_ORDER = 15
    DOES_NOT_APPLY = 16


_BY_STATUS: Final[Mapping[str, Urgency]] = {
    "needs_professional": Urgency.FOR_A_PERSON,
    "conflict": Urgency.CONFLICT,
    "departed": Urgency.DEPARTED,
    "silent": Urgency.SILENT,
    "concluded": Urgency.CONCLUDED,
    "permitted": Urgency.PERMITTED,
    "met_late": Urgency.DONE,
    "met": Urgency.DONE,
    "answered": Urgency.ANSWERED,
    "overridden": Urgency.GIVES_WAY,
    "passed": Urgency.IN_ORDER,
    "not_applicable": Urgency.DOES_NOT_APPLY,
}


def urgency(outcome: Outcome) -> Urgency:
    """How urgent an outcome is."""
    grave = outcome.force in GRAVE
    match outcome.status:
        case "not_met" | "failed":
            return Urgency.BREACH if outcome.severity == "breach" else Urgency.TO_PUT_RIGHT
        case "cannot_tell":
            return Urgency.UNTOLD_MUST if grave else Urgency.UNTOLD
        case "outstanding":
            return Urgency.OPEN_MUST if grave else Urgency.OPEN_SHOULD
        case status:
            return _BY_STATUS[status]


@frozen(kw_only=True)
class Group:
    """What is about one child, one other thing, or (with no key) the case as a whole.

    `also` are the pressing outcomes about two children that stand under the other one.
    """

    key: str | None
    id: str
    outcomes: tuple[Outcome, ...]
    also: tuple[Outcome, ...] = ()


def grouped(outcomes: Sequence[Outcome]) -> list[Group]:
    """The outcomes by what they are about, children first; the most urgent first in each group."""
    by_subject: dict[tuple[str | None, str], list[Outcome]] = {}
    also: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        subject = subject_of(outcome)
        by_subject.setdefault(subject, []).append(outcome)
        other = outcome.about.get("other_child")
        if other is not None and other != subject[1] and urgency(outcome) <= Urgency.TO_PUT_RIGHT:
            also.setdefault(other, []).append(outcome)
    subjects = {*by_subject, *(("child", id_) for id_ in also)}
    return [
        Group(
            key=key,
            id=id_,
            outcomes=_sorted(by_subject.get((key, id_), [])),
            also=_sorted(also.get(id_, [])) if key == "child" else (),
        )
        for key, id_ in sorted(subjects, key=_place)
    ]


def subject_of(outcome: Outcome) -> tuple[str | None, str]:
    """The key and the id under which an outcome stands."""
    about = outcome.about
    for key in CHILDREN:
        if key in about:
            return "child", about[key]
    for key in (*_OTHERS, *sorted(about)):
        if key in about:
            return key, about[key]
    return None, ""


def _place(subject: tuple[str | None, str]) -> tuple[int, str, tuple[tuple[int, int, str], ...]]:
    key, id_ = subject
    known = ("child", *_OTHERS)
    if key is None:
        return len(known) + 1, "", ()
    return (known.index(key) if key in known else len(known)), key, natural(id_)


def _sorted(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    return tuple(sorted(outcomes, key=_rank))


def _rank(outcome: Outcome) -> tuple[Urgency, bool, bool, tuple[tuple[int, int, str], ...], str]:
    # Duties come before what merely hangs on the same facts, late before in time; a question under its J-id alone comes last.
    first = min(outcome.statements, key=natural, default="~")
    return urgency(outcome), outcome.kind != "duty", outcome.status != "met_late", natural(first), outcome.rule


def folded(outcomes: Sequence[Outcome], policy: ir.Policy) -> list[tuple[Outcome, ...]]:
    """Outcomes in their order; several of one kind stand together at the place of the first.

    Of one kind are those that stand the same way, ask the same of the same people, for statements of the same section. What
    cannot be told and is not grave is one kind, softer duties another; the facts they hang on stand beside them. What is grave is
    never folded: each breach and each open "must" is read by itself.
    """
    kinds: dict[tuple[object, ...], list[Outcome]] = {}
    for outcome in outcomes:
        kinds.setdefault(_kind(outcome, policy), []).append(outcome)
    told: list[tuple[Outcome, ...]] = []
    for kind in kinds.values():
        told += [tuple(kind)] if len(kind) >= _fold_from(kind[0]) else [(outcome,) for outcome in kind]
    return sorted(told, key=lambda fold: _rank(fold[0]))


def _fold_from(outcome: Outcome) -> float:
    match urgency(outcome):
        case Urgency.BREACH | Urgency.UNTOLD_MUST | Urgency.OPEN_MUST | Urgency.FOR_A_PERSON:
            return inf
        case Urgency.UNTOLD:
            return _FOLD_UNTOLD_FROM
        case _:
            return _FOLD_FROM if outcome.kind in ("duty", "check") and outcome.due is None else inf


def _kind(outcome: Outcome, policy: ir.Policy) -> tuple[object, ...]:
    if urgency(outcome) is Urgency.UNTOLD:
        return Urgency.UNTOLD, outcome.kind == "duty"
    sections = {policy.statements[s].section if s in policy.statements else s for s in outcome.statements}
    return (
        urgency(outcome),
        outcome.status,
        outcome.kind,
        outcome.force,
        outcome.bearer,
        tuple(sorted(outcome.about.items())),
        tuple(sorted(sections)),
        outcome.missing,
        outcome.overridden_by,
    )
