"""Floor 2, front end: one fault, one message: a name that is wrong all over a declaration is told once, with all its places."""

from attrs import evolve

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Diagnostic, Fix, Label

NAMES = "HSB-N"


def tell_once(found: Collector, out: Collector) -> None:
    """Hand over what was found in one declaration; messages about one name become one."""
    together: dict[tuple[str, str], list[Diagnostic]] = {}
    for diagnostic in found.collected().items:
        if diagnostic.code.startswith(NAMES):
            together.setdefault((diagnostic.code, diagnostic.message), []).append(diagnostic)
        else:
            out.add(diagnostic)
    for alike in together.values():
        out.add(_joined(alike))


def _joined(alike: list[Diagnostic]) -> Diagnostic:
    """The first of several, with the places and the corrections of all."""
    first, *more = alike
    if not more:
        return first
    again = tuple(Label(d.primary.span, "and here") for d in more if d.primary is not None)
    edits = tuple(dict.fromkeys(edit for d in alike if d.fix is not None for edit in d.fix.edits))
    fix = None if first.fix is None else Fix(edits, safe=all(d.fix is None or d.fix.safe for d in alike))
    return evolve(first, secondary=(*first.secondary, *again), fix=fix)
