"""Floor 4: an outcome in words: how it stands, what must, should or may be done by whom, under which statements, and what is missing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import field, frozen

from hsb_policy.core import ir
from hsb_policy.core.decision import Answer, Outcome
from hsb_policy.core.words import count, day_in_words, due_in_words, in_ranges, listed, sentence
from hsb_policy.reporting.missing import MissingFacts
from hsb_policy.reporting.order import CHILDREN, GRAVE, Urgency, urgency
from hsb_policy.reporting.page import Detail
from hsb_policy.reporting.readings import ReadingsUsed
from hsb_policy.reporting.values import Contacts, shown_value, type_of

SEE_ALL: Final = "--all shows each."

# How it stands, in at most fifteen columns; and with which colour, of those that can be read on dark and on light.
_TAGS: Final[Mapping[str, tuple[str, str]]] = {
    "not_met": ("Not done", "red"),
    "failed": ("Record to mend", "red"),
    "cannot_tell": ("Cannot be told", "magenta"),
    "outstanding": ("Not yet done", ""),
    "needs_professional": ("Ask a person", "blue"),
    "conflict": ("Conflict", "red"),
    "departed": ("Departed from", "magenta"),
    "silent": ("Silent", "magenta"),
    "concluded": ("Concluded", ""),
    "permitted": ("May be done", ""),
    "met": ("Done", "green"),
    "met_late": ("Done late", "green"),
    "answered": ("Answered", "green"),
    "overridden": ("Gives way", "dim"),
    "passed": ("In order", "dim"),
    "not_applicable": ("Does not apply", "dim"),
}

# The same where it cannot be told: "either … or …".
MAY_BE: Final[Mapping[str, str]] = {
    "not_met": "not followed",
    "failed": "wrong in the record",
    "conflict": "in conflict",
    "outstanding": "not yet done",
    "needs_professional": "for a person to answer",
    "departed": "departed from with a reason",
    "met_late": "done late",
    "met": "done",
    "answered": "answered",
    "concluded": "concluded",
    "permitted": "permitted",
    "silent": "left open by the document",
    "passed": "in order",
    "overridden": "giving way to another rule",
    "not_applicable": "not called for",
}
PROHIBITIONS: Final = ("must not", "should not")


_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "question": ("question for a person", "questions for a person"),
    "permission": ("thing that may be done", "things that may be done"),
    "silence": ("situation without a rule", "situations without a rule"),
    "conclusion": ("conclusion", "conclusions"),
    "check": ("check of the record", "checks of the record"),
    "duty": ("thing to be done", "things to be done"),
}


@frozen
class Entry:
    """What a page shows of an outcome, or of several of one kind."""

    tag: str
    style: str
    title: str
    details: tuple[Detail, ...] = ()


@frozen
class Writer:
    """Puts the outcomes of one policy into words."""

    policy: ir.Policy
    readings: ReadingsUsed
    contacts: Contacts
    _rules: Mapping[str, ir.AnyRule] = field(init=False)

    @_rules.default
    def _by_name(self) -> Mapping[str, ir.AnyRule]:
        return {rule.name: rule for rule in self.policy.rules}

    def entry(self, outcome: Outcome, missing: MissingFacts, key: str | None = None) -> Entry:
        """One outcome, in the group named after its `key`."""
        tag, style = tag_of(outcome)
        named = f"{self.title(outcome)}{self._also_about(outcome, key)}{_done_on(outcome)}"
        title = f"{named} {self.sources(outcome)}".rstrip()
        details = [Detail(text) for text in self.standing_of(outcome)]
        lead = self.untold(outcome) if outcome.status == "cannot_tell" else ""
        return Entry(tag, style, title, (*details, *missing.details(outcome.missing, lead)))

    def fold(self, outcomes: Sequence[Outcome], missing: MissingFacts) -> Entry:
        """Several outcomes of one kind in one line, with their ids and how to see each."""
        first = outcomes[0]
        tag, style = tag_of(first)
        details = [Detail(self._why_not_met(first))] if first.status == "not_met" else []
        facts = {fact for o in outcomes for fact in o.missing}
        title = f"{self._things(outcomes)}: {_ids(outcomes)}. {SEE_ALL}"
        return Entry(tag, style, title, (*details, *missing.details(facts)))

    def _things(self, outcomes: Sequence[Outcome]) -> str:
        first, number = outcomes[0], len(outcomes)
        kinds = Counter("conclusion" if o.kind in ("definition", "table") else o.kind for o in outcomes)
        if set(kinds) != {"duty"}:
            return listed([count(kinds[kind], *words) for kind, words in _KINDS.items() if kinds[kind]])
        if len({(o.bearer, o.force) for o in outcomes}) > 1:
            return f"{number} things that should be done"
        if first.force == "recommended":
            return f"{number} things that are recommended to {self.party(first.bearer)}"
        return f"{number} things that {self.party(first.bearer)} {first.force or 'should'} do"

    def title(self, outcome: Outcome) -> str:
        """What must, should or may be done by whom; for the others, what it is about."""
        if urgency(outcome) >= Urgency.DONE or outcome.action is None or not self._is_bound(outcome):
            label = outcome.label or outcome.rule.replace("_", " ")
            value = self._value(outcome.value, outcome.rule)
            return f"{label}: {value}" if outcome.status == "concluded" else label
        bearer = self.party(outcome.bearer)
        match outcome.force:
            case "recommended":
                return f"It is recommended that {bearer} {outcome.action}"
            case force:
                return f"{sentence(bearer)} {force or 'should'} {outcome.action}"

    def party(self, name: str | None) -> str:
        """A party in the policy's words."""
        return self.policy.parties.get(name or "", (name or "somebody").replace("_", " "))

    def label(self, rule: str) -> str:
        """A rule by its label."""
        known = self._rules.get(rule)
        return f"“{known.label}”" if known is not None and known.label else rule.replace("_", " ")

    def _value(self, value: object, rule: str) -> str:
        return shown_value(value, type_of(self._rules.get(rule)), self.policy.schema)

    def sources(self, outcome: Outcome) -> str:
        """The statements it carries, the question reserved to people, and the readings it used that need a person's eye."""
        own = [in_ranges(outcome.statements), outcome.judgement or ""]
        told = [part for part in (*own, self.readings.cited_by(outcome)) if part]
        return f"[{'; '.join(told)}]" if told else ""

    def _is_bound(self, outcome: Outcome) -> bool:
        """Whether it is known what an outcome concerns; where it is not, its action names nobody."""
        rule = self._rules.get(outcome.rule)
        return rule is None or all(key.name in outcome.about for key in rule.about)

    def _also_about(self, outcome: Outcome, key: str | None) -> str:
        """What else it concerns than what its group is named after and its own words name."""
        said = self.title(outcome)
        shown = [k for k in outcome.about if k not in (key, "contact") and not _names(said, outcome.about[k])]
        named = [
            f"with {outcome.about[k]}" if k in CHILDREN else f"{k.replace('_', ' ')} {outcome.about[k]}" for k in shown
        ]
        return f" ({', '.join(named)})" if named else ""

    # ---- how it stands ------------------------------------------------------------------------------------------------
    def standing_of(self, outcome: Outcome) -> list[str]:
        """How an outcome stands, in sentences: why it is not met, by when it is due, who is to answer."""
        told = []
        match outcome.status:
            case "not_met":
                told.append(self._why_not_met(outcome))
            case "failed":
                grave = outcome.severity == "breach"
                told.append("The record is wrong here." if grave else "Put the record right, or record the reason.")
            case "outstanding" if outcome.due is not None:
                told.append(f"Due {due_in_words(outcome.due)}.")
            case "needs_professional":
                consider = f"; to consider: {in_ranges(outcome.consider)}" if outcome.consider else ""
                told.append(
                    f"To be answered by {listed([self.party(p) for p in outcome.asks]) or 'a person'}{consider}."
                )
            case "answered":
                told += [_answer_in_words(answer) for answer in outcome.answered]
            case "conflict":
                values = [self._value(candidate, outcome.rule) for candidate in outcome.candidates]
                told.append(f"{sentence(listed(values))} both hold; a person must settle which.")
            case "departed":
                told.append("Departed from, with a recorded reason.")
            case "silent":
                told.append("The document is silent." + (f" Nearest: {outcome.nearest}." if outcome.nearest else ""))
            case "concluded":
                told += self.contacts.details(outcome.value, type_of(self._rules.get(outcome.rule)))
            case "overridden":
                told.append(f"Gives way to {listed([self.label(r) for r in outcome.overridden_by])}.")
        if outcome.points:
            told.append(f"Look at {listed(outcome.points)}.")
        return told

    def _why_not_met(self, outcome: Outcome) -> str:
        """Why it counts as not met, and for a should what would mend it; where several reasons hold, the weightiest."""
        grave = outcome.severity == "breach"
        inputs = outcome.why.inputs if outcome.why is not None else {}
        if inputs.get("breached") is True:
            why = "Breached: what is recorded goes against it" if grave else "What is recorded goes against it"
        elif inputs.get("deadline_passed") is True and outcome.due is not None:
            why = f"{'Breached: not' if grave else 'Not'} recorded as done {due_in_words(outcome.due)}"
        elif inputs.get("closed") is True:
            why = f"{'Breached: not' if grave else 'Not'} recorded as done, and the case is closed"
        else:
            why = "Breached: not recorded as done" if grave else "Not recorded as done"
        return f"{why}." if grave else f"{why}: put it right, or record the reason."

    def untold(self, outcome: Outcome) -> str:
        """What an outcome that cannot be told may come to."""
        words = dict(MAY_BE)
        if outcome.force in GRAVE:
            words["not_met"] = "breached"
        if outcome.force in PROHIBITIONS:
            words["met"] = "kept"
        possible = [words[s] for s in outcome.possible]
        told = [f"Either {listed(possible, 'or')}." if len(possible) > 1 else "What it comes to is not known yet."]
        if outcome.overridden_by:
            told.append(f"It may give way to {listed([self.label(r) for r in outcome.overridden_by], 'or')}.")
        if outcome.due is not None:
            told.append(f"It would be due {due_in_words(outcome.due)}.")
        return " ".join(told)


def tag_of(outcome: Outcome) -> tuple[str, str]:
    """How an outcome stands, in one or two words, and the colour of the words."""
    if outcome.severity == "breach":
        return "Breached" if outcome.kind == "duty" else "Record wrong", "bold red"
    if outcome.status == "met" and outcome.force in PROHIBITIONS:
        return "Kept", "green"
    tag, style = _TAGS[outcome.status]
    return tag, f"bold {style}".rstrip() if outcome.force in GRAVE and outcome.status == "outstanding" else style


def _names(said: str, id_: str) -> bool:
    """Whether a text names an id as a word of its own."""
    words = said.translate({ord(mark): " " for mark in ",.;:!?()“”\"'"}).split()
    return id_ in words or (" " in id_ and id_ in said)


def _ids(outcomes: Sequence[Outcome]) -> str:
    """What outcomes cite: their statements; else the question reserved to people; else the readings they rest on."""
    statements = {id_ for o in outcomes for id_ in o.statements}
    others = {o.judgement for o in outcomes if not o.statements and o.judgement}
    readings = {id_ for o in outcomes if not o.statements and not o.judgement for id_ in o.interpretations}
    told = [in_ranges(ids) for ids in (statements, others, readings) if ids]
    return "; ".join(told) or listed([o.rule for o in outcomes])


def _answer_in_words(answer: Answer) -> str:
    said = {True: "yes", False: "no"}.get(answer.answer, "in words") if isinstance(answer.answer, bool) else "in words"
    by = f" by {answer.by_role}" if answer.by_role else " by a person whose role is not recorded"
    return f"Answered {said}{by}{f' on {day_in_words(answer.on)}' if answer.on else ', on a day not recorded'}."


def _done_on(outcome: Outcome) -> str:
    if outcome.status not in ("met", "met_late"):
        return ""
    day = f", on {day_in_words(outcome.done_on)}" if outcome.done_on is not None else ""
    if outcome.status == "met":
        return day
    return f"{day}; due {due_in_words(outcome.due)}" if outcome.due is not None else f"{day}, after the deadline"
