"""The common parts of all syntax trees."""

from attrs import field, frozen

from hsb_policy.diagnostics.source import NOWHERE, Span


@frozen(kw_only=True)
class Node:
    """Anything that stands somewhere in the text."""

    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Word(Node):
    """A name as the author wrote it."""

    text: str


@frozen(kw_only=True)
class Text(Node):
    """A text between quotation marks; {names} in it are filled in when it is shown."""

    text: str


@frozen(kw_only=True)
class TypeWords(Node):
    """A type as written: `words` is "yes/no", "date", "partial date", "open date", "Child", …; `depth` counts `list of`."""

    words: str
    depth: int = 0


@frozen(kw_only=True)
class Cite(Node):
    """A cited id, or a range of ids (`S070 to S089`)."""

    first: Word
    last: Word | None = None


@frozen(kw_only=True)
class Declaration(Node):
    """The common part of all declarations: the name under which it is known (a title where it has none)."""

    name: Word


@frozen(kw_only=True)
class Unread(Node):
    """A declaration that could not be read: the word that it begins with and its name, as far as they can be told.

    Its mistake is reported already; what uses its name is no second one.
    """

    kind: str | None
    name: Word | None
