"""Floor 2, front end: all nodes of a tree, for checks that look at everything an author wrote."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from attrs import fields

from hsb_policy.frontend import ast

Trees = Sequence[tuple[ast.AnyDeclaration, Sequence[ast.Node]]]
"""Declarations, each with all its nodes: several checks look at all of them, and they are looked for once."""


def trees_of(text: ast.PolicyText) -> Trees:
    """All declarations with their nodes."""
    return [(declaration, tuple(nodes_in(declaration))) for declaration in text.declarations]


def nodes_in(tree: Any) -> Iterator[ast.Node]:
    """A node and all nodes in it, in the order of the tree."""
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, tuple):
            todo += reversed(node)
        elif isinstance(node, ast.Node):
            yield node
            kind: Any = type(node)
            todo += [getattr(node, name) for name in _parts(kind)]


@cache
def _parts(kind: Any) -> tuple[str, ...]:
    """The attributes of a kind of node, the last first; the place of a node is no part of it."""
    return tuple(reversed([attribute.name for attribute in fields(kind) if attribute.name != "span"]))
