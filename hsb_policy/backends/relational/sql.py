"""Floor 2, back end: pieces of SQL text, and the places where a value is worked out once.

The text is DuckDB's. Names are made here, words of a policy are quoted here, and nothing of a case ever stands in the text.
"""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

from attrs import define, field, frozen

_WORD: Final = re.compile(r"\w+")


def quoted(text: str) -> str:
    """A text as an SQL literal.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """A name as an SQL identifier.

    >>> named("from")
    '"from"'
    """
    return '"' + name.replace('"', '""') + '"'


def transformed(items: str, variable: str, body: str, index: str = "") -> str:
    """A list with each element replaced; `index` is the name of its place, from 1, where the body reads it."""
    parameters = f"{variable}, {index}" if index and index in body else variable
    return f"list_transform({items}, lambda {parameters}: {body})"


def filtered(items: str, variable: str, condition: str) -> str:
    """The elements of a list for which a condition holds."""
    return f"list_filter({items}, lambda {variable}: {condition})"


@define(eq=False)
class Columns:
    """The columns that the query adds to a case, each in a stage after those that it reads."""

    stages: dict[str, int] = field(factory=dict)
    texts: dict[str, str] = field(factory=dict)
    _names: Iterator[int] = field(factory=lambda: count(1))

    def new_name(self, stem: str = "x") -> str:
        """A name for a variable that nothing else has; closed by a sign, so that no name begins another."""
        return f"{stem}{next(self._names)}_"

    def add(self, label: str, sql: str) -> str:
        """The name of a new column with this text."""
        name = f"{label}_{len(self.texts)}"
        self.stages[name] = 1 + max((self.stages[word] for word in self.words_of(sql)), default=0)
        self.texts[name] = sql
        return name

    def words_of(self, sql: str) -> set[str]:
        """The columns that a text reads."""
        return set(_WORD.findall(sql)) & self.stages.keys()


@frozen(eq=False)
class Block:
    """The row of a case, at depth 0, or within it the body of a loop over a list, once for each `variable` at place `index`.

    What is costly is worked out in a column of its own, a list of lists that follows the loops around it: loops stay shallow
    that way, and DuckDB's time for reading a query doubles with each lambda within a lambda.
    """

    columns: Columns
    depth: int = 0
    parent: "Block | None" = None
    items: str = ""
    variable: str = ""
    index: str = ""
    remembered: dict[Any, Any] = field(factory=dict)

    def looping(self, items: str) -> "Block":
        """The body of a loop over a list."""
        variable, index = self.columns.new_name("x"), self.columns.new_name("i")
        return Block(self.columns, self.depth + 1, self, items, variable, index)

    def each(self, body: str) -> str:
        """The list of what the body gives for each element."""
        return transformed(self.items, self.variable, body, self.index)

    def at(self, depth: int) -> "Block":
        """The enclosing block of that depth."""
        block = self
        while block.depth > depth:
            assert block.parent is not None
            block = block.parent
        return block

    def bind(self, label: str, sql: str) -> str:
        """Work out a value in a column of its own; what reads it here."""
        return self.columns.add(label, self._around(sql)) + self._place()

    def _around(self, body: str) -> str:
        return body if self.parent is None else self.parent._around(self.each(body))

    def _place(self) -> str:
        return "" if self.parent is None else f"{self.parent._place()}[{self.index}]"
