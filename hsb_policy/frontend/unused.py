"""Floor 2, front end: what is declared and never used. Where that cannot be known, nothing is said."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import fields

from hsb_policy.core.schema import CASE
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.frontend import ast
from hsb_policy.frontend.declared_once import Declared
from hsb_policy.frontend.ids import expanded
from hsb_policy.frontend.nodes_in import nodes_in
from hsb_policy.frontend.symbols import Symbols

_FORCE: Final = "force"
_PER_RULE: Final = "rule"


def warn_of_unused(text: ast.PolicyText, declared: Declared, symbols: Symbols, out: Collector) -> None:
    """Warn of definitions, interpretations, lists of codes, kinds of records and parties that nothing uses."""
    used = _Used(text)
    _warn(declared.definitions, "definition", used.values, out, _elsewhere(declared.definitions))
    _warn(declared.codes, "list of codes", used.types, out, {})
    _warn_of_records(declared, used, out)
    _warn(declared.parties, "party", used.parties, out, {})
    _warn_of_interpretations(text, declared, used, symbols, out)


class _Used:
    """The names that stand in a policy where something is used."""

    def __init__(self, text: ast.PolicyText) -> None:
        self.values: dict[str, set[str]] = {}  # name -> declarations that name it in an expression
        self.types: dict[str, set[str]] = {}
        self.parties: dict[str, set[str]] = {}
        self.given: set[str] = set()
        for declaration in text.declarations:
            self._add(declaration)

    def _add(self, declaration: ast.AnyDeclaration) -> None:
        where = declaration.name.text
        holds_constants = isinstance(declaration, ast.Interpretation | ast.Reference)
        for node in nodes_in(declaration):
            match node:
                case ast.Name() if not holds_constants:
                    self.values.setdefault(node.name, set()).add(where)
                case ast.Call():
                    self.values.setdefault(node.name.text, set()).add(where)
                case ast.TypeWords():
                    self.types.setdefault(node.words, set()).add(where)
                case ast.Within(interpretation=ast.Word() as word):
                    self.values.setdefault(word.text, set()).add(where)
                case ast.Closes():
                    self.types.setdefault(node.record.text, set()).add(where)
                case ast.Action():
                    self.parties.setdefault(node.bearer.text, set()).add(where)
                case ast.Given(record=ast.Word() as word):
                    self.given.add(word.text)
        for word, group in _named_directly(declaration):
            getattr(self, group).setdefault(word.text, set()).add(where)


def _named_directly(declaration: ast.AnyDeclaration) -> Iterator[tuple[ast.Word, str]]:
    match declaration:
        case ast.Codes(includes=ast.Word() as word):
            yield word, "types"
        case ast.Reference():
            yield declaration.record, "types"
        case ast.Rule():
            yield from ((word, "parties") for word in declaration.asks)
        case ast.ReservedQuestion():
            yield from ((word, "parties") for word in declaration.parties)
        case ast.Interpretation(one_per=ast.Word() as word):
            yield word, "values"
        case _:
            return


def _elsewhere(group: Mapping[str, Any]) -> Mapping[str, str]:
    """A definition that only names itself is used by nobody; parameters and variables of its name do not count there."""
    return {name: name for name in group}


def _warn(
    group: Mapping[str, ast.Declaration],
    what: str,
    used: Mapping[str, set[str]],
    out: Collector,
    own: Mapping[str, str],
) -> None:
    for name, declaration in group.items():
        if not used.get(name, set()) - {own.get(name, "")}:
            _tell(declaration.name, what, out)


def _tell(word: ast.Word, what: str, out: Collector, cure: str = "use it, or take it out") -> None:
    out.warning("HSB-R455", f"nothing uses the {what} `{word.text}`", word.span, "never used", help=(cure,))


def _warn_of_records(declared: Declared, used: _Used, out: Collector) -> None:
    """Recording lists are read by the language itself, and reference data without rows is told elsewhere."""
    for name, record in declared.records.items():
        if name == CASE or record.placement in ("recording", "reference"):
            continue
        placed = record.place is not None and record.place.text in used.values
        if not placed and not used.types.get(name, set()) - {name}:
            _tell(record.name, "kind of record", out)


def _warn_of_interpretations(
    text: ast.PolicyText, declared: Declared, used: _Used, symbols: Symbols, out: Collector
) -> None:
    """A switch that no rule reads turns nothing. Who cites its id has written the reading down, and is believed."""
    citing = {id_ for d in text.declarations if not isinstance(d, ast.Interpretation) for id_ in _cited_in(d)}
    some_will = any(action.force == "will" for rule in declared.rules.values() for action in rule.actions)
    for name, interpretation in declared.interpretations.items():
        if interpretation.fixed is not None or name in used.values:
            continue
        if name == _FORCE and some_will and interpretation.one_per and interpretation.one_per.text == _PER_RULE:
            continue  # every duty worded "will" reads it
        if citing & symbols.readings & set(expanded(interpretation.cites)):
            continue
        cure = "read it in a rule, or write `fixed` if nothing is to be chosen"
        _tell(interpretation.name, "interpretation", out, cure)


def _cited_in(declaration: ast.AnyDeclaration) -> Iterator[str]:
    for node in nodes_in(declaration):
        for attribute in fields(type(node)):
            if attribute.name == "cites":
                yield from expanded(getattr(node, "cites"))  # noqa: B009 - not all nodes have it
