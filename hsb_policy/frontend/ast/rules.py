"""Definitions and rules as written."""

from attrs import frozen

from hsb_policy.frontend.ast.expressions import Binder, Condition, Value
from hsb_policy.frontend.ast.nodes import Cite, Declaration, Node, Text, TypeWords, Word


@frozen(kw_only=True)
class Parameter(Node):
    """`child: Child`."""

    name: Word
    type: TypeWords


@frozen(kw_only=True)
class AsBody(Node):
    """`as CONDITION`."""

    condition: Condition


@frozen(kw_only=True)
class ExceptWhen(Node):
    """`except when CONDITION: VALUE`."""

    condition: Condition
    value: Value


@frozen(kw_only=True)
class NormallyBody(Node):
    """`normally VALUE` and its exceptions; `concludes VALUE` is one without exceptions."""

    value: Value
    exceptions: tuple[ExceptWhen, ...]


@frozen(kw_only=True)
class Cell(Node):
    """A cell of a table: kind "any", "empty", "words", "range", "compare" (with `op`) or "not"."""

    kind: str
    values: tuple[Value, ...] = ()
    op: str | None = None


@frozen(kw_only=True)
class Header(Node):
    """The head of a column: kind "value" (a value or a .field), "gives" or "cites"."""

    kind: str
    value: Value | Word | None = None


@frozen(kw_only=True)
class Row(Node):
    """A row of a table."""

    cells: tuple[Cell, ...]


@frozen(kw_only=True)
class RowsBody(Node):
    """A decision table."""

    headers: tuple[Header, ...]
    rows: tuple[Row, ...]
    otherwise: Value | None = None


Body = AsBody | NormallyBody | RowsBody


@frozen(kw_only=True)
class Define(Declaration):
    """`define NAME for child: Child, … gives TYPE`; without `gives` it is a condition."""

    parameters: tuple[Parameter, ...]
    gives: TypeWords | None
    label: Text | None
    cites: tuple[Cite, ...]
    bodies: tuple[Body, ...]


@frozen(kw_only=True)
class AboutItem(Node):
    """`child: harmed.child`; without a value, the variable of that name."""

    key: Word
    value: Value | None = None


@frozen(kw_only=True)
class ForEach(Node):
    """`for each x in LIST, y in LIST where C`."""

    binders: tuple[Binder, ...]
    where: Condition | None


@frozen(kw_only=True)
class Action(Node):
    """`professionals must "make a child protection referral for {child}"`; `force` in the words of the text."""

    bearer: Word
    force: str
    text: Text


@frozen(kw_only=True)
class MetWhen(Node):
    """`met when C`, dated by `done on V`."""

    condition: Condition
    done_on: Value | None


@frozen(kw_only=True)
class Within(Node):
    """`within 15 working days of V`; or the name of an interpretation that holds the number."""

    number: int | None
    unit: str | None
    interpretation: Word | None
    anchor: Value


@frozen(kw_only=True)
class Closes(Node):
    """`a missing Plan.care_considered counts as no`."""

    record: Word
    field_name: Word
    yes: bool


@frozen(kw_only=True)
class Rule(Declaration):
    """A duty, permission, question, conclusion, table, silence or check (`kind`), with its clauses as written.

    Every clause is a tuple, so that one written twice is the checker's to report.
    """

    kind: str
    label: Text
    cites: tuple[Cite, ...] = ()
    for_each: tuple[ForEach, ...] = ()
    about: tuple[tuple[AboutItem, ...], ...] = ()
    when: tuple[Condition, ...] = ()
    closes: tuple[Closes, ...] = ()
    actions: tuple[Action, ...] = ()
    met_when: tuple[MetWhen, ...] = ()
    breached_when: tuple[Condition, ...] = ()
    arises_on: tuple[Value, ...] = ()
    within: tuple[Within, ...] = ()
    overrides: tuple[Word, ...] = ()
    departable: tuple[Word, ...] = ()
    departed_when: tuple[Condition, ...] = ()
    asks: tuple[Word, ...] = ()
    answered_by: tuple[Word, ...] = ()
    consider: tuple[Cite, ...] = ()
    gives: tuple[TypeWords, ...] = ()
    bodies: tuple[Body, ...] = ()
    severity: tuple[Word, ...] = ()
    fails_when: tuple[Condition, ...] = ()
    point_at: tuple[Value, ...] = ()
    nearest: tuple[Text, ...] = ()
    cites_row_of: tuple[Word, ...] = ()
