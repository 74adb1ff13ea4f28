"""Floor 4: a decision as a person reads it on a terminal: what is breached, open, unknown or done, by child and by urgency.

It reads well at 80 columns and without colour. Nothing is dropped silently: what is folded says how many, which, and how to see
each. Software asks, explains and cites; people decide, and the page says so.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from rich.console import Console

from hsb_policy.core import ir
from hsb_policy.core.decision import Decision, NextQuestion, Outcome
from hsb_policy.core.words import count, day_in_words, listed, sentence
from hsb_policy.reporting.entries import SEE_ALL, Writer, tag_of
from hsb_policy.reporting.missing import MissingFacts
from hsb_policy.reporting.order import Group, Urgency, folded, grouped, urgency
from hsb_policy.reporting.page import Detail, Page
from hsb_policy.reporting.readings import ReadingsUsed
from hsb_policy.reporting.values import Contacts

EMERGENCY: Final = "Not part of the procedure: if a child is in immediate danger, call 999."
PEOPLE_DECIDE: Final = "Software asks, explains and cites; people decide."
_QUESTIONS: Final = 5
_LEFT_OUT: Final = ("not_applicable", "passed")

_URGENT: Final = (
    ((Urgency.BREACH,), "breached", "breached"),
    ((Urgency.UNTOLD_MUST, Urgency.UNTOLD), "cannot be told", "cannot be told"),
    ((Urgency.OPEN_MUST, Urgency.OPEN_SHOULD), "not yet done", "not yet done"),
    ((Urgency.FOR_A_PERSON,), "question for a person", "questions for a person"),
)
_OTHERS: Final = (
    ((Urgency.TO_PUT_RIGHT,), "to put right", "to put right"),
    ((Urgency.CONFLICT,), "conflict", "conflicts"),
    ((Urgency.DEPARTED,), "departed from with a reason", "departed from with a reason"),
    ((Urgency.SILENT,), "on which the document is silent", "on which the document is silent"),
    ((Urgency.CONCLUDED,), "concluded", "concluded"),
    ((Urgency.PERMITTED,), "permitted", "permitted"),
    ((Urgency.DONE, Urgency.ANSWERED), "done or answered", "done or answered"),
    ((Urgency.GIVES_WAY,), "giving way to another rule", "giving way to another rule"),
)


def show_decision(decision: Decision, policy: ir.Policy, console: Console, *, everything: bool = False) -> None:
    """Print a decision for a person. With `everything`, also what does not apply and passed checks, and nothing folded."""
    page = Page(console)
    outcomes = [o for o in decision.outcomes if everything or o.status not in _LEFT_OUT]
    readings = ReadingsUsed(policy, decision.readings)
    writer = Writer(policy, readings, Contacts(policy, readings.hours()))
    _head(page, decision, policy, outcomes)
    readings.announce(page, decision.announcements)
    missing = MissingFacts()
    for group in grouped(outcomes):
        page.blank()
        _group(page, writer, group, missing, everything=everything)
    page.blank()
    readings.summary(page, outcomes, everything=everything)
    if decision.questions:
        page.blank()
        _questions(page, writer, decision.questions, everything=everything)
    page.blank()
    page.paragraph(PEOPLE_DECIDE)


def _head(page: Page, decision: Decision, policy: ir.Policy, outcomes: Sequence[Outcome]) -> None:
    page.heading(f"Case {decision.case_id}, judged as at {day_in_words(decision.as_at)}", top=True)
    packs = f", with {listed(decision.packs)}" if decision.packs else ""
    page.paragraph(f"{policy.title or decision.policy}, edition {decision.edition}{packs}")
    numbers = Counter(urgency(o) for o in outcomes)
    urgent = [count(sum(numbers[kind] for kind in kinds), one, many) for kinds, one, many in _URGENT]
    page.paragraph(f"{', '.join(urgent)}.", "bold")
    others = [(sum(numbers[kind] for kind in kinds), one, many) for kinds, one, many in _OTHERS]
    told = [count(number, one, many) for number, one, many in others if number]
    if told:
        page.paragraph(f"Also {', '.join(told)}.")
    page.paragraph(EMERGENCY)


def _group(page: Page, writer: Writer, group: Group, missing: MissingFacts, *, everything: bool) -> None:
    page.heading(_title(group, writer.policy))
    for outcome in group.also:
        ids = ", ".join((*outcome.statements, *([outcome.judgement] if outcome.judgement else [])))
        page.entry(*tag_of(outcome), f"{outcome.label} [{ids}]: see {outcome.about['child']}")
    told = [(o,) for o in group.outcomes] if everything else folded(group.outcomes, writer.policy)
    last = ""
    for fold in told:
        entry = writer.entry(fold[0], missing, group.key) if len(fold) == 1 else writer.fold(fold, missing)
        if last and entry.tag != last:
            page.blank()
        last = entry.tag
        page.entry(entry.tag, entry.style, entry.title, entry.details)


def _title(group: Group, policy: ir.Policy) -> str:
    if group.key is None:
        return "The case as a whole"
    for record in policy.schema.records.values():
        if group.key in record.keys:
            return f"{sentence(record.label or group.key)} {group.id}"
    return f"{sentence(group.key.replace('_', ' '))} {group.id}"


def _questions(page: Page, writer: Writer, questions: Sequence[NextQuestion], *, everything: bool) -> None:
    page.heading("What to ask next")
    shown = questions if everything else questions[:_QUESTIONS]
    for number, question in enumerate(shown, 1):
        page.numbered(
            number, question.ask or question.path or question.judgement or "", [Detail(_bears_on(writer, question))]
        )
    rest = questions[len(shown) :]
    if rest:
        people = sum(q.judgement is not None for q in rest)
        who = f", {people} of them for a person to answer" if people else ""
        page.paragraph(f"And {count(len(rest), 'more question')}{who}. {SEE_ALL}", indent=1)


def _bears_on(writer: Writer, question: NextQuestion) -> str:
    if question.judgement is not None:
        about = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in question.about.items())
        asked = listed([writer.party(p) for p in question.asks])
        return f"{question.judgement}{f', {about}' if about else ''}: for {asked or 'a person'} to answer."
    settles = f"settles {count(question.settles, 'outcome')} by itself, " if question.settles else ""
    return f"{question.path}: {settles}bears on {count(len(question.rules), 'rule')}."
