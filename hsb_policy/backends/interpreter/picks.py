"""Floor 2, back end: the latest, the earliest and the first record of a list.

Which record is the latest may be unknown: a day is partly known, two are tied, or it is unknown whether a record is among
them at all. All records that may be it are asked; what they all say is the answer.
"""

from typing import Any, Protocol

from attrs import frozen

from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.values.operators import bounds, facts_of, same, undecided
from hsb_policy.values.unknown import NO_FACTS, PARTLY_KNOWN, Fact, Facts, Truth, Unknown

Scope = dict[str, Any]
FAR = 10**15  # beyond every day and moment, `not yet` too


class Evaluates(Protocol):
    """What this file needs of the evaluator."""

    def value(self, expr: ir.Expr, scope: Scope) -> Any:
        """The value of an expression."""

    def truth(self, expr: ir.Expr, scope: Scope) -> Truth:
        """The value of a condition."""

    def holds(self, where: ir.Expr | None, scope: Scope) -> Truth:
        """A `where`, true where there is none."""

    def narrowed(
        self,
        items: tuple[Any, ...],
        binder: ir.Binder,
        rest: tuple[ir.Binder, ...],
        conditions: tuple[ir.Expr | None, ...],
        scope: Scope,
    ) -> tuple[Any, ...]:
        """The elements of a list to look at."""


@frozen
class _Contender:
    scope: Scope
    low: int
    high: int
    is_certain: bool
    facts: Facts  # why it is unknown whether it is among them, or when it was


@frozen
class _Contest:
    contenders: tuple[_Contender, ...]
    may_be_empty: bool
    unsettled: Facts  # what would settle which of them it is


def _contest(ev: Evaluates, e: ir.Pick | ir.PickValue, scope: Scope) -> _Contest | Unknown:
    items = ev.value(e.binder.source, scope)
    if not isinstance(items, tuple):
        return Unknown(facts_of(items))
    all_of_them = []
    for at, item in enumerate(ev.narrowed(items, e.binder, (), (e.where,), scope)):
        inner = {**scope, e.binder.name: item}
        among = ev.holds(e.where, inner)
        if among is False:
            continue
        key = -at if e.key is None else ev.value(e.key, inner)
        low, high = bounds(key) or (-FAR, FAR)
        if e.kind == "earliest":
            low, high = -high, -low
        facts = facts_of(among) | (facts_of(key) if low != high else NO_FACTS)
        all_of_them.append(_Contender(inner, low, high, among is True, facts))
    floor = max((c.low for c in all_of_them if c.is_certain), default=-FAR)
    contenders = tuple(c for c in all_of_them if c.high >= floor)
    unsettled = facts_of(*(Unknown(c.facts) for c in contenders)) or _tie(ev, e, contenders)
    return _Contest(contenders, not any(c.is_certain for c in all_of_them), unsettled)


def _tie(ev: Evaluates, e: ir.Pick | ir.PickValue, contenders: tuple[_Contender, ...]) -> Facts:
    if len(contenders) < 2:
        return NO_FACTS
    key = e.key if isinstance(e.key, ir.FieldRead) else None
    tied = [c.scope[e.binder.name] if key is None else ev.value(key.base, c.scope) for c in contenders]
    return frozenset(
        Fact(
            r.path if key is None else r.path_of(key.field),
            PARTLY_KNOWN,
            f"Which came last? {r.label} and another have the same day.",
        )
        for r in tied
        if isinstance(r, Record)
    )


def pick(ev: Evaluates, e: ir.Pick, scope: Scope) -> Truth:
    """Whether the latest (earliest, first) record satisfies the condition; false where there is none."""
    contest = _contest(ev, e, scope)
    if isinstance(contest, Unknown):
        return contest
    answers = [ev.truth(e.body, c.scope) for c in contest.contenders]
    if contest.may_be_empty:
        answers.append(False)
    if all(a is True for a in answers):
        return True
    if all(a is False for a in answers):
        return False
    agreed = all(a is not True for a in answers) or all(a is not False for a in answers)
    own = facts_of(*answers)
    return Unknown(
        own if agreed and len(contest.contenders) == 1 and not contest.may_be_empty else own | contest.unsettled
    )


def pick_value(ev: Evaluates, e: ir.PickValue, scope: Scope) -> Any:
    """The value that the latest (earliest) record gives, or the one for none."""
    contest = _contest(ev, e, scope)
    if isinstance(contest, Unknown):
        return undecided([ev.value(e.if_none, scope)], contest.facts)
    values = [ev.value(e.gives, c.scope) for c in contest.contenders]
    if contest.may_be_empty:
        values.append(ev.value(e.if_none, scope))
    if len(values) == 1:
        return values[0]
    if all(same(values[0], v) is True for v in values[1:]):
        return values[0]
    return undecided(values, contest.unsettled)
