"""Ground floor: the word that somebody probably meant, and the correction of one that was misspelt."""

from collections.abc import Iterable
from typing import Final

from hsb_policy.diagnostics.model import Edit, Fix
from hsb_policy.diagnostics.source import Span

_SHORTEST: Final = 4  # letters of a word whose misspelling can be told from another word; one may be lacking
_LONG: Final = 8  # letters of a word in which two slips still leave no doubt


class Near(str):
    """A known word that is near to what somebody wrote; `is_sure` where nothing else can have been meant."""

    __slots__ = ("is_sure",)
    is_sure: bool


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


def nearest(word: str, candidates: Iterable[str]) -> Near | None:
    """The candidate nearest to a word, or None where none is near enough to be worth naming.

    >>> nearest("birth_dat", ["birth_date", "sex"])
    'birth_date'
    >>> nearest("xyz", ["birth_date", "sex"]) is None
    True
    """
    known = list(dict.fromkeys(candidates))
    limit = max(1, len(word) // 3)
    scored = [(edit_distance(word.lower(), c.lower()), c) for c in known if abs(len(c) - len(word)) <= limit]
    scored = [s for s in scored if s[0] <= limit and s[1] != word]
    return near_word(word, min(scored)[1], known) if scored else None


def near_word(word: str, meant: str, candidates: Iterable[str]) -> Near:
    """The word that is taken to be meant, with whether that is sure.

    It is sure where the slip is small for the word's length, no digit differs (`S019` and `S018` are two things), no
    syllable was put before or behind it that may deny it, and no other candidate lies nearly as near.

    >>> near_word("occured_from", "occurred_from", ["occurred_from", "occurred_to"]).is_sure
    True
    >>> near_word("section17_required", "section47_required", ["section47_required"]).is_sure
    False
    >>> near_word("made_in", "made_on", ["made_on", "made_at"]).is_sure
    False
    """
    near = Near(meant)
    a, b = word.lower(), meant.lower()
    distance = edit_distance(a, b)
    apart = distance + (1 if distance == 1 and len(a) >= _LONG else 2)
    near.is_sure = (
        len(b) >= _SHORTEST <= len(a) + 1
        and distance <= (2 if len(a) >= _LONG else 1)
        and [c for c in a if c.isdigit()] == [c for c in b if c.isdigit()]
        and not (distance > 1 and (a.startswith(b) or a.endswith(b) or b.startswith(a) or b.endswith(a)))
        and all(
            edit_distance(a, other.lower()) >= apart
            for other in candidates
            if other not in (word, meant) and abs(len(other) - len(word)) < apart
        )
    )
    return near


def renamed(span: Span, near: str | None) -> Fix | None:
    """The correction of a misspelt word, if there is one.

    It is safe where the word is surely meant: a plain text is a word of which the caller is sure.
    """
    if near is None:
        return None
    return Fix((Edit(span, str(near)),), safe=near.is_sure if isinstance(near, Near) else True)
