"""Floor 2, front end: what a rule ranges over and what its outcomes are about: `for each`, `where`, `about`, `when`."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from hsb_policy.core import ir
from hsb_policy.core.types import RecordType
from hsb_policy.core.walk import walk
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.frontend import ast
from hsb_policy.frontend.lists import bound
from hsb_policy.frontend.lowering import Lowers, any_broken, described, listed, place
from hsb_policy.frontend.said import value_said
from hsb_policy.frontend.scope import Local, Scope
from hsb_policy.frontend.types_of import a_record, is_broken
from hsb_policy.frontend.unknown_names import did_you_mean

KEYS_ONLY: Final = "what the outcome concerns"
VARIABLES_ONLY: Final = "the variables of `for each`"


@frozen
class Grain:
    """What a rule ranges over; `inside` sees the binders' variables and the keys, `outside` the keys alone.

    Where there is a mistake in the keys, `outside` sees everything, so that no consequence of the mistake is told.
    """

    binders: tuple[ir.Binder, ...]
    where: ir.Expr | None
    about: tuple[ir.AboutKey, ...]
    inside: Scope
    outside: Scope
    are_keys_sound: bool


@frozen
class _Key:
    """A key of `about`: its name, its value as written and lowered, and where it stands."""

    word: ast.Word
    node: ast.Value
    value: ir.Expr


def grain_of(lw: Lowers, rule: ast.Rule, base: Scope) -> Grain:
    """What a rule ranges over. `base` is the scope of the rule, still without variables."""
    each = rule.for_each[0] if rule.for_each else None
    binders, ranging = bound(lw, each.binders if each is not None else (), base)
    keys, are_sound = _keys(lw, rule, ranging)
    as_keys = {k.word.text: Local(k.value.type, k.word.span) for k in keys}
    variables = ranging.locals
    inside = base.only({**variables, **as_keys}, "", {}, {})
    outside = base.only(as_keys, KEYS_ONLY, variables, {value_said(k.node): k.word.text for k in keys})
    ranging = base.only(variables, VARIABLES_ONLY, as_keys, {k.word.text: value_said(k.node) for k in keys})
    where = lw.condition(each.where, ranging) if each is not None and each.where is not None else None
    about = tuple(ir.AboutKey(k.word.text, k.value) for k in keys)
    return Grain(binders, where, about, inside, outside if are_sound else inside, are_sound)


def warn_of_unused(lw: Lowers, rule: ast.Rule, grain: Grain, when: ir.Expr | None) -> None:
    """A variable that nothing reads only repeats the same outcome."""
    if not rule.for_each or not grain.are_keys_sound:
        return
    parts = [*(b.source for b in grain.binders), *(k.value for k in grain.about)]
    parts += [e for e in (grain.where, when) if e is not None]
    read = {e.name for part in parts for e in walk(part) if isinstance(e, ir.Variable)}
    if any(is_broken(e.type) for part in parts for e in walk(part)):
        return
    for binder in rule.for_each[0].binders:
        if binder.name.text not in read:
            lw.out.warning(
                "HSB-R409",
                f"nothing reads `{binder.name.text}`",
                binder.name.span,
                "not used",
                help=("take it out", f"or say what it is for, in `where`, `about` or `when`: `{binder.name.text}.…`"),
            )


def _keys(lw: Lowers, rule: ast.Rule, ranging: Scope) -> tuple[tuple[_Key, ...], bool]:
    """The keys, and whether there is no mistake in them."""
    if not rule.about:
        return _default_keys(lw, rule, ranging)
    found: dict[str, _Key] = {}
    sound = True
    for item in rule.about[0]:
        key, is_sound = _key(lw, item, ranging)
        sound = sound and is_sound
        first = found.get(item.key.text)
        if first is not None:
            sound = False
            lw.out.error(
                "HSB-R406",
                f"`{item.key.text}` stands for two things that the outcome concerns",
                item.key.span,
                "again",
                secondary=(Label(first.word.span, "first here"),),
                help=("give one of them another of its keys",),
            )
            continue
        found[item.key.text] = key
    return tuple(found.values()), sound


def _default_keys(lw: Lowers, rule: ast.Rule, ranging: Scope) -> tuple[tuple[_Key, ...], bool]:
    """Without `about`: the variables over lists whose records have keys."""
    found: dict[str, _Key] = {}
    sound = True
    for binder in rule.for_each[0].binders if rule.for_each else ():
        variable = binder.name.text
        kind = ranging.locals[variable].type
        if not isinstance(kind, RecordType) or kind.name not in lw.symbols.schema.records:
            continue
        keys = lw.symbols.schema.records[kind.name].keys
        if not keys:
            continue
        name = variable if variable in keys else keys[0]
        if name in found:
            sound = False
            other = value_said(found[name].node)
            second = keys[1] if len(keys) > 1 else "…"
            lw.out.error(
                "HSB-R406",
                f"both `{other}` and `{variable}` would be the `{name}` that the outcome concerns",
                binder.name.span,
                f"also `{name}`",
                secondary=(Label(found[name].word.span, f"`{name}`"),),
                help=(f"say which is which: `about {keys[0]}: {other}, {second}: {variable}`",),
            )
            continue
        node = ast.Name(name=variable, span=binder.name.span)
        value = ir.Variable(name=variable, type=kind, origin=binder.name.span)
        found[name] = _Key(ast.Word(text=name, span=binder.name.span), node, value)
    return tuple(found.values()), sound


def _key(lw: Lowers, item: ast.AboutItem, ranging: Scope) -> tuple[_Key, bool]:
    """One key with its value, as seen from a binding; and whether there is no mistake in it."""
    word = item.key
    node = item.value if item.value is not None else ast.Name(name=word.text, span=word.span)
    value = lw.value(node, ranging)
    meant = _key_meant(lw, word, value)
    sound = (
        not any_broken(value) and _is_key(lw, item, node, value) and not _has_double_meaning(lw, word, value, ranging)
    )
    return _Key(meant, node, value), sound


def _key_meant(lw: Lowers, word: ast.Word, value: ir.Expr) -> ast.Word:
    """The key that is near to a misspelt one: all that rightly names it is then no second mistake."""
    record = lw.symbols.schema.records.get(value.type.name) if isinstance(value.type, RecordType) else None
    if record is None or word.text in record.keys:
        return word
    return ast.Word(text=nearest(word.text, record.keys) or word.text, span=word.span)


def _is_key(lw: Lowers, item: ast.AboutItem, node: ast.Value, value: ir.Expr) -> bool:
    """Whether an outcome may name the value by this key; if not, it is told why."""
    word = item.key
    records = lw.symbols.schema.records
    record = records.get(value.type.name) if isinstance(value.type, RecordType) else None
    if record is None or not record.keys:
        fields = record.fields.values() if record is not None else ()
        kept = [f.name for f in fields if isinstance(f.type, RecordType) and records[f.type.name].keys]
        lw.out.error(
            "HSB-R405",
            f"an outcome concerns records that have a key, and this is {described(lw, value)}",
            node.span,
            described(lw, value),
            secondary=place(lw, record.name, "declared without `as …`") if record is not None else (),
            help=(f"name what it belongs to, for example `{value_said(node)}.{kept[0]}`",) if kept else (),
        )
        return False
    if word.text in record.keys:
        return True
    near = nearest(word.text, record.keys)
    cure = f"its keys: {listed(record.keys)}"
    if item.value is None:
        cure = f"write `about {record.keys[0]}: {word.text}`"
    lw.out.error(
        "HSB-R405",
        f"an outcome cannot name {a_record(record.name)} as `{word.text}`",
        word.span,
        f"not a key of `{record.name}`",
        secondary=place(lw, record.name, "its keys are declared here"),
        help=did_you_mean(near, cure),
        fix=renamed(word.span, near),
    )
    return False


def _has_double_meaning(lw: Lowers, word: ast.Word, value: ir.Expr, ranging: Scope) -> bool:
    """In `when` both the variables and the keys are seen, so a name must mean the same as both."""
    variable = ranging.locals.get(word.text)
    if variable is None or (isinstance(value, ir.Variable) and value.name == word.text):
        return False
    lw.out.error(
        "HSB-R406",
        f"`{word.text}` would be both a variable and something else that the outcome concerns",
        word.span,
        "a second meaning",
        secondary=(Label(variable.span, "the variable"),),
        help=("give the variable another name",),
    )
    return True


def missing_counts_as(rule: ast.Rule) -> Mapping[tuple[str, str], bool]:
    """The fields that a rule closes, with what their absence counts as."""
    return {(c.record.text, c.field_name.text): c.yes for c in rule.closes}
