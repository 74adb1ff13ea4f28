"""Floor 2, front end: the typed lowering of expressions. Before it: symbols and trees; after it: core IR.

One object ties the kinds of expressions together (see `lowering.Lowers`). It holds nothing but what it was made of.
"""

from attrs import evolve, frozen

from hsb_policy.core import ir
from hsb_policy.core.types import Type
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.frontend import ast
from hsb_policy.frontend.conditions import lower_condition
from hsb_policy.frontend.per_rule import asked_per_rule
from hsb_policy.frontend.scope import Scope
from hsb_policy.frontend.symbols import Symbols
from hsb_policy.frontend.values import lower_value


@frozen
class Expressions:
    """Lowers the values and conditions of one policy."""

    symbols: Symbols
    out: Collector
    per_rule: frozenset[str]

    def telling(self, out: Collector) -> "Expressions":
        """The same, telling its mistakes somewhere else."""
        return evolve(self, out=out)

    def value(self, node: ast.Value, scope: Scope, expected: Type | None = None) -> ir.Expr:
        """A value; `expected` helps to understand bare words, and is not yet enforced."""
        return lower_value(self, node, scope, expected)

    def condition(self, node: ast.Condition, scope: Scope) -> ir.Expr:
        """A condition: an expression of type yes/no."""
        return lower_condition(self, node, scope)


def expressions(symbols: Symbols, out: Collector) -> Expressions:
    """The lowering of a policy's expressions."""
    return Expressions(symbols, out, asked_per_rule(symbols))
