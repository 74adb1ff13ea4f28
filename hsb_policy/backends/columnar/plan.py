"""Floor 2, back end: a policy under chosen readings as one plan over batches of cases, and the rules that it leaves out."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from hsb_policy.backends.columnar.batch import Table, Words
from hsb_policy.backends.columnar.expressions import Writer
from hsb_policy.backends.columnar.from_cases import reference_tables
from hsb_policy.backends.columnar.layout import Layout
from hsb_policy.backends.columnar.nodes import Node
from hsb_policy.backends.columnar.outcomes import OutcomeWriter, Written
from hsb_policy.backends.columnar.refused import CannotSayError, Refusal
from hsb_policy.core import ir
from hsb_policy.core.case import Record


@frozen(kw_only=True)
class Plan:
    """The operators of a plan in their order, and the rules that it answers.

    `refused` are the rules that have no exact form in columns: the compiled function answers them. `layout` says which fields a batch has
    to have, `references` are the policy's own tables. `last` has for each node the nodes that nothing reads after it.
    """

    policy: ir.Policy = field(repr=False)
    rules: tuple[Written, ...] = field(repr=False)
    refused: tuple[Refusal, ...]
    nodes: tuple[Node, ...] = field(repr=False)
    last: Mapping[int, tuple[int, ...]] = field(repr=False)
    layout: Layout = field(repr=False)
    words: Words = field(repr=False)
    references: Mapping[str, Table] = field(repr=False)


def plan(
    policy: ir.Policy, readings: Mapping[tuple[str, str | None], Any], rows: Mapping[str, tuple[Record, ...]]
) -> Plan:
    """The plan of a policy. Nothing is read; what cannot be said exactly is refused here, by rule and place."""
    words = Words()
    writer = Writer(policy, readings, rows, words)
    outcomes = OutcomeWriter(writer)
    written: list[Written] = []
    refused: list[Refusal] = []
    for rule in policy.rules:
        try:
            written.append(outcomes.written(rule))
        except CannotSayError as why:
            refused.append(Refusal(rule.name, rule.origin.file, str(why)))
    nodes = _needed(writer.graph.nodes, [node for rule in written for node in rule.nodes()])
    return Plan(
        policy=policy,
        rules=tuple(written),
        refused=tuple(refused),
        nodes=nodes,
        last=_last_reads(nodes, {node.number for rule in written for node in rule.nodes()}),
        layout=writer.layout,
        words=words,
        references=reference_tables(writer.layout, rows, words),
    )


def _needed(nodes: list[Node], wanted: list[Node]) -> tuple[Node, ...]:
    """The nodes that these read, they too, in their order; what was begun for a refused rule is left out."""
    needed: set[int] = set()
    waiting = list(wanted)
    while waiting:
        node = waiting.pop()
        if node.number not in needed:
            needed.add(node.number)
            waiting.extend(argument for argument in node.arguments if isinstance(argument, Node))
    return tuple(node for node in nodes if node.number in needed)


def _last_reads(nodes: tuple[Node, ...], kept: set[int]) -> dict[int, tuple[int, ...]]:
    """For each node those whose columns can be let go once it is worked out."""
    last: dict[int, int] = {}
    for node in nodes:
        last[node.number] = node.number
        for argument in node.arguments:
            if isinstance(argument, Node):
                last[argument.number] = node.number
    found: dict[int, list[int]] = {}
    for number, reader in last.items():
        if number not in kept:
            found.setdefault(reader, []).append(number)
    return {reader: tuple(numbers) for reader, numbers in found.items()}
