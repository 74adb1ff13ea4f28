"""Floor 2, front end: what can be said only of a policy as a whole: citations, wording, overrides, what nobody uses."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import fields, has

from hsb_policy.core.schema import CASE
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.ids import with_places
from hsb_policy.frontend.symbols import Symbols


def check_whole_policy(text: ast.PolicyText, symbols: Symbols, out: Collector) -> None:
    """Report missing and unknown citations, forbidden words, circles of overrides, and what is declared but never used."""
    _citations(text, symbols, out)
    _wording(text, out)
    _override_circles(symbols, out)
    _unused(text, symbols, out)


# ---- citations ----------------------------------------------------------------------------------------------------
_MUST_CITE = (ast.Rule, ast.Interpretation, ast.Guidance, ast.Always, ast.Wording)


def _citations(text: ast.PolicyText, symbols: Symbols, out: Collector) -> None:
    known = {"S": symbols.statements, "A": symbols.readings, "J": symbols.reserved}
    for declaration in text.declarations:
        if isinstance(declaration, _MUST_CITE) and not declaration.cites:
            what = declaration.kind if isinstance(declaration, ast.Rule) else type(declaration).__name__.lower()
            out.error(
                "HSB-R461",
                f"this {what} does not say which statement it carries",
                declaration.name.span,
                "cites nothing",
                help=("add `cites S019`, with the ids of the statements that it carries",),
            )
        for cite in _nodes(declaration, ast.Cite):
            for id_, span in with_places([cite]):
                if id_ not in known.get(id_[:1], frozenset()):
                    _unknown_id(id_, span, symbols, out)


def _unknown_id(id_: str, span: Span, symbols: Symbols, out: Collector) -> None:
    everything = sorted(symbols.statements | symbols.readings | symbols.reserved)
    near = nearest(id_, everything)
    what = {
        "S": "the procedure has no statement",
        "A": "no interpretation here cites",
        "J": "no question is reserved to people under",
    }.get(id_[:1], "there is no statement, interpretation or question")
    of_kind = [e for e in everything if e[:1] == id_[:1]]
    last = f"they go from {of_kind[0]} to {of_kind[-1]}" if of_kind else "ids look like `S019`, `A03`, `J02`"
    cures = (f"did you mean `{near}`?", last) if near else (last,)
    out.error("HSB-N209", f"{what} `{id_}`", span, "not known", help=cures)


# ---- wording ------------------------------------------------------------------------------------------------------
def _wording(text: ast.PolicyText, out: Collector) -> None:
    rules = [d for d in text.declarations if isinstance(d, ast.Wording)]
    patterns = [
        (re.compile(rf"\b{re.escape(avoid.text)}(?:s|es)?\b", re.IGNORECASE), rule)
        for rule in rules
        for avoid in rule.avoid
    ]
    for declaration in text.declarations:
        if isinstance(declaration, ast.Wording):
            continue
        for said in _texts(declaration):
            for pattern, rule in patterns:
                found = pattern.search(said.text)
                if found:
                    out.error(
                        "HSB-R462",
                        f'the words "{found[0]}" are to be avoided',
                        said.span,
                        "these words",
                        help=(f'say "{rule.use.text}"',),
                    )


def _texts(declaration: ast.AnyDeclaration) -> Iterator[ast.Text | ast.Word]:
    if isinstance(declaration, ast.Always | ast.Scenario):
        yield declaration.name
    yield from _nodes(declaration, ast.Text)


# ---- overrides ----------------------------------------------------------------------------------------------------
def _override_circles(symbols: Symbols, out: Collector) -> None:
    weaker = {name: {w.text: w.span for w in rule.overrides} for name, rule in symbols.rules.items()}
    told: set[frozenset[str]] = set()
    for name in sorted(weaker):
        circle = _circle(name, weaker)
        if circle is None or len(circle) < 2 or frozenset(circle) in told:
            continue
        told.add(frozenset(circle))
        shown = " → ".join((*circle, circle[0]))
        out.error(
            "HSB-R463",
            f"these rules override each other in a circle: {shown}",
            weaker[circle[0]][circle[1]],
            "begins here",
            help=(f"take `overrides {circle[0]}` out of `{circle[-1]}`, or break the circle elsewhere",),
        )


def _circle(start: str, weaker: Mapping[str, Mapping[str, Span]]) -> tuple[str, ...] | None:
    """The shortest way from a rule back to itself."""
    frontier: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while frontier:
        path = frontier.pop(0)
        for following in sorted(weaker.get(path[-1], {})):
            if following == start:
                return path
            if following not in seen and following in weaker:
                seen.add(following)
                frontier.append((*path, following))
    return None


# ---- unused -------------------------------------------------------------------------------------------------------
def _unused(text: ast.PolicyText, symbols: Symbols, out: Collector) -> None:
    used = {word for d in text.declarations for word in _used_words(d)}
    cited = {id_ for d in text.declarations if isinstance(d, ast.Rule) for id_, _ in with_places(d.cites)}
    for declaration in text.declarations:
        name = declaration.name.text
        if name in used:
            continue
        match declaration:
            case ast.Define():
                what = "definition"
            case ast.Party():
                what = "party"
            case ast.Codes():
                what = "list of codes"
            case ast.Record() if declaration.placement == "embedded" and name != CASE:
                what = "kind of record"
            case ast.Interpretation() if not declaration.fixed and not _is_cited(declaration, cited):
                what = "interpretation"
            case _:
                continue
        if what == "interpretation" and name == "force":
            continue
        out.warning(
            "HSB-R464",
            f"nothing uses the {what} `{name}`",
            declaration.name.span,
            "never used",
            help=("use it, or take it out",),
        )


def _is_cited(declaration: ast.Interpretation, cited: set[str]) -> bool:
    return any(id_ in cited for id_, _ in with_places(declaration.cites) if id_.startswith("A"))


def _used_words(declaration: ast.AnyDeclaration) -> Iterator[str]:
    for node in _all_nodes(declaration):
        if node is declaration.name:
            continue
        if isinstance(node, ast.Name):
            yield node.name
        elif isinstance(node, ast.Word):
            yield node.text
        elif isinstance(node, ast.TypeWords):
            yield node.words


def _nodes(declaration: Any, kind: Any) -> Iterator[Any]:
    return (node for node in _all_nodes(declaration) if isinstance(node, kind))


def _all_nodes(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple):
        for item in node:
            yield from _all_nodes(item)
    elif has(type(node)) and isinstance(node, ast.Node):
        yield node
        for attribute in fields(type(node)):
            if attribute.name != "span":
                yield from _all_nodes(getattr(node, attribute.name))
