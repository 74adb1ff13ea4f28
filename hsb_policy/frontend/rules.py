"""Floor 2, front end: rules to the core IR. Before it: symbols and definitions; after it: the whole policy."""

import re
from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve

from hsb_policy.core import ir
from hsb_policy.core.types import RecordType, TextType, YesNoType
from hsb_policy.core.walk import expressions_of, walk
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast, recorded
from hsb_policy.frontend.bodies import lower_body
from hsb_policy.frontend.citing import cited, readings_of, statements_of
from hsb_policy.frontend.clauses import check_clauses
from hsb_policy.frontend.duties import bearer, given, lower_duty, lower_permission
from hsb_policy.frontend.expressions import Expressions, expressions
from hsb_policy.frontend.grain import Grain, grain_of, missing_counts_as, warn_of_unused
from hsb_policy.frontend.lowering import Lowers, broken, described, listed
from hsb_policy.frontend.scope import Scope, in_rule
from hsb_policy.frontend.symbols import Symbols
from hsb_policy.frontend.told_once import tell_once
from hsb_policy.frontend.types_of import is_broken, type_of
from hsb_policy.frontend.unknown_names import did_you_mean, unknown_question
from hsb_policy.frontend.used import Used, used_by_definitions

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def lower_rules(symbols: Symbols, out: Collector) -> tuple[ir.AnyRule, ...]:
    """All rules of a policy, in the order of their names."""
    lw = expressions(symbols, out)
    used = used_by_definitions(symbols)
    found: list[ir.AnyRule] = []
    for name in sorted(symbols.rules):
        mistakes = Collector()
        rule = lower_rule(lw.telling(mistakes), symbols.rules[name])
        tell_once(mistakes, out)
        if rule is not None:
            found.append(_with_readings(rule, used, symbols))
    return tuple(found)


def base_scope(rule: ast.Rule) -> Scope:
    """The scope of a rule before it ranges over anything."""
    return Scope(closed=missing_counts_as(rule), owner=in_rule(rule.name.text), in_check=rule.kind == "check")


def lower_rule(lw: Expressions, rule: ast.Rule) -> ir.AnyRule | None:
    """One rule; None where too much of it is lacking to go on."""
    complete = check_clauses(rule, lw.out)
    _check_closes(lw, rule)
    grain = grain_of(lw, rule, base_scope(rule))
    when = lw.condition(rule.when[0], grain.inside) if rule.when else None
    warn_of_unused(lw, rule, grain, when)
    ids = cited(rule.cites, lw.symbols)
    _check_placeholders(lw, rule, grain)
    common: dict[str, Any] = {
        "name": rule.name.text,
        "label": rule.label.text,
        "statements": statements_of(ids, lw.symbols),
        "interpretations": readings_of(ids, lw.symbols),
        "readings": (),
        "binders": grain.binders,
        "where": grain.where,
        "about": grain.about,
        "when": when,
        "overrides": _overrides(lw, rule),
        "origin": rule.name.span,
    }
    if not complete:
        return None
    lowered = _of_kind(lw, rule, grain, common)
    _warn_of_idle_closing(lw, rule, lowered)
    return lowered


def _of_kind(lw: Expressions, rule: ast.Rule, grain: Grain, common: dict[str, Any]) -> ir.AnyRule:
    match rule.kind:
        case "duty":
            return lower_duty(lw, rule, grain, common)
        case "permission":
            return lower_permission(lw, rule, common)
        case "question":
            return _question(lw, rule, grain, common)
        case "conclusion" | "table":
            return _conclusion(lw, rule, grain, common)
        case "silence":
            return ir.Silence(**common, nearest=rule.nearest[0].text if rule.nearest else "")
        case "check":
            return _check(lw, rule, grain, common)
        case _:
            raise AssertionError(rule.kind)


# ---- questions, conclusions, checks ------------------------------------------------------------------------------------------
def _question(lw: Expressions, rule: ast.Rule, grain: Grain, common: dict[str, Any]) -> ir.Question:
    word = rule.answered_by[0]
    if word.text not in lw.symbols.reserved:
        unknown_question(lw, word.text, word.span)
    return ir.Question(
        **common,
        asks=tuple(bearer(lw, party) for party in rule.asks),
        judgement=word.text,
        answered=_answered(lw, word, given(grain)),
        consider=cited(rule.consider, lw.symbols),
    )


def _answered(lw: Lowers, word: ast.Word, about: recorded.Given) -> ir.Expr:
    record = recorded.recording(lw, recorded.JUDGEMENTS, ("question", "answer", "on"), word.span)
    if record is None:
        return broken(word.span)
    question = ir.Literal(value=word.text, type=TextType(), origin=word.span)
    return recorded.answered(lw, record, question, None, about, word.span)


def _conclusion(lw: Expressions, rule: ast.Rule, grain: Grain, common: dict[str, Any]) -> ir.Conclusion:
    schema = lw.symbols.schema
    kind = type_of(rule.gives[0], schema.codes, schema.records, lw.out)
    value = lower_body(lw, rule.bodies[0], grain.outside, kind, rule.name.text)
    return ir.Conclusion(
        **common,
        kind="table" if rule.kind == "table" else "definition",
        value=evolve(value, type=kind) if isinstance(value, ir.Literal) and not is_broken(value.type) else value,
        cites_row_of=_cites_row_of(lw, rule, grain),
    )


def _cites_row_of(lw: Lowers, rule: ast.Rule, grain: Grain) -> str | None:
    if not rule.cites_row_of:
        return None
    word = rule.cites_row_of[0]
    row = lw.value(ast.Name(name=word.text, span=word.span), grain.outside)
    records = lw.symbols.schema.records
    record = records.get(row.type.name) if isinstance(row.type, RecordType) else None
    if not is_broken(row.type) and (record is None or record.placement != "reference"):
        lw.out.error(
            "HSB-T302",
            f"only a row of reference data cites something, and this is {described(lw, row)}",
            word.span,
            described(lw, row),
        )
    return word.text


def _check(lw: Expressions, rule: ast.Rule, grain: Grain, common: dict[str, Any]) -> ir.Check:
    return ir.Check(
        **common,
        severity=rule.severity[0].text,
        fails=lw.condition(rule.fails_when[0], grain.outside),
        points=tuple(lw.value(node, grain.outside) for node in rule.point_at),
    )


# ---- what all rules have -----------------------------------------------------------------------------------------------------
def _overrides(lw: Lowers, rule: ast.Rule) -> tuple[str, ...]:
    """The rules that give way; circles of several are for the whole policy to tell."""
    found: list[str] = []
    for word in rule.overrides:
        if word.text == rule.name.text:
            lw.out.error("HSB-R412", f"`{word.text}` overrides itself", word.span, "itself", help=("take it out",))
        elif word.text not in lw.symbols.rules:
            near = nearest(word.text, lw.symbols.rules)
            lw.out.error(
                "HSB-N207",
                f"there is no rule called `{word.text}`",
                word.span,
                "not declared",
                help=did_you_mean(near),
                fix=renamed(word.span, near),
            )
        else:
            found.append(word.text)
    return tuple(sorted(set(found)))


def _check_placeholders(lw: Lowers, rule: ast.Rule, grain: Grain) -> None:
    """The {names} in a label or an action are what the outcome concerns."""
    keys = [key.name for key in grain.about]
    if not grain.are_keys_sound:
        return
    for text in (rule.label, *(action.text for action in rule.actions)):
        for found in _PLACEHOLDER.finditer(text.text):
            if found[1] in keys:
                continue
            near = grain.outside.instead.get(found[1]) or nearest(found[1], keys)
            start = text.span.start + 1 + found.start()
            span = Span(text.span.file, start, start + len(found[0]))
            concerns = f"what it concerns: {listed(keys)}" if keys else "this rule's outcome concerns the whole case"
            lw.out.error(
                "HSB-N210",
                f"`{found[0]}` cannot be filled in: a text names what the outcome concerns",
                span,
                "not what the outcome concerns",
                help=(f"write `{{{near}}}`",) if near else (concerns,),
                fix=renamed(Span(span.file, span.start + 1, span.end - 1), near),
            )


def _check_closes(lw: Lowers, rule: ast.Rule) -> None:
    """`a missing Record.field counts as no`: a yes/no field of a record."""
    schema = lw.symbols.schema
    for closes in rule.closes:
        record = schema.records.get(closes.record.text)
        if record is None:
            near = nearest(closes.record.text, schema.records)
            lw.out.error(
                "HSB-N206",
                f"there is no record called `{closes.record.text}`",
                closes.record.span,
                "not declared",
                help=did_you_mean(near, "write the kind of record, as in `Plan.care_considered`"),
                fix=renamed(closes.record.span, near),
            )
        elif closes.field_name.text not in record.fields:
            near = nearest(closes.field_name.text, record.fields)
            lw.out.error(
                "HSB-N202",
                f"the record `{record.name}` has no field `{closes.field_name.text}`",
                closes.field_name.span,
                "not declared",
                help=did_you_mean(near, f"its fields: {listed(tuple(record.fields))}"),
                fix=renamed(closes.field_name.span, near),
            )
        elif not isinstance(record.fields[closes.field_name.text].type, YesNoType):
            lw.out.error(
                "HSB-T303",
                f"only a yes/no field can count as {'yes' if closes.yes else 'no'} where it is missing",
                closes.span,
                "not a yes/no field",
            )


def _warn_of_idle_closing(lw: Lowers, rule: ast.Rule, lowered: ir.AnyRule) -> None:
    read = {(e.record, e.field) for part in expressions_of(lowered) for e in walk(part) if isinstance(e, ir.FieldRead)}
    for closes in rule.closes:
        record = lw.symbols.schema.records.get(closes.record.text)
        field = record.fields.get(closes.field_name.text) if record is not None else None
        if record is None or field is None or not isinstance(field.type, YesNoType):
            continue
        if (record.name, closes.field_name.text) not in read:
            lw.out.warning(
                "HSB-R413",
                f"`{rule.name.text}` itself never reads `{record.name}.{closes.field_name.text}`",
                closes.span,
                "closes nothing",
                help=("what counts as missing is closed in the rule's own conditions, not in definitions",),
            )


def _with_readings(rule: ir.AnyRule, used: Mapping[str, Used], symbols: Symbols) -> ir.AnyRule:
    """The rule with all interpretations that it cites or reads, itself or through definitions."""
    own = Used.of(expressions_of(rule), symbols)
    through = [used[name] for name in own.definitions if name in used]
    readings = own.readings.union(*(u.readings for u in through))
    cites = {*rule.interpretations, *own.cites}.union(*(u.cites for u in through))
    return evolve(rule, readings=tuple(sorted(readings)), interpretations=tuple(sorted(cites)))
