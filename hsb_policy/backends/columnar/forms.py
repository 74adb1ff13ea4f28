"""Floor 2, back end: how values look in a plan. Before it: `nodes`; after it: whatever writes expressions.

A condition is a **level**: 2 certainly true, 1 perhaps, 0 certainly not: certainly true is `level = 2`, possibly true is `level >= 1`, and, or,
not are the least, the greatest and `2 - level`. Numbers, days and moments are a **span**, the least and the greatest that they can be.
Codes and texts are a **word**, their number, records a **row** in the table of their kind; below 0, both are not known. Each part is a
column, or a number that is the same for all rows.
"""

from collections.abc import Callable
from typing import Final

from attrs import field, frozen

from hsb_policy.backends.columnar.batch import FAR, NO_ROW, NO_WORD
from hsb_policy.backends.columnar.nodes import Value
from hsb_policy.backends.columnar.refused import CannotSayError
from hsb_policy.core.types import Type

SILENT_NUMBER: Final = 2 * 10**15
CONFLICT_NUMBER: Final = 3 * 10**15
SILENT_WORD: Final = 0  # the number of "", which no case can hold
CONFLICT_WORD: Final = 1  # the number of " ", likewise
SILENT_LEVEL: Final = -1
CONFLICT_LEVEL: Final = -2

SILENT: Final = "silent"
CONFLICT: Final = "conflict"
Marks = frozenset[str]
PLAIN: Final[Marks] = frozenset()


@frozen
class Level:
    """A yes or no, or a condition. `marks` say whether it may also be silent (-1) or a conflict (-2)."""

    of: Value
    marks: Marks = PLAIN

    @property
    def known(self) -> int | None:
        """The level, where it is the same for all rows."""
        return self.of if isinstance(self.of, int) else None


@frozen
class Span:
    """A number, day or moment between two bounds; -FAR and FAR where nothing is known of it."""

    low: Value
    high: Value
    marks: Marks = PLAIN


@frozen
class Word:
    """A code or a text. `name` is beside a code that needs one: that of "" where there is none, below 0 where it is not known.

    Where it may be a conflict, `candidates` are the values that may be in it, each with the test that it is.
    """

    of: Value
    name: Value | None = None
    marks: Marks = PLAIN
    constant: str | None = None
    candidates: "tuple[tuple[Value, Word], ...]" = field(default=(), eq=False)


@frozen
class Row:
    """A record: its row in the table of its kind, below 0 where it is not known which.

    `certain` where it is always known which record it is. `not_recorded` writes the condition that it is not known and nothing was
    recorded.
    """

    kind: str
    of: Value
    certain: bool = False
    not_recorded: Callable[[], Value] | None = field(default=None, eq=False)


@frozen
class Many:
    """A list: the field of a record. `embedded` where its elements are records that stand in it, rather than refs, codes or days."""

    owner: Row
    field: str
    table: str
    item: Type
    embedded: bool = False


@frozen
class Constants:
    """The rows of a reference table, the same for all cases."""

    kind: str
    rows: int


Form = Level | Span | Word | Row | Many | Constants

NOTHING_KNOWN: Final = Span(-FAR, FAR)
TRUE: Final = Level(2)
UNKNOWN: Final = Level(1)
FALSE: Final = Level(0)


def unknown_like(like: Form) -> Form:
    """A value of the same form of which nothing is known."""
    match like:
        case Level():
            return UNKNOWN
        case Span():
            return NOTHING_KNOWN
        case Word():
            return Word(NO_WORD, None if like.name is None else NO_WORD)
        case Row():
            return Row(like.kind, NO_ROW)
        case Many() | Constants():
            raise CannotSayError("which of several lists it is")


def silent_like(like: Form) -> Form:
    """Silence, where other values have this form."""
    match like:
        case Level():
            return Level(SILENT_LEVEL, frozenset({SILENT}))
        case Span():
            return Span(SILENT_NUMBER, SILENT_NUMBER, frozenset({SILENT}))
        case Word():
            return Word(SILENT_WORD, None if like.name is None else SILENT_WORD, frozenset({SILENT}))
        case Row() | Many() | Constants():
            raise CannotSayError("silence in the place of a record or a list")


def values_of(form: Form) -> tuple[Value, ...]:
    """The columns of a value."""
    match form:
        case Level():
            return (form.of,)
        case Span():
            return (form.low, form.high)
        case Word():
            return (form.of,) if form.name is None else (form.of, form.name)
        case Row():
            return (form.of,)
        case Many():
            return (form.owner.of,)
        case Constants():
            return ()


def mapped(form: Form, change: Callable[[Value], Value]) -> Form:
    """The same value with other columns."""
    match form:
        case Level():
            return Level(change(form.of), form.marks)
        case Span():
            return Span(change(form.low), change(form.high), form.marks)
        case Word():
            name = None if form.name is None else change(form.name)
            candidates = tuple((change(held), _mapped_word(word, change)) for held, word in form.candidates)
            return Word(change(form.of), name, form.marks, form.constant, candidates)
        case Row():
            return Row(form.kind, change(form.of), form.certain, form.not_recorded)
        case Many():
            owner = Row(form.owner.kind, change(form.owner.of), form.owner.certain, form.owner.not_recorded)
            return Many(owner, form.field, form.table, form.item, form.embedded)
        case Constants():
            return form


def _mapped_word(word: Word, change: Callable[[Value], Value]) -> Word:
    return Word(change(word.of), None if word.name is None else change(word.name), word.marks, word.constant)
