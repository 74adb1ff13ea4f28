"""Floor 1, core IR: expressions and definitions."""

from attrs import field, frozen

from hsb_policy.core.types import Type, YesNoType
from hsb_policy.diagnostics.source import NOWHERE, Span

YES_NO = YesNoType()


@frozen(kw_only=True)
class Expr:
    """An expression; `origin` is where the author wrote it."""

    type: Type = YES_NO
    origin: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Literal(Expr):
    """A constant: bool, int, str, a tuple of them, Between for a partial date, or SILENT."""

    value: object


@frozen(kw_only=True)
class Variable(Expr):
    """A bound variable, a parameter or a key of `about`."""

    name: str


@frozen(kw_only=True)
class TheCase(Expr):
    """The case itself, a record whose fields are its lists and its own facts."""


@frozen(kw_only=True)
class AsAt(Expr):
    """The day on which the case is judged."""


@frozen(kw_only=True)
class Rows(Expr):
    """The rows of a reference table."""

    reference: str


@frozen(kw_only=True)
class Reading(Expr):
    """The chosen reading of an interpretation; `part` names the rule or row of a one-per interpretation.

    Its value is unknown (without a missing fact) where nothing was chosen and there is no default.
    """

    name: str
    part: str | None = None
    part_of: "Expr | None" = None  # one per row: the row whose code names the part


@frozen(kw_only=True)
class FieldRead(Expr):
    """A field of a record. `missing_counts_as` closes it: an absent or unknown value is read as that."""

    base: Expr
    record: str
    field: str
    missing_counts_as: bool | None = None


@frozen(kw_only=True)
class Not(Expr):
    """Not."""

    of: Expr


@frozen(kw_only=True)
class And(Expr):
    """All of them."""

    parts: tuple[Expr, ...]


@frozen(kw_only=True)
class Or(Expr):
    """At least one of them."""

    parts: tuple[Expr, ...]


@frozen
class Binder:
    """A variable that ranges over a list."""

    name: str
    source: Expr


@frozen(kw_only=True)
class Quantified(Expr):
    """kind "some", "every", "none" or "exactly_one"; `where` and `body` are joined: some = where and body, every = not where or body."""

    kind: str
    binders: tuple[Binder, ...]
    where: Expr | None
    body: Expr


@frozen(kw_only=True)
class Count(Expr):
    """How many combinations of the binders satisfy the condition."""

    binders: tuple[Binder, ...]
    where: Expr | None


@frozen(kw_only=True)
class Pick(Expr):
    """Whether the latest (earliest, first in record order) record satisfies `body`; false where there is none."""

    kind: str
    binder: Binder
    key: Expr | None
    where: Expr | None
    body: Expr


@frozen(kw_only=True)
class PickValue(Expr):
    """The value that the latest (earliest) record gives; `if_none` where there is none."""

    kind: str
    binder: Binder
    key: Expr
    where: Expr | None
    gives: Expr
    if_none: Expr


@frozen(kw_only=True)
class Compare(Expr):
    """An operator of the table in `values.operators`, by its key, applied to operands."""

    op: str
    operands: tuple[Expr, ...]


@frozen(kw_only=True)
class HasHappened(Expr):
    """Whether an open date or moment has come (an unknown day has)."""

    of: Expr


@frozen(kw_only=True)
class IsRecorded(Expr):
    """Whether a fact is recorded with a known value; always yes or no. In checks and recording lists only."""

    of: Expr


@frozen(kw_only=True)
class IsNamed(Expr):
    """Whether a record names another by this ref: false where the ref is absent, unknown where it is recorded as not known."""

    of: FieldRead


@frozen(kw_only=True)
class IsSet(Expr):
    """Whether an interpretation has a value."""

    of: Reading


@frozen(kw_only=True)
class HasValue(Expr):
    """Whether a value was concluded: no where the procedure is silent."""

    of: Expr


@frozen(kw_only=True)
class Age(Expr):
    """Completed years of a person born on `birth` at the start of `day`."""

    birth: Expr
    day: Expr


@frozen(kw_only=True)
class Shift(Expr):
    """A day (or moment, for hours) so many units after the anchor; a negative number goes back."""

    number: Expr
    unit: str
    anchor: Expr


@frozen(kw_only=True)
class Between(Expr):
    """The number of completed units from one day to another."""

    unit: str
    start: Expr
    finish: Expr


@frozen(kw_only=True)
class DayOf(Expr):
    """The day of a moment."""

    of: Expr


@frozen(kw_only=True)
class OrIfNotRecorded(Expr):
    """The first, or the second where the first is absent; one that is recorded as not known stays unknown."""

    of: Expr
    otherwise: Expr


@frozen(kw_only=True)
class OrIfNotYet(Expr):
    """The first, or the second where the first has not happened."""

    of: Expr
    otherwise: Expr


@frozen(kw_only=True)
class Call(Expr):
    """A definition applied to values."""

    function: str
    args: tuple[Expr, ...]


@frozen
class Branch:
    """One exception or row: where the condition holds it gives the value; `cites` are the row's own."""

    condition: Expr
    value: Expr
    cites: tuple[str, ...] = ()


@frozen(kw_only=True)
class Choose(Expr):
    """The value of the branches that hold (different ones are a conflict), or else `otherwise`, or else silent."""

    branches: tuple[Branch, ...]
    otherwise: Expr | None


@frozen(kw_only=True)
class Function:
    """A definition."""

    name: str
    parameters: tuple[tuple[str, Type], ...]
    type: Type
    body: Expr
    label: str
    cites: tuple[str, ...]
    origin: Span = field(default=NOWHERE, eq=False, repr=False)
