"""Floor 2, front end: ids as written, ranges spelled out, before anybody knows which of them exist."""

import re
from collections.abc import Iterable
from typing import Final

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.frontend import ast

_ID: Final = re.compile("([A-Za-z_]*)([0-9]{1,6})")
_MOST: Final = 10_000  # ids in one range


def expanded(cites: Iterable[ast.Cite]) -> tuple[str, ...]:
    """All ids that are cited, ranges written out, each once, in their order; of what is no range, both its ends.

    >>> expanded([ast.Cite(first=ast.Word(text="S070"), last=ast.Word(text="S072"))])
    ('S070', 'S071', 'S072')
    """
    found: dict[str, None] = {}
    for cite in cites:
        ids = (cite.first.text,) if cite.last is None else range_of(cite.first.text, cite.last.text)
        found.update(dict.fromkeys(ids or (cite.first.text, cite.last.text if cite.last else "")))
    return tuple(found)


def range_of(first: str, last: str) -> tuple[str, ...] | None:
    """The ids from one to another, or None where these are no range: another beginning, or downwards.

    >>> range_of("S009", "S011")
    ('S009', 'S010', 'S011')
    >>> range_of("S011", "S009") is None
    True
    """
    start, end = _ID.fullmatch(first), _ID.fullmatch(last)
    if start is None or end is None or start[1] != end[1] or len(start[2]) != len(end[2]):
        return None
    low, high = int(start[2]), int(end[2])
    if not low <= high < low + _MOST:
        return None
    return tuple(f"{start[1]}{number:0{len(start[2])}d}" for number in range(low, high + 1))


def statements_declared(text: ast.PolicyText, out: Collector) -> frozenset[str]:
    """The ids of the procedure's statements: those of the declared ranges, and those declared one by one."""
    found = {d.name.text for d in text.declarations if isinstance(d, ast.Statement)}
    for head in (d for d in text.declarations if isinstance(d, ast.PolicyHead)):
        for first, last in head.statement_ranges:
            ids = range_of(first.text, last.text)
            if ids is None:
                backwards = range_of(last.text, first.text) is not None
                out.error(
                    "HSB-R451",
                    f"`{first.text} to {last.text}` is no range of statements",
                    first.span.to(last.span),
                    "runs backwards" if backwards else "no range",
                    help=(
                        f"turn it round: `{last.text} to {first.text}`"
                        if backwards
                        else "write the first and the last id, both of one form: `statements S001 to S117`",
                    ),
                )
            found.update(ids or range_of(last.text, first.text) or (first.text, last.text))
    return frozenset(found)
