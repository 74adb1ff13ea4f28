"""Floor 2, back end: whether a duty was done, when, and whether that was after its deadline; as the interpreter's `fulfilment`."""

from attrs import frozen

from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational import truths
from hsb_policy.backends.relational.expressions import Writer
from hsb_policy.backends.relational.facts import element_of
from hsb_policy.backends.relational.forms import FALSE, Level, Span
from hsb_policy.backends.relational.lists import source
from hsb_policy.backends.relational.sql import Block, transformed
from hsb_policy.backends.relational.writing import Scope
from hsb_policy.core import ir
from hsb_policy.values import days


@frozen
class Done:
    """Whether it was done; whether, if so, only after the deadline; the earliest known day on which it was, NULL for none."""

    done: Level
    late: Level
    on: str


def done_of(writer: Writer, duty: ir.Duty, scope: Scope, block: Block, due: Span | None) -> Done:
    """What all acts that may have fulfilled the duty come to."""
    if any(way.own for way in duty.fulfilments):
        raise CannotSayError("acts of which one cannot fulfil two duties (`its own`)")
    arises = None if duty.arises_on is None else writer.span(duty.arises_on, scope, block)
    plain = [way for way in duty.fulfilments if way.done_on is None]
    dated = [way for way in duty.fulfilments if way.done_on is not None]
    undated = truths.or_(_undated(writer, way, scope, block) for way in plain)
    if not dated:
        late = FALSE
        if due is not None:  # an act of a list that is not recorded may have been late
            late = truths.or_(_of_unknown_list(writer, way, scope, block) for way in plain)
        return (
            Done(undated, _late(undated, undated, late), "NULL") if late is not FALSE else Done(undated, FALSE, "NULL")
        )
    acts = " , ".join(_acts(writer, way, scope, block, arises, due) for way in dated)
    name = block.bind("acts", f"flatten([{acts}])")
    one = writer.columns.new_name()
    done = truths.or_((undated, _most(name, one, f"{one}['d']")))
    days_on = transformed(name, one, f"CASE WHEN {one}['d'] = 2 THEN {one}['o'] END")
    on = f"list_min({days_on})"
    if due is None:
        return Done(done, FALSE, on)
    in_time = truths.or_((undated, _most(name, one, f"LEAST({one}['d'], 2 - {one}['l'])")))
    return Done(done, _late(done, in_time, _most(name, one, f"LEAST({one}['d'], {one}['l'])")), on)


def _late(done: Level, in_time: Level, late_ones: Level) -> Level:
    return Level(
        f"CASE WHEN {done.sql} = 0 OR {in_time.sql} = 2 OR {late_ones.sql} = 0 THEN 0 "
        f"WHEN {in_time.sql} = 0 THEN 2 ELSE 1 END"
    )


def _most(acts: str, variable: str, level: str) -> Level:
    return Level(f"COALESCE(list_max({transformed(acts, variable, level)}), 0)")


def _undated(writer: Writer, way: ir.Fulfilment, scope: Scope, block: Block) -> Level:
    if not way.binders:
        return writer.truth(way.condition, scope, block)
    some = ir.Quantified(kind="some", binders=way.binders, where=None, body=way.condition)
    return writer.truth(some, scope, block)


def _of_unknown_list(writer: Writer, way: ir.Fulfilment, scope: Scope, block: Block) -> Level:
    if not way.binders:
        return FALSE
    if len(way.binders) > 1:
        raise CannotSayError("a deadline for acts of several lists without their day")
    many = source(writer, way.binders[0].source, scope, block)
    return Level(f"CASE WHEN {many.sql} IS NULL THEN 1 ELSE 0 END")


def _acts(writer: Writer, way: ir.Fulfilment, scope: Scope, block: Block, arises: Span | None, due: Span | None) -> str:
    """A list of structs: done `d`, late `l`, on `o`."""
    return _ranging(writer, way, way.binders, scope, block, arises, due)


def _ranging(
    writer: Writer,
    way: ir.Fulfilment,
    binders: tuple[ir.Binder, ...],
    scope: Scope,
    block: Block,
    arises: Span | None,
    due: Span | None,
) -> str:
    if not binders:
        return f"[{_act(writer, way, scope, block, arises, due)}]"
    first, rest = binders[0], binders[1:]
    many = source(writer, first.source, scope, block)
    inner = block.looping(many.sql)
    bound = {**scope, first.name: (element_of(writer.layout, many, inner.variable), inner.depth)}
    if rest:
        found = f"flatten({inner.each(_ranging(writer, way, rest, bound, inner, arises, due))})"
    else:
        found = inner.each(_act(writer, way, bound, inner, arises, due))
    unknown = f"{{'d': 1, 'l': {1 if due is not None else 0}, 'o': CAST(NULL AS BIGINT)}}"
    return f"CASE WHEN {many.sql} IS NULL THEN [{unknown}] ELSE {found} END"


def _act(writer: Writer, way: ir.Fulfilment, scope: Scope, block: Block, arises: Span | None, due: Span | None) -> str:
    assert way.done_on is not None
    held = writer.truth(way.condition, scope, block)
    on = writer.span(way.done_on, scope, block)
    happened = Level(f"CASE {on.low} WHEN {-(10**15)} THEN 1 WHEN {days.NOT_YET} THEN 0 ELSE 2 END")
    done = truths.and_([held, happened, *([] if arises is None else [truths.at_most(arises, on)])])
    late = FALSE if due is None else truths.less(due, on)
    day = f"CASE WHEN {on.low} = {on.high} THEN {on.low} END"
    return f"{{'d': {done.sql}, 'l': {late.sql}, 'o': CAST({day} AS BIGINT)}}"
