"""Floor 2, compiled back end: each rule as a function that adds its standings to a list, one for each thing that it is about.

They are added as plain tuples, and made standings all at once (`as_standings`). Which inputs give which status is asked of
`core.status` while the text is written, or when inputs first meet (`Verdicts`); only the order in which inputs are looked at stands here.
"""

from collections.abc import Callable, Sequence

from attrs import define

from hsb_policy.backends.compiled import choices, lists, plainly
from hsb_policy.backends.compiled.expressions import Expressions
from hsb_policy.backends.compiled.grains import Grain, grain_of, trigger, unpack
from hsb_policy.backends.compiled.operators import settled
from hsb_policy.backends.compiled.verdicts import Verdicts
from hsb_policy.backends.compiled.writing import CLOSED, Code, Module, carefully
from hsb_policy.backends.interpreter.outcomes import DEPARTABLE, PROHIBITIONS
from hsb_policy.core import ir
from hsb_policy.core.types import AnswerType, CodeType, NumberType, TextType, YesNoType

_AS_THEY_ARE = (
    YesNoType | CodeType | NumberType | TextType | AnswerType
)  # values that a decision shows as they are, if plain


Stronger = tuple[str, int, tuple[str, ...]]
"""A rule that may override another: its name, the place of its triggers in the state, and the names of what it is about."""


@define
class Rule:
    """A rule that is being written: what may override it, and where its standings go."""

    rule: ir.AnyRule
    stronger: tuple[Stronger, ...]
    add: Callable[[str], None]


def function_of(module: Module, rules: Sequence[str]) -> str:
    """The function that adds the standings of these rules, each given by its lines."""
    name = module.name("r")
    module.write(name, ("add",), "\n".join(rules))
    return name


def lines_of(module: Module, rule: ir.AnyRule, stronger: tuple[Stronger, ...], triggers: int | None) -> str:
    """The lines of a rule; `triggers` is the place in the state where those of a rule that overrides others are."""
    grain = grain_of(module, rule)
    w = Expressions(module)
    writing = Rule(rule, stronger, lambda row: w.line(f"add({row})"))
    if isinstance(rule, ir.Duty) and any(way.own for way in rule.fulfilments):
        w.line(f"interpreted(S, {module.keep(rule)}, add)")  # acts are shared out among all that the rule is about
    elif grain.is_flat:  # and weaker or stronger than others: the rest are written together
        held = trigger(w, rule, grain, "") if triggers is None else Code(f"S[{triggers}][0][1]")
        standing(w, writing, w.named(held), "NOTHING")
    elif triggers is None and grain.is_plain:
        careful = module.name("c")
        held = trigger(w, rule, grain, "about")
        standing(w, writing, held, w.told_about)
        w.finished(careful, ("add", "about"), careful=True)
        return _lines_plainly(module, writing, grain, carefully(careful))
    elif triggers is None:
        with w.block(f"for about in (S[{grain.slot}] or {grain.name}(S))[0]:"):
            held = trigger(w, rule, grain, "about")
            standing(w, writing, held, w.told_about)
    else:
        with w.block(f"for about, held in S[{triggers}]:"):
            unpack(w, rule, "about", is_single=False)
            standing(w, writing, Code("held", atom=True), w.told_about)
    return w.text


def _lines_plainly(module: Module, of: Rule, grain: Grain, careful: str) -> str:
    """The lines of a rule that reads facts as plain values; `careful` is called for what it cannot tell by them."""
    w = Expressions(module)
    w.plainly = True
    writing = Rule(of.rule, of.stronger, lambda row: w.line(f"add({row})"))
    w.line(f"G = S[{grain.slot}] or {grain.name}(S)")
    with w.block("if G[2]:"):
        parts, own = plainly.parts_of(w, of.rule, is_single=grain.is_single)
        with w.block(f"for {parts} in G[0]:"):
            with w.block("try:"):
                held = plainly.trigger(w, of.rule, own, is_single=grain.is_single)
                standing(w, writing, held, w.told_about)
            w.line(f"except KeyError: {careful}(S, add, ({parts}))")
    with w.block("else:"):
        w.line(f"for about in G[0]: {careful}(S, add, about)")
    return w.text


def write_triggers(module: Module, rule: ir.AnyRule, place: int) -> str:
    """The function that keeps the triggers of a rule that overrides others; they do not hang on what overrides it."""
    grain = grain_of(module, rule)
    w = Expressions(module)
    name = module.name("t")
    if grain.is_flat:
        w.line(f"S[{place}] = [(NO_ABOUT, {trigger(w, rule, grain, '').text})]")
    else:
        w.line("found = []")
        with w.block(f"for about in (S[{grain.slot}] or {grain.name}(S))[0]:"):
            held = trigger(w, rule, grain, "about").text
            values = "".join(f"{w.scope[k.name].text}, " for k in rule.about)
            w.line(f"found.append((({w.told_about}, (), ({values}), ()), {held}))")
        w.line(f"S[{place}] = found")
    w.finished(name)
    return name


def standing(w: Expressions, rule: Rule, held: Code, named: str) -> None:
    """The lines that add the standing of a rule about one thing."""
    overridden, by = Code("False", atom=True, sure=True, const=False), "()"
    plain = Verdicts.of(rule.rule)
    if held.const is False:
        rule.add(_row(w, rule, named, plain.fixed(False)))
        return
    word = "if"
    if not held.sure or not held.is_constant:
        with w.block(f"if not {held.text}:" if held.sure else f"if {held.text} is False:"):
            rule.add(_row(w, rule, named, plain.fixed(False)))
        word = "elif"
        held = w.constant(True) if held.sure else held
    if rule.stronger:
        with w.block("else:") if word == "elif" else w.block("if True:"):
            overridden, by = Code(w.fresh(), atom=True), w.fresh()
            keys = w.constant(tuple(k.name for k in rule.rule.about)).text
            values = "".join(f"{w.scope[k.name].text}, " for k in rule.rule.about)
            w.line(f"{overridden.text}, {by} = overridden(S, {w.keep(rule.stronger)}, {named}, {keys}, ({values}))")
            with w.block(f"if {held.text} and {overridden.text}:"):
                rule.add(_row(w, rule, named, plain.fixed(True, True), by=by))
            with w.block("else:"):
                _applies(w, rule, held, overridden, by, named)
    elif word == "elif":
        with w.block("else:"):
            _applies(w, rule, held, overridden, by, named)
    else:
        _applies(w, rule, held, overridden, by, named)


def _applies(w: Expressions, rule: Rule, held: Code, overridden: Code, by: str, named: str) -> None:
    match rule.rule:
        case ir.Duty():
            _duty(w, rule, rule.rule, held, overridden, by, named)
        case ir.Conclusion():
            _conclusion(w, rule, rule.rule, held, overridden, by, named)
        case ir.Question():
            answered = w.named(w.truth(rule.rule.answered))
            _told(w, rule, Verdicts.of(rule.rule), (held, overridden, answered), by, named)
        case ir.Check():
            fails = w.named(w.truth(rule.rule.fails))
            _told(w, rule, Verdicts.of(rule.rule), (held, overridden, fails), by, named)
        case ir.Permission() | ir.Silence():
            _told(w, rule, Verdicts.of(rule.rule), (held, overridden), by, named)


def _told(
    w: Expressions,
    rule: Rule,
    verdicts: Verdicts,
    inputs: tuple[Code, ...],
    by: str,
    named: str,
    due: str = "None",
    on: str = "",
) -> None:
    """The standing that the inputs of the status give."""
    verdict = w.fresh()
    same = tuple((at, code.const) for at, code in enumerate(inputs) if code.is_constant)
    others = [code.text for code in inputs if not code.is_constant]
    if others:
        w.line(f"{verdict} = {w.keep(verdicts.where(same))}[{', '.join(others)}]")
    else:
        w.line(f"{verdict} = {w.keep(verdicts[tuple(code.const for code in inputs)])}")
    told_by = "()" if by == "()" else f"{by} if {verdict}[2] else ()"
    done_on = f"{on} if {verdict}[3] else None" if on else "None"
    name = w.constant(rule.rule.name).text
    rule.add(f"({name}, {named}, {verdict}[0], {verdict}[1], None, {due}, {done_on}, {told_by}, None)")


def _row(w: Expressions, rule: Rule, named: str, verdict: tuple[str, str | None, bool, bool], by: str = "()") -> str:
    status, severity = w.constant(verdict[0]).text, w.constant(verdict[1]).text
    return f"({w.constant(rule.rule.name).text}, {named}, {status}, {severity}, None, None, None, {by}, None)"


# ---- duties -----------------------------------------------------------------------------------------------------------
def _duty(w: Expressions, rule: Rule, duty: ir.Duty, held: Code, overridden: Code, by: str, named: str) -> None:
    force = duty.force
    if duty.force_switch is not None:
        chosen = w.value(duty.force_switch).const
        force = chosen if isinstance(chosen, str) else force
    verdicts = Verdicts.of(duty, force)
    false = w.constant(False)
    can_depart = duty.departed is not None and (duty.always_departable or force in DEPARTABLE)
    departed = w.named(w.truth(duty.departed)) if can_depart and duty.departed is not None else false
    breached = w.named(w.truth(duty.breached)) if duty.breached is not None else false
    due, passed = "None", false
    if duty.deadline is not None:
        due, passed = _deadline(w, duty, duty.deadline)
    if force in PROHIBITIONS and not duty.fulfilments:
        _told(w, rule, verdicts, (held, overridden, departed, breached), by, named, f"bounds({due})")
        return
    done, late, on = _fulfilled(w, duty, due)
    told_due = "None" if due == "None" else f"bounds({due})"
    if force in PROHIBITIONS:
        _told(w, rule, verdicts, (held, overridden, departed, breached), by, named, told_due, on)
        return
    closed = Code(f"S[{CLOSED}]", atom=True)
    inputs = (held, overridden, departed, breached, done, late, passed, closed)
    _told(w, rule, verdicts, inputs, by, named, told_due, on)


def _deadline(w: Expressions, duty: ir.Duty, deadline: ir.Deadline) -> tuple[str, Code]:
    """The last day (minute) in time, with the facts that it hangs on, and whether it has passed."""
    due = w.fresh()
    number, anchor = w.value(deadline.number), w.named(w.value(deadline.anchor))
    asked = f"due(S, {w.keep(duty)}, {w.variables(deadline.number, deadline.anchor)})"
    if type(number.const) is int:
        unit = w.constant(deadline.unit)
        w.line(
            f"{due} = shifted(CALENDAR, {anchor.text}, {number.text}, {unit.text}) if type({anchor.text}) is int else {asked}"
        )
    else:
        w.line(f"{due} = {asked}")
    judged = w.fresh()
    w.line(f"{judged} = A * 1440" if deadline.unit == "hours" else f"{judged} = A")
    return due, w.named(Code(f"({due} < {judged} if type({due}) is int else op_less({due}, {judged}))"))


def _fulfilled(w: Expressions, duty: ir.Duty, due: str) -> tuple[Code, Code, str]:
    """Whether it was done, whether too late, and the name of the day on which it was first done."""
    false = w.constant(False)
    if all(way.done_on is None for way in duty.fulfilments):  # then no act is late, and none has a day
        done = [_some_act(w, way) for way in duty.fulfilments]
        if due == "None" or all(not way.binders for way in duty.fulfilments):
            return _one_of(w, done), false, ""
    acts = w.fresh()
    w.line(f"{acts} = []")
    arises = None if duty.arises_on is None else w.named(Code(settled(w.value(duty.arises_on))))
    for way in duty.fulfilments:
        _acts(w, way, acts, arises, due)
    done_name, late, on = w.fresh(), w.fresh(), w.fresh()
    w.line(f"{done_name}, {late}, {on} = fulfilled({acts}) if {acts} else NOT_DONE")
    return Code(done_name, atom=True), Code(late, atom=True), on


def _some_act(w: Expressions, way: ir.Fulfilment) -> Code:
    if not way.binders:
        return w.named(w.truth(way.condition))
    parts = list(way.condition.parts) if isinstance(way.condition, ir.And) else [way.condition]
    return lists.some(w, way.binders, parts)


def _one_of(w: Expressions, truths: list[Code]) -> Code:
    if len(truths) == 1:
        return truths[0]
    if not truths:
        return w.constant(False)
    found = w.fresh()
    texts = ", ".join(t.text for t in truths)
    w.line(f"{found} = one_true(({texts}))")
    return Code(found, atom=True)


def _acts(w: Expressions, way: ir.Fulfilment, acts: str, arises: Code | None, due: str) -> None:
    """Lines that add each act that may have fulfilled the duty: whether it did, whether late, and when."""

    def act(certain: str) -> None:
        if way.done_on is None:
            w.line(f"{acts}.append(({certain}, False, None))")
            return
        on = w.named(Code(settled(w.value(way.done_on))))
        arose = "None" if arises is None else arises.text
        w.line(f"act({acts}, {certain}, {on.text}, {arose}, {due})")

    if way.binders:
        parts = list(way.condition.parts) if isinstance(way.condition, ir.And) else [way.condition]
        late = "False" if due == "None" else f"None if {due} is not None else False"
        lists.ranging(w, way.binders, parts, act, lambda: w.line(f"{acts}.append((None, {late}, None))"))
        return
    held = w.named(w.truth(way.condition))
    if held.const is False:
        return
    with w.block(f"if {held.text} is not False:"):
        act(held.text)


# ---- conclusions ------------------------------------------------------------------------------------------------------
def _conclusion(
    w: Expressions, rule: Rule, conclusion: ir.Conclusion, held: Code, overridden: Code, by: str, named: str
) -> None:
    branch = "None"
    if isinstance(conclusion.value, ir.Choose):
        found, which = choices.choose(w, conclusion.value)
        branch = which.text
    else:
        found = w.value(conclusion.value)
    found = w.named(Code(settled(found), atom=found.atom and found.day is None, const=found.const))
    name = w.constant(rule.rule.name).text
    verdicts = Verdicts.of(conclusion)
    kind = w.keep(conclusion.value.type)
    general = f"concluded({name}, {named}, {found.text}, {kind}, {held.text}, {overridden.text}, {by}, {w.keep(verdicts)}, {branch})"
    if held.const is True and overridden.const is False and isinstance(conclusion.value.type, _AS_THEY_ARE):
        status = w.constant(verdicts.fixed(True, False, False, False)[0]).text
        row = f"({name}, {named}, {status}, None, {found.text}, None, None, (), {branch})"
        rule.add(
            row
            if found.is_constant and type(found.const) in (bool, int, str)
            else f"{row} if type({found.text}) in SHOWN_TYPES else {general}"
        )
    elif isinstance(conclusion.value.type, _AS_THEY_ARE) and not found.is_constant:
        told = w.fresh()
        w.line(f"{told} = {w.keep(verdicts)}[{held.text}, {overridden.text}, False, False]")
        by_told = "()" if by == "()" else f"{by} if {told}[2] else ()"
        shown = f"{found.text}, None, None, {by_told}, {branch}"
        row = f"({name}, {named}, {told}[0], {told}[1], {shown})"
        rule.add(f"{row} if type({found.text}) in SHOWN_TYPES and {told}[0] == 'concluded' else {general}")
    else:
        rule.add(general)
