"""Floor 2, compiled back end: what rules range over, and their triggers, where the facts that they read are plain values.

Nearly all facts of nearly all cases are: then no value is looked at twice to see whether it is known. Where one is not, a KeyError
leaves for the functions of `grains`, which weigh what is unknown.
"""

from hsb_policy.backends.compiled import lists
from hsb_policy.backends.compiled.expressions import Expressions
from hsb_policy.backends.compiled.writing import Code, Module, carefully
from hsb_policy.backends.interpreter.bindings import id_of
from hsb_policy.core import ir
from hsb_policy.core.types import RecordType


def can_range(module: Module, rule: ir.AnyRule) -> bool:
    """Whether a rule is about records only, and looks through lists for them: else there is nothing to gain."""
    return module.plainly and bool(rule.binders) and all(isinstance(key.value.type, RecordType) for key in rule.about)


def write_grain(module: Module, rule: ir.AnyRule, name: str, slot: int, careful: str, *, is_single: bool) -> None:
    """The function that gives what is ranged over if all lists are recorded and all that it is about is known; else `careful` does."""
    w = Expressions(module)
    w.plainly = True
    in_order = is_single and _may_be_in_order(module, rule)
    w.line("found = []" if is_single else "by = {}")
    with w.block("try:"):
        _binders(w, rule, rule.binders, [], is_single=is_single, in_order=in_order)
    w.line(f"except KeyError: return {careful}(S)")
    if not is_single:
        w.line("found = list(by.values())")
    if not in_order:
        w.line("if len(found) > 1: found.sort(key=KEY)")
    w.line(f"S[{slot}] = found = (found, (), True)")
    w.line("return found")
    w.finished(name)


def _may_be_in_order(module: Module, rule: ir.AnyRule) -> bool:
    """Whether what single bindings are about comes in the order of its ids if the lists do: then nothing is sorted."""
    keys = [key.value.name for key in rule.about[: len(rule.binders)] if isinstance(key.value, ir.Variable)]
    return keys == [binder.name for binder in rule.binders] and not lists.may_narrow(
        module, rule.binders, (rule.where,)
    )


def _binders(
    w: Expressions,
    rule: ir.AnyRule,
    binders: tuple[ir.Binder, ...],
    names: list[str],
    *,
    is_single: bool,
    in_order: bool,
) -> None:
    if not binders:
        _binding(w, rule, names, is_single=is_single)
        return
    first, rest = binders[0], binders[1:]
    items = w.named(_in_order(w, first.source) if in_order else w.value(first.source))
    name = w.fresh()
    looked_at = lists.narrowed(w, items, first, rest, (rule.where,))
    if not items.sure:
        w.line(f"if type({items.text}) is not tuple: raise KeyError")
    with w.block(f"for {name} in {looked_at}:"):
        if not lists.holds_plain(w, items, first.source):
            w.line(f"if type({name}) is not Record: raise KeyError")
        w.scope = {**w.scope, first.name: Code(name, atom=True, sure=True)}
        _binders(w, rule, rest, [*names, name], is_single=is_single, in_order=in_order)


def _in_order(w: Expressions, source: ir.Expr) -> Code:
    """A list of the case, or the rows of reference data, in the order of their ids."""
    match source:
        case ir.FieldRead(base=ir.TheCase()):
            return Code(f"O[{w.constant(source.field).text}]", sure=True)
        case ir.Rows():
            return w.constant(tuple(sorted(w.module.rows[source.reference], key=lambda row: id_of(row) or "")))
        case _:
            return w.value(source)


def _binding(w: Expressions, rule: ir.AnyRule, names: list[str], *, is_single: bool) -> None:
    given = "True" if rule.where is None else _given(w, rule, rule.where, names)
    about = []
    for key in rule.about:
        value = w.named(w.value(key.value))
        if not value.is_plain:
            w.line(f"if type({value.text}) is not Record: raise KeyError")
        about.append(value.text)
    ids = [w.fresh() for _ in rule.about]
    for key, name, text in zip(rule.about, ids, about, strict=True):
        kind = w.module.policy.schema.records[key.value.type.name] if isinstance(key.value.type, RecordType) else None
        has_id = kind is not None and kind.has_id and kind.placement != "reference"
        w.line(f"{name} = {text}.id" + ("" if has_id else f" if {text}.id is not None else id_of({text})"))
    named = ", ".join(f"{w.constant(key.name).text}: {i}" for key, i in zip(rule.about, ids, strict=True))
    key_text = f"({''.join(f'{i}, ' for i in ids)})"
    if is_single:
        w.line(f"found.append(({{{named}}}, {key_text}, {given}, {', '.join(about)}))")
        return
    binding = f"(({''.join(f'{name}, ' for name in names)}), {given})"
    w.line(f"key = {key_text}")
    w.line(f"if key in by: by[key][3].append({binding})")
    w.line(f"else: by[key] = ({{{named}}}, key, ({''.join(f'{value}, ' for value in about)}), [{binding}])")


def _given(w: Expressions, rule: ir.AnyRule, where: ir.Expr, names: list[str]) -> str:
    """Whether a binding is certain, after the lines that leave out those for which `where` is false."""
    given, careful = w.fresh(), w.module.name("h")
    body = Expressions(w.module)
    parameters = [body.fresh() for _ in names]
    body.scope = {b.name: Code(p, atom=True, sure=True) for b, p in zip(rule.binders, parameters, strict=True)}
    body.line(f"return {body.truth(where).text}")
    body.finished(careful, tuple(parameters), careful=True)
    with w.block("try:"):
        held = w.named(w.truth(where))
        w.line(f"{given} = {held.text}")
    w.line(f"except KeyError: {given} = {carefully(careful)}({', '.join(('S', *names))})")
    w.line(f"if {given} is False: continue")
    return given


def parts_of(w: Expressions, rule: ir.AnyRule, *, is_single: bool) -> tuple[str, str]:
    """The parts of an about as `for` unpacks them, whose names come into scope; and the name of its bindings, or of its certainty."""
    keys = [w.fresh() for _ in rule.about]
    w.told_about, key, own = w.fresh(), w.fresh(), w.fresh()
    values = "".join(f"{k}, " for k in keys)
    w.scope = {k.name: Code(v, atom=True, sure=True) for k, v in zip(rule.about, keys, strict=True)}
    parts = f"{w.told_about}, {key}, {own}, {values}" if is_single else f"{w.told_about}, {key}, ({values}), {own}"
    return parts, own


def trigger(w: Expressions, rule: ir.AnyRule, own: str, *, is_single: bool) -> Code:
    """The trigger of a rule for one thing that it is about."""
    if is_single:
        return _trigger_of_one(w, rule, own)
    found = w.fresh()
    if rule.when is None:
        w.line(f"{found} = any_true({own})")
        return Code(found, atom=True)
    outer = dict(w.scope)
    names, given = [w.fresh() for _ in rule.binders], w.fresh()
    w.line(f"{found} = False")
    with w.block(f"for ({''.join(f'{name}, ' for name in names)}), {given} in {own}:"):
        w.scope = {b.name: Code(n, atom=True, sure=True) for b, n in zip(rule.binders, names, strict=True)} | outer
        held = w.named(w.truth(rule.when))
        with w.block(f"if {held.text}:" if held.sure else f"if {held.text} is not False:"):
            w.line(f"if {given if held.sure else f'{held.text} and {given}'}: {found} = True; break")
            w.line(f"{found} = None")
    w.scope = outer
    return Code(found, atom=True)


def _trigger_of_one(w: Expressions, rule: ir.AnyRule, given: str) -> Code:
    if rule.when is None:
        return w.constant(True) if rule.where is None else Code(given, atom=True)
    outer = dict(w.scope)
    w.scope = {k.value.name: outer[k.name] for k in rule.about if isinstance(k.value, ir.Variable)} | outer
    held = w.named(w.truth(rule.when))
    w.scope = outer
    if rule.where is None or held.const is False:
        return held
    if held.const is True:
        return Code(given, atom=True)
    if held.sure:
        return w.named(Code(f"{held.text} and {given}"))
    return w.named(Code(f"{held.text} if {given} or {held.text} is False else None"))
