"""Floor 2, front end: duties and permissions: who must do what, when that is done, by when, and what else counts."""

from typing import Any, Final

from attrs import evolve

from hsb_policy.core import ir
from hsb_policy.core.types import DayType, MomentType, NumberType
from hsb_policy.diagnostics.model import Edit, Fix, Label
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.frontend import ast, recorded
from hsb_policy.frontend.clauses import a
from hsb_policy.frontend.grain import Grain
from hsb_policy.frontend.lists import OWN, bound
from hsb_policy.frontend.lowering import Lowers, broken, described, expect, listed, place
from hsb_policy.frontend.names import name, reading_type
from hsb_policy.frontend.scope import Scope
from hsb_policy.frontend.types_of import is_broken
from hsb_policy.frontend.unknown_names import did_you_mean
from hsb_policy.frontend.values import HOURS, counted_from

RECOMMENDED: Final = "recommended"
PROHIBITIONS: Final = ("must not", "should not")
SOFT: Final = ("should", "should not", RECOMMENDED)
FORCE: Final = "force"
"""The interpretation that may change the force of every duty worded "will"."""


def force_of(action: ast.Action) -> str:
    """The force in the words of the IR: `is recommended to` is `recommended`."""
    words = " ".join(action.force.split())
    return RECOMMENDED if RECOMMENDED in words else words


def lower_permission(lw: Lowers, rule: ast.Rule, common: dict[str, Any]) -> ir.Permission:
    """What may be done."""
    action = rule.actions[0]
    if force_of(action) != "may":
        _wrong_force(lw, rule, action, "a permission says `may`; what must or should be done is a duty", "duty")
    return ir.Permission(**common, bearer=bearer(lw, action.bearer), action=action.text.text)


def lower_duty(lw: Lowers, rule: ast.Rule, grain: Grain, common: dict[str, Any]) -> ir.Duty:
    """What must, must not, should, should not, will or is recommended to be done."""
    action = rule.actions[0]
    force = force_of(action)
    if force == "may":
        _wrong_force(lw, rule, action, "what may be done is a permission, not a duty", "permission")
    scope = grain.outside
    in_hours = any(_unit(lw, within) == HOURS for within in rule.within)
    switch = _force_switch(lw, rule, force)
    _check_tests(lw, rule, force)
    return ir.Duty(
        **common,
        bearer=bearer(lw, action.bearer),
        force=force,
        action=action.text.text,
        fulfilments=tuple(_fulfilment(lw, rule, m, scope, in_hours) for m in rule.met_when),
        breached=lw.condition(rule.breached_when[0], scope) if rule.breached_when else None,
        arises_on=_arises(lw, rule.arises_on[0], scope, in_hours) if rule.arises_on else None,
        deadline=_deadline(lw, rule.within[0], scope) if rule.within else None,
        departed=_any_departure(lw, rule, grain, common["statements"])
        if force in SOFT or rule.departable or rule.departed_when or switch is not None
        else None,
        always_departable=bool(rule.departable or rule.departed_when),
        force_switch=switch,
    )


def _any_departure(lw: Lowers, rule: ast.Rule, grain: Grain, statements: tuple[str, ...]) -> ir.Expr | None:
    """A recorded departure, or what the rule itself says counts as one."""
    recorded_one = _departed(lw, rule, grain, statements)
    said = [lw.condition(condition, grain.outside) for condition in rule.departed_when]
    parts = tuple(p for p in (recorded_one, *said) if p is not None)
    if len(parts) < 2:
        return parts[0] if parts else None
    return ir.Or(parts=parts, origin=rule.departed_when[0].span)


def bearer(lw: Lowers, word: ast.Word) -> str:
    """Who has a duty or is asked: a party of the policy."""
    if word.text not in lw.symbols.parties:
        near = nearest(word.text, lw.symbols.parties)
        lw.out.error(
            "HSB-N208",
            f"there is no party called `{word.text}`",
            word.span,
            "not declared",
            help=did_you_mean(near)
            or (
                f'declare it: `party {word.text} "…"`',
                f"or name one that is declared: {listed(sorted(lw.symbols.parties))}",
            ),
            fix=renamed(word.span, near),
        )
    return word.text


def _wrong_force(lw: Lowers, rule: ast.Rule, action: ast.Action, message: str, kind: str) -> None:
    start = rule.span.start
    word = evolve(rule.span, end=start + len(rule.kind))
    lw.out.error(
        "HSB-R404",
        message,
        action.span,
        f"`{action.force}`",
        secondary=(Label(rule.name.span, a(rule.kind)),),
        help=(f"begin with `{kind} {rule.name.text}`",),
        fix=Fix((Edit(word, kind),)),
    )


# ---- when it is done ------------------------------------------------------------------------------------------------------
def _check_tests(lw: Lowers, rule: ast.Rule, force: str) -> None:
    """Whether something on the record can show that the duty was kept or broken."""
    if force in PROHIBITIONS:
        _check_prohibition(lw, rule, force)
        return
    dated = rule.within or rule.arises_on
    if dated and not rule.met_when:
        lw.out.error(
            "HSB-R407",
            "a day counts for a duty only beside the day of the act that fulfils it, and nothing fulfils it",
            dated[0].span,
            "in time for what?",
            help=("add `met when some x in … has … done on x.…`",),
        )
    elif not rule.met_when and not rule.breached_when:
        lw.out.warning(
            "HSB-R408",
            f"nothing shows when `{rule.name.text}` is done, so it stays outstanding until the case is closed",
            rule.name.span,
            "never met",
            help=("add `met when …`",),
        )


def _check_prohibition(lw: Lowers, rule: ast.Rule, force: str) -> None:
    misplaced = [
        (clause[0], words)
        for clause, words in (
            (rule.met_when, "met when"),
            (rule.within, "within"),
            (rule.arises_on, "arises on"),
        )
        if clause
    ]
    for first, words in misplaced:
        lw.out.error(
            "HSB-R401",
            f"what {force} be done is kept unless it is broken, so there is no `{words}`",
            first.span,
            f"not with `{force}`",
            help=("say what breaks it: `breached when …`",),
        )
    if not rule.breached_when and not misplaced:
        lw.out.warning(
            "HSB-R408",
            f"nothing shows when `{rule.name.text}` is broken, so it is always met",
            rule.name.span,
            "never broken",
            help=("add `breached when …`",),
        )


def _fulfilment(lw: Lowers, rule: ast.Rule, met: ast.MetWhen, scope: Scope, in_hours: bool) -> ir.Fulfilment:
    """One way to fulfil a duty; acts that a quantifier names can be dated and told apart."""
    act = met.condition
    if isinstance(act, ast.Quantified) and act.kind in ("some", OWN):
        binders, inner = bound(lw, act.binders, scope)
        parts = [lw.condition(c, inner) for c in (act.where, act.has) if c is not None]
        condition = parts[0] if len(parts) == 1 else ir.And(parts=tuple(parts), origin=act.span)
        if met.done_on is None:
            _check_dated(lw, rule, met)
            return ir.Fulfilment(binders=binders, condition=condition, own=act.kind == OWN)
        done_on = expect(
            lw, met.done_on, inner, MomentType() if in_hours else DayType(), "the day on which a duty is done"
        )
        return ir.Fulfilment(binders=binders, condition=condition, done_on=done_on, own=act.kind == OWN)
    if met.done_on is not None:
        lw.out.error(
            "HSB-R407",
            "`done on` dates an act, and no act is named",
            met.done_on.span,
            "the day of which act?",
            secondary=(Label(act.span, "not one act"),),
            help=("begin with the act: `met when some x in … has … done on x.…`", "or take `done on` out"),
        )
    else:
        _check_dated(lw, rule, met)
    return ir.Fulfilment(binders=(), condition=lw.condition(act, scope))


def _check_dated(lw: Lowers, rule: ast.Rule, met: ast.MetWhen) -> None:
    dated = rule.within or rule.arises_on
    if not dated:
        return
    words = "a deadline" if rule.within else "the day on which it arises"
    lw.out.error(
        "HSB-R407",
        f"the duty has {words}, and nothing says on which day this was done",
        met.span,
        "done on which day?",
        secondary=(Label(dated[0].span, words),),
        help=("begin with the act and end with its day: `met when some x in … has … done on x.…`",),
    )


# ---- by when ------------------------------------------------------------------------------------------------------------
def _unit(lw: Lowers, within: ast.Within) -> str | None:
    """The unit of a deadline."""
    if within.interpretation is None:
        return within.unit
    found = lw.symbols.interpretations.get(within.interpretation.text)
    kind = reading_type(found) if found is not None else None
    return kind.unit if isinstance(kind, NumberType) else None


def _arises(lw: Lowers, node: ast.Value, scope: Scope, in_hours: bool) -> ir.Expr:
    return expect(lw, node, scope, MomentType() if in_hours else DayType(), "the day on which a duty arises")


def _deadline(lw: Lowers, within: ast.Within, scope: Scope) -> ir.Deadline:
    unit = _unit(lw, within)
    if within.interpretation is not None:
        word = within.interpretation
        number = name(lw, ast.Name(name=word.text, span=word.span), scope, None)
        if not is_broken(number.type) and (not isinstance(number, ir.Reading) or unit is None):
            lw.out.error(
                "HSB-T302",
                f"a deadline is a number with a unit, and `{word.text}` is {described(lw, number)}",
                word.span,
                described(lw, number),
                secondary=place(lw, word.text, "declared here"),
                help=("let the interpretation say `takes number of working days`, or another unit",),
            )
            number = broken(word.span)
    else:
        number = ir.Literal(value=within.number, type=NumberType(unit), origin=within.span)
    anchor = counted_from(lw, within.anchor, scope, unit or "days", "what a deadline counts from")
    return ir.Deadline(number=number, unit=unit or "days", anchor=anchor)


# ---- what else counts ---------------------------------------------------------------------------------------------------
def _force_switch(lw: Lowers, rule: ast.Rule, force: str) -> ir.Reading | None:
    found = lw.symbols.interpretations.get(FORCE)
    if force != "will" or found is None or found.one_per != "rule" or found.fixed is not None:
        return None
    return ir.Reading(name=FORCE, part=rule.name.text, type=reading_type(found), origin=rule.actions[0].span)


def _departed(lw: Lowers, rule: ast.Rule, grain: Grain, statements: tuple[str, ...]) -> ir.Expr | None:
    """Whether a departure is recorded; without a list for it in the vocabulary, nobody can record one."""
    schema = lw.symbols.schema
    has_list = any(r.place == recorded.DEPARTURES and r.placement == "recording" for r in schema.records.values())
    if not statements or not (has_list or rule.departable):
        return None
    span = rule.departable[0].span if rule.departable else rule.actions[0].span
    record = recorded.recording(lw, recorded.DEPARTURES, ("statement", "reason_recorded", "on"), span)
    return None if record is None else recorded.departed(lw, record, statements, given(grain), span)


def given(grain: Grain) -> recorded.Given:
    """What an outcome is about, as its conditions see it."""
    return {k.name: ir.Variable(name=k.name, type=k.value.type, origin=k.value.origin) for k in grain.about}
