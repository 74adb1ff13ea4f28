"""Floor 2, front end: what people recorded about a matter: answers to reserved questions, and departures.

A record of such a list counts for something if it agrees with it on every key that the record names: on one that it does not
name it agrees with all, and one that was not asked about it must not name.
"""

from collections.abc import Mapping
from typing import Final

from hsb_policy.core import ir
from hsb_policy.core.schema import FieldDef, RecordDef
from hsb_policy.core.types import DayType, RecordType, TextType
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.lowering import Lowers, any_broken, broken, described, fitted, listed
from hsb_policy.frontend.names import case_fact, kind_at
from hsb_policy.frontend.scope import Scope
from hsb_policy.frontend.unknown_names import out_of_reach, unknown_name, unknown_question

JUDGEMENTS: Final = "judgements"
DEPARTURES: Final = "departures"

# Names with a space, so that no variable of an author is hidden.
THE_JUDGEMENT: Final = "the judgement"
THE_DEPARTURE: Final = "the departure"

Given = Mapping[str, ir.Expr]
"""What is asked about, by the key under which a record may name it."""


def was_answered(lw: Lowers, node: ast.WasAnswered, scope: Scope) -> ir.Expr:
    """`J13 was answered yes for child`."""
    question = _question(lw, node.question, scope)
    record = recording(lw, JUDGEMENTS, ("question", "answer", "on"), node.span)
    if record is None or any_broken(question):
        return broken(node.span)
    given = _given(lw, node, record, scope)
    return broken(node.span) if given is None else answered(lw, record, question, node.answer, given, node.span)


def _question(lw: Lowers, node: ast.Value, scope: Scope) -> ir.Expr:
    found = fitted(lw, lw.value(node, scope, TextType()), TextType(), node.span, "what was answered")
    if isinstance(found, ir.Literal) and isinstance(found.value, str) and found.value not in lw.symbols.reserved:
        unknown_question(lw, found.value, node.span)
        return broken(node.span)
    return found


def _given(lw: Lowers, node: ast.WasAnswered, record: RecordDef, scope: Scope) -> Given | None:
    """The variables after `for`, by the fields under which a judgement names such records."""
    given: dict[str, ir.Expr] = {}
    fields = about_fields(lw, record)
    for word in node.about:
        local = scope.locals.get(word.text)
        if local is None:
            name = ast.Name(name=word.text, span=word.span)
            if word.text in scope.out_of_reach:
                out_of_reach(lw, name, (), scope)
            else:
                unknown_name(lw, name, scope)
            return None
        of_kind = [f.name for f in fields if f.type == local.type]
        variable = ir.Variable(name=word.text, type=local.type, origin=word.span)
        if not of_kind:
            if any_broken(variable):
                return None
            lw.out.error(
                "HSB-T302",
                f"a judgement names {listed([f.name for f in fields])}, and this is {described(lw, variable)}",
                word.span,
                described(lw, variable),
            )
            return None
        given[word.text if word.text in of_kind else of_kind[0]] = variable
    return given


def recording(lw: Lowers, place: str, needed: tuple[str, ...], span: Span) -> RecordDef | None:
    """The kind of record of a recording list, if the vocabulary has it with the fields that matter."""
    record = kind_at(place, lw.symbols.schema)
    lacking = [name for name in needed if record is None or name not in record.fields]
    if record is not None and record.placement == "recording" and not lacking:
        return record
    what = f"with the fields {listed(lacking)}" if record is not None and lacking else ""
    lw.out.error(
        "HSB-R415",
        f"nobody can record this: the vocabulary has no recording list `{place}` {what}".rstrip(),
        span,
        f"needs `{place}`",
        help=(f"declare it: `record … recorded in {place}`",),
    )
    return None


def about_fields(lw: Lowers, record: RecordDef) -> tuple[FieldDef, ...]:
    """The fields by which a record names what it is about: refs that have the name of a key."""
    keys = {key for other in lw.symbols.schema.records.values() for key in other.keys}
    return tuple(f for f in record.fields.values() if isinstance(f.type, RecordType) and f.name in keys)


def answered(
    lw: Lowers, record: RecordDef, question: ir.Expr, answer: bool | None, given: Given, span: Span
) -> ir.Expr:
    """Whether some judgement answers the question about what is given, by the day on which the case is judged."""
    the = _Record(record, THE_JUDGEMENT, span)
    parts = [the.same("question", question), *the.agreement(about_fields(lw, record), given)]
    parts.append(ir.IsRecorded(of=the.read("answer"), origin=span))
    if answer is not None:
        parts.append(the.same("answer", ir.Literal(value=answer, origin=span)))
    return the.exists([*parts, the.by_as_at()])


def departed(lw: Lowers, record: RecordDef, statements: tuple[str, ...], given: Given, span: Span) -> ir.Expr:
    """Whether some departure from one of the statements, with its reason recorded, is about what is given."""
    the = _Record(record, THE_DEPARTURE, span)
    ids = tuple(ir.Literal(value=s, type=TextType(), origin=span) for s in statements)
    cited = ir.Compare(op="one_of", operands=(the.read("statement"), *ids), origin=span)
    agreement = the.agreement(about_fields(lw, record), given)
    return the.exists([cited, *agreement, the.read("reason_recorded"), the.by_as_at()])


class _Record:
    """A record of a recording list, and the conditions on it."""

    def __init__(self, record: RecordDef, name: str, span: Span) -> None:
        self._record = record
        self._name = name
        self._span = span

    def read(self, field: str) -> ir.FieldRead:
        """A field of it."""
        base = ir.Variable(name=self._name, type=RecordType(self._record.name), origin=self._span)
        kind = self._record.fields[field].type
        return ir.FieldRead(base=base, record=self._record.name, field=field, type=kind, origin=self._span)

    def same(self, field: str, value: ir.Expr) -> ir.Expr:
        """A field of it is the same as a value."""
        return ir.Compare(op="same", operands=(self.read(field), value), origin=self._span)

    def agreement(self, fields: tuple[FieldDef, ...], given: Given) -> list[ir.Expr]:
        """It agrees with what is given on every one of these fields that it names."""
        parts: list[ir.Expr] = []
        for field in fields:
            unnamed = ir.Not(of=ir.IsNamed(of=self.read(field.name), origin=self._span), origin=self._span)
            if field.name in given:
                same = self.same(field.name, given[field.name])
                parts.append(ir.Or(parts=(unnamed, same), origin=self._span))
            else:
                parts.append(unnamed)
        return parts

    def by_as_at(self) -> ir.Expr:
        """It was recorded by the day on which the case is judged."""
        judged = ir.AsAt(type=DayType(), origin=self._span)
        return ir.Compare(op="at_most", operands=(self.read("on"), judged), origin=self._span)

    def exists(self, parts: list[ir.Expr]) -> ir.Expr:
        """Some record of the list satisfies all of the conditions."""
        binder = ir.Binder(self._name, case_fact(self._record))
        body = ir.And(parts=tuple(parts), origin=self._span)
        return ir.Quantified(kind="some", binders=(binder,), where=None, body=body, origin=self._span)
