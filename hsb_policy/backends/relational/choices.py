"""Floor 2, back end: values of which one of several holds: branches, defaults, and lists of values that may agree."""

from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.relational import truths
from hsb_policy.backends.relational.forms import (
    CONFLICT,
    CONFLICT_LEVEL,
    CONFLICT_SPAN,
    CONFLICT_WORD,
    Form,
    Level,
    Row,
    Span,
    Word,
    packed,
    unknown_like,
    unpacked,
)
from hsb_policy.backends.relational.sql import Block, filtered, transformed
from hsb_policy.backends.relational.writing import Scope, Writes
from hsb_policy.core import ir
from hsb_policy.values.unknown import SILENT


def either(condition: str, a: Form, b: Form) -> Form:
    """The one value where the condition holds, and else the other."""
    like = joined((a, b))
    a, b = fitted(a, like), fitted(b, like)
    if a == b:
        return a
    match a, b:
        case Level(), Level():
            return Level(f"CASE WHEN {condition} THEN {a.sql} ELSE {b.sql} END", like.marks)
        case Span(), Span():
            low, high = (f"CASE WHEN {condition} THEN {x} ELSE {y} END" for x, y in ((a.low, b.low), (a.high, b.high)))
            return Span(low, high, a.marks | b.marks)
        case Word(), Word():
            name = None if a.name is None else f"CASE WHEN {condition} THEN {a.name} ELSE {b.name} END"
            return Word(f"CASE WHEN {condition} THEN {a.sql} ELSE {b.sql} END", name, a.marks | b.marks)
        case _:
            raise CannotSayError("a choice between records or lists")


def joined(forms: tuple[Form, ...]) -> Level | Span | Word:
    """A form in which all of these can be told."""
    kinds = {type(form) for form in forms}
    if len(kinds) > 1:
        raise CannotSayError("a choice between values of different forms")
    first = forms[0]
    match first:
        case Level():
            return Level("1", frozenset().union(*(f.marks for f in forms if isinstance(f, Level))))
        case Span():
            return Span("0", "0", frozenset().union(*(f.marks for f in forms if isinstance(f, Span))))
        case Word():
            words = [f for f in forms if isinstance(f, Word)]
            named = any(f.name is not None for f in words)
            return Word("NULL", "NULL" if named else None, frozenset().union(*(f.marks for f in words)))
        case _:
            raise CannotSayError("a choice between records or lists")


def fitted(form: Form, like: Level | Span | Word) -> Form:
    """The same value, with a name beside it where the others have one."""
    if isinstance(form, Word) and isinstance(like, Word) and like.name is not None and form.name is None:
        return Word(form.sql, "''", form.marks, form.constant)
    return form


def only_one(writer: Writes, like: Level | Span | Word, items: str, values: str, block: Block) -> Form:
    """The value that all of these are, or the only one; unknown where they may differ, or the list `items` is not known."""
    first = unpacked(like, f"{values}[1]", writer.row_at)
    variable = writer.columns.new_name()
    other = unpacked(like, variable, writer.row_at)
    agree = transformed(values, variable, _same(first, other).sql)
    settled = f"{items} IS NOT NULL AND (len({values}) = 1 OR COALESCE(list_min({agree}), 0) = 2)"
    return either(settled, _marked(first, like.marks), unknown_like(like))


def _same(a: Form, b: Form) -> Level:
    """Whether two values are the same, silence too."""
    match a, b:
        case Level(), Level():
            return truths.certainly(f"{a.sql} = {b.sql}", f"{a.sql} = 1 OR {b.sql} = 1")
        case Span(), Span():
            return truths.same_span(Span(a.low, a.high), Span(b.low, b.high))
        case Word(), Word():
            return truths.same_word(Word(a.sql, a.name), Word(b.sql, b.name))
        case _:
            raise CannotSayError("a comparison of records that are chosen")


def _certainly_differ(a: Form, b: Form) -> str:
    """0 where both values are known and not the same."""
    if isinstance(a, Span) and isinstance(b, Span):
        return f"CASE WHEN {a.low} = {a.high} AND {b.low} = {b.high} AND {a.low} <> {b.low} THEN 0 ELSE 1 END"
    return _same(a, b).sql


def _marked(form: Form, marks: frozenset[str]) -> Form:
    match form:
        case Level():
            return Level(form.sql, marks)
        case Span():
            return Span(form.low, form.high, marks)
        case Word():
            return Word(form.sql, form.name, marks)
        case _:
            return form


def choose(writer: Writes, e: ir.Choose, scope: Scope, block: Block) -> Form:
    """The value of the branches that hold, or the one otherwise; branches that can never hold are left out."""
    held = [(writer.truth(branch.condition, scope, block), branch) for branch in e.branches]
    open_ = [(level, branch) for level, branch in held if level.known != 0]
    otherwise = e.otherwise if e.otherwise is not None else ir.Literal(value=SILENT, type=e.type)
    if not open_:
        return writer.form(otherwise, scope, block)
    if len(open_) == 1 and open_[0][0].known == 2:
        return writer.form(open_[0][1].value, scope, block)
    forms = [_value(writer, branch.value, e, scope, block) for _, branch in open_]
    last = _value(writer, otherwise, e, scope, block)
    like = joined((*forms, last))
    if CONFLICT in like.marks:
        raise CannotSayError("a choice among values that may themselves be in conflict")
    return _chosen(
        writer, like, [level for level, _ in open_], [fitted(f, like) for f in forms], fitted(last, like), block
    )


def _value(writer: Writes, value: ir.Expr, e: ir.Choose, scope: Scope, block: Block) -> Form:
    found = writer.form(value, scope, block)
    return found if not isinstance(found, Row) else _refused_row()


def _refused_row() -> Form:
    raise CannotSayError("a choice between records")


def _chosen(
    writer: Writes, like: Level | Span | Word, levels: list[Level], forms: list[Form], last: Form, block: Block
) -> Form:
    branches = ", ".join(
        f"{{'h': {level.sql}, 'v': {packed(form)}}}" for level, form in zip(levels, forms, strict=True)
    )
    every = block.bind("branches", f"[{branches}]")
    some = truths.or_(levels)
    variable = writer.columns.new_name()
    rest = f"CASE WHEN {some.sql} = 2 THEN [] ELSE [{{'h': 2, 'v': {packed(last)}}}] END"
    possible = filtered(every, variable, f"{variable}['h'] > 0")
    given = block.bind("values_given", f"list_concat({possible}, {rest})")
    settled = block.bind("settled", filtered(given, variable, f"{variable}['h'] = 2"))
    first = unpacked(like, f"{settled}[1].v", writer.row_at)
    other = unpacked(like, f"{variable}['v']", writer.row_at)
    agree = f"list_min({transformed(given, variable, _same(first, other).sql)})"
    # Only one value: itself, known or not. Two that certainly differ: a conflict. Else one, if all are certainly the same.
    outer = writer.columns.new_name()
    against = unpacked(like, f"{outer}['v']", writer.row_at)
    pair = transformed(settled, variable, _certainly_differ(against, other))
    differ = f"len({settled}) > 1 AND list_min({transformed(settled, outer, f'list_min({pair})')}) = 0"
    conflict: Form
    match like:
        case Level():
            conflict = Level(CONFLICT_LEVEL)
        case Span():
            conflict = Span(str(CONFLICT_SPAN), str(CONFLICT_SPAN))
        case Word():
            conflict = Word(CONFLICT_WORD, None if like.name is None else "''")
    marks = like.marks | ({CONFLICT} if len(levels) > 1 else frozenset())
    value = either(f"len({given}) = 1 OR {agree} = 2", _marked(first, marks), unknown_like(like))
    return _marked(either(differ, conflict, value), marks) if len(levels) > 1 else value
