"""Floor 2, compiled back end: rules about the case as a whole, many in one function, so that what they share is worked out once.

A rule that is about one thing has few standings that it can have: these are constants, and the function picks one.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from hsb_policy.backends.compiled import choices
from hsb_policy.backends.compiled.definitions import call, gives_truth, has_loops
from hsb_policy.backends.compiled.expressions import Expressions
from hsb_policy.backends.compiled.facts import is_plain_fact, plain_type
from hsb_policy.backends.compiled.grains import grain_of
from hsb_policy.backends.compiled.operators import is_condition
from hsb_policy.backends.compiled.rules import Rule, standing
from hsb_policy.backends.compiled.running import NOTHING
from hsb_policy.backends.compiled.verdicts import Verdicts
from hsb_policy.backends.compiled.writing import Code, Module
from hsb_policy.core import ir
from hsb_policy.core.standing import Standing
from hsb_policy.core.types import CodeType
from hsb_policy.core.walk import expressions_of, walk

TOGETHER = 40  # rules in one function
MOST_TESTS = 40  # facts of which it is asked at the start whether they are known


def is_flat(module: Module, rule: ir.AnyRule) -> bool:
    """Whether a rule can be written together with others: it is about the whole case, and shares its acts with nobody."""
    is_own = isinstance(rule, ir.Duty) and any(way.own for way in rule.fulfilments)
    return grain_of(module, rule).is_flat and not is_own


def write_together(w: Expressions, rules: Sequence[ir.AnyRule], before: str, after: str) -> None:
    """The lines that give the standings of these rules, between two brackets.

    They are written twice: for cases in which all facts that are read are plain values, and for all others.
    """
    expressions = list(_reached(w.module, [e for rule in rules for e in expressions_of(rule)]))
    facts = {e.field: e for e in expressions if isinstance(e, ir.FieldRead) and is_plain_fact(e)}
    tests = [f"type({w.value(facts[name]).text}) is {plain_type(facts[name]).__name__}" for name in sorted(facts)]
    if 0 < len(tests) <= MOST_TESTS:
        # Of most cases it was seen while they were read that all is known.
        with w.block(f"if {w.case_is_plain} or {' and '.join(tests)}:"):
            w.all_known = True
            _told(w, rules, before, after)
            w.all_known = False
    for name in sorted(facts):
        if plain_type(facts[name]) is bool:
            w.truth(facts[name])
    _told(w, rules, before, after)


def _told(w: Expressions, rules: Sequence[ir.AnyRule], before: str, after: str) -> None:
    for rule in rules:
        for e in expressions_of(rule):
            _whole_definitions(w, e)
    w.line(f"return {before}{', '.join([_one(w, rule) for rule in rules])}{after}")


def _whole_definitions(w: Expressions, e: ir.Expr) -> None:
    """Work out the definitions that take nothing, and look through no lists, before what asks them."""
    for part in walk(e):
        if isinstance(part, ir.Call) and not part.args:
            function = w.module.policy.functions[part.function]
            if w.known(("whole", part.function)) is None and not has_loops(function):
                _whole_definitions(w, function.body)
                found, _ = call(w, part)
                w.learn(("whole", part.function), w.named(found))


def _reached(module: Module, expressions: list[ir.Expr]) -> Iterator[ir.Expr]:
    """The parts of expressions, and of the definitions that they ask."""
    asked: set[str] = set()
    while expressions:
        for part in walk(expressions.pop()):
            yield part
            if isinstance(part, ir.Call) and part.function not in asked:
                asked.add(part.function)
                expressions.append(module.policy.functions[part.function].body)


def _one(w: Expressions, rule: ir.AnyRule) -> str:
    if isinstance(rule, ir.Conclusion) and rule.when is None:
        told = _conclusion(w, rule)
        if told is not None:
            return told
    row = w.fresh()
    held = w.constant(True) if rule.when is None else w.named(w.truth(rule.when))
    standing(w, Rule(rule, (), lambda text: w.line(f"{row} = new(Standing, {text})")), held, "NOTHING")
    return row


def _conclusion(w: Expressions, rule: ir.Conclusion) -> str | None:
    """The standing of a conclusion that always applies, where its values are conditions or codes."""
    value = rule.value
    if isinstance(value, ir.Choose) and isinstance(value.type, CodeType):
        return _choice(w, rule, value)
    is_truth = is_condition(value)
    if isinstance(value, ir.Call):
        is_truth = gives_truth(w.module, w.module.policy.functions[value.function])
    if not is_truth:
        return None
    found = w.named(w.truth(value))
    yes, no, untold = (_kept(w, rule, each) for each in (True, False, None))
    if found.sure:
        return f"({yes} if {found.text} else {no})"
    return f"({yes} if {found.text} else {no} if {found.text} is False else {untold})"


def _kept(w: Expressions, rule: ir.Conclusion, value: Any, branch: int | None = None) -> str:
    """The standing for a value as a constant; None where it cannot be told."""
    if value is None:
        return w.keep(Standing(rule.name, NOTHING, "cannot_tell"))
    return w.keep(_standing(rule, value, branch))


def _standing(rule: ir.Conclusion, value: Any, branch: int | None) -> Standing:
    status = Verdicts.of(rule).fixed(True, False, False, False)[0]
    return Standing(rule.name, NOTHING, status, value=value, branch=branch)


def _choice(w: Expressions, rule: ir.Conclusion, value: ir.Choose) -> str:
    row, which = w.fresh(), w.fresh()
    untold = _kept(w, rule, None)
    assert isinstance(value.type, CodeType)
    words = [word.word for word in w.module.policy.schema.codes[value.type.name].words]
    kind, verdicts, name = w.keep(value.type), w.keep(Verdicts.of(rule)), w.constant(rule.name).text

    def general(found: str, at: str) -> str:
        inputs = f"{kind}, True, False, (), {verdicts}, {at}"
        return f"new(Standing, concluded({name}, NOTHING, {found}, {inputs}))"

    def give(of: Code, at: int | None) -> None:
        if isinstance(of.const, str):
            w.line(f"{row} = {_kept(w, rule, of.const, at)}")
            return
        found = w.named(of).text
        known = w.keep({word: _standing(rule, word, at) for word in words})
        others = f"{untold} if type({found}) is Unknown else {general(found, str(at))}"
        w.line(f"{row} = {known}[{found}]" + ("" if of.sure else f" if type({found}) is str else {others}"))

    if choices.branch(w, value, row, which, give):
        with w.block(f"if type({row}) is not Standing:"):
            w.line(f"if type({row}) is Unknown or type({row}) is Undecided: {row} = {untold}")
            w.line(f"else: {row} = {general(row, which)}")
    return row
