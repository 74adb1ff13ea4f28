"""Floor 3: the words for what is wrong with a case file. No message shows what a case says.

Places are shown by index (`involvements[2].status`), with the names of fields. A word that was written is quoted only where it
is so near to an allowed one that it is plainly that one misspelt, or has the form of a short id; the name of a field also where it
has the form of one. Whatever else was written may be somebody's name, though it be one word in small letters.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.diagnostics.nearest import nearest

LONGEST_QUOTE: Final = 40
FEW: Final = 8  # allowed words that a message still lists
_COMPARISONS: Final = 50_000  # words compared for suggestions in one file: enough for any honest one
_FIELD_FORM: Final = re.compile(
    "[a-z][A-Za-z0-9_]*|[A-Z][A-Za-z0-9]*_[A-Za-z0-9_]*"
)  # a word with a capital alone may be somebody's name
HIDDEN: Final = "?"  # stands in a path for the name of a field that is not shown
_ID_FORM: Final = re.compile("[A-Za-z]{1,3}-?[0-9]{1,4}")
_PLACE: Final = re.compile(r"([^.\[]*)(?:\[([0-9]+)\])?")


class Faults:
    """Gathers what is wrong with a case; reading goes on after each, so that one run tells everything."""

    def __init__(self) -> None:
        self._items: list[Diagnostic] = []
        self._comparisons = _COMPARISONS

    def add(self, code: str, path: str | None, message: str, *cures: str | None) -> None:
        """Report a fault at a place, with the cures that there are, at most two."""
        self._items.append(Diagnostic(code=code, message=message, path=path, help=tuple(c for c in cures if c)))

    @property
    def found(self) -> bool:
        """Whether anything is wrong so far."""
        return bool(self._items)

    def nearest(self, word: str, allowed: Collection[str]) -> str | None:
        """The allowed word that was probably meant; of huge files full of faults only the first are compared."""
        self._comparisons -= len(allowed)
        return nearest(word, allowed) if self._comparisons >= 0 and len(word) <= LONGEST_QUOTE else None

    def collected(self, document: Any) -> Diagnostics:
        """What was found: what is missing from the case first, then in the order of the document's lists."""
        order = {key: at for at, key in enumerate(document)} if isinstance(document, Mapping) else {}

        def place(fault: Diagnostic) -> tuple[int, int]:
            found = _PLACE.match(fault.path or "")
            return (order.get(found[1], -1), int(found[2] or 0)) if found else (-1, 0)

        return Diagnostics(tuple(sorted(self._items, key=place)))

    # ---- words --------------------------------------------------------------------------------------------------------
    def unknown_field(self, path: str, word: Any, allowed: Collection[str], of: str) -> None:
        """A field that records of this kind do not have."""
        near = self.nearest(word, allowed) if isinstance(word, str) else None
        shown = quoted(word) if near is not None else named(word)
        self.add("HSB-D520", path, f"{of} has no field {shown}", _did_you_mean(near), _allowed(allowed, "fields"))

    def unknown_code(self, path: str, word: str, allowed: Collection[str], name: str) -> None:
        """A word that is not one of the codes of the field `name`."""
        plain = word.strip().lower().replace(" ", "_").replace("-", "_")
        near = plain if plain in allowed else self.nearest(plain, allowed)
        shown = quoted(word) if near is not None else "the text here" if word.strip() else "an empty text"
        message = f"{shown} is not one of the words for `{name}`"
        self.add("HSB-D530", path, message, _did_you_mean(near), _allowed(allowed, "words"))

    def not_a_code(self, path: str, value: Any, allowed: Collection[str], name: str) -> None:
        """Something other than a text where a code belongs."""
        self.wrong_kind(path, value, f"one of the words for `{name}`", _allowed(allowed, "words"))

    def wrong_kind(self, path: str | None, value: Any, expected: str, cure: str | None = None) -> None:
        """A value of another kind than the field's."""
        self.add("HSB-D521", path, f"{standing(value)} stands where {expected} is expected", cure)

    def half_sign(self, path: str | None) -> None:
        """A text with half of a sign: one of two escapes that only together make one."""
        self.add("HSB-D502", path, "this text has half of a sign", "write the sign itself, or both its halves")


def is_whole(text: str) -> bool:
    """Whether a text has whole signs only, so that it can be written in UTF-8."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def standing(value: Any) -> str:
    """What stands somewhere, by its kind alone."""
    match value:
        case None:
            return "nothing (`null`)"
        case bool():
            return "a yes or no (`true` or `false`)"
        case int():
            return "a number"
        case float():
            return "a number with a decimal point"
        case str():
            return "a text" if value.strip() else "an empty text"
        case list() | tuple():
            return "a list"
        case Mapping():
            return "a record in braces"
        case _:
            return "something that a case file cannot hold"


def quoted(word: str) -> str:
    """A short word that somebody wrote, fit for one line of a message."""
    shown = "".join(c if c.isprintable() and c != "`" else "?" for c in word[:LONGEST_QUOTE])
    return f"`{shown}…`" if len(word) > LONGEST_QUOTE else f"`{shown}`"


def quoted_id(id_: str) -> str:
    """An id where it has the short form of one, such as `C1`; an id of another form may be somebody's name."""
    return f" `{id_}`" if _ID_FORM.fullmatch(id_) else ""


def _is_field_like(word: str) -> bool:
    """Whether a word has the form of a field's name, such as `birth_date`."""
    return len(word) <= LONGEST_QUOTE and _FIELD_FORM.fullmatch(word) is not None


def step(word: Any) -> str:
    """The name of a field as a step of a path.

    >>> step("birth_date"), step("Sarah Jones")
    ('birth_date', '?')
    """
    return word if isinstance(word, str) and _is_field_like(word) else HIDDEN


def named(word: Any) -> str:
    """The name of a field in a sentence, where it has the form of one; another is not shown."""
    if not isinstance(word, str):
        return "with a name that is not a text"
    return quoted(word) if _is_field_like(word) else "of the name that stands here"


def _did_you_mean(near: str | None) -> str | None:
    return f"did you mean `{near}`?" if near else None


def _allowed(allowed: Collection[str], what: str) -> str:
    if len(allowed) <= FEW:
        return f"allowed: {', '.join(f'`{word}`' for word in allowed)}"
    return f"{len(allowed)} {what} are allowed here; `hsb-policy schema` shows them"
