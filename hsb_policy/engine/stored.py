"""Floor 3: the core IR as plain JSON values and back, for the cache. Only classes of the IR can come out of it."""

from functools import cache
from typing import Any, Final

from cattrs import Converter
from cattrs.strategies import configure_tagged_union, include_subclasses

from hsb_policy.core import ir, types
from hsb_policy.core.types import Type
from hsb_policy.diagnostics.source import Span
from hsb_policy.values.hours import Hours, parse_hours
from hsb_policy.values.unknown import SILENT, Between, Fact, NamedCode, Silent

_PLAIN: Final = (bool, int, str, type(None))
PLAIN_UNION: Final = str | bool | None


def _value_out(value: Any) -> Any:
    """A constant of a policy: plain values as they are, the others with a tag."""
    match value:
        case tuple() | list():
            return {"list": [_value_out(v) for v in value]}
        case dict():
            return {"record": {k: _value_out(v) for k, v in value.items()}}
        case Between():
            return {"between": [value.low, value.high, [[f.path, f.state, f.ask] for f in sorted(value.facts)]]}
        case NamedCode():
            return {"named": [value.code, value.name if isinstance(value.name, str) else None]}
        case Hours():
            return {"hours": value.show()}
        case Silent():
            return {"silent": True}
        case _:
            if not isinstance(value, _PLAIN):
                raise TypeError(f"{type(value).__name__} is no constant of a policy")
            return value


def _value_in(stored: Any, _: Any = None) -> Any:
    if not isinstance(stored, dict):
        return stored
    (tag, content), *_ = stored.items()
    match tag:
        case "list":
            return tuple(_value_in(v) for v in content)
        case "record":
            return {k: _value_in(v) for k, v in content.items()}
        case "between":
            low, high, facts = content
            return Between(low, high, frozenset(Fact(*f) for f in facts))
        case "named":
            return NamedCode(*content)
        case "hours":
            return parse_hours(content)
        case _:
            return SILENT


def _converter() -> Converter:
    converter = Converter(detailed_validation=False, omit_if_default=True)
    converter.register_structure_hook_func(lambda kind: kind is object or kind == PLAIN_UNION, _value_in)
    converter.register_unstructure_hook_func(lambda kind: kind is object or kind == PLAIN_UNION, _value_out)
    converter.register_unstructure_hook(Span, lambda span: [span.file, span.start, span.end])
    converter.register_structure_hook(Span, lambda stored, _: Span(*stored))
    converter.register_unstructure_hook_func(lambda kind: kind == Type, _type_out)
    converter.register_structure_hook_func(lambda kind: kind == Type, lambda stored, _: _type_in(stored))
    include_subclasses(ir.Expr, converter, union_strategy=_tagged)
    configure_tagged_union(ir.AnyRule, converter, tag_name="is")
    return converter


def _type_out(kind: Any) -> str:
    """A type on one line: `list record Child`, `number years`, `day open`."""
    match kind:
        case types.ListType():
            return f"list {_type_out(kind.item)}"
        case types.RecordType() | types.CodeType():
            return f"{'record' if isinstance(kind, types.RecordType) else 'code'} {kind.name}"
        case types.NumberType():
            return f"number {kind.unit or ''}"
        case types.DayType():
            return f"day {'open' if kind.open else ''}{'partial' if kind.partial else ''}"
        case types.MomentType():
            return f"moment {'open' if kind.open else ''}"
        case _:
            return type(kind).__name__


@cache
def _type_in(stored: str) -> Any:
    word, _, rest = stored.partition(" ")
    match word:
        case "list":
            return types.ListType(_type_in(rest))
        case "record":
            return types.RecordType(rest)
        case "code":
            return types.CodeType(rest)
        case "number":
            return types.NumberType(rest or None)
        case "day":
            return types.DayType(open="open" in rest, partial="partial" in rest)
        case "moment":
            return types.MomentType(open=rest == "open")
        case _:
            return {
                "YesNoType": types.YesNoType,
                "TextType": types.TextType,
                "AnswerType": types.AnswerType,
                "HoursType": types.HoursType,
                "ErrorType": types.ErrorType,
            }[word]()


def _tagged(union: Any, converter: Any) -> None:
    configure_tagged_union(union, converter, tag_name="is")


_CONVERTER: Final = _converter()


def to_plain(policy: ir.Policy) -> Any:
    """A policy as plain JSON values."""
    return _CONVERTER.unstructure(policy)


def from_plain(stored: Any) -> ir.Policy:
    """The policy that `to_plain` stored. Raises where the stored values are not those of a policy."""
    return _CONVERTER.structure(stored, ir.Policy)
