"""Floor 2, back end: the value of an expression on a case. Before it: the core IR; after it: `bindings` and `outcomes`.

Every kind of expression has one method. A value is known (a plain value) or carries the facts that it hangs on; see
`values.unknown`. Nothing here can loop for ever, read a file or a clock.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hsb_policy.backends.interpreter import picks
from hsb_policy.backends.interpreter.narrowing import Narrowing
from hsb_policy.core import ir
from hsb_policy.core.case import Case, Record
from hsb_policy.core.large import STEPS_INTERPRETED, TooManyStepsError
from hsb_policy.core.types import DayType, MomentType, Type, YesNoType
from hsb_policy.values import days, spans
from hsb_policy.values.calendar import Calendar, load_calendar
from hsb_policy.values.kleene import and_, not_, or_
from hsb_policy.values.operators import OPERATORS, facts_of, same, undecided
from hsb_policy.values.unknown import (
    NO_FACTS,
    SILENT,
    UNSETTLED,
    Between,
    Conflict,
    Fact,
    Facts,
    Truth,
    Unknown,
)

Scope = dict[str, Any]
Readings = Mapping[tuple[str, str | None], Any]

MANY = 10**9  # more than any case has: how many an unknown list may hold


class Evaluator:
    """Evaluates expressions of one policy on one case under chosen readings.

    What a definition gives for the same arguments is remembered. With `reads` set to a set, the places of all facts
    that are read go into it; with `fired`, the branches (by identity) whose condition held. With `looks_up`, records are
    found by their refs in long lists.
    """

    looks_up = True
    most_steps = STEPS_INTERPRETED

    def __init__(
        self, policy: ir.Policy, case: Case, readings: Readings, rows: Mapping[str, tuple[Record, ...]]
    ) -> None:
        self.policy = policy
        self.case = case
        self.readings = readings
        self.reads: set[str] | None = None
        self.ranges: dict[tuple[int, int, int], Any] = {}
        self.fired: set[int] | None = None
        self.rows = rows
        self._calendar: Calendar = load_calendar(policy.calendar)
        self._rule, self._left = "", self.most_steps
        self._narrowing = Narrowing(self)
        self._remembered: dict[tuple[Any, ...], Any] = {}
        self._methods: dict[type, Callable[[Any, Scope], Any]] = {
            ir.Literal: lambda e, _: e.value,
            ir.Variable: lambda e, scope: scope[e.name],
            ir.TheCase: lambda _, __: case.root,
            ir.AsAt: lambda _, __: case.as_at,
            ir.Rows: lambda e, _: rows[e.reference],
            ir.Reading: self._reading,
            ir.FieldRead: self._field,
            ir.Not: lambda e, scope: not_(self.truth(e.of, scope)),
            ir.And: lambda e, scope: and_(self.truth(p, scope) for p in e.parts),
            ir.Or: lambda e, scope: or_(self.truth(p, scope) for p in e.parts),
            ir.Quantified: self._quantified,
            ir.Count: self._count,
            ir.Pick: lambda e, scope: picks.pick(self, e, scope),
            ir.PickValue: lambda e, scope: picks.pick_value(self, e, scope),
            ir.Compare: self._compare,
            ir.HasHappened: lambda e, scope: spans.has_happened(self.value(e.of, scope)),
            ir.IsRecorded: lambda e, scope: spans.is_recorded(self.value(e.of, scope)),
            ir.IsNamed: lambda e, scope: spans.is_named(self.value(e.of, scope)),
            ir.IsSet: lambda e, scope: not isinstance(self._reading(e.of, scope), Unknown),
            ir.HasValue: self._has_value,
            ir.Age: self._age,
            ir.Shift: self._shift,
            ir.Between: self._between,
            ir.DayOf: lambda e, scope: spans.day_of(self.value(e.of, scope)),
            ir.OrIfNotYet: self._or_if_not_yet,
            ir.OrIfNotRecorded: self._or_if_not_recorded,
            ir.Call: self._call,
            ir.Choose: lambda e, scope: self.choose(e, scope)[0],
        }

    def value(self, expr: ir.Expr, scope: Scope) -> Any:
        """The value of an expression; `scope` has the variables."""
        return self._methods[type(expr)](expr, scope)

    def truth(self, expr: ir.Expr, scope: Scope) -> Truth:
        """The value of a condition: silence is no, a conflict is unknown."""
        found = self._methods[type(expr)](expr, scope)
        if found is True or found is False or isinstance(found, Unknown):
            return found
        return False if found is SILENT else Unknown(facts_of(found))

    # ---- facts ----------------------------------------------------------------------------------------------------
    def _reading(self, e: ir.Reading, scope: Scope) -> Any:
        part = e.part if e.part_of is None else self.value(e.part_of, scope)
        part = part.id if isinstance(part, Record) else part
        chosen = self.readings.get((e.name, part))
        if chosen is not None:
            return chosen
        return unset(e.name, part)

    def _field(self, e: ir.FieldRead, scope: Scope) -> Any:
        return self.field_of(e, self._methods[type(e.base)](e.base, scope))

    def field_of(self, e: ir.FieldRead, base: Any) -> Any:
        """A field of what its base is."""
        if isinstance(base, Record):
            if self.reads is not None:
                self.reads.add(base.path_of(e.field))
            found = base.facts[e.field]
            if isinstance(found, Unknown):
                found = any_value(e.type, found.facts)
        else:
            found = self._of_unknown_record(e, base)
        return e.missing_counts_as if e.missing_counts_as is not None and isinstance(found, Unknown) else found

    def _of_unknown_record(self, e: ir.FieldRead, base: Any) -> Any:
        """A field of a record that is not known: unknown, even where all records that it may be say the same.

        Who was not recorded may be somebody of whom the file knows nothing yet. What is unknown of those whom it may be
        is missing too.
        """
        kind = self.policy.schema.records[e.record]
        listed = self.case.root.facts.get(kind.place) if kind.placement == "list" and kind.place else None
        others = [record.facts[e.field] for record in listed] if isinstance(listed, tuple) else []
        return any_value(e.type, facts_of(base, *others))

    # ---- lists ----------------------------------------------------------------------------------------------------
    def scopes(
        self, binders: tuple[ir.Binder, ...], scope: Scope, *conditions: ir.Expr | None
    ) -> Iterator[Scope | Unknown]:
        """The scopes that binders make; an Unknown stands for those of a list that is not recorded.

        Left out may be scopes for which one of the conditions is certainly false.
        """
        first, rest = binders[0], binders[1:]
        items = self.value(first.source, scope)
        if not isinstance(items, tuple):
            yield items if isinstance(items, Unknown) else Unknown(facts_of(items))
            return
        for item in self.narrowed(items, first, rest, conditions, scope):
            inner = {**scope, first.name: item}
            if rest:
                yield from self.scopes(rest, inner, *conditions)
            else:
                yield inner

    def narrowed(
        self,
        items: tuple[Any, ...],
        binder: ir.Binder,
        rest: tuple[ir.Binder, ...],
        conditions: tuple[ir.Expr | None, ...],
        scope: Scope,
    ) -> tuple[Any, ...]:
        """The elements of a list to look at; all of them where all facts that are read are asked for."""
        if self.reads is None and self.looks_up:
            items = self._narrowing.narrowed(items, binder, rest, conditions, scope)
        self.spend(len(items))
        return items

    # ---- how much is looked at ------------------------------------------------------------------------------------
    def begin(self, rule: str) -> None:
        """Count anew what is looked at, for this rule."""
        self._rule, self._left = rule, self.most_steps

    def spend(self, steps: int) -> None:
        """Count records that are looked at. Raises TooManyStepsError where they are more than one rule may look at."""
        self._left -= steps
        if self._left < 0:
            raise TooManyStepsError(self._rule, self.most_steps)

    def _quantified(self, e: ir.Quantified, scope: Scope) -> Truth:
        if e.kind == "every":
            return and_(
                s if isinstance(s, Unknown) else or_((not_(self.holds(e.where, s)), self.truth(e.body, s)))
                for s in self._combinations(e.binders, scope, e.where)
            )
        claims = (
            s if isinstance(s, Unknown) else and_(self._claim(e.where, e.body, s))
            for s in self._combinations(e.binders, scope, e.where, e.body)
        )
        if e.kind == "exactly_one":
            return self._exactly_one(list(claims))
        return not_(or_(claims)) if e.kind == "none" else or_(claims)

    def _combinations(
        self, binders: tuple[ir.Binder, ...], scope: Scope, *conditions: ir.Expr | None
    ) -> Iterator[Scope | Unknown]:
        """The scopes that binders make, where their order is of no consequence."""
        if self.reads is None and self.looks_up:
            binders = self._narrowing.looked_up_first(binders, conditions, scope)
        return self.scopes(binders, scope, *conditions)

    def _claim(self, where: ir.Expr | None, body: ir.Expr, scope: Scope) -> Iterator[Truth]:
        if where is not None:
            yield self.truth(where, scope)
        yield self.truth(body, scope)

    def _exactly_one(self, claims: list[Truth]) -> Truth:
        certain = sum(1 for c in claims if c is True)
        possible = [c for c in claims if isinstance(c, Unknown)]
        if certain > 1 or not possible:
            return certain == 1
        return Unknown(facts_of(*possible))

    def holds(self, where: ir.Expr | None, scope: Scope) -> Truth:
        """A `where`, true where there is none."""
        return True if where is None else self.truth(where, scope)

    def _count(self, e: ir.Count, scope: Scope) -> Any:
        low = high = 0
        facts = NO_FACTS
        for s in self._combinations(e.binders, scope, e.where):
            held = s if isinstance(s, Unknown) else self.holds(e.where, s)
            if held is True:
                low, high = low + 1, high + 1
            elif isinstance(held, Unknown):
                high += MANY if held is s else 1
                facts = facts | held.facts
        return low if low == high else Between(low, high, facts)

    # ---- operators ------------------------------------------------------------------------------------------------
    def _compare(self, e: ir.Compare, scope: Scope) -> Truth:
        methods = self._methods
        operands = [methods[type(operand)](operand, scope) for operand in e.operands]
        if e.op == "within_hours" and operands[0] == days.NOT_YET:
            return Unknown(frozenset({self._not_yet(e.operands[0], scope)}))
        return OPERATORS[e.op].meaning(*operands)

    def _has_value(self, e: ir.HasValue, scope: Scope) -> Truth:
        found = self.value(e.of, scope)
        return found if isinstance(found, Unknown) else found is not SILENT

    def _age(self, e: ir.Age, scope: Scope) -> Any:
        birth, day = self.value(e.birth, scope), self.value(e.day, scope)
        if day == days.NOT_YET:
            return Unknown(frozenset({self._not_yet(e.day, scope)}))
        return spans.age(birth, day)

    def _not_yet(self, day: ir.Expr, scope: Scope) -> Fact:
        if isinstance(day, ir.DayOf):
            return self._not_yet(day.of, scope)
        if isinstance(day, ir.FieldRead):
            base = self.value(day.base, scope)
            if isinstance(base, Record):
                path = base.path_of(day.field)
                return Fact(path, ask=f"On which day is this to be counted? {path} has not come yet.")
        return Fact("as_at", ask="On which day is this to be counted? That day has not come yet.")

    def _shift(self, e: ir.Shift, scope: Scope) -> Any:
        return self.shifted(self.value(e.anchor, scope), self.value(e.number, scope), e.unit)

    def shifted(self, anchor: Any, number: Any, unit: str) -> Any:
        """So many units after a day (or moment, for hours); unknown past the calendar's range, never 'no holidays'."""
        return spans.shifted(self._calendar, anchor, number, unit)

    def _between(self, e: ir.Between, scope: Scope) -> Any:
        start, finish = self.value(e.start, scope), self.value(e.finish, scope)
        are_days = isinstance(start, int | Between) and isinstance(finish, int | Between)
        if are_days and days.NOT_YET in (start, finish):
            return Unknown(frozenset({self._not_yet(e.start if start == days.NOT_YET else e.finish, scope)}))
        return spans.between(self._calendar, e.unit, start, finish)

    def _or_if_not_yet(self, e: ir.OrIfNotYet, scope: Scope) -> Any:
        found = self.value(e.of, scope)
        return self.value(e.otherwise, scope) if found == days.NOT_YET else found

    def _or_if_not_recorded(self, e: ir.OrIfNotRecorded, scope: Scope) -> Any:
        found = self.value(e.of, scope)
        # A count of an unknown list is no fact that could be recorded.
        absent = not isinstance(e.of, ir.Count) and spans.is_absent(found)
        return self.value(e.otherwise, scope) if absent else found

    # ---- definitions ----------------------------------------------------------------------------------------------
    def _call(self, e: ir.Call, scope: Scope) -> Any:
        function = self.policy.functions[e.function]
        methods = self._methods
        args = tuple([methods[type(a)](a, scope) for a in e.args])
        key = (e.function, args)
        if self.reads is None and key in self._remembered:
            return self._remembered[key]
        inner = {name: arg for (name, _), arg in zip(function.parameters, args, strict=True)}
        found = self.value(function.body, inner)
        if isinstance(function.type, YesNoType) and found is SILENT:
            found = False
        if isinstance(found, Conflict) and not found.facts:
            ask = f"Which value of {function.label} holds? Two exceptions give different values."
            found = Conflict(found.candidates, frozenset({Fact(e.function, UNSETTLED, ask)}))
        self._remembered[key] = found
        return found

    def choose(self, e: ir.Choose, scope: Scope) -> tuple[Any, tuple[str, ...]]:
        """The value of the branches that hold, and what the branches that gave it cite."""
        settled: list[tuple[Any, tuple[str, ...]]] = []
        open_facts, open_values = NO_FACTS, []
        for branch in e.branches:
            held = self.truth(branch.condition, scope)
            if held is False:
                continue
            value = self.value(branch.value, scope)
            if held is True:
                settled.append((value, branch.cites))
                if self.fired is not None:
                    self.fired.add(id(branch))
            else:
                open_values.append(value)
                open_facts = open_facts | held.facts
        otherwise = SILENT
        if not settled and e.otherwise is not None:
            otherwise = self.value(e.otherwise, scope)
        found, is_told = weighed([value for value, _ in settled], open_values, open_facts, otherwise)
        return found, tuple(dict.fromkeys(c for _, cites in settled for c in cites)) if is_told else ()


def weighed(settled: list[Any], open_values: list[Any], open_facts: Facts, otherwise: Any) -> tuple[Any, bool]:
    """What branches come to: the values of those that hold, and of those of which it is unknown; `otherwise` if none holds.

    Gives the value, and whether it is one that all of them agree on; else it is a conflict or undecided.
    """
    values = settled or [otherwise]
    first = values[0]
    if len(values) > 1 and _differ(values):
        return Conflict(_candidates(values)), False
    given = [*values, *open_values]
    if len(given) > 1 and any(isinstance(v, Unknown | Between) for v in given):
        return undecided(given, open_facts, may_conflict=bool(settled)), False
    unsure = [x for v in values[1:] if (x := same(first, v)) is not True]
    if unsure:
        return undecided(given, open_facts | facts_of(*unsure), may_conflict=True), False
    if any(same(first, v) is not True for v in open_values):
        differ = bool(settled) or any(same(open_values[0], v) is not True for v in open_values[1:])
        return undecided(given, open_facts, may_conflict=differ), False
    return first, True


def _differ(values: list[Any]) -> bool:
    """Whether two of these values are certainly not the same; of those that conflict in themselves, one differs from any."""
    known = [v for v in values if not isinstance(v, Unknown | Between)]
    return any(isinstance(v, Conflict) for v in known) or any(
        same(a, b) is False for at, a in enumerate(known) for b in known[:at]
    )


def _candidates(values: list[Any]) -> tuple[Any, ...]:
    """The known values, each once, with those of a conflict one by one."""
    found: dict[Any, None] = {}
    for value in values:
        found.update(dict.fromkeys(_candidates(list(value.candidates)) if isinstance(value, Conflict) else (value,)))
    return tuple(v for v in found if not isinstance(v, Unknown | Between))


def unset(name: str, part: str | None) -> Unknown:
    """What an interpretation is of which no reading is set."""
    path = f"interpretations.{name}" + (f".{part}" if part else "")
    return Unknown(frozenset({Fact(path, ask=f"Which reading of {name} is to be used? None is set.")}))


def any_value(type_: Type, facts: Facts) -> Any:
    """A fact of which nothing is known; a date that cannot be 'not yet' is some day."""
    if isinstance(type_, DayType) and not type_.open:
        return Between(days.FIRST_DAY, days.LAST_DAY, facts)
    if isinstance(type_, MomentType) and not type_.open:
        return Between(days.first_moment(days.FIRST_DAY), days.last_moment(days.LAST_DAY), facts)
    return Unknown(facts)
