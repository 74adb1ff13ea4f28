"""Floor 2, back end: and, or, not and comparisons, as levels. What holds for all cases is worked out here and is no column."""

from collections.abc import Iterable

import numpy as np
from attrs import frozen

from hsb_policy.backends.columnar import operators as op
from hsb_policy.backends.columnar.batch import FAR, Words
from hsb_policy.backends.columnar.forms import (
    CONFLICT,
    CONFLICT_LEVEL,
    CONFLICT_NUMBER,
    CONFLICT_WORD,
    FALSE,
    SILENT,
    SILENT_LEVEL,
    SILENT_NUMBER,
    SILENT_WORD,
    TRUE,
    UNKNOWN,
    Form,
    Level,
    Row,
    Span,
    Word,
)
from hsb_policy.backends.columnar.nodes import Graph, Value
from hsb_policy.backends.columnar.refused import CannotSayError

_OF = (FALSE, UNKNOWN, TRUE)


@frozen(eq=False)
class Truths:
    """Writes conditions into a plan."""

    graph: Graph
    words: Words

    # ---- and, or, not -------------------------------------------------------------------------------------------------
    def not_(self, a: Level) -> Level:
        """Not."""
        return _OF[2 - a.known] if a.known is not None else Level(self.graph.apply(op.opposite, a.of))

    def and_(self, parts: Iterable[Level]) -> Level:
        """All of them."""
        return self._joined(parts, least=True)

    def or_(self, parts: Iterable[Level]) -> Level:
        """At least one of them."""
        return self._joined(parts, least=False)

    def _joined(self, parts: Iterable[Level], *, least: bool) -> Level:
        function = np.minimum if least else np.maximum
        neutral, final = (2, 0) if least else (0, 2)
        known, columns = neutral, dict[Value, None]()
        for part in parts:
            if part.known is None:
                columns[part.of] = None
            else:
                known = min(known, part.known) if least else max(known, part.known)
        if known == final or not columns:
            return _OF[known]
        # The outermost first: what is the same for many rows is joined before it is spread over them.
        ordered = sorted(columns, key=lambda value: getattr(getattr(value, "frame", None), "depth", 0))
        found: Value = ordered[0]
        for column in ordered[1:]:
            found = self.graph.apply(function, found, column)
        return Level(found if known == neutral else self.graph.apply(function, found, 1))

    def truth(self, a: Level) -> Level:
        """A yes or no as a condition: silence is no, a conflict is unknown."""
        found = a.of
        if CONFLICT in a.marks:
            found = self.graph.apply(op.chosen, self.graph.apply(op.equals, found, CONFLICT_LEVEL), 1, found)
        if SILENT in a.marks:
            found = self.graph.apply(np.maximum, found, 0)
        return Level(found)

    # ---- comparisons ----------------------------------------------------------------------------------------------------
    def same(self, a: Form, b: Form) -> Level:
        """Whether two values are the same."""
        match a, b:
            case Level(), Level():
                return self._same_level(a, b)
            case Span(), Span():
                return self._same_span(a, b)
            case Word(), Word():
                return self._same_word(a, b)
            case Row(), Row():
                return self.same_row(a, b)
            case (Word(constant=None) as answer, Level() as given) | (Level() as given, Word(constant=None) as answer):
                if given.known in (0, 2):
                    return self.word_among(answer, (self.words.number("=yes" if given.known == 2 else "=no"),))
        raise CannotSayError("a comparison of values that have different forms")

    def _same_level(self, a: Level, b: Level) -> Level:
        _no_conflict(a, b)
        for x, y in ((a, b), (b, a)):
            if y.known == 2 and not x.marks:
                return x
            if y.known == 0 and not x.marks:
                return self.not_(x)
        return Level(self.graph.apply(op.same_levels, a.of, b.of))

    def _same_span(self, a: Span, b: Span) -> Level:
        """Silence is the same as nothing but silence."""
        _no_conflict(a, b)
        found = self.graph.apply(op.same_numbers, a.low, a.high, b.low, b.high)
        if a.marks | b.marks:
            for one in (a, b):
                unknown = self.graph.apply(op.equals, one.low, -FAR)
                other = self.graph.apply(op.equals, found, 2)
                certain = self.graph.both(unknown, self.graph.apply(op.neither, other))
                found = self.graph.apply(op.chosen, certain, 1, found)
        return Level(found)

    def _same_word(self, a: Word, b: Word) -> Level:
        for one, other in ((a, b), (b, a)):
            if CONFLICT in one.marks and one.candidates:
                return self._same_as_all(one, other)
        _no_conflict(a, b)
        if a.constant is not None and b.constant is not None and a.name is None and b.name is None:
            return _OF[2 if a.constant == b.constant else 0]
        if a.name is None or b.name is None:
            return Level(self.graph.apply(op.same_codes, a.of, b.of))
        return Level(self.graph.apply(op.same_named, a.of, a.name, b.of, b.name))

    def _same_as_all(self, conflict: Word, other: Word) -> Level:
        """Where two values that differ hold, what all of them say; elsewhere, what the one value says."""
        apply = self.graph.apply
        plain = self._same_word(Word(conflict.of, conflict.name, conflict.marks - {CONFLICT}), other)
        least: Value = 2
        most: Value = 0
        for held, word in conflict.candidates:
            counts = self.graph.both(held, apply(op.at_least, word.of, 0))
            answer = self._same_word(word, other).of
            least = apply(np.minimum, least, apply(op.chosen, counts, answer, 2))
            most = apply(np.maximum, most, apply(op.chosen, counts, answer, 0))
        of_all = apply(op.chosen, apply(op.equals, least, most), least, 1)
        return Level(apply(op.chosen, apply(op.equals, conflict.of, CONFLICT_WORD), of_all, plain.of))

    def same_row(self, a: Row, b: Row) -> Level:
        """Whether two records are one."""
        if a.of is b.of and a.certain:
            return TRUE
        return Level(self.graph.apply(op.same_codes, a.of, b.of))

    def word_among(self, a: Word, words: tuple[int, ...]) -> Level:
        """Whether a code or text is one of these."""
        _no_conflict(a)
        if isinstance(a.of, int) and a.of >= 0:
            return _OF[2 if a.of in words else 0]
        return Level(self.graph.apply(op.among, a.of, words)) if words else FALSE

    def less(self, a: Span, b: Span) -> Level:
        """Whether one number, day or moment is below another."""
        return self._unless_silent(self.graph.apply(op.less, a.low, a.high, b.low, b.high), a, b)

    def at_most(self, a: Span, b: Span) -> Level:
        """Whether one is not above another."""
        return self._unless_silent(self.graph.apply(op.at_most, a.low, a.high, b.low, b.high), a, b)

    def in_range(self, value: Span, low: Span, high: Span) -> Level:
        """Whether a value lies between two others, both included."""
        found = self.graph.apply(op.in_range, value.low, value.high, low.low, low.high, high.low, high.high)
        return self._unless_silent(found, value, low, high)

    def _unless_silent(self, found: Value, *spans: Span) -> Level:
        _no_conflict(*spans)
        for span in spans:
            if SILENT in span.marks:
                found = self.graph.apply(op.chosen, self.graph.apply(op.equals, span.low, SILENT_NUMBER), 0, found)
        return Level(found)

    # ---- what a value is ---------------------------------------------------------------------------------------------------
    def has_value(self, form: Form) -> Level:
        """Whether there is a value: not where there is silence."""
        if isinstance(form, Span):
            silent = self.graph.apply(op.equals, form.low, SILENT_NUMBER)
            unknown = self.graph.apply(op.equals, form.low, -FAR)
            return Level(self.graph.apply(op.chosen, silent, 0, self.graph.apply(op.chosen, unknown, 1, 2)))
        kind = self.state(form)
        return kind if kind.known is not None else Level(self.graph.apply(np.minimum, kind.of, 2))

    def state(self, form: Form) -> Level:
        """2 where there is one known value, 1 where it is not known, 0 where there is silence, 3 where there is a conflict."""
        pick = self.graph.apply
        match form:
            case Level():
                if form.known is not None and not form.marks:
                    return UNKNOWN if form.known == 1 else TRUE
                unknown = pick(op.equals, form.of, 1)
                found = pick(op.chosen, unknown, 1, 2)
                return self._marked(found, form.of, SILENT_LEVEL, CONFLICT_LEVEL)
            case Span():
                found = pick(op.chosen, pick(op.equals, form.low, form.high), 2, 1)
                return self._marked(found, form.low, SILENT_NUMBER, CONFLICT_NUMBER)
            case Word():
                found = pick(op.chosen, pick(op.below, form.of, 0), 1, 2)
                return self._marked(found, form.of, SILENT_WORD, CONFLICT_WORD)
            case Row():
                return TRUE if form.certain else Level(pick(op.chosen, pick(op.below, form.of, 0), 1, 2))
            case _:
                raise CannotSayError("whether a list has a value")

    def _marked(self, found: Value, value: Value, silent: int, conflict: int) -> Level:
        pick = self.graph.apply
        found = pick(op.chosen, pick(op.equals, value, silent), 0, found)
        return Level(pick(op.chosen, pick(op.equals, value, conflict), 3, found))


def _no_conflict(*forms: Level | Span | Word) -> None:
    if any(CONFLICT in form.marks for form in forms):
        raise CannotSayError("a comparison with a value of which two that differ may hold")
