"""Floor 4: what stands between two words of a policy: comments, each at its place, and blank lines.

Comments are no words of the language, so no tree has them. They are found where they stand: in the space between words.
"""

from typing import Final

from attrs import frozen

_SPACE: Final = " \t\r\f\v\u00a0\u200b\ufeff"


@frozen
class Remark:
    """A comment. `is_apart`: on a line of its own; `is_indented`: not at the margin; `after_blank`: below a blank line."""

    text: str
    is_apart: bool
    is_indented: bool
    after_blank: bool


@frozen
class Gap:
    """What stands between two words: comments, whether a line ends there, and whether a blank line stands before the second."""

    remarks: tuple[Remark, ...]
    has_line_end: bool
    ends_blank: bool


def gap_of(text: str, *, begins_file: bool = False) -> Gap:
    """The gap that this text is, which has nothing but space and comments.

    >>> [remark.text for remark in gap_of("  # one \\n\\n    # two\\n").remarks]
    ['# one', '# two']
    """
    lines = text.split("\n")
    remarks = []
    was_blank = False
    for at, line in enumerate(lines):
        start = line.find("#")
        if start >= 0:
            is_indented = line[:start].strip("\r\f\v\ufeff") != ""
            remarks.append(Remark(line[start:].rstrip(), at > 0 or begins_file, is_indented, was_blank))
            was_blank = False
        elif 0 < at < len(lines) - 1 or (begins_file and at < len(lines) - 1):
            was_blank = True
    return Gap(tuple(remarks), len(lines) > 1, was_blank)
