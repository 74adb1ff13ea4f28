"""Ground floor: a text that somebody wrote, and places in it."""

from bisect import bisect_right

from attrs import field, frozen


@frozen
class SourceFile:
    """A text with the name under which it is shown to people (a path relative to the policy's folder)."""

    name: str
    text: str = field(repr=False)
    _line_starts: tuple[int, ...] = field(init=False, repr=False, eq=False)

    @_line_starts.default
    def _find_line_starts(self) -> tuple[int, ...]:
        return (0, *(i + 1 for i, c in enumerate(self.text) if c == "\n"))

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """The line and column of a place, both counted from 1, columns in code points."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of one line, counted from 1, without its end."""
        start = self._line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]


@frozen
class Span:
    """A half-open range of code points in a source file: from `start` up to, not including, `end`."""

    file: str
    start: int
    end: int

    def to(self, other: "Span") -> "Span":
        """The range from the start of this one to the end of the other."""
        return Span(self.file, self.start, other.end)


NOWHERE = Span("", 0, 0)
