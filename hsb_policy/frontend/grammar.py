"""Floor 2, front end: the only file that opens `grammar/policy.lark`. Before it: the text; after it: building the trees.

The parser is built once, when it is first asked for. It holds no state of a parse, so threads may share it.
"""

from importlib.resources import files
from threading import Lock
from typing import Any, cast

from lark import Lark

from hsb_policy.frontend.ast import AnyDeclaration
from hsb_policy.frontend.build import Builder
from hsb_policy.frontend.lexer import Part, PolicyLexer

_lock = Lock()
_built: list[Lark] = []


def read(part: Part) -> AnyDeclaration:
    """The tree of the one declaration that a part holds. It raises what Lark, the lexer or a builder finds wrong."""
    declaration: Any = parser().parse(part)
    return cast(AnyDeclaration, declaration)


def parser() -> Lark:
    """The parser of one declaration."""
    if not _built:
        with _lock:
            if not _built:
                _built.append(_build())
    return _built[0]


def _build() -> Lark:
    text = files("hsb_policy.grammar").joinpath("policy.lark").read_text(encoding="utf-8")
    return Lark(
        text,
        start="declaration",
        parser="lalr",
        lexer=PolicyLexer,
        transformer=Builder(),
        keep_all_tokens=True,  # the words at both ends of a production give its place
        maybe_placeholders=False,
    )
