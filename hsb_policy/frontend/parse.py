"""Floor 2, front end: source files to the declarations in them. Before it: text; after it: binding and checking."""

from collections.abc import Sequence

from lark.exceptions import UnexpectedInput

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.source import SourceFile, Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.build_words import Impossible, WrittenTwice
from hsb_policy.frontend.cut import cut
from hsb_policy.frontend.grammar import read
from hsb_policy.frontend.lexer import TooDeep


def parse_files(files: Sequence[SourceFile], out: Collector) -> ast.PolicyText:
    """All declarations that can be read; what cannot be read is reported, once for each declaration."""
    declarations: list[ast.AnyDeclaration] = []
    for file in files:
        for part in cut(file):
            try:
                declarations.append(read(part))
            except (UnexpectedInput, TooDeep, WrittenTwice, Impossible) as e:
                out.error("HSB-S100", repr(e), Span(file.name, getattr(e, "pos_in_stream", 0) or 0, part.end))
    return ast.PolicyText(declarations=tuple(declarations))
