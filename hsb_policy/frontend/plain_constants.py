"""Floor 2, front end: constants where only a constant can stand: defaults of interpretations, cells of reference data."""

from collections.abc import Sequence

from hsb_policy.core.schema import Schema
from hsb_policy.core.types import CodeType, DayType, HoursType, NumberType, RecordType, TextType, Type, YesNoType
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Edit, Fix
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.frontend import ast
from hsb_policy.frontend.lowering import listed
from hsb_policy.frontend.said import shortened, value_said
from hsb_policy.frontend.spoken_codes import code_said
from hsb_policy.frontend.types_of import is_broken, said
from hsb_policy.values.days import parse_day
from hsb_policy.values.hours import parse_hours


class _NotOne(Exception):
    """What is written is not a constant of the type that is expected; the text says why, where there is more to say."""


def constant(
    value: ast.Value, expected: Type, schema: Schema, out: Collector, readings: Sequence[str] = ()
) -> object | None:
    """The constant that is written, or None after a report. `readings` are those of the interpretation whose value it is."""
    if is_broken(expected):
        return None
    if isinstance(expected, TextType) and isinstance(value, ast.NumberLiteral) and _begins_with_0(value):
        written = str(value.number).zfill(value.span.end - value.span.start)
        out.error(
            "HSB-T302",
            f"a text is expected here, and `{written}` would be read as the number {value.number}",
            value.span,
            "not a text",
            help=(f'write `"{written}"`: telephone numbers are texts',),
            fix=Fix((Edit(value.span, f'"{written}"'),), safe=True),
        )
        return None
    if isinstance(expected, CodeType):
        return _word(value, expected, schema, out, readings)
    try:
        return _constant(value, expected)
    except (_NotOne, ValueError) as fault:
        needed = said(expected, schema)
        why = str(fault)
        out.error(
            "HSB-T302",
            f"{needed} is expected here, and `{shortened(value_said(value)).strip('`')}` is none",
            value.span,
            f"not {needed}",
            help=(why,) if why else (),
        )
        return None


def _begins_with_0(value: ast.NumberLiteral) -> bool:
    """Whether digits are written before the number's own: then it is no number that is meant."""
    return value.unit is None and value.span.end - value.span.start > len(str(value.number))


def _constant(value: ast.Value, expected: Type) -> object:
    match expected, value:
        case YesNoType(), ast.YesNo():
            return value.yes
        case YesNoType(), _:
            raise _NotOne("write `yes` or `no`")
        case NumberType(), ast.NumberLiteral():
            if value.unit is not None and expected.unit is not None and value.unit != expected.unit:
                raise _NotOne(f"it counts {expected.unit}: write `{value.number}` of them without a unit")
            return value.number
        case DayType(), ast.DateLiteral():
            return parse_day(value.text)
        case DayType(), _:
            raise _NotOne("write a day as in `2025-03-02`")
        case TextType(), ast.Text():
            return value.text
        case TextType(), ast.Name():
            return value.name
        case TextType(), ast.NumberLiteral() if value.unit is None:
            return str(value.number)
        case HoursType(), ast.Text():
            return parse_hours(value.text)
        case HoursType(), _:
            raise _NotOne('write opening hours as in `"mon-thu 08:30-17:00, fri 08:30-16:30"`')
        case RecordType(), _:
            raise _NotOne("a policy cannot name a record of a case: only codes, numbers, days and texts stand here")
        case _:
            raise _NotOne


def _word(
    value: ast.Value, expected: CodeType, schema: Schema, out: Collector, readings: Sequence[str]
) -> object | None:
    words = {word: word for word in readings}
    if not words and expected.name in schema.codes:
        codes = schema.codes[expected.name].words
        words = {c.also: c.word for c in codes if c.also is not None} | {c.word: c.word for c in codes}
    written = value.name if isinstance(value, ast.Name) else value.text if isinstance(value, ast.Text) else None
    if written in words and isinstance(value, ast.Name):
        return words[written]
    what = "reading" if readings else "word"
    if written in words:
        out.error(
            "HSB-T302",
            f"`{written}` is a {what} of `{expected.name}`, and those stand without quotation marks",
            value.span,
            "a text",
            help=(f"write `{written}`",),
            fix=Fix((Edit(value.span, written or ""),), safe=True),
        )
        return None
    spoken = () if readings or expected.name not in schema.codes else schema.codes[expected.name].words
    near = code_said(written, spoken) or nearest(written, words) if written else None
    out.error(
        "HSB-N203",
        f"`{shortened(value_said(value))}` is not a {what} of `{expected.name}`",
        value.span,
        f"not in `{expected.name}`",
        help=(f"did you mean `{near}`?" if near else f"its {what}s: {listed(tuple(words))}",),
        fix=renamed(value.span, near),
    )
    return None
