"""Floor 2, front end: which clauses each kind of rule may have, how often, and which it cannot do without."""

from typing import Any, Final

from attrs import frozen

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast

ALL: Final = frozenset({"duty", "permission", "question", "conclusion", "table", "silence", "check"})
DUTY: Final = frozenset({"duty"})
ACTS: Final = frozenset({"duty", "permission"})
QUESTION: Final = frozenset({"question"})
CONCLUDES: Final = frozenset({"conclusion", "table"})
CHECK: Final = frozenset({"check"})


@frozen
class _Clause:
    """A clause: its attribute in the tree, its words, the kinds of rule that may have it; what they must say by it."""

    attribute: str
    words: str
    kinds: frozenset[str]
    once: bool = True
    says: str = ""
    example: str = ""

    @property
    def is_needed(self) -> bool:
        """Whether a rule of these kinds cannot do without it."""
        return bool(self.says)


_CLAUSES: Final = (
    _Clause("for_each", "for each", ALL),
    _Clause("about", "about", ALL),
    _Clause("when", "when", ALL),
    _Clause("closes", "a missing … counts as", ALL, once=False),
    _Clause("actions", "who must do what", ACTS, says="who must do what", example='PARTY must "…"'),
    _Clause("met_when", "met when", DUTY, once=False),
    _Clause("breached_when", "breached when", DUTY),
    _Clause("arises_on", "arises on", DUTY),
    _Clause("within", "within", DUTY),
    _Clause("overrides", "overrides", ALL, once=False),
    _Clause("departable", "may be departed from", DUTY),
    _Clause("departed_when", "counts as departed when", DUTY),
    _Clause("asks", "asks", QUESTION, once=False, says="whom it asks", example="asks PARTY"),
    _Clause("answered_by", "answered by", QUESTION, says="which reserved question it is", example="answered by J02"),
    _Clause("consider", "consider", QUESTION, once=False),
    _Clause("gives", "gives", CONCLUDES, says="what kind of value it gives", example="gives TYPE"),
    _Clause("bodies", "what is concluded", CONCLUDES, says="what is concluded", example="concludes …"),
    _Clause("severity", "error or query", CHECK, says="whether it finds an `error` or a `query`", example="query"),
    _Clause("fails_when", "fails when", CHECK, says="when it fails", example="fails when …"),
    _Clause("point_at", "point at", CHECK, once=False),
    _Clause("nearest", "nearest", frozenset({"silence"})),
    _Clause("cites_row_of", "cites those of", CONCLUDES),
)
_ARTICLE: Final = {
    "duty": "a duty",
    "permission": "a permission",
    "question": "a question",
    "conclusion": "a conclusion",
}


def a(kind: str) -> str:
    """A kind of rule with its article."""
    return _ARTICLE.get(kind, f"a {kind}")


def check_clauses(rule: ast.Rule, out: Collector) -> bool:
    """Tell every clause that does not belong, stands twice or is lacking; whether the rule can be understood without them."""
    complete = True
    for clause in _CLAUSES:
        items: tuple[Any, ...] = getattr(rule, clause.attribute)
        if items and rule.kind not in clause.kinds:
            _misplaced(rule, clause, items, out)
        elif clause.once and len(items) > 1:
            _twice(rule, clause, items, out)
        elif clause.is_needed and not items and rule.kind in clause.kinds:
            _lacking(rule, clause, out)
            complete = False
    return complete


def span_of_clause(item: Any) -> Span:
    """Where an item of a clause stands; `about` has several."""
    span: Span = item[0].span.to(item[-1].span) if isinstance(item, tuple) else item.span
    return span


def _misplaced(rule: ast.Rule, clause: _Clause, items: tuple[Any, ...], out: Collector) -> None:
    kinds = " or ".join(a(kind) for kind in sorted(clause.kinds))
    out.error(
        "HSB-R401",
        f"{a(rule.kind)} has no `{clause.words}`: that belongs to {kinds}",
        span_of_clause(items[0]),
        f"not in {a(rule.kind)}",
        secondary=(Label(rule.name.span, f"{a(rule.kind)}"),),
        help=("take it out", f"or make `{rule.name.text}` {kinds}"),
    )


def _twice(rule: ast.Rule, clause: _Clause, items: tuple[Any, ...], out: Collector) -> None:
    joined = clause.attribute in ("when", "breached_when", "fails_when")
    out.error(
        "HSB-R402",
        f"`{rule.name.text}` has `{clause.words}` twice",
        span_of_clause(items[1]),
        "the second",
        secondary=(Label(span_of_clause(items[0]), "the first"),),
        help=("join them with `and` or `or`",) if joined else ("keep one of them",),
    )


def _lacking(rule: ast.Rule, clause: _Clause, out: Collector) -> None:
    out.error(
        "HSB-R403",
        f"{a(rule.kind)} says {clause.says}, and `{rule.name.text}` does not",
        rule.name.span,
        "incomplete",
        help=(f"add `{clause.example}`",),
    )
