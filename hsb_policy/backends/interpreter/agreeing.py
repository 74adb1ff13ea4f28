"""Floor 2, back end: things found by what they are about: those that agree with something else on every key that both have."""

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from hsb_policy.backends.interpreter.narrowing import LONG

T = TypeVar("T")

About = Mapping[str, str]


class Agreeing(Generic[T]):
    """Things with what they are about, in their order. Among many, they are found by an index for the keys that are asked for."""

    def __init__(self, things: Sequence[tuple[About, T]]) -> None:
        self._things = things
        self._places: dict[tuple[str, ...], list[int]] = {}  # by the keys that things have
        self._indexes: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[tuple[str, ...], list[int]]] = {}
        for place, (about, _) in enumerate(things if len(things) >= LONG else ()):
            self._places.setdefault(tuple(about), []).append(place)

    def with_(self, about: About) -> list[T]:
        """Those that agree with this."""
        if not self._places:
            return [thing for other, thing in self._things if all(about.get(k, v) == v for k, v in other.items())]
        found: list[int] = []
        for keys in self._places:
            shared = tuple([key for key in keys if key in about])
            found += self._index(keys, shared).get(tuple([about[key] for key in shared]), ())
        return [self._things[place][1] for place in sorted(found)]

    def _index(self, keys: tuple[str, ...], shared: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
        if (keys, shared) not in self._indexes:
            index: dict[tuple[str, ...], list[int]] = {}
            for place in self._places[keys]:
                about = self._things[place][0]
                index.setdefault(tuple([about[key] for key in shared]), []).append(place)
            self._indexes[keys, shared] = index
        return self._indexes[keys, shared]
