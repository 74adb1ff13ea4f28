"""Floor 2, front end: what can be said only of a policy as a whole: citations, overrides, and parties.

What is never used is told by `unused`, and words to avoid by `wording`.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Final

from hsb_policy.core import ir
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Edit, Fix, Label
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.circles import circles
from hsb_policy.frontend.clauses import a
from hsb_policy.frontend.declare_reference import CITES, cites_of
from hsb_policy.frontend.declared_once import Declared
from hsb_policy.frontend.ids import range_of
from hsb_policy.frontend.lowering import listed
from hsb_policy.frontend.narrow_defaults import warn_of_narrow_defaults
from hsb_policy.frontend.near_statements import near_statements
from hsb_policy.frontend.nodes_in import Trees, trees_of
from hsb_policy.frontend.older_acts import warn_of_older_acts
from hsb_policy.frontend.statement_list import check_statement_list
from hsb_policy.frontend.symbols import Symbols
from hsb_policy.frontend.unused import warn_of_unused
from hsb_policy.frontend.worded_deadlines import warn_of_other_units
from hsb_policy.frontend.worded_numbers import warn_of_other_numbers
from hsb_policy.frontend.wording import check_wording


def check_whole_policy(
    text: ast.PolicyText, declared: Declared, symbols: Symbols, rules: Sequence[ir.AnyRule], out: Collector
) -> None:
    """Report what is not cited, or not there to be cited; words to avoid; overrides that cannot be; what is never used."""
    trees = trees_of(text)
    _check_uncited(text, out)
    _check_ids(trees, symbols, out)
    check_statement_list(text, out)
    warn_of_narrow_defaults(symbols, out)
    warn_of_other_units(text, out)
    for declaration in text.declarations:
        warn_of_other_numbers(declaration, out)
        if isinstance(declaration, ast.Rule):
            warn_of_older_acts(declaration, out)
    _check_parties(declared, symbols, out)
    _check_circles(declared, symbols, rules, out)
    _check_overrides(symbols, rules, out)
    check_wording(trees, out)
    warn_of_unused(trees, declared, symbols, out)


# ---- citations ------------------------------------------------------------------------------------------------------

_WHAT: Final[dict[type, str]] = {
    ast.Interpretation: "interpretation",
    ast.Guidance: "principle",
    ast.Always: "invariant",
    ast.Wording: "rule on wording",
    ast.Reference: "table of reference data",
}


def _check_uncited(text: ast.PolicyText, out: Collector) -> None:
    """Everything that says what the procedure says cites it.

    A definition and a reserved question need not: the rules that use the one and ask the other do.
    """
    for declaration in text.declarations:
        if isinstance(declaration, ast.Rule):
            what = a(declaration.kind)
        elif type(declaration) in _WHAT:
            what = ("an " if _WHAT[type(declaration)][0] in "ai" else "a ") + _WHAT[type(declaration)]
        else:
            continue
        if not any(True for _ in _cites_in(declaration)):
            out.error(
                "HSB-R450",
                f"{what} cites what it carries out of the procedure, and `{declaration.name.text}` cites nothing",
                declaration.name.span,
                "cites nothing",
                help=(_TO_CITE.get(type(declaration), "add `cites S019`, with the ids of the statements it carries"),),
            )


_TO_CITE: Final[dict[type, str]] = {
    ast.Interpretation: "add `cites A02, S024`: its own id, and the statements that can be read in more than one way",
    ast.Reference: "add `cites S107`, or a column `cites` with the ids of each row",
}


def _cites_in(declaration: ast.AnyDeclaration) -> Iterator[ast.Cite]:
    """The ids that a declaration says it carries."""
    match declaration:
        case ast.Rule():
            yield from declaration.cites
            for body in declaration.bodies:
                if isinstance(body, ast.RowsBody):
                    yield from _column(body.headers, body.rows)
        case ast.Reference():
            yield from declaration.cites
            yield from _column(declaration.headers, declaration.rows)
        case (
            ast.Interpretation()
            | ast.Guidance()
            | ast.Always()
            | ast.Wording()
            | ast.ReservedQuestion()
            | ast.Codes()
            | ast.Record()
        ):
            yield from declaration.cites
        case _:
            return


def _column(headers: Sequence[ast.Header], rows: Sequence[ast.Row]) -> Iterator[ast.Cite]:
    for at, header in enumerate(headers):
        if header.kind == CITES:
            for row in rows:
                yield from cites_of(row.cells[at]) if at < len(row.cells) else ()


_OTHER_IDS: Final = ("A", "J")
"""How the ids of interpretations and of reserved questions begin."""


def _check_ids(trees: Trees, symbols: Symbols, out: Collector) -> None:
    """Every id that is cited exists. Those in the cells of a rule's table are told where the table is read."""
    known = symbols.statements | symbols.readings | symbols.reserved
    cites: list[ast.Cite] = []
    titles: dict[Span, str] = {}
    for declaration, nodes in trees:
        here = [node for node in nodes if isinstance(node, ast.Cite)]
        cites += here
        if isinstance(declaration, ast.Rule):
            titles.update((cite.span, declaration.label.text) for cite in here)
        if isinstance(declaration, ast.Reference):
            cites += _column(declaration.headers, declaration.rows)
    if not symbols.statements:
        _no_statements([declaration for declaration, _ in trees], cites, out)
        cites = [cite for cite in cites if cite.first.text[:1] in _OTHER_IDS]
    heads = [d for d, _ in trees if isinstance(d, ast.PolicyHead) and d.pack_for is None]
    worded = {d.name.text: d for d, _ in trees if isinstance(d, ast.Statement)}
    for cite in cites:
        near = partial(near_statements, worded=worded, cites=cites, title=titles.get(cite.span))
        _check_cite(cite, known, heads[0] if heads else None, near, out)


def _no_statements(declarations: Sequence[ast.AnyDeclaration], cites: Sequence[ast.Cite], out: Collector) -> None:
    """The head says nothing of statements: told once. Without a head, that is what is told."""
    head = next((d for d in declarations if isinstance(d, ast.PolicyHead) and d.pack_for is None), None)
    cite = next((cite for cite in cites if cite.first.text[:1] not in _OTHER_IDS), None)
    if head is not None and cite is not None:
        out.error(
            "HSB-N209",
            f"`{head.name.text}` does not say which statements its procedure has",
            cite.span,
            "not known",
            secondary=(Label(head.name.span, "the policy"),),
            help=("add to its head, for example, `statements S001 to S117`",),
        )


Near = Callable[[ast.Word], str | None]  # the statements that a wrong id may stand for, in words


def _check_cite(cite: ast.Cite, known: frozenset[str], head: ast.PolicyHead | None, near: Near, out: Collector) -> None:
    unknown = [word for word in (cite.first, *((cite.last,) if cite.last else ())) if word.text not in known]
    for word in unknown:
        _unknown_id(word, known, head, near, out)
    if unknown or cite.last is None or range_of(cite.first.text, cite.last.text) is not None:
        return
    first, last = cite.first.text, cite.last.text
    backwards = range_of(last, first) is not None
    cure = f"turn it round: `{last} to {first}`" if backwards else f"write them one by one: `{first}, {last}`"
    out.error(
        "HSB-R451",
        f"`{first} to {last}` is no range of ids",
        cite.first.span.to(cite.last.span),
        "runs backwards" if backwards else "two kinds of ids",
        help=(cure,),
        fix=Fix((Edit(cite.first.span, last), Edit(cite.last.span, first))) if backwards else None,
    )


def _unknown_id(
    word: ast.Word, known: frozenset[str], head: ast.PolicyHead | None, alike_in_words: Near, out: Collector
) -> None:
    """An id that nothing declares. One number is not told from another, so only the same one, written otherwise, is proposed."""
    kind = word.text[:1]
    message, cure = {
        "A": (f"no interpretation cites `{word.text}`", f"let the interpretation that answers it cite `{word.text}`"),
        "J": (f"no question `{word.text}` is reserved to anybody", f'declare it: `reserved {word.text} "…" to PARTY`'),
    }.get(kind, (f"the procedure has no statement `{word.text}`", ""))
    alike = sorted(id_ for id_ in known if id_[:1] == kind)
    declared: tuple[Label, ...] = ()
    if not cure:
        statements = alike or sorted(known)
        edition = f"in the edition `{head.editions[0].text}`" if head is not None and head.editions else "now"
        cure = f"look up which number the statement has {edition}, and cite that one"
        if statements and head is not None:
            declared = (Label(_range(head), f"its statements are {statements[0]} to {statements[-1]}"),)
    near = next((id_ for id_ in sorted(known) if _number(id_) == _number(word.text)), None)
    first = f"did you mean `{near}`?" if near else alike_in_words(word) if kind not in _OTHER_IDS else None
    out.error(
        "HSB-N209",
        message,
        word.span,
        "not known",
        secondary=declared,
        help=(first, cure) if first else (cure,),
        fix=Fix((Edit(word.span, near),)) if near else None,
    )


def _range(head: ast.PolicyHead) -> Span:
    """Where a policy says which statements it has."""
    if not head.statement_ranges:
        return head.name.span
    first, last = head.statement_ranges[0]
    return first.span.to(last.span)


def _number(id_: str) -> str:
    """An id without what fingers and eyes confuse in it: zeros in front, the letters O and l, small letters.

    >>> _number("S0O8") == _number("S008") == _number("s8")
    True
    """
    digits = id_[1:].translate(str.maketrans("OolI", "0011"))
    return id_[:1].upper() + digits.lstrip("0")


def _check_parties(declared: Declared, symbols: Symbols, out: Collector) -> None:
    """The parties to whom a question is reserved exist; those of rules are told with the rules."""
    for question in declared.reserved.values():
        for word in question.parties:
            if word.text in symbols.parties:
                continue
            near = nearest(word.text, symbols.parties)
            out.error(
                "HSB-N208",
                f"there is no party called `{word.text}`",
                word.span,
                "not declared",
                help=(f"did you mean `{near}`?" if near else f'declare it: `party {word.text} "…"`',),
                fix=renamed(word.span, near),
            )


# ---- overrides ------------------------------------------------------------------------------------------------------


def _check_circles(declared: Declared, symbols: Symbols, rules: Sequence[ir.AnyRule], out: Collector) -> None:
    """No rule overrides itself by way of others: each would displace the other. By itself is told with the rule.

    Where an invariant says that one of them is never overridden, that one is to win.
    """
    never = {
        invariant.rule.text: invariant.name.span
        for invariant in declared.always.values()
        if invariant.rule is not None and any(status.text == "overridden" for status in invariant.never)
    }
    graph = {rule.name: frozenset(rule.overrides) for rule in rules}
    for circle in circles(graph):
        steps = [
            (stronger, weaker, next(w for w in symbols.rules[stronger].overrides if w.text == weaker))
            for stronger, weaker in pairwise(circle)
        ]
        first, second, word = steps[0]
        if len(steps) == 2:
            message = (
                f"`{first}` overrides `{second}`, and `{second}` overrides `{first}`: where both apply, none is left"
            )
            cures = tuple(
                f"if `{winner}` should win, take `{winner}` out of what `{loser}` overrides"
                for winner, loser in ((first, second), (second, first))
            )
        else:
            message = f"these rules override each other in a circle, so that none is left: {' -> '.join(circle)}"
            cures = ("take one of the names underlined here out: of the rule that should not win over the next",)
        wrong = [(stronger, weaker) for stronger, weaker, _ in steps if weaker in never]
        if wrong:
            cures = tuple(
                f"take `{w}`, which is never to be overridden, out of what `{s}` overrides" for s, w in wrong[:2]
            )
        out.error(
            "HSB-R453",
            message,
            word.span,
            f"`{first}` overrides this",
            secondary=(
                *(Label(w.span, f"`{stronger}` overrides this") for stronger, _, w in steps[1:]),
                *(Label(never[weaker], f"`{weaker}` is never to be overridden") for _, weaker in wrong),
            ),
            help=cures,
        )


def _check_overrides(symbols: Symbols, rules: Sequence[ir.AnyRule], out: Collector) -> None:
    """Two rules that concern nothing in common: one outcome of the stronger would displace all of the weaker."""
    about = {rule.name: tuple(key.name for key in rule.about) for rule in rules}
    for rule in rules:
        for weaker in rule.overrides:
            own, other = about[rule.name], about.get(weaker, ())
            if not own or not other or set(own) & set(other):
                continue
            word = next(w for w in symbols.rules[rule.name].overrides if w.text == weaker)
            out.warning(
                "HSB-R454",
                f"`{rule.name}` concerns {listed(own)} and `{weaker}` concerns {listed(other)}: "
                f"with nothing in common, one outcome of `{rule.name}` overrides all of `{weaker}`",
                word.span,
                "nothing in common",
                help=("let both concern the same, with `about`",),
            )
