"""Floor 2, front end: one method for each production of `grammar/policy.lark`, called by the parser as it reads.

Before it: the words of one declaration; after it: the declaration's tree. No parse tree is made in between. Each method
is given what stands in the production, reserved words included: leaves, and what the productions in it were built to.
"""

from hsb_policy.frontend.ast import AnyDeclaration
from hsb_policy.frontend.build_data import DataBuilder
from hsb_policy.frontend.build_expressions import ExpressionBuilder
from hsb_policy.frontend.build_frame import FrameBuilder
from hsb_policy.frontend.build_rules import RuleBuilder
from hsb_policy.frontend.build_words import Children, WordBuilder


class Builder(WordBuilder, ExpressionBuilder, RuleBuilder, FrameBuilder, DataBuilder):
    """Builds the trees of declarations. It holds nothing, so one builder serves all parses."""

    def declaration(self, children: Children) -> AnyDeclaration:
        """Build a declaration: whatever it begins with."""
        built: AnyDeclaration = children[0]
        return built
