"""The pages in `grammar/messages` as the tests read them: prose, the mistake with its marks, the message, the mended text.

A mark is a comment, `# error: HSB-N201 "chld"` (or `# warning: …`), at the end of the line on which the mistake begins, or by
itself on the line above. In a case, which has no comments, it stands above and names the path. Marks are taken out before
the text is read, so that the message shows the text as its author wrote it.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

from attrs import frozen

from tests.house.checkout import ROOT

FOLDER: Final = ROOT / "grammar" / "messages"
MISTAKE, MESSAGE, MENDED = "The mistake", "The message", "Mended"

_MARK: Final = re.compile(r'[ \t]*# (error|warning): (HSB-[A-Z][0-9]{3})(?: "(.*)"| (\S.*))?$')
_BLOCK: Final = re.compile(r"^```([\w ]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@frozen(order=True)
class Mark:
    """What is said of a text: the line, how grave, the code, and the underlined text or the path."""

    line: int
    severity: str
    code: str
    underlined: str


@frozen
class Block:
    """A fenced example without its marks, and the marks."""

    kind: str
    text: str
    marks: tuple[Mark, ...]


@frozen
class Page:
    """One page, cut into its parts; a part that it does not have is None."""

    code: str
    title: str
    prose: str
    mistake: Block | None
    message: str | None
    mended: Block | None


@cache
def page_of(path: Path) -> Page:
    """The page in a file."""
    text = path.read_text(encoding="utf-8")
    head, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    title, _, prose = head.partition("\n")
    sections = {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}
    assert set(sections) <= {MISTAKE, MESSAGE, MENDED}, f"{path.name} has another section"
    message = _block(sections.get(MESSAGE, ""))
    return Page(
        code=path.stem,
        title=title.removeprefix("# "),
        prose=prose.strip(),
        mistake=_block(sections.get(MISTAKE, "")),
        message=None if message is None else message.text,
        mended=_block(sections.get(MENDED, "")),
    )


def _block(section: str) -> Block | None:
    found = _BLOCK.search(section)
    return None if found is None else without_marks(found[1], found[2])


def without_marks(kind: str, text: str) -> Block:
    """An example, its marks taken out; a mark that stands by itself belongs to the line below."""
    lines: list[str] = []
    marks: list[Mark] = []
    for line in text.splitlines():
        found = _MARK.search(line)
        if found is None:
            lines.append(line)
            continue
        rest = line[: found.start()]
        marks.append(Mark(len(lines) + 1, found[1], found[2], found[3] or found[4] or ""))
        if rest:
            lines.append(rest)
    return Block(kind, "".join(f"{line}\n" for line in lines), tuple(sorted(marks)))
