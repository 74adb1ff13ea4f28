"""Floor 2, back end: what a rule ranges over, and its trigger for everything that it may be about.

A rule's bindings are the combinations of its lists' records for which `where` is not false. Each is about something: the
values of its `about` keys. One outcome stands for each distinct `about`; its trigger is `some binding is about it, and where,
and when`. Where a key is not known, the binding may be about each; where a list is not recorded, there may be any bindings.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve, frozen

from hsb_policy.backends.interpreter.evaluate import Evaluator, Scope
from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.values.kleene import and_, or_
from hsb_policy.values.operators import facts_of
from hsb_policy.values.unknown import NamedCode, Truth, Unknown

Key = tuple[str | None, ...]  # the ids of what it is about; None where that is not known


@frozen(eq=False)
class _Binding:
    scope: Scope
    where: Truth
    about: Mapping[str, Any]
    key: Key
    of_missing_list: Unknown | None


@frozen(eq=False)
class Group:
    """What one outcome stands for: its `about`, as ids and as values in scope, its trigger, and the bindings joined in it."""

    about: Mapping[str, str]
    scope: Mapping[str, Any]
    trigger: Truth
    bindings: tuple[Mapping[str, Any], ...]


@frozen(eq=False)
class _About:
    """One thing that a rule is about: its key, ids and values, and the bindings that are about it."""

    key: Key
    named: Mapping[str, str]
    values: Mapping[str, Any]
    own: list[_Binding]


def groups_of(ev: Evaluator, rule: ir.AnyRule, about: Mapping[str, str] | None = None) -> list[Group]:
    """The outcomes-to-be of a rule, in the order of what they are about; with `about`, those that agree on each key that both have."""
    ev.begin(rule.name)
    grain = (id(rule.binders), id(rule.where), id(rule.about))
    if grain not in ev.ranges:  # many rules range over the same; `share_grains` makes their ranges one object
        ev.ranges[grain] = _range(ev, rule)
    abouts, strays = ev.ranges[grain]
    if about is not None:
        abouts = [a for a in abouts if all(about.get(key, id_) == id_ for key, id_ in a.named.items())]
    return [_group(ev, rule, one, strays) for one in abouts]


def _range(ev: Evaluator, rule: ir.AnyRule) -> tuple[list[_About], list[_Binding]]:
    bindings: list[_Binding] = []
    _extend(ev, rule, rule.binders, {}, None, bindings)
    by_key: dict[Key, list[_Binding]] = {}
    for binding in bindings:
        by_key.setdefault(binding.key, []).append(binding)
    ordered = sorted(by_key.items(), key=lambda item: tuple(part or "" for part in item[0]))
    abouts = []
    for key, own in ordered:
        named = {k.name: part for k, part in zip(rule.about, key, strict=True) if part is not None}
        abouts.append(_About(key, named, _joined_about(own), own))
    return abouts, [b for b in bindings if None in b.key]


def share_grains(rules: Iterable[ir.AnyRule]) -> tuple[ir.AnyRule, ...]:
    """The same rules, those that range over the same and are about the same with one object for it."""
    known: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    shared = []
    for rule in rules:
        grain = (rule.binders, rule.where, rule.about)
        binders, where, about = known.setdefault(grain, grain)
        shared.append(evolve(rule, binders=binders, where=where, about=about))
    return tuple(shared)


def _extend(
    ev: Evaluator,
    rule: ir.AnyRule,
    binders: tuple[ir.Binder, ...],
    scope: Scope,
    missing_list: Unknown | None,
    found: list[_Binding],
) -> None:
    if not binders:
        where = ev.holds(rule.where, scope)
        if where is not False:
            about = {key.name: ev.value(key.value, scope) for key in rule.about}
            found.append(_Binding(scope, where, about, tuple(id_of(v) for v in about.values()), missing_list))
        return
    first, rest = binders[0], binders[1:]
    items = ev.value(first.source, scope)
    if isinstance(items, tuple):
        for item in ev.narrowed(items, first, rest, (rule.where,), scope):
            _extend(ev, rule, rest, {**scope, first.name: item}, missing_list, found)
    else:
        unknown = Unknown(facts_of(items))
        _extend(ev, rule, rest, {**scope, first.name: unknown}, missing_list or unknown, found)


def id_of(value: Any) -> str | None:
    """By what an outcome names something that it is about; None where that is not known."""
    if isinstance(value, Record):
        return value.id if value.id is not None else value.path
    return value if isinstance(value, str) else str(value) if isinstance(value, NamedCode | int) else None


def _group(ev: Evaluator, rule: ir.AnyRule, about: _About, strays: list[_Binding]) -> Group:
    claims = [_claim(ev, rule, binding, about.values) for binding in about.own]
    if strays and None not in about.key and or_(claims) is not True:
        ev.spend(len(strays))
        claims += [_may_be_about(ev, rule, stray, about.values) for stray in strays if _agrees(stray.key, about.key)]
    return Group(about.named, about.values, or_(claims), tuple([b.scope for b in about.own]))


def _joined_about(own: list[_Binding]) -> dict[str, Any]:
    about = dict(own[0].about)
    for other in own[1:]:
        for name, value in other.about.items():
            if isinstance(value, Unknown):
                about[name] = Unknown(value.facts | facts_of(about[name]))
    return about


def _claim(ev: Evaluator, rule: ir.AnyRule, binding: _Binding, about: Mapping[str, Any]) -> Truth:
    given = and_((binding.of_missing_list or True, binding.where))
    return given if rule.when is None else and_((given, ev.truth(rule.when, {**binding.scope, **about})))


def _may_be_about(ev: Evaluator, rule: ir.AnyRule, stray: _Binding, about: Mapping[str, Any]) -> Truth:
    """Whether a binding with a key that is not known is about this, and fires."""
    unknown = [v for v, part in zip(stray.about.values(), stray.key, strict=True) if part is None]
    is_about_it = Unknown(facts_of(*unknown))
    return and_((is_about_it, _claim(ev, rule, stray, about)))


def _agrees(stray: Key, key: Key) -> bool:
    return all(a is None or a == b for a, b in zip(stray, key, strict=True))


def overriding(group: Group, stronger: list[tuple[str, Group]]) -> tuple[Truth, tuple[str, ...]]:
    """Whether a stronger rule's trigger is true of something that agrees with this on every key that both have, and which."""
    claims: list[Truth] = []
    names: list[tuple[str, Truth]] = []
    for name, other in stronger:
        if other.trigger is False or any(group.about.get(k, v) != v for k, v in other.about.items()):
            continue
        shared = [k for k in group.scope if k in other.scope]
        unsure = [x for k in shared for x in (group.scope[k], other.scope[k]) if isinstance(x, Unknown)]
        claim = and_((Unknown(facts_of(*unsure)) if unsure else True, other.trigger))
        claims.append(claim)
        names.append((name, claim))
    overridden = or_(claims)
    return overridden, tuple(sorted({name for name, claim in names if claim is True or overridden is not True}))
