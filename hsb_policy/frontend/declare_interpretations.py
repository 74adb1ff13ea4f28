"""Floor 2, front end: interpretations as declared -> switches with their readings and defaults."""

from collections.abc import Mapping

from hsb_policy.core import ir
from hsb_policy.core.schema import CASE, Schema
from hsb_policy.core.types import CodeType, ErrorType, ListType, TextType, Type
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.asks import spaced
from hsb_policy.frontend.ids import expanded
from hsb_policy.frontend.lowering import listed
from hsb_policy.frontend.plain_constants import constant
from hsb_policy.frontend.types_of import is_broken, type_of

RULE = "rule"
Parts = Mapping[str, Mapping[str, str]]
"""What an interpretation may have a reading for, by every spelling: all rules, or the rows of each reference table."""


def declare_interpretations(
    declared: Mapping[str, ast.Interpretation], schema: Schema, parts: Parts, out: Collector
) -> dict[str, ir.Interpretation]:
    """All interpretations by name."""
    return {name: _interpretation(declared[name], schema, parts, out) for name in sorted(declared)}


def _interpretation(declared: ast.Interpretation, schema: Schema, parts: Parts, out: Collector) -> ir.Interpretation:
    choices = _choices(declared, out)
    words = tuple(word for word, _ in choices)
    kind = _kind(declared, schema, out)
    _check_fixed(declared, out)
    _check_parts(declared, parts, out)
    named = parts.get(declared.one_per.text, {}) if declared.one_per else {}
    whole, by_part = _defaults(declared, kind, schema, words, named, out)
    return ir.Interpretation(
        name=declared.name.text,
        label=declared.label.text,
        cites=expanded(declared.cites),
        type=kind,
        choices=choices,
        default=whole,
        part_defaults=by_part,
        one_per=declared.one_per.text if declared.one_per else None,
        narrowing=_narrowing(declared, words, out),
        protects=declared.protects.text if declared.protects else "",
        fixed=(declared.fixed[0].text, declared.fixed[1].text) if declared.fixed else None,
        approved=(declared.approved[0].text, declared.approved[1].text) if declared.approved else None,
    )


def _choices(declared: ast.Interpretation, out: Collector) -> tuple[tuple[str, str], ...]:
    first: dict[str, ast.ReadingChoice] = {}
    for reading in declared.readings:
        before = first.setdefault(reading.word.text, reading)
        if before is not reading:
            out.error(
                "HSB-N251",
                f"`{reading.word.text}` stands twice among the readings of `{declared.name.text}`",
                reading.word.span,
                "again",
                secondary=(Label(before.word.span, "first here"),),
                help=("take one of them out, or give it another name",),
            )
    return tuple((word, r.label.text if r.label else spaced(word)) for word, r in first.items())


def _kind(declared: ast.Interpretation, schema: Schema, out: Collector) -> Type:
    if declared.takes is not None:
        if declared.readings:
            out.error(
                "HSB-R456",
                f"`{declared.name.text}` has readings to choose from, so it does not take {declared.takes.words}",
                declared.takes.span,
                "a second kind of choice",
                secondary=(Label(declared.readings[0].span, "its readings"),),
                help=("take one of the two out",),
            )
            return ErrorType()
        records = [name for name in schema.records if name != CASE]
        return type_of(declared.takes, schema.codes, records, out)
    if declared.readings:
        return CodeType(declared.name.text)
    if declared.fixed is None:
        out.error(
            "HSB-R456",
            f"`{declared.name.text}` does not say what may be chosen",
            declared.name.span,
            "nothing to choose",
            help=(
                "list its readings and a default: `readings narrow, wide` and `default wide`",
                'or, where nothing may be chosen: `fixed "…" because "…"`',
            ),
        )
        return ErrorType()
    return TextType()


def _check_fixed(declared: ast.Interpretation, out: Collector) -> None:
    """What is fixed leaves nothing to choose."""
    if declared.fixed is None:
        return
    choosing: list[tuple[str, Span]] = [("readings", r.span) for r in declared.readings[:1]]
    choosing += [("takes", declared.takes.span)] if declared.takes else []
    choosing += [("default", d.span) for d in declared.defaults[:1]]
    choosing += [("one per", declared.one_per.span)] if declared.one_per else []
    choosing += [("narrows", n.span) for n in declared.narrows[:1]]
    if choosing:
        words, span = choosing[0]
        out.error(
            "HSB-R458",
            f"`{declared.name.text}` is fixed, so `{words}` has nothing to say",
            span,
            "nothing to choose",
            secondary=(Label(declared.fixed[0].span, "fixed here"),),
            help=(f"take `{words}` out", "or take `fixed` out, and let it be chosen"),
        )


# ---- defaults -------------------------------------------------------------------------------------------------------


def _defaults(
    declared: ast.Interpretation,
    kind: Type,
    schema: Schema,
    words: tuple[str, ...],
    named: Mapping[str, str],
    out: Collector,
) -> tuple[object, dict[str, object]]:
    whole: object = None
    by_part: dict[str, object] = {}
    said_for: dict[str | None, ast.Default] = {}
    if declared.fixed is not None:
        return None, {}
    for each in declared.defaults:
        value = _default(declared, each, kind, schema, words, out)
        for part in each.rules or (None,):
            name = named.get(part.text, part.text) if part else None
            first = said_for.setdefault(name, each)
            if first is not each:
                _two_defaults(declared, part.span if part else each.span, first, name, out)
            elif name is None:
                whole = value
            else:
                by_part[name] = value
    return whole, by_part


def _two_defaults(
    declared: ast.Interpretation, span: Span, first: ast.Default, part: str | None, out: Collector
) -> None:
    of = f"`{declared.name.text}`" + (f" for `{part}`" if part else "")
    out.error(
        "HSB-R457",
        f"{of} has two defaults",
        span,
        "the second",
        secondary=(Label(first.span, "the first"),),
        help=("keep one of them",) if part else ("keep one of them", "or say for which rule: `default … for RULE`"),
    )


def _default(
    declared: ast.Interpretation,
    each: ast.Default,
    kind: Type,
    schema: Schema,
    words: tuple[str, ...],
    out: Collector,
) -> object:
    if isinstance(kind, ListType):
        values = [constant(value, kind.item, schema, out) for value in each.values]
        return None if None in values else tuple(values)
    if len(each.values) > 1 and not is_broken(kind):
        out.error(
            "HSB-R457",
            f"`{declared.name.text}` has one value, and here are {len(each.values)}",
            each.values[1].span,
            "one too many",
            help=("keep one of them", f"or let it take several: `takes list of {_item_said(declared)}`"),
        )
        return None
    return constant(each.values[0], kind, schema, out, words)


def _item_said(declared: ast.Interpretation) -> str:
    return declared.takes.words if declared.takes else "text"


# ---- parts and narrowing --------------------------------------------------------------------------------------------


def _check_parts(declared: ast.Interpretation, parts: Parts, out: Collector) -> None:
    named = [word for each in declared.defaults for word in each.rules]
    if declared.one_per is None:
        if named and declared.fixed is None:
            out.error(
                "HSB-N259",
                f"`{declared.name.text}` has one reading for all rules, so no default can be for `{named[0].text}` alone",
                named[0].span,
                "not for one alone",
                help=("add `one per rule`", "or take the `for` out"),
            )
        return
    per = declared.one_per.text
    if per not in parts:
        near = nearest(per, parts)
        tables = [name for name in parts if name != RULE]
        cure = "write `one per rule`" + (f", or one per row of {listed(sorted(tables), 'or')}" if tables else "")
        out.error(
            "HSB-N260",
            f"there is no reference data called `{per}`",
            declared.one_per.span,
            "not declared",
            help=(f"did you mean `{near}`?" if near else cure,),
            fix=renamed(declared.one_per.span, near),
        )
        return
    known = parts[per]
    for word in named:
        if word.text in known:
            continue
        near = nearest(word.text, known)
        code, what = ("HSB-N207", "rule") if per == RULE else ("HSB-N259", f"row of `{per}`")
        out.error(
            code,
            f"there is no {what} called `{word.text}`",
            word.span,
            "not declared",
            help=(f"did you mean `{near}`?",) if near else (),
            fix=renamed(word.span, near),
        )


def _narrowing(declared: ast.Interpretation, words: tuple[str, ...], out: Collector) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for narrows in declared.narrows if declared.fixed is None else ():
        for reading in narrows.readings:
            if reading.text in words:
                before = found.get(reading.text, ())
                found[reading.text] = tuple(dict.fromkeys((*before, *expanded(narrows.cites))))
                continue
            near = nearest(reading.text, words)
            cure = f"its readings: {listed(words)}" if words else "only an interpretation with `readings` can narrow"
            out.error(
                "HSB-N203",
                f"`{reading.text}` is not a reading of `{declared.name.text}`",
                reading.span,
                "not a reading",
                help=(f"did you mean `{near}`?" if near else cure,),
                fix=renamed(reading.span, near),
            )
    return dict(sorted(found.items()))
