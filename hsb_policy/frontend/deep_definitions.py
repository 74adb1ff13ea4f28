"""Floor 2, front end: definitions that rest on each other deeper than anybody could follow, or a case be decided by."""

from collections.abc import Mapping
from typing import Final

from hsb_policy.core import ir
from hsb_policy.core.walk import children, walk
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.frontend.circles import inner_first
from hsb_policy.frontend.symbols import Symbols

DEEPEST: Final = 100  # conditions and values inside each other, those of the definitions that are used included


def refuse_too_deep(functions: Mapping[str, ir.Function], symbols: Symbols, out: Collector) -> None:
    """Tell the first definition of each line of them that is too deep; those that use it are no further mistakes."""
    uses = {
        name: frozenset(e.function for e in walk(function.body) if isinstance(e, ir.Call) and e.function in functions)
        for name, function in functions.items()
    }
    depths: dict[str, int] = {}
    for name in inner_first(uses):
        depths[name] = _depth(functions[name].body, depths)
    for name in sorted(functions):
        if depths[name] > DEEPEST and all(depths[used] <= DEEPEST for used in uses[name]):
            out.error(
                "HSB-R476",
                f"`{name}` rests on a definition that rests on another, {depths[name]} deep in all; {DEEPEST} can be followed",
                symbols.definitions[name].name.span,
                "too deep",
                help=("say it, or one of those that it rests on, from the facts of the case",),
            )


def _depth(e: ir.Expr, depths: Mapping[str, int]) -> int:
    """How many expressions stand inside each other; of a definition that is used, its own besides."""
    inside = max((_depth(part, depths) for part in children(e)), default=0)
    return 1 + max(inside, depths.get(e.function, 0) if isinstance(e, ir.Call) else 0)
