"""Floor 2, front end: which interpretations expressions read, themselves or through definitions."""

from collections.abc import Iterable, Mapping

from attrs import frozen

from hsb_policy.core import ir
from hsb_policy.core.walk import walk
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.frontend.citing import readings_of
from hsb_policy.frontend.deep_definitions import DEEPEST
from hsb_policy.frontend.definitions import lower_definitions
from hsb_policy.frontend.symbols import Symbols


@frozen
class Used:
    """The interpretations that are read (`readings`, by name), the A-ids to be told with them, and the definitions applied."""

    readings: frozenset[str]
    cites: frozenset[str]
    definitions: frozenset[str]

    @classmethod
    def of(cls, parts: Iterable[ir.Expr], symbols: Symbols) -> "Used":
        """What these expressions use themselves."""
        found = [e for part in parts for e in walk(part)]
        readings = frozenset(e.name for e in found if isinstance(e, ir.Reading))
        cites = frozenset(c for name in readings for c in readings_of(symbols.interpretations[name].cites, symbols))
        return cls(readings, cites, frozenset(e.function for e in found if isinstance(e, ir.Call)))


def used_by_definitions(symbols: Symbols) -> Mapping[str, Used]:
    """What each definition uses, itself and through the definitions that it applies, and what it cites."""
    functions = lower_definitions(symbols, Collector())  # their mistakes are told where they are lowered for good
    own = {name: Used.of((function.body,), symbols) for name, function in functions.items()}
    return {name: _joined(_reached(name, own), own, functions, symbols) for name in functions}


def _reached(name: str, own: Mapping[str, Used]) -> frozenset[str]:
    """What a definition uses, as deep as definitions may rest on each other: those that go deeper are told as mistakes."""
    found = fresh = {name}
    for _ in range(DEEPEST):
        fresh = {n for one in fresh for n in own[one].definitions if n in own} - found
        if not fresh:
            break
        found = found | fresh
    return frozenset(found)


def _joined(
    names: frozenset[str], own: Mapping[str, Used], functions: Mapping[str, ir.Function], symbols: Symbols
) -> Used:
    parts = [own[n] for n in names]
    cited = {c for n in names for c in readings_of(functions[n].cites, symbols)}
    return Used(
        frozenset().union(*(p.readings for p in parts)),
        frozenset(cited).union(*(p.cites for p in parts)),
        names,
    )
