"""Floor 2, front end: mistakes in the words of the language: misspelt, or said in other words.

What could stand at the place where the parser stopped is known; so is what could have stood in place of the word before
it, which the parser may have taken for a name.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from hsb_policy.diagnostics.model import Diagnostic, Edit, Fix, Label
from hsb_policy.diagnostics.nearest import edit_distance, near_word, renamed
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import syntax_codes as codes
from hsb_policy.frontend.grammar import grammar
from hsb_policy.frontend.lexer import Leaf
from hsb_policy.frontend.syntax_scene import AFTER_PARTY, Scene, is_wordy
from hsb_policy.frontend.syntax_synonyms import SAID_OTHERWISE, SAME_MEANING

_LONGEST_PHRASE: Final = 6
_COMPARING: Final = 3  # words, as in `is greater than`
_LONGEST_WORD: Final = 40
_MANY: Final = 10
_UNITS: Final = ("years", "months", "weeks", "working days", "days", "hours", "year", "month", "week", "day", "hour")
_OTHER_UNITS: Final = {
    "business days": "working days",
    "business day": "working day",
    "school days": "working days",
    "workdays": "working days",
    "weekdays": "working days",
    "yrs": "years",
    "hrs": "hours",
}

_SURE_UNITS: Final = frozenset({"yrs", "hrs", "business days", "business day"})


def misspelt_unit(scene: Scene) -> Diagnostic | None:
    """Explain a number whose unit is misspelt, or called otherwise."""
    found = scene.found
    if found is None:
        return None
    if found.type == "OF" and scene.before == "number" and scene.index + 1 < len(scene.leaves):
        last = scene.leaves[scene.index + 1]
        unit = _nearest(str(last), [name for name in _UNITS if name.endswith("s")])
        if unit is not None:
            return Diagnostic(
                code=codes.UNKNOWN_UNIT,
                message=f"a number is one of years, months, weeks, days, working days or hours, and not of `{last}`",
                primary=Label(last.span, "not a unit"),
                help=(f"write `number of {unit}`",),
                fix=Fix((Edit(last.span, unit),), safe=f"{last}s" == unit),
            )
    number = scene.index if found.type == "NUMBER" else scene.index - 1
    if number < 0 or scene.leaves[number].type != "NUMBER":
        return None
    if found.type == "NUMBER" and "DURATION" in scene.accepts and "NUMBER" not in scene.accepts:
        following = scene.leaves[number + 1 : number + 2]
        if not following or following[0].type != "NAME":
            return Diagnostic(
                code=codes.UNKNOWN_UNIT,
                message=f"`{found}` does not say of what: a time has a unit",
                primary=Label(found.span, "without a unit"),
                help=(f"write `{found} working days`, `{found} days` or another unit",),
            )
    for words, text, place in reversed(list(_phrases(scene, number + 1, 2))):
        if not all(leaf.type == "NAME" for leaf in words):
            continue
        unit = _OTHER_UNITS.get(text.lower()) or _nearest(text, _UNITS)
        if unit is not None:
            is_sure = text.lower() in _SURE_UNITS or near_word(text, unit, _UNITS).is_sure
            return Diagnostic(
                code=codes.UNKNOWN_UNIT,
                message=f"`{text}` is no unit of time: there are years, months, weeks, days, working days and hours",
                primary=Label(place, "not a unit"),
                help=(f"did you mean `{scene.leaves[number]} {unit}`?",),
                fix=Fix((Edit(place, unit),), safe=is_sure),
            )
    return None


def misspelt_word(scene: Scene) -> Diagnostic | None:
    """Explain a word of the language that is misspelt or said otherwise."""
    found, before = scene.found, scene.before
    if found is not None and is_wordy(found) and not (found.is_first and scene.wants_value()):
        told = _told(scene, scene.index, scene.accepts, scene.index)
        if told is not None:
            return told
    begins_clause = scene.index > 1 and before.type == "NAME" and before.is_first and scene.open[-1] is before
    if begins_clause and scene.accepts <= AFTER_PARTY:
        told = _told(scene, scene.index - 1, scene.accepts_before(scene.index - 1), scene.index - 1)
        return told or _unknown_party(scene, before)
    return _misspelt_before(scene)


def _misspelt_before(scene: Scene) -> Diagnostic | None:
    """Explain words before the place that were taken for something else."""
    found, before = scene.found, scene.before
    if before.lower() == "exactly" and found == "1":
        return _said_otherwise("exactly 1", before.span.to(scene.leaves[scene.index].span), ["exactly one"])
    for back in (1, 2):
        start = scene.index - back
        if start < 1 or not all(is_wordy(leaf) for leaf in scene.leaves[start : scene.index]):
            return None
        if back == 2 and scene.leaves[start] == "is" and before == "between":
            return _between(scene, start)
        told = _told(scene, start, scene.accepts_before(start), scene.index - 1, is_before=True)
        if told is not None:
            return told
    return _compared_with_name(scene)


def _compared_with_name(scene: Scene) -> Diagnostic | None:
    """Explain `is greater than` before a name: the parser took `greater` for a value and `than` for a party."""
    start = scene.index - _COMPARING
    leaves = scene.leaves[max(0, start) : scene.index]
    text = " ".join(leaves)
    meant = [word for word in SAID_OTHERWISE.get(text.lower(), ()) if word.startswith("is ")]
    if start < 1 or len(meant) != 1 or not all(is_wordy(leaf) for leaf in leaves):
        return None
    return _said_otherwise(text, leaves[0].span.to(leaves[-1].span), meant)


def _between(scene: Scene, start: int) -> Diagnostic:
    place, meant = scene.leaves[start].span.to(scene.before.span), "is 5 to 11"
    bounds = scene.leaves[start + 2 : start + 5]
    if [leaf.type for leaf in bounds] == ["NUMBER", "AND", "NUMBER"]:
        place, meant = place.to(bounds[-1].span), f"is {bounds[0]} to {bounds[2]}"
    return _said_otherwise("is between", place, [meant])


def _told(scene: Scene, start: int, accepts: frozenset[str], end: int, *, is_before: bool = False) -> Diagnostic | None:
    """Explain a phrase from `start` to `end` or further that is near to, or stands for, what could stand there.

    Words that the parser has taken in (`is_before`) are doubted only where others would let it go on.
    """
    spelling = grammar().words.spelling
    possible = {spelling[name]: name for name in accepts if name in spelling and spelling[name][0].isalpha()}
    if "RECOMMENDED" in accepts:
        possible["are recommended to"] = "RECOMMENDED"
    best = None
    words = tuple(possible)
    for leaves, text, place in reversed(list(_phrases(scene, start, _LONGEST_PHRASE))):
        after = start + len(leaves)
        if after <= end or any(leaf.is_first for leaf in leaves[1:]) or text in possible:
            continue
        fitting = possible
        if is_before:
            going_on = scene.going_on(start, possible.values(), after)
            fitting = {word: name for word, name in possible.items() if name in going_on}
        if text.lower() in fitting:  # a word of the language in other letters is that word before it is another
            return _in_other_letters(text, place)
        meant = [word for word in SAID_OTHERWISE.get(text.lower(), ()) if word in fitting]
        if meant and not (text == "when" and leaves[0].is_first):
            return _said_otherwise(text, place, meant)
        if is_before and after <= scene.index and leaves[-1].type != "NAME":
            continue
        word = _nearest(text, fitting)
        if (
            word is not None
            and not text.startswith(word + " ")
            and not text.endswith(" " + word)
            and len(leaves) <= len(word.split()) + 1
        ):
            distance = edit_distance(text, word)
            if best is None or distance <= best[0]:
                best = distance, text, place, word
    return _misspelt(*best[1:], words) if best is not None else None


def _misspelt(text: str, place: Span, word: str, possible: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(
        code=codes.UNKNOWN_WORD,
        message=f"`{text}` is not a word that can stand here",
        primary=Label(place, "misspelt?"),
        help=(f"did you mean `{word}`?",),
        fix=renamed(place, near_word(text, word, possible)),
    )


def _in_other_letters(text: str, place: Span) -> Diagnostic:
    return Diagnostic(
        code=codes.UNKNOWN_WORD,
        message=f"words of the language are written in small letters, and this is `{text}`",
        primary=Label(place, "capital letters"),
        help=(f"did you mean `{text.lower()}`?",),
        fix=Fix((Edit(place, text.lower()),), safe=True),
    )


def _said_otherwise(text: str, place: Span, meant: list[str]) -> Diagnostic:
    return Diagnostic(
        code=codes.UNKNOWN_WORD,
        message=f"the language does not say `{text}` here, but " + " or ".join(f"`{word}`" for word in meant),
        primary=Label(place, "said otherwise"),
        help=tuple(f"write `{word}`" for word in meant),
        fix=Fix((Edit(place, meant[0]),), safe=text.lower() in SAME_MEANING) if len(meant) == 1 else None,
    )


def unknown_clause(scene: Scene) -> Diagnostic | None:
    """Explain a line that begins with a word with which no clause of the declaration begins."""
    found = scene.found
    if found is None or not is_wordy(found) or not found.is_first or "$END" not in scene.accepts:
        return None
    spelling = grammar().words.spelling
    words = sorted(f"`{spelling[name]}`" for name in scene.clauses() if name in spelling)
    helps = [f"its clauses begin with {', '.join(words[:-1])} or {words[-1]}"] if 1 < len(words) <= _MANY else []
    if scene.going_on(scene.index, {"COMMA"} & scene.accepts, scene.index):
        helps.append("if it goes on with the list above, put a comma before it")
    return Diagnostic(
        code=codes.UNKNOWN_WORD,
        message=f"no clause of `{scene.leaves[0]}` begins with `{found}`",
        primary=Label(found.span, "not the first word of a clause"),
        help=tuple(helps),
    )


def _unknown_party(scene: Scene, before: Leaf) -> Diagnostic:
    if scene.leaves[0].type == "ALWAYS":
        helps: tuple[str, ...] = (f"write `{before} is never` and the statuses that it must not have",)
    else:
        helps = (
            "begin the clause with one of its words, such as `when`, `cites` or `for each`",
            f'if `{before}` has a duty, write `{before} must "…"`',
        )
    return Diagnostic(
        code=codes.UNKNOWN_WORD,
        message=f"no clause of `{scene.leaves[0]}` begins with `{before}`",
        primary=Label(before.span, "not the first word of a clause"),
        help=helps,
    )


def _phrases(scene: Scene, start: int, longest: int) -> Iterator[tuple[tuple[Leaf, ...], str, Span]]:
    for length in range(1, longest + 1):
        leaves = scene.leaves[start : start + length]
        if len(leaves) < length or not is_wordy(leaves[-1]):
            return
        yield leaves, " ".join(" ".join(leaf.split()) for leaf in leaves), leaves[0].span.to(leaves[-1].span)


def _nearest(text: str, candidates: Iterable[str]) -> str | None:
    """The nearest of them, best one that only goes on; of several words, each must be near to its own."""
    if len(text) > _LONGEST_WORD:
        return None
    if text.lower() in candidates:
        return text.lower()
    limit = max(1, len(text) // 3)
    near = [
        (distance, not word.startswith(text), word)
        for word in candidates
        if abs(len(word) - len(text)) <= limit
        and (distance := edit_distance(text.lower(), word)) <= limit
        and _each_near(text.split(), word.split())
    ]
    return min(near)[2] if near else None


def _each_near(texts: list[str], words: list[str]) -> bool:
    """Whether each word is near to its own; a word of two letters may be another of two, or the same two swapped."""
    if len(texts) != len(words):
        return len("".join(texts)) > 3
    return all(
        edit_distance(text.lower(), word) <= max(1, len(text) // 3)
        and (len(text) > 2 or (len(text) == len(word) and (text[0] == word[0] or text == word[::-1])))
        for text, word in zip(texts, words, strict=True)
    )
