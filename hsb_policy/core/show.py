"""Floor 1: the core IR as stable text, for people who read it and for tests that compare it."""

from collections.abc import Iterator
from typing import assert_never

from hsb_policy.core import ir
from hsb_policy.core.types import (
    AnswerType,
    CodeType,
    DayType,
    ErrorType,
    HoursType,
    ListType,
    MomentType,
    NumberType,
    RecordType,
    TextType,
    Type,
    YesNoType,
)
from hsb_policy.core.walk import known
from hsb_policy.values.days import show_day, show_moment, show_range
from hsb_policy.values.hours import Hours
from hsb_policy.values.unknown import SILENT, Between

_INDENT = "    "


def show_expression(expr: ir.Expr) -> str:
    """An expression in one line: operators by their key, constants as in a policy.

    >>> show_expression(ir.Not(of=ir.Literal(value=True)))
    'not(yes)'
    """
    e = known(expr)
    match e:
        case ir.Literal():
            return _constant(e.value, e.type)
        case ir.Variable():
            return _name(e.name)
        case ir.TheCase():
            return "case"
        case ir.AsAt():
            return "as_at"
        case ir.Rows():
            return f"rows({e.reference})"
        case ir.Reading():
            part = e.part if e.part_of is None else show_expression(e.part_of)
            return f"reading({e.name}, {part})" if part is not None else f"reading({e.name})"
        case ir.FieldRead():
            read = f"{show_expression(e.base)}.{e.field}"
            if e.missing_counts_as is None:
                return read
            return f"{read}[missing counts as {'yes' if e.missing_counts_as else 'no'}]"
        case ir.Not():
            return f"not({show_expression(e.of)})"
        case ir.And():
            return _applied("and", e.parts)
        case ir.Or():
            return _applied("or", e.parts)
        case ir.Quantified():
            return f"{e.kind}({_ranging(e.binders, e.where)}: {show_expression(e.body)})"
        case ir.Count():
            return f"count({_ranging(e.binders, e.where)})"
        case ir.Pick():
            return f"{e.kind}({_ranging((e.binder,), e.where)}{_by(e.key)}: {show_expression(e.body)})"
        case ir.PickValue():
            gives = f"{show_expression(e.gives)} or if none {show_expression(e.if_none)}"
            return f"{e.kind}({_ranging((e.binder,), e.where)}{_by(e.key)} gives {gives})"
        case ir.Compare():
            return _applied(e.op, e.operands)
        case ir.HasHappened():
            return _applied("has_happened", (e.of,))
        case ir.IsRecorded():
            return _applied("is_recorded", (e.of,))
        case ir.IsNamed():
            return _applied("is_named", (e.of,))
        case ir.IsSet():
            return _applied("is_set", (e.of,))
        case ir.HasValue():
            return _applied("has_value", (e.of,))
        case ir.Age():
            return _applied("age", (e.birth, e.day))
        case ir.Shift():
            return f"shift({show_expression(e.number)} {e.unit}, {show_expression(e.anchor)})"
        case ir.Between():
            return f"between({e.unit}, {show_expression(e.start)}, {show_expression(e.finish)})"
        case ir.DayOf():
            return _applied("day_of", (e.of,))
        case ir.OrIfNotYet():
            return _applied("or_if_not_yet", (e.of, e.otherwise))
        case ir.OrIfNotRecorded():
            return _applied("or_if_not_recorded", (e.of, e.otherwise))
        case ir.Call():
            return _applied(e.function, e.args)
        case ir.Choose():
            return f"choose({'; '.join(_choices(e))})"
        case _:
            assert_never(e)


def show_rule(rule: ir.AnyRule) -> str:
    """A rule as a few lines: what all rules have, then what is particular to its kind."""
    kind = rule.kind if isinstance(rule, ir.Conclusion) else type(rule).__name__.lower()
    lines = [f'{kind} {rule.name} "{rule.label}"', *(_INDENT + line for line in _clauses(rule))]
    return "\n".join(lines)


def show_function(function: ir.Function) -> str:
    """A definition as two lines: what it takes, and what it is."""
    taken = ", ".join(f"{name}: {show_type(kind)}" for name, kind in function.parameters)
    return (
        f"define {function.name}({taken}) gives {show_type(function.type)}\n{_INDENT}{show_expression(function.body)}"
    )


def show_type(kind: Type) -> str:
    """A type in a few words.

    >>> show_type(ListType(DayType(open=True)))
    'list of open day'
    """
    match kind:
        case YesNoType():
            return "yes/no"
        case NumberType():
            return f"number of {kind.unit}" if kind.unit else "number"
        case DayType():
            return "open day" if kind.open else "day"
        case MomentType():
            return "open moment" if kind.open else "moment"
        case TextType():
            return "text"
        case AnswerType():
            return "answer"
        case HoursType():
            return "hours"
        case CodeType() | RecordType():
            return kind.name
        case ListType():
            return f"list of {show_type(kind.item)}"
        case ErrorType():
            return "mistake"
        case _:
            assert_never(kind)


def _clauses(rule: ir.AnyRule) -> Iterator[str]:
    for words, ids in (
        ("statements", rule.statements),
        ("interpretations", rule.interpretations),
        ("readings", rule.readings),
    ):
        if ids:
            yield f"{words} {', '.join(ids)}"
    for binder in rule.binders:
        yield f"for each {binder.name} in {show_expression(binder.source)}"
    yield from _optional("where", rule.where)
    for key in rule.about:
        yield f"about {key.name}: {show_expression(key.value)}"
    yield from _optional("when", rule.when)
    yield from _of_kind(rule)
    if rule.overrides:
        yield f"overrides {', '.join(rule.overrides)}"


def _of_kind(rule: ir.AnyRule) -> Iterator[str]:
    match rule:
        case ir.Duty():
            yield from _of_duty(rule)
        case ir.Permission():
            yield f'{rule.bearer} may "{rule.action}"'
        case ir.Question():
            yield f"asks {', '.join(rule.asks)}"
            yield f"answered by {rule.judgement}: {show_expression(rule.answered)}"
            if rule.consider:
                yield f"consider {', '.join(rule.consider)}"
        case ir.Conclusion():
            yield f"value {show_expression(rule.value)}"
            if rule.cites_row_of is not None:
                yield f"cites those of {rule.cites_row_of}"
        case ir.Silence():
            if rule.nearest:
                yield f'nearest "{rule.nearest}"'
        case ir.Check():
            yield f"{rule.severity} when {show_expression(rule.fails)}"
            for point in rule.points:
                yield f"point at {show_expression(point)}"
        case _:
            assert_never(rule)


def _of_duty(duty: ir.Duty) -> Iterator[str]:
    switch = f" [{show_expression(duty.force_switch)}]" if duty.force_switch is not None else ""
    yield f'{duty.bearer} {duty.force}{switch} "{duty.action}"'
    for way in duty.fulfilments:
        acts = f"{'its own' if way.own else 'some'} {', '.join(map(_binder, way.binders))}: " if way.binders else ""
        done = f" done on {show_expression(way.done_on)}" if way.done_on is not None else ""
        yield f"met when {acts}{show_expression(way.condition)}{done}"
    yield from _optional("breached", duty.breached)
    yield from _optional("arises on", duty.arises_on)
    if duty.deadline is not None:
        number, anchor = show_expression(duty.deadline.number), show_expression(duty.deadline.anchor)
        yield f"within {number} {duty.deadline.unit} of {anchor}"
    yield from _optional("departed always" if duty.always_departable else "departed", duty.departed)


def _optional(words: str, expr: ir.Expr | None) -> Iterator[str]:
    if expr is not None:
        yield f"{words} {show_expression(expr)}"


def _applied(name: str, parts: tuple[ir.Expr, ...]) -> str:
    return f"{name}({', '.join(map(show_expression, parts))})"


def _binder(binder: ir.Binder) -> str:
    return f"{_name(binder.name)} in {show_expression(binder.source)}"


def _name(variable: str) -> str:
    """A variable; one that no author named stands in angle brackets."""
    return f"<{variable}>" if " " in variable else variable


def _ranging(binders: tuple[ir.Binder, ...], where: ir.Expr | None) -> str:
    said = ", ".join(map(_binder, binders))
    return f"{said} where {show_expression(where)}" if where is not None else said


def _by(key: ir.Expr | None) -> str:
    return f" by {show_expression(key)}" if key is not None else ""


def _choices(choose: ir.Choose) -> Iterator[str]:
    for branch in choose.branches:
        cites = f" [{', '.join(branch.cites)}]" if branch.cites else ""
        yield f"{show_expression(branch.condition)} -> {show_expression(branch.value)}{cites}"
    yield f"else {show_expression(choose.otherwise) if choose.otherwise is not None else 'silent'}"


def _constant(value: object, kind: Type) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int() if isinstance(kind, DayType):
            return show_day(value)
        case int() if isinstance(kind, MomentType):
            return show_moment(value)
        case int():
            return str(value)
        case Between():
            return show_range(value.low, value.high)
        case tuple():
            return f"[{', '.join(_constant(v, kind) for v in value)}]"
        case Hours():
            return f'"{value.show()}"'
        case _:
            return "silent" if value is SILENT else f"'{value}'"
