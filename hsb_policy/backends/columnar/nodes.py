"""Floor 2, back end: a plan as a graph: each node is an operator on columns, each frame says what one row of a column stands for.

The outermost frame has a row for each case. A frame within it has rows that each stand within one row of the outer one: the records
of a list, those of them for which something holds. A column of an outer frame is read in an inner one by following the rows outwards
(`lift`). The same operator on the same nodes is one node, so that nothing is worked out twice; and a value that reads only outer
columns is worked out on the outer frame, however deep its expression stands.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from attrs import define, field


@define(eq=False, repr=False)
class Node:
    """An operator applied to nodes and constants. `frame` is None where the value is one number for all rows."""

    number: int
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    frame: "Frame | None"


@define(eq=False, repr=False)
class Frame:
    """What rows stand for: `rows` makes them, each within a row of `parent`; the frame of the cases has no parent."""

    rows: Node | None
    parent: "Frame | None"
    depth: int = field(init=False)

    @depth.default
    def _depth_of(self) -> int:
        return 0 if self.parent is None else self.parent.depth + 1


Value = int | Node
"""A column, or a number that is the same for all rows."""


class Graph:
    """The nodes of one plan, in an order in which each stands after those that it reads."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.cases: Final = Frame(None, None)
        self._known: dict[tuple[Any, ...], Node] = {}
        self._frames: dict[Node, Frame] = {}
        self._places: set[Node] = set()

    def node(self, frame: Frame | None, function: Callable[..., Any], *arguments: Any) -> Node:
        """The node for an operator on these: its columns are those of the frame already."""
        if function is taken and arguments[0] in self._places:
            place: Node = arguments[1]
            return place
        key = (frame, function, *arguments)
        found = self._known.get(key)
        if found is None:
            found = Node(len(self.nodes), function, arguments, frame)
            self.nodes.append(found)
            self._known[key] = found
        return found

    def frame(self, rows: Node, parent: Frame | None) -> Frame:
        """The frame whose rows a node makes, within a frame; of rows that are the same for all cases, within none."""
        found = self._frames.get(rows)
        if found is None:
            found = self._frames[rows] = Frame(rows, parent)
        return found

    def places(self, column: Node) -> Node:
        """A column that has in each row the place of that row: taken at some rows, it is these rows."""
        self._places.add(column)
        return column

    def apply(self, function: Callable[..., Any], *values: Any) -> Value:
        """An operator row by row on values of frames within each other: it stands on the innermost of them."""
        nodes = [value for value in values if isinstance(value, Node)]
        if not nodes:
            return int(function(*(np.int64(v) if isinstance(v, int) else v for v in values)))
        frame = self.innermost(*nodes)
        lifted = [self.lift(value, frame) for value in values]
        return self._gathered(function, lifted) or self.node(frame, function, *lifted)

    def apply_here(self, function: Callable[..., Any], *values: Any) -> Value:
        """The same for an operator that takes long: it is not worked out for more rows than are asked."""
        nodes = [value for value in values if isinstance(value, Node)]
        if not nodes:
            return self.apply(function, *values)
        frame = self.innermost(*nodes)
        return self.node(frame, function, *(self.lift(value, frame) for value in values))

    def _gathered(self, function: Callable[..., Any], values: list[Any]) -> Node | None:
        """Of columns that are gathered from one table at the same rows: worked out in the table, once for all who ask, then gathered."""
        first, *others = (value for value in values if isinstance(value, Node))
        if any(node.function is not taken for node in (first, *others)):
            return None
        column, at = first.arguments
        if any(node.arguments[1] is not at or node.arguments[0].frame is not column.frame for node in others):
            return None
        whole = (value.arguments[0] if isinstance(value, Node) else value for value in values)
        return self.node(first.frame, taken, self.node(column.frame, function, *whole), at)

    def innermost(self, *values: Any) -> Frame | None:
        """The innermost of the frames on which these stand; None where all are the same for all rows."""
        frames = [value.frame for value in values if isinstance(value, Node) and value.frame is not None]
        return max(frames, key=lambda frame: frame.depth, default=None)

    def both(self, a: Value, b: Value) -> Value:
        """Both of two tests hold."""
        for one, other in ((a, b), (b, a)):
            if isinstance(one, int):
                return other if one else 0
        return self.apply(np.logical_and, a, b)

    def either(self, a: Value, b: Value) -> Value:
        """One of two tests holds."""
        for one, other in ((a, b), (b, a)):
            if isinstance(one, int):
                return 1 if one else other
        return self.apply(np.logical_or, a, b)

    def lift(self, value: Value, frame: Frame | None) -> Value:
        """A value as seen in a frame within its own."""
        if not isinstance(value, Node) or value.frame is None or value.frame is frame:
            return value
        assert frame is not None
        return self.node(frame, taken, value, self.outwards(frame, value.frame))

    def outwards(self, frame: Frame, outer: Frame) -> Node:
        """For each row of a frame its row in an outer one."""
        assert frame.rows is not None, "a value of another loop"
        assert frame.parent is not None
        up = self.node(frame, outer_row, frame.rows)
        return up if frame.parent is outer else self.node(frame, taken, self.outwards(frame.parent, outer), up)


def outer_row(rows: Any) -> Any:
    """The row of the outer frame in which each row stands."""
    return rows.up


def taken(column: Any, at: Any) -> Any:
    """The entries of a column at these rows; where the column has none, as many that mean nothing."""
    if column.size == 0:
        return column.take([0] * 0) if at.size == 0 else _nothing(column, at)
    return column.take(at)


def _nothing(column: Any, at: Any) -> Any:
    return at.astype(column.dtype) * 0
