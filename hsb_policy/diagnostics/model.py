"""Ground floor: a message about a text, as data. Printers elsewhere turn it into text, JSON or SARIF.

What a message repeats of a text is shortened here, once for all who show it: a name may be a million letters long.
"""

import re
from collections.abc import Iterable
from enum import Enum
from typing import Final

from attrs import field, frozen

from hsb_policy.diagnostics.source import Span

LONGEST: Final = 1_200  # letters of a message; of a longer one the beginning and the end are kept
_LONGEST_WORD: Final = 200
_LONG_WORD: Final = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
_KEPT: Final = 4  # the end that is kept is a quarter of the beginning


def shortened(text: str) -> str:
    """A text without the middle of its overlong words, and of itself where it is too long.

    >>> shortened("`" + "a" * 1_000_000 + "`").count("a"), shortened("there is no `x`")
    (197, 'there is no `x`')
    """
    text = _LONG_WORD.sub(lambda word: _without_middle(word[0], _LONGEST_WORD), text)
    return text if len(text) <= LONGEST else _without_middle(text, LONGEST)


def _without_middle(text: str, length: int) -> str:
    end = length // (_KEPT + 1)
    return f"{text[: length - end - 1]}…{text[-end:]}"


def _all_shortened(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(shortened, texts))


class Severity(Enum):
    """How grave a message is: an error stops the policy from being used, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@frozen
class Label:
    """A place in the text and a few words about what stands there."""

    span: Span
    text: str = field(default="", converter=shortened)


@frozen
class Edit:
    """Replace what stands in `span` by `text`."""

    span: Span
    text: str


@frozen
class Fix:
    """Edits that cure a mistake; `safe` means that the meaning the author intended cannot be missed."""

    edits: tuple[Edit, ...]
    safe: bool = False


@frozen(kw_only=True)
class Diagnostic:
    """One mistake, one message.

    `code` is stable ("HSB-N201"): S syntax, N names, T types and units, R rules, D case data, X our own fault. `message`
    is one sentence that is enough by itself; `help` has at most two cures, the likelier first; `path` names the place in
    a case file, where there is no text to point at.
    """

    code: str
    message: str = field(converter=shortened)
    primary: Label | None = None
    secondary: tuple[Label, ...] = ()
    help: tuple[str, ...] = field(default=(), converter=_all_shortened)
    fix: Fix | None = None
    severity: Severity = Severity.ERROR
    path: str | None = None


@frozen
class Diagnostics:
    """Messages in the order in which they are told."""

    items: tuple[Diagnostic, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether any of them stops the policy or the case from being used."""
        return any(d.severity is Severity.ERROR for d in self.items)
