"""Floor 4: lines of a page: never wider than the console, readable without colour, no case content read as markup."""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen
from rich.console import Console
from rich.text import Text

from hsb_policy.core.words import printable

WIDEST: Final = 100  # longer lines are hard to read
TAG: Final = 16  # columns for the word that says how a thing stands
_STACKED_BELOW: Final = 56  # narrower consoles have the word above, not beside


def said_on(console: Console, words: str) -> str:
    """Words that a console can show: neither control codes nor letters that its encoding lacks."""
    return printable(words).encode(console.encoding, "replace").decode(console.encoding)


@frozen
class Detail:
    """A line below an entry's first; `depth` steps further in."""

    text: str
    style: str = ""
    depth: int = 0


@frozen
class Page:
    """Writes to a console, which alone knows whether there is a terminal that shows colours."""

    console: Console

    @property
    def width(self) -> int:
        """The columns that lines may take."""
        return max(1, min(self.console.width, WIDEST))

    def blank(self) -> None:
        """An empty line."""
        self._line(Text(""))

    def heading(self, words: str, *, top: bool = False) -> None:
        """A heading, with a rule to the end of the line where there is room; a double one at the top of the page."""
        lines = self._wrapped(Text(said_on(self.console, words), style="bold"), self.width)
        room = self.width - lines[-1].cell_len - 1
        rule = ("=" if top else "-") if self.console.options.ascii_only else ("═" if top else "─")
        if room > 0:
            lines[-1].append(" " + rule * room, style="dim")
        for line in lines:
            self._line(line)

    def paragraph(self, words: str, style: str = "", indent: int = 0, hang: int | None = None) -> None:
        """A text; the first line is indented by `indent`, the others by `hang`."""
        later = indent if hang is None else hang
        for line in self._hung(Text(said_on(self.console, words), style=style), indent, later):
            self._line(line)

    def numbered(self, number: int, words: str, below: Sequence[Detail]) -> None:
        """An item of a numbered list."""
        self.paragraph(f"{number}. {words}", indent=1, hang=4)
        for detail in below:
            self.paragraph(detail.text, detail.style, indent=4)

    def entry(self, tag: str, style: str, title: str, details: Sequence[Detail] = ()) -> None:
        """An entry: how it stands on the left, what it is on the right, details below."""
        stacked = self.console.width < _STACKED_BELOW
        indent = 2 if stacked else TAG
        lines = list(self._hung(Text(said_on(self.console, title)), indent, indent))
        for detail in details:
            at = indent + 2 * detail.depth
            lines += self._hung(Text(said_on(self.console, detail.text), style=detail.style), at, at)
        if stacked:
            self.paragraph(tag, style)
        else:
            first = Text(tag, style=style)
            first.append(" " * max(1, TAG - len(tag)), style="")
            lines[0] = Text.assemble(first, lines[0][TAG:])
        for line in lines:
            self._line(line)

    def _hung(self, text: Text, first: int, later: int) -> Iterator[Text]:
        """A text in lines, indented; the indent shrinks where the console leaves hardly any room."""
        most = max(0, self.width - 10)
        first, later = min(first, most), min(later, most)
        room = self.width - max(first, later)
        for at, line in enumerate(self._wrapped(text, room)):
            yield Text.assemble(" " * (later if at else first), line)

    def _wrapped(self, text: Text, width: int) -> list[Text]:
        lines = list(text.wrap(self.console, width)) or [Text("")]
        for line in lines:
            line.rstrip()
        return lines

    def _line(self, text: Text) -> None:
        self.console.print(text, soft_wrap=True, highlight=False)
