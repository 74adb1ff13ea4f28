"""Floor 2, front end: what could stand at a place, in plain words."""

from typing import Final

from hsb_policy.frontend.grammar import grammar
from hsb_policy.frontend.syntax_scene import Scene

CONDITION: Final = "a condition, such as `child.sex is male`"
VALUE: Final = "a value, such as `child.birth_date` or `12`"

_NOT_SPELLED: Final = {
    "STRING": "a text between quotation marks",
    "FIELD": "a field, such as `.birth_date`",
    "DATE": "a day, such as `2025-03-02`",
    "DURATION": "a time, such as `15 working days`",
    "NUMBER": "a number",
    "NAME": "a name",
}
_COMPARISONS: Final = frozenset({"IS", "IS_NOT", "INCLUDES", "HAS_HAPPENED"})
_JOINING: Final[tuple[str, ...]] = ("COMMA", "COLON", "AND", "IS", "IN", "OF", "ON", "TO", "BY", "HAS", "WITH", "FOR")
_MANY: Final = 4
_SHOWN: Final = 40


def expected(scene: Scene) -> str:
    """What could stand at the place, or an empty text where that is too much to say."""
    wanted = scene.wanted - {"$END"}
    if scene.wants_value():
        return CONDITION if {"SOME", "EVERY"} <= wanted else VALUE
    if wanted >= _COMPARISONS:
        return "a comparison, such as `is` or `is below`"
    spelling = grammar().words.spelling
    if (
        "NAME" in wanted
        and "$END" not in scene.accepts
        and all(spelling.get(name, "a")[0].isalpha() for name in wanted)
    ):
        wanted &= _NOT_SPELLED.keys()  # words of the language that may be names here
    words = [_NOT_SPELLED[name] for name in _NOT_SPELLED if name in wanted]
    words += sorted(f"`{spelling[name]}`" for name in wanted if name in spelling)
    return _either(words) if len(words) <= _MANY else ""


def missing_between(scene: Scene) -> str:
    """The words or marks of which one alone, put before the place, lets the text go on; those that join come first."""
    spelling = grammar().words.spelling
    going_on = scene.going_on(scene.index, [name for name in scene.accepts if name in spelling], scene.index)
    joining = [name for name in _JOINING if name in going_on] or sorted(going_on)
    return _either([f"`{spelling[name]}`" for name in joining][:_MANY]) if len(joining) <= _MANY else ""


def _either(words: list[str]) -> str:
    return ", ".join(words[:-1]) + " or " + words[-1] if len(words) > 1 else "".join(words)


def shown(text: str) -> str:
    """A piece of the author's text on one line, cut where it is long."""
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else words[: _SHOWN - 3] + "..."
