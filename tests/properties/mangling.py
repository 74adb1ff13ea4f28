"""Policy text put as badly as its author may: spaces, line ends, blank lines and comments wherever they may stand."""

from collections.abc import Callable, Iterator, Sequence

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.lexer import Leaf, Part
from hsb_policy.frontend.parse import parse_files
from hsb_policy.frontend.written import Production, written

# What may stand between two words of a declaration. A line that goes on is indented: at the margin it could be taken for the
# next declaration.
SPACES = (" ", "  ", "\t", "\u00a0", " \u200b ")
LINE_ENDS = (
    "\n ",
    "\n    ",
    "\n\n  ",
    "  # a remark\n  ",
    "\n# one at the margin\n\n    #another  \n \t",
    '\n  # "and", (or]: | x\n  ',
)
BETWEEN = (
    "\n",
    "\n\n\n",
    "\n  # of the one above\n",
    "\n\n# of the one below\n",
    "  # beside\n\n# ---- a part ----\n\n\n",
)
SELDOM = ("otherwise", *("as it is",) * 20)
OFTEN = ("otherwise", "as it is")

Choose = Callable[[Sequence[str]], str]


def mangled(text: str, choose: Choose, *, seldom: bool = True) -> str:
    """The same words in the same order, and other things between them."""
    file, out = SourceFile("mangled.policy", text), Collector()
    tree = parse_files([file], out)
    assert not out.has_errors, out.collected()
    pieces = [choose(("", "\ufeff", "\n\n", "# at the top\n", "  # indented\n\n"))]
    for declaration in tree.declarations:
        before: Leaf | None = None
        for leaf, within in _leaves(written(Part(file, declaration.span.start, declaration.span.end)), "declaration"):
            if before is not None:
                pieces.append(_space(before, leaf, within, choose, seldom))
            pieces.append(_word(leaf, choose, seldom))
            before = leaf
        pieces.append(choose(BETWEEN))
    return "".join(pieces) + choose(("", "\n\n", "# at the end", "    # indented"))


def _leaves(part: Production, within: str) -> Iterator[tuple[Leaf, str]]:
    for child in part.parts:
        if isinstance(child, Leaf):
            yield child, within
        else:
            yield from _leaves(child, child.kind if within not in ("header", "row") else within)


def _space(before: Leaf, leaf: Leaf, within: str, choose: Choose, seldom: bool) -> str:
    """A row of a table stays on its line, and so does a type: there a line end would mean something."""
    if choose(SELDOM if seldom else OFTEN) == "as it is":
        return " "
    must_stay = (within in ("header", "row") and before.type + leaf.type != "VBARVBAR") or within == "named_type"
    return choose(SPACES if must_stay else SPACES + LINE_ENDS)


def _word(leaf: Leaf, choose: Choose, seldom: bool) -> str:
    if leaf.type == "STRING" or " " not in leaf or choose(SELDOM if seldom else OFTEN) == "as it is":
        return str(leaf)
    return str(leaf).replace(" ", choose(("  ", "\t", "\n   ")))
