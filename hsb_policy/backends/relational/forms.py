"""Floor 2, back end: how values look in the query. Before it: `sql`; after it: whatever writes expressions.

A condition is a **level**: 2 certainly true, 1 perhaps, 0 certainly not. It is never NULL, so that no engine's rules for
NULL leak in: certainly true is `level = 2`, possibly true is `level >= 1`, and, or, not are the least, the greatest and
`2 - level`. Numbers, days and moments are a **span**, the least and the greatest that they can be. Codes and texts are a
**word**, records their place in the list of their kind; of both, NULL stands for a value that is not known, and whatever
reads one asks for NULL first.
"""

from collections.abc import Callable
from typing import Final

from attrs import field, frozen

from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.core.types import Type

FAR: Final = 10**15  # beyond every day, moment and number, `not yet` too: the ends of what is not known at all
SILENT_SPAN: Final = 2 * 10**15
CONFLICT_SPAN: Final = 3 * 10**15
SILENT_WORD: Final = "''"  # neither a code nor a text of a case can be empty or blank
CONFLICT_WORD: Final = "' '"
SILENT_LEVEL: Final = "-1"
CONFLICT_LEVEL: Final = "-2"

SILENT: Final = "silent"
CONFLICT: Final = "conflict"
Marks = frozenset[str]
PLAIN: Final[Marks] = frozenset()


@frozen
class Level:
    """A yes or no, or a condition. `marks` say whether it may also be silent (-1) or a conflict (-2)."""

    sql: str
    marks: Marks = PLAIN

    @property
    def known(self) -> int | None:
        """The level, where it is the same for all cases."""
        return int(self.sql) if self.sql in ("0", "1", "2") else None


@frozen
class Span:
    """A number, day or moment between two bounds; -FAR and FAR where nothing is known of it."""

    low: str
    high: str
    marks: Marks = PLAIN


@frozen
class Word:
    """A code or a text. `name` is beside a code that needs one: '' where there is none, NULL where it is not known."""

    sql: str
    name: str | None = None
    marks: Marks = PLAIN
    constant: str | None = None


@frozen
class Row:
    """A record: its struct (NULL where it is not known which), its place in the list of its kind, from 1.

    `certain` where it is always known which record it is. `not_recorded` writes the condition that it is not known and
    nothing was recorded.
    """

    kind: str
    struct: str
    place: str
    certain: bool = False
    not_recorded: Callable[[], str] | None = field(default=None, eq=False)


@frozen
class Many:
    """A list (NULL where it is not known). `named` where its codes have names, `kind` where its records are structs."""

    sql: str
    item: Type
    embedded: bool = False


Form = Level | Span | Word | Row | Many

NOTHING_KNOWN: Final = Span(str(-FAR), str(FAR))
TRUE: Final = Level("2")
UNKNOWN: Final = Level("1")
FALSE: Final = Level("0")


def packed(form: Form) -> str:
    """A value as one SQL value."""
    match form:
        case Level() | Many():
            return form.sql
        case Span():
            return f"{{'lo': {form.low}, 'hi': {form.high}}}"
        case Word():
            return form.sql if form.name is None else f"{{'v': {form.sql}, 'n': {form.name}}}"
        case Row():
            return form.place


def unpacked(like: Form, sql: str, of_row: Callable[[str, str], Row]) -> Form:
    """The value that `packed` made of one like this."""
    match like:
        case Level():
            return Level(sql, like.marks)
        case Span():
            return Span(f"{sql}['lo']", f"{sql}['hi']", like.marks)
        case Word():
            return Word(sql, None, like.marks) if like.name is None else Word(f"{sql}['v']", f"{sql}['n']", like.marks)
        case Row():
            return of_row(like.kind, sql)
        case Many():
            return Many(sql, like.item, like.embedded)


def unknown_like(like: Form) -> Form:
    """A value of the same form of which nothing is known."""
    match like:
        case Level():
            return UNKNOWN
        case Span():
            return NOTHING_KNOWN
        case Word():
            return Word("NULL", None if like.name is None else "NULL")
        case Row() | Many():
            raise CannotSayError("which of several records or lists it is")


def silent_like(like: Form) -> Form:
    """Silence, where other values have this form."""
    match like:
        case Level():
            return Level(SILENT_LEVEL, frozenset({SILENT}))
        case Span():
            return Span(str(SILENT_SPAN), str(SILENT_SPAN), frozenset({SILENT}))
        case Word():
            return Word(SILENT_WORD, None if like.name is None else "''", frozenset({SILENT}))
        case Row() | Many():
            raise CannotSayError("silence in the place of a record or a list")
