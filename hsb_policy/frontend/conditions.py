"""Floor 2, front end: conditions: claims, states, not, and, or, and the dispatch to comparisons, lists and recorded answers."""

from typing import Final, assert_never

from hsb_policy.core import ir
from hsb_policy.core.types import AnswerType, CodeType, HoursType, MomentType, RecordType, YesNoType
from hsb_policy.diagnostics.model import Label
from hsb_policy.frontend import ast, comparisons, lists, recorded
from hsb_policy.frontend.lowering import Lowers, any_broken, broken, declared_at, described, expect, place
from hsb_policy.frontend.names import words_of
from hsb_policy.frontend.said import condition_said, shortened, value_said
from hsb_policy.frontend.scope import Scope
from hsb_policy.frontend.types_of import fits, is_broken
from hsb_policy.frontend.values import may_not_have_happened

# The words of each state, the state, and whether the words deny it.
STATES: Final = {
    "has happened": ("happened", False),
    "has not happened": ("happened", True),
    "is recorded": ("recorded", False),
    "is not recorded": ("recorded", True),
    "is set": ("set", False),
    "is not set": ("set", True),
    "names somebody": ("named", False),
    "names nobody": ("named", True),
    "has a value": ("value", False),
    "has no value": ("value", True),
}


def lower_condition(lw: Lowers, node: ast.Condition, scope: Scope) -> ir.Expr:
    """A condition: an expression of type yes/no."""
    match node:
        case ast.Claim():
            return _claim(lw, node.value, scope)
        case ast.Comparison():
            return comparisons.comparison(lw, node, scope)
        case ast.InRange():
            return comparisons.in_range(lw, node, scope)
        case ast.Member():
            return comparisons.member(lw, node, scope)
        case ast.State():
            return _state(lw, node, scope)
        case ast.WasAnswered():
            return recorded.was_answered(lw, node, scope)
        case ast.WithinHours():
            moment = expect(lw, node.moment, scope, MomentType(), "what lies within opening hours")
            hours = expect(lw, node.hours, scope, HoursType(), "what a moment lies within")
            return ir.Compare(op="within_hours", operands=(moment, hours), origin=node.span)
        case ast.Not():
            return ir.Not(of=lw.condition(node.condition, scope), origin=node.span)
        case ast.Chain():
            return _chain(lw, node, scope)
        case ast.Quantified():
            return lists.quantified(lw, node, scope)
        case ast.Picked():
            return lists.picked(lw, node, scope)
        case _:
            assert_never(node)


def _claim(lw: Lowers, node: ast.Value, scope: Scope) -> ir.Expr:
    """A yes/no value that stands as a condition."""
    found = lw.value(node, scope, YesNoType())
    if fits(found.type, YesNoType(), lw.symbols.schema):
        return found
    written = value_said(node)
    cures: tuple[str, ...] = (f"say what it must be: `{written} is …`",)
    match found.type:
        case AnswerType():
            cures = (f"write `{written} is yes`",)
        case CodeType():
            first = next(iter(words_of(found.type, lw.symbols)), "…")
            cures = (f"say which word it must be, for example `{written} is {first}`",)
        case RecordType() if found.type.name in lw.symbols.schema.records:
            fields = lw.symbols.schema.records[found.type.name].fields.values()
            asked = [f.name for f in fields if isinstance(f.type, YesNoType)]
            cures = (f"ask for a field of it, for example `{written}.{asked[0]}`",) if asked else ()
    if scope.meant is not None and scope.meant.node is node and (meant := scope.meant.cure(found.type)) is not None:
        cures = (meant, *(f"for a condition, {cure}" for cure in cures[:1]))
    lw.out.error(
        "HSB-T303",
        f"a condition is yes or no, and this is {described(lw, found)}",
        node.span,
        described(lw, found),
        secondary=declared_at(lw, found),
        help=cures,
    )
    return broken(node.span)


def _chain(lw: Lowers, node: ast.Chain, scope: Scope) -> ir.Expr:
    """Conditions joined by `and`, or joined by `or`; both beside each other are refused."""
    mixed = next((w for w in node.words if w.text != node.words[0].text), None)
    if mixed is not None:
        lw.out.error(
            "HSB-T318",
            "`and` and `or` stand beside each other, and without brackets this can be read in two ways",
            mixed.span,
            f"`{mixed.text}`",
            secondary=(Label(node.words[0].span, f"`{node.words[0].text}`"),),
            help=(f"write `{_grouped(node, 'and')}`", f"or write `{_grouped(node, 'or')}`"),
        )
    parts = tuple(lw.condition(part, scope) for part in node.parts)
    if node.words[0].text == "and":
        return ir.And(parts=parts, origin=node.span)
    return ir.Or(parts=parts, origin=node.span)


def _grouped(node: ast.Chain, tighter: str) -> str:
    """The chain as text, with brackets round what one of the two words joins."""
    groups = [[node.parts[0]]]
    for word, part in zip(node.words, node.parts[1:], strict=True):
        if word.text == tighter:
            groups[-1].append(part)
        else:
            groups.append([part])
    looser = "or" if tighter == "and" else "and"
    said = [[_part_said(p) for p in group] for group in groups]
    return f" {looser} ".join(f"({f' {tighter} '.join(g)})" if len(g) > 1 else g[0] for g in said)


def _part_said(part: ast.Condition) -> str:
    said = shortened(condition_said(part))
    return f"({said})" if isinstance(part, ast.Chain) else said


def _state(lw: Lowers, node: ast.State, scope: Scope) -> ir.Expr:
    """`has happened`, `is recorded`, `is set`, `has a value`, and their denials."""
    state, denied = STATES[node.op]
    match state:
        case "happened":
            of = may_not_have_happened(lw, node.value, scope)
            found: ir.Expr = broken(node.span) if any_broken(of) else ir.HasHappened(of=of, origin=node.span)
        case "recorded":
            found = _is_recorded(lw, node, scope)
        case "named":
            found = _is_named(lw, node, scope)
        case "set":
            found = _is_set(lw, node, scope)
        case _:
            found = _has_value(lw, node, scope)
    return ir.Not(of=found, origin=node.span) if denied and not is_broken(found.type) else found


def _is_recorded(lw: Lowers, node: ast.State, scope: Scope) -> ir.Expr:
    """In a check, or of a record that is itself the fact; elsewhere what is not recorded must stay unknown."""
    found = lw.value(node.value, scope)
    if any_broken(found):
        return found
    if not isinstance(found, ir.FieldRead):
        lw.out.error(
            "HSB-T302",
            f"only what the case file has can be recorded, and this is {described(lw, found)}",
            node.value.span,
            "not a field of a record",
            help=("name a field, as in `child.birth_date is recorded`",),
        )
        return broken(node.span)
    if not scope.in_check and not _of_recording_list(lw, found):
        lw.out.error(
            "HSB-T309",
            "what is not recorded is unknown, and a rule must not take that for no",
            node.span,
            f"`{node.op}` outside a check",
            secondary=declared_at(lw, found),
            help=(
                "ask for the fact itself: where it is not recorded, the outcome is `cannot_tell` and names it",
                "to complain that it is not recorded, write a `check`",
            ),
        )
        return broken(node.span)
    return ir.IsRecorded(of=found, origin=node.span)


def _is_named(lw: Lowers, node: ast.State, scope: Scope) -> ir.Expr:
    """Whether a record names another by a ref: no where it is absent, unknown where it is recorded as not known."""
    found = lw.value(node.value, scope)
    if any_broken(found):
        return found
    if isinstance(found, ir.FieldRead) and isinstance(found.type, RecordType):
        return ir.IsNamed(of=found, origin=node.span)
    lw.out.error(
        "HSB-T302",
        f"only a field that refers to another record names somebody or nobody, and this is {described(lw, found)}",
        node.value.span,
        "refers to no record",
        secondary=declared_at(lw, found),
        help=("name a field that holds the id of a record, as in `entry.child names nobody`",),
    )
    return broken(node.span)


def _of_recording_list(lw: Lowers, found: ir.Expr) -> bool:
    while isinstance(found, ir.FieldRead):
        record = lw.symbols.schema.records.get(found.record)
        if record is not None and record.placement == "recording":
            return True
        found = found.base
    return False


def _is_set(lw: Lowers, node: ast.State, scope: Scope) -> ir.Expr:
    found = lw.value(node.value, scope)
    if isinstance(found, ir.Reading):
        return ir.IsSet(of=found, origin=node.span)
    if not any_broken(found):
        fact = isinstance(found, ir.FieldRead)
        lw.out.error(
            "HSB-T316",
            f"only an interpretation is set or not, and this is {described(lw, found)}",
            node.value.span,
            "not an interpretation",
            secondary=declared_at(lw, found),
            help=("for a fact of the case, a check may ask `is recorded`",) if fact else (),
        )
    return broken(node.span)


def _has_value(lw: Lowers, node: ast.State, scope: Scope) -> ir.Expr:
    found = lw.value(node.value, scope)
    if any_broken(found):
        return found
    match found:
        case ir.FieldRead():
            cure = "for a fact of the case, a check may ask `is recorded`"
        case ir.Reading():
            cure = f"for an interpretation, write `{value_said(node.value)} {'is not set' if 'no' in node.op else 'is set'}`"
        case ir.Literal() | ir.AsAt() | ir.TheCase() | ir.Rows():
            cure = "ask for what a definition gives"
        case _:
            return ir.HasValue(of=found, origin=node.span)
    lw.out.error(
        "HSB-T315",
        "only what a definition gives can have no value, where the procedure is silent",
        node.value.span,
        described(lw, found),
        secondary=declared_at(lw, found) or place(lw, value_said(node.value), "declared here"),
        help=(cure,),
    )
    return broken(node.span)
