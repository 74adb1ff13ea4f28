"""Floor 3: which case ids were read already, in little memory: about forty bytes an id, whatever its length."""

from array import array
from hashlib import blake2b
from typing import Final

_SMALLEST: Final = 1 << 12
_FULL: Final = 0.6


class CaseIds:
    """The case ids that were read so far, with the file in which each stood first.

    A table of digests with open addressing: a set of texts would take several times the memory. Two ids with one digest of 128 bits
    would be taken for one; among ten million ids the odds are below one in 10**24.

    >>> seen = CaseIds()
    >>> seen.first_seen("A1", "march.jsonl"), seen.first_seen("A1", "april.jsonl")
    (None, 'march.jsonl')
    """

    def __init__(self) -> None:
        self._files: list[str] = []
        self._used = 0
        self._lay_out(_SMALLEST)

    def first_seen(self, case_id: str, file: str) -> str | None:
        """The file in which the id was seen before; None, and from now on it is seen, where it was not."""
        digest = blake2b(case_id.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        high, low = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big")
        at = self._slot(high, low)
        if self._in[at]:
            return self._files[self._in[at] - 1]
        self._put(at, high, low, self._numbered(file))
        self._used += 1
        if self._used > _FULL * len(self._in):
            self._grow()
        return None

    def _slot(self, high: int, low: int) -> int:
        """Where the digest stands, or where it would."""
        last = len(self._in) - 1
        at = low & last
        while self._in[at] and (self._low[at] != low or self._high[at] != high):
            at = (at + 1) & last
        return at

    def _put(self, at: int, high: int, low: int, number: int) -> None:
        self._high[at], self._low[at], self._in[at] = high, low, number

    def _numbered(self, file: str) -> int:
        """Records come file by file: the name of the file before is the only one that can come again."""
        if not self._files or self._files[-1] != file:
            self._files.append(file)
        return len(self._files)

    def _lay_out(self, size: int) -> None:
        self._high = array("Q", bytes(8 * size))
        self._low = array("Q", bytes(8 * size))
        self._in = array("L", bytes(array("L").itemsize * size))  # the number of the file; 0: nothing stands here

    def _grow(self) -> None:
        high, low, numbers = self._high, self._low, self._in
        self._lay_out(2 * len(numbers))
        for at, number in enumerate(numbers):
            if number:
                self._put(self._slot(high[at], low[at]), high[at], low[at], number)
