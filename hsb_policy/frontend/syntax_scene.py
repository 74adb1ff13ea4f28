"""Floor 2, front end: where the parser had to stop, and what it knew there; every explanation of a mistake starts here."""

from collections.abc import Iterable

from attrs import frozen
from lark.exceptions import UnexpectedToken
from lark.lexer import Token
from lark.parsers.lalr_interactive_parser import InteractiveParser

from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend.grammar import accepted, follow, grammar
from hsb_policy.frontend.lexer import UNKNOWN, Leaf, Part

CONTINUING = frozenset(
    {"FIELD", "LPAR", "OR_IF_NOT_YET", "OR_IF_NOT_RECORDED", "OR_IF_NONE", "COMMA", "AFTER", "BEFORE", "AND", "OR"}
)
"""What may follow a value or a list without being what the author left out."""

FORCES = frozenset({"MUST", "MUST_NOT", "WILL", "SHOULD", "SHOULD_NOT", "RECOMMENDED", "MAY"})
AFTER_PARTY = FORCES | {"IS_NEVER"}
"""What follows a name that begins a clause: a party's, or in an invariant a rule's."""


@frozen(kw_only=True)
class Scene:
    """A place in a part where the text does not go on as it must.

    `accepts` are the terminals that could stand there; `open` the leaves of the productions that may still go on, from
    the outermost (the word that the declaration begins with) to the innermost; `known` the names of several words that
    the policy has.
    """

    part: Part
    leaves: tuple[Leaf, ...]
    index: int
    accepts: frozenset[str]
    open: tuple[Leaf, ...]
    known: frozenset[str] = frozenset()

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
        return accepted(_followed(self.part, self.leaves[:index]))

    def clauses(self) -> frozenset[str]:
        """What the clauses of the declaration begin with: all that could stand where it was first complete."""
        parse = follow(self.part)
        for leaf in self.leaves[: self.index]:
            if "$END" in accepted(parse):
                break
            parse.feed_token(leaf)
        return accepted(parse) - CONTINUING - {"$END"}

    def going_on(self, start: int, terminals: Iterable[str], after: int) -> frozenset[str]:
        """Those of the terminals that, standing where the text from `start` on stands, let it go on at `after`."""
        if after >= len(self.leaves):
            return frozenset(terminals)
        here = _followed(self.part, self.leaves[:start])
        following = self.leaves[after].type
        found = set()
        for terminal in terminals:
            there: InteractiveParser = here.copy(deepcopy_values=False)  # type: ignore[no-untyped-call]  # Lark leaves it so
            there.feed_token(Token(terminal, ""))
            if following in accepted(there):
                found.add(terminal)
        return frozenset(found)


def scene_of(part: Part, stopped: UnexpectedToken) -> Scene:
    """The place where Lark stopped.

    The parser may have taken a name for a party that is told what it must do; where the name begins no line, the place
    is before it.
    """
    leaves = tuple(grammar().lexer.leaves(part))
    index = next((i for i, leaf in enumerate(leaves) if leaf.span.start == stopped.token.start_pos), len(leaves))
    if stopped.token.type == "$END":
        index = len(leaves)
    scene = _scene_at(part, leaves, index)
    is_party = index > 1 and scene.accepts <= AFTER_PARTY and scene.before.type == "NAME" and not scene.before.is_first
    if is_party and (scene.found is None or scene.found.type != "NAME"):
        return _scene_at(part, leaves, index - 1)
    return scene


def _scene_at(part: Part, leaves: tuple[Leaf, ...], index: int) -> Scene:
    parse = _followed(part, leaves[:index])
    values = parse.parser_state.value_stack
    return Scene(
        part=part,
        leaves=leaves,
        index=index,
        accepts=accepted(parse),
        open=tuple(value for value in values if isinstance(value, Leaf)),
    )


def _followed(part: Part, leaves: Iterable[Leaf]) -> InteractiveParser:
    parse = follow(part)
    for leaf in leaves:
        parse.feed_token(leaf)
    return parse


def is_adjacent(first: Leaf, second: Leaf) -> bool:
    """Whether no space stands between two leaves."""
    return first.span.end == second.span.start


def is_wordy(leaf: Leaf) -> bool:
    """Whether a leaf is a word (a name, or words of the language) rather than a mark, number or text."""
    return leaf.type != UNKNOWN and leaf[0].isalpha()
