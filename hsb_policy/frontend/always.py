"""Floor 2, front end: invariants, `always "…" RULE is never STATUS when C`, to the core IR."""

from collections.abc import Sequence

from hsb_policy.core import ir
from hsb_policy.core.status import ORDER, TABLES
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.frontend import ast
from hsb_policy.frontend.citing import cited
from hsb_policy.frontend.clauses import a
from hsb_policy.frontend.duties import PROHIBITIONS, force_of
from hsb_policy.frontend.expressions import Expressions, expressions
from hsb_policy.frontend.grain import grain_of
from hsb_policy.frontend.lowering import listed
from hsb_policy.frontend.rules import base_scope
from hsb_policy.frontend.symbols import Symbols
from hsb_policy.frontend.unknown_names import did_you_mean


def lower_always(declarations: Sequence[ast.Always], symbols: Symbols, out: Collector) -> tuple[ir.Always, ...]:
    """All invariants of a policy, in the order of their texts."""
    lw = expressions(symbols, out)
    lowered = (_always(lw, declared) for declared in sorted(declarations, key=lambda d: d.name.text))
    return tuple(invariant for invariant in lowered if invariant is not None)


def _always(lw: Expressions, declared: ast.Always) -> ir.Always | None:
    ids = cited(declared.cites, lw.symbols)
    rule = _rule(lw, declared)
    if rule is None:
        return None
    for word in declared.never:
        _check_status(lw, word, rule)
    for second in declared.when[1:]:
        lw.out.error(
            "HSB-R402",
            "an invariant has one `when`",
            second.span,
            "the second",
            secondary=(Label(declared.when[0].span, "the first"),),
            help=("join them with `and` or `or`",),
        )
    quiet = lw.telling(Collector())  # what is wrong in the rule is told with the rule
    grain = grain_of(quiet, rule, base_scope(rule))
    return ir.Always(
        text=declared.name.text,
        cites=ids,
        rule=rule.name.text,
        never=tuple(sorted({word.text for word in declared.never})),
        when=lw.condition(declared.when[0], grain.outside) if declared.when else None,
        origin=declared.name.span,
    )


def _rule(lw: Expressions, declared: ast.Always) -> ast.Rule | None:
    word = declared.rule
    if word is None:
        lw.out.error(
            "HSB-R403",
            "an invariant says which rule is never what",
            declared.name.span,
            "which rule?",
            help=("add `RULE is never overridden`, or another status",),
        )
        return None
    if word.text in lw.symbols.rules:
        return lw.symbols.rules[word.text]
    near = nearest(word.text, lw.symbols.rules)
    lw.out.error(
        "HSB-N207",
        f"there is no rule called `{word.text}`",
        word.span,
        "not declared",
        help=did_you_mean(near),
        fix=renamed(word.span, near),
    )
    return None


def statuses_of(rule: ast.Rule) -> tuple[str, ...]:
    """The statuses that outcomes of a rule can have, gravest first."""
    table = {"table": "conclusion"}.get(rule.kind, rule.kind)
    if rule.kind == "duty" and rule.actions and force_of(rule.actions[0]) in PROHIBITIONS:
        table = "prohibition"
    given = {line.status for line in TABLES[table]} | {"cannot_tell"}
    return tuple(status for status in ORDER if status in given)


def _check_status(lw: Expressions, word: ast.Word, rule: ast.Rule) -> None:
    statuses = statuses_of(rule)
    if word.text in statuses:
        return
    near = nearest(word.text, statuses)
    lw.out.error(
        "HSB-R416",
        f"`{rule.name.text}` is {a(rule.kind)}, which can never be `{word.text}` anyway"
        if word.text in ORDER
        else f"there is no status `{word.text}`",
        word.span,
        "never so" if word.text in ORDER else "not a status",
        help=did_you_mean(near, f"it can be {listed(statuses, 'or')}"),
        fix=renamed(word.span, near),
    )
