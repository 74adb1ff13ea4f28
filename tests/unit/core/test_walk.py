"""The parts of expressions and rules: none is left out."""

from collections.abc import Iterator
from typing import Any, get_args

from attrs import fields, has

from hsb_policy.core import ir
from hsb_policy.core.walk import AnyExpr, children, expressions_of, walk
from tests.unit.frontend.small_policy import compiled

EVERYTHING = """
define pick_of for child: Child gives date
    normally latest (r in referrals by r.made_at where r.child is child) gives r.made_at or if none as_at
    except when age_at is today: 5 days after as_at
define all_of for child: Child, day: date
    as some r in referrals, c in contacts where r.child is child
        has r.made_at is within opening(c) and not r.made_at has happened
        and (max_months is set or home(child) has a value or J13 was answered yes for child)
        and case.closed_on or if not yet day is day
        and (latest x in children by x.birth_date where x is child has x.looked_after)
        and count of (y in children where y is child) is 5 to 11
        and (age of child on day is 5 or number of days from day to as_at is 3)
        and pick_of(child) is day
        and child.looked_after or if not recorded no
        and first in record order z in referrals has z.child is child
"""
RULES = """
duty d "d"
    cites S001
    for each part in involvements where part.harmed
    about child: part.child
    when is_young(child)
    professionals will "act"
    met when its own r in referrals where r.child is child has r.kind is advice_only done on r.made_at
    breached when nobody
    arises on as_at
    within max_months of as_at
    may be departed from
question q "q"
    cites S001
    for each child in children
    asks lead
    answered by J13
conclusion c "c"
    cites S001
    for each child in children
    gives Authority
    normally home(child)
    except when nobody: silent
check k "k"
    cites S001
    error
    for each child in children
    fails when child.looked_after
    point at child.birth_date
"""


def _parts(node: Any) -> Iterator[ir.Expr]:
    """The nearest expressions inside a node, found by looking at all of its attributes."""
    if isinstance(node, ir.Expr):
        yield node
    elif isinstance(node, tuple):
        for item in node:
            yield from _parts(item)
    elif has(type(node)):
        for attribute in fields(type(node)):
            yield from _parts(getattr(node, attribute.name))


def _directly_in(expr: ir.Expr) -> set[int]:
    return {id(part) for a in fields(type(expr)) for part in _parts(getattr(expr, a.name))}


def test_the_parts_of_every_kind_of_expression_are_found() -> None:
    """What an expression holds is what `children` gives, for all kinds of expressions."""
    result = compiled(EVERYTHING)
    assert not result.found, result.found
    seen: set[type] = set()

    for function in result.functions.values():
        for expr in walk(function.body):
            seen.add(type(expr))
            assert {id(child) for child in children(expr)} == _directly_in(expr), expr

    assert seen == set(get_args(AnyExpr))


def test_all_expressions_of_a_rule_are_found() -> None:
    """Also those of its fulfilments, its deadline and its departure."""
    result = compiled(RULES)
    assert not result.found, result.found

    for rule in result.rules:
        found = {id(e) for e in expressions_of(rule)}
        held = {id(part) for a in fields(type(rule)) for part in _parts(getattr(rule, a.name))}
        assert found == held, rule.name
