"""Floor 2, front end: the productions of values and conditions to their trees."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend.ast.expressions import (
    Age,
    Binder,
    Call,
    Chain,
    Claim,
    Comparison,
    Condition,
    Count,
    DateLiteral,
    InRange,
    Member,
    Name,
    Not,
    NumberLiteral,
    OrIfNotRecorded,
    OrIfNotYet,
    Path,
    Picked,
    PickValue,
    Quantified,
    Shift,
    SpanBetween,
    State,
    Value,
    WasAnswered,
    WithinHours,
    YesNo,
)
from hsb_policy.frontend.ast.nodes import Text
from hsb_policy.frontend.build_words import (
    Children,
    Clause,
    Impossible,
    field_word,
    leaves_of,
    spaced,
    span_of,
    text,
    word,
)
from hsb_policy.frontend.lexer import Leaf
from hsb_policy.values.days import parse_day, parse_partial

MAX_DIGITS = 15


class ExpressionBuilder:
    """The productions of values and conditions."""

    # ---- values

    def name(self, children: Children) -> Name:
        """Build a bare name."""
        return Name(name=str(children[0]), span=children[0].span)

    def path(self, children: Children) -> Path:
        """Build `r.child.birth_date`."""
        base = Name(name=str(children[0]), span=children[0].span)
        return Path(base=base, fields=tuple(map(field_word, children[1:])), span=span_of(children))

    def call(self, children: Children) -> Call | Path:
        """Build `f(x, y)` and `f(x).field`."""
        close = next(i for i, child in enumerate(children) if isinstance(child, Leaf) and child.type == "RPAR")
        args: tuple[Value, ...] = tuple(children[2:close:2])
        call = Call(name=word(children[0]), args=args, span=span_of(children[: close + 1]))
        if close == len(children) - 1:
            return call
        return Path(base=call, fields=tuple(map(field_word, children[close + 1 :])), span=span_of(children))

    def number(self, children: Children) -> NumberLiteral:
        """Build a whole number."""
        return NumberLiteral(number=whole(children[0], children[0].span), span=children[0].span)

    def duration(self, children: Children) -> NumberLiteral:
        """Build a number with its unit."""
        number, unit = amount(children[0])
        return NumberLiteral(number=number, unit=unit, span=children[0].span)

    def date(self, children: Children) -> DateLiteral:
        """Build a day."""
        return DateLiteral(text=possible(children[0], parse_day), span=children[0].span)

    def partial_date(self, children: Children) -> DateLiteral:
        """Build a month."""
        return DateLiteral(text=possible(children[0], parse_partial), span=children[0].span)

    def text(self, children: Children) -> Text:
        """Build a text."""
        return text(children[0])

    def yes(self, children: Children) -> YesNo:
        """Build `yes`."""
        return YesNo(yes=True, span=children[0].span)

    def no(self, children: Children) -> YesNo:
        """Build `no`."""
        return YesNo(yes=False, span=children[0].span)

    def shift(self, children: Children) -> Shift:
        """Build `15 working days after DAY`."""
        number, unit = amount(children[0])
        back = children[1].type == "BEFORE"
        return Shift(number=number, unit=unit, back=back, anchor=children[2], span=span_of(children))

    def age(self, children: Children) -> Age:
        """Build `age of PERSON on DAY`."""
        return Age(person=children[1], day=children[3], span=span_of(children))

    def span_between(self, children: Children) -> SpanBetween:
        """Build `number of days from A to B`."""
        unit = spaced(children[0]).removeprefix("number of ").removesuffix(" from")
        return SpanBetween(unit=unit, start=children[1], finish=children[3], span=span_of(children))

    def count(self, children: Children) -> Count:
        """Build `count of (x in LIST where C)`."""
        return Count(binders=children[2], where=_where(children), span=span_of(children))

    def pick_value(self, children: Children) -> PickValue:
        """Build `latest (x in LIST by KEY where C) gives V or if none W`."""
        gives = next(i for i, child in enumerate(children) if isinstance(child, Leaf) and child.type == "GIVES")
        return PickValue(
            kind=str(children[0]),
            binder=children[2],
            key=children[4],
            where=_where(children),
            gives=children[gives + 1],
            if_none=children[gives + 3] if gives + 3 < len(children) else None,
            span=span_of(children),
        )

    def or_if_not_yet(self, children: Children) -> OrIfNotYet:
        """Build `D or if not yet E`."""
        return OrIfNotYet(value=children[0], otherwise=children[2], span=span_of(children))

    def or_if_not_recorded(self, children: Children) -> OrIfNotRecorded:
        """Build `V or if not recorded W`."""
        return OrIfNotRecorded(value=children[0], otherwise=children[2], span=span_of(children))

    # ---- what is ranged over

    def binder(self, children: Children) -> Binder:
        """Build `x in LIST`."""
        return Binder(name=word(children[0]), source=children[2], span=span_of(children))

    def binders(self, children: Children) -> tuple[Binder, ...]:
        """Build `x in LIST, y in LIST`."""
        return tuple(children[::2])

    def where(self, children: Children) -> Clause:
        """Build `where C`."""
        return Clause("where", (children[1],), span_of(children))

    # ---- conditions

    def cond(self, children: Children) -> Condition:
        """Build conditions joined by and/or; one alone stands for itself."""
        if len(children) == 1:
            single: Condition = children[0]
            return single
        return Chain(
            parts=tuple(children[::2]), words=tuple(word(leaf) for leaf in children[1::2]), span=span_of(children)
        )

    def bracketed(self, children: Children) -> Condition:
        """Build a condition in brackets: itself, with the place of the brackets."""
        inner: Condition = evolve(children[1], span=span_of(children))
        return inner

    def negation(self, children: Children) -> Not:
        """Build `not C`."""
        return Not(condition=children[1], span=span_of(children))

    def quantified(self, children: Children) -> Quantified:
        """Build `some x in LIST where C has D` and its kin."""
        return Quantified(
            kind=spaced(children[0]),
            binders=children[1],
            where=_where(children),
            has=children[-1],
            span=span_of(children),
        )

    def picked(self, children: Children) -> Picked:
        """Build `latest x in LIST by KEY where C has D`."""
        return Picked(
            kind=str(children[0]),
            binder=children[1],
            key=children[3],
            where=_where(children),
            has=children[-1],
            span=span_of(children),
        )

    def first_picked(self, children: Children) -> Picked:
        """Build `first in record order x in LIST where C has D`."""
        return Picked(
            kind="first",
            binder=children[1],
            key=None,
            where=_where(children),
            has=children[-1],
            span=span_of(children),
        )

    def claim(self, children: Children) -> Claim:
        """Build a value that stands as a condition."""
        return Claim(value=children[0], span=children[0].span)

    def compare(self, children: Children) -> Comparison:
        """Build two values with a word between them."""
        return Comparison(op=spaced(children[1]), left=children[0], right=children[2], span=span_of(children))

    def in_range(self, children: Children) -> InRange:
        """Build `V is 5 to 11`."""
        return InRange(value=children[0], low=children[2], high=children[4], span=span_of(children))

    def member(self, children: Children) -> Member:
        """Build `V is one of A, B`."""
        negated = children[1].type == "IS_NOT_ONE_OF"
        return Member(value=children[0], options=tuple(children[2::2]), negated=negated, span=span_of(children))

    def state(self, children: Children) -> State:
        """Build `V has happened` and its kin."""
        return State(op=spaced(children[1]), value=children[0], span=span_of(children))

    def was_answered(self, children: Children) -> WasAnswered:
        """Build `J13 was answered yes for child`."""
        answers = leaves_of(children, "YES") + leaves_of(children, "NO")
        about = children[-1] if type(children[-1]) is tuple else ()
        answer = answers[0].type == "YES" if answers else None
        return WasAnswered(question=children[0], answer=answer, about=about, span=span_of(children))

    def within_hours(self, children: Children) -> WithinHours:
        """Build `MOMENT is within HOURS`."""
        return WithinHours(moment=children[0], hours=children[2], span=span_of(children))


def whole(digits: str, span: Span) -> int:
    """A whole number, refused where it is too long to mean anything."""
    if len(digits) > MAX_DIGITS:
        raise Impossible(span, f"this number has {len(digits)} digits, and no more than {MAX_DIGITS} can be read")
    return int(digits)


def amount(leaf: Leaf) -> tuple[int, str]:
    """The number and the unit of `15 working days`; the unit is in the plural, however it was written."""
    digits, *words = leaf.split()
    unit = " ".join(words)
    return whole(digits, leaf.span), unit if unit.endswith("s") else unit + "s"


def possible(leaf: Leaf, reader: Callable[[str], object]) -> str:
    """A day, month or moment as written, refused where the calendar has none such."""
    try:
        reader(leaf)
    except ValueError as found:
        raise Impossible(leaf.span, str(found)) from None
    return str(leaf)


def _where(children: Children) -> Any:
    return next((child.items[0] for child in children if type(child) is Clause), None)
