"""Floor 2, front end: the smallest trees (words, texts, cited ids, types), and what all builders share."""

from collections.abc import Iterable
from typing import Any

from attrs import frozen

from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend.ast.nodes import Cite, Text, TypeWords, Word
from hsb_policy.frontend.lexer import Leaf

Children = list[Any]
"""What stands in a production, in the order of the text: leaves, and the trees of the productions in it."""


@frozen
class Clause:
    """What a clause of a declaration adds to it: `kind` is the attribute of the tree that it belongs to."""

    kind: str
    items: tuple[Any, ...]
    span: Span


class WrittenTwice(Exception):
    """A clause that a declaration has once only stands in it a second time."""

    def __init__(self, first: Span, second: Span) -> None:
        super().__init__(first, second)
        self.first = first
        self.second = second


class Impossible(Exception):
    """A value that is well formed but cannot be: a day that no month has, a number too large to mean anything."""

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(message)
        self.span = span
        self.message = message


class OpenRow(Exception):
    """A row of a table that goes on in the next line; `last` is what stands last in its own."""

    def __init__(self, last: Span) -> None:
        super().__init__(last)
        self.last = last


class UndottedField(Exception):
    """A name that begins a line where a field belongs; it was read as the second word of the type before it."""

    def __init__(self, name: Word) -> None:
        super().__init__(name)
        self.name = name


class Clauses:
    """The clauses of one declaration, gathered by kind."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        self._items: dict[str, list[Any]] = {}
        self._spans: dict[str, list[Span]] = {}
        for clause in clauses:
            self._items.setdefault(clause.kind, []).extend(clause.items)
            self._spans.setdefault(clause.kind, []).append(clause.span)

    def all(self, kind: str) -> tuple[Any, ...]:
        """Everything that the clauses of one kind say, in the order of the text."""
        return tuple(self._items.get(kind, ()))

    def one(self, kind: str) -> Any:
        """What the only clause of one kind says, or None."""
        spans = self._spans.get(kind)
        if spans is None:
            return None
        if len(spans) > 1:
            raise WrittenTwice(spans[0], spans[1])
        return self._items[kind][0]


def span_of(children: Children) -> Span:
    """From the start of the first to the end of the last; a tuple stands where its parts stand."""
    first, last = children[0], children[-1]
    start: Span = first[0].span if type(first) is tuple else first.span
    return start.to(last[-1].span if type(last) is tuple else last.span)


def word(leaf: Leaf) -> Word:
    """A name or reserved word as written."""
    return Word(text=str(leaf), span=leaf.span)


def field_word(leaf: Leaf) -> Word:
    """The name of a field, without its dot."""
    place = leaf.span
    return Word(text=leaf[1:], span=Span(place.file, place.start + 1, place.end))


def text(leaf: Leaf) -> Text:
    """A text, without its quotation marks; its place has them."""
    return Text(text=leaf[1:-1], span=leaf.span)


def spaced(leaf: Leaf) -> str:
    """Reserved words with one space between them, however they were written."""
    return " ".join(leaf.split())


def leaves_of(children: Children, kind: str) -> list[Leaf]:
    """The leaves of one kind."""
    return [child for child in children if isinstance(child, Leaf) and child.type == kind]


def first_text(children: Children) -> Text | None:
    """The text that stands directly in a production, if one does."""
    return next((text(leaf) for leaf in leaves_of(children, "STRING")), None)


def clauses_of(children: Children) -> Clauses:
    """The clauses that stand directly in a production."""
    return Clauses(child for child in children if type(child) is Clause)


class WordBuilder:
    """The productions that only hold words."""

    def names(self, children: Children) -> tuple[Word, ...]:
        """Build `a, b, c`."""
        return tuple(word(leaf) for leaf in children[::2])

    def ref(self, children: Children) -> Cite:
        """Build a cited id or a range of ids."""
        last = word(children[2]) if len(children) > 2 else None
        return Cite(first=word(children[0]), last=last, span=span_of(children))

    def cites(self, children: Children) -> Clause:
        """Build `cites S019, S070 to S089`."""
        return Clause("cites", tuple(children[1::2]), span_of(children))

    def named_type(self, children: Children) -> TypeWords:
        """Build a type of one or two words: `Child`, `partial date`."""
        if children[-1].is_first:
            raise UndottedField(word(children[-1]))
        return TypeWords(words=" ".join(children), span=span_of(children))

    def single_name(self, children: Children) -> TypeWords:
        """Build a type of one word."""
        return TypeWords(words=str(children[0]), span=children[0].span)

    def yes_no_type(self, children: Children) -> TypeWords:
        """Build `yes/no`."""
        return TypeWords(words="yes/no", span=children[0].span)

    def list_type(self, children: Children) -> TypeWords:
        """Build `list of TYPE`."""
        inner: TypeWords = children[1]
        return TypeWords(words=inner.words, depth=inner.depth + 1, span=span_of(children))

    def list_of_name(self, children: Children) -> TypeWords:
        """Build `list of Record`."""
        return TypeWords(words=str(children[1]), depth=1, span=span_of(children))

    def number_of(self, children: Children) -> TypeWords:
        """Build `number of months`."""
        return TypeWords(words=spaced(children[0]), span=children[0].span)

    def gives(self, children: Children) -> Clause:
        """Build `gives TYPE`."""
        return Clause("gives", (children[1],), span_of(children))
