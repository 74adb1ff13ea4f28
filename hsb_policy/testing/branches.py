"""Floor 4: the branches of a policy: exceptions and rows of tables, each with a label for people."""

from collections.abc import Iterator
from typing import Any

from attrs import fields

from hsb_policy.core import ir


def branches_of(policy: ir.Policy) -> list[tuple[int, str]]:
    """Every branch by identity, with a label: "chairing_authority_for, exception 1"."""
    found = []
    for function in policy.functions.values():
        found += _labelled(function.name, function.body)
    for rule in policy.rules:
        if isinstance(rule, ir.Conclusion):
            found += _labelled(rule.name, rule.value)
    return found


def _labelled(name: str, expr: ir.Expr) -> list[tuple[int, str]]:
    found = []
    for choose in _choices(expr):
        word = "exception" if choose.otherwise is not None else "row"
        found += [(id(branch), f"{name}, {word} {at}") for at, branch in enumerate(choose.branches, 1)]
    return found


def _choices(node: Any) -> Iterator[ir.Choose]:
    if isinstance(node, ir.Choose):
        yield node
    if isinstance(node, tuple):
        for item in node:
            yield from _choices(item)
    elif isinstance(node, ir.Expr | ir.Branch | ir.Binder):
        for attribute in fields(type(node)):
            if attribute.name not in ("type", "origin"):
                yield from _choices(getattr(node, attribute.name))
