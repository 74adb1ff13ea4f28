"""Floor 2, back end: acts of which each can fulfil one duty only (`its own`).

The duties of a rule are taken in their order. Each is fulfilled if it can have an act of its own while those before it keep
one each: the acts are shared out so that as many of the earlier duties as possible are fulfilled (an augmenting path for each).
Where something about the acts that several duties compete for is unknown, whether they suffice is unknown for all of these.
Where it is unknown whether a duty needs an act at all, those after it may have to do without the act that it would take.
"""

from collections.abc import Sequence

from hsb_policy.backends.interpreter.fulfilment import Act, Fulfilment, joined
from hsb_policy.values.operators import facts_of
from hsb_policy.values.unknown import Truth, Unknown

Duties = Sequence[list[Act]]


def share_out(duties: Duties, needs: Sequence[Truth]) -> list[Fulfilment]:
    """Which of the duties are fulfilled, and when, each by an act of its own; `needs` tells which of them need one."""
    results = [joined(acts) for acts in duties]
    for members in _competing(duties):
        if len(members) == 1:
            continue
        acts = [a for m in members for a in duties[m]]
        unsure = [a for a in acts if isinstance(a.done, Unknown) or isinstance(a.late, Unknown)]
        if unsure:
            unknown = Unknown(facts_of(*(x for a in unsure for x in (a.done, a.late)), *(needs[m] for m in members)))
            for m in members:
                late = results[m].late if results[m].late is False else unknown
                results[m] = results[m] if results[m].done is False else Fulfilment(unknown, late)
        else:
            results = [r if m not in members else _shared(m, members, duties, needs) for m, r in enumerate(results)]
    return results


def _shared(member: int, members: list[int], duties: Duties, needs: Sequence[Truth]) -> Fulfilment:
    """Whether a duty has an act of its own among others: with all that may need one, and with those only that do."""
    most = _fulfilled(_matched([(m, duties[m]) for m in members])[member])
    doubts = facts_of(*(needs[m] for m in members if m != member))
    if not doubts:
        return most
    certain = [(m, duties[m]) for m in members if m == member or needs[m] is True]
    least = _fulfilled(_matched(certain)[member])
    late = Unknown(doubts) if any(act.late is True for act in duties[member]) else False
    if most.done != least.done:
        return Fulfilment(Unknown(doubts), late)
    return Fulfilment(most.done, late if most.done else False, most.on if most.on == least.on else None)


def _fulfilled(act: Act | None) -> Fulfilment:
    return Fulfilment(False, False) if act is None else joined([act])


def _competing(duties: Duties) -> list[list[int]]:
    """The duties in groups that share acts, directly or through others; an act of an unknown list is shared with all."""
    groups: list[tuple[set[int], set[tuple[int, ...]], bool]] = []
    for at, acts in enumerate(duties):
        keys = {tuple(id(r) for r in act.records) for act in acts if act.records}
        wild = any(not act.records for act in acts)
        merged: tuple[set[int], set[tuple[int, ...]], bool] = ({at}, keys, wild)
        rest = []
        for group in groups:
            if group[1] & merged[1] or (acts and (group[2] or merged[2])):
                merged = (merged[0] | group[0], merged[1] | group[1], merged[2] or group[2])
            else:
                rest.append(group)
        groups = [*rest, merged]
    return [sorted(members) for members, _, _ in groups]


def _matched(duties: list[tuple[int, list[Act]]]) -> dict[int, Act | None]:
    """The act that each duty has, or None; acts in time are tried before late ones."""
    taken: dict[tuple[int, ...], int] = {}
    wants = {
        m: sorted(acts, key=lambda a: (a.late is True, a.on if isinstance(a.on, int) else 0)) for m, acts in duties
    }

    def augment(member: int, seen: set[tuple[int, ...]]) -> bool:
        for act in wants[member]:
            key = tuple(id(r) for r in act.records)
            if key in seen:
                continue
            seen.add(key)
            if key not in taken or augment(taken[key], seen):
                taken[key] = member
                return True
        return False

    for member, _ in duties:
        augment(member, set())
    has = {member: key for key, member in taken.items()}
    return {m: next((a for a in wants[m] if tuple(id(r) for r in a.records) == has.get(m)), None) for m, _ in duties}
