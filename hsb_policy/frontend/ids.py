"""Floor 2, front end: cited ids: S019, A03, J02, and ranges of them."""

import re
from collections.abc import Iterable, Sequence

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast

_ID = re.compile(r"([A-Z]+)([0-9]+)")


def expanded(cites: Iterable[ast.Cite]) -> tuple[str, ...]:
    """All ids that are cited, ranges written out, each once, in their order.

    >>> expanded([ast.Cite(first=ast.Word(text="S070"), last=ast.Word(text="S072"))])
    ('S070', 'S071', 'S072')
    """
    found: dict[str, None] = {}
    for cite in cites:
        found.update(dict.fromkeys(id_ for id_, _ in with_places([cite])))
    return tuple(found)


def with_places(cites: Iterable[ast.Cite]) -> list[tuple[str, Span]]:
    """All ids with the places where they are cited."""
    found: list[tuple[str, Span]] = []
    for cite in cites:
        span = cite.first.span if cite.last is None else cite.first.span.to(cite.last.span)
        found += [(id_, span) for id_ in _range(cite.first.text, cite.last.text if cite.last else cite.first.text)]
    return found


def _range(first: str, last: str) -> list[str]:
    start, end = _ID.fullmatch(first), _ID.fullmatch(last)
    if start is None or end is None or start[1] != end[1] or int(end[2]) - int(start[2]) > 10_000:
        return [first] if first == last else [first, last]
    return [f"{start[1]}{number:0{len(start[2])}d}" for number in range(int(start[2]), int(end[2]) + 1)]


def statement_ids(
    heads: Sequence[ast.PolicyHead], statements: Sequence[ast.Statement], out: Collector
) -> frozenset[str]:
    """The ids of the procedure's statements: those of the declared ranges, and those declared one by one."""
    found = {s.name.text for s in statements}
    for head in heads:
        for first, last in head.statement_ranges:
            ids = _range(first.text, last.text)
            if len(ids) < 2:
                out.error(
                    "HSB-N259",
                    f"`{first.text} to {last.text}` is no range of statements",
                    first.span.to(last.span),
                    "no range",
                    help=("write the first and the last id: `statements S001 to S117`",),
                )
            found.update(ids)
    return frozenset(found)
