"""Floor 4: draws by lot that are the same every time: they come from the seed and the case's number alone.

Case n of a seed is the same however many cases are made, in whatever parts and on whatever machine: its draws are the bytes of
SHAKE-128 over the seed and n, read from the beginning. Nothing is carried from one case to the next.
"""

from collections.abc import Sequence
from hashlib import shake_128
from struct import Struct
from typing import Final, TypeVar

T = TypeVar("T")
_NUMBERS: Final = 600  # of 16 bits; enough for nearly every case, and more come when they are used up
_UNPACK: Final = Struct(f"<{_NUMBERS}H").unpack
_OF_A_HUNDRED: Final = (1 << 16) / 100


class Draws:
    """The draws of one case, one after another.

    >>> first, again = Draws(7, 12), Draws(7, 12)
    >>> [first.below(100) for _ in range(5)] == [again.below(100) for _ in range(5)]
    True
    """

    __slots__ = ("_at", "_name", "_numbers", "_pools")

    def __init__(self, seed: int, number: int) -> None:
        self._name = f"hsb-policy:{seed}:{number}"
        self._pools = 0
        self._more()

    def _more(self) -> None:
        self._numbers = _UNPACK(shake_128(f"{self._name}:{self._pools}".encode()).digest(2 * _NUMBERS))
        self._pools += 1
        self._at = 0

    def _next(self) -> int:
        if self._at >= _NUMBERS:
            self._more()
        self._at += 1
        return int(self._numbers[self._at - 1])

    def below(self, limit: int) -> int:
        """A whole number from 0 to before the limit, which is at most 65,536."""
        return self._next() * limit >> 16

    def between(self, first: int, last: int) -> int:
        """A whole number from the first to the last, both included."""
        return first + self.below(last - first + 1)

    def chance(self, percent: float) -> bool:
        """Whether something happens that happens in so many of a hundred."""
        at = self._at  # as in `_next`, without the call: most draws are chances
        if at >= _NUMBERS:
            self._more()
            at = 0
        self._at = at + 1
        is_so: bool = self._numbers[at] < percent * _OF_A_HUNDRED
        return is_so

    def pick(self, things: Sequence[T]) -> T:
        """One of several; what stands in the sequence twice comes up twice as often."""
        return things[self._next() * len(things) >> 16]

    def some(self, things: Sequence[T], percent: float) -> list[T]:
        """Those of several that come up, each with its own chance, in their order."""
        return [thing for thing in things if self.chance(percent)]


def often(**shares: int) -> tuple[str, ...]:
    """Words, each as often as its share, to pick from.

    >>> often(red=2, green=1)
    ('red', 'red', 'green')
    """
    return tuple(word for word, share in shares.items() for _ in range(share))
