"""Floor 2, front end: whether the list of the procedure's statements is whole: each id of its range with our words."""

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.frontend import ast
from hsb_policy.frontend.ids import range_of

SHOWN = 8


def check_statement_list(text: ast.PolicyText, out: Collector) -> None:
    """Warn of ids of the range that no `statement` words, and of statements outside it.

    A policy that words none of its statements is left alone: it lists them by the range alone.
    """
    ranges = [
        (f, ids)
        for d in text.declarations
        if isinstance(d, ast.PolicyHead)
        for f in d.statement_ranges
        if (ids := range_of(f[0].text, f[1].text))
    ]
    statements = {d.name.text: d for d in text.declarations if isinstance(d, ast.Statement)}
    if not ranges or not statements:
        return
    for (first, last), ids in ranges:
        lacking = [id_ for id_ in ids if id_ not in statements]
        if lacking:
            named = ", ".join(lacking[:SHOWN]) + (f" and {len(lacking) - SHOWN} more" if len(lacking) > SHOWN else "")
            out.warning(
                "HSB-R470",
                f"no `statement` gives the words of {named}",
                first.span.to(last.span),
                "not all of these are worded",
                help=(f'add `statement {lacking[0]} "section" "the rule in your own words"`',),
            )
    everything = {id_ for _, ids in ranges for id_ in ids}
    (first, last), _ = ranges[0]
    for name, statement in statements.items():
        if name not in everything:
            out.warning(
                "HSB-R471",
                f"`statement {name}` lies outside the statements that the policy declares",
                statement.name.span,
                f"not among {first.text} to {last.text}",
                help=("widen the range after `statements`, or take this statement out",),
            )
