"""Floor 2, front end: mistakes in what has a beginning and an end: brackets, and lists that are ranged over.

Each function looks at the place where the parser stopped, and explains the mistake if it is of its kind.
"""

from collections.abc import Iterable
from typing import Final

from hsb_policy.diagnostics.model import Diagnostic, Edit, Fix, Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import syntax_codes as codes
from hsb_policy.frontend.lexer import Leaf
from hsb_policy.frontend.syntax_expected import shown
from hsb_policy.frontend.syntax_scene import Scene, is_adjacent

_QUANTIFIERS: Final = frozenset(
    {"SOME", "EVERY", "NO", "EXACTLY_ONE", "ITS_OWN", "LATEST", "EARLIEST", "FIRST_IN_ORDER"}
)
_CLOSING: Final = {"LPAR": "RPAR", "LSQB": "RSQB"}
_LONGEST: Final = 60  # characters of a cure that repeats what was written
_CLOSED_BY: Final = {"(": ")", "[": "]"}


def spare_bracket(scene: Scene) -> Diagnostic | None:
    """Explain a bracket that closes nothing."""
    found = scene.found
    if found is None or found not in {")", "]"}:
        return None
    opening = _unclosed(scene.open)
    if opening is not None:
        return None if _CLOSED_BY[opening] == found else _open(scene, opening)
    return Diagnostic(
        code=codes.SPARE_BRACKET,
        message=f"this `{found}` closes a bracket that was never opened",
        primary=Label(found.span, "closes nothing"),
        help=(f"leave the `{found}` out, or open the bracket where it belongs",),
        fix=Fix((Edit(found.span, ""),)),
    )


def open_bracket(scene: Scene) -> Diagnostic | None:
    """Explain a bracket that is not closed."""
    opening = _unclosed(scene.open)
    if opening is None or _CLOSING[opening.type] not in scene.accepts:
        return None
    return _open(scene, opening) if _unclosed(scene.leaves) is not None else None


def _unclosed(leaves: Iterable[Leaf]) -> Leaf | None:
    opening: list[Leaf] = []
    for leaf in leaves:
        if leaf.type in _CLOSING:
            opening.append(leaf)
        elif opening and leaf.type == _CLOSING[opening[-1].type]:
            opening.pop()
    return opening[-1] if opening else None


def _open(scene: Scene, opening: Leaf) -> Diagnostic:
    """Say where the bracket may end: before `and` or `or` where they would be mixed, or else where the text stops."""
    close = _CLOSED_BY[opening]
    last = _last_inside(scene, opening)
    head = _head(scene, opening)
    closed = f"{' '.join(scene.written(head.span.to(last.span)).split())}{close}"
    return Diagnostic(
        code=codes.OPEN_BRACKET,
        message=f"the bracket `{shown(scene.written(head.span.to(opening.span)))}` is not closed: a `{close}` is missing",
        primary=Label(opening.span, "not closed"),
        secondary=(Label(last.span, "missing after this?"),),
        help=(f"write `{_tail(closed)}`",),
        fix=Fix((Edit(Span(last.span.file, last.span.end, last.span.end), close),)),
    )


def _tail(closed: str) -> str:
    """The end of a text, from a word on, where the whole is too long to read."""
    return closed if len(closed) <= _LONGEST else f"… {closed[-_LONGEST:].split(' ', 1)[-1]}"


def _index_of(scene: Scene, leaf: Leaf) -> int:
    return next(i for i, other in enumerate(scene.leaves) if other.span == leaf.span)


def _head(scene: Scene, opening: Leaf) -> Leaf:
    """The name or word that a bracket belongs to, or the bracket itself."""
    at = _index_of(scene, opening)
    before = scene.leaves[at - 1] if at else opening
    belongs = before.type == "COUNT_OF" or (before.type == "NAME" and is_adjacent(before, opening))
    return before if belongs or before.type in {"LATEST", "EARLIEST"} else opening


def _last_inside(scene: Scene, opening: Leaf) -> Leaf:
    """The last word that stands within the bracket, as far as can be told."""
    inside = scene.leaves[_index_of(scene, opening) + 1 : scene.index]
    joints: list[tuple[int, Leaf]] = []
    depth = 0
    for at, leaf in enumerate(inside):
        depth += (leaf.type in _CLOSING) - (leaf.type in _CLOSING.values())
        if depth == 0 and leaf.type in {"AND", "OR"}:
            joints.append((at, leaf))
    mixed = next((at for at, leaf in joints if leaf.type != joints[0][1].type), None)
    return inside[mixed - 1] if mixed else scene.before


def lacking_brackets(scene: Scene) -> Diagnostic | None:
    """Explain `count of` and `latest … gives` without their brackets."""
    before, found = scene.before, scene.found
    if before.type == "COUNT_OF" and scene.accepts == {"LPAR"}:
        place, form = before.span, "count of (x in LIST where …)"
    elif before.type in {"LATEST", "EARLIEST"} and scene.accepts == {"LPAR"}:
        place, form = before.span, f"{before} (x in LIST by x.on) gives VALUE or if none …"
    elif found is not None and found.type == "GIVES" and "HAS" in scene.accepts:
        opener = _quantifier(scene)
        if opener is None or opener.type not in {"LATEST", "EARLIEST"}:
            return None
        place, form = opener.span.to(before.span), f"{opener} (x in LIST by x.on) gives VALUE or if none …"
    else:
        return None
    return Diagnostic(
        code=codes.BRACKETS_LACKING,
        message=f"what is looked at stands in brackets here: `{form}`",
        primary=Label(place, "brackets are missing"),
        help=("put brackets round what is looked at",),
    )


def lacking_has(scene: Scene) -> Diagnostic | None:
    """Explain a quantifier without `has`."""
    opener = _quantifier(scene)
    if opener is None or "HAS" not in scene.accepts:
        return None
    place = opener.span.to(scene.before.span)
    inside = scene.leaves[_index_of(scene, opener) : scene.index]
    where = next((i for i, leaf in enumerate(inside) if leaf.type == "WHERE"), None)
    named = inside[: where or None]
    written = " ".join(scene.written(named[0].span.to(named[-1].span)).split())
    name = written if len(written) <= _LONGEST else str(opener)
    helps: tuple[str, ...] = (f"write `{name} has` and a condition",)
    if where is not None:
        helps = (
            "if what follows `where` is what must hold, write `has` in place of `where`",
            "if it only says which are meant, add `has` and what must hold of them",
        )
    return Diagnostic(
        code=codes.HAS_LACKING,
        message=f"`{name}` lacks `has` and what must hold",
        primary=Label(place, "`has` must follow"),
        help=helps,
    )


def _quantifier(scene: Scene) -> Leaf | None:
    complete = 0
    for leaf in reversed(scene.open):
        if leaf.type == "HAS":
            complete += 1
        elif leaf.type in _QUANTIFIERS and not complete:
            return leaf
        elif leaf.type in _QUANTIFIERS:
            complete -= 1
    return None


def lacking_variable(scene: Scene) -> Diagnostic | None:
    """Explain a list that is ranged over without a name for what is in it."""
    opener = scene.leaves[scene.index - 2] if scene.index > 1 else scene.before
    if scene.accepts != {"IN"} or (opener.type != "FOR_EACH" and opener.type not in _QUANTIFIERS):
        return None
    form = f"{opener} {scene.before}"
    return Diagnostic(
        code=codes.LACKING,
        message=f"`{form}` says either no list, or no name for what is in it",
        primary=Label(opener.span.to(scene.before.span), "`in` must follow a name"),
        help=(f"write `{opener} x in {scene.before}`, with a name of your choice for `x`",),
    )
