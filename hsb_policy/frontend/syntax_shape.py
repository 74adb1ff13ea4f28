"""Floor 2, front end: mistakes in the shape of a declaration: brackets, labels, dots, names, `has`, indentation.

Each function looks at the place where the parser stopped, and explains the mistake if it is of its kind.
"""

from collections.abc import Iterable
from typing import Final

from hsb_policy.diagnostics.model import Diagnostic, Edit, Fix, Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import syntax_codes as codes
from hsb_policy.frontend.grammar import grammar
from hsb_policy.frontend.lexer import Leaf
from hsb_policy.frontend.syntax_expected import shown
from hsb_policy.frontend.syntax_scene import Scene, is_wordy

_QUANTIFIERS: Final = frozenset(
    {"SOME", "EVERY", "NO", "EXACTLY_ONE", "ITS_OWN", "LATEST", "EARLIEST", "FIRST_IN_ORDER"}
)
_CLOSING: Final = {"LPAR": "RPAR", "LSQB": "RSQB"}
_CLOSED_BY: Final = {"(": ")", "[": "]"}


def indented_declaration(scene: Scene) -> Diagnostic | None:
    """Explain a declaration that does not begin at the start of its line."""
    found = scene.found
    if found is None or not found.is_first or found not in grammar().words.declarations:
        return None
    following = scene.leaves[scene.index + 1] if scene.index + 1 < len(scene.leaves) else None
    if following is None or following.type not in {"NAME", "STRING", "FIELD"}:
        return None
    return Diagnostic(
        code=codes.INDENTED_DECLARATION,
        message=f"a declaration begins at the start of a line, and this `{found}` is indented",
        primary=Label(found.span, "indented"),
        help=(f"move `{found}` to the start of its line",),
    )


def spare_bracket(scene: Scene) -> Diagnostic | None:
    """Explain a bracket that closes nothing."""
    found = scene.found
    if found is None or found not in {")", "]"}:
        return None
    opening = _unclosed(scene.open)
    if opening is not None:
        return None if _CLOSED_BY[opening] == found else _open(opening, found)
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
    return _open(opening, scene.found) if _unclosed(scene.leaves) is not None else None


def _unclosed(leaves: Iterable[Leaf]) -> Leaf | None:
    opening: list[Leaf] = []
    for leaf in leaves:
        if leaf.type in _CLOSING:
            opening.append(leaf)
        elif opening and leaf.type == _CLOSING[opening[-1].type]:
            opening.pop()
    return opening[-1] if opening else None


def _open(opening: Leaf, found: Leaf | None) -> Diagnostic:
    close = _CLOSED_BY[opening]
    return Diagnostic(
        code=codes.OPEN_BRACKET,
        message=f"this `{opening}` is not closed: a `{close}` is missing",
        primary=Label(opening.span, "not closed"),
        secondary=(Label(found.span, f"the `{close}` belongs before this"),) if found is not None else (),
        help=(f"put the `{close}` where the bracket ends",),
    )


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
    written = " ".join(scene.written(place).split())
    name = written if len(written) <= 50 else str(opener)
    return Diagnostic(
        code=codes.HAS_LACKING,
        message=f"`{name}` lacks `has` and what must hold",
        primary=Label(place, "`has` must follow"),
        help=(f"write `{name} has` and a condition",),
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


def lacking_text(scene: Scene) -> Diagnostic | None:
    """Explain a label, an action or another text that is missing, and a name of several words."""
    if scene.accepts != {"STRING"}:
        return None
    first, before, found = scene.leaves[0], scene.before, scene.found
    if scene.index == 2 and found is not None and is_wordy(found) and not found.is_first:
        last = found
        for leaf in scene.leaves[scene.index :]:
            if leaf.is_first or not is_wordy(leaf):
                break
            last = leaf
        place = before.span.to(last.span)
        name = "_".join(scene.written(place).split())
        return Diagnostic(
            code=codes.BROKEN_NAME,
            message=f"a name is one word, and `{scene.written(place)}` is several",
            primary=Label(place, "several words"),
            help=(f"write `{name}`",),
            fix=Fix((Edit(place, name),)),
        )
    what = "label" if scene.index == 2 else "text"
    return Diagnostic(
        code=codes.LABEL_LACKING,
        message=f"`{first} {before}` has no label" if scene.index == 2 else f"no text follows `{before}`",
        primary=Label(before.span, f"its {what} must follow"),
        help=(f'write the {what} between quotation marks after `{before}`, as in `{before} "…"`',),
    )


def reserved_name(scene: Scene) -> Diagnostic | None:
    """Explain a word of the language where a name is wanted."""
    found = scene.found
    if found is None or not is_wordy(found) or found.type == "NAME":
        return None
    if "NAME" not in scene.accepts or "$END" in scene.accepts or found.is_first or " " in found:
        return None
    if scene.wants_value() and found not in grammar().words.declarations | {"error", "query", "statements", "readings"}:
        return None
    return Diagnostic(
        code=codes.RESERVED_NAME,
        message=f"`{found}` is a word of the language and cannot be a name",
        primary=Label(found.span, "a word of the language"),
        help=(f"choose another name, such as `the_{found}`",),
    )


def lacking_dot(scene: Scene) -> Diagnostic | None:
    """Explain a field that is written without its dot."""
    found, before = scene.found, scene.before
    if before.type == "NAME" and before.is_first and scene.leaves[0].type in {"RECORD", "CASE"}:
        return undotted(before.span, before)  # it was read as the second word of the type before it
    if found is None or "FIELD" not in scene.accepts or not is_wordy(found) or " " in found:
        return None
    if not scene.wants_value() and (found.is_first or before.type not in {"NAME", "FIELD"}):
        return undotted(found.span, found)
    if found.is_first or before.type not in {"NAME", "FIELD"} or "IS" not in scene.accepts:
        return None
    better = f"{_path(scene)}.{found}"
    return Diagnostic(
        code=codes.DOT_LACKING,
        message=f"nothing joins `{_path(scene)}` and `{found}`",
        primary=Label(before.span.to(found.span), "a dot or a comparison is missing"),
        help=(f"if `{found}` is a field, write `{better}`", f"to compare them, write `{_path(scene)} is {found}`"),
    )


def undotted(place: Span, name: str) -> Diagnostic:
    """Say that a field stands without its dot."""
    return Diagnostic(
        code=codes.DOT_LACKING,
        message=f"a field is written after a dot: `.{name}`",
        primary=Label(place, "its dot is missing"),
        help=(f"write `.{name}`",),
        fix=Fix((Edit(Span(place.file, place.start, place.start), "."),)),
    )


def _path(scene: Scene) -> str:
    start = scene.index - 1
    while start > 0 and scene.leaves[start].type == "FIELD":
        start -= 1
    return "".join(scene.leaves[start : scene.index])


def lacking_comma(scene: Scene) -> Diagnostic | None:
    """Explain two things of one kind without a comma between them."""
    found, before = scene.found, scene.before
    if found is None or "COMMA" not in scene.accepts or (found.is_first and found.type != "FIELD"):
        return None
    if found.type not in {"NAME", "STRING", "NUMBER", "FIELD"} or not scene.going_on(
        scene.index, ["COMMA"], scene.index
    ):
        return None
    return Diagnostic(
        code=codes.LACKING,
        message=f"a comma is missing between `{shown(before)}` and `{shown(found)}`",
        primary=Label(before.span.to(found.span), "no comma between these"),
        help=(f"write `{shown(before)}, {shown(found)}`",),
        fix=Fix((Edit(Span(found.span.file, before.span.end, before.span.end), ","),)),
    )


def open_row(scene: Scene) -> Diagnostic | None:
    """Explain the last row of a table without its closing `|`."""
    if "VBAR" not in scene.accepts or not any(leaf.type == "VBAR" for leaf in scene.open):
        return None
    return unclosed_row(scene.before.span) if scene.found is None or scene.found.is_first else None


def unclosed_row(last: Span) -> Diagnostic:
    """Say that a row of a table is not closed; `last` is what stands last in it."""
    return Diagnostic(
        code=codes.OPEN_ROW,
        message="this row has no closing `|` on its line",
        primary=Label(last, "a `|` must follow"),
        help=("close the row with `|`; a row stands on one line",),
    )
