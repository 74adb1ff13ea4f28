"""Floor 2, front end: names that lead back to themselves: definitions that use each other, rules that override each other.

Work and memory grow with the names and the steps between them alone, whatever a policy of ten thousand declarations does with them.
"""

from collections.abc import Iterator, Mapping

Graph = Mapping[str, frozenset[str]]


def circles(graph: Graph) -> list[tuple[str, ...]]:
    """The circles of a graph of names, each once and beginning with its first name; several that share a name count as one.

    >>> circles({"a": frozenset("b"), "b": frozenset("ac"), "c": frozenset("c"), "d": frozenset("a")})
    [('a', 'b', 'a'), ('c', 'c')]
    """
    found = []
    for knot in sorted(map(sorted, _knots(graph))):
        if len(knot) > 1 or knot[0] in graph.get(knot[0], ()):
            found.append(_way_back(graph, knot[0], frozenset(knot)))
    return found


def _way_back(graph: Graph, start: str, knot: frozenset[str]) -> tuple[str, ...]:
    """The shortest way from a name back to itself, by names of its knot."""
    before: dict[str, str] = {}
    todo = [start]
    for name in todo:
        for following in sorted(graph[name] & knot):
            if following == start:
                way = [start, name]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return tuple(reversed(way))
            if following not in before:
                before[following] = name
                todo.append(following)
    raise AssertionError("each name of a knot leads back to itself")


def _knots(graph: Graph) -> Iterator[set[str]]:
    """The names in groups, in each of which every name leads to every other: who is left last leads to all that is reached against the steps."""
    against: dict[str, list[str]] = {}
    for name, steps in graph.items():
        for following in steps:
            against.setdefault(following, []).append(name)
    told: set[str] = set()
    for root in reversed(inner_first(graph)):
        if root in told:
            continue
        knot, todo = {root}, [root]
        while todo:
            fresh = [name for name in against.get(todo.pop(), ()) if name not in told and name not in knot]
            knot.update(fresh)
            todo += fresh
        told |= knot
        yield knot


def inner_first(graph: Graph) -> list[str]:
    """All names, each after those to which it leads; in a circle there is no such order."""
    entered: set[str] = set()
    left: list[str] = []
    for root in graph:
        todo = [(root, False)]
        while todo:
            name, goes_back = todo.pop()
            if goes_back:
                left.append(name)
            elif name not in entered:
                entered.add(name)
                todo.append((name, True))
                todo += ((following, False) for following in graph.get(name, ()))
    return left
