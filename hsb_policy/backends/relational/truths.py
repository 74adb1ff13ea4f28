"""Floor 2, back end: and, or, not and comparisons, as levels. What holds for all cases is worked out here and not written."""

from collections.abc import Iterable

from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational.forms import (
    CONFLICT,
    CONFLICT_SPAN,
    CONFLICT_WORD,
    FALSE,
    FAR,
    SILENT,
    SILENT_SPAN,
    TRUE,
    UNKNOWN,
    Level,
    Row,
    Span,
    Word,
)
from hsb_policy.backends.relational.sql import quoted

_OF = (FALSE, UNKNOWN, TRUE)


def not_(a: Level) -> Level:
    """Not."""
    if a.known is not None:
        return _OF[2 - a.known]
    return Level(f"(2 - {a.sql})")


def and_(parts: Iterable[Level]) -> Level:
    """All of them."""
    written: dict[str, None] = {}
    floor = 2
    for part in parts:
        if part.known is None:
            written[part.sql] = None
        else:
            floor = min(floor, part.known)
    if floor == 0 or not written:
        return _OF[floor]
    if floor == 1:
        written["1"] = None
    return Level(f"LEAST({', '.join(written)})") if len(written) > 1 else Level(next(iter(written)))


def or_(parts: Iterable[Level]) -> Level:
    """At least one of them."""
    written: dict[str, None] = {}
    top = 0
    for part in parts:
        if part.known is None:
            written[part.sql] = None
        else:
            top = max(top, part.known)
    if top == 2 or not written:
        return _OF[top]
    if top == 1:
        written["1"] = None
    return Level(f"GREATEST({', '.join(written)})") if len(written) > 1 else Level(next(iter(written)))


def truth(a: Level) -> Level:
    """A yes or no as a condition: silence is no, a conflict is unknown."""
    if CONFLICT in a.marks:
        return Level(f"CASE {a.sql} WHEN -1 THEN 0 WHEN -2 THEN 1 ELSE {a.sql} END")
    return Level(f"GREATEST({a.sql}, 0)") if SILENT in a.marks else a


def certainly(condition: str, unknown: str | None = None) -> Level:
    """A test in plain SQL, and the test for its being unknown."""
    if unknown is None:
        return Level(f"CASE WHEN {condition} THEN 2 ELSE 0 END")
    return Level(f"CASE WHEN {unknown} THEN 1 WHEN {condition} THEN 2 ELSE 0 END")


def same_level(a: Level, b: Level) -> Level:
    """Whether two yes or no are the same."""
    _no_conflict(a.marks | b.marks)
    for x, y in ((a, b), (b, a)):
        if y.known == 2 and not x.marks:
            return x
        if y.known == 0 and not x.marks:
            return not_(x)
        if y.known in (0, 2) and x.known is None:
            return Level(f"CASE {x.sql} WHEN {y.sql} THEN 2 WHEN 1 THEN 1 ELSE 0 END")
    return certainly(f"{a.sql} = {b.sql}", f"{a.sql} = 1 OR {b.sql} = 1")


def same_span(a: Span, b: Span) -> Level:
    """Whether two numbers, days or moments are the same; silence is the same as nothing but silence."""
    _no_conflict(a.marks | b.marks)
    equal = f"{a.low} = {b.high} AND {a.high} = {b.low}"
    return Level(
        f"CASE WHEN {equal} THEN 2 WHEN {a.high} < {b.low} OR {b.high} < {a.low} THEN 0 ELSE 1 END"
        if not (a.marks | b.marks)
        else f"CASE WHEN {equal} THEN 2 WHEN {a.low} = {-FAR} OR {b.low} = {-FAR} THEN 1 "
        f"WHEN {a.high} < {b.low} OR {b.high} < {a.low} THEN 0 ELSE 1 END"
    )


def same_word(a: Word, b: Word) -> Level:
    """Whether two codes or texts are the same; of two that need a name, their names."""
    _no_conflict(a.marks | b.marks)
    if a.constant is not None and b.constant is not None:
        return _OF[2 if a.constant == b.constant else 0]
    unknown = " OR ".join(f"{x.sql} IS NULL" for x in (a, b) if x.constant is None)
    if a.name is None or b.name is None:
        return certainly(f"{a.sql} = {b.sql}", unknown)
    return Level(
        f"CASE WHEN {unknown} THEN 1 WHEN {a.sql} <> {b.sql} THEN 0 WHEN {a.name} = '' OR {b.name} = '' THEN 2 "
        f"WHEN {a.name} IS NULL OR {b.name} IS NULL THEN 1 WHEN {a.name} = {b.name} THEN 2 ELSE 0 END"
    )


def same_row(a: Row, b: Row) -> Level:
    """Whether two records are one."""
    if a.place == b.place and a.certain:
        return TRUE
    unknown = [f"{x.place} IS NULL" for x in (a, b) if not x.certain]
    return certainly(f"{a.place} = {b.place}", " OR ".join(unknown) or None)


def word_among(a: Word, words: tuple[str, ...]) -> Level:
    """Whether a code or text is one of these."""
    _no_conflict(a.marks)
    if a.constant is not None:
        return _OF[2 if a.constant in words else 0]
    if not words:
        return FALSE
    listed = ", ".join(map(quoted, words))
    return certainly(f"{a.sql} IN ({listed})", f"{a.sql} IS NULL")


def less(a: Span, b: Span) -> Level:
    """Whether one number, day or moment is below another."""
    found = f"WHEN {a.high} < {b.low} THEN 2 WHEN {a.low} >= {b.high} THEN 0 ELSE 1 END"
    silent = _either_silent(a, b)
    return Level(f"CASE WHEN {silent} THEN 0 {found}" if silent else f"CASE {found}")


def at_most(a: Span, b: Span) -> Level:
    """Whether one is not above another."""
    found = f"WHEN {b.high} < {a.low} THEN 0 WHEN {b.low} >= {a.high} THEN 2 ELSE 1 END"
    silent = _either_silent(a, b)
    return Level(f"CASE WHEN {silent} THEN 0 {found}" if silent else f"CASE {found}")


def in_range(value: Span, low: Span, high: Span) -> Level:
    """Whether a value lies between two others, both included."""
    silent = _either_silent(value, low, high)
    first = f"WHEN {silent} THEN 0 " if silent else ""
    return Level(
        f"CASE {first}WHEN GREATEST({value.low}, {low.low}) > LEAST({value.high}, {high.high}) THEN 0 "
        f"WHEN {value.low} >= {low.high} AND {value.high} <= {high.low} THEN 2 ELSE 1 END"
    )


def has_value(form: Level | Span | Word) -> Level:
    """Whether there is a value: not where there is silence."""
    if isinstance(form, Span):
        return Level(f"CASE {form.low} WHEN {SILENT_SPAN} THEN 0 WHEN {-FAR} THEN 1 ELSE 2 END")
    kind = state(form)
    return kind if kind.known is not None else Level(f"LEAST({kind.sql}, 2)")


def state(form: Level | Span | Word | Row) -> Level:
    """2 where there is one known value, 1 where it is not known, 0 where there is silence, 3 where there is a conflict."""
    match form:
        case Level():
            if form.known is not None:
                return UNKNOWN if form.known == 1 else TRUE
            return Level(f"CASE {form.sql} WHEN 1 THEN 1 WHEN -1 THEN 0 WHEN -2 THEN 3 ELSE 2 END")
        case Span():
            return Level(
                f"CASE WHEN {form.low} = {SILENT_SPAN} THEN 0 WHEN {form.low} = {CONFLICT_SPAN} THEN 3 "
                f"WHEN {form.low} = {form.high} THEN 2 ELSE 1 END"
            )
        case Word():
            if form.constant is not None:
                return _OF[0 if form.sql == "''" else 2]
            return Level(
                f"CASE WHEN {form.sql} IS NULL THEN 1 WHEN {form.sql} = '' THEN 0 "
                f"WHEN {form.sql} = {CONFLICT_WORD} THEN 3 ELSE 2 END"
            )
        case Row():
            return TRUE if form.certain else Level(f"CASE WHEN {form.place} IS NULL THEN 1 ELSE 2 END")


def _either_silent(*spans: Span) -> str:
    for span in spans:
        _no_conflict(span.marks)
    return " OR ".join(f"{s.low} = {SILENT_SPAN}" for s in spans if SILENT in s.marks)


def _no_conflict(marks: frozenset[str]) -> None:
    if CONFLICT in marks:
        raise CannotSayError("a comparison with a value of which two that differ may hold")
