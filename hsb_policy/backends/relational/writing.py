"""Floor 2, back end: what the files that write one kind of expression each need of the one that writes them all."""

from collections.abc import Mapping
from typing import Any, Protocol

from hsb_policy.backends.relational.forms import Form, Level, Row, Span
from hsb_policy.backends.relational.layout import Layout
from hsb_policy.backends.relational.sql import Block, Columns
from hsb_policy.core import ir

Bound = tuple[Form, int]
"""A variable's value, and the depth of the block that made it."""
Scope = Mapping[str, Bound]


class Writes(Protocol):
    """Writes expressions in a scope, for the body of a block."""

    layout: Layout
    columns: Columns
    readings: Mapping[tuple[str, str | None], Any]

    def form(self, expr: ir.Expr, scope: Scope, block: Block) -> Form:
        """The value of an expression."""

    def truth(self, expr: ir.Expr, scope: Scope, block: Block) -> Level:
        """A condition."""

    def holds(self, where: ir.Expr | None, scope: Scope, block: Block) -> Level:
        """A `where`, true where there is none."""

    def span(self, expr: ir.Expr, scope: Scope, block: Block) -> Span:
        """A number, day or moment."""

    def record(self, expr: ir.Expr, scope: Scope, block: Block) -> Row:
        """A record."""

    def row_at(self, kind: str, place: str) -> Row:
        """The record of a kind at a place."""

    def chosen_list(self, expr: ir.Expr) -> tuple[Any, ...] | None:
        """The constant list that an expression is, or None."""

    def of_each_row(self, e: ir.Reading, row: Row) -> list[tuple[int, Any]]:
        """The readings of an interpretation for the rows of reference data, by their place."""
