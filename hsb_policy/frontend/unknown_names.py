"""Floor 2, front end: what is told about names that mean nothing, or nothing here."""

from collections.abc import Iterable

from hsb_policy.core import ir
from hsb_policy.core.schema import RecordDef
from hsb_policy.core.types import CodeType, ListType, RecordType
from hsb_policy.diagnostics.model import Edit, Fix, Label
from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.lowering import Lowers, declared_at, described, listed, place
from hsb_policy.frontend.said import value_said
from hsb_policy.frontend.scope import Scope
from hsb_policy.frontend.symbols import Signature


def renamed(span: Span, near: str | None) -> Fix | None:
    """The correction of a name, where one is near enough to be meant."""
    return Fix((Edit(span, near),), safe=True) if near else None


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
    """A name that stands for nothing."""
    near = nearest(node.name, _visible(lw, scope))
    cure = _cure(lw, node.name, scope) if near is None else ""
    lw.out.error(
        "HSB-N201",
        f"nothing here is called `{node.name}`",
        node.span,
        "not known here",
        help=did_you_mean(near, cure),
        fix=renamed(node.span, near),
    )


def _visible(lw: Lowers, scope: Scope) -> list[str]:
    symbols = lw.symbols
    places = [r.place for r in symbols.schema.records.values() if r.place and r.placement != "reference"]
    alone = [name for name, signature in symbols.signatures.items() if not signature.parameters]
    return [*scope.locals, *places, *symbols.references, *symbols.interpretations, *alone, "as_at", "silent", "case"]


def _cure(lw: Lowers, name: str, scope: Scope) -> str:
    """What to write instead of a name that is known, but not as a value."""
    symbols = lw.symbols
    for variable, local in scope.locals.items():
        if isinstance(local.type, RecordType):
            record = symbols.schema.records.get(local.type.name)
            if record is not None and name in record.fields:
                return f"a field is written after a dot: `{variable}.{name}`"
    if name in symbols.signatures:
        parameters = ", ".join(parameter for parameter, _ in symbols.signatures[name].parameters)
        return f"`{name}` needs values: `{name}({parameters})`"
    if name in symbols.rules:
        return f"`{name}` is a rule, and rules are not values: say what it says, in a definition that both use"
    if name in symbols.schema.records:
        where = symbols.schema.records[name].place
        return f"`{name}` is a kind of record" + (f"; those of the case are `{where}`" if where else "")
    if name in symbols.parties:
        return f"`{name}` is a party, and parties are not values"
    owner = next((c.name for c in symbols.schema.codes.values() if any(w.word == name for w in c.words)), None)
    if owner is not None:
        return f"`{name}` is a word of `{owner}`: it has a meaning only beside a value of that kind"
    if scope.locals:
        return f"what can be named here: {listed(sorted(scope.locals))}, and the lists of the case"
    return ""


def out_of_reach(lw: Lowers, node: ast.Name, fields: tuple[str, ...], scope: Scope, span: Span | None = None) -> None:
    """A variable of `for each` in a clause that sees only what the outcome concerns."""
    whole = span or node.span
    keys = sorted(scope.locals)
    told: list[str] = []
    fix = None
    for length in range(len(fields), -1, -1):
        written = ".".join([node.name, *fields[:length]])
        if written in scope.instead:
            better = ".".join([scope.instead[written], *fields[length:]])
            told.append(f"write `{better}`")
            fix = Fix((Edit(whole, better),), safe=True)
            break
    if not told:
        told = [*_as_another_key(lw, node.name, scope), _asked_again(lw, node.name)]
    lw.out.error(
        "HSB-N204",
        f"`{node.name}` cannot be seen here, only what the outcome concerns: {listed(keys) if keys else 'nothing'}",
        whole,
        "out of reach",
        secondary=(Label(scope.out_of_reach[node.name].span, f"`{node.name}` belongs to these clauses"),),
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
        secondary=place(lw, record.name, "its fields are declared here"),
        help=did_you_mean(near, f"its fields: {listed(tuple(record.fields))}"),
        fix=renamed(word.span, near),
    )


def no_fields(lw: Lowers, base: ir.Expr, word: ast.Word) -> None:
    """A field of something that has none."""
    kind = base.type
    cure = ""
    if isinstance(kind, ListType) and isinstance(kind.item, RecordType):
        cure = f"ask about its records: `some x in … has x.{word.text} …`"
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


def wrong_number_of_values(lw: Lowers, node: ast.Call, signature: Signature) -> None:
    """A definition with too many or too few values in its brackets."""
    word, wanted, given = node.name.text, [p for p, _ in signature.parameters], len(node.args)
    takes = f"{len(wanted)} value{'' if len(wanted) == 1 else 's'}" + (f" ({', '.join(wanted)})" if wanted else "")
    lw.out.error(
        "HSB-T306",
        f"`{word}` takes {takes}, and {given} {'is' if given == 1 else 'are'} given",
        node.span,
        f"{given} given",
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


def name_taken(lw: Lowers, word: ast.Word, by: str, first: tuple[Label, ...]) -> None:
    """A variable whose name stands for something else already."""
    lw.out.error(
        "HSB-N205",
        f"`{word.text}` is already the name of {by}",
        word.span,
        "a second meaning",
        secondary=first,
        help=("give the variable another name",),
    )


def said_in_backticks(node: ast.Value) -> str:
    """A value in the author's words, to stand in a sentence."""
    return f"`{value_said(node)}`"
