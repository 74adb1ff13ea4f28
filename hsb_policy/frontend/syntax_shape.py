"""Floor 2, front end: mistakes in the shape of a declaration: indentation, labels, names, dots, commas, rows.

Each function looks at the place where the parser stopped, and explains the mistake if it is of its kind.
"""

import re
from typing import Final

from hsb_policy.diagnostics.model import Diagnostic, Edit, Fix, Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import syntax_codes as codes
from hsb_policy.frontend.grammar import grammar
from hsb_policy.frontend.syntax_expected import shown
from hsb_policy.frontend.syntax_scene import Scene, is_wordy

_ID: Final = re.compile("[A-Z][0-9]{2,4}")


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
        fix=Fix((Edit(Span(found.span.file, _line_start(scene, found.span.start), found.span.start), ""),), safe=True),
    )


def _line_start(scene: Scene, place: int) -> int:
    return scene.part.file.text.rfind("\n", 0, place) + 1


def lacking_day(scene: Scene) -> Diagnostic | None:
    """Explain an age that is not said to be that on a day, and a time limit with `is within`."""
    found, before = scene.found, scene.before
    earlier = scene.leaves[scene.index - 2] if scene.index > 1 else before
    if found is not None and found.type == "OF" and before.type == "DURATION" and earlier.type == "IS_WITHIN":
        return Diagnostic(
            code=codes.OUT_OF_PLACE,
            message="`is within` is for opening hours, and a time limit is said as a comparison of days",
            primary=Label(earlier.span.to(found.span), "said otherwise"),
            help=(f"write `is on or before {before} after` and the day",),
        )
    ages = [leaf for leaf in scene.open if leaf.type in {"AGE_OF", "ON"}]
    if not ages or ages[-1].type != "AGE_OF" or "ON" not in scene.accepts:
        return None
    place = ages[-1].span.to(before.span)
    age = " ".join(scene.written(place).split())
    return Diagnostic(
        code=codes.LACKING,
        message=f"`{shown(age)}` says no day, and an age changes from day to day",
        primary=Label(place, "`on` must follow"),
        help=(f"write `{shown(age)} on` and the day, such as `as_at`",),
    )


def twice(scene: Scene) -> Diagnostic | None:
    """Explain a word that stands twice."""
    found, before = scene.found, scene.before
    following = scene.leaves[scene.index + 1].type if scene.index + 1 < len(scene.leaves) else "$END"
    if found is None or scene.index == 0 or not is_wordy(found) or found != before or following not in scene.accepts:
        return None
    return Diagnostic(
        code=codes.OUT_OF_PLACE,
        message=f"`{shown(found)}` stands twice",
        primary=Label(before.span.to(found.span), "the same word twice"),
        help=("leave one of them out",),
        fix=Fix(
            (Edit(Span(found.span.file, before.span.end, found.span.end), ""),),
            safe=found.type not in {"NAME", "NOT", "NO"},
        ),
    )


def field_of_nothing(scene: Scene) -> Diagnostic | None:
    """Explain a field that does not say what it is a field of."""
    found = scene.found
    if found is None or found.type != "FIELD" or not scene.wants_value():
        return None
    return Diagnostic(
        code=codes.OUT_OF_PLACE,
        message=f"`{found}` does not say what it is a field of",
        primary=Label(found.span, "a name is missing before the dot"),
        help=(f"write the name before it, as in `child{found}`",),
    )


def spare_mark(scene: Scene) -> Diagnostic | None:
    """Explain a comma or a colon without which the text goes on."""
    found, before = scene.found, scene.before
    following = scene.leaves[scene.index + 1 : scene.index + 2]
    if found is not None and found.type == "COLON" and following and following[0].type in scene.accepts:
        spare = found
    elif found is not None and before.type == "COMMA" and found.type in scene.accepts_before(scene.index - 1):
        spare = before
    else:
        return None
    return Diagnostic(
        code=codes.OUT_OF_PLACE,
        message=f"no `{spare}` can stand here",
        primary=Label(spare.span, "out of place"),
        help=(f"leave the `{spare}` out",),
        fix=Fix((Edit(spare.span, ""),), safe=spare.type == "COLON"),
    )


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


def lacking_dot(scene: Scene) -> Diagnostic | None:
    """Explain a field that is written without its dot."""
    found, before = scene.found, scene.before
    if before.type == "NAME" and before.is_first and scene.leaves[0].type in {"RECORD", "CASE"}:
        return undotted(before.span, before)  # it was read as the second word of the type before it
    if found is None or "FIELD" not in scene.accepts or not is_wordy(found) or " " in found:
        return None
    if "IS" not in scene.accepts and (found.is_first or before.type not in {"NAME", "FIELD"}):
        return undotted(found.span, found)
    if found.is_first or before.type not in {"NAME", "FIELD"} or "IS" not in scene.accepts:
        return None
    better = f"{_path(scene)}.{found}"
    if _is_compared(scene, scene.index + 1):  # so it is not to be compared with what stands before it
        return Diagnostic(
            code=codes.DOT_LACKING,
            message=f"a field is written after a dot: `{better}`",
            primary=Label(before.span.to(found.span), "its dot is missing"),
            help=(f"write `{better}`",),
            fix=Fix((Edit(Span(before.span.file, before.span.end, found.span.end), f".{found}"),), safe=True),
        )
    return Diagnostic(
        code=codes.DOT_LACKING,
        message=f"nothing joins `{_path(scene)}` and `{found}`",
        primary=Label(before.span.to(found.span), "a dot or a comparison is missing"),
        help=(f"if `{found}` is a field, write `{better}`", f"to compare them, write `{_path(scene)} is {found}`"),
    )


def _is_compared(scene: Scene, at: int) -> bool:
    """Whether a comparison stands there."""
    return at < len(scene.leaves) and scene.leaves[at].type.startswith(("IS", "HAS_", "INCLUDES", "COVERS", "OVERLAPS"))


def unjoined(scene: Scene) -> Diagnostic | None:
    """Explain two names side by side, where what follows shows that neither a dot nor a comparison was all that is missing."""
    found, before = scene.found, scene.before
    earlier = scene.leaves[scene.index - 2] if scene.index > 1 else before
    if found is not None and not found.is_first and found.type == "NAME" and before.type == "NAME":
        first, second = before, found
    elif before.type == earlier.type == "NAME" and not before.is_first and earlier is not before:
        first, second = earlier, before
    else:
        return None
    at = next(i for i, leaf in enumerate(scene.leaves) if leaf.span == second.span)
    if "IS" not in scene.accepts_before(at) or _is_compared(scene, at + 1):
        return None
    return Diagnostic(
        code=codes.DOT_LACKING,
        message=f"nothing joins `{first}` and `{second}`",
        primary=Label(first.span.to(second.span), "what is the one to the other?"),
        help=(
            f"if `{first}` is a definition, write `{first}({second})`",
            f"if `{second}` is a field, write `{first}.{second}`",
        ),
    )


def undotted(place: Span, name: str) -> Diagnostic:
    """Say that a field stands without its dot."""
    return Diagnostic(
        code=codes.DOT_LACKING,
        message=f"a field is written after a dot: `.{name}`",
        primary=Label(place, "its dot is missing"),
        help=(f"write `.{name}`",),
        fix=Fix((Edit(Span(place.file, place.start, place.start), "."),), safe=True),
    )


def _path(scene: Scene) -> str:
    start = scene.index - 1
    while start > 0 and scene.leaves[start].type == "FIELD":
        start -= 1
    return "".join(scene.leaves[start : scene.index])


def lacking_colon(scene: Scene) -> Diagnostic | None:
    """Explain an exception whose condition and value have no colon between them."""
    found, before = scene.found, scene.before
    if found is None or found.is_first or "COLON" not in scene.accepts:
        return None
    if not any(leaf.type == "EXCEPT_WHEN" for leaf in scene.open) or not scene.going_on(
        scene.index, ["COLON"], scene.index
    ):
        return None
    end = Span(before.span.file, before.span.end, before.span.end)
    return Diagnostic(
        code=codes.LACKING,
        message=f"a `:` is missing before `{shown(found)}`: after it stands the value that the exception gives",
        primary=Label(before.span.to(found.span), "no `:` between these"),
        help=(f"write `{shown(before)}: {shown(found)}`",),
        fix=Fix((Edit(end, ":"),), safe=True),
    )


def lacking_comma(scene: Scene) -> Diagnostic | None:
    """Explain two things of one kind without a comma between them."""
    found, before = scene.found, scene.before
    if found is None or "COMMA" not in scene.accepts:
        return None
    if found.is_first and found.type != "FIELD" and scene.leaves[0].type != "CODES":
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
        fix=Fix((Edit(Span(found.span.file, before.span.end, before.span.end), ","),), safe=_are_ids(before, found)),
    )


def _are_ids(first: str, second: str) -> bool:
    return all(_ID.fullmatch(word) is not None for word in (first, second))


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
        fix=Fix((Edit(Span(last.file, last.end, last.end), " |"),), safe=True),
    )
