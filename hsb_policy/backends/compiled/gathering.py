"""Floor 2, compiled back end: bindings gathered by what they are about, and the rules that override. The functions that were written call it."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Final

from hsb_policy.backends.compiled.operators import three
from hsb_policy.backends.interpreter.agreeing import Agreeing
from hsb_policy.backends.interpreter.bindings import Group, overriding
from hsb_policy.backends.interpreter.narrowing import LONG
from hsb_policy.values.operators import facts_of
from hsb_policy.values.unknown import NO_FACTS, Truth, Unknown

LOST: Final = Unknown(NO_FACTS)  # unknown; the facts that it hangs on were not kept


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
    in_order = sorted(by_key.items(), key=lambda item: in_order_of(item[0]))
    return [(named, key, _joined(values), own) for key, (named, values, own) in in_order], strays


def one_by_one(
    state: list[Any], slot: int, range_over: Callable[[list[Any]], Any]
) -> tuple[list[Any], tuple[()], bool]:
    """Bindings of which each is about something of its own, where a list is not recorded: whether each is certain, and its values."""
    abouts = range_over(state)[0]
    state[slot] = found = ([(named, key, own[0][1], *values) for named, key, values, own in abouts], (), False)
    return found


def in_order_of(key: tuple[str | None, ...]) -> tuple[str, ...]:
    """A key by which things stand in order; what is not known stands first."""
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
        (name, Group(about[0], dict(zip(names, about[2], strict=True)), known_truth(held), ()))
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


def known_truth(held: bool | None) -> Truth:
    """A truth, without the facts that it hangs on where it is not known."""
    return LOST if held is None else held
