"""Floor 2, front end: defaults that narrow a "must": allowed, and never without a word."""

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.source import NOWHERE
from hsb_policy.frontend.symbols import Symbols


def warn_of_narrow_defaults(symbols: Symbols, out: Collector) -> None:
    """Warn of an interpretation whose default asks for less than the statements that it narrows."""
    for name, interpretation in symbols.interpretations.items():
        narrowed = interpretation.narrowing.get(str(interpretation.default), ())
        if narrowed:
            out.warning(
                "HSB-R472",
                f"the default of `{name}` narrows what {', '.join(narrowed)} requires, in every decision",
                symbols.places.get(name, NOWHERE),
                f"`default {interpretation.default}`",
                help=("make the reading that protects more the default; who runs the policy may choose the other",),
            )
