"""Floor 4: the text of a policy file, laid out. Only space between words changes, and that is checked before it is returned."""

from itertools import pairwise
from typing import Final

from attrs import evolve

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.errors import HsbPolicyError, PolicyLoadError
from hsb_policy.formatting.columns import align
from hsb_policy.formatting.lines import lines_of, remarks_below
from hsb_policy.formatting.remarks import Gap, gap_of
from hsb_policy.formatting.setting import INDENT, set_out
from hsb_policy.frontend import ast
from hsb_policy.frontend.grammar import grammar
from hsb_policy.frontend.lexer import Part
from hsb_policy.frontend.parse import parse_files
from hsb_policy.frontend.written import written

# Where one of these takes several lines, a blank line parts it from its neighbours.
_SET_APART: Final = (ast.Define, ast.Rule, ast.Interpretation, ast.Always, ast.Scenario)


def format_source(text: str, name: str = "<text>") -> str:
    """The text of a policy file in the one layout of the language; `name` is what messages call it.

    Words, their order and comments stay as they are, and so do the lines that an author gave a long condition: only the
    space between them changes. What is laid out already comes back the same. Lines end as the first one does.

    Raises PolicyLoadError with the messages of `hsb-policy check` where the text has mistakes in its form.

    >>> print(format_source('party   team\\n  "the team"'), end="")
    party team "the team"
    """
    ends = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    file = SourceFile(name, text.replace("\r\n", "\n"))
    before = _read(file)
    after = SourceFile(name, _laid_out(file, before))
    _check(file, before, after)
    return after.text.replace("\n", ends)


def _read(file: SourceFile) -> ast.PolicyText:
    out = Collector()
    tree = parse_files([file], out)
    if out.has_errors:
        raise PolicyLoadError(out.collected(), [file])
    return tree


def _laid_out(file: SourceFile, tree: ast.PolicyText) -> str:
    lines: list[str] = []
    at = 0
    was_apart = False
    for declaration in tree.declarations:
        start, end = declaration.span.start, declaration.span.end
        own = _declaration(Part(file, start, end))
        is_apart = len(own) > 1 and isinstance(declaration, _SET_APART)
        lines += _between(lines, gap_of(file.text[at:start], begins_file=at == 0), is_apart or was_apart)
        lines += own
        at, was_apart = end, is_apart
    last = gap_of(file.text[at:], begins_file=at == 0)
    lines += _between(lines, evolve(last, ends_blank=False), False)
    return "".join(f"{line}\n" for line in lines)


def _declaration(part: Part) -> list[str]:
    declaration = written(part)
    leaves = list(declaration.leaves())
    sheet = set_out(declaration)
    align(sheet)
    text = part.file.text
    gaps = [gap_of(text[a.span.end : b.span.start]) for a, b in pairwise(leaves)]
    return lines_of(sheet, gaps)


def _between(lines: list[str], gap: Gap, is_apart: bool) -> list[str]:
    """What stands between two declarations: indented comments belong to the first, those at the margin to the second."""
    own = next((i for i, r in enumerate(gap.remarks) if r.is_apart and not r.is_indented), len(gap.remarks))
    if not lines:
        own = 0
    first = Gap(gap.remarks[:own], has_line_end=True, ends_blank=False)
    second = evolve(gap, remarks=gap.remarks[own:])
    inner = remarks_below(lines, first, " " * INDENT, keeps_blanks=True)
    outer = remarks_below(lines, second, "", keeps_blanks=True)
    if not lines:
        return outer[outer[:1] == [""] :]
    if is_apart and outer[:1] != [""]:
        outer = ["", *outer]
    return inner + outer


def _check(file: SourceFile, before: ast.PolicyText, after: SourceFile) -> None:
    """Raise where the layout would change what the file says, or lose a comment: that would be our own mistake."""
    out = Collector()
    again = parse_files([after], out)
    if not out.has_errors and again == before and _comments(after) == _comments(file):
        return
    message = "the layout would change what this file says, so it was left as it is; this is our fault, not yours"
    found = Diagnostic(code="HSB-X901", message=message, help=("please report it with the file",), path=file.name)
    raise HsbPolicyError(Diagnostics((found,)), [file])


def _comments(file: SourceFile) -> list[tuple[str, str | None]]:
    """Every comment, with the word before it."""
    found: list[tuple[str, str | None]] = []
    at, word = 0, None
    for leaf in grammar().lexer.leaves(Part(file, 0, len(file.text))):
        found += [(remark.text, word) for remark in gap_of(file.text[at : leaf.span.start]).remarks]
        at, word = leaf.span.end, " ".join(leaf.split())
    return found + [(remark.text, word) for remark in gap_of(file.text[at:]).remarks]
