"""Floor 4: the reasons of an explanation as lines: definitions by their labels, unfolding to the facts that they rest on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import evolve, field, frozen

from hsb_policy.core.explanation import KNOWN, NO, NOT_KNOWN, YES, Reason, UsedFact
from hsb_policy.core.schema import CASE, Schema
from hsb_policy.core.types import ListType, RecordType, Type
from hsb_policy.core.words import count, day_in_words, in_ranges, listed
from hsb_policy.engine.explaining_findings import STATES
from hsb_policy.reporting.condensing import condensed
from hsb_policy.reporting.values import shown_value
from hsb_policy.values.unknown import PARTLY_KNOWN

MARKS: Final = {YES: "yes", NO: "no", NOT_KNOWN: "?"}
_FACTS: Final = 12  # facts told of one condition
_RECORDS: Final = 6  # records named in one line
DEEPEST: Final = 3  # how far in a page unfolds definitions, unless it is asked for more
_AS_AT: Final = "as_at"


@frozen(kw_only=True)
class Line:
    """A line of an explanation: how far in it stands, yes, no or ?, its words, and the author's own words after them."""

    depth: int = 0
    mark: str = ""
    words: str = ""
    code: str = ""


@frozen
class ReasonTeller:
    """Puts reasons into lines. What was told once is not unfolded again; what stands deeper than `deepest` is told by its facts alone."""

    schema: Schema
    deepest: int
    _told: set[tuple[object, ...]] = field(factory=set)

    def lines(self, reasons: Iterable[Reason]) -> Iterator[Line]:
        """The lines of some reasons, those that only ask for a reading left out."""
        yield from self._lines(condensed(reasons), 0)

    def _lines(self, reasons: Sequence[Reason], depth: int) -> Iterator[Line]:
        for alike in _alike([r for r in reasons if r.kind == "record"]):
            yield from self._records(alike, depth)
        for reason in reasons:
            if reason.kind != "record":
                yield from self._one(reason, depth)

    # ---- facts ------------------------------------------------------------------------------------------------------
    def _facts(self, facts: Iterable[UsedFact], owners: Sequence[str] = ()) -> str:
        """Facts in a row: what of which record, where that is not said already, and the value."""
        told = [f for f in dict.fromkeys(facts) if self._is_news(f) and f.value not in owners]
        by_owner: dict[str, list[str]] = {}
        for fact in told[:_FACTS]:
            owner = "" if fact.kind == CASE or list(owners) == [fact.of] else fact.of
            by_owner.setdefault(owner, []).append(f"{fact.label}: {self._value(fact)}")
        parts = [f"{owner} ({', '.join(said)})" if owner else "; ".join(said) for owner, said in by_owner.items()]
        rest = len(told) - _FACTS
        return "; ".join([*parts, f"and {count(rest, 'more fact')}"] if rest > 0 else parts)

    def _is_news(self, fact: UsedFact) -> bool:
        """Not the day of judging, which stands above, nor that a record has entries, which are told of themselves."""
        entries = isinstance(fact.value, tuple) and any("[" in str(v) for v in fact.value)
        return fact.field is not None and fact.field != _AS_AT and not entries

    def _value(self, fact: UsedFact) -> str:
        if fact.state not in (KNOWN, PARTLY_KNOWN):
            return STATES.get(fact.state, fact.state)
        record = self.schema.records.get(fact.kind)
        definition = record.fields.get(fact.field or "") if record is not None else None
        kind: Type | None = definition.type if definition is not None else None
        if isinstance(fact.value, tuple) and not fact.value:
            return "none"
        if isinstance(fact.value, tuple) and isinstance(kind, ListType) and isinstance(kind.item, RecordType):
            return listed([str(v) for v in fact.value])
        shown = shown_value(fact.value, kind, self.schema)
        return f"{shown}, known only in part" if fact.state == PARTLY_KNOWN else shown

    # ---- one reason -------------------------------------------------------------------------------------------------
    def _one(self, reason: Reason, depth: int) -> Iterator[Line]:
        if depth >= self.deepest and reason.because:
            reason = evolve(reason, facts=tuple(_all_facts(reason)), because=(), more=0)
        key = (reason.label or reason.words, reason.of, reason.truth)
        again = bool(reason.because) and key in self._told
        self._told.add(key)
        owners = [id_ for _, id_ in reason.of]
        facts = [f for f in reason.facts if f.value not in owners]
        if reason.label and reason.kind != "branch":
            words = self._with_value(reason) + (f" ({', '.join(dict.fromkeys(owners))})" if owners else "")
            shown = "; ".join(p for p in (self._computed(reason), self._facts(facts, owners)) if p)
            words += (f" — {shown}" if shown else "") + (f" [{in_ranges(reason.cites)}]" if reason.cites else "")
            code = ""
        else:
            words = "; ".join(p for p in (self._computed(reason), self._facts(facts)) if p)
            code = "" if reason.label else _row(reason.words)
            if reason.kind == "branch" and reason.value is not None:
                given = self._shown(reason.value) + (", if" if code and reason.truth == NOT_KNOWN else "")
                words = f"{given}{f': {words}' if words else ''}"
            elif reason.kind == "value" and reason.value is not None:
                words = f"{self._shown(reason.value)}{f': {words}' if words else ''}"
        mark = MARKS.get(reason.truth or "", "")
        yield Line(depth=depth, mark=mark, words=f"{words}{' (as above)' if again else ''}", code=code)
        if not again:
            yield from self._lines(reason.because, depth + 1)
            if reason.more:
                yield Line(depth=depth + 1, words=f"and {count(reason.more, 'more record')} in the same way")

    def _with_value(self, reason: Reason) -> str:
        return f"{reason.label}: {self._shown(reason.value)}" if reason.value is not None else reason.label

    def _computed(self, reason: Reason) -> str:
        """What was worked out: "age of child: 12", or that it could not be."""
        return "; ".join(
            f"{words.partition(' on ')[0]}: {'not known' if value is None else self._shown(value)}"
            for words, value in reason.computed
        )

    def _shown(self, value: object) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, tuple):
            return listed([self._shown(v) for v in value])
        words = (w for codes in self.schema.codes.values() for w in codes.words if w.word == value)
        return next((w.label or w.word for w in words), day_in_words(str(value)))

    # ---- records ----------------------------------------------------------------------------------------------------
    def _records(self, alike: Sequence[Reason], depth: int) -> Iterator[Line]:
        """Records of which the same is to be said, together."""
        if depth >= self.deepest:
            alike = [evolve(r, facts=tuple(_all_facts(r)), because=()) for r in alike]
        first = alike[0]
        if not first.of:
            yield from self._lines(first.because, depth)
            return
        mark = MARKS.get(first.truth or "", "")
        names = [" and ".join(_name(name, id_) for name, id_ in reason.of) for reason in alike]
        rest = len(names) - _RECORDS
        joined = "; ".join(names[:_RECORDS]) + (f"; and {rest} more" if rest > 0 else "")
        if len(alike) == 1:
            shown = "; ".join(
                p for p in (self._computed(first), self._facts(first.facts, [id_ for _, id_ in first.of])) if p
            )
            yield Line(depth=depth, mark=mark, words=f"{joined}{f' — {shown}' if shown else ''}")
            yield from self._lines(first.because, depth + 1)
            return
        if not any(reason.because for reason in alike):
            shown = self._facts(f for reason in alike for f in reason.facts)
            yield Line(depth=depth, mark=mark, words=shown or joined)
            return
        if len(first.because) == 1 and not first.because[0].label and not first.because[0].because:
            shown = self._facts(f for reason in alike for f in reason.because[0].facts)
            yield Line(depth=depth, mark=mark, words=shown or joined, code=first.because[0].words)
            return
        yield Line(depth=depth, mark=mark, words=joined)
        for at, inner in enumerate(first.because):
            facts = self._facts(f for reason in alike for f in _all_facts(reason.because[at]))
            words = f"{inner.label} — {facts}" if inner.label else facts
            code = "" if inner.label else inner.words
            yield Line(depth=depth + 1, mark=MARKS.get(inner.truth or "", ""), words=words, code=code)


def _row(words: str) -> str:
    """A row of a table without its lines."""
    return words.strip("| ").replace(" | ", ", ") if words.startswith("|") else words


def _name(name: str, id_: str) -> str:
    """A record by the author's name for it and its id, said once where the id says both."""
    words = name.replace("_", " ")
    return id_ if id_.startswith((words, "the ")) else f"{words} {id_}"


def _alike(records: Sequence[Reason]) -> list[list[Reason]]:
    """Records in groups of which the same holds for the same reasons."""
    groups: dict[tuple[object, ...], list[Reason]] = {}
    for reason in records:
        key = (
            reason.truth,
            tuple(n for n, _ in reason.of),
            tuple((r.truth, r.label or r.words) for r in reason.because),
        )
        groups.setdefault(key, []).append(reason)
    return list(groups.values())


def _all_facts(reason: Reason) -> Iterator[UsedFact]:
    yield from reason.facts
    for inner in reason.because:
        yield from _all_facts(inner)
