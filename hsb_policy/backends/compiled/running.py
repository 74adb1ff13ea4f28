"""Floor 2, compiled back end: what the written functions call while they run. The meaning is that of the interpreter's functions."""

from collections.abc import Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any, Final

from hsb_policy.backends.compiled.asking import asked, asked_truth, due, exact_field, interpreted
from hsb_policy.backends.compiled.gathering import (
    LOST,
    agrees,
    any_true,
    gather,
    gathered,
    in_order_of,
    known_only,
    known_truth,
    nobody,
    one_by_one,
    overridden,
)
from hsb_policy.backends.compiled.operators import TABLE, three, truth_of
from hsb_policy.backends.compiled.verdicts import Verdicts
from hsb_policy.backends.compiled.writing import LEFT
from hsb_policy.backends.interpreter.bindings import id_of
from hsb_policy.backends.interpreter.evaluate import any_value
from hsb_policy.backends.interpreter.evaluate import weighed as weigh
from hsb_policy.backends.interpreter.fulfilment import Act, joined
from hsb_policy.backends.interpreter.shown import due_bounds, shown_value
from hsb_policy.core.case import Record
from hsb_policy.core.large import STEPS_COMPILED, TooManyStepsError
from hsb_policy.core.standing import Standing
from hsb_policy.core.types import DayType, MomentType, Type
from hsb_policy.values import days, spans
from hsb_policy.values.kleene import or_
from hsb_policy.values.operators import OPERATORS, at_most, less
from hsb_policy.values.unknown import NO_FACTS, SILENT, Between, Conflict, NamedCode, Undecided, Unknown

NOTHING: Final[dict[str, str]] = {}  # what an outcome about the whole case is about


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
    found = joined([Act((), known_truth(done), known_truth(late), on) for done, late, on in acts])
    return three(found.done), three(found.late), found.on


def one_true(truths: tuple[bool | None, ...]) -> bool | None:
    """Whether one of them holds."""
    return three(or_(known_truth(t) for t in truths))


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
    "IN_ORDER": lambda about: in_order_of(about[1]),
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
