"""Floor 2, front end: the definitions that must be told for which rule they are asked.

An interpretation may have a reading for each rule (`age_at`). A definition that reads it, or that calls one that does, gives
different answers to different rules; it gets the rule as one more argument.
"""

from collections.abc import Iterator
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
