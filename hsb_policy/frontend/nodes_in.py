"""Floor 2, front end: all nodes of a tree, for checks that look at everything an author wrote."""

from collections.abc import Iterator
from typing import Any

from attrs import fields

from hsb_policy.frontend import ast


def nodes_in(tree: Any) -> Iterator[ast.Node]:
    """A node and all nodes in it, in the order of the tree."""
    if isinstance(tree, tuple):
        for part in tree:
            yield from nodes_in(part)
    elif isinstance(tree, ast.Node):
        yield tree
        for attribute in fields(type(tree)):
            if attribute.name != "span":
                yield from nodes_in(getattr(tree, attribute.name))
