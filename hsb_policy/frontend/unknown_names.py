"""Floor 2, front end: what is told about names that mean nothing, or nothing here."""

from collections.abc import Iterable
from typing import Final

from hsb_policy.core import ir
from hsb_policy.core.schema import RecordDef
from hsb_policy.core.types import CodeType, ListType, RecordType
from hsb_policy.diagnostics.model import Edit, Fix, Label
from hsb_policy.diagnostics.nearest import Near, nearest, renamed
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.lowering import Lowers, declared_at, described, listed, place
from hsb_policy.frontend.number_words import number_of
from hsb_policy.frontend.said import value_said
from hsb_policy.frontend.scope import Scope
from hsb_policy.frontend.symbols import Signature

NEAR_FIELD: Final = "declared here"
"""What is said of the declaration of the field that was probably meant."""


def did_you_mean(near: str | None, otherwise: str = "") -> tuple[str, ...]:
    """The name that was probably meant, or else another cure."""
    return (f"did you mean `{near}`?",) if near else (otherwise,) if otherwise else ()


def unknown_code(lw: Lowers, node: ast.Name, kind: CodeType, words: tuple[str, ...], scope: Scope) -> None:
    """A word that is neither in the list of codes nor anything else."""
    near = nearest(node.name, words) or nearest(node.name, scope.locals)
    of = f"`{kind.name}`"
    is_list = kind.name in lw.symbols.schema.codes
    allowed = f"{'words of' if is_list else 'readings of'} {of}: {listed(words, 'and')}"
    lw.out.error(
        "HSB-N203",
        f"`{node.name}` is not a {'word' if is_list else 'reading'} of {of}",
        node.span,
        f"not in {of}",
        secondary=place(lw, kind.name, "declared here"),
        help=(*did_you_mean(near), allowed),
        fix=renamed(node.span, near),
    )


def unknown_name(lw: Lowers, node: ast.Name, scope: Scope) -> None:
    """A name that stands for nothing, or for nothing that can be a value."""
    signature = lw.symbols.signatures.get(node.name)
    if signature is not None:
        call = ast.Call(name=ast.Word(text=node.name, span=node.span), args=(), span=node.span)
        wrong_number_of_values(lw, call, signature)
        return
    number = number_of(node.name)
    if number is not None:
        _number_in_words(lw, node, str(number))
        return
    near = nearest(node.name, _visible(lw, scope))
    known = _known_as(lw, node.name, scope)
    if known is None and near is None:
        known = _field_of_another(lw, node.name)
    message, cure = known or (f"nothing here is called `{node.name}`", "")
    if known is None and near is None:
        named = sorted(scope.locals) or sorted(r.place for r in lw.symbols.schema.records.values() if r.place)
        cure = f"what can be named here: {listed(named)}" + (", and the lists of the case" if scope.locals else "")
    lw.out.error(
        "HSB-N201",
        message,
        node.span,
        "not known here" if known is None else "not a value",
        help=(*did_you_mean(near if known is None or near in scope.locals else None), *did_you_mean(None, cure)),
        fix=_corrected(lw, node, near) if known is None else None,
    )


def _number_in_words(lw: Lowers, node: ast.Name, digits: str) -> None:
    lw.out.error(
        "HSB-N201",
        f"numbers are written in digits, and `{node.name}` is a word",
        node.span,
        "a number in words",
        help=(f"write `{digits}`",),
        fix=renamed(node.span, digits),
    )


def _corrected(lw: Lowers, node: ast.Name, near: Near | None) -> Fix | None:
    """The near name in its place; not safe where a record goes by the name: then the near one, a variable, may be the slip."""
    if near is not None and any(node.name in record.keys for record in lw.symbols.schema.records.values()):
        near.is_sure = False
    return renamed(node.span, near)


def _visible(lw: Lowers, scope: Scope) -> list[str]:
    symbols = lw.symbols
    places = [r.place for r in symbols.schema.records.values() if r.place and r.placement != "reference"]
    alone = [name for name, signature in symbols.signatures.items() if not signature.parameters]
    return [*scope.locals, *places, *symbols.references, *symbols.interpretations, *alone, "as_at", "silent", "case"]


def _known_as(lw: Lowers, name: str, scope: Scope) -> tuple[str, str] | None:
    """What a name is that is known, but not as a value, and what to write instead of it."""
    symbols = lw.symbols
    if name == "silent":
        return "`silent` means nothing by itself", "set it beside what a definition gives: `… is silent`"
    for variable, local in scope.locals.items():
        record = symbols.schema.records.get(local.type.name) if isinstance(local.type, RecordType) else None
        if record is not None and name in record.fields:
            return f"`{name}` is a field, and a field stands after a dot", f"write `{variable}.{name}`"
    if name in symbols.rules:
        return f"`{name}` is a rule, and a rule is not a value", "put what both need into a definition"
    if name in symbols.schema.records:
        where = symbols.schema.records[name].place
        cure = f"those of the case are `{where}`" if where else ""
        return f"`{name}` is a kind of record, and not one of them", cure
    if name in symbols.parties:
        return f"`{name}` is a party, and a party is not a value", ""
    owner = next((c.name for c in symbols.schema.codes.values() if any(w.word == name for w in c.words)), None)
    if owner is not None:
        return (
            f"`{name}` is a word of `{owner}`, and means nothing by itself",
            f"set it beside a value of that kind: `… is {name}`",
        )
    return None


def _field_of_another(lw: Lowers, name: str) -> tuple[str, str] | None:
    """What a name is that is a field of some record of which there is none here."""
    owner = next((r for r in lw.symbols.schema.records.values() if name in r.fields), None)
    if owner is None:
        return None
    cure = f"write it after such a record: `{owner.keys[0]}.{name}`" if owner.keys else ""
    return f"`{name}` is a field of `{owner.name}`, and a field stands after a dot", cure


def out_of_reach(lw: Lowers, node: ast.Name, fields: tuple[str, ...], scope: Scope, span: Span | None = None) -> None:
    """A variable of `for each` in a clause that sees only what the outcome concerns."""
    whole = span or node.span
    keys = sorted(scope.visible)
    told: list[str] = []
    fix = None
    for length in range(len(fields), -1, -1):
        written = ".".join([node.name, *fields[:length]])
        if written in scope.instead:
            better = ".".join([scope.instead[written], *fields[length:]])
            told.append(f"write `{better}`")
            # Where the two are near each other, one is the other misspelt, and nobody can say which.
            fix = Fix((Edit(whole, better),), safe=nearest(node.name, [better.split(".")[0]]) is None)
            break
    if not told:
        told = [*_as_another_key(lw, node.name, scope), _asked_again(lw, node.name)]
    lw.out.error(
        "HSB-N204",
        f"`{node.name}` cannot be named here, only {scope.sees}: {listed(keys)}",
        whole,
        "out of reach",
        secondary=(Label(scope.out_of_reach[node.name].span, f"`{node.name}` is declared here"),),
        help=tuple(told[:2]),
        fix=fix,
    )


def _as_another_key(lw: Lowers, variable: str, scope: Scope) -> Iterable[str]:
    kind = scope.out_of_reach[variable].type
    if isinstance(kind, RecordType) and kind.name in lw.symbols.schema.records:
        free = [key for key in lw.symbols.schema.records[kind.name].keys if key not in scope.locals]
        if free:
            yield f"let the outcome concern it too: `about …, {free[0]}: {variable}`"


def _asked_again(lw: Lowers, variable: str) -> str:
    return f"or ask for it again: `some {variable} in … where … has …`"


def unknown_field(lw: Lowers, record: RecordDef, word: ast.Word) -> None:
    """A field that the record does not have."""
    near = nearest(word.text, record.fields)
    owner = "the case" if record.name == "case" else f"the record `{record.name}`"
    lw.out.error(
        "HSB-N202",
        f"{owner} has no field `{word.text}`",
        word.span,
        "not declared",
        secondary=(place(lw, f"{record.name}.{near}", NEAR_FIELD) if near else ())
        or place(lw, record.name, "its fields are declared here"),
        help=did_you_mean(near, f"its fields: {listed(tuple(record.fields))}"),
        fix=renamed(word.span, near),
    )


def no_fields(lw: Lowers, base: ir.Expr, node: ast.Path, word: ast.Word) -> None:
    """A field of something that has none."""
    kind = base.type
    cure = ""
    if isinstance(kind, ListType) and isinstance(kind.item, RecordType):
        source = value_said(node)
        cure = f"ask about its records: `some x in {source} has x.{word.text} …`"
    lw.out.error(
        "HSB-T311",
        f"{described(lw, base)} has no field `{word.text}`",
        word.span,
        "no fields here",
        secondary=declared_at(lw, base),
        help=(cure,) if cure else (),
    )


def unknown_definition(lw: Lowers, node: ast.Call) -> None:
    """A call of something that is not a definition."""
    word = node.name.text
    near = nearest(word, lw.symbols.signatures)
    cure = ""
    if word in lw.symbols.rules:
        cure = "it is a rule: put what both need into a definition"
    elif word in lw.symbols.interpretations:
        cure = f"it is an interpretation: write `{word}` without brackets"
    elif near is None:
        cure = f"declare it: `define {word} for …`"
    lw.out.error(
        "HSB-N201",
        f"there is no definition called `{word}`",
        node.name.span,
        "not a definition",
        help=did_you_mean(None if cure else near, cure),
        fix=None if cure else renamed(node.name.span, near),
    )


def unknown_question(lw: Lowers, id_: str, span: Span) -> None:
    """A question that is not reserved to anybody. Ids that are near each other mean different things: none is proposed."""
    ids = sorted(lw.symbols.reserved)
    lw.out.error(
        "HSB-N209",
        f"there is no reserved question `{id_}`",
        span,
        "not declared",
        help=(f"those that are declared: {listed(ids)}", f'or declare it: `reserved {id_} "…" to …`'),
    )


def wrong_number_of_values(lw: Lowers, node: ast.Call, signature: Signature) -> None:
    """A definition with too many or too few values in its brackets."""
    word, wanted, given = node.name.text, [p for p, _ in signature.parameters], len(node.args)
    takes = f"{len(wanted)} value{'' if len(wanted) == 1 else 's'}" + (f" ({', '.join(wanted)})" if wanted else "")
    are_given = "none is given" if not given else f"{given} {'is' if given == 1 else 'are'} given"
    lw.out.error(
        "HSB-T306",
        f"`{word}` takes {takes}, and {are_given}",
        node.span,
        are_given,
        secondary=place(lw, word, "defined here"),
        help=(f"write `{word}({', '.join(wanted)})`" if wanted else f"write `{word}` without brackets",),
    )


def one_for_each(lw: Lowers, node: ast.Name, reference: str, scope: Scope) -> None:
    """An interpretation with a reading for each row of reference data, without saying for which."""
    kind = RecordType(lw.symbols.references.get(reference, ""))
    rows = [name for name, local in scope.locals.items() if local.type == kind]
    row = rows[0] if rows else "row"
    lw.out.error(
        "HSB-T319",
        f"`{node.name}` has a reading for each of `{reference}`, and this does not say for which",
        node.span,
        "of which of them?",
        secondary=place(lw, node.name, "declared here"),
        help=(f"write `{node.name}({row})`",),
    )


def reading_is_fixed(lw: Lowers, node: ast.Name) -> None:
    """An interpretation without readings, read."""
    lw.out.error(
        "HSB-T320",
        f"`{node.name}` is fixed, so there is no reading to ask for",
        node.span,
        "fixed",
        secondary=place(lw, node.name, "declared here"),
        help=("write what is fixed into the rule", f"or give `{node.name}` readings to choose from"),
    )


def name_taken(lw: Lowers, word: ast.Word, message: str, first: tuple[Label, ...]) -> None:
    """A variable whose name stands for something else already."""
    lw.out.error(
        "HSB-N205",
        message,
        word.span,
        "a second meaning",
        secondary=first,
        help=("give the variable another name",),
    )
