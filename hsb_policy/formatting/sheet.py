"""Floor 4: a declaration as a row of words, each of which knows how it may be set: after a space, or on a new line."""

from attrs import Factory, define, frozen

from hsb_policy.frontend.lexer import Leaf


@frozen
class Break:
    """Where a line may end. The outermost places, of the least `depth`, are the first to be used in a line that is too long.

    Those of one `group` belong to one list or condition: of such a line all of them are used, or only as many as it takes
    (`fills`). An author's line break at the place beside this one (`beside` is -1 or 1) counts as one here: before a comma
    that ends a line, and after an `and` that begins one.
    """

    depth: int
    group: int
    fills: bool
    beside: int


@define
class Spot:
    """A word or mark: what parts it from the one before, and how far it is indented where it begins a line."""

    leaf: Leaf
    text: str
    indent: int
    lead: str
    begins_line: bool = False  # whatever the author did
    begins_clause: bool = False  # authors may leave a blank line before it
    may_break: Break | None = None


@frozen
class Stretch:
    """The spots from `start` up to, not including, `end`."""

    start: int
    end: int


@define
class Sheet:
    """The spots of a declaration, and what holds between them.

    - `follows`: where the stretch takes more than one line, the spot begins one too;
    - `chains`: where the first of two spots begins a line, the second does;
    - `together`: all of these spots begin a line, or none;
    - `tables`: the cells of each row of each table;
    - `fields`: the fields of a record, whose types stand below each other.
    """

    spots: list[Spot] = Factory(list)
    follows: list[tuple[Stretch, int]] = Factory(list)
    chains: list[tuple[int, int]] = Factory(list)
    together: list[list[int]] = Factory(list)
    tables: list[list[list[Stretch]]] = Factory(list)
    fields: list[Stretch] = Factory(list)

    def text(self, stretch: Stretch) -> str:
        """The spots of a stretch on one line."""
        first, *others = self.spots[stretch.start : stretch.end]
        return first.text + "".join(spot.lead + spot.text for spot in others)
