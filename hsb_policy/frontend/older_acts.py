"""Floor 2, front end: a deadline that an act from long before would keep, because nothing says from which day acts count.

A deadline says until when an act is in time. From when it counts is said by `arises on`; or there is no need to say it, because
the act is the very thing that the rule is about, or because its condition compares a day of the act with another.
"""

from collections.abc import Iterator
from typing import Final

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Edit, Fix, Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.nodes_in import nodes_in
from hsb_policy.frontend.said import shortened, value_said

_LATER: Final = frozenset({"is after", "is on or after"})
_EARLIER: Final = frozenset({"is before", "is on or before"})
_LASTING: Final = frozenset({"covers", "covers or ends on", "overlaps", "touches"})


def warn_of_older_acts(rule: ast.Rule, out: Collector) -> None:
    """Warn of a duty with a deadline that an act of any earlier day would fulfil."""
    if not rule.within or rule.arises_on:
        return
    within = rule.within[0]
    for met in rule.met_when:
        act = met.condition
        if met.done_on is None or not isinstance(act, ast.Quantified) or _says_from_when(act):
            continue
        day = value_said(within.anchor)
        before = Span(within.span.file, within.span.start, within.span.start)
        out.warning(
            "HSB-R475",
            f"what was done long before `{shortened(day)}` fulfils this duty too, and in time",
            met.span,
            "done on whatever day",
            secondary=(Label(within.span, "says until when, not from when"),),
            help=(
                f"if only what is done from then on counts, add `arises on {shortened(day)}`",
                f"if something older counts, say which, as in `{act.binders[0].name.text}.… is after …`",
            ),
            fix=Fix((Edit(before, f"arises on {day}\n    "),)),
        )


def _says_from_when(act: ast.Quantified) -> bool:
    """Whether the condition of an act says which of them count by their day, or names the one that counts."""
    acts = {binder.name.text for binder in act.binders}
    return any(_settles(node, acts) for node in nodes_in((act.where, act.has)))


def _settles(node: ast.Node, acts: set[str]) -> bool:
    match node:
        case ast.Comparison(op="is"):
            return any(isinstance(side, ast.Name) and side.name in acts for side in (node.left, node.right))
        case ast.Comparison(op=op):
            left, right = (any(name in acts for name in _roots(side)) for side in (node.left, node.right))
            return (op in _LATER and left) or (op in _EARLIER and right) or (op in _LASTING and (left or right))
        case ast.InRange():
            return any(name in acts for name in _roots(node.value))
        case ast.Call():  # a definition that is told of the act may say it
            return any(isinstance(arg, ast.Name) and arg.name in acts for arg in node.args)
        case _:
            return False


def _roots(value: ast.Value) -> Iterator[str]:
    return (node.name for node in nodes_in(value) if isinstance(node, ast.Name))
