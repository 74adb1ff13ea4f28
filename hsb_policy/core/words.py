"""Floor 1: ids, days and counts as a person reads them."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}))?")
_NUMBERED: Final = re.compile(r"([A-Z]+)(\d+)")
_SHORTEST_RANGE: Final = 3


def printable(text: str) -> str:
    """A text that cannot move the cursor or hide what follows, whatever stood in the case file.

    >>> printable("C1" + chr(27) + "[2J")
    'C1·[2J'
    """
    return "".join(c if c.isprintable() else "·" for c in text)


def day_in_words(day: str) -> str:
    """A day or a moment as people write it.

    >>> day_in_words("2025-03-02"), day_in_words("2025-03-04T09:30")
    ('2 March 2025', '4 March 2025, 09:30')
    """
    found = _DAY.fullmatch(day)
    if found is None or not 1 <= int(found[2]) <= len(_MONTHS):
        return day
    words = f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}"
    return f"{words}, {found[4]}" if found[4] else words


def due_in_words(due: str | tuple[str | None, str | None]) -> str:
    """A deadline, perhaps known only within bounds.

    >>> due_in_words("2025-03-02"), due_in_words(("2025-03-02", None))
    ('by 2 March 2025', 'by 2 March 2025 at the earliest; the last day is not known')
    """
    if isinstance(due, str):
        return f"by {day_in_words(due)}"
    earliest, latest = due
    if earliest is None and latest is None:
        return "on a day that is not known"
    if earliest is None:
        return f"by {day_in_words(latest or '')} at the latest"
    if latest is None:
        return f"by {day_in_words(earliest)} at the earliest; the last day is not known"
    return f"by a day between {day_in_words(earliest)} and {day_in_words(latest)}"


def count(number: int, one: str, many: str | None = None) -> str:
    """A number of things.

    >>> count(1, "child", "children"), count(2, "question")
    ('1 child', '2 questions')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words in a row.

    >>> listed(["the police", "health", "education"])
    'the police, health and education'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def in_ranges(ids: Iterable[str]) -> str:
    """Ids in order, three or more in a row as a range.

    >>> in_ranges(["S113", *(f"S{n:03}" for n in range(70, 90)), "S034", "S033"])
    'S033, S034, S070 to S089, S113'
    """
    numbered = sorted(set(ids), key=natural)
    runs: list[list[str]] = [[id_] for id_ in numbered[:1]]
    for before, id_ in pairwise(numbered):
        if _follows(before, id_):
            runs[-1].append(id_)
        else:
            runs.append([id_])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) >= _SHORTEST_RANGE else ", ".join(run) for run in runs)


def _follows(before: str, after: str) -> bool:
    one, other = _NUMBERED.fullmatch(before), _NUMBERED.fullmatch(after)
    return bool(one and other and one[1] == other[1] and int(one[2]) + 1 == int(other[2]))


def natural(id_: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts C2 before C10.

    >>> sorted(["C10", "C2", "B"], key=natural)
    ['B', 'C2', 'C10']
    """
    parts = re.findall(r"[0-9]+|[^0-9]+", id_)
    return tuple((0, int(p), "") if p.isascii() and p.isdigit() else (1, 0, p) for p in parts)


def sentence(text: str) -> str:
    """A text with a capital at its beginning.

    >>> sentence("the referral team")
    'The referral team'
    """
    return text[:1].upper() + text[1:]
