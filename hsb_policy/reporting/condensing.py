"""Floor 4: reasons made short for a reader: what says one thing in two steps says it in one. Nothing is lost but the steps.

The record (JSON) keeps every step; a page does not need to repeat that V1 is harmed, and that `harmed.role is harmed`.
"""

from collections.abc import Iterable

from attrs import evolve

from hsb_policy.core.explanation import NO, YES, Reason, UsedFact
from hsb_policy.engine.explaining_findings import rests_on_facts


def condensed(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Reasons without those that only ask for a reading, each in as few steps as it can be told."""
    return tuple(_condensed(reason) for reason in reasons if rests_on_facts(reason))


def _condensed(reason: Reason) -> Reason:
    inner = condensed(reason.because)
    match reason.kind:
        case "record":
            return _within(_with_plain_facts(evolve(reason, because=inner)))
        case "definition":
            return _in_one_step(_with_plain_facts(_in_one_step(evolve(reason, because=inner))))
        case "value" if reason.label:
            return _in_one_step(evolve(reason, because=inner))
        case "branch" if reason.truth == NO:
            failing = [r for r in inner if r.truth == NO] or list(inner)
            return evolve(reason, facts=_facts_of(failing), because=())
        case "branch" if len(inner) == 1 and inner[0].words == reason.words and not inner[0].label:
            (only,) = inner
            return evolve(
                reason, facts=_once((*reason.facts, *only.facts)), computed=only.computed, because=only.because
            )
        case _:
            return evolve(reason, because=inner)


def _with_plain_facts(reason: Reason) -> Reason:
    """What plainly holds of a record stands beside its name, unless something else keeps the whole from holding."""
    plain = [r for r in reason.because if r.kind == "condition" and not r.because and not r.label and r.truth == YES]
    if reason.truth == NO:
        return reason
    return evolve(
        reason,
        facts=_once((*reason.facts, *(f for r in plain for f in r.facts))),
        computed=(*reason.computed, *(c for r in plain for c in r.computed)),
        because=tuple(r for r in reason.because if r not in plain),
    )


def _within(reason: Reason) -> Reason:
    """A record that was found within another one is told together with it."""
    if reason.truth != YES or len(reason.because) != 1:
        return reason
    (only,) = reason.because
    if only.kind != "condition" or only.more or len(only.because) != 1 or only.because[0].kind != "record":
        return reason
    found = only.because[0]
    if found.truth != YES:
        return reason
    return evolve(
        found,
        of=(*reason.of, *found.of),
        facts=_once((*reason.facts, *only.facts, *found.facts)),
        computed=(*reason.computed, *found.computed),
    )


def _in_one_step(reason: Reason) -> Reason:
    """A definition that comes to one thing is told by its label and the facts."""
    if len(reason.because) != 1 or reason.more:
        return reason
    (only,) = reason.because
    if reason.kind == "definition":
        is_step = only.kind in ("condition", "definition") and only.truth == reason.truth
        is_step = is_step and (only.kind == "condition" or not only.because)
        found_in_records = only.kind == "condition" and only.because and all(r.kind == "record" for r in only.because)
        is_step = is_step or bool(found_in_records)
    else:
        is_step = only.value == reason.value and (only.kind == "branch" or not only.label)
    if not is_step:
        return reason
    return evolve(
        reason,
        facts=_once((*reason.facts, *only.facts)),
        computed=(*reason.computed, *only.computed),
        because=only.because,
        more=only.more,
    )


def _facts_of(reasons: Iterable[Reason]) -> tuple[UsedFact, ...]:
    return _once(f for r in reasons for f in (*r.facts, *_facts_of(r.because)))


def _once(facts: Iterable[UsedFact]) -> tuple[UsedFact, ...]:
    return tuple(dict.fromkeys(facts))
