"""Floor 2, front end: where the parser had to stop, and what it knew there; every explanation of a mistake starts here."""

from attrs import frozen
from lark.exceptions import UnexpectedToken
from lark.lexer import Token
from lark.parsers.lalr_interactive_parser import InteractiveParser

from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend.grammar import accepted, follow, grammar
from hsb_policy.frontend.lexer import UNKNOWN, Leaf, Part

CONTINUING = frozenset({"FIELD", "LPAR", "OR_IF_NOT_YET", "OR_IF_NONE", "COMMA", "AFTER", "BEFORE", "AND", "OR"})
"""What may follow a value or a list without being what the author left out."""


@frozen(kw_only=True)
class Scene:
    """A place in a part where the text does not go on as it must.

    `accepts` are the terminals that could stand there; `open` the leaves of the productions that wait for their end,
    from the outermost (the word that the declaration begins with) to the innermost.
    """

    part: Part
    leaves: tuple[Leaf, ...]
    index: int
    accepts: frozenset[str]
    open: tuple[Leaf, ...]

    @property
    def found(self) -> Leaf | None:
        """What stands there, or None at the end of the declaration."""
        return self.leaves[self.index] if self.index < len(self.leaves) else None

    @property
    def before(self) -> Leaf:
        """What stands before it; at the very start, the first leaf itself."""
        return self.leaves[max(0, self.index - 1)]

    @property
    def wanted(self) -> frozenset[str]:
        """What could stand there, but for what would only go on with what stands before."""
        return self.accepts - CONTINUING

    @property
    def title(self) -> str:
        """The declaration as its author would call it: `duty late_visit`."""
        first, *rest = self.leaves
        return f"{first} {rest[0]}" if rest and rest[0].type == "NAME" else str(first)

    def wants_value(self) -> bool:
        """Whether a value could stand there."""
        return {"NUMBER", "YES", "AGE_OF"} <= self.accepts

    def on_line_of(self, leaf: Leaf) -> list[Leaf]:
        """The leaves that stand on the same line."""
        text = self.part.file.text
        start = text.rfind("\n", 0, leaf.span.start) + 1
        end = text.find("\n", leaf.span.start)
        return [other for other in self.leaves if start <= other.span.start and (end < 0 or other.span.start < end)]

    def written(self, span: Span) -> str:
        """What the author wrote there."""
        return self.part.file.text[span.start : span.end]

    def accepts_before(self, index: int) -> frozenset[str]:
        """What could have stood in the place of an earlier leaf."""
        return accepted(self._followed(index))

    def goes_on(self, start: int, terminal: str, after: int) -> bool:
        """Whether the text could go on at `after`, had `terminal` stood where it stands from `start` on."""
        if after >= len(self.leaves):
            return True
        parse = self._followed(start)
        parse.feed_token(Token(terminal, ""))
        return self.leaves[after].type in accepted(parse)

    def _followed(self, index: int) -> InteractiveParser:
        parse = follow(self.part)
        for leaf in self.leaves[:index]:
            parse.feed_token(leaf)
        return parse


def scene_of(part: Part, stopped: UnexpectedToken) -> Scene:
    """The place where Lark stopped."""
    leaves = tuple(grammar().lexer.leaves(part))
    at_end = stopped.token.type == "$END"
    index = next((i for i, leaf in enumerate(leaves) if leaf.span.start == stopped.token.start_pos), len(leaves))
    return Scene(
        part=part,
        leaves=leaves,
        index=len(leaves) if at_end else index,
        accepts=accepted(stopped.interactive_parser),
        open=tuple(v for v in stopped.interactive_parser.parser_state.value_stack if isinstance(v, Leaf)),
    )


def is_adjacent(first: Leaf, second: Leaf) -> bool:
    """Whether no space stands between two leaves."""
    return first.span.end == second.span.start


def is_wordy(leaf: Leaf) -> bool:
    """Whether a leaf is a word (a name, or words of the language) rather than a mark, number or text."""
    return leaf.type != UNKNOWN and leaf[0].isalpha()
