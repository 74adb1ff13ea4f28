"""Floor 1: the core IR, the one thing that every back end reads. No sugar, no names left to resolve, every node typed.

Between the front end, which makes it, and the back ends, which give it meaning. `show.py` prints it.
"""

from collections.abc import Mapping

from attrs import field, frozen

from hsb_policy.core.schema import Schema
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


# ---- rules ---------------------------------------------------------------------------------------------------------
@frozen
class AboutKey:
    """What an outcome concerns: the key, and the value as seen from a binding."""

    name: str
    value: Expr


@frozen(kw_only=True)
class Rule:
    """The common part of all rules.

    A binding of `binders` for which `where` is false is no binding. Conditions and texts of the rule see the `about` keys by
    name; `where` and `when` see the binders' variables too. `interpretations` are the A-ids cited or read, `readings` the
    names of the interpretations read, both also through definitions.
    """

    name: str
    label: str
    statements: tuple[str, ...]
    interpretations: tuple[str, ...]
    readings: tuple[str, ...]
    binders: tuple[Binder, ...]
    where: Expr | None
    about: tuple[AboutKey, ...]
    when: Expr | None
    overrides: tuple[str, ...] = ()
    origin: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Fulfilment:
    """A way to fulfil a duty: some act (a combination of the binders) that satisfies the condition, done on a day.

    Without binders it is a plain condition, and `done_on` is None. `own`: one act cannot fulfil two duties of the rule.
    """

    binders: tuple[Binder, ...]
    condition: Expr
    done_on: Expr | None = None
    own: bool = False


@frozen(kw_only=True)
class Deadline:
    """So many units after the anchor; the last day (or minute, for hours) is still in time."""

    number: Expr
    unit: str
    anchor: Expr


@frozen(kw_only=True)
class Duty(Rule):
    """`force` is "must", "must not", "will", "should", "should not" or "recommended"; `force_switch` names a reading that may change it."""

    bearer: str
    force: str
    action: str
    fulfilments: tuple[Fulfilment, ...] = ()
    breached: Expr | None = None
    arises_on: Expr | None = None
    deadline: Deadline | None = None
    departed: Expr | None = None  # for the forces that allow it, and for rules marked so
    always_departable: bool = False
    force_switch: Reading | None = None


@frozen(kw_only=True)
class Permission(Rule):
    """What may be done."""

    bearer: str
    action: str


@frozen(kw_only=True)
class Question(Rule):
    """A matter reserved to people."""

    asks: tuple[str, ...]
    judgement: str
    answered: Expr
    consider: tuple[str, ...] = ()


@frozen(kw_only=True)
class Conclusion(Rule):
    """A published conclusion; `kind` is "definition" or "table". `cites_row_of`: the variable of the reference row whose citations it has."""

    kind: str
    value: Expr
    cites_row_of: str | None = None


@frozen(kw_only=True)
class Silence(Rule):
    """A situation for which the procedure has no rule."""

    nearest: str = ""


@frozen(kw_only=True)
class Check(Rule):
    """A rule about the records themselves; `severity` is "error" or "query"."""

    severity: str
    fails: Expr
    points: tuple[Expr, ...] = ()


AnyRule = Duty | Permission | Question | Conclusion | Silence | Check


# ---- the rest of a policy -------------------------------------------------------------------------------------------
@frozen(kw_only=True)
class Interpretation:
    """A named switch. `choices` are its readings (empty for numbers, lists, dates, hours); `one_per` is None, "rule" or a reference.

    `default` and the values of `part_defaults` are literals as in `Literal.value`, or None where nothing is set.
    `narrowing` are the readings that narrow a "must", with the statements that they narrow.
    """

    name: str
    label: str
    cites: tuple[str, ...]
    type: Type
    choices: tuple[tuple[str, str], ...] = ()
    default: object = None
    part_defaults: Mapping[str, object] = field(factory=dict)
    one_per: str | None = None
    narrowing: Mapping[str, tuple[str, ...]] = field(factory=dict)
    protects: str = ""
    fixed: tuple[str, str] | None = None
    approved: tuple[str, str] | None = None


@frozen(kw_only=True)
class ReferenceRow:
    """A row of reference data: its fields' values (None where empty) and its own citations."""

    values: Mapping[str, object]
    cites: tuple[str, ...]


@frozen(kw_only=True)
class Reference:
    """A table of reference data."""

    name: str
    record: str
    label: str
    cites: tuple[str, ...]
    rows: tuple[ReferenceRow, ...]


@frozen(kw_only=True)
class Always:
    """An invariant: the rule never has one of these statuses (where the condition, over its about keys, holds)."""

    text: str
    cites: tuple[str, ...]
    rule: str
    never: tuple[str, ...]
    when: Expr | None
    origin: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Expectation:
    """What a scenario expects of one outcome."""

    rule: str
    about: tuple[tuple[str, str], ...]
    status: str
    value: object = None
    missing: tuple[str, ...] = ()
    origin: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Scenario:
    """A small case, as a case file has it, and what is expected of it."""

    title: str
    case: Mapping[str, object]
    readings: Mapping[str, object]
    expectations: tuple[Expectation, ...]
    cites: tuple[str, ...] = ()
    origin: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class StatementInfo:
    """A statement of the procedure: its section, its rule in our own words, and why it is not executable, if so."""

    id: str
    section: str
    summary: str
    not_executable: str | None = None


@frozen
class ReservedQuestionInfo:
    """A question reserved to people, and to whom."""

    id: str
    label: str
    parties: tuple[str, ...]
    cites: tuple[str, ...] = ()


@frozen
class WordingRule:
    """Words to avoid and what to say instead."""

    avoid: tuple[str, ...]
    use: str
    cites: tuple[str, ...]


@frozen
class GuidanceNote:
    """A principle carried by name."""

    name: str
    text: str
    cites: tuple[str, ...]
    superseded_by: tuple[str, ...] = ()


@frozen(kw_only=True)
class Policy:
    """A whole policy. Rules stand in the order of their names; the order of declarations and files decides nothing."""

    name: str
    title: str
    edition: str
    packs: tuple[str, ...]
    digest: str
    calendar: str
    schema: Schema
    functions: Mapping[str, Function]
    rules: tuple[AnyRule, ...]
    interpretations: Mapping[str, Interpretation]
    references: Mapping[str, Reference]
    statements: Mapping[str, StatementInfo]
    reserved: Mapping[str, ReservedQuestionInfo]
    parties: Mapping[str, str]
    always: tuple[Always, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    wording: tuple[WordingRule, ...] = ()
    guidance: tuple[GuidanceNote, ...] = ()
    carried_by_vocabulary: Mapping[str, tuple[str, ...]] = field(
        factory=dict
    )  # id -> vocabulary names that cite it
