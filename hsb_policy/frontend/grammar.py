"""Floor 2, front end: the only file that opens `grammar/policy.lark`. Before it: the text; after it: building the trees.

The parser is built once, when it is first asked for. It holds no state of a parse, so threads may share it.
"""

import re
from collections.abc import Mapping
from copy import copy
from importlib.resources import files
from threading import Lock
from typing import Any, cast

from attrs import frozen
from lark import Lark
from lark.lexer import PatternStr
from lark.parsers.lalr_interactive_parser import InteractiveParser

from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.ast import AnyDeclaration
from hsb_policy.frontend.build import Builder
from hsb_policy.frontend.lexer import Part, PolicyLexer

_SPACE_OR_BOUNDARY = re.compile(r"\(\?!.*\)|\\s\+|\\b")


@frozen
class ReservedWords:
    """The words of the language. `spelling` says how each of the grammar's terminals is written, where in one way only."""

    declarations: frozenset[str]
    first: frozenset[str]  # every word that a reserved word or phrase begins with
    spelling: Mapping[str, str]


@frozen
class Grammar:
    """The grammar, ready for use."""

    parser: Lark
    lexer: PolicyLexer
    words: ReservedWords


_lock = Lock()
_built: list[Grammar] = []


def grammar() -> Grammar:
    """The grammar of one declaration."""
    if not _built:
        with _lock:
            if not _built:
                _built.append(_build())
    return _built[0]


def read(part: Part) -> AnyDeclaration:
    """The tree of the one declaration that a part holds. It raises what Lark, the lexer or a builder finds wrong."""
    declaration: Any = grammar().parser.parse(part)
    return cast(AnyDeclaration, declaration)


def follow(part: Part) -> InteractiveParser:
    """A parse that is fed leaf by leaf and builds nothing, to ask what could stand where."""
    return _follow(grammar().parser, part)


def accepted(parse: InteractiveParser) -> frozenset[str]:
    """The terminals that could stand next."""
    return frozenset(parse.accepts())  # type: ignore[no-untyped-call]  # Lark leaves it so


def _follow(parser: Lark, part: Part) -> InteractiveParser:
    parse = parser.parse_interactive(part)
    state = parse.parser_state
    state.parse_conf = copy(state.parse_conf)
    state.parse_conf.callbacks = {}
    return parse


def _build() -> Grammar:
    text = files("hsb_policy.grammar").joinpath("policy.lark").read_text(encoding="utf-8")
    parser = Lark(
        text,
        start="declaration",
        parser="lalr",
        lexer=PolicyLexer,
        transformer=Builder(),
        keep_all_tokens=True,  # the words at both ends of a production give its place
        maybe_placeholders=False,
    )
    return Grammar(parser=parser, lexer=PolicyLexer(parser.lexer_conf), words=_words(parser))


def _words(parser: Lark) -> ReservedWords:
    spelling = {}
    for terminal in parser.terminals:
        written = terminal.pattern.value
        if not isinstance(terminal.pattern, PatternStr):
            written = _SPACE_OR_BOUNDARY.sub(lambda found: " " if found[0] == r"\s+" else "", written)
        if written.replace(" ", "").isalpha() or isinstance(terminal.pattern, PatternStr):
            spelling[terminal.name] = written
    spelling["RECOMMENDED"] = "is recommended to"
    start = accepted(_follow(parser, Part(SourceFile("", ""), 0, 0)))
    return ReservedWords(
        declarations=frozenset(spelling[name] for name in start),
        first=frozenset(written.split()[0] for written in spelling.values() if written[0].isalpha())
        | {"are", "number"},
        spelling=spelling,
    )
