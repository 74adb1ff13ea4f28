"""Floor 2, front end: interpretations as declared -> switches with their readings and defaults."""

from hsb_policy.core import ir
from hsb_policy.core.schema import Schema
from hsb_policy.core.types import CodeType, ListType, TextType, Type
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.frontend import ast
from hsb_policy.frontend.ids import expanded
from hsb_policy.frontend.plain_constants import constant
from hsb_policy.frontend.types_of import type_of


def declare_interpretations(
    declared: list[ast.Interpretation], schema: Schema, out: Collector
) -> dict[str, ir.Interpretation]:
    """All interpretations by name."""
    return {i.name.text: _interpretation(i, schema, out) for i in declared}


def _interpretation(declared: ast.Interpretation, schema: Schema, out: Collector) -> ir.Interpretation:
    choices = tuple(
        (r.word.text, r.label.text if r.label else r.word.text.replace("_", " ")) for r in declared.readings
    )
    kind = _kind(declared, schema, out)
    words = tuple(word for word, _ in choices)
    default: object = None
    parts: dict[str, object] = {}
    for each in declared.defaults:
        value = _default(each, kind, schema, words, out)
        if each.rules:
            parts.update({rule.text: value for rule in each.rules})
        else:
            default = value
    return ir.Interpretation(
        name=declared.name.text,
        label=declared.label.text,
        cites=expanded(declared.cites),
        type=kind,
        choices=choices,
        default=default,
        part_defaults=parts,
        one_per=declared.one_per.text if declared.one_per else None,
        narrowing=_narrowing(declared, words, out),
        protects=declared.protects.text if declared.protects else "",
        fixed=(declared.fixed[0].text, declared.fixed[1].text) if declared.fixed else None,
        approved=(declared.approved[0].text, declared.approved[1].text) if declared.approved else None,
    )


def _kind(declared: ast.Interpretation, schema: Schema, out: Collector) -> Type:
    if declared.readings:
        return CodeType(declared.name.text)
    if declared.takes is not None:
        return type_of(declared.takes, list(schema.codes), list(schema.records), out)
    if declared.fixed is None:
        out.error(
            "HSB-R450",
            f"`{declared.name.text}` does not say what may be chosen",
            declared.name.span,
            "nothing to choose",
            help=(
                "list its readings: `readings narrow, wide` and `default wide`",
                'or, where nothing is to be chosen: `fixed "…" because "…"`',
            ),
        )
    return TextType()


def _default(each: ast.Default, kind: Type, schema: Schema, words: tuple[str, ...], out: Collector) -> object:
    if isinstance(kind, ListType):
        values = [v for v in each.values if not (isinstance(v, ast.Name) and v.name == "none")]
        return tuple(constant(v, kind.item, schema, words, out) for v in values)
    return constant(each.values[0], kind, schema, words, out)


def _narrowing(declared: ast.Interpretation, words: tuple[str, ...], out: Collector) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for narrows in declared.narrows:
        for reading in narrows.readings:
            if reading.text not in words:
                near = nearest(reading.text, words)
                out.error(
                    "HSB-N258",
                    f"`{reading.text}` is no reading of `{declared.name.text}`",
                    reading.span,
                    "not a reading",
                    help=(
                        f"did you mean `{near}`?" if near else "its readings are " + ", ".join(f"`{w}`" for w in words),
                    ),
                )
            found[reading.text] = expanded(narrows.cites)
    return found
