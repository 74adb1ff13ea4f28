"""Floor 2, front end: everything declared, by name. Before it: the trees; after it: the lowering of definitions and rules."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from hsb_policy.core.schema import CASE, Schema
from hsb_policy.core.types import CodeType, Type, YesNoType
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.declare_interpretations import RULE, Parts, declare_interpretations
from hsb_policy.frontend.declare_vocabulary import declare_vocabulary
from hsb_policy.frontend.declared_once import Declared, all_once, tables_by_place
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
    parts = _parts(declared, schema)
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
    parameters: dict[str, Type] = {}  # two of one name are told where the definition is lowered
    for parameter in define.parameters:
        parameters.setdefault(parameter.name.text, type_of(parameter.type, schema.codes, records, out))
    gives = type_of(define.gives, schema.codes, records, out) if define.gives is not None else YesNoType()
    return Signature(tuple(parameters.items()), gives, define.name.span)


def _references(declared: Declared, schema: Schema) -> dict[str, str]:
    """The kind of record of each reference table, also of one that the vocabulary alone names."""
    placed = {r.place: r.name for r in schema.records.values() if r.placement == "reference" and r.place is not None}
    written = {name: reference.record.text for name, reference in tables_by_place(declared).items()}
    return dict(sorted((written | placed).items()))


def _parts(declared: Declared, schema: Schema) -> Parts:
    """What an interpretation may have a reading for: each rule, or each row of a reference table, by any spelling."""
    tables = tables_by_place(declared)
    parts: dict[str, Mapping[str, str]] = {RULE: {name: name for name in declared.rules}}
    for name, kind in _references(declared, schema).items():
        reference, record = tables.get(name), schema.records.get(kind)
        spellings = _spellings(record.fields[_CODE].type, schema) if record and _CODE in record.fields else {}
        codes = [spellings.get(code, code) for code in _codes_of(reference)] if reference else []
        parts[name] = {word: code for word, code in spellings.items() if code in codes} | {c: c for c in codes}
    return parts


def _spellings(kind: Type, schema: Schema) -> dict[str, str]:
    """The words of a list of codes, other spellings too, and the code that each of them is."""
    words = schema.codes[kind.name].words if isinstance(kind, CodeType) else ()
    return {c.also: c.word for c in words if c.also is not None} | {c.word: c.word for c in words}


def _codes_of(reference: ast.Reference) -> Iterator[str]:
    """The codes by which the rows of a reference table are known, as they are written."""
    for at, header in enumerate(reference.headers):
        if isinstance(header.value, ast.Word) and header.value.text == _CODE:
            for cell in (row.cells[at] for row in reference.rows if at < len(row.cells)):
                yield from (value.name for value in cell.values if isinstance(value, ast.Name))
                yield from (value.text for value in cell.values if isinstance(value, ast.Text))


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
