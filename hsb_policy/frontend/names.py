"""Floor 2, front end: what a name means: a code, a variable, a list of the case, an interpretation, a definition.

The order is the language's: where a code is expected, the words of that list go first; then variables and keys, the case
and its lists, `as_at` and `silent`, reference rows, interpretations, definitions; where a text is expected, any other word
is that text.
"""

from collections.abc import Mapping

from attrs import evolve

from hsb_policy.core import ir
from hsb_policy.core.schema import CASE, RecordDef, Schema
from hsb_policy.core.types import CodeType, DayType, ErrorType, ListType, RecordType, TextType, Type
from hsb_policy.frontend import ast
from hsb_policy.frontend.lowering import Lowers, broken, expect, place
from hsb_policy.frontend.scope import Scope
from hsb_policy.frontend.symbols import Symbols
from hsb_policy.frontend.types_of import fits, is_broken
from hsb_policy.frontend.unknown_names import (
    no_fields,
    one_for_each,
    out_of_reach,
    reading_is_fixed,
    unknown_code,
    unknown_definition,
    unknown_field,
    unknown_name,
    wrong_number_of_values,
)
from hsb_policy.values.unknown import SILENT


def words_of(kind: CodeType, symbols: Symbols) -> Mapping[str, str]:
    """The words that may stand for a code, other spellings too, and the code that each of them is."""
    if kind.name in symbols.schema.codes:
        codes = symbols.schema.codes[kind.name].words
        return {c.word: c.word for c in codes} | {c.also: c.word for c in codes if c.also is not None}
    if kind.name in symbols.interpretations:
        return {word: word for word, _ in symbols.interpretations[kind.name].choices}
    return {}


def kind_at(place: str, schema: Schema) -> RecordDef | None:
    """The kind of record that has a place in the case: `referrals`, `referrer`."""
    placed = ("list", "recording", "single")
    return next((r for r in schema.records.values() if r.place == place and r.placement in placed), None)


def case_fact(record: RecordDef) -> ir.FieldRead:
    """A list of the case, or one of its single records."""
    one = RecordType(record.name)
    kind = one if record.placement == "single" else ListType(one)
    return ir.FieldRead(base=ir.TheCase(type=RecordType(CASE)), record=CASE, field=record.place or "", type=kind)


def reading_type(interpretation: ir.Interpretation) -> Type:
    """The type of an interpretation's value; the readings of a choice are words of their own."""
    return CodeType(interpretation.name) if interpretation.choices else interpretation.type


def means_nothing_alone(lw: Lowers, node: ast.Value, scope: Scope) -> bool:
    """Whether a value is a word that only what it is compared with can explain, such as a code."""
    return isinstance(node, ast.Name) and node.name not in scope.out_of_reach and not _stands_alone(lw, node, scope)


def _stands_alone(lw: Lowers, node: ast.Name, scope: Scope) -> bool:
    symbols, name = lw.symbols, node.name
    signature = symbols.signatures.get(name)
    return (
        name in scope.locals
        or name in ("as_at", "case")
        or kind_at(name, symbols.schema) is not None
        or name in symbols.references
        or name in symbols.interpretations
        or (signature is not None and not signature.parameters)
    )


def name(lw: Lowers, node: ast.Name, scope: Scope, expected: Type | None) -> ir.Expr:
    """A bare name."""
    if isinstance(expected, CodeType):
        words = words_of(expected, lw.symbols)
        if node.name in words:
            return ir.Literal(value=words[node.name], type=expected, origin=node.span)
    found = _known(lw, node, scope, expected)
    is_local = node.name in scope.locals  # a variable that does not fit is a mistake, not a text
    if isinstance(expected, TextType) and not is_local and (found is None or not _fits(lw, found, expected)):
        return ir.Literal(value=node.name, type=expected, origin=node.span)
    if found is not None:
        return found
    if node.name in scope.out_of_reach:
        out_of_reach(lw, node, (), scope)
    elif isinstance(expected, CodeType) and words_of(expected, lw.symbols):
        unknown_code(lw, node, expected, tuple(dict.fromkeys(words_of(expected, lw.symbols).values())), scope)
    elif expected is None or not is_broken(expected):
        unknown_name(lw, node, scope)
    return broken(node.span)


def _fits(lw: Lowers, found: ir.Expr, expected: Type) -> bool:
    return fits(found.type, expected, lw.symbols.schema)


def _known(lw: Lowers, node: ast.Name, scope: Scope, expected: Type | None) -> ir.Expr | None:
    """What a name stands for by itself, if it stands for anything."""
    symbols, span = lw.symbols, node.span
    if node.name in scope.locals:
        return ir.Variable(name=node.name, type=scope.locals[node.name].type, origin=span)
    match node.name:
        case "as_at":
            return ir.AsAt(type=DayType(), origin=span)
        case "silent" if expected is not None:
            return ir.Literal(value=SILENT, type=expected, origin=span)
        case "case":
            return ir.TheCase(type=RecordType(CASE), origin=span)
    if (record := kind_at(node.name, symbols.schema)) is not None:
        fact = case_fact(record)
        return ir.FieldRead(base=fact.base, record=CASE, field=fact.field, type=fact.type, origin=span)
    if node.name in symbols.references:
        rows = ListType(RecordType(symbols.references[node.name]))
        return ir.Rows(reference=node.name, type=rows, origin=span)
    if node.name in symbols.interpretations:
        return _reading(lw, node, scope)
    if node.name in symbols.signatures and not symbols.signatures[node.name].parameters:
        return _applied(lw, node.name, (), scope, node)
    return None


def _reading(lw: Lowers, node: ast.Name, scope: Scope) -> ir.Expr:
    """The chosen reading of an interpretation; of one per rule, the reading for the rule that asks."""
    found = lw.symbols.interpretations[node.name]
    kind = reading_type(found)
    if found.fixed is not None:
        reading_is_fixed(lw, node)
        return broken(node.span)
    if found.one_per is None:
        return ir.Reading(name=node.name, type=kind, origin=node.span)
    if found.one_per != "rule":
        one_for_each(lw, node, found.one_per, scope)
        return broken(node.span)
    if isinstance(scope.owner, ir.Literal):
        return ir.Reading(name=node.name, part=str(scope.owner.value), type=kind, origin=node.span)
    return ir.Reading(name=node.name, part_of=scope.owner, type=kind, origin=node.span)


def path(lw: Lowers, node: ast.Path, scope: Scope) -> ir.Expr:
    """Fields read one after the other."""
    base = node.base
    if isinstance(base, ast.Name) and base.name in scope.out_of_reach and not _stands_alone(lw, base, scope):
        out_of_reach(lw, base, tuple(f.text for f in node.fields), scope, node.span)
        return broken(node.span)
    found = lw.value(base, scope)
    for at, word in enumerate(node.fields):
        found = _field(lw, found, word, evolve(node, fields=node.fields[:at]), scope)
    return found


def _field(lw: Lowers, base: ir.Expr, word: ast.Word, node: ast.Path, scope: Scope) -> ir.Expr:
    """A field of what `node`, the path before it, stands for; the place of the whole path is that of each part."""
    if is_broken(base.type):
        return broken(node.span)
    if not isinstance(base.type, RecordType):
        no_fields(lw, base, node, word)
        return broken(node.span)
    record = lw.symbols.schema.records.get(base.type.name)
    if record is None:
        return broken(node.span)
    field = record.fields.get(word.text)
    if field is None:
        unknown_field(lw, record, word)
        return broken(node.span)
    return ir.FieldRead(
        base=base,
        record=record.name,
        field=field.name,
        missing_counts_as=scope.closed.get((record.name, field.name)),
        type=field.type,
        origin=node.span,
    )


def call(lw: Lowers, node: ast.Call, scope: Scope) -> ir.Expr:
    """A definition applied to values, or the reading of an interpretation for one row of reference data."""
    word = node.name.text
    signature = lw.symbols.signatures.get(word)
    if signature is None:
        found = lw.symbols.interpretations.get(word)
        if found is not None and found.one_per in lw.symbols.references and found.one_per and len(node.args) == 1:
            kind = RecordType(lw.symbols.references[found.one_per])
            row = expect(lw, node.args[0], scope, kind, f"the row whose `{word}` is asked for")
            return ir.Reading(name=word, part_of=row, type=reading_type(found), origin=node.span)
        unknown_definition(lw, node)
        for arg in node.args:
            lw.value(arg, scope, ErrorType())
        return broken(node.span)
    if len(signature.parameters) != len(node.args):
        wrong_number_of_values(lw, node, signature)
        return broken(node.span)
    because = place(lw, word, "defined here")
    args = tuple(
        expect(lw, arg, scope, kind, f"what `{word}` takes as `{parameter}`", because)
        for arg, (parameter, kind) in zip(node.args, signature.parameters, strict=True)
    )
    return _applied(lw, word, args, scope, node)


def _applied(lw: Lowers, word: str, args: tuple[ir.Expr, ...], scope: Scope, node: ast.Name | ast.Call) -> ir.Expr:
    if word in lw.per_rule and scope.owner is not None:
        args = (*args, scope.owner)
    return ir.Call(function=word, args=args, type=lw.symbols.signatures[word].type, origin=node.span)
