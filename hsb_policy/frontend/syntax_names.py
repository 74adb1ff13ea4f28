"""Floor 2, front end: mistakes in names: what they are made of, and words of the language in their place.

Each function looks at the place where the parser stopped, and explains the mistake if it is of its kind.
"""

import re
from typing import Final

from hsb_policy.diagnostics.model import Diagnostic, Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import syntax_codes as codes
from hsb_policy.frontend.grammar import grammar
from hsb_policy.frontend.lexer import UNKNOWN, Leaf
from hsb_policy.frontend.syntax_scene import Scene, is_adjacent, is_wordy

_NOUNS: Final = frozenset({"error", "query", "statements", "readings", "edition"})
_CONNECTING: Final = frozenset(
    {
        *("is", "has", "in", "of", "on", "to", "by", "and", "or", "not", "for", "with", "where", "as", "yes", "no"),
        *("when", "cites", "gives", "some", "every", "under"),
    }
)


def broken_name(scene: Scene) -> Diagnostic | None:
    """Explain a name with a hyphen, an apostrophe or a digit at its start."""
    found, before = scene.found, scene.before
    if found is not None and "NAME" in scene.accepts and scene.index + 1 < len(scene.leaves):
        following = scene.leaves[scene.index + 1]
        if is_adjacent(found, following) and (
            found.type == "NUMBER" or (is_wordy(found) and following.type == "MINUS")
        ):
            before, found = found, following
    if found is None or scene.index == 0 or not is_adjacent(before, found):
        return None
    if not (is_wordy(before) or before.type in {"NUMBER", "FIELD"}):
        return None
    if before.type == "NUMBER" and found.type != "NAME" and found[0] != "_":
        return None
    if not (found.type in {"MINUS", "NAME"} or found[0] == "_" or is_apostrophe(scene, found)):
        return None
    last = found
    for leaf in scene.leaves[scene.index + 1 :]:
        if is_adjacent(last, leaf) and (is_wordy(leaf) or leaf.type in {"MINUS", "NUMBER"} or leaf[0] == "_"):
            last = leaf
    place = before.span.to(last.span)
    if before.type == "FIELD":
        place = Span(place.file, place.start + 1, place.end)
    cure = "begin the name with a letter"
    if is_apostrophe(scene, found):  # what follows an apostrophe was read as the beginning of a text
        place = Span(place.file, place.start, found.span.start + len(found.split()[0]))
        cure = "say whose it is with a dot, as in `child.birth_date`"
    name = scene.written(place)
    if is_wordy(before) and found.type == "MINUS":
        cure = f"write `{re.sub('-+', '_', name)}`"
    return Diagnostic(
        code=codes.BROKEN_NAME,
        message=f"`{name}` cannot be a name: names begin with a letter and are made of letters, digits and `_`",
        primary=Label(place, "not a name"),
        help=(cure,),
    )


def foreign_letters(scene: Scene, found: Leaf) -> Diagnostic:
    """Explain a name with letters that names cannot have."""
    place = found.span
    for leaf in reversed(scene.leaves[: scene.index]):
        if leaf.span.end != place.start or leaf.type not in {"NAME", "NUMBER", "FIELD"}:
            break
        place = leaf.span.to(place)
    for leaf in scene.leaves[scene.index + 1 :]:
        if leaf.span.start != place.end or not (leaf.type in {"NAME", "NUMBER"} or leaf[0].isalpha()):
            break
        place = place.to(leaf.span)
    word = scene.written(place).removeprefix(".")
    begins_badly = word.isascii()
    return Diagnostic(
        code=codes.BROKEN_NAME if begins_badly else codes.FOREIGN_CHARACTER,
        message=f"`{word}` cannot be a name: names begin with a letter and are made of letters, digits and `_`"
        if begins_badly
        else f"`{word}` has a letter that names cannot have: they are made of the letters a to z, digits and `_`",
        primary=Label(place, "not a name"),
        help=("begin the name with a letter",)
        if begins_badly
        else ("write the name without accents; texts between quotation marks may have any letter",),
    )


def is_apostrophe(scene: Scene, found: Leaf) -> bool:
    """Whether a mark stands within or right behind a name, as in `child's`."""
    return (
        found.type == UNKNOWN
        and found[0] in "'\u2019\u2018`\u00b4"
        and scene.index > 0
        and scene.before.type in {"NAME", "FIELD"}
        and is_adjacent(scene.before, found)
    )


def reserved_name(scene: Scene) -> Diagnostic | None:
    """Explain a word of the language where a name is wanted."""
    found = scene.found
    if found is None or not is_wordy(found) or found.type == "NAME":
        return None
    if "NAME" not in scene.accepts or "$END" in scene.accepts or found.is_first or " " in found:
        return None
    if found in _CONNECTING or (scene.wants_value() and found not in grammar().words.declarations | _NOUNS):
        return None
    return Diagnostic(
        code=codes.RESERVED_NAME,
        message=f"`{found}` is a word of the language and cannot be a name",
        primary=Label(found.span, "a word of the language"),
        help=(f"choose another name, such as `the_{found}`",),
    )
