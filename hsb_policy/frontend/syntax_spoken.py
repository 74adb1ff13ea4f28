"""Floor 2, front end: names, articles and telephone numbers written as people say and dial them.

`advice only` for `advice_only`, `the decision` for `decision`, `01785 000000` for a text. What would be written instead is read
first: only what takes the reader past the place is proposed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import evolve, frozen
from lark.exceptions import UnexpectedToken

from hsb_policy.core.status import ORDER
from hsb_policy.diagnostics.model import Diagnostic, Edit, Fix, Label
from hsb_policy.diagnostics.source import SourceFile, Span
from hsb_policy.frontend import syntax_codes as codes
from hsb_policy.frontend.build_words import Impossible, OpenRow, UndottedField, WrittenTwice
from hsb_policy.frontend.grammar import read
from hsb_policy.frontend.lexer import Leaf, TooDeep
from hsb_policy.frontend.syntax_scene import Scene, is_wordy

_JOINED: Final = re.compile(r'"[^"\n]*"|#[^\n]*|([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)')
_TELEPHONE: Final = re.compile(r"(?:\+[0-9]{1,3}|\(0[0-9]{2,4}\)|0[0-9]{2,})(?:[ -][0-9]{2,})+")
_ARTICLES: Final = frozenset({"the", "a", "an"})
_LONGEST: Final = 4  # words of a name
_SHOWN: Final = 2


def joined_names(files: Iterable[SourceFile]) -> frozenset[str]:
    """All names of several words that a policy has, and the statuses: what people may say with spaces.

    >>> "advice_only" in joined_names([SourceFile("a.policy", 'codes Kind advice_only "advice_not_me"  # nor_me')])
    True
    >>> "nor_me" in joined_names([SourceFile("a.policy", 'codes Kind advice_only "advice_not_me"  # nor_me')])
    False
    """
    found = {match[1] for file in files for match in _JOINED.finditer(file.text) if match[1]}
    return frozenset(found | {status for status in ORDER if "_" in status})


@frozen
class _Word:
    """A word of the text; one that the language joins with others (`is not`) is cut into its own words."""

    text: str
    span: Span
    leaf: int


def spoken_name(scene: Scene) -> Diagnostic | None:
    """Explain a name of several words that is written with spaces, where the policy has it with `_`."""
    if not scene.known:
        return None
    fitting: list[tuple[str, Span, str]] = []
    for words in _phrases_at(scene):
        name = "_".join(word.text for word in words)
        place = words[0].span.to(words[-1].span)
        if name.lower() in scene.known and _goes_on(scene, place, name.lower()):
            fitting.append((" ".join(word.text for word in words), place, name.lower()))
    if not fitting:
        return None
    said, place, name = fitting[0]
    names = list(dict.fromkeys(name for _, _, name in fitting))
    return Diagnostic(
        code=codes.BROKEN_NAME,
        message=f"a name is one word, and `{said}` is several",
        primary=Label(place, "several words"),
        help=tuple(f"did you mean `{name}`?" for name in names[:_SHOWN]),
        fix=Fix((Edit(place, name),), safe=len(names) == 1),
    )


def _phrases_at(scene: Scene) -> Iterator[Sequence[_Word]]:
    """The words on the line that include those at the place or just before it, the longest phrases first."""
    here = {min(scene.index, len(scene.leaves) - 1), max(0, scene.index - 1)}
    at = scene.found or scene.before
    line = scene.on_line_of(at)
    words: list[_Word | None] = []
    for number, leaf in enumerate(scene.leaves):
        if any(leaf is other for other in line):
            words += _words_of(leaf, number)
    for length in range(_LONGEST, 1, -1):
        for start in range(len(words) - length + 1):
            phrase = [word for word in words[start : start + length] if word is not None]
            if len(phrase) == length and any(word.leaf in here for word in phrase):
                yield phrase


def _words_of(leaf: Leaf, number: int) -> list[_Word | None]:
    """The words of a leaf; None for what is no word, which no phrase goes across. A field is one without its dot."""
    if leaf.type != "FIELD" and not is_wordy(leaf):
        return [None]
    file, start = leaf.span.file, leaf.span.start
    found: list[_Word | None] = [
        _Word(match[0], Span(file, start + match.start(), start + match.end()), number)
        for match in re.finditer(r"\w+", leaf)
    ]
    return [None, *found] if leaf.type == "FIELD" else found


def _goes_on(scene: Scene, place: Span, better: str) -> bool:
    """Whether the declaration, with other words at a place, is read past it and past the word that follows."""
    part = scene.part
    text = f"{part.file.text[: place.start]}{better}{part.file.text[place.end :]}"
    moved = len(better) - (place.end - place.start)
    following = next((leaf.span.start + moved for leaf in scene.leaves if leaf.span.start >= place.end), None)
    try:
        read(evolve(part, file=SourceFile(part.file.name, text), end=part.end + moved))
    except UnexpectedToken as stopped:
        if following is None:
            return False
        return stopped.token.type == "$END" or (stopped.token.start_pos or 0) > following
    except (TooDeep, WrittenTwice, Impossible, OpenRow, UndottedField):
        return False
    return True


def spare_article(scene: Scene) -> Diagnostic | None:
    """Explain `the`, `a` or `an` before a name."""
    found = scene.found
    for article, following in ((scene.before, found), (found, _after(scene))):
        if article is None or following is None or article.lower() not in _ARTICLES or article.type != "NAME":
            continue
        if following.type != "NAME" or following.is_first or _is_bound(scene, article):
            continue
        place = Span(article.span.file, article.span.start, following.span.start)
        if not _goes_on(scene, place, ""):
            continue
        return Diagnostic(
            code=codes.OUT_OF_PLACE,
            message=f"a name stands without an article, and this is `{article} {following}`",
            primary=Label(article.span, "an article"),
            help=(f"leave it out: write `{following}`",),
            fix=Fix((Edit(place, ""),), safe=True),
        )
    return None


def _after(scene: Scene) -> Leaf | None:
    return scene.leaves[scene.index + 1] if scene.index + 1 < len(scene.leaves) else None


def _is_bound(scene: Scene, name: Leaf) -> bool:
    """Whether the declaration gives that name to a record or a parameter, as in `some a in allocations`."""
    return any(
        first == name and second.type in {"IN", "COLON"}
        for first, second in zip(scene.leaves, scene.leaves[1:], strict=False)
    )


def telephone(scene: Scene) -> Diagnostic | None:
    """Explain a telephone number without quotation marks."""
    at = scene.found or scene.before
    text = scene.part.file.text
    start = text.rfind("\n", 0, at.span.start) + 1
    end = text.find("\n", start)
    for match in _TELEPHONE.finditer(text, start, end if end >= 0 else len(text)):
        if match.start() <= at.span.start < match.end() and text[match.start() - 1] not in '"0123456789':
            place = Span(at.span.file, match.start(), match.end())
            return Diagnostic(
                code=codes.LACKING,
                message="a telephone number is a text, and a text stands between quotation marks",
                primary=Label(place, "no quotation marks"),
                help=(f'write `"{match[0]}"`',),
                fix=Fix((Edit(place, f'"{match[0]}"'),), safe=True),
            )
    return None
