"""Floor 3: the explanation of an outcome: what the interpreter found, joined with the policy's words and the rest of the decision.

For whoever writes findings: `Explainer(policy, case, readings, rows, words, supposes=False).explain(outcome)` needs no decision, and
`explaining_findings.finding_of` gives one plain paragraph and the evidence rows of an explanation.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import field, frozen

from hsb_policy.backends.interpreter.grounds import Grounds, grounds_of
from hsb_policy.backends.interpreter.outcomes import pending_of
from hsb_policy.backends.interpreter.supposing import outcome_if, outcome_if_it_applied
from hsb_policy.backends.interpreter.tracing import Tracer
from hsb_policy.core import ir
from hsb_policy.core.case import Case, Record
from hsb_policy.core.decision import Decision, Explanation, NextQuestion, Outcome
from hsb_policy.core.explanation import MissingFact, Neighbour, Statement, Supposed, UsedReading
from hsb_policy.core.types import CodeType, YesNoType
from hsb_policy.engine.asked_for import asked_for
from hsb_policy.engine.changing import changes_of
from hsb_policy.engine.readings import Readings, shown_reading
from hsb_policy.engine.source_words import SourceWords
from hsb_policy.values import days
from hsb_policy.values.unknown import PARTLY_KNOWN, Between, Fact

_SUPPOSED_FACTS: Final = 4  # so many missing facts are supposed to be known, one by one
_SUPPOSED_VALUES: Final = 6  # where they have no more values than this


@frozen(eq=False)
class Explainer:
    """Explains the outcomes of a decision on a case. It asks the interpreter anew, which remembers what it worked out for one
    outcome when it is asked for the next. With `supposes` false it leaves out what would follow if a missing fact were known.
    """

    policy: ir.Policy
    case: Case
    readings: Readings
    rows: Mapping[str, tuple[Record, ...]]
    words: SourceWords
    supposes: bool = True
    _ev: Tracer = field(init=False, repr=False)

    @_ev.default
    def _tracer(self) -> Tracer:
        return Tracer(self.policy, self.case, self.readings.values, self.rows)

    def __call__(self, decision: Decision, rule: str | Outcome, about: Mapping[str, str], /) -> tuple[Explanation, ...]:
        """An explanation of each outcome that is asked for. Raises ExplanationError."""
        wanted = (rule,) if isinstance(rule, Outcome) else asked_for(self.policy, decision, rule, about)
        return tuple(self.explain(outcome, decision) for outcome in wanted)

    def explain(self, outcome: Outcome, decision: Decision | None = None) -> Explanation:
        """The explanation of one outcome. Without the decision, what gives way to it and the ranks of questions are left out."""
        others = decision.outcomes if decision is not None else ()
        questions = decision.questions if decision is not None else ()
        rule = next(r for r in self.policy.rules if r.name == outcome.rule)
        ev = self._ev
        found = grounds_of(ev, rule, outcome.about, self.words.of, self.words.place)
        if found is None:
            raise LookupError(f"the decision has no outcome of {outcome.rule} about these")
        told = found.outcome
        reserved = self.policy.reserved.get(told.judgement or "")
        return Explanation(
            outcome=told,
            place=self.words.place(rule.origin),
            grounds=found.grounds,
            facts=found.facts,
            statements=self._statements(told.statements),
            readings=tuple(self._readings(rule, told, {name for name, _ in found.read})),
            missing=self._missing(ev, rule, told, found, questions),
            changes=changes_of(found, self._if_it_applied(ev, rule, told)),
            fulfilled_by=found.fulfilled_by if told.status in ("met", "met_late") else (),
            deadline=found.deadline,
            overridden_by=_displacing(others, told),
            gives_way=_giving_way(others, told),
            reserved=reserved.label if reserved is not None else "",
            consider=self._statements(told.consider),
        )

    def _statements(self, ids: Iterable[str]) -> tuple[Statement, ...]:
        known = self.policy.statements
        return tuple(Statement(id=i, section=known[i].section, summary=known[i].summary) for i in ids if i in known)

    # ---- interpretations --------------------------------------------------------------------------------------------
    def _readings(self, rule: ir.AnyRule, outcome: Outcome, read: set[str]) -> Iterator[UsedReading]:
        ids = set(outcome.interpretations)
        names = {*rule.readings, *read, *(i.name for i in self.policy.interpretations.values() if ids & set(i.cites))}
        for name in sorted(names, key=lambda n: (n not in read, n)):
            i = self.policy.interpretations[name]
            reading, words = self._reading(i, rule.name)
            chosen = next((c for c in self.readings.chosen if c.name == name), None)
            yield UsedReading(
                name=name,
                cites=tuple(c for c in i.cites if c.startswith("A")),
                question=i.label,
                reading=reading,
                words=words,
                is_default=chosen is None or chosen.is_default,
                approved=i.approved is not None,
                read=name in read,
            )

    def _reading(self, i: ir.Interpretation, rule: str) -> tuple[object, str]:
        if i.fixed is not None:
            return i.fixed[0], i.fixed[0]
        part = rule if i.one_per == "rule" else None
        value = self.readings.values.get((i.name, part))
        shown = shown_reading(value, i.type)
        return shown, dict(i.choices).get(str(value), "") if i.choices else ""

    # ---- what is missing, and what would change it ------------------------------------------------------------------
    def _missing(
        self, ev: Tracer, rule: ir.AnyRule, outcome: Outcome, found: Grounds, questions: tuple[NextQuestion, ...]
    ) -> tuple[MissingFact, ...]:
        ranked = {q.path: (at, q) for at, q in enumerate(questions) if q.path is not None}
        facts = sorted(outcome.missing, key=lambda f: (ranked[f.path][0] if f.path in ranked else len(questions), f))
        told = []
        for at, fact in enumerate(facts):
            question = ranked[fact.path][1] if fact.path in ranked else None
            place = found.places.get(fact.path)
            is_supposed = self.supposes and place is not None and at < _SUPPOSED_FACTS
            supposed = self._supposed(ev, rule, outcome, place) if is_supposed and place is not None else ()
            told.append(_missing_fact(fact, question, supposed))
        return tuple(told)

    def _supposed(
        self, ev: Tracer, rule: ir.AnyRule, outcome: Outcome, place: tuple[Record, str]
    ) -> tuple[Supposed, ...]:
        """What would follow from each answer, where there are few; of a date that is partly known, from its first and last day."""
        record, name = place
        definition = self.policy.schema.records[record.kind].fields.get(name)
        known = record.facts[name]
        values: list[Any] = []
        if definition is not None and isinstance(definition.type, YesNoType):
            values = [True, False]
        elif isinstance(known, Between) and any(fact.state == PARTLY_KNOWN for fact in known.facts):
            values = [known.low, known.high]
        elif definition is not None and isinstance(definition.type, CodeType):
            words = self.policy.schema.codes[definition.type.name].words
            values = [] if any(w.with_name for w in words) else [w.word for w in words]
        if len(values) > _SUPPOSED_VALUES:
            return ()
        told = []
        for value in values:
            then = outcome_if(ev, self.rows, rule, outcome.about, place, value)
            status = then.status if then is not None else "not_applicable"
            shown = days.show_day(value) if isinstance(known, Between) else value
            told.append(Supposed(value=shown, status=status, possible=then.possible if then is not None else ()))
        return tuple(told)

    def _if_it_applied(self, ev: Tracer, rule: ir.AnyRule, outcome: Outcome) -> str | None:
        if outcome.status not in ("not_applicable", "overridden"):
            return None
        pending = pending_of(ev, rule, outcome.about)
        return outcome_if_it_applied(ev, pending).status if pending is not None else None


def _displacing(others: tuple[Outcome, ...], outcome: Outcome) -> tuple[Neighbour, ...]:
    return _neighbours(
        o for o in others if o.rule in outcome.overridden_by and o.status != "not_applicable" and _agree(o, outcome)
    )


def _giving_way(others: tuple[Outcome, ...], outcome: Outcome) -> tuple[Neighbour, ...]:
    return _neighbours(
        o for o in others if o.status == "overridden" and outcome.rule in o.overridden_by and _agree(o, outcome)
    )


def _missing_fact(fact: Fact, question: NextQuestion | None, supposed: tuple[Supposed, ...]) -> MissingFact:
    return MissingFact(
        path=fact.path,
        state=fact.state,
        ask=fact.ask,
        settles=question.settles if question is not None else 0,
        bears_on=len(question.rules) if question is not None else 0,
        supposed=supposed,
    )


def _agree(one: Outcome, other: Outcome) -> bool:
    return all(other.about.get(key, id_) == id_ for key, id_ in one.about.items())


def _neighbours(outcomes: Iterable[Outcome]) -> tuple[Neighbour, ...]:
    return tuple(Neighbour(rule=o.rule, label=o.label, about=o.about, statements=o.statements) for o in outcomes)
