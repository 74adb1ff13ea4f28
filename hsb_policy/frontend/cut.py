"""Floor 2, front end: a source file to the parts that are parsed by themselves, one declaration each.

A declaration begins where a reserved declaration word stands at the start of a line, so a mistake in one never reaches
the next. Texts and comments end with their line; therefore no line begins inside of one. What else may stand at the
start of a line:

- a mark, or a word that a clause begins with: the author forgot to indent, and it belongs to the declaration before;
- a word that nothing begins with: a part of its own, so that the mistake is told once and the declaration before it
  still counts; unless the word is nearly that of a clause, or a party's that is told what it must do.
"""

import re
from collections.abc import Iterator

from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.grammar import ReservedWords
from hsb_policy.frontend.lexer import Part

MAX_GUESSES = 100
MAX_GUESSED_LENGTH = 24

_LINE_WITH_WORD = re.compile(r"^\ufeff?(\w+)([^\n]*)", re.MULTILINE)
_NOTHING = re.compile(r"(?:[\s\u200b\ufeff]+|#[^\n]*)*")
_GOES_ON = re.compile(r"\s+(?:must|will|should|may|(?:is|are)\s+recommended\s+to|is\s+never)\b")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n[^\S\n]*\Z")


def cut(file: SourceFile, words: ReservedWords) -> Iterator[Part]:
    """The parts of a file, in order; what stands before the first declaration is one too, unless it says nothing."""
    begins = list(_begins(file.text, words))
    ends = [*begins, len(file.text)]
    nothing = _NOTHING.match(file.text)
    first = nothing.end() if nothing else 0
    if first < ends[0]:
        yield Part(file, first, ends[0])
    for start, end in zip(begins, ends[1:], strict=True):
        yield Part(file, start, end)


def _begins(text: str, words: ReservedWords) -> Iterator[int]:
    known = words.declarations | words.first
    guesses = MAX_GUESSES
    in_declaration = False
    for found in _LINE_WITH_WORD.finditer(text):
        word, rest = found[1], found[2]
        if word in words.declarations:
            in_declaration = True
            yield found.start(1)
            continue
        if word in known or (in_declaration and _GOES_ON.match(rest)):
            continue
        guess = None
        if guesses and len(word) <= MAX_GUESSED_LENGTH:
            guesses -= 1
            guess = nearest(word, known)
        after_blank_line = _BLANK_LINE.search(text, max(0, found.start() - 200), found.start()) is not None
        if guess in words.declarations or in_declaration or after_blank_line:
            if in_declaration and guess is not None and guess not in words.declarations:
                continue
            in_declaration = False
            yield found.start(1)
