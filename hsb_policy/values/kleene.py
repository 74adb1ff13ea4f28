"""Ground floor: and, or, not over true, false and unknown (strong Kleene), with the missing facts of unknown operands."""

from collections.abc import Iterable

from hsb_policy.values.unknown import Facts, Truth, Unknown


def not_(a: Truth) -> Truth:
    """Not.

    >>> not_(True)
    False
    """
    return (not a) if isinstance(a, bool) else a


def and_(parts: Iterable[Truth]) -> Truth:
    """All of them: false as soon as one is false; else unknown, because of the unknown ones' facts, if one is unknown.

    >>> and_([True, Unknown(frozenset()), False])
    False
    """
    facts: Facts | None = None
    for part in parts:
        if part is False:
            return False
        if part is not True:
            facts = part.facts if facts is None else facts | part.facts
    return True if facts is None else Unknown(facts)


def or_(parts: Iterable[Truth]) -> Truth:
    """At least one of them: true as soon as one is true; else unknown if one is unknown.

    >>> or_([False, Unknown(frozenset()), True])
    True
    """
    facts: Facts | None = None
    for part in parts:
        if part is True:
            return True
        if part is not False:
            facts = part.facts if facts is None else facts | part.facts
    return False if facts is None else Unknown(facts)
