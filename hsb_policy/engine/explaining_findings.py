"""Floor 3: an explanation in one plain paragraph, with the evidence as rows: for findings, letters and other software.

`finding_of(explanation, policy.compiled)` gives both. Nothing of it needs a terminal.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen

from hsb_policy.core import ir
from hsb_policy.core.decision import Explanation, Outcome
from hsb_policy.core.explanation import KNOWN, NO, NOT_YET, YES, Counting, Ground, Reason, UsedFact
from hsb_policy.core.words import count, day_in_words, due_in_words, listed, sentence
from hsb_policy.values.unknown import NOT_KNOWN, NOT_RECORDED, PARTLY_KNOWN

MOST_REASONS: Final = 4  # of one ground, in a paragraph

STATES: Final = {
    NOT_RECORDED: "not recorded",
    NOT_KNOWN: "recorded as not known",
    PARTLY_KNOWN: "known only in part",
    NOT_YET: "not yet",
}

# What a fact is evidence of, by the input of the status.
_ROLES: Final = {
    "trigger": "applies",
    "overridden": "gives way",
    "departed": "departed from",
    "breached": "breached",
    "done": "done",
    "late": "done",
    "deadline_passed": "deadline",
    "closed": "closed",
    "answered": "answered",
    "fails": "record",
    "value": "value",
}


@frozen(kw_only=True)
class Evidence:
    """A fact as a row of a table: what it is evidence of, the record's kind and id, the field, the value in words; and the fact."""

    role: str
    record: str
    id: str
    field: str
    value: str
    fact: UsedFact


@frozen(kw_only=True)
class PlainFinding:
    """An explanation in one paragraph, and its evidence."""

    paragraph: str
    evidence: tuple[Evidence, ...]


def needs_the_decision(outcome: Outcome) -> bool:
    """Whether the paragraph names what only the whole decision tells: which of several missing facts settles most, or what displaces it."""
    return outcome.status == "overridden" or (outcome.status == "cannot_tell" and len(outcome.missing) > 1)


def finding_of(explanation: Explanation, policy: ir.Policy) -> PlainFinding:
    """One plain paragraph that says how an outcome stands and why, and the facts that show it."""
    sentences = [s for s in _sentences(explanation, policy) if s]
    ids = (*explanation.outcome.statements, *([explanation.outcome.judgement] if explanation.outcome.judgement else []))
    cited = f" ({', '.join(ids)})" if ids else ""
    return PlainFinding(paragraph=" ".join(sentences) + cited, evidence=tuple(_evidence(explanation)))


def _sentences(e: Explanation, policy: ir.Policy) -> Iterator[str]:
    o = e.outcome
    lead = _lead(o, policy)
    yield lead if lead.endswith("?") else f"{lead}."
    grounds = {ground.input: ground for ground in e.grounds}
    trigger = grounds.get("trigger")
    if o.status == "not_applicable" and trigger is not None:
        yield _because("This does not apply", trigger.reasons, NO)
    elif o.status == "cannot_tell":
        yield _untold(e)
    elif trigger is not None:
        yield _because("This applies", trigger.reasons, YES)
    yield _standing(e, grounds)


def _lead(o: Outcome, policy: ir.Policy) -> str:
    if o.action is None:
        return sentence(o.label.rstrip("."))
    bearer = policy.parties.get(o.bearer or "", (o.bearer or "somebody").replace("_", " "))
    if o.force == "recommended":
        return f"It is recommended that {bearer} {o.action}"
    return sentence(f"{bearer} {o.force or 'should'} {o.action}")


def _standing(e: Explanation, grounds: dict[str, Ground]) -> str:
    o = e.outcome
    match o.status:
        case "not_met" if _holds(grounds, "breached"):
            return _because("What is recorded goes against it", grounds["breached"].reasons, YES)
        case "not_met" if _holds(grounds, "deadline_passed") and e.deadline is not None:
            return (
                f"It was due {due_in_words(o.due) if o.due else ''}{counted(e.deadline)}, and is not recorded as done."
            )
        case "not_met":
            return "The case is closed, and it is not recorded as done."
        case "met_late":
            on = f" on {day_in_words(o.done_on)}" if o.done_on else ""
            return f"It was done{on}, after the last day: it was due {due_in_words(o.due) if o.due else 'earlier'}."
        case "met" if o.done_on:
            return f"It was done on {day_in_words(o.done_on)}."
        case "outstanding":
            return f"It is not recorded as done{f' yet; it is due {due_in_words(o.due)}' if o.due else ' yet'}."
        case "departed":
            return "It was departed from, with a recorded reason."
        case "failed":
            return _because("The record needs a look", grounds["fails"].reasons, YES) if "fails" in grounds else ""
        case "overridden":
            return f"It gives way to: {listed([n.label for n in e.overridden_by])}."
        case _:
            return ""


def counted(deadline: Counting) -> str:
    """How a deadline was counted: ", 2 working days after 3 March 2025"."""
    if not isinstance(deadline.number, int) or deadline.anchor is None:
        return ""
    return f", {count(deadline.number, deadline.unit.removesuffix('s'))} after {day_in_words(deadline.anchor)}"


def _untold(e: Explanation) -> str:
    facts = [f"{m.path} ({STATES.get(m.state, m.state)})" for m in e.missing[:MOST_REASONS]]
    rest = len(e.missing) - len(facts)
    more = f" and {count(rest, 'other fact')}" if rest else ""
    ask = f" To ask first: {e.missing[0].ask}" if e.missing and e.missing[0].ask else ""
    return f"What it comes to cannot be told: {listed(facts)}{more} would have to be known.{ask}"


def _holds(grounds: dict[str, Ground], name: str) -> bool:
    return name in grounds and grounds[name].truth == YES


def _because(lead: str, reasons: Iterable[Reason], truth: str) -> str:
    """A sentence with the reasons that a person would name: definitions by their labels, other conditions in the author's words."""
    told = list(dict.fromkeys(_named(reasons, truth)))
    if not told:
        return f"{lead}."
    rest = len(told) - MOST_REASONS
    more = f"; and {count(rest, 'more reason')}" if rest > 0 else ""
    return f"{lead}: {'; '.join(told[:MOST_REASONS])}{more}."


def _named(reasons: Iterable[Reason], truth: str) -> Iterator[str]:
    for reason in reasons:
        if reason.kind in ("record", "rule"):
            yield from _named(reason.because, truth)
        elif rests_on_facts(reason) and reason.truth is not None:
            words = reason.label or f"“{reason.words}”"
            yield words if reason.truth == YES else f"{'not' if reason.truth == NO else 'not known whether'}: {words}"


def rests_on_facts(reason: Reason) -> bool:
    """Whether a reason rests on the case: one that only asks for a reading is no news to whoever reads why."""
    return bool(reason.facts) or any(rests_on_facts(inner) for inner in reason.because)


# ---- evidence ---------------------------------------------------------------------------------------------------------


def _evidence(e: Explanation) -> Iterator[Evidence]:
    """The facts that the reasons rest on, each under the first thing it shows; facts that only might have mattered are left out."""
    told: set[str] = set()
    missing = {m.path for m in e.missing}
    for ground in e.grounds:
        if ground.truth == NO and ground.input not in ("trigger", "done"):
            continue
        yield from _rows(_ROLES.get(ground.input, ground.input), ground.reasons, missing, told)
    if e.deadline is not None:
        yield from _rows("deadline", e.deadline.because, missing, told)
    for fact in e.facts:
        if fact.path in missing and fact.path not in told:
            yield _row("missing", fact)


def _rows(role: str, reasons: Iterable[Reason], missing: set[str], told: set[str]) -> Iterator[Evidence]:
    for reason in reasons:
        for fact in reason.facts:
            if fact.path not in told and fact.field is not None:
                told.add(fact.path)
                yield _row("missing" if fact.path in missing else role, fact)
        yield from _rows(role, reason.because, missing, told)


def _row(role: str, fact: UsedFact) -> Evidence:
    return Evidence(
        role=role,
        record=fact.kind,
        id=fact.id or fact.record,
        field=fact.field or "",
        value=value_in_words(fact),
        fact=fact,
    )


def value_in_words(fact: UsedFact) -> str:
    """The value of a fact in a few words: as the case file has it, or why there is none."""
    if fact.state not in (KNOWN, PARTLY_KNOWN):
        return STATES.get(fact.state, fact.state)
    match fact.value:
        case bool():
            return "yes" if fact.value else "no"
        case tuple() | list():
            return ", ".join(map(str, fact.value)) or "none"
        case None:
            return STATES.get(fact.state, "recorded")
        case str():
            return day_in_words(fact.value)
        case other:
            return str(other)
