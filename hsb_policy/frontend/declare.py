"""Floor 2, front end: everything declared, by name. Before it: the trees; after it: the lowering of definitions and rules."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from hsb_policy.core.schema import CASE
from hsb_policy.core.types import Type, YesNoType
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.declare_interpretations import declare_interpretations
from hsb_policy.frontend.declare_vocabulary import declare_vocabulary
from hsb_policy.frontend.ids import expanded, statement_ids
from hsb_policy.frontend.symbols import Signature, Symbols
from hsb_policy.frontend.types_of import type_of

D = TypeVar("D", bound=ast.Declaration)


def declare(text: ast.PolicyText, out: Collector) -> Symbols:
    """The symbols of a policy; what is declared twice, or of unknown type, is reported."""
    codes = _once(_of(text, ast.Codes), out, "list of codes")
    records = _once(_of(text, ast.Record), out, "kind of record")
    schema = declare_vocabulary(list(codes.values()), list(records.values()), out)
    _places_once(list(records.values()), out)
    definitions = _once(_of(text, ast.Define), out, "definition")
    rules = _once(_of(text, ast.Rule), out, "rule")
    references = _once(_of(text, ast.Reference), out, "reference table")
    parties = _once(_of(text, ast.Party), out, "party")
    reserved = _once(_of(text, ast.ReservedQuestion), out, "reserved question")
    statements = _once(_of(text, ast.Statement), out, "statement")
    declared = _once(_of(text, ast.Interpretation), out, "interpretation")
    _shared_names([definitions, declared, references], out)
    interpretations = declare_interpretations(list(declared.values()), schema, out)
    kinds = [name for name in schema.records if name != CASE]
    signatures = {name: _signature(d, schema.codes, kinds, out) for name, d in definitions.items()}
    places: dict[str, Span] = {}
    for group in (parties, reserved, statements, references, codes, declared, definitions, rules, records):
        places.update({name: d.name.span for name, d in group.items()})
    for record in records.values():
        places.update({f"{record.name.text}.{f.name.text}": f.name.span for f in record.fields})
    cited = {id_ for i in declared.values() for id_ in expanded(i.cites) if id_.startswith("A")}
    return Symbols(
        schema=schema,
        signatures=signatures,
        definitions=definitions,
        rules=rules,
        interpretations=interpretations,
        references={name: r.record.text for name, r in references.items()},
        parties={name: p.label.text for name, p in parties.items()},
        reserved=frozenset(reserved),
        statements=statement_ids(_of(text, ast.PolicyHead), list(statements.values()), out),
        readings=frozenset(cited),
        places=places,
    )


def _of(text: ast.PolicyText, kind: type[D]) -> list[D]:
    return [d for d in text.declarations if isinstance(d, kind)]


def _once(declared: Iterable[D], out: Collector, what: str) -> dict[str, D]:
    found: dict[str, D] = {}
    for declaration in sorted(declared, key=lambda d: (d.name.span.file, d.name.span.start)):
        name = declaration.name.text
        if name in found:
            _twice(what, name, declaration.name.span, found[name].name.span, out)
        else:
            found[name] = declaration
    return found


def _twice(what: str, name: str, span: Span, first: Span, out: Collector) -> None:
    out.error(
        "HSB-N250",
        f"the {what} `{name}` is declared twice",
        span,
        "again",
        secondary=(Label(first, "first here"),),
        help=("take one of them out, or give it another name",),
    )


def _shared_names(groups: list[Mapping[str, ast.Declaration]], out: Collector) -> None:
    """Definitions, interpretations and reference tables are named in conditions, where one name means one thing."""
    first: dict[str, ast.Declaration] = {}
    for group in groups:
        for name, declaration in group.items():
            if name in first:
                _twice("name", name, declaration.name.span, first[name].name.span, out)
            first.setdefault(name, declaration)


def _places_once(records: list[ast.Record], out: Collector) -> None:
    """Each list of the case holds one kind of record, and each key names one kind."""
    lists: dict[str, ast.Word] = {}
    keys: dict[str, ast.Word] = {}
    for record in records:
        if record.place is not None:
            if record.place.text in lists:
                _twice("list", record.place.text, record.place.span, lists[record.place.text].span, out)
            lists.setdefault(record.place.text, record.place)
        for key in record.singulars:
            if key.text in keys:
                _twice("key", key.text, key.span, keys[key.text].span, out)
            keys.setdefault(key.text, key)


def _signature(define: ast.Define, codes: Mapping[str, object], records: list[str], out: Collector) -> Signature:
    parameters: dict[str, Type] = {}
    for parameter in define.parameters:
        if parameter.name.text in parameters:
            _twice("parameter", parameter.name.text, parameter.name.span, define.name.span, out)
        parameters[parameter.name.text] = type_of(parameter.type, list(codes), records, out)
    gives = type_of(define.gives, list(codes), records, out) if define.gives is not None else YesNoType()
    return Signature(tuple(parameters.items()), gives, define.name.span)
