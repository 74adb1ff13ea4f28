"""Floor 2, compiled back end: what rules range over, one function for all that range over the same; and their triggers.

`gathered` (in `gathering`) joins the bindings by what they are about, as the interpreter does.
"""

from contextlib import ExitStack

from attrs import frozen

from hsb_policy.backends.compiled import lists, plainly
from hsb_policy.backends.compiled.expressions import Expressions
from hsb_policy.backends.compiled.operators import settled
from hsb_policy.backends.compiled.writing import Code, Module, carefully
from hsb_policy.backends.interpreter.bindings import id_of
from hsb_policy.core import ir
from hsb_policy.core.schema import RecordDef
from hsb_policy.core.types import RecordType


@frozen
class Grain:
    """What rules range over: the function that gives its abouts and strays, and its place in the state.

    `is_flat`: the rule is about the case as a whole. `is_single`: each binding is about something of its own, and none is stray.
    `is_plain`: where all that it is about is known, it says so, and facts may be read as plain values.
    """

    name: str
    slot: int
    is_flat: bool
    is_single: bool
    is_plain: bool = False


def grain_of(module: Module, rule: ir.AnyRule) -> Grain:
    """The grain of a rule."""
    key = ("grain", id(rule.binders), id(rule.where), id(rule.about))
    if key not in module.definitions:
        is_flat = not rule.binders and rule.where is None and not rule.about
        is_single = _is_single(module, rule)
        if is_flat:
            module.definitions[key] = Grain("", 0, is_flat=True, is_single=True)
        else:
            name, slot, is_plain = module.name("g"), module.slot("None"), plainly.can_range(module, rule)
            careful = module.name("g") if is_plain else name
            (_write_single if is_single else _write)(module, rule, careful, slot, careful=is_plain)
            if is_plain:
                plainly.write_grain(module, rule, name, slot, carefully(careful), is_single=is_single)
            module.definitions[key] = Grain(name, slot, is_flat=False, is_single=is_single, is_plain=is_plain)
    found = module.definitions[key]
    assert isinstance(found, Grain)
    return found


def _is_single(module: Module, rule: ir.AnyRule) -> bool:
    """Whether each binding is about something of its own: the keys have all records ranged over, and these are of the case's own
    lists or of reference data, so that each has an id of its own."""
    for binder in rule.binders:
        match binder.source:
            case ir.FieldRead(base=ir.TheCase()):
                if not any(kind.place == binder.source.field for kind in _listed(module)):
                    return False
            case ir.Rows():
                ids = [id_of(row) for row in module.rows[binder.source.reference]]
                if len(set(ids)) < len(ids):
                    return False
            case _:
                return False
    return {b.name for b in rule.binders} <= {k.value.name for k in rule.about if isinstance(k.value, ir.Variable)}


def _has_ids(module: Module, kind: str) -> bool:
    record = module.policy.schema.records[kind]
    return record.has_id and record.placement != "reference"


def _listed(module: Module) -> list[RecordDef]:
    return [kind for kind in module.policy.schema.records.values() if kind.placement in ("list", "recording")]


def _write(module: Module, rule: ir.AnyRule, name: str, slot: int, *, careful: bool) -> None:
    """What is ranged over, for all cases: a list that is not recorded is one record that is not known."""
    w = Expressions(module)
    w.line("by = {}; strays = []")
    _binders(w, rule, rule.binders, "True", [])
    w.line(f"S[{slot}] = found = (*gathered(by, strays), False)")
    w.line("return found")
    w.finished(name, careful=careful)


def _write_single(module: Module, rule: ir.AnyRule, name: str, slot: int, *, careful: bool) -> None:
    """The same for single bindings: plain loops where all lists are recorded."""
    general = module.name("g")
    _write(module, rule, general, slot, careful=careful)
    one_by_one = f"return one_by_one(S, {slot}, {carefully(general) if careful else general})"
    w = Expressions(module)
    w.line("found = []")
    items = [w.named(w.exact(binder.source)) for binder in rule.binders]
    for listed in items:
        if not listed.is_constant:
            w.line(f"if type({listed.text}) is not tuple: {one_by_one}")
    has_more_keys = not all(isinstance(k.value, ir.Variable) for k in rule.about)
    if has_more_keys:
        w.line("odd = False")
    with ExitStack() as loops:
        for at, (binder, listed) in enumerate(zip(rule.binders, items, strict=True)):
            each, rest = w.fresh(), rule.binders[at + 1 :]
            looked_at = lists.narrowed(w, listed, binder, rest, (rule.where,))
            w.looks_at(looked_at)
            loops.enter_context(w.block(f"for {each} in {looked_at}:"))
            w.scope[binder.name] = Code(each, atom=True, sure=True)
        _single_binding(w, rule, has_more_keys)
    w.line("if len(found) > 1: found.sort(key=" + ("IN_ORDER if odd else KEY)" if has_more_keys else "KEY)"))
    w.line(f"S[{slot}] = found = (found, (), {'not odd' if has_more_keys else 'True'})")
    w.line("return found")
    w.finished(name, careful=careful)


def _single_binding(w: Expressions, rule: ir.AnyRule, has_more_keys: bool) -> None:
    given = _given(w, rule, "True")
    about = [w.named(Code(settled(w.exact(key.value)))).text for key in rule.about]
    ids = [w.fresh() for _ in rule.about]
    for key, name, value in zip(rule.about, ids, about, strict=True):
        if isinstance(key.value, ir.Variable):
            has_ids = isinstance(key.value.type, RecordType) and _has_ids(w.module, key.value.type.name)
            w.line(f"{name} = {value}.id" + ("" if has_ids else f" if {value}.id is not None else {value}.path"))
        else:
            w.line(f"{name} = {_id(value)}")
    values = ", ".join(about)
    named, key_text = _names_and_key(w, rule, ids)
    if has_more_keys:
        w.line(f"key = {key_text}; named = {named}")
        w.line("if None in key: named = known_only(named); odd = True")
        w.line(f"found.append((named, key, {given}, {values}))")
    else:
        w.line(f"found.append(({named}, {key_text}, {given}, {values}))")


def _binders(w: Expressions, rule: ir.AnyRule, binders: tuple[ir.Binder, ...], listed: str, names: list[str]) -> None:
    if not binders:
        _binding(w, rule, listed, names)
        return
    first, rest = binders[0], binders[1:]
    source = w.exact(first.source)
    items, is_listed, certain = w.fresh(), listed, source.is_constant
    w.line(f"{items} = {settled(source)}")
    if not certain:
        is_listed = w.fresh()
        w.line(f"{is_listed} = {listed}")
        # A list that is not recorded may hold any record: one that is not known stands for them.
        w.line(f"if type({items}) is not tuple: {items} = (nobody({items}),); {is_listed} = None")
    name = w.fresh()
    looked_at = lists.narrowed(w, Code(items), first, rest, (rule.where,))
    w.looks_at(looked_at)
    with w.block(f"for {name} in {looked_at}:"):
        w.scope = {**w.scope, first.name: Code(name, atom=True, sure=certain)}
        _binders(w, rule, rest, is_listed, [*names, name])


def _binding(w: Expressions, rule: ir.AnyRule, listed: str, names: list[str]) -> None:
    given = _given(w, rule, listed)
    about = [w.named(Code(settled(w.exact(key.value)))).text for key in rule.about]
    values = f"({''.join(f'{value}, ' for value in about)})"
    binders = f"({''.join(f'{name}, ' for name in names)})"
    ids = [w.fresh() for _ in rule.about]
    for name, value in zip(ids, about, strict=True):
        w.line(f"{name} = {_id(value)}")
    named, key = _names_and_key(w, rule, ids)
    w.line(f"key = {key}")
    w.line(f"if key in by and None not in key: by[key][2].append(({binders}, {given}))")
    w.line(f"else: gather(by, strays, key, {named}, {values}, {binders}, {given})")


def _given(w: Expressions, rule: ir.AnyRule, listed: str) -> str:
    """Whether a binding is certain, after the line that leaves out those for which `where` is false."""
    if rule.where is None:
        return listed
    where = w.named(w.truth(rule.where))
    if where.const is True:
        return listed
    if rule.binders:
        w.line(f"if {where.text} is False: continue")
    else:
        w.line(f"if {where.text} is False: return [], (), True")
    if where.sure:
        return listed
    given = w.fresh()
    w.line(f"{given} = {listed} if {where.text} else None")
    return given


def _id(value: str) -> str:
    return f"{value}.id if type({value}) is Record and {value}.id is not None else id_of({value})"


def _names_and_key(w: Expressions, rule: ir.AnyRule, ids: list[str]) -> tuple[str, str]:
    names = ", ".join(f"{w.constant(key.name).text}: {i}" for key, i in zip(rule.about, ids, strict=True))
    return "{" + names + "}", f"({''.join(f'{i}, ' for i in ids)})"


def trigger(w: Expressions, rule: ir.AnyRule, grain: Grain, about: str) -> Code:
    """The trigger of a rule for one thing that it is about, whose names are unpacked here: `some` of its bindings, and strays."""
    if grain.is_flat:
        return w.constant(True) if rule.when is None else w.named(w.truth(rule.when))
    keys, key, own = unpack(w, rule, about, grain.is_single)
    outer = dict(w.scope)
    if grain.is_single:
        given = own  # whether its one binding is certain
        held_in = {k.value.name: outer[k.name] for k in rule.about if isinstance(k.value, ir.Variable)}
        w.scope = held_in | outer
        found = given
        if rule.when is not None:
            when = w.named(w.truth(rule.when))
            if when.const is not True:
                found = w.fresh()
                w.line(f"{found} = {when.text} if {given} or {when.text} is False else None")
        w.scope = outer
        return Code(found, atom=True)
    when_of = _when(w, rule, grain)
    w.scope = outer
    found = w.fresh()
    values = "".join(f", {k}" for k in keys)
    if when_of:
        w.line(f"{found} = False")
        binding, given, held = w.fresh(), w.fresh(), w.fresh()
        with w.block(f"for {binding}, {given} in {own}:"):
            w.line(f"{held} = {when_of}(S, {binding}{values})")
            w.line(f"if {held} is not False:")
            w.line(f" if {held} and {given}: {found} = True; break")
            w.line(f" {found} = None")
    else:
        w.line(f"{found} = any_true({own})")
    stray, strays = w.fresh(), f"S[{grain.slot}][1]"
    with w.block(f"if {found} is False and {strays} and None not in {key}:"):
        w.looks_at(strays)
        with w.block(f"for {stray} in {strays}:"):
            claim = f"{when_of}(S, {stray}[1]{values}) is not False" if when_of else "True"
            w.line(f"if agrees({stray}[0], {key}) and {claim}: {found} = None; break")
    return Code(found, atom=True)


def unpack(w: Expressions, rule: ir.AnyRule, about: str, is_single: bool) -> tuple[list[str], str, str]:
    """The parts of an about: the values of its keys, which come into scope, its ids, and its bindings or whether it is certain."""
    keys = [w.fresh() for _ in rule.about]
    w.told_about, key, own = w.fresh(), w.fresh(), w.fresh()
    if is_single:
        w.line(f"{w.told_about}, {key}, {own}{''.join(', ' + k for k in keys)} = {about}")
    else:
        w.line(f"{w.told_about}, {key}, ({''.join(k + ', ' for k in keys)}), {own} = {about}")
    w.scope = {k.name: Code(v, atom=True) for k, v in zip(rule.about, keys, strict=True)}
    return keys, key, own


def _when(w: Expressions, rule: ir.AnyRule, grain: Grain) -> str:
    """The condition as a function of a binding and of what it is about; nothing where there is none."""
    if rule.when is None:
        return ""
    body = Expressions(w.module)
    binding, keys = body.fresh(), [body.fresh() for _ in rule.about]
    names = [body.fresh() for _ in rule.binders]
    if names:
        body.line(f"{''.join(n + ', ' for n in names)} = {binding}")
    body.scope = {b.name: Code(n, atom=True) for b, n in zip(rule.binders, names, strict=True)}
    body.scope |= {k.name: Code(v, atom=True) for k, v in zip(rule.about, keys, strict=True)}
    body.line(f"return {body.truth(rule.when).text}")
    name = w.module.name("w")
    body.finished(name, (binding, *keys))
    return name
