"""Floor 2, back end: a policy under chosen readings as one query over the table of cases, and the rules that it leaves out."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from hsb_policy.backends.columnar.refused import CannotSayError, Refusal
from hsb_policy.backends.relational.expressions import Writer
from hsb_policy.backends.relational.layout import Layout
from hsb_policy.backends.relational.outcomes import OutcomeWriter, Written
from hsb_policy.backends.relational.sql import named
from hsb_policy.core import ir
from hsb_policy.core.case import Record


@frozen(kw_only=True)
class Plan:
    """The query, in stages: each adds columns to those before it. `rules` are the rules that it answers, by their column.

    `refused` are the rules that have no exact relational form: the compiled function answers them. `layout` is the table of
    cases that the query reads.
    """

    policy: ir.Policy = field(repr=False)
    rules: tuple[Written, ...] = field(repr=False)
    refused: tuple[Refusal, ...]
    stages: tuple[tuple[tuple[str, str], ...], ...] = field(repr=False)
    layout: Layout = field(repr=False)
    rows: Mapping[str, tuple[Record, ...]] = field(repr=False)

    def sql(self, source: str) -> str:
        """The query, over a table (or a query in brackets) of cases."""
        text = [f"WITH s0 AS (SELECT * FROM {source}, of_the_policy)"]
        for at, columns in enumerate(self.stages, 1):
            listed = ",\n    ".join(f"{sql} AS {name}" for name, sql in columns)
            text.append(f"s{at} AS (SELECT *,\n    {listed}\nFROM s{at - 1})")
        told = "".join(f",\n    {rule.column} AS {named(rule.rule)}" for rule in self.rules)
        return ",\n".join(text) + f"\nSELECT case_no, case_id{told}\nFROM s{len(self.stages)}"


def plan(
    policy: ir.Policy, readings: Mapping[tuple[str, str | None], Any], rows: Mapping[str, tuple[Record, ...]]
) -> Plan:
    """The query of a policy. Nothing is read; what cannot be said exactly is refused here, by rule and place."""
    writer = Writer(policy, readings, rows)
    outcomes = OutcomeWriter(writer)
    written: list[Written] = []
    refused: list[Refusal] = []
    for number, rule in enumerate(policy.rules):
        try:
            written.append(outcomes.written(rule, number))
        except CannotSayError as why:
            refused.append(Refusal(rule.name, rule.origin.file, str(why)))
    needed = _needed(writer, [w.column for w in written])
    highest = max((writer.columns.stages[name] for name in needed), default=0)
    stages = tuple(
        tuple(
            (name, writer.columns.texts[name])
            for name in writer.columns.texts
            if name in needed and writer.columns.stages[name] == at
        )
        for at in range(1, highest + 1)
    )
    return Plan(
        policy=policy, rules=tuple(written), refused=tuple(refused), stages=stages, layout=writer.layout, rows=rows
    )


def _needed(writer: Writer, wanted: list[str]) -> set[str]:
    """The columns that these read, they too; what was begun for a refused rule is left out."""
    needed: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in needed:
            needed.add(name)
            wanted.extend(writer.columns.words_of(writer.columns.texts[name]))
    return needed
