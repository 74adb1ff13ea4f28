"""Floor 4: an explanation in sections, for a page or for Markdown: how it stands, why, what it rests on, what would change it."""

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen

from hsb_policy.core import ir
from hsb_policy.core.decision import Explanation
from hsb_policy.core.explanation import NO, NOT_KNOWN, YES, Ground, MissingFact, Neighbour, Supposed, UsedReading
from hsb_policy.core.words import count, day_in_words, due_in_words, in_ranges, listed, sentence
from hsb_policy.engine.explaining_findings import STATES, counted
from hsb_policy.reporting.entries import MAY_BE, PROHIBITIONS, SEE_ALL, Writer, tag_of
from hsb_policy.reporting.reasons_told import DEEPEST, MARKS, Line, ReasonTeller
from hsb_policy.reporting.values import shown_value

# What stands above the reasons of an input, by what it came to; None where it goes without saying.
_TITLES: Final[dict[str, dict[str, str | None]]] = {
    "trigger": {YES: "Why it applies", NO: "Why it does not apply", NOT_KNOWN: "Whether it applies is not known"},
    "overridden": {YES: "What it gives way to", NO: None, NOT_KNOWN: "Whether it gives way is not known"},
    "departed": {YES: "How it was departed from", NO: None, NOT_KNOWN: "Whether it was departed from is not known"},
    "breached": {
        YES: "What goes against it",
        NO: "Nothing goes against it",
        NOT_KNOWN: "Whether something goes against it is not known",
    },
    "done": {
        YES: "How it was done",
        NO: "Why it does not count as done",
        NOT_KNOWN: "Whether it was done is not known",
    },
    "closed": {YES: "The case is closed", NO: None, NOT_KNOWN: "Whether the case is closed is not known"},
    "answered": {YES: "The answer", NO: "No answer is recorded", NOT_KNOWN: "Whether it was answered is not known"},
    "fails": {
        YES: "What to look at in the record",
        NO: "Why it is in order",
        NOT_KNOWN: "Whether it is in order is not known",
    },
    "value": {YES: "Where the value comes from", NOT_KNOWN: "Why the value is not known"},
}
_LATE: Final = "late"
_CONSIDERED: Final = 8  # statements to consider on a page
_ENDLESS: Final = 10**6
# What goes without saying, or nobody should try to change: the record of what made a rule apply, or was against it.
_OBVIOUS: Final = (
    ("trigger", "no"),
    ("breached", "no"),
    ("breached", "yes"),
    ("overridden", "yes"),
    ("fails", "yes"),
    ("answered", "no"),
    ("answered", "yes"),
    ("departed", "no"),
)


@frozen(kw_only=True)
class Section:
    """A part of an explanation."""

    title: str
    lines: tuple[Line, ...]


@frozen(kw_only=True)
class ToldExplanation:
    """An explanation in words: its title, how the outcome stands, and its sections."""

    title: str
    tag: str
    style: str
    standing: str
    about: str
    sections: tuple[Section, ...]


def told(explanation: Explanation, writer: Writer, *, everything: bool = False) -> ToldExplanation:
    """An explanation in the words of the policy and of the house; with `everything`, each step however far in it stands."""
    return _Telling(explanation, writer, everything=everything).whole()


class _Telling:
    def __init__(self, explanation: Explanation, writer: Writer, *, everything: bool) -> None:
        self._e = explanation
        self._o = explanation.outcome
        self._writer = writer
        self._policy: ir.Policy = writer.policy
        self._everything = everything
        self._teller = ReasonTeller(writer.policy.schema, _ENDLESS if everything else DEEPEST)

    def whole(self) -> ToldExplanation:
        tag, style = tag_of(self._o)
        return ToldExplanation(
            title=self._o.label or self._o.rule.replace("_", " "),
            tag=tag,
            style=style,
            standing=self._standing(),
            about=self._about(),
            sections=tuple(s for s in self._sections() if s.lines),
        )

    def _about(self) -> str:
        about = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in self._o.about.items()) or "the case as a whole"
        place = f", {self._e.place}" if self._e.place else ""
        return f"About {about}. Rule {self._o.rule}{place}."

    def _standing(self) -> str:
        o = self._o
        title = self._writer.title(o).rstrip(".")
        ends = "" if title.endswith("?") else "."
        done = f" It was done on {day_in_words(o.done_on)}." if o.done_on else ""
        how = [self._writer.untold(o)] if o.status == "cannot_tell" else self._writer.standing_of(o)
        return " ".join([f"{title}{ends}{done}", *how])

    def _sections(self) -> Iterator[Section]:
        for ground in self._e.grounds:
            yield from self._ground(ground)
        yield self._section("The last day", self._deadline())
        yield self._section("What gives way to it", map(_neighbour, self._e.gives_way))
        yield self._section("What to ask", self._missing())
        yield self._section("What would change it", self._changes())
        if self._o.status in ("needs_professional", "cannot_tell"):
            yield self._section("What to consider", self._consider())
        yield self._section(
            "What the procedure says", [Line(words=f"{s.id} ({s.section}): {s.summary}") for s in self._e.statements]
        )
        yield self._section("How open points were read", [self._reading(r) for r in self._e.readings if r.read])

    def _section(self, title: str, lines: Iterable[Line]) -> Section:
        return Section(title=title, lines=tuple(lines))

    # ---- why ----------------------------------------------------------------------------------------------------------
    def _ground(self, ground: Ground) -> Iterator[Section]:
        if ground.input == "overridden" and ground.truth == YES:
            yield self._section("What it gives way to", map(_neighbour, self._e.overridden_by))
            yield self._section(
                "Why that applies", self._teller.lines(r for rule in ground.reasons for r in rule.because)
            )
            return
        name = "done" if ground.input == _LATE else ground.input
        title = _TITLES.get(name, {}).get(ground.truth)
        if title is None:
            return
        if name == "breached" and ground.truth == NO and self._o.force not in PROHIBITIONS:
            return
        if self._o.status == "cannot_tell" and ground.truth == NO:
            return
        reasons = ground.reasons
        if name == "done" and ground.truth == YES:  # what did not count is for the record
            reasons = tuple(r for r in reasons if r.truth == YES)
        lines = list(self._teller.lines(reasons))
        if not lines and ground.truth != YES:  # it hangs on readings and on the policy's own tables alone
            lines = [Line(mark=MARKS[ground.truth], code=words) for words in ground.asked if name != "done"]
        if name == "trigger" and ground.truth == YES and not lines:
            lines = [Line(words=f"It applies to each {self._ranges_over()}, without a further condition.")]
        if name == "done" and ground.truth == NO:
            lines += [] if lines else [Line(words="Nothing that would count is recorded.")]
        yield self._section(title, lines)
        if name == "done" and ground.truth == NO:
            yield self._section("What would count", [Line(code=words) for words in ground.asked])

    def _ranges_over(self) -> str:
        return listed([k.replace("_", " ") for k in self._o.about]) or "case"

    def _deadline(self) -> Iterator[Line]:
        deadline = self._e.deadline
        if deadline is None:
            return
        due = due_in_words(self._o.due) if self._o.due is not None else "on a day that is not known"
        yield Line(words=f"Due {due}{counted(deadline)}, which is “{deadline.words}”.")
        if deadline.calendar is not None:
            yield Line(
                words="Day 1 is the first working day after it; weekends and holidays are left out "
                f"(calendar: {deadline.calendar})."
            )
        yield from self._teller.lines(deadline.because)

    # ---- what would change it -----------------------------------------------------------------------------------------
    def _missing(self) -> Iterator[Line]:
        for at, fact in enumerate(self._e.missing, 1):
            yield Line(words=f"{at}. {fact.ask or fact.path}")
            yield Line(depth=1, words=f"{fact.path}, {STATES.get(fact.state, fact.state)}{_settles(fact)}.")
            if fact.supposed:
                yield Line(depth=1, words=self._supposed(fact))

    def _supposed(self, fact: MissingFact) -> str:
        by_status: dict[str, list[Supposed]] = {}
        for supposed in fact.supposed:
            by_status.setdefault(self._status(supposed.status, supposed.possible), []).append(supposed)
        if all(s.status == "cannot_tell" for s in fact.supposed):
            return "No answer to this settles it by itself."
        if len(by_status) == 1:
            return f"Whatever the answer: {next(iter(by_status))}."
        told = [
            f"if {listed([_answer(s.value) for s in answers], 'or')}: {status}" for status, answers in by_status.items()
        ]
        return f"{sentence('; '.join(told))}."

    def _status(self, status: str, possible: tuple[str, ...] = ()) -> str:
        if status == "cannot_tell":
            return f"still not known ({listed([MAY_BE[s] for s in possible], 'or')})"
        if status == "met" and self._o.force in PROHIBITIONS:
            return "kept"
        return MAY_BE[status]

    def _changes(self) -> Iterator[Line]:
        for change in self._e.changes:
            if (change.input, change.to) in _OBVIOUS or (change.input == "done" and self._o.status == "departed"):
                continue
            yield Line(words=f"If {change.words}: {self._status(change.status)}.")

    def _consider(self) -> Iterator[Line]:
        shown = self._e.consider if self._everything else self._e.consider[:_CONSIDERED]
        for statement in shown:
            yield Line(words=f"{statement.id}: {statement.summary}")
        rest = len(self._e.consider) - len(shown)
        if rest:
            yield Line(words=f"and {count(rest, 'more statement')}. {SEE_ALL}")

    def _reading(self, reading: UsedReading) -> Line:
        ids = f"{in_ranges(reading.cites)} " if reading.cites else ""
        interpretation = self._policy.interpretations[reading.name]
        said = reading.words or shown_value(
            tuple(reading.reading) if isinstance(reading.reading, list) else reading.reading,
            interpretation.type,
            self._policy.schema,
        )
        approved = "" if reading.approved else ", not approved"
        how = f"the default{approved}" if reading.is_default else "chosen for this run"
        return Line(words=f"{ids}{reading.question} Read as: {said} ({how}).")


def _neighbour(it: Neighbour) -> Line:
    cited = f" [{in_ranges(it.statements)}]" if it.statements else ""
    named = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in it.about.items())
    return Line(words=f"{it.label}{f' ({named})' if named else ''}{cited}")


def _settles(fact: MissingFact) -> str:
    told = [f"settles {count(fact.settles, 'outcome')} by itself"] if fact.settles else []
    told += [f"bears on {count(fact.bears_on, 'rule')}"] if fact.bears_on else []
    return f"; {', '.join(told)}" if told else ""


def _answer(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return day_in_words(str(value).replace("_", " "))
