"""Floor 2, back end: the latest, the earliest and the first record of a list.

All records that may be it are asked, as in the interpreter: those that may be among them, and whose latest day is not before
the earliest day of one that certainly is. What they all say is the answer; ties need no breaking.
"""

from attrs import frozen

from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational import choices
from hsb_policy.backends.relational.facts import element_of
from hsb_policy.backends.relational.forms import FAR, Form, Level, Row, Span, packed
from hsb_policy.backends.relational.lists import source
from hsb_policy.backends.relational.sql import Block, filtered, transformed
from hsb_policy.backends.relational.writing import Scope, Writes
from hsb_policy.core import ir


@frozen
class _Contest:
    """The list that was asked, the names of its contenders' list and of whether one is certainly among them."""

    items: str
    contenders: str
    some_certain: str


def _contest(writer: Writes, e: ir.Pick | ir.PickValue, scope: Scope, block: Block) -> _Contest:
    many = source(writer, e.binder.source, scope, block)
    inner = block.looping(many.sql)
    bound = {**scope, e.binder.name: (element_of(writer.layout, many, inner.variable), inner.depth)}
    among = writer.holds(e.where, bound, inner)
    key = Span(f"-{inner.index}", f"-{inner.index}") if e.key is None else writer.form(e.key, bound, inner)
    low, high = (key.low, key.high) if isinstance(key, Span) else (str(-FAR), str(FAR))
    if isinstance(key, Span) and key.marks:
        raise CannotSayError("a latest or earliest by a day that may be silent")
    if e.kind == "earliest":
        low, high = f"-({high})", f"-({low})"
    seen = inner.each(f"{{'x': {inner.variable}, 'among': {among.sql}, 'low': {low}, 'high': {high}}}")
    candidates = block.bind("candidates", seen)
    sure = writer.columns.new_name()
    lows = transformed(candidates, sure, f"CASE WHEN {sure}['among'] = 2 THEN {sure}['low'] END")
    floor = block.bind("floor", f"COALESCE(list_max({lows}), {-FAR})")
    contender = writer.columns.new_name()
    kept = filtered(candidates, contender, f"{contender}['among'] > 0 AND {contender}['high'] >= {floor}")
    most = transformed(candidates, sure, f"{sure}['among']")
    certain = block.bind("certain", f"COALESCE(list_max({most}), 0)")
    return _Contest(many.sql, block.bind("contenders", kept), f"{certain} = 2")


def _element(writer: Writes, e: ir.Pick | ir.PickValue, scope: Scope, block: Block, variable: str) -> Form:
    return element_of(writer.layout, source(writer, e.binder.source, scope, block), f"{variable}['x']")


def pick(writer: Writes, e: ir.Pick, scope: Scope, block: Block) -> Level:
    """Whether the latest (earliest, first) record satisfies the condition; false where there is none."""
    contest = _contest(writer, e, scope, block)
    inner = block.looping(contest.contenders)
    bound = {**scope, e.binder.name: (_element(writer, e, scope, block, inner.variable), inner.depth)}
    answers = block.bind("answers", inner.each(writer.truth(e.body, bound, inner).sql))
    least = f"LEAST(COALESCE(list_min({answers}), 2), CASE WHEN {contest.some_certain} THEN 2 ELSE 0 END)"
    return Level(
        f"CASE WHEN {contest.items} IS NULL THEN 1 WHEN COALESCE(list_max({answers}), 0) = 0 THEN 0 "
        f"WHEN {least} = 2 THEN 2 ELSE 1 END"
    )


def pick_value(writer: Writes, e: ir.PickValue, scope: Scope, block: Block) -> Form:
    """The value that the latest (earliest) record gives, or the one for none."""
    contest = _contest(writer, e, scope, block)
    inner = block.looping(contest.contenders)
    bound = {**scope, e.binder.name: (_element(writer, e, scope, block, inner.variable), inner.depth)}
    gives, if_none = writer.form(e.gives, bound, inner), writer.form(e.if_none, scope, block)
    if isinstance(gives, Row) or isinstance(if_none, Row):
        raise CannotSayError("a latest or earliest that gives a record")
    like = choices.joined((gives, if_none))
    given = inner.each(packed(choices.fitted(gives, like)))
    none = f"CASE WHEN {contest.some_certain} THEN [] ELSE [{packed(choices.fitted(if_none, like))}] END"
    values = block.bind("values_given", f"list_concat({given}, {none})")
    return choices.only_one(writer, like, contest.items, values, block)
