"""Floor 2, front end: what is declared and never used. Where that cannot be known, nothing is said."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from hsb_policy.core.schema import CASE
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.frontend import ast
from hsb_policy.frontend.declared_once import Declared
from hsb_policy.frontend.ids import expanded
from hsb_policy.frontend.nodes_in import Trees
from hsb_policy.frontend.symbols import Symbols

_FORCE: Final = "force"
_PER_RULE: Final = "rule"

Where = tuple[type, str]
"""The declaration that uses something; one that only uses itself is used by nobody."""


def warn_of_unused(trees: Trees, declared: Declared, symbols: Symbols, out: Collector) -> None:
    """Warn of definitions, interpretations, lists of codes, kinds of records and parties that nothing uses."""
    used = _Used(trees)
    _warn(declared.definitions, "definition", used.values, out)
    _warn(declared.codes, "list of codes", used.types, out)
    _warn_of_records(declared, used, out)
    _warn(declared.parties, "party", used.parties, out)
    _warn_of_interpretations(trees, declared, used, symbols, out)


class _Used:
    """The names that stand in a policy where something is used."""

    def __init__(self, trees: Trees) -> None:
        self.values: dict[str, set[Where]] = {}  # name -> declarations that name it in an expression
        self.types: dict[str, set[Where]] = {}
        self.parties: dict[str, set[Where]] = {}
        for declaration, nodes in trees:
            self._add(declaration, nodes)

    def _add(self, declaration: ast.AnyDeclaration, nodes: Sequence[ast.Node]) -> None:
        where = _where(declaration)
        holds_constants = isinstance(declaration, ast.Interpretation | ast.Reference)
        for node in nodes:
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
        for word, group in _named_directly(declaration):
            getattr(self, group).setdefault(word.text, set()).add(where)


def _where(declaration: ast.Declaration) -> Where:
    return type(declaration), declaration.name.text


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


def _warn(group: Mapping[str, ast.Declaration], what: str, used: Mapping[str, set[Where]], out: Collector) -> None:
    for name, declaration in group.items():
        if not used.get(name, set()) - {_where(declaration)}:
            _tell(declaration.name, what, out)


def _tell(word: ast.Word, what: str, out: Collector, cure: str = "use it, or take it out") -> None:
    out.warning("HSB-R455", f"nothing uses the {what} `{word.text}`", word.span, "never used", help=(cure,))


def _warn_of_records(declared: Declared, used: _Used, out: Collector) -> None:
    """Recording lists are read by the language itself, and reference data without rows is told elsewhere."""
    for name, record in declared.records.items():
        if name == CASE or record.placement in ("recording", "reference"):
            continue
        placed = record.place is not None and record.place.text in used.values
        if not placed and not used.types.get(name, set()) - {_where(record)}:
            _tell(record.name, "kind of record", out)


def _warn_of_interpretations(trees: Trees, declared: Declared, used: _Used, symbols: Symbols, out: Collector) -> None:
    """A switch that no rule reads turns nothing. Who cites its id has written the reading down, and is believed."""
    cites = (n for d, nodes in trees if not isinstance(d, ast.Interpretation) for n in nodes if isinstance(n, ast.Cite))
    citing = set(expanded(cites))
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
