"""Floor 2, back end: what the files that write one kind of expression each need of the one that writes them all."""

from collections.abc import Mapping
from typing import Any, Protocol

from hsb_policy.backends.columnar.facts import Facts
from hsb_policy.backends.columnar.forms import Form, Level, Row, Span
from hsb_policy.backends.columnar.nodes import Frame, Graph
from hsb_policy.backends.columnar.truths import Truths
from hsb_policy.core import ir

Scope = Mapping[str, Form]
"""The variables by name."""


class Writes(Protocol):
    """Writes expressions into a plan."""

    policy: ir.Policy
    graph: Graph
    facts: Facts
    truths: Truths
    readings: Mapping[tuple[str, str | None], Any]

    def form(self, expr: ir.Expr, scope: Scope) -> Form:
        """The value of an expression."""

    def truth(self, expr: ir.Expr, scope: Scope) -> Level:
        """A condition."""

    def holds(self, where: ir.Expr | None, scope: Scope) -> Level:
        """A `where`, true where there is none."""

    def span(self, expr: ir.Expr, scope: Scope) -> Span:
        """A number, day or moment."""

    def record(self, expr: ir.Expr, scope: Scope) -> Row:
        """A record."""

    def free(self, expr: ir.Expr) -> frozenset[str]:
        """The variables of an expression that it does not bind itself."""

    def home(self, expr: ir.Expr, scope: Scope) -> Frame:
        """The innermost frame among those of the variables of an expression."""

    def frame_of(self, form: Form) -> Frame:
        """The frame on which a value stands."""

    def chosen_list(self, expr: ir.Expr) -> tuple[Any, ...] | None:
        """The constant list that an expression is, or None."""

    def of_each_row(self, e: ir.Reading, row: Row) -> list[tuple[int, Any]]:
        """The readings of an interpretation for the rows of reference data, by their row."""
