"""Floor 2, back end: what is said of the records of a list: some, every, none, exactly one, how many, and what it includes."""

from collections.abc import Callable
from typing import Final

from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational import truths
from hsb_policy.backends.relational.facts import element_of
from hsb_policy.backends.relational.forms import FALSE, UNKNOWN, Form, Level, Many, Row, Span, Word
from hsb_policy.backends.relational.sql import Block
from hsb_policy.backends.relational.writing import Scope, Writes
from hsb_policy.core import ir

MANY: Final = 10**9  # how many an unknown list may hold

Body = Callable[[Scope, Block], Level]


def source(writer: Writes, expr: ir.Expr, scope: Scope, block: Block) -> Many:
    """A list to range over."""
    found = writer.form(expr, scope, block)
    if not isinstance(found, Many):
        raise CannotSayError("a range over something that is no recorded list")
    return found


def ranged(
    writer: Writes,
    binders: tuple[ir.Binder, ...],
    scope: Scope,
    block: Block,
    body: Body,
    *,
    gather: str,
    none: int,
) -> str:
    """The level that all combinations of the binders come to; a list that is not known counts as one that is unknown."""
    first, rest = binders[0], binders[1:]
    many = source(writer, first.source, scope, block)
    inner = block.looping(many.sql)
    bound = {**scope, first.name: (element_of(writer.layout, many, inner.variable), inner.depth)}
    sql = ranged(writer, rest, bound, inner, body, gather=gather, none=none) if rest else body(bound, inner).sql
    if sql == str(none):  # whatever the list holds
        return f"CASE WHEN {many.sql} IS NULL THEN 1 ELSE {none} END"
    return f"CASE WHEN {many.sql} IS NULL THEN 1 ELSE COALESCE({gather}({inner.each(sql)}), {none}) END"


def quantified(writer: Writes, e: ir.Quantified, scope: Scope, block: Block) -> Level:
    """Some, every, none or exactly one."""

    def claim(inside: Scope, inner: Block) -> Level:
        return truths.and_((writer.holds(e.where, inside, inner), writer.truth(e.body, inside, inner)))

    def condition(inside: Scope, inner: Block) -> Level:
        where = writer.holds(e.where, inside, inner)
        return truths.or_((truths.not_(where), writer.truth(e.body, inside, inner)))

    match e.kind:
        case "every":
            return Level(ranged(writer, e.binders, scope, block, condition, gather="list_min", none=2))
        case "exactly_one":
            certain, possible = _numbers(writer, e.binders, scope, block, claim)
            return Level(
                f"CASE WHEN {certain} > 1 THEN 0 WHEN {possible} > 0 THEN 1 WHEN {certain} = 1 THEN 2 ELSE 0 END"
            )
        case _:
            some = Level(ranged(writer, e.binders, scope, block, claim, gather="list_max", none=0))
            return truths.not_(some) if e.kind == "none" else some


def count(writer: Writes, e: ir.Count, scope: Scope, block: Block) -> Span:
    """How many there are: at least those that certainly are among them, at most those that may be."""

    def held(inside: Scope, inner: Block) -> Level:
        return writer.holds(e.where, inside, inner)

    certain, possible = _numbers(writer, e.binders, scope, block, held, unknown_list=MANY)
    return Span(certain, f"({certain} + {possible})")


def _numbers(
    writer: Writes,
    binders: tuple[ir.Binder, ...],
    scope: Scope,
    block: Block,
    body: Body,
    unknown_list: int = 1,
) -> tuple[str, str]:
    """How many combinations are certain, and how many more are possible."""
    # Both in one number: the certain ones, and above 10^10 the possible ones.
    found = _sum(writer, binders, scope, block, body, unknown_list * _SHIFT)
    name = block.bind("number", found)
    return f"({name} % {_SHIFT})", f"({name} // {_SHIFT})"


_SHIFT: Final = 10**9


def _sum(
    writer: Writes, binders: tuple[ir.Binder, ...], scope: Scope, block: Block, body: Body, unknown_list: int
) -> str:
    first, rest = binders[0], binders[1:]
    many = source(writer, first.source, scope, block)
    inner = block.looping(many.sql)
    bound = {**scope, first.name: (element_of(writer.layout, many, inner.variable), inner.depth)}
    if rest:
        sql = _sum(writer, rest, bound, inner, body, unknown_list)
    else:
        sql = f"CASE {body(bound, inner).sql} WHEN 2 THEN 1 WHEN 1 THEN {_SHIFT} ELSE 0 END"
    total = f"CAST(COALESCE(list_sum({inner.each(f'CAST({sql} AS BIGINT)')}), 0) AS BIGINT)"
    return f"CASE WHEN {many.sql} IS NULL THEN {unknown_list} ELSE {total} END"


def includes(writer: Writes, e: ir.Compare, scope: Scope, block: Block) -> Level:
    """Whether some element of a list is the same as a value."""
    items, value = e.operands
    constant = writer.chosen_list(items)
    wanted = writer.form(value, scope, block)
    if constant is not None:
        return _among(constant, wanted)
    if isinstance(items, ir.Reading):
        return UNKNOWN  # no reading is chosen
    many = source(writer, items, scope, block)
    inner = block.looping(many.sql)
    element = element_of(writer.layout, many, inner.variable)
    claim = _same(element, wanted)
    if claim.known == 0:
        return Level(f"CASE WHEN {many.sql} IS NULL THEN 1 ELSE 0 END")
    return Level(f"CASE WHEN {many.sql} IS NULL THEN 1 ELSE COALESCE(list_max({inner.each(claim.sql)}), 0) END")


def _among(constant: tuple[object, ...], wanted: Form) -> Level:
    if isinstance(wanted, Word) and all(isinstance(item, str) for item in constant):
        return truths.word_among(wanted, tuple(str(item) for item in constant))
    if not constant:
        return FALSE
    raise CannotSayError("a list of constants that are no codes")


def _same(element: Form, wanted: Form) -> Level:
    match element, wanted:
        case Word(), Word():
            return truths.same_word(element, wanted)
        case Row(), Row():
            return truths.same_row(element, wanted)
        case Span(), Span():
            return truths.same_span(element, wanted)
        case _:
            raise CannotSayError("an element of a list compared with a value of another form")
