"""Floor 1: the parts of expressions and rules, for passes that look at all of them."""

from collections.abc import Iterator
from typing import Final, assert_never

from hsb_policy.core import ir

AnyExpr = (
    ir.Literal
    | ir.Variable
    | ir.TheCase
    | ir.AsAt
    | ir.Rows
    | ir.Reading
    | ir.FieldRead
    | ir.Not
    | ir.And
    | ir.Or
    | ir.Quantified
    | ir.Count
    | ir.Pick
    | ir.PickValue
    | ir.Compare
    | ir.HasHappened
    | ir.IsRecorded
    | ir.IsNamed
    | ir.IsSet
    | ir.HasValue
    | ir.Age
    | ir.Shift
    | ir.Between
    | ir.DayOf
    | ir.OrIfNotYet
    | ir.OrIfNotRecorded
    | ir.Call
    | ir.Choose
)
"""All kinds of expressions: a `match` over it that lacks one does not pass the type checker."""


def known(e: ir.Expr) -> AnyExpr:
    """The expression as one of the closed list of kinds."""
    assert isinstance(e, AnyExpr)
    return e


def children(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    """The expressions that stand directly in another, in the order in which they are written."""
    e = known(expr)
    match e:
        case ir.Literal() | ir.Variable() | ir.TheCase() | ir.AsAt() | ir.Rows():
            return ()
        case ir.Reading():
            return _present(e.part_of)
        case ir.FieldRead():
            return (e.base,)
        case ir.Not() | ir.HasHappened() | ir.IsRecorded() | ir.IsNamed() | ir.IsSet() | ir.HasValue() | ir.DayOf():
            return (e.of,)
        case ir.And() | ir.Or():
            return e.parts
        case ir.Quantified():
            return (*_sources(e.binders), *_present(e.where), e.body)
        case ir.Count():
            return (*_sources(e.binders), *_present(e.where))
        case ir.Pick():
            return (e.binder.source, *_present(e.key), *_present(e.where), e.body)
        case ir.PickValue():
            return (e.binder.source, e.key, *_present(e.where), e.gives, e.if_none)
        case ir.Compare():
            return e.operands
        case ir.Age():
            return (e.birth, e.day)
        case ir.Shift():
            return (e.number, e.anchor)
        case ir.Between():
            return (e.start, e.finish)
        case ir.OrIfNotYet() | ir.OrIfNotRecorded():
            return (e.of, e.otherwise)
        case ir.Call():
            return e.args
        case ir.Choose():
            branches = tuple(part for b in e.branches for part in (b.condition, b.value))
            return (*branches, *_present(e.otherwise))
        case _:
            assert_never(e)


CONDITIONS: Final = (
    ir.Not,
    ir.And,
    ir.Or,
    ir.Quantified,
    ir.Pick,
    ir.Compare,
    ir.HasHappened,
    ir.IsRecorded,
    ir.IsNamed,
    ir.IsSet,
    ir.HasValue,
)
"""What is true, false or unknown by its form, whatever stands in it."""


def walk(expr: ir.Expr) -> Iterator[ir.Expr]:
    """An expression and all that stand in it."""
    yield expr
    for child in children(expr):
        yield from walk(child)


def expressions_of(rule: ir.AnyRule) -> tuple[ir.Expr, ...]:
    """All expressions of a rule."""
    common = (*_sources(rule.binders), *_present(rule.where), *(k.value for k in rule.about), *_present(rule.when))
    match rule:
        case ir.Duty():
            ways = (e for f in rule.fulfilments for e in (*_sources(f.binders), f.condition, *_present(f.done_on)))
            deadline = () if rule.deadline is None else (rule.deadline.number, rule.deadline.anchor)
            rest = (rule.breached, rule.arises_on, rule.departed, rule.force_switch)
            return (*common, *ways, *deadline, *(e for e in rest if e is not None))
        case ir.Permission() | ir.Silence():
            return common
        case ir.Question():
            return (*common, rule.answered)
        case ir.Conclusion():
            return (*common, rule.value)
        case ir.Check():
            return (*common, rule.fails, *rule.points)
        case _:
            assert_never(rule)


def _present(expr: ir.Expr | None) -> tuple[ir.Expr, ...]:
    return () if expr is None else (expr,)


def _sources(binders: tuple[ir.Binder, ...]) -> tuple[ir.Expr, ...]:
    return tuple(binder.source for binder in binders)
