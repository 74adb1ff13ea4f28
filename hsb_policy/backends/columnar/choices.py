"""Floor 2, back end: values of which one of several holds: branches, defaults, and values that may agree."""

from collections.abc import Sequence

from hsb_policy.backends.columnar import operators as op
from hsb_policy.backends.columnar.forms import (
    CONFLICT,
    CONFLICT_LEVEL,
    CONFLICT_NUMBER,
    CONFLICT_WORD,
    SILENT_WORD,
    Form,
    Level,
    Span,
    Word,
    unknown_like,
)
from hsb_policy.backends.columnar.nodes import Value
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.backends.columnar.writing import Scope, Writes
from hsb_policy.core import ir
from hsb_policy.values.unknown import SILENT

Simple = Level | Span | Word


def either(writer: Writes, condition: Value, a: Form, b: Form) -> Form:
    """The one value where a test holds, and else the other."""
    like = joined((a, b))
    a, b = fitted(a, like), fitted(b, like)
    if a == b:
        return a

    if isinstance(condition, int):
        return a if condition else b

    def pick(x: Value, y: Value) -> Value:
        return x if x is y or x == y else writer.graph.apply(op.chosen, condition, x, y)

    match a, b:
        case Level(), Level():
            return Level(pick(a.of, b.of), like.marks)
        case Span(), Span():
            return Span(pick(a.low, b.low), pick(a.high, b.high), like.marks)
        case Word(), Word():
            name = None if a.name is None or b.name is None else pick(a.name, b.name)
            other = writer.graph.apply(op.neither, condition)
            candidates = [(writer.graph.both(condition, held), word) for held, word in a.candidates]
            candidates += [(writer.graph.both(other, held), word) for held, word in b.candidates]
            return Word(pick(a.of, b.of), name, like.marks, candidates=tuple(candidates))
        case _:
            raise CannotSayError("a choice between records or lists")


def joined(forms: Sequence[Form]) -> Simple:
    """A form in which all of these can be told."""
    if len({type(form) for form in forms}) > 1:
        raise CannotSayError("a choice between values of different forms")
    marks = frozenset[str]().union(*(getattr(form, "marks", frozenset()) for form in forms))
    match forms[0]:
        case Level():
            return Level(1, marks)
        case Span():
            return Span(0, 0, marks)
        case Word():
            named = any(isinstance(form, Word) and form.name is not None for form in forms)
            return Word(-1, -1 if named else None, marks)
        case _:
            raise CannotSayError("a choice between records or lists")


def fitted(form: Form, like: Simple) -> Form:
    """The same value, with a name beside it where the others have one."""
    if isinstance(form, Word) and isinstance(like, Word) and like.name is not None and form.name is None:
        return Word(form.of, SILENT_WORD, form.marks, form.constant, form.candidates)
    return form


def marked(form: Form, marks: frozenset[str]) -> Form:
    """The same value, which may be silent or a conflict as `marks` say."""
    match form:
        case Level():
            return Level(form.of, marks)
        case Span():
            return Span(form.low, form.high, marks)
        case Word():
            return Word(form.of, form.name, marks, candidates=form.candidates)
        case _:
            return form


def choose(writer: Writes, e: ir.Choose, scope: Scope) -> Form:
    """The value of the branches that hold, or the one otherwise; branches that can never hold are left out."""
    held = [(writer.truth(branch.condition, scope), branch) for branch in e.branches]
    open_ = [(level, branch) for level, branch in held if level.known != 0]
    otherwise = e.otherwise if e.otherwise is not None else ir.Literal(value=SILENT, type=e.type)
    if not open_:
        return writer.form(otherwise, scope)
    if len(open_) == 1 and open_[0][0].known == 2:
        return writer.form(open_[0][1].value, scope)
    forms = [writer.form(branch.value, scope) for _, branch in open_]
    last = writer.form(otherwise, scope)
    like = joined((*forms, last))
    if CONFLICT in like.marks:
        raise CannotSayError("a choice among values that may themselves be in conflict")
    return _chosen(writer, like, [level for level, _ in open_], [fitted(f, like) for f in forms], fitted(last, like))


def _chosen(writer: Writes, like: Simple, levels: list[Level], forms: list[Form], last: Form) -> Form:
    """One value: itself, known or not. Two that certainly differ: a conflict. Else one, if all are certainly the same."""
    apply = writer.graph.apply
    none_holds = apply(op.differs, writer.truths.or_(levels).of, 2)
    possible = [*(apply(op.below, 0, level.of) for level in levels), none_holds]
    settled = [*(apply(op.equals, level.of, 2) for level in levels), none_holds]
    values = [*forms, last]
    first = last  # the first that certainly is one of the values
    for is_settled, form in zip(reversed(settled[:-1]), reversed(forms), strict=True):
        first = either(writer, is_settled, form, first)
    how_many: Value = 0
    all_agree: Value = 1
    for is_possible, form in zip(possible, values, strict=True):
        how_many = apply(op.plus, apply(op.counted_in, is_possible), how_many)
        same = apply(op.equals, alike(writer, first, form).of, 2)
        all_agree = writer.graph.both(all_agree, writer.graph.either(apply(op.neither, is_possible), same))
    one_value = writer.graph.either(apply(op.equals, how_many, 1), all_agree)
    marks = like.marks | ({CONFLICT} if len(levels) > 1 else frozenset())
    value = marked(either(writer, one_value, marked(first, marks), unknown_like(like)), marks)
    if len(levels) == 1:
        return value
    found = marked(either(writer, _differ(writer, settled, values), _conflict(like), value), marks)
    if isinstance(found, Word):
        words = [form for form in values if isinstance(form, Word)]
        return Word(found.of, found.name, marks, candidates=tuple(zip(settled, words, strict=True)))
    return found


def _differ(writer: Writes, settled: list[Value], values: list[Form]) -> Value:
    """Whether two of the values that certainly hold certainly differ."""
    found: Value = 0
    for at, form in enumerate(values):
        for other in range(at):
            apart = _certainly_differ(writer, form, values[other])
            if apart == 0:
                continue
            found = writer.graph.either(found, writer.graph.both(writer.graph.both(settled[at], settled[other]), apart))
    return found


def _certainly_differ(writer: Writes, a: Form, b: Form) -> Value:
    """Whether both values are known and not the same."""
    apply = writer.graph.apply
    if isinstance(a, Span) and isinstance(b, Span):
        known = writer.graph.both(apply(op.equals, a.low, a.high), apply(op.equals, b.low, b.high))
        return writer.graph.both(known, apply(op.differs, a.low, b.low))
    return apply(op.equals, alike(writer, a, b).of, 0)


def alike(writer: Writes, a: Form, b: Form) -> Level:
    """Whether two values are the same, silence too."""
    match a, b:
        case Level(), Level():
            return Level(writer.graph.apply(op.same_levels, a.of, b.of))
        case (Span(), Span()) | (Word(), Word()):
            plain = frozenset[str]()
            return writer.truths.same(marked(a, plain), marked(b, plain))
        case _:
            raise CannotSayError("a comparison of records that are chosen")


def _conflict(like: Simple) -> Form:
    match like:
        case Level():
            return Level(CONFLICT_LEVEL)
        case Span():
            return Span(CONFLICT_NUMBER, CONFLICT_NUMBER)
        case Word():
            return Word(CONFLICT_WORD, None if like.name is None else SILENT_WORD)
