"""Floor 2, front end: the readings under which a scenario is judged."""

from collections.abc import Mapping, Sequence
from typing import Any

from hsb_policy.core import ir
from hsb_policy.core.types import CodeType, DayType, ListType, NumberType, Type, YesNoType
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.frontend import ast
from hsb_policy.frontend.given import plain
from hsb_policy.frontend.lowering import listed
from hsb_policy.frontend.symbols import Symbols
from hsb_policy.frontend.types_of import said


def read_readings(readings: Sequence[ast.UnderReading], symbols: Symbols, out: Collector) -> Mapping[str, object]:
    """The readings by the name of the interpretation, and of its part: `age_at.under_13_always_referred`."""
    found: dict[str, object] = {}
    for reading in readings:
        interpretation = symbols.interpretations.get(reading.interpretation.text)
        if interpretation is None:
            _unknown(reading.interpretation, symbols, out)
        elif interpretation.fixed is not None:
            out.error(
                "HSB-T320",
                f"`{interpretation.name}` is fixed, so no other reading can be chosen",
                reading.interpretation.span,
                "fixed",
                secondary=(Label(symbols.places[interpretation.name], "declared here"),),
                help=("take the line out", f"or give `{interpretation.name}` readings to choose from"),
            )
        elif _has_part(reading, interpretation, symbols, out):
            part = f".{reading.part.text}" if reading.part is not None else ""
            found[interpretation.name + part] = _value(reading, interpretation, symbols, out)
    return found


def _unknown(word: ast.Word, symbols: Symbols, out: Collector) -> None:
    names = [i.name for i in symbols.interpretations.values() if i.fixed is None]
    near = nearest(word.text, names)
    out.error(
        "HSB-N264",
        f"there is no interpretation called `{word.text}`",
        word.span,
        "not declared",
        help=(f"did you mean `{near}`?",) if near else (),
        fix=renamed(word.span, near),
    )


def _has_part(reading: ast.UnderReading, interpretation: ir.Interpretation, symbols: Symbols, out: Collector) -> bool:
    part = reading.part
    if part is None:
        return True
    if interpretation.one_per is None:
        out.error(
            "HSB-N259",
            f"`{interpretation.name}` has one reading for all rules, not one for `{part.text}` alone",
            part.span,
            "not for one alone",
            help=(f"write `{interpretation.name} is …`",),
        )
        return False
    if interpretation.one_per != "rule" or part.text in symbols.rules:
        return True
    near = nearest(part.text, symbols.rules)
    out.error(
        "HSB-N207",
        f"there is no rule called `{part.text}`",
        part.span,
        "not declared",
        help=(f"did you mean `{near}`?",) if near else (),
        fix=renamed(part.span, near),
    )
    return False


def _value(reading: ast.UnderReading, interpretation: ir.Interpretation, symbols: Symbols, out: Collector) -> object:
    kind = interpretation.type
    values = [item for value in reading.values for item in (value.items if value.kind == "list" else (value,))]
    if isinstance(kind, ListType):
        return [_one(value, interpretation, kind.item, symbols, out) for value in values]
    if len(values) > 1:
        out.error(
            "HSB-R457",
            f"`{interpretation.name}` has one value, and here are {len(values)}",
            values[1].span,
            "one too many",
            help=("keep one of them",),
        )
    return _one(values[0], interpretation, kind, symbols, out) if values else None


def _one(value: ast.GivenValue, interpretation: ir.Interpretation, kind: Type, symbols: Symbols, out: Collector) -> Any:
    words: tuple[str, ...] = tuple(word for word, _ in interpretation.choices)
    if not words and isinstance(kind, CodeType) and kind.name in symbols.schema.codes:
        words = tuple(code.word for code in symbols.schema.codes[kind.name].words)
    if words:
        if value.kind != "word" or value.text not in words:
            _not_a_reading(value, interpretation, words, out)
        return plain(value)
    kinds = {YesNoType: "yes_no", NumberType: "number", DayType: "date"}
    expected = kinds.get(type(kind))
    if expected is not None and value.kind != expected:
        needed = said(kind, symbols.schema)
        out.error(
            "HSB-T302",
            f"`{interpretation.name}` is {needed}, and `{value.text}` is none",
            value.span,
            f"not {needed}",
            secondary=(Label(symbols.places[interpretation.name], "declared here"),),
        )
    return plain(value)


def _not_a_reading(
    value: ast.GivenValue, interpretation: ir.Interpretation, words: tuple[str, ...], out: Collector
) -> None:
    near = nearest(value.text, words)
    out.error(
        "HSB-N203",
        f"`{value.text}` is not a reading of `{interpretation.name}`",
        value.span,
        "not a reading",
        help=(f"did you mean `{near}`?" if near else f"its readings: {listed(words)}",),
        fix=renamed(value.span, near),
    )
