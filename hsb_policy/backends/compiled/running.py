"""Floor 2, compiled back end: what the written functions call while they run. The meaning is that of the interpreter's functions."""

from collections.abc import Callable, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any, Final

from hsb_policy.backends.compiled.operators import TABLE, three, truth_of
from hsb_policy.backends.compiled.writing import EVALUATOR, LEFT, RUN
from hsb_policy.backends.interpreter.agreeing import Agreeing
from hsb_policy.backends.interpreter.bindings import Group, id_of, overriding
from hsb_policy.backends.interpreter.evaluate import Evaluator, any_value
from hsb_policy.backends.interpreter.evaluate import weighed as weigh
from hsb_policy.backends.interpreter.fulfilment import Act, due_of, joined
from hsb_policy.backends.interpreter.narrowing import LONG
from hsb_policy.backends.interpreter.outcomes import PROHIBITIONS, outcomes_of_rule
from hsb_policy.backends.interpreter.shown import due_bounds, shown_value
from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.core.large import STEPS_COMPILED, TooManyStepsError
from hsb_policy.core.standing import Standing
from hsb_policy.core.status import INPUTS, severity_of, status_of
from hsb_policy.core.statuses import Severity, Status
from hsb_policy.core.types import DayType, MomentType, Type
from hsb_policy.values import days, spans
from hsb_policy.values.kleene import or_
from hsb_policy.values.operators import OPERATORS, at_most, facts_of, less
from hsb_policy.values.unknown import NO_FACTS, SILENT, Between, Conflict, NamedCode, Truth, Undecided, Unknown

NOTHING: Final[dict[str, str]] = {}  # what an outcome about the whole case is about
LOST: Final = Unknown(NO_FACTS)  # unknown; the facts that it hangs on were not kept

Told = tuple[Status, Severity | None, bool, bool]
"""A status, its severity, whether the rules that override it are told, and whether the day on which it was done is."""


class Verdicts(dict[Any, Told]):
    """What the inputs of a status come to, asked of `core.status` once for each combination."""

    def __init__(self, table: str, kind: str, force: str | None, severity: str | None) -> None:
        super().__init__()
        self._asked = (table, kind, force, severity)
        self._same: tuple[tuple[int, bool], ...] = ()

    @classmethod
    def of(cls, rule: ir.AnyRule, force: str | None = None) -> "Verdicts":
        """The verdicts of a rule, a duty's under the force that its reading gives it."""
        match rule:
            case ir.Duty():
                force = force or rule.force
                return cls("prohibition" if force in PROHIBITIONS else "duty", "duty", force, None)
            case ir.Permission():
                return cls("permission", "permission", "may", None)
            case ir.Question():
                return cls("question", "question", None, None)
            case ir.Silence():
                return cls("silence", "silence", None, None)
            case ir.Check():
                return cls("check", "check", None, rule.severity)
            case _:
                return cls("conclusion", rule.kind, None, None)

    def where(self, same: tuple[tuple[int, bool], ...]) -> "Verdicts":
        """The verdicts where the inputs at some places are always the same: by the others alone, or the one other."""
        found = Verdicts(*self._asked)
        found._same = same
        return found

    def __missing__(self, inputs: Any) -> Told:
        table, kind, force, severity = self._asked
        whole: list[bool | None] = list(inputs) if isinstance(inputs, tuple) else [inputs]
        for place, value in self._same:
            whole.insert(place, value)
        verdict = status_of(table, tuple(whole))
        by = "overridden" in (verdict.status, *verdict.possible)
        grave = severity_of(kind, verdict.status, force, severity)
        self[inputs] = told = (verdict.status, grave, by, verdict.status in ("met", "met_late"))
        return told

    def fixed(self, *inputs: bool) -> Told:
        """The verdict that the first inputs give, whatever the others are."""
        names = INPUTS[self._asked[0]]
        told = self[(*inputs, *(None for _ in names[len(inputs) :]))]
        assert told[0] != "cannot_tell"
        return told


# ---- bindings -----------------------------------------------------------------------------------------------------------
def nobody(items: Any) -> Unknown:
    """Whoever may stand in a list that is not recorded."""
    return Unknown(facts_of(items))


def gather(
    by_key: dict[Any, Any], strays: list[Any], key: Any, named: dict[str, Any], values: Any, records: Any, given: Any
) -> None:
    """Put a binding, with the values of its `about`, its records and whether it is certain, with those that are about the same.

    A binding of which not all is known that it is about is a stray too: it may be about others.
    """
    if None in key:
        strays.append((key, records))
    if key not in by_key:
        by_key[key] = (known_only(named) if None in key else named, [values], [(records, given)])
    else:
        by_key[key][1].append(values)
        by_key[key][2].append((records, given))


def known_only(named: dict[str, str | None]) -> dict[str, str]:
    """The ids that are known."""
    return {name: part for name, part in named.items() if part is not None}


def gathered(by_key: dict[Any, Any], strays: list[Any]) -> tuple[list[Any], list[Any]]:
    """Each about with its ids, the key of these, the values and the bindings, in order; and the strays."""
    if not by_key:
        return [], strays
    if not strays:
        return [
            (named, key, values[0], own) for key, (named, values, own) in sorted(by_key.items(), key=KEY_OF)
        ], strays
    in_order = sorted(by_key.items(), key=lambda item: _in_order(item[0]))
    return [(named, key, _joined(values), own) for key, (named, values, own) in in_order], strays


def one_by_one(
    state: list[Any], slot: int, range_over: Callable[[list[Any]], Any]
) -> tuple[list[Any], tuple[()], bool]:
    """Bindings of which each is about something of its own, where a list is not recorded: whether each is certain, and its values."""
    abouts = range_over(state)[0]
    state[slot] = found = ([(named, key, own[0][1], *values) for named, key, values, own in abouts], (), False)
    return found


def _in_order(key: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple([part or "" for part in key])


KEY_OF: Final = itemgetter(0)


def _joined(values: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    joined_values = list(values[0])
    for other in values[1:]:
        for at, value in enumerate(other):
            if isinstance(value, Unknown):
                joined_values[at] = Unknown(value.facts | facts_of(joined_values[at]))
    return tuple(joined_values)


def any_true(own: list[tuple[Any, bool | None]]) -> bool | None:
    """Whether some binding is certain; there is at least one."""
    return True if any(given is True for _, given in own) else None


def agrees(stray: Sequence[str | None], key: Sequence[str | None]) -> bool:
    """Whether a binding may be about this, by the keys of it that are known."""
    return all(a is None or a == b for a, b in zip(stray, key, strict=True))


def overridden(
    state: list[Any], stronger: Sequence[tuple[str, int, tuple[str, ...]]], named: Any, keys: Any, values: Any
) -> tuple[bool | None, tuple[str, ...]]:
    """Whether a stronger rule's trigger holds of something that agrees with this, and which rules may override it."""
    live = [
        (name, Group(about[0], dict(zip(names, about[2], strict=True)), _truth(held), ()))
        for name, place, names in stronger
        for about, held in _agreeing(state, place, named)
    ]
    if not live:
        return False, ()
    found, by = overriding(Group(named, dict(zip(keys, values, strict=True)), True, ()), live)
    return three(found), by


def _agreeing(state: list[Any], place: int, named: Any) -> Any:
    """The triggers kept at a place that may hold, and that agree with this."""
    kept = state[place]
    if type(kept) is list:
        if len(kept) < LONG:
            return [
                kept_one
                for kept_one in kept
                if kept_one[1] is not False and not any(named.get(k, v) != v for k, v in kept_one[0][0].items())
            ]
        kept = state[place] = Triggers(kept)
    return kept.agreeing.with_(named)


class Triggers(list[Any]):
    """The triggers of a rule about many things, to be found by what they are about."""

    def __init__(self, kept: list[Any]) -> None:
        super().__init__(kept)
        self.agreeing = Agreeing([(one[0][0], one) for one in kept if one[1] is not False])


def _truth(held: bool | None) -> Truth:
    return LOST if held is None else held


# ---- lists --------------------------------------------------------------------------------------------------------------
def referring(
    state: list[Any], items: tuple[Record, ...], *sought: tuple[int, str, Any]
) -> tuple[Record, ...] | list[Record]:
    """The records of a list of the case that may refer to what is sought: the fewest that one of its refs leaves.

    `sought` has for each ref the place of its index in the state, its name, and what it must be. An index is made once for a case.
    """
    found: tuple[Record, ...] | list[Record] = items
    for slot, field, of in sought:
        if type(of) is Record:
            index = state[slot] or _by_ref(state, slot, items, field)
            those = index.get(of, []) + index[None]
            found = those if len(those) < len(found) else found
    return found


def _by_ref(state: list[Any], slot: int, items: tuple[Record, ...], field: str) -> dict[Any, list[Record]]:
    """The records of a list by what one of their refs is; under None those of which it is not certain."""
    found: dict[Any, list[Record]] = {None: []}
    for item in items:
        ref = item.facts[field]
        found.setdefault(ref if type(ref) is Record else None, []).append(item)
    state[slot] = found
    return found


def spend(state: list[Any], items: Sequence[Any]) -> None:
    """Count records that are looked at for a rule. Raises TooManyStepsError where they are more than one may look at."""
    state[LEFT] -= len(items)
    if state[LEFT] < 0:
        raise TooManyStepsError("", STEPS_COMPILED)


# ---- acts ---------------------------------------------------------------------------------------------------------------
def act(acts: list[tuple[bool | None, bool | None, Any]], held: bool | None, on: Any, arises: Any, due: Any) -> None:
    """Add an act, unless it certainly did not fulfil the duty: whether it did, whether after the deadline, and when."""
    happened = three(spans.has_happened(on))
    if happened is False:
        return
    in_order = True if arises is None else three(at_most(arises, on))
    if in_order is False:
        return
    done = True if held is happened is in_order is True else None
    acts.append((done, False if due is None else three(less(due, on)), on))


def fulfilled(acts: list[tuple[bool | None, bool | None, Any]]) -> tuple[bool | None, bool | None, int | None]:
    """What several acts come to; of one of which it is known whether it was late, at once."""
    if len(acts) == 1 and acts[0][1] is not None:
        done, late, on = acts[0]
        return done, late, on if done is True and isinstance(on, int) else None
    found = joined([Act((), _truth(done), _truth(late), on) for done, late, on in acts])
    return three(found.done), three(found.late), found.on


def one_true(truths: tuple[bool | None, ...]) -> bool | None:
    """Whether one of them holds."""
    return three(or_(_truth(t) for t in truths))


# ---- values -------------------------------------------------------------------------------------------------------------
def any_day(value: Any) -> Any:
    """A day that cannot be 'not yet': where it is missing it is some day."""
    return any_value(DayType(), value.facts) if type(value) is Unknown else value


def any_moment(value: Any) -> Any:
    """A moment that cannot be 'not yet': where it is missing it is some moment."""
    return any_value(MomentType(), value.facts) if type(value) is Unknown else value


def age(birth: Any, day: Any) -> Any:
    """The age on a day, unknown on one that has not come."""
    return LOST if day == days.NOT_YET else spans.age(birth, day)


def plain_age(birth: int, day: int) -> int:
    """The age on a day; as of other facts that are not known, KeyError on one that has not come."""
    if day == days.NOT_YET:
        raise KeyError
    return days.age_on(birth, day)


def within_hours(moment: Any, hours: Any) -> bool | None:
    """Whether a moment lies within opening hours; unknown of one that has not come."""
    return None if moment == days.NOT_YET else three(OPERATORS["within_hours"].meaning(moment, hours))


def counted(certain: int, possible: int) -> Between:
    """How many there are, where some may be."""
    return Between(certain, certain + possible, NO_FACTS)


def weighed(values: list[Any], open_values: list[Any], places: list[int], otherwise: Any) -> tuple[Any, int | None]:
    """What branches come to, and the first of those that hold, if it gave the value; at once where plain values agree or are open."""
    first = values[0] if values else otherwise
    if type(first) in SHOWN_TYPES and all(type(v) is type(first) and v == first for v in values):
        if all(type(v) is type(first) and v == first for v in open_values):
            return first, places[0] if places else None
        if all(type(v) in SHOWN_TYPES for v in open_values):
            return LOST, None
    if len(values) < 2 and open_values and type(first) is Unknown:
        return LOST, None
    found, _ = weigh(values, open_values, NO_FACTS, otherwise)
    return found, None if not places or type(found) in UNDECIDED_TYPES else places[0]


def has_value(value: Any) -> bool | None:
    """Whether a value was concluded."""
    return None if isinstance(value, Unknown) else value is not SILENT


def as_standings(rows: list[tuple[Any, ...]]) -> list[Standing]:
    """The rows that rules have added as standings."""
    return list(map(tuple.__new__, repeat(Standing), rows))


# ---- asked of the interpreter ---------------------------------------------------------------------------------------------
def interpreter(state: list[Any]) -> Evaluator:
    """The interpreter on this case."""
    if state[EVALUATOR] is None:
        state[EVALUATOR] = state[RUN].evaluator()
    found: Evaluator = state[EVALUATOR]
    return found


def asked(state: list[Any], expr: ir.Expr, scope: dict[str, Any]) -> Any:
    """The value of an expression, with the facts that it hangs on."""
    return interpreter(state).value(expr, scope)


def asked_truth(state: list[Any], expr: ir.Expr, scope: dict[str, Any]) -> bool | None:
    """A condition."""
    return three(interpreter(state).truth(expr, scope))


def exact_field(state: list[Any], field: ir.FieldRead, base: Any) -> Any:
    """A field, with the facts that it hangs on."""
    return interpreter(state).field_of(field, base)


def due(state: list[Any], duty: ir.Duty, scope: dict[str, Any]) -> Any:
    """The deadline of a duty, with the facts that it hangs on."""
    return due_of(interpreter(state), duty, scope)


def interpreted(state: list[Any], rule: ir.AnyRule, add: Callable[[Any], None]) -> None:
    """The standings of a whole rule."""
    for o in outcomes_of_rule(interpreter(state), rule):
        due_on, done_on = _as_day(o.due), _as_day(o.done_on)
        add(Standing(o.rule, o.about, o.status, o.severity, o.value, due_on, done_on, o.overridden_by))


def _as_day(shown: Any) -> Any:
    if isinstance(shown, tuple):
        return tuple(_as_day(part) for part in shown)
    if shown is None:
        return None
    return days.parse_moment(shown) if "T" in shown else days.parse_day(shown)


# ---- conclusions ------------------------------------------------------------------------------------------------------------
def concluded(
    name: str,
    named: Any,
    found: Any,
    kind: Type,
    held: bool | None,
    overridden: bool | None,
    by: tuple[str, ...],
    verdicts: Verdicts,
    branch: int | None,
) -> tuple[Any, ...]:
    """The standing of a conclusion."""
    if isinstance(found, tuple) and any(isinstance(item, Unknown | Between) for item in found):
        found = LOST
    if isinstance(found, Unknown | Between):  # untold, even where it is certain that there is a value
        return (name, named, "cannot_tell", None, None, None, None, by if overridden is not False else (), None)
    told = verdicts[held, overridden, isinstance(found, Conflict), found is SILENT]
    value = shown_value(found, kind) if told[0] == "concluded" else None
    shown_branch = branch if told[0] == "concluded" else None
    return (name, named, told[0], told[1], value, None, None, by if told[2] else (), shown_branch)


UNDECIDED_TYPES: Final = frozenset({Unknown, Undecided, Between, Conflict})
PLAIN_TYPES: Final = frozenset({bool, int, str, tuple, Record, NamedCode})
SHOWN_TYPES: Final = frozenset({bool, int, str})

NAMESPACE: Final[dict[str, Any]] = TABLE | {
    "IN_ORDER": lambda about: _in_order(about[1]),
    "KEY": itemgetter(1),
    "LOST": LOST,
    "NOTHING": NOTHING,
    "NO_ABOUT": (NOTHING, (), (), []),
    "NONE_PLAIN": {},
    "NOT_DONE": (False, False, None),
    "PLAIN_TYPES": PLAIN_TYPES,
    "Record": Record,
    "SHOWN_TYPES": SHOWN_TYPES,
    "SILENT": SILENT,
    "UNDECIDED_TYPES": UNDECIDED_TYPES,
    "UNSET": object(),
    "TooManyStepsError": TooManyStepsError,
    "Undecided": Undecided,
    "Unknown": Unknown,
    "act": act,
    "age": age,
    "age_on": days.age_on,
    "agrees": agrees,
    "any_day": any_day,
    "any_moment": any_moment,
    "any_true": any_true,
    "as_standings": as_standings,
    "asked": asked,
    "asked_truth": asked_truth,
    "bounds": due_bounds,
    "concluded": concluded,
    "counted": counted,
    "day_at": days.day_of,
    "day_of": spans.day_of,
    "due": due,
    "exact_field": exact_field,
    "fulfilled": fulfilled,
    "gather": gather,
    "gathered": gathered,
    "happened": lambda day: three(spans.has_happened(day)),
    "has_value": has_value,
    "id_of": id_of,
    "interpreted": interpreted,
    "is_absent": spans.is_absent,
    "is_recorded": spans.is_recorded,
    "known_only": known_only,
    "named": lambda ref: three(spans.is_named(ref)),
    "nobody": nobody,
    "one_by_one": one_by_one,
    "one_true": one_true,
    "overridden": overridden,
    "plain_age": plain_age,
    "referring": referring,
    "shifted": spans.shifted,
    "spend": spend,
    "truth_of": truth_of,
    "weighed": weighed,
    "within_hours": within_hours,
    "Standing": Standing,
    "new": tuple.__new__,
}
