"""Floor 4: an outcome in words: how it stands, what must, should or may be done by whom, under which statements, and what is missing."""

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import field, frozen

from hsb_policy.core import ir
from hsb_policy.core.decision import Answer, Outcome
from hsb_policy.reporting.order import CHILDREN, GRAVE, Urgency, urgency
from hsb_policy.reporting.page import Detail
from hsb_policy.reporting.readings import ReadingsUsed
from hsb_policy.reporting.values import Contacts, shown_value, type_of
from hsb_policy.reporting.words import count, day_in_words, due_in_words, in_ranges, listed, natural, sentence
from hsb_policy.values.unknown import NOT_KNOWN, NOT_RECORDED, PARTLY_KNOWN, UNSETTLED, Fact

SEE_ALL: Final = "--all shows each."

# How it stands, in at most fifteen columns; and with which colour, where there is one.
_TAGS: Final[Mapping[str, tuple[str, str]]] = {
    "not_met": ("Not done", "yellow"),
    "failed": ("Record to mend", "yellow"),
    "cannot_tell": ("Cannot be told", "magenta"),
    "outstanding": ("Not yet done", "yellow"),
    "needs_professional": ("Ask a person", "cyan"),
    "conflict": ("Conflict", "red"),
    "departed": ("Departed from", "blue"),
    "silent": ("Silent", "blue"),
    "concluded": ("Concluded", ""),
    "permitted": ("May be done", ""),
    "met": ("Done", "green"),
    "met_late": ("Done late", "yellow"),
    "answered": ("Answered", "green"),
    "overridden": ("Gives way", "dim"),
    "passed": ("In order", "dim"),
    "not_applicable": ("Does not apply", "dim"),
}

# The same in the middle of a sentence: "it is either … or …".
_MAY_BE: Final[Mapping[str, str]] = {
    "not_met": "breached or left undone",
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
    "silent": "something the document is silent on",
    "passed": "in order",
    "overridden": "giving way to another rule",
    "not_applicable": "not called for",
}

_STATES: Final[Mapping[str, str]] = {
    NOT_RECORDED: "not recorded",
    NOT_KNOWN: "recorded as not known",
    PARTLY_KNOWN: "known only in part",
    UNSETTLED: "two values hold",
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

    def entry(self, outcome: Outcome, asked: set[str]) -> Entry:
        """One outcome. A missing fact's question is left out where it is in `asked`, and then added to it."""
        tag, style = tag_of(outcome)
        title = f"{self.title(outcome)}{self._also_about(outcome)} {self.sources(outcome)}".rstrip()
        return Entry(tag, style, title, (*self._standing(outcome), *self._missing(outcome, asked)))

    def fold(self, outcomes: Sequence[Outcome]) -> Entry:
        """Several outcomes of one kind in one line, with their ids and how to see each."""
        first = outcomes[0]
        tag, style = tag_of(first)
        ids = in_ranges(id_ for o in outcomes for id_ in o.statements) or listed([o.rule for o in outcomes])
        things = count(len(outcomes), "check of the record", "checks of the record")
        if first.kind == "duty":
            things = f"{len(outcomes)} things that {self.party(first.bearer)} {first.force or 'should'} do"
            if first.force == "recommended":
                things = f"{len(outcomes)} things that are recommended to {self.party(first.bearer)}"
        about = self._also_about(first)
        details = [Detail(f"{sentence(self._why_not_met(first))}.")] if first.status == "not_met" else []
        if first.missing:
            details.append(Detail(f"Missing: {listed([f.path for f in first.missing])}."))
        return Entry(tag, style, f"{things}{about}: {ids}. {SEE_ALL}", tuple(details))

    def title(self, outcome: Outcome) -> str:
        """What must, should or may be done by whom; for the others, what it is about."""
        short = urgency(outcome) >= Urgency.DONE or outcome.action is None
        if short:
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

    def _also_about(self, outcome: Outcome) -> str:
        """What else it concerns than what its group is named after and its own words name."""
        said = f"{self.title(outcome)} "
        keys = [k for k in outcome.about if k not in CHILDREN[:1]]
        named = [f"{k.replace('_', ' ')} {outcome.about[k]}" for k in keys if not _names(said, outcome.about[k])]
        return f" ({', '.join(named)})" if named else ""

    # ---- how it stands ------------------------------------------------------------------------------------------------
    def _standing(self, outcome: Outcome) -> list[Detail]:
        details = []
        match outcome.status:
            case "not_met":
                details.append(f"{sentence(self._why_not_met(outcome))}.")
            case "failed":
                grave = outcome.severity == "breach"
                details.append("The record is wrong here." if grave else "Put the record right, or record the reason.")
            case "outstanding" if outcome.due is not None:
                details.append(f"Due {due_in_words(outcome.due)}.")
            case "needs_professional":
                details.append(f"To be answered by {listed([self.party(p) for p in outcome.asks]) or 'a person'}.")
                if outcome.consider:
                    details.append(f"To consider: {in_ranges(outcome.consider)}.")
            case "answered":
                details += [_answer_in_words(answer) for answer in outcome.answered]
            case "conflict":
                values = [self._value(candidate, outcome.rule) for candidate in outcome.candidates]
                details.append(f"{sentence(listed(values))} both hold; a person must settle which.")
            case "departed":
                details.append("Departed from, with a recorded reason.")
            case "silent":
                details.append("The document is silent." + (f" Nearest: {outcome.nearest}." if outcome.nearest else ""))
            case "concluded":
                details += self.contacts.details(outcome.value, type_of(self._rules.get(outcome.rule)))
            case "met" | "met_late" if outcome.done_on is not None:
                details.append(f"On {day_in_words(outcome.done_on)}{_too_late(outcome)}.")
            case "overridden":
                details.append(f"Gives way to {listed([self.label(r) for r in outcome.overridden_by])}.")
            case "cannot_tell":
                details.append(self._untold(outcome))
        if outcome.points:
            details.append(f"Look at {listed(outcome.points)}.")
        return [Detail(text) for text in details]

    def _why_not_met(self, outcome: Outcome) -> str:
        grave = "breached" if outcome.severity == "breach" else "not followed"
        cure = "" if outcome.severity == "breach" else "; put it right, or record the reason"
        inputs = outcome.why.inputs if outcome.why is not None else {}
        if inputs.get("breached") is True:
            why = "what is recorded goes against it"
        elif inputs.get("deadline_passed") is True and outcome.due is not None:
            why = f"it was due {due_in_words(outcome.due)}, and is not recorded as done"
        elif inputs.get("closed") is True:
            why = "the case is closed, and it is not recorded as done"
        else:
            why = "it is not recorded as done"
        return f"{grave}: {why}{cure}"

    def _untold(self, outcome: Outcome) -> str:
        possible = listed([_MAY_BE[s] for s in outcome.possible], "or")
        told = f"It cannot be told: it is {possible}." if possible else "It cannot be told."
        if outcome.overridden_by:
            told += f" It may give way to {listed([self.label(r) for r in outcome.overridden_by], 'or')}."
        return told + (f" It would be due {due_in_words(outcome.due)}." if outcome.due is not None else "")

    def _missing(self, outcome: Outcome, asked: set[str]) -> list[Detail]:
        """Each missing fact by its path, with why it is missing and the question to ask about it."""
        details = [Detail("Missing:")] if outcome.missing else []
        for fact in sorted(outcome.missing, key=lambda f: natural(f.path)):
            question = "" if fact.path in asked else _question(fact)
            details.append(Detail(f"{fact.path} ({_STATES.get(fact.state, fact.state)}){question}", depth=1))
            asked.add(fact.path)
        return details


def tag_of(outcome: Outcome) -> tuple[str, str]:
    """How an outcome stands, in one or two words, and the colour of the words."""
    if outcome.severity == "breach":
        return "Breached" if outcome.kind == "duty" else "Record wrong", "bold red"
    if outcome.status == "met" and outcome.force in ("must not", "should not"):
        return "Kept", "green"
    tag, style = _TAGS[outcome.status]
    return tag, f"bold {style}" if outcome.force in GRAVE and outcome.status == "outstanding" else style


def _names(said: str, id_: str) -> bool:
    """Whether a text names an id as a word of its own."""
    words = said.translate({ord(mark): " " for mark in ",.;:!?()“”\"'"}).split()
    return id_ in words or (" " in id_ and id_ in said)


def _question(fact: Fact) -> str:
    return f": {fact.ask}" if fact.ask else ""


def _answer_in_words(answer: Answer) -> str:
    said = {True: "yes", False: "no"}.get(answer.answer, "in words") if isinstance(answer.answer, bool) else "in words"
    by = f" by {answer.by_role}" if answer.by_role else " by a person whose role is not recorded"
    return f"Answered {said}{by}{f' on {day_in_words(answer.on)}' if answer.on else ', on a day not recorded'}."


def _too_late(outcome: Outcome) -> str:
    if outcome.status != "met_late":
        return ""
    return f"; it was due {due_in_words(outcome.due)}" if outcome.due is not None else ", after the deadline"
