"""Floor 2, front end: the definitions that must be told for which rule they are asked.

An interpretation may have a reading for each rule (`age_at`). A definition that reads it, or that calls one that does, gives
different answers to different rules; it gets the rule as one more argument.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import fields, has

from hsb_policy.frontend import ast
from hsb_policy.frontend.symbols import Symbols


def asked_per_rule(symbols: Symbols) -> frozenset[str]:
    """The definitions that read an interpretation with a reading for each rule, directly or through others."""
    switches = {name for name, i in symbols.interpretations.items() if i.one_per == "rule"}
    if not switches:
        return frozenset()
    names = {name: frozenset(names_in(define.bodies)) for name, define in symbols.definitions.items()}
    found: set[str] = set()
    while grown := {name for name in names.keys() - found if names[name] & (switches | found)}:
        found |= grown
    return frozenset(found)


def names_in(node: Any) -> Iterator[str]:
    """Every bare name and every name of a call in a tree."""
    if isinstance(node, tuple):
        for part in node:
            yield from names_in(part)
    elif isinstance(node, ast.Name):
        yield node.name
    elif has(type(node)):
        if isinstance(node, ast.Call):
            yield node.name.text
        for attribute in fields(type(node)):
            yield from names_in(getattr(node, attribute.name))


def circles(graph: Mapping[str, frozenset[str]]) -> list[tuple[str, ...]]:
    """The circles of a graph of names, each once and beginning with its first name; several that share a name count as one."""
    found: list[tuple[str, ...]] = []
    told: set[str] = set()
    for start in sorted(graph):
        if start not in told and (path := _way_back(graph, start)):
            found.append(path)
            told |= _reachable(graph, start) & {n for n in graph if start in _reachable(graph, n)}
    return found


def _way_back(graph: Mapping[str, frozenset[str]], start: str) -> tuple[str, ...]:
    """The shortest way from a name back to itself."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for following in sorted(graph.get(way[-1], ())):
            if following == start:
                return (*way, start)
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()


def _reachable(graph: Mapping[str, frozenset[str]], start: str) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        for following in graph.get(todo.pop(), ()):
            if following not in found:
                found.add(following)
                todo.append(following)
    return found
