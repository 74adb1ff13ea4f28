"""Ground floor: the word that somebody probably meant."""

from collections.abc import Iterable


def edit_distance(a: str, b: str) -> int:
    """How many letters must be changed, added, dropped or swapped with a neighbour to turn one word into the other.

    >>> edit_distance("colour", "color"), edit_distance("chidl", "child")
    (1, 1)
    """
    before_last: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, before_last[j - 2] + 1)
            row.append(best)
        before_last, last = last, row
    return last[-1]


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate nearest to a word, or None where none is near enough to be worth naming.

    >>> nearest("birth_dat", ["birth_date", "sex"])
    'birth_date'
    >>> nearest("xyz", ["birth_date", "sex"]) is None
    True
    """
    limit = max(1, len(word) // 3)
    scored = [(edit_distance(word.lower(), c.lower()), c) for c in candidates if abs(len(c) - len(word)) <= limit]
    scored = [s for s in scored if s[0] <= limit and s[1] != word]
    return min(scored)[1] if scored else None
