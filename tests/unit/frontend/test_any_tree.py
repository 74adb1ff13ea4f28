"""Whatever an author writes that has the form of a policy, the typed lowering comes to an end and says what is wrong."""

from typing import Any, get_args

from attrs import evolve, fields, has
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsb_policy.core.show import show_function, show_rule
from hsb_policy.core.walk import expressions_of, walk
from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.frontend import ast
from hsb_policy.frontend.types_of import is_broken
from tests.unit.core.test_walk import EVERYTHING, RULES
from tests.unit.frontend.small_policy import lowered, parsed
from tests.unit.frontend.test_definitions import TABLE
from tests.unit.frontend.test_rules import ALWAYS, CHECK, CONCLUSION, DUTY, READING, SWITCH

TEXTS = (EVERYTHING, RULES, TABLE, ALWAYS + DUTY, CHECK, CONCLUSION, READING, SWITCH)
TREES = tuple(parsed("small.policy", text) for text in TEXTS)


def _nodes(node: Any) -> list[ast.Node]:
    if isinstance(node, tuple):
        return [inner for item in node for inner in _nodes(item)]
    if not (has(type(node)) and isinstance(node, ast.Node)):
        return []
    return [node, *(inner for a in fields(type(node)) for inner in _nodes(getattr(node, a.name)))]


NODES = _nodes(TREES)
VALUES = [n for n in NODES if isinstance(n, get_args(ast.Value)) and not isinstance(n, ast.Text)]
CONDITIONS = [n for n in NODES if isinstance(n, get_args(ast.Condition))]
WORDS = sorted({n.text for n in NODES if isinstance(n, ast.Word)})
TYPES = [n for n in NODES if isinstance(n, ast.TypeWords)]


class _Mixer:
    """Puts parts of the policies above in place of others of the same form."""

    def __init__(self, chance: Any, one_in: int) -> None:
        self._chance = chance
        self._one_in = one_in

    def mixed(self, node: Any) -> Any:
        """The tree with some of its parts exchanged; clauses are left out or doubled."""
        if isinstance(node, tuple):
            return tuple(self.mixed(item) for item in node)
        if not (has(type(node)) and isinstance(node, ast.Node)):
            return node
        if self._chance.randrange(self._one_in) == 0:
            return self._another(node)
        return evolve(node, **{a.name: self._part(node, a.name) for a in fields(type(node)) if a.name != "span"})

    def _part(self, node: ast.Node, name: str) -> Any:
        part = getattr(node, name)
        if (isinstance(node, ast.Path) and name == "base") or (isinstance(node, ast.Chain) and name == "words"):
            return part  # nothing else can stand there
        is_clause = isinstance(node, ast.Rule | ast.Define) and isinstance(part, tuple)
        if is_clause and self._chance.randrange(4 * self._one_in) == 0:
            return self._chance.choice([(*part, *part), part[1:]])
        return self.mixed(part)

    def _another(self, node: ast.Node) -> Any:
        if isinstance(node, get_args(ast.Condition)):
            return self._chance.choice(CONDITIONS)
        if isinstance(node, ast.Word):
            return evolve(node, text=self._chance.choice(WORDS))
        if isinstance(node, ast.TypeWords):
            return self._chance.choice(TYPES)
        is_value = isinstance(node, get_args(ast.Value)) and not isinstance(node, ast.Text)
        return self._chance.choice(VALUES) if is_value else node


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(TREES), st.randoms(use_true_random=False), st.sampled_from([4, 12, 40, 120]))
def test_any_tree_is_lowered_or_refused(tree: tuple[ast.AnyDeclaration, ...], chance: Any, one_in: int) -> None:
    """No tree raises. Where nothing is told, nothing is broken; what is told has a known code and at most two cures."""
    functions, rules, _, found = lowered(_Mixer(chance, one_in).mixed(tree))

    assert [show_function(f) for f in functions.values()]
    assert len([show_rule(r) for r in rules]) == len(rules)
    for diagnostic in found.items:
        assert diagnostic.code in CATALOGUE
        assert diagnostic.message
        assert len(diagnostic.help) <= 2
    if not found.has_errors:
        bodies = [f.body for f in functions.values()]
        parts = [*bodies, *(e for rule in rules for e in expressions_of(rule))]
        assert not any(is_broken(e.type) for part in parts for e in walk(part))
