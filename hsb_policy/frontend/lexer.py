"""Floor 2, front end: a stretch of policy text to the words and marks of the grammar, each of which knows its place.

It reads the terminals that `grammar/policy.lark` defines, as Lark's basic lexer would, with two differences: every leaf
has its span in the file (so that the trees can be built while parsing, without anything global), and it stops where
brackets stand too deep, so that no later pass can run out of stack. What no word of the language begins with becomes a
leaf that the parser refuses: so every mistake is found by the parser, which knows what was expected.
"""

import re
from collections.abc import Callable, Iterator

from attrs import frozen
from lark.common import LexerConf
from lark.lexer import Lexer, LexerState, PatternStr, TerminalDef, Token
from lark.parsers.lalr_parser_state import ParserState

from hsb_policy.diagnostics.source import SourceFile, Span

MAX_BRACKETS = 100
MAX_OPEN = 250  # parts of productions that wait for their end

UNKNOWN = "UNKNOWN"
"""The kind of a leaf that is no word or mark of the language; the parser refuses it wherever it stands."""

QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019\u201a\u201b'`\u00b4"
"""Quotation marks other than the straight double one: word processors put them in its place."""

_UNKNOWN = re.compile(
    rf"""  "[^\n]*                              # a text without its end
        | [{QUOTES}] [^\n"{QUOTES}]* ["{QUOTES}]?  # a text between other quotation marks
        | [=<>!\u2264\u2265\u2260&]+            # signs that programmers use
        | \w+                                 # letters of other alphabets
        | .                                   # anything else
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD = re.compile(r"[a-z]+\Z")
_PHRASE = re.compile(r"\(?([a-z|]+)\)?(?=\\s\+|/)")  # a terminal of several words, and what it may begin with


class Leaf(Token):
    """A word, text, number or mark of the text, with its place."""

    __slots__ = ("is_first", "span")
    span: Span
    is_first: bool  # on its line

    # Lark copies these when it reaches the end of the text; lines and columns are worked out from spans, when asked for.
    line = column = end_line = end_column = None


@frozen
class Part:
    """A stretch of a source file that is parsed by itself: from `start` up to, not including, `end`."""

    file: SourceFile
    start: int
    end: int


class TooDeep(Exception):
    """Brackets or conditions stand deeper inside each other than any reader could follow."""

    def __init__(self, leaf: Leaf) -> None:
        super().__init__(leaf)
        self.leaf = leaf


class PolicyLexer(Lexer):
    """Turns a `Part` into leaves. It holds the terminals only, and may be used from several threads."""

    __future_interface__ = 2

    def __init__(self, conf: LexerConf) -> None:
        terminals = sorted(conf.terminals, key=_order)
        self.words = {t.pattern.value: t.name for t in terminals if _is_reserved_word(t)}
        self.ignored = frozenset(conf.ignore)
        phrases: dict[str, list[TerminalDef]] = {}
        others = []
        for terminal in terminals:
            begin = _PHRASE.match(terminal.pattern.value)
            for word in begin[1].split("|") if begin else ():
                phrases.setdefault(word, []).append(terminal)
            if begin is None and not _is_reserved_word(terminal):
                others.append(terminal)
        others.sort(key=lambda t: (t.name not in self.ignored, t.name != "NAME"))  # the most frequent first
        self._match = _one_of(others)
        self._phrases = {word: _one_of(those) for word, those in phrases.items()}

    def lex(self, lexer_state: LexerState, parser_state: ParserState[int] | None) -> Iterator[Token]:
        """The leaves of the part that is to be parsed."""
        part: Part = lexer_state.text  # type: ignore[assignment]  # Lark passes on what `Lark.parse` was given
        waiting = parser_state.state_stack if parser_state is not None else ()
        depth = 0
        for leaf in self.leaves(part):
            if leaf.type == "LPAR" or leaf.type == "LSQB":
                depth += 1
            elif leaf.type == "RPAR" or leaf.type == "RSQB":
                depth -= 1
            if depth > MAX_BRACKETS or len(waiting) > MAX_OPEN:
                raise TooDeep(leaf)
            yield leaf

    def leaves(self, part: Part) -> Iterator[Leaf]:
        """All leaves of a part; what is no word of the language is a leaf too, of its own kind."""
        match, words, phrases, ignored, name = self._match, self.words, self._phrases, self.ignored, part.file.name
        text, at, end = part.file.text, part.start, part.end
        is_first = True
        while at < end:
            found = match(text, at, end) or _UNKNOWN.match(text, at, end)
            assert found is not None
            kind, value = found.lastgroup or UNKNOWN, found.group()
            if kind in ignored:
                is_first = is_first or "\n" in value
                at = found.end()
                continue
            if kind == "NAME":
                phrase = phrases[value](text, at, end) if value in phrases else None
                if phrase is not None:
                    found, kind, value = phrase, phrase.lastgroup or UNKNOWN, phrase.group()
                else:
                    kind = words.get(value, kind)
            start, at = at, found.end()
            leaf = str.__new__(Leaf, value)
            leaf.type = kind
            leaf.start_pos, leaf.end_pos = start, at
            leaf.span = Span(name, start, at)
            leaf.is_first = is_first
            is_first = False
            yield leaf


def _one_of(terminals: list[TerminalDef]) -> Callable[[str, int, int], re.Match[str] | None]:
    return re.compile("|".join(f"(?P<{t.name}>{t.pattern.to_regexp()})" for t in terminals)).match


def _is_reserved_word(terminal: TerminalDef) -> bool:
    return isinstance(terminal.pattern, PatternStr) and _WORD.match(terminal.pattern.value) is not None


def _order(terminal: TerminalDef) -> tuple[int, int, int, str]:
    """Lark's order: priority, then the longest."""
    pattern = terminal.pattern
    return -terminal.priority, -pattern.max_width, -len(pattern.value), terminal.name
