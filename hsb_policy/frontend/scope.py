"""Floor 2, front end: which names an expression can see, and with which types."""

from collections.abc import Mapping

from attrs import evolve, field, frozen

from hsb_policy.core import ir
from hsb_policy.core.types import TextType, Type
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend.value_meant import ValueMeant

THE_RULE = "the rule"
"""The parameter by which a definition is told for which rule it is asked; no author can write a name with a space."""


@frozen
class Local:
    """A variable, a parameter or a key of `about`, and where it was introduced."""

    type: Type
    span: Span


@frozen(kw_only=True)
class Scope:
    """The names that an expression can see besides those of the whole policy. Immutable: a quantifier makes a new one.

    `out_of_reach` are names that stand nearby but mean nothing here, `sees` says why, with the
    names that are `visible` in their stead, and `instead` what to write for them
    (`harmed.child` -> `child`). `closed` are the fields whose absence counts as something in this rule. `owner` tells the rule whose readings
    count; it is None where there is none. `meant` is the value that a definition written as a condition comes to.
    """

    locals: Mapping[str, Local] = field(factory=dict)
    out_of_reach: Mapping[str, Local] = field(factory=dict)
    instead: Mapping[str, str] = field(factory=dict)
    sees: str = ""
    visible: tuple[str, ...] = ()
    closed: Mapping[tuple[str, str], bool] = field(factory=dict)
    owner: ir.Expr | None = None
    in_check: bool = False
    meant: ValueMeant | None = None

    def having(self, name: str, local: Local) -> "Scope":
        """This scope and one more name."""
        hidden = {other: what for other, what in self.out_of_reach.items() if other != name}
        return evolve(self, locals={**self.locals, name: local}, out_of_reach=hidden)

    def only(
        self, locals: Mapping[str, Local], sees: str, out_of_reach: Mapping[str, Local], instead: Mapping[str, str]
    ) -> "Scope":
        """The same place in the policy with other names."""
        hidden = {name: what for name, what in out_of_reach.items() if name not in locals}
        return evolve(self, locals=locals, sees=sees, out_of_reach=hidden, instead=instead, visible=tuple(locals))


def in_rule(name: str) -> ir.Expr:
    """The owner of what stands in a rule: the rule."""
    return ir.Literal(value=name, type=TextType())


def in_definition() -> ir.Expr:
    """The owner of what stands in a definition that reads one-per-rule interpretations: whichever rule asks."""
    return ir.Variable(name=THE_RULE, type=TextType())
