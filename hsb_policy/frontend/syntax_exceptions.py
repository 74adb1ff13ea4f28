"""Floor 2, front end: mistakes about exceptions, and conditions where a value is wanted.

Exceptions are for values: `normally V` with `except when C: W`. Who writes one below a condition means `and not`.
"""

from typing import Final

from hsb_policy.diagnostics.model import Diagnostic, Label
from hsb_policy.frontend import syntax_codes as codes
from hsb_policy.frontend.lexer import Leaf
from hsb_policy.frontend.syntax_scene import Scene

_LONGEST: Final = 60  # characters of a cure that repeats what was written
_CONDITIONS: Final = frozenset({"AS", "WHEN", "WHERE", "HAS", "MET_WHEN", "BREACHED_WHEN", "FAILS_WHEN"})
_VALUES: Final = frozenset({"NORMALLY", "CONCLUDES", "OTHERWISE", "COLON", "DONE_ON", "ARISES_ON"})
_COMPARING: Final = ("IS", "HAS_", "INCLUDES", "OVERLAPS", "TOUCHES", "COVERS", "NAMES_", "WAS_ANSWERED")
_JOINING: Final = frozenset({"AND", "OR"})


def misplaced_exception(scene: Scene) -> Diagnostic | None:
    """Explain an exception where there is a condition and no `normally`."""
    at = next((i for i in (scene.index, scene.index - 1) if _is_exception(scene, i)), None)
    if at is None or "EXCEPT_WHEN" in scene.accepts:
        return None
    word, kind = scene.leaves[at], str(scene.leaves[0])
    opener = next((i for i in range(at - 1, 0, -1) if scene.leaves[i].type in _CONDITIONS), None)
    if opener is None:
        return None
    opening = scene.leaves[opener]
    joined = _joined(scene, opener, at)
    helps: tuple[str, ...]
    if opening.type == "AS":
        message = f"`{word}` makes an exception to `normally` and a value, and this `{kind}` says `as` and a condition"
        helps = (
            f"write `{joined}`",
            "to give a value with exceptions, write `normally` and the value in place of `as`",
        )
    else:
        message = f"`{word}` makes an exception to a value, and `{opening}` is followed by a condition"
        helps = (f"write `{joined}`", *_stronger_rule(scene))
    return Diagnostic(
        code=codes.MISPLACED_EXCEPTION,
        message=message,
        primary=Label(word.span, "no exception can stand here"),
        secondary=(Label(opening.span, "this is a condition"),),
        help=helps,
    )


def _is_exception(scene: Scene, at: int) -> bool:
    if not 0 < at < len(scene.leaves):
        return False
    leaf = scene.leaves[at]
    return leaf.type == "EXCEPT_WHEN" or (leaf.type == "NAME" and leaf in ("unless", "except"))


def _joined(scene: Scene, opener: int, at: int) -> str:
    """The condition and its exception as one condition, or the form of it where that is too long to read."""
    opening = scene.leaves[opener]
    held = scene.leaves[opener + 1 : at]
    end = next((i for i in range(at + 1, len(scene.leaves)) if _ends(scene.leaves[i])), len(scene.leaves))
    excepted = scene.leaves[at + 1 : end]
    if held and excepted:
        first, second = (" ".join(scene.written(part[0].span.to(part[-1].span)).split()) for part in (held, excepted))
        first = f"({first})" if any(leaf.type == "OR" for leaf in held) else first
        said = f"{opening} {first} and not ({second})"
        if len(said) <= _LONGEST:
            return said
    return f"{opening} … and not (…)"


def _ends(leaf: Leaf) -> bool:
    return leaf.is_first or leaf.type == "COLON"


def _stronger_rule(scene: Scene) -> tuple[str, ...]:
    first, *rest = scene.leaves
    if first.type not in {"DUTY", "PERMISSION", "QUESTION"} or not rest:
        return ()
    return (f"or write a rule for the exception, with `overrides {rest[0]}` in it",)


def condition_for_value(scene: Scene) -> Diagnostic | None:
    """Explain a condition where the value itself is wanted."""
    found = scene.found
    if found is None or "IS" in scene.accepts or not (found.type in _JOINING or found.type.startswith(_COMPARING)):
        return None
    if "if" in scene.leaves[scene.index + 1 : scene.index + 2]:
        return None  # `or if none` in other words
    opener = next((i for i in range(scene.index - 1, 0, -1) if scene.leaves[i].type in _VALUES | _CONDITIONS), None)
    if opener is None or scene.leaves[opener].type not in _VALUES:
        return None
    opening = scene.leaves[opener]
    last = next((i for i in range(scene.index, len(scene.leaves)) if scene.leaves[i].is_first), len(scene.leaves))
    place = scene.leaves[opener + 1].span.to(scene.leaves[last - 1].span)
    written = " ".join(scene.written(place).split())
    named = "give this condition a name with `define`, and write the name here"
    helps: tuple[str, ...] = (named,)
    if opening.type == "NORMALLY":
        helps = (f"to say when it holds, write `as {written}`" if len(written) <= _LONGEST else "write `as`", named)
    elif opening.type == "COLON":
        helps = (named, "or write the value that it has then, such as `yes`, `no` or `silent`")
    return Diagnostic(
        code=codes.CONDITION_FOR_VALUE,
        message=f"after `{opening}` stands a value, and this is a condition",
        primary=Label(place, "a condition"),
        help=helps,
    )
