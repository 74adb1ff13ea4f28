"""Floor 2, front end: constants where only a constant can stand: defaults of interpretations, cells of reference data."""

from hsb_policy.core.schema import Schema
from hsb_policy.core.types import (
    CodeType,
    DayType,
    HoursType,
    ListType,
    MomentType,
    NumberType,
    TextType,
    Type,
    YesNoType,
)
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Edit, Fix
from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.frontend import ast
from hsb_policy.frontend.types_of import is_broken, said
from hsb_policy.values.days import parse_day
from hsb_policy.values.hours import parse_hours


def constant(value: ast.Value, expected: Type, schema: Schema, words: tuple[str, ...], out: Collector) -> object:
    """The constant that is written, or None after a report. `words` are the readings that may stand here, if any."""
    if is_broken(expected):
        return None
    try:
        found = _constant(value, expected, schema, words)
    except ValueError as fault:
        out.error("HSB-T350", str(fault), value.span, "cannot stand here")
        return None
    if found is not None:
        return found
    allowed = list(words) or _words(expected, schema)
    near = nearest(value.name, allowed) if isinstance(value, ast.Name) else None
    cure = f"did you mean `{near}`?" if near else ""
    if not cure and allowed:
        cure = "write one of " + ", ".join(f"`{w}`" for w in allowed[:8])
    out.error(
        "HSB-T350",
        f"here stands {said(expected, schema)}, and this is none",
        value.span,
        "cannot stand here",
        help=(cure,) if cure else (),
        fix=Fix((Edit(value.span, near),), safe=True) if near else None,
    )
    return None


def _words(expected: Type, schema: Schema) -> list[str]:
    if isinstance(expected, YesNoType):
        return ["yes", "no"]
    if isinstance(expected, CodeType) and expected.name in schema.codes:
        return [w.word for w in schema.codes[expected.name].words]
    return []


def _constant(value: ast.Value, expected: Type, schema: Schema, words: tuple[str, ...]) -> object:
    match expected, value:
        case CodeType(), ast.Name():
            return value.name if value.name in (words or _words(expected, schema)) else None
        case YesNoType(), ast.YesNo():
            return value.yes
        case NumberType(), ast.NumberLiteral():
            same_unit = value.unit is None or expected.unit is None or value.unit == expected.unit
            return value.number if same_unit else None
        case DayType(), ast.DateLiteral():
            return parse_day(value.text)
        case TextType(), ast.Text():
            return value.text
        case TextType(), ast.Name():
            return value.name
        case TextType(), ast.NumberLiteral():
            return str(value.number)
        case HoursType(), ast.Text():
            return parse_hours(value.text)
        case MomentType(), _:
            raise ValueError("a moment cannot be a constant of a policy")
        case ListType(), _:
            return _constant(value, expected.item, schema, words)
        case _:
            return None
