"""Floor 2, front end: source files to the declarations in them. Before it: text; after it: binding and checking.

A file is cut into parts, and each is read by itself. Two things need more than one part: a declaration that breaks off
where a line begins at the margin that belongs to it (both are read together), and one that stands indented below
another (they are read apart, so that only the indentation is told). No text makes this stage raise.
"""

from collections.abc import Iterator, Sequence

from attrs import define, evolve, field
from lark.exceptions import UnexpectedToken

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Diagnostic
from hsb_policy.diagnostics.source import SourceFile, Span
from hsb_policy.frontend import ast
from hsb_policy.frontend import syntax_codes as codes
from hsb_policy.frontend.build_words import Impossible, OpenRow, UndottedField, WrittenTwice
from hsb_policy.frontend.cut import cut
from hsb_policy.frontend.grammar import accepted, grammar, read
from hsb_policy.frontend.lexer import Leaf, Part, TooDeep
from hsb_policy.frontend.syntax_errors import Mistake, begins_badly, explain
from hsb_policy.frontend.syntax_spoken import joined_names

MAX_FILE = 2_000_000  # characters
MAX_DECLARATIONS = 20_000
MAX_MISTAKES = 100  # explained one by one

_NOT_TO_BE_BUILT = (TooDeep, WrittenTwice, Impossible, OpenRow, UndottedField)


def parse_files(files: Sequence[SourceFile], out: Collector) -> ast.PolicyText:
    """All declarations that can be read; what cannot be read is reported, once for each declaration."""
    reading = _Reading(out, files)
    for file in files:
        reading.read(file)
    if reading.unexplained:
        place = reading.unexplained[0]
        out.error(
            codes.MORE_MISTAKES,
            f"{len(reading.unexplained)} more declarations cannot be read",
            place,
            "the first of them",
            help=(f"mend the {MAX_MISTAKES} that are explained, and check again",),
        )
    return ast.PolicyText(declarations=tuple(reading.declarations), unread=tuple(reading.unread))


@define
class _Reading:
    """The declarations of several files, as they are read one after the other."""

    out: Collector
    files: Sequence[SourceFile]
    declarations: list[ast.AnyDeclaration] = field(factory=list)
    unread: list[ast.Unread] = field(factory=list)
    unexplained: list[Span] = field(factory=list)
    known: frozenset[str] | None = None
    mistakes: int = 0
    parts: int = 0

    def read(self, file: SourceFile) -> None:
        """Read one file."""
        if len(file.text) > MAX_FILE:
            self.out.error(
                codes.FILE_TOO_LARGE,
                f"`{file.name}` has {len(file.text):,} characters, and a file of a policy may have {MAX_FILE:,}",
                Span(file.name, 0, 0),
                help=("divide it into several files of the same folder",),
            )
            return
        parts = list(cut(file, grammar().words))
        before: str | None = None
        at = 0
        while at < len(parts):
            self.parts += 1
            if self.parts > MAX_DECLARATIONS:
                self.out.error(
                    codes.TOO_MANY_DECLARATIONS,
                    f"the policy has more than {MAX_DECLARATIONS:,} declarations, and the rest is not read",
                    Span(file.name, parts[at].start, parts[at].start),
                    help=("keep data of that size in a case file or a table",),
                )
                return
            following = parts[at + 1] if at + 1 < len(parts) else None
            at += 1 + self._read_part(parts[at], following, before)
            before = _title(parts[at - 1]) or before

    def _read_part(self, part: Part, following: Part | None, before: str | None) -> int:
        """Read a part; the answer is how many of those that follow it were read with it."""
        if not _begins_declaration(part):
            self._refuse(part, begins_badly(part, before) if self.mistakes < MAX_MISTAKES else None)
            return 0
        try:
            self.declarations.append(read(part))
        except UnexpectedToken as stopped:
            if following is not None and _breaks_off(stopped, following):
                both = evolve(part, end=following.end)
                joined = _read_quietly(both)
                if joined is not None:
                    self.declarations.append(joined)
                    return 1
                if _stands_below(part, following):
                    self._read_part(both, None, before)
                    return 1
            told = self._explain(part, stopped)
            if told is not None and told.code == codes.OPEN_QUOTE and _stands_below(part, following):
                return 1  # the rest of a text that was broken over lines
        except _NOT_TO_BE_BUILT as mistake:
            self._explain(part, mistake)
        return 0

    def _explain(self, part: Part, mistake: Mistake) -> Diagnostic | None:
        if self.mistakes >= MAX_MISTAKES:
            self._refuse(part, None)
            return None
        told = explain(part, mistake, self._known())
        if told.code != codes.INDENTED_DECLARATION or told.primary is None:
            self._refuse(part, told)
            return told
        middle = told.primary.span.start
        pieces = [evolve(part, end=middle), evolve(part, start=middle)]
        for piece in pieces:
            declaration = _read_quietly(piece)
            if declaration is None:
                self.unread.append(_unread(piece))
            else:
                self.declarations.append(declaration)
        self.mistakes += 1
        self.out.add(told)
        return told

    def _known(self) -> frozenset[str]:
        """The policy's names of several words; they are looked for when something cannot be read."""
        if self.known is None:
            self.known = joined_names(self.files)
        return self.known

    def _refuse(self, part: Part, told: Diagnostic | None) -> None:
        unread = _unread(part)
        self.unread.append(unread)
        self.mistakes += 1
        if told is None:
            self.unexplained.append(unread.span)
        else:
            self.out.add(told)


def _leaves(part: Part) -> Iterator[Leaf]:
    return grammar().lexer.leaves(part)


def _begins_declaration(part: Part) -> bool:
    return next(_leaves(part)) in grammar().words.declarations


def _title(part: Part) -> str | None:
    leaves = _leaves(part)
    first, second = next(leaves), next(leaves, None)
    if first not in grammar().words.declarations:
        return None
    return f"{first} {second}" if second is not None and second.type == "NAME" else str(first)


def _unread(part: Part) -> ast.Unread:
    leaves = _leaves(part)
    first, second = next(leaves), next(leaves, None)
    name = ast.Word(text=str(second), span=second.span) if second is not None and second.type == "NAME" else None
    is_known = first in grammar().words.declarations
    return ast.Unread(kind=str(first) if is_known else None, name=name if is_known else None, span=first.span)


def _breaks_off(stopped: UnexpectedToken, following: Part) -> bool:
    """Whether a declaration lacks its end, and what follows is not a declaration or is just what it lacks."""
    if stopped.token.type != "$END":
        return False
    first = next(_leaves(following))
    return first not in grammar().words.declarations or first.type in accepted(stopped.interactive_parser)


def _stands_below(part: Part, following: Part | None) -> bool:
    """Whether no blank line parts them, and the second is no declaration."""
    if following is None:
        return False
    text = part.file.text[part.start : part.end]
    return text[len(text.rstrip()) :].count("\n") < 2 and not _begins_declaration(following)


def _read_quietly(part: Part) -> ast.AnyDeclaration | None:
    try:
        return read(part)
    except (UnexpectedToken, *_NOT_TO_BE_BUILT):
        return None
