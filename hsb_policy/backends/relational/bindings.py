"""Floor 2, back end: what a rule ranges over, what it is about, and its trigger, as lists; as the interpreter's `bindings`.

A binding is a struct: how sure it is that it is one (`given`), its records (`b_…`), and what it is about (`k_…`: the place of
the record, 0 where it is not known). A group is a struct of such places. Where a rule is about the very records that it ranges
over, each binding is a group of its own.
"""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from hsb_policy.backends.columnar.layout import in_a_list
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational import facts, truths
from hsb_policy.backends.relational.expressions import Writer
from hsb_policy.backends.relational.forms import TRUE, Level, Row
from hsb_policy.backends.relational.lists import source
from hsb_policy.backends.relational.sql import Block, filtered, transformed
from hsb_policy.backends.relational.writing import Bound, Scope
from hsb_policy.core import ir


@frozen
class Grain:
    """What some rules range over and are about: the columns of the bindings and of the groups.

    `kinds` are those of the records that the keys name, `variables` those of the records that the binders do; `direct` where
    each binding is a group of its own; `not_recorded` writes, for a variable, that no list is recorded which it ranges over.
    """

    bindings: str
    groups: str
    kinds: Mapping[str, str]
    variables: Mapping[str, str]
    direct: bool
    not_recorded: Mapping[str, Callable[[], str]] = field(factory=dict, eq=False)


class Grains:
    """The grains of a policy's rules, each written once."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._known: dict[tuple[int, ...], tuple[Grain, Any]] = {}

    def of(self, rule: ir.AnyRule) -> Grain:
        """The grain of a rule."""
        parts = (rule.binders, rule.where, rule.about)
        key = tuple(map(id, parts))
        if key not in self._known:
            self._known[key] = (self._written(rule), parts)
        return self._known[key][0]

    def _written(self, rule: ir.AnyRule) -> Grain:
        writer = self._writer
        found = _Bindings(writer, rule)
        bindings = writer.columns.add("bindings", found.sql())
        own = [key.value.name for key in rule.about if isinstance(key.value, ir.Variable)]
        # A list of refs may name a record twice; the records of a list of their own are all different.
        direct = (
            found.all_different and len(own) == len(rule.about) and sorted(own) == sorted(b.name for b in rule.binders)
        )
        groups = bindings
        if not direct:
            variable = writer.columns.new_name()
            keys = ", ".join(f"'k_{k}': {variable}['k_{k}']" for k in found.kinds) or "'k': 0"
            groups = writer.columns.add("groups", f"list_distinct({transformed(bindings, variable, f'{{{keys}}}')})")
        return Grain(bindings, groups, found.kinds, found.variables, direct, found.not_recorded)


class _Bindings:
    """Writes the list of all combinations for which `where` is not false."""

    def __init__(self, writer: Writer, rule: ir.AnyRule) -> None:
        self._writer = writer
        self._rule = rule
        self.kinds: dict[str, str] = {}
        self.variables: dict[str, str] = {}
        self.not_recorded: dict[str, Callable[[], str]] = {}
        self.all_different = True

    def sql(self) -> str:
        """The list."""
        found = self._ranging(self._writer.root, {}, self._rule.binders, [])
        kept = self._writer.columns.new_name()
        return filtered(found, kept, f"{kept}['given'] > 0") if self._rule.where is not None else found

    def _ranging(self, block: Block, scope: Scope, binders: tuple[ir.Binder, ...], known_lists: list[Level]) -> str:
        if not binders:
            return f"[{self._binding(block, scope, known_lists)}]"
        first, rest = binders[0], binders[1:]
        many = source(self._writer, first.source, scope, block)
        inner = block.looping(f"COALESCE({many.sql}, [NULL])")
        element = facts.element_of(self._writer.layout, many, inner.variable)
        if not isinstance(element, Row):
            raise CannotSayError("a rule for each of something that is no record")
        absent = _absent(self._writer, first.source, scope, block) if many.embedded else None
        if absent is not None:
            self.not_recorded[first.name] = absent
        self.variables[first.name] = element.kind
        self.all_different = self.all_different and many.embedded
        # A list that is not known stands for one record of which nothing is known.
        element = Row(element.kind, element.struct, element.place, certain=False, not_recorded=absent)
        is_known = Level(f"CASE WHEN {many.sql} IS NULL THEN 1 ELSE 2 END")
        bound = {**scope, first.name: (element, inner.depth)}
        if rest:
            return f"flatten({inner.each(self._ranging(inner, bound, rest, [*known_lists, is_known]))})"
        return inner.each(self._binding(inner, bound, [*known_lists, is_known]))

    def _binding(self, block: Block, scope: Scope, known_lists: list[Level]) -> str:
        writer = self._writer
        given = truths.and_([*known_lists, writer.holds(self._rule.where, scope, block)])
        members = [f"'given': {given.sql}"]
        for binder in self._rule.binders:
            row = writer.record(ir.Variable(name=binder.name), scope, block)
            members.append(f"'b_{binder.name}': {row.place if _has_place(writer, row.kind) else row.struct}")
        for key in self._rule.about:
            row = writer.record(key.value, scope, block)
            if not _has_place(writer, row.kind):
                raise CannotSayError(f"outcomes about records within records (`{key.name}`)")
            self.kinds[key.name] = row.kind
            members.append(f"'k_{key.name}': COALESCE({row.place}, 0)")
        return f"{{{', '.join(members)}}}"


def _has_place(writer: Writer, kind: str) -> bool:
    record = writer.schema.records[kind]
    return in_a_list(record) or record.placement == "reference"


def _absent(writer: Writer, expr: ir.Expr, scope: Scope, block: Block) -> Callable[[], str] | None:
    if not isinstance(expr, ir.FieldRead):
        return None
    base, name = writer.record(expr.base, scope, block), expr.field
    return lambda: facts.is_not_recorded(writer.layout, base, name)


def records_of(writer: Writer, grain: Grain, binding: str, depth: int) -> dict[str, Bound]:
    """The variables of a binding."""
    found: dict[str, Bound] = {}
    for name, kind in grain.variables.items():
        sql = f"{binding}['b_{name}']"
        row = writer.row_at(kind, sql) if _has_place(writer, kind) else Row(kind, sql, f"{sql}['place']")
        absent = grain.not_recorded.get(name)
        if writer.schema.records[kind].placement == "reference":
            absent = None
        found[name] = (Row(kind, row.struct, row.place, certain=False, not_recorded=absent), depth)
    return found


def keys_of(writer: Writer, grain: Grain, rule: ir.AnyRule, group: str, depth: int) -> dict[str, Bound]:
    """The `about` keys of a group, as conditions of the rule see them."""
    found: dict[str, Bound] = {}
    for key in rule.about:
        row = writer.row_at(grain.kinds[key.name], f"NULLIF({group}['k_{key.name}'], 0)")
        absent = None
        if grain.direct and isinstance(key.value, ir.Variable):
            absent = grain.not_recorded.get(key.value.name)
        found[key.name] = (Row(row.kind, row.struct, row.place, certain=False, not_recorded=absent), depth)
    return found


def trigger(writer: Writer, grain: Grain, rule: ir.AnyRule, group: str, scope: Scope, block: Block) -> Level:
    """Whether some binding is about the group, and where, and when; `scope` has the keys."""
    if grain.direct:
        own = {**records_of(writer, grain, group, block.depth), **scope}
        when = TRUE if rule.when is None else writer.truth(rule.when, own, block)
        return truths.and_((Level(f"{group}['given']"), when))
    inner = block.looping(grain.bindings)
    binding = inner.variable
    own = {**records_of(writer, grain, binding, inner.depth), **scope}
    when = TRUE if rule.when is None else writer.truth(rule.when, own, inner)
    all_known = " AND ".join(f"{group}['k_{k}'] > 0" for k in grain.kinds)
    agree = [
        f"({binding}['k_{k}'] = {group}['k_{k}'] OR ({binding}['k_{k}'] = 0 AND {all_known}))" for k in grain.kinds
    ]
    exact = " AND ".join(f"{binding}['k_{k}'] = {group}['k_{k}']" for k in grain.kinds)
    sure = Level(f"CASE WHEN {exact} THEN 2 ELSE 1 END") if exact else TRUE
    claim = truths.and_((Level(f"{binding}['given']"), sure, when))
    claimed = f"CASE WHEN {' AND '.join(agree)} THEN {claim.sql} ELSE 0 END" if agree else claim.sql
    return Level(f"COALESCE(list_max({inner.each(claimed)}), 0)")


def overridden(writer: Writer, grain: Grain, group: str, stronger: list[tuple[str, Grain]]) -> Level:
    """Whether a stronger rule's trigger is true of something that agrees with this on every key that both have."""
    claims = []
    for column, other in stronger:
        shared = [k for k in grain.kinds if k in other.kinds]
        if any(grain.kinds[k] != other.kinds[k] for k in shared):
            raise CannotSayError("a stronger rule whose key of the same name names another kind of record")
        one = writer.columns.new_name()
        pairs = [(f"{one}['k_{k}']", f"{group}['k_{k}']") for k in shared]
        sure = " AND ".join(f"{a} = {b} AND {a} > 0" for a, b in pairs)
        claim = f"LEAST({one}['t'], CASE WHEN {sure} THEN 2 ELSE 1 END)" if sure else f"{one}['t']"
        agree = " AND ".join(f"({a} = {b} OR {a} = 0 OR {b} = 0)" for a, b in pairs)
        claim = f"CASE WHEN {agree} THEN {claim} ELSE 0 END" if agree else claim
        claims.append(Level(f"COALESCE(list_max({transformed(column, one, claim)}), 0)"))
    return truths.or_(claims)
