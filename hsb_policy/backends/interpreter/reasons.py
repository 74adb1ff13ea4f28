"""Floor 2, back end: why an expression gave what it gave, from the steps of its evaluation. Before it: `tracing`; after it: `grounds`.

Only what decides is told: of a false `and` what is false, of a true `or` what is true, of a true `some` the records that
show it. Whatever else the case said, as long as the facts named here stay, the expression gives the same: a step that is
left out could not have changed it, because the operators themselves did not need it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import evolve

from hsb_policy.backends.interpreter.shown import is_any_day, shown_value
from hsb_policy.backends.interpreter.tracing import Step
from hsb_policy.backends.interpreter.used import UsedFacts
from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.core.explanation import NO, NOT_KNOWN, YES, Reason, UsedFact
from hsb_policy.core.types import DayType, MomentType, Type, YesNoType
from hsb_policy.core.walk import CONDITIONS
from hsb_policy.diagnostics.source import Span
from hsb_policy.values import days
from hsb_policy.values.unknown import SILENT, Between, Conflict, Unknown

MOST: Final = 20  # records told one by one
_COMPUTED = (ir.Age, ir.Between, ir.Count, ir.Shift)

Told = tuple[Reason, ...]


def truth_in_words(value: Any) -> str:
    """A truth in words; silence is no, as in conditions."""
    if value is True:
        return YES
    return NO if value is False or value is SILENT else NOT_KNOWN


class Reasoner:
    """Tells the reasons of steps, and collects the facts and readings that they rest on.

    `words` gives the author's text of a place, `place` where it stands (`file:line`).
    """

    def __init__(
        self, policy: ir.Policy, used: UsedFacts, words: Callable[[ir.Expr], str], place: Callable[[Span], str]
    ) -> None:
        self.used = used
        self.read: dict[tuple[str, str | None], None] = {}
        self._policy = policy
        self._words = words
        self._place = place

    # ---- conditions -----------------------------------------------------------------------------------------------
    def why(self, step: Step) -> Told:
        """Why a condition gave what it gave."""
        e = step.expr
        match e:
            case ir.And():
                return self._joined(step, short=False)
            case ir.Or():
                return self._joined(step, short=True)
            case ir.Not():
                return self._not(step)
            case ir.Quantified():
                return (self._quantified(e, step),)
            case ir.Call() if isinstance(e.type, YesNoType):
                return (self._definition(e, step),)
            case ir.Literal():
                return ()
            case _:
                return (self._leaf(step),)

    def _joined(self, step: Step, *, short: bool) -> Told:
        """All parts, or the one that settles it: the last that was asked."""
        parts = step.parts[-1:] if step.value is short else step.parts
        return tuple(reason for part in parts for reason in self.why(part))

    def _not(self, step: Step) -> Told:
        inner = step.parts[0]
        told = self.why(inner)
        if inner.expr.origin == step.expr.origin and len(told) == 1:
            return (evolve(told[0], truth=truth_in_words(step.value)),)
        return told

    def _definition(self, e: ir.Call, step: Step) -> Reason:
        function = self._policy.functions[e.function]
        args = len(e.args)
        facts, inner = self._values(step.parts[:args])
        return Reason(
            kind="definition",
            words=self._words(e),
            label=function.label,
            truth=truth_in_words(step.value),
            cites=function.cites,
            of=_given(e, function.parameters, step.parts),
            facts=facts,
            because=(*inner, *self._body(step.parts[args])),
            place=self._place(function.origin),
        )

    def _body(self, step: Step) -> Told:
        """Why the body of a definition gave what it gave."""
        e = step.expr
        is_condition = isinstance(e, CONDITIONS) or (isinstance(e, ir.Call) and isinstance(e.type, YesNoType))
        return self.why(step) if is_condition else self.value(step)

    def _leaf(self, step: Step) -> Reason:
        """A comparison or a test: its facts, and the definitions whose values it compares."""
        facts: dict[str, UsedFact] = {}
        told: list[Reason] = []
        self._one_value(step, facts, told, top=True)
        return Reason(
            kind="condition",
            words=self._words(step.expr),
            truth=truth_in_words(step.value),
            facts=tuple(facts.values()),
            computed=self._computed(step.parts),
            because=tuple(told),
            place=self._place(step.expr.origin),
        )

    def _computed(self, steps: Iterable[Step]) -> tuple[tuple[str, object], ...]:
        return tuple((self._words(s.expr), self._shown_of(s)) for s in steps if isinstance(s.expr, _COMPUTED))

    # ---- values ---------------------------------------------------------------------------------------------------
    def value(self, step: Step) -> Told:
        """Why a value is what it is."""
        if isinstance(step.expr, ir.Choose):
            return self._choice(step)
        facts, inner = self._values([step])
        if not facts:
            return inner
        shown = self._shown_of(step)
        return (Reason(kind="value", words=self._words(step.expr), value=shown, facts=facts, because=inner),)

    def _values(self, steps: Iterable[Step]) -> tuple[tuple[UsedFact, ...], Told]:
        """The facts that values rest on directly, and the reasons of the definitions and conditions in them."""
        facts: dict[str, UsedFact] = {}
        told: list[Reason] = []
        for step in steps:
            self._one_value(step, facts, told)
        return tuple(facts.values()), tuple(told)

    def _one_value(self, step: Step, facts: dict[str, UsedFact], told: list[Reason], *, top: bool = False) -> None:
        e = step.expr
        match e:
            case ir.FieldRead():
                base = step.parts[0]
                self._one_value(base, facts, told)
                if isinstance(base.value, Record):
                    facts |= {f.path: f for f in self.used.of_field(base.value, e.field)}
                else:
                    self.used.of_all(e.record, e.field)
            case ir.AsAt():
                facts |= {f.path: f for f in self.used.as_at()}
            case ir.Call() if isinstance(e.type, YesNoType):
                told.append(self._definition(e, step))
            case ir.Call():
                told.append(self._valued(e, step))
            case ir.Choose():
                told += self._choice(step)
            case ir.Pick() | ir.PickValue() | ir.Count():
                self._picked(e, step, facts, told)
            case _ if isinstance(e, CONDITIONS) and not top:
                told += self.why(step)
            case _:
                self._note_reading(step)
                for part in step.parts:
                    self._one_value(part, facts, told)

    def _picked(
        self, e: ir.Pick | ir.PickValue | ir.Count, step: Step, facts: dict[str, UsedFact], told: list[Reason]
    ) -> None:
        """The latest record, or how many: that others are not among them is a fact, but no reason that is worth telling."""
        for part in step.parts:
            if part.expr is e.where and part.value is False:
                self.why(part)
            else:
                self._one_value(part, facts, told)

    def _valued(self, e: ir.Call, step: Step) -> Reason:
        function = self._policy.functions[e.function]
        args = len(e.args)
        facts, inner = self._values(step.parts[:args])
        return Reason(
            kind="value",
            words=self._words(e),
            label=function.label,
            value=self._shown_of(step),
            cites=function.cites,
            of=_given(e, function.parameters, step.parts),
            facts=facts,
            because=(*inner, *self._body(step.parts[args])),
            place=self._place(function.origin),
        )

    def _choice(self, step: Step) -> Told:
        """Which exceptions or rows hold, which do not, and what that gives; the ones that hold first."""
        e = step.expr
        assert isinstance(e, ir.Choose)
        parts = iter(step.parts)
        told = []
        for branch in e.branches:
            held = next(parts)
            truth = truth_in_words(held.value)
            given = None if truth == NO else next(parts)
            told.append(self._branch(branch, held, truth, given))
        rest = next(parts, None)
        if rest is not None:
            facts, inner = self._values([rest])
            told.append(
                Reason(
                    kind="branch",
                    words=self._words(rest.expr),
                    label="otherwise",
                    truth=YES,
                    value=self._shown_of(rest),
                    facts=facts,
                    because=inner,
                )
            )
        return tuple(sorted(told, key=lambda r: r.truth == NO))

    def _branch(self, branch: ir.Branch, held: Step, truth: str, given: Step | None) -> Reason:
        facts, inner = self._values([given]) if given is not None else ((), ())
        return Reason(
            kind="branch",
            words=self._words(branch.condition),
            truth=truth,
            value=self._shown_of(given) if given is not None else None,
            cites=branch.cites,
            facts=facts,
            because=(*self.why(held), *inner),
            place=self._place(branch.condition.origin),
        )

    def _note_reading(self, step: Step) -> None:
        e = step.expr
        if isinstance(e, ir.IsSet):
            e = e.of
        if isinstance(e, ir.Reading):
            part = e.part
            if e.part_of is not None and step.parts:
                row = step.parts[0].value
                part = row.id if isinstance(row, Record) else None
            self.read[e.name, part] = None

    def _shown_of(self, step: Step) -> object:
        """What a step gave; of a number that is counted from a day of which nothing is known, nothing is."""
        return None if _is_counted_from_any_day(step) else self.shown(step.value, step.expr.type)

    def shown(self, value: Any, kind: Type) -> object:
        """A value as a decision shows it; None where it is not known."""
        if isinstance(value, Conflict):
            return tuple(self.shown(c, kind) for c in value.candidates)
        if isinstance(value, Between):
            if isinstance(kind, DayType | MomentType) and is_any_day(value):
                return None
            return days.show_range(value.low, value.high) if isinstance(kind, DayType) else _range(value, kind)
        if isinstance(value, Unknown):
            return None
        return shown_value(value, kind)

    # ---- lists ----------------------------------------------------------------------------------------------------
    def _quantified(self, e: ir.Quantified, step: Step) -> Reason:
        claims = list(_claims(e, step))
        settled = self._settling(e, claims)
        facts = self._sources(e, step, settled[0] if settled is not None else None)
        told = [settled] if settled is not None else claims
        reasons = [self._claim(e, claim) for claim in told[:MOST]]
        for claim in told[MOST:]:
            self._claim(e, claim)
        return Reason(
            kind="condition",
            words=self._words(e),
            label=self._made_label(e),
            truth=truth_in_words(step.value),
            facts=facts,
            because=tuple(reasons),
            more=max(0, len(told) - MOST),
            place=self._place(e.origin),
        )

    def _made_label(self, e: ir.Quantified) -> str:
        """Words for what no author wrote out: the search for a departure, or for an answer to a reserved question."""
        if e.binders[0].name == "the departure":
            return "a departure from it is recorded, with its reason"
        words = self._words(e)
        return f"{words} was answered" if e.binders[0].name == "the judgement" and " " not in words else ""

    def _settling(self, e: ir.Quantified, claims: list["Claim"]) -> "Claim | None":
        """The one combination that settles the whole, if one does: the last that was asked."""
        if not claims or e.kind == "exactly_one":
            return None
        _, where, body = last = claims[-1]
        return last if truth_of(where) is True and body is not None and truth_of(body) is (e.kind != "every") else None

    def _claim(self, e: ir.Quantified, claim: "Claim") -> Reason:
        scope, where, body = claim
        facts = [f for binder in e.binders for f in self.there(scope[binder.name])]
        parts = [p for p in _deciding(e.kind, where, body) if p is not None]
        truths = [truth_in_words(p.value) for p in parts]
        held = NO if NO in truths else NOT_KNOWN if NOT_KNOWN in truths else YES
        because = tuple(reason for part in parts for reason in self.why(part))
        if " " in e.binders[0].name:  # what no author wrote has no words: its facts are enough
            facts, because = [*facts, *{f.path: f for f in _facts_in(because)}.values()], ()
        return Reason(
            kind="record", truth=held, of=named_records(e.binders, scope), facts=tuple(facts), because=because
        )

    def there(self, item: Any) -> tuple[UsedFact, ...]:
        """That a record is there, where it is one."""
        return self.used.of_record(item) if isinstance(item, Record) else ()

    def _sources(self, e: ir.Quantified, step: Step, witness: dict[str, Any] | None) -> tuple[UsedFact, ...]:
        """The lists that were gone through; where one combination settles it, that its records are there is enough."""
        sources = {id(b.source): b for b in e.binders}
        facts: dict[str, UsedFact] = {}
        for part in step.parts:
            binder = sources.get(id(part.expr))
            if binder is None:
                continue
            item = witness.get(binder.name) if witness is not None else None
            if isinstance(item, Record) and isinstance(part.expr, ir.FieldRead):
                if all(witness is not None and witness.get(k) is v for k, v in part.scope.items()):
                    self._one_value(part.parts[0], facts, [])
            else:
                self._one_value(part, facts, [])
        return tuple(facts.values())


Claim = tuple[dict[str, Any], Step | None, Step | None]  # the variables, and the steps of `where` and of the body


def _claims(e: ir.Quantified, step: Step) -> Iterator[Claim]:
    """The combinations that were asked about, in order."""
    found: dict[int, list[Any]] = {}
    for part in step.parts:
        if part.expr is e.where or part.expr is e.body:
            claim = found.setdefault(id(part.scope), [part.scope, None, None])
            claim[1 if part.expr is e.where else 2] = part
    for claim in found.values():
        scope, where, body = claim
        yield scope, where, body


def truth_of(step: Step | None) -> bool | None:
    """What a condition came to, None where that is not known; one that is not there holds."""
    if step is None or step.value is True:
        return True
    return False if step.value is False or step.value is SILENT else None


def _deciding(kind: str, where: Step | None, body: Step | None) -> tuple[Step | None, ...]:
    """Of one combination, what settles whether it counts."""
    if where is not None and truth_of(where) is False:
        return (where,)
    if body is not None and truth_of(body) is (kind == "every"):
        return (body,)
    return where, body


def _named(item: Any) -> str:
    return item.label if isinstance(item, Record) else "not known" if isinstance(item, Unknown) else str(item)


def named_records(binders: Iterable[ir.Binder], scope: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The records that variables stand for, by the author's names for them."""
    return tuple((b.name.removeprefix("the "), _named(scope[b.name])) for b in binders)


def _facts_in(reasons: Iterable[Reason]) -> Iterator[UsedFact]:
    for reason in reasons:
        yield from reason.facts
        yield from _facts_in(reason.because)


def _given(call: ir.Call, names: Iterable[tuple[str, Type]], steps: Iterable[Step]) -> tuple[tuple[str, str], ...]:
    """What a definition was asked of: records, and codes that the author wrote."""
    return tuple(
        (name, _named(step.value))
        for (name, _), arg, step in zip(names, call.args, steps, strict=False)
        if isinstance(step.value, Record) or (isinstance(step.value, str) and arg.origin.file)
    )


def _is_counted_from_any_day(step: Step) -> bool:
    if isinstance(step.expr, ir.Age | ir.Between):
        return any(is_any_day(part.value) for part in step.parts)
    # A definition or a choice hands on what it was given.
    return isinstance(step.value, Between) and any(
        part.value is step.value and _is_counted_from_any_day(part) for part in step.parts
    )


def _range(value: Between, kind: Type) -> str:
    if isinstance(kind, MomentType):
        return f"{days.show_moment(value.low)} to {days.show_moment(value.high)}"
    return f"{value.low} to {value.high}" if value.high < 10**6 else f"{value.low} or more"
