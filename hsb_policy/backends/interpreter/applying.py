"""Floor 2, back end: why a rule's trigger is true, false or unknown of something, and why a stronger rule displaces it or not.

The counterpart of `bindings`, for explanations. A trigger that holds is shown by one binding. One that does not, by all that
are about the thing; for those that are about something else it is enough that they are, and those facts are named too: the
day they change, so may the answer.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from hsb_policy.backends.interpreter.bindings import Group, id_of
from hsb_policy.backends.interpreter.outcomes import Pending
from hsb_policy.backends.interpreter.reasons import Reasoner, Told, named_records, truth_of
from hsb_policy.backends.interpreter.tracing import Step, Tracer
from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.core.explanation import NO, NOT_KNOWN, YES, Reason
from hsb_policy.values.unknown import Unknown

Scope = dict[str, Any]


def why_triggered(ev: Tracer, reasoner: Reasoner, rule: ir.AnyRule, group: Group) -> Told:
    """Why the trigger of a rule is what it is for what the group is about."""
    is_partly_known = len(group.about) < len(rule.about)
    if group.trigger is True and not is_partly_known:
        shown = _witness(ev, reasoner, rule, group)
        if shown is not None:
            return (shown,)
    told: list[Reason] = []
    for scope in _combinations(ev, reasoner, rule):
        where = _step(ev, rule.where, scope)
        if where is not None and truth_of(where) is False:
            reasoner.why(where)
            continue
        if is_partly_known or not _may_be_about(ev, reasoner, rule, scope, group):
            _name_about(ev, reasoner, rule, scope)
            if not is_partly_known:
                continue
        when = _step(ev, rule.when, {**scope, **group.scope})
        parts = [when] if when is not None and truth_of(when) is False else [where, when]
        told.append(_claim(reasoner, rule, scope, [p for p in parts if p is not None]))
    return tuple(told)


def _witness(ev: Tracer, reasoner: Reasoner, rule: ir.AnyRule, group: Group) -> Reason | None:
    """One binding that shows by itself that the rule applies."""
    for scope in group.bindings:
        where, when = _step(ev, rule.where, dict(scope)), _step(ev, rule.when, {**scope, **group.scope})
        if truth_of(where) is True and truth_of(when) is True and not _is_open(scope):
            _name_members(ev, reasoner, rule, dict(scope))
            _name_about(ev, reasoner, rule, dict(scope))
            return _claim(reasoner, rule, dict(scope), [p for p in (where, when) if p is not None])
    return None


def stronger_rules(policy: ir.Policy, rule: ir.AnyRule) -> list[ir.AnyRule]:
    """The rules that may displace a rule."""
    return [other for other in policy.rules if rule.name in other.overrides]


def why_overridden(ev: Tracer, reasoner: Reasoner, pending: Pending, group: Group, *, overridden: bool | None) -> Told:
    """Why a stronger rule applies to the same things as a group of the rule, or why none does."""
    rules = {rule.name: rule for rule in stronger_rules(ev.policy, pending.rule)}
    told = []
    if overridden is not True:
        for rule in rules.values():
            name_range(ev, reasoner, rule)
    for name, other in pending.stronger:
        if any(group.about.get(k, v) != v for k, v in other.about.items()):
            continue
        unsure = any(
            isinstance(x, Unknown) for k in group.scope if k in other.scope for x in (group.scope[k], other.scope[k])
        )
        if overridden is True and (other.trigger is not True or unsure):
            continue
        truth = NO if other.trigger is False else YES if other.trigger is True and not unsure else NOT_KNOWN
        told.append(
            Reason(
                kind="rule",
                words=name,
                label=rules[name].label,
                truth=truth,
                cites=rules[name].statements,
                of=tuple(other.about.items()),
                because=why_triggered(ev, reasoner, rules[name], other),
            )
        )
        if overridden is True:
            break
    return tuple(told)


def name_range(ev: Tracer, reasoner: Reasoner, rule: ir.AnyRule) -> None:
    """Name what a rule ranges over and what each binding is about, so that no other outcome of it can appear unnoticed."""
    for scope in _combinations(ev, reasoner, rule):
        where = _step(ev, rule.where, scope)
        if where is not None and truth_of(where) is False:
            reasoner.why(where)
        else:
            _name_about(ev, reasoner, rule, scope)


def _combinations(ev: Tracer, reasoner: Reasoner, rule: ir.AnyRule) -> Iterator[Scope]:
    """All combinations of the lists' records, the lists named; an unknown stands for the records of one that is not recorded."""
    yield from _extended(ev, reasoner, rule.binders, {})


def _extended(ev: Tracer, reasoner: Reasoner, binders: tuple[ir.Binder, ...], scope: Scope) -> Iterator[Scope]:
    if not binders:
        yield scope
        return
    first, rest = binders[0], binders[1:]
    step = ev.trace(first.source, scope)
    reasoner.value(step)
    items = step.value if isinstance(step.value, tuple) else (step.value,)
    for item in items:
        yield from _extended(ev, reasoner, rest, {**scope, first.name: item})


def _name_members(ev: Tracer, reasoner: Reasoner, rule: ir.AnyRule, scope: Scope) -> None:
    """Name that the records of one binding are there, in lists whose other records do not matter."""
    for binder in rule.binders:
        step = ev.trace(binder.source, scope)
        if isinstance(step.expr, ir.FieldRead) and isinstance(scope[binder.name], Record):
            reasoner.value(step.parts[0])
            reasoner.there(scope[binder.name])
        else:
            reasoner.value(step)


def _name_about(ev: Tracer, reasoner: Reasoner, rule: ir.AnyRule, scope: Scope) -> None:
    for key in rule.about:
        reasoner.value(ev.trace(key.value, scope))


def _may_be_about(ev: Tracer, reasoner: Reasoner, rule: ir.AnyRule, scope: Scope, group: Group) -> bool:
    """Whether a binding is, or may be, about what the group is about."""
    agrees = True
    for key in rule.about:
        step = ev.trace(key.value, scope)
        id_ = id_of(step.value)
        if id_ is None:
            reasoner.value(step)
        agrees = agrees and id_ in (None, group.about.get(key.name))
    return agrees


def _claim(reasoner: Reasoner, rule: ir.AnyRule, scope: Scope, parts: list[Step]) -> Reason:
    truths = {truth_of(p) for p in parts} | ({None} if _is_open(scope) else set())
    return Reason(
        kind="record",
        truth=NO if False in truths else NOT_KNOWN if None in truths else YES,
        of=named_records(rule.binders, scope),
        because=tuple(reason for part in parts for reason in reasoner.why(part)),
    )


def _is_open(scope: Mapping[str, Any]) -> bool:
    return any(isinstance(item, Unknown) for item in scope.values())


def _step(ev: Tracer, condition: ir.Expr | None, scope: Scope) -> Step | None:
    return None if condition is None else ev.trace(condition, scope)
