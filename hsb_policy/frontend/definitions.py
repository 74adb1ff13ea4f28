"""Floor 2, front end: definitions to functions of the core IR. Before it: symbols; after it: rules, which apply them."""

from collections.abc import Mapping

from hsb_policy.core import ir
from hsb_policy.core.types import ErrorType, TextType
from hsb_policy.core.walk import walk
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.frontend import ast
from hsb_policy.frontend.bodies import lower_body
from hsb_policy.frontend.circles import circles
from hsb_policy.frontend.citing import cited
from hsb_policy.frontend.deep_definitions import refuse_too_deep
from hsb_policy.frontend.expressions import Expressions, expressions
from hsb_policy.frontend.lists import refuse_taken_name
from hsb_policy.frontend.lowering import broken
from hsb_policy.frontend.scope import THE_RULE, Local, Scope, in_definition
from hsb_policy.frontend.symbols import Symbols
from hsb_policy.frontend.told_once import tell_once
from hsb_policy.frontend.value_meant import value_meant


def lower_definitions(symbols: Symbols, out: Collector) -> Mapping[str, ir.Function]:
    """All definitions of a policy, by name."""
    lw = expressions(symbols, out)
    found: dict[str, ir.Function] = {}
    for name in sorted(symbols.definitions):
        mistakes = Collector()
        found[name] = _define(lw.telling(mistakes), symbols.definitions[name])
        tell_once(mistakes, out)
    _refuse_circles(found, symbols, out)
    refuse_too_deep(found, symbols, out)
    return found


def _define(lw: Expressions, define: ast.Define) -> ir.Function:
    name = define.name.text
    signature = lw.symbols.signatures[name]
    told_rule = name in lw.per_rule
    scope = Scope(owner=in_definition() if told_rule else None, meant=value_meant(define))
    kinds = dict(signature.parameters)
    for parameter in define.parameters:
        refuse_taken_name(lw, parameter.name, scope)
        word = parameter.name.text
        scope = scope.having(word, Local(kinds.get(word, ErrorType()), parameter.name.span))
    extra = ((THE_RULE, TextType()),) if told_rule else ()
    return ir.Function(
        name=name,
        parameters=(*signature.parameters, *extra),
        type=signature.type,
        body=_body(lw, define, scope),
        label=define.label.text if define.label is not None else name.replace("_", " "),
        cites=cited(define.cites, lw.symbols),
        origin=define.name.span,
    )


def _body(lw: Expressions, define: ast.Define, scope: Scope) -> ir.Expr:
    name = define.name.text
    if not define.bodies:
        lw.out.error(
            "HSB-R403",
            f"nothing says what `{name}` is",
            define.name.span,
            "no meaning",
            help=("add `as …` with a condition", "or `normally …` with a value"),
        )
        return broken(define.span)
    first, *more = define.bodies
    for body in more:
        lw.out.error(
            "HSB-R402",
            f"`{name}` is defined twice over",
            body.span,
            "a second meaning",
            secondary=(Label(first.span, "the first"),),
            help=("join them into one", "or give the second a name of its own"),
        )
    return lower_body(lw, first, scope, lw.symbols.signatures[name].type, name)


def _refuse_circles(functions: Mapping[str, ir.Function], symbols: Symbols, out: Collector) -> None:
    """A definition that leads back to itself would never come to an answer."""
    graph = {
        name: frozenset(e.function for e in walk(function.body) if isinstance(e, ir.Call))
        for name, function in functions.items()
    }
    for circle in circles(graph):
        others = [name for name in dict.fromkeys(circle) if name != circle[0]]
        out.error(
            "HSB-R410",
            f"`{circle[0]}` leads back to itself: {' -> '.join(circle)}",
            symbols.definitions[circle[0]].name.span,
            "defined by itself",
            secondary=tuple(Label(symbols.definitions[n].name.span, "on the way") for n in others),
            help=("say one of them without the others",),
        )
