"""Floor 2, front end: everything declared, by name. Before it: the trees; after it: the lowering of definitions and rules."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from hsb_policy.core.schema import CASE, Schema
from hsb_policy.core.types import Type, YesNoType
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.declare_interpretations import RULE, Parts, declare_interpretations
from hsb_policy.frontend.declare_vocabulary import declare_vocabulary
from hsb_policy.frontend.declared_once import Declared, all_once
from hsb_policy.frontend.ids import statements_declared
from hsb_policy.frontend.symbols import Signature, Symbols
from hsb_policy.frontend.types_of import type_of

D = TypeVar("D", bound=ast.Declaration)

_CODE = "code"
"""The field of reference data by which a row is known."""


def declare(text: ast.PolicyText, out: Collector) -> Symbols:
    """The symbols of a policy. What is declared twice counts as it is declared first; the rest is reported."""
    return symbols_of(all_once(text, out), text, out)


def symbols_of(declared: Declared, text: ast.PolicyText, out: Collector) -> Symbols:
    """The symbols of what is declared once."""
    schema = declare_vocabulary(declared.codes, declared.records, out)
    statements, reserved = statements_declared(text, out), frozenset(declared.reserved)
    parts = _parts(declared)
    interpretations = declare_interpretations(declared.interpretations, schema, parts, out)
    cited = {id_ for i in interpretations.values() for id_ in i.cites if id_.startswith("A")}
    return Symbols(
        schema=schema,
        signatures={name: _signature(d, schema, out) for name, d in declared.definitions.items()},
        definitions=declared.definitions,
        rules=declared.rules,
        interpretations=interpretations,
        references=_references(declared, schema),
        parties={name: party.label.text for name, party in declared.parties.items()},
        reserved=reserved,
        statements=statements,
        readings=frozenset(cited - statements - reserved),
        places=dict(_places(declared)),
    )


def _signature(define: ast.Define, schema: Schema, out: Collector) -> Signature:
    records = [name for name in schema.records if name != CASE]
    first: dict[str, ast.Parameter] = {}
    parameters: dict[str, Type] = {}
    for parameter in define.parameters:
        name = parameter.name.text
        kind = type_of(parameter.type, schema.codes, records, out)
        before = first.setdefault(name, parameter)
        if before is parameter:
            parameters[name] = kind
            continue
        out.error(
            "HSB-N250",
            f"`{define.name.text}` has two parameters called `{name}`",
            parameter.name.span,
            "again",
            secondary=(Label(before.name.span, "first here"),),
            help=("give one of them another name",),
        )
    gives = type_of(define.gives, schema.codes, records, out) if define.gives is not None else YesNoType()
    return Signature(tuple(parameters.items()), gives, define.name.span)


def _references(declared: Declared, schema: Schema) -> dict[str, str]:
    """The kind of record of each reference table, also of one that the vocabulary alone names."""
    placed = {r.place: r.name for r in schema.records.values() if r.placement == "reference" and r.place is not None}
    written = {name: reference.record.text for name, reference in declared.references.items()}
    return dict(sorted((written | placed).items()))


def _parts(declared: Declared) -> Parts:
    """What an interpretation may have a reading for: each rule, or each row of a reference table."""
    parts: dict[str, tuple[str, ...] | None] = {RULE: tuple(declared.rules)}
    for record in declared.records.values():
        if record.placement == "reference" and record.place is not None:
            parts[record.place.text] = ()
    for name, reference in declared.references.items():
        parts[name] = tuple(_codes_of(reference))
    return parts


def _codes_of(reference: ast.Reference) -> Iterator[str]:
    for at, header in enumerate(reference.headers):
        if isinstance(header.value, ast.Word) and header.value.text == _CODE:
            for row in reference.rows:
                for value in row.cells[at].values if at < len(row.cells) else ():
                    yield (
                        value.name if isinstance(value, ast.Name) else value.text if isinstance(value, ast.Text) else ""
                    )


def _places(declared: Declared) -> Iterator[tuple[str, Span]]:
    """Where each name was declared; where kinds of names meet, what conditions can name comes last and wins."""
    groups: tuple[Mapping[str, ast.Declaration], ...] = (
        *(declared.statements, declared.reserved, declared.parties, declared.rules, declared.codes, declared.records),
        *(declared.references, declared.interpretations, declared.definitions),
    )
    for group in groups:
        yield from ((name, declaration.name.span) for name, declaration in group.items())
    for record in declared.records.values():
        for field in reversed(record.fields):
            yield f"{record.name.text}.{field.name.text}", field.name.span
        if record.place is not None:
            yield record.place.text, record.place.span
