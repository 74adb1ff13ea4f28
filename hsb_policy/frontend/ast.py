"""Floor 2, front end: the syntax of a policy as immutable trees. Before it: the parse tree; after it: binding, lowering.

Every node knows its place in the text (`span`), which equality ignores. Nodes are data: they neither check nor evaluate.
"""

from attrs import field, frozen

from hsb_policy.diagnostics.source import NOWHERE, Span


@frozen(kw_only=True)
class Node:
    """Anything that stands somewhere in the text."""

    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Word(Node):
    """A name as the author wrote it."""

    text: str


@frozen(kw_only=True)
class Text(Node):
    """A text between quotation marks; {names} in it are filled in when it is shown."""

    text: str


# ---- values -------------------------------------------------------------------------------------------------------
@frozen(kw_only=True)
class Name(Node):
    """A bare name: a variable, a list, a code, an interpretation, `as_at`, `silent` (which of them, binding decides)."""

    name: str


@frozen(kw_only=True)
class Path(Node):
    """Fields read one after the other: `r.child.birth_date`, also after a call."""

    base: "Value"
    fields: tuple[Word, ...]


@frozen(kw_only=True)
class Call(Node):
    """A definition applied to values."""

    name: Word
    args: tuple["Value", ...]


@frozen(kw_only=True)
class NumberLiteral(Node):
    """A whole number, with its unit ("years", "working days") where the author gave one."""

    number: int
    unit: str | None = None


@frozen(kw_only=True)
class DateLiteral(Node):
    """A day or a month as written: 2025-03-02 or 2025-03."""

    text: str


@frozen(kw_only=True)
class YesNo(Node):
    """`yes` or `no`."""

    yes: bool


@frozen(kw_only=True)
class Shift(Node):
    """`15 working days after D`, `3 months before D`."""

    number: int
    unit: str
    back: bool
    anchor: "Value"


@frozen(kw_only=True)
class Age(Node):
    """`age of PERSON on DAY`."""

    person: "Value"
    day: "Value"


@frozen(kw_only=True)
class SpanBetween(Node):
    """`number of working days from A to B`."""

    unit: str
    start: "Value"
    finish: "Value"


@frozen(kw_only=True)
class Binder(Node):
    """`x in LIST`."""

    name: Word
    source: "Value"


@frozen(kw_only=True)
class Count(Node):
    """`count of (x in LIST where C)`."""

    binders: tuple[Binder, ...]
    where: "Condition | None"


@frozen(kw_only=True)
class PickValue(Node):
    """`latest (x in LIST by KEY where C) gives V or if none W`."""

    kind: str  # "latest" | "earliest"
    binder: Binder
    key: "Value"
    where: "Condition | None"
    gives: "Value"
    if_none: "Value | None"


@frozen(kw_only=True)
class OrIfNotYet(Node):
    """`D or if not yet E`: the second where the first has not happened."""

    value: "Value"
    otherwise: "Value"


Value = (
    Name
    | Path
    | Call
    | NumberLiteral
    | DateLiteral
    | Text
    | YesNo
    | Shift
    | Age
    | SpanBetween
    | Count
    | PickValue
    | OrIfNotYet
)


# ---- conditions ---------------------------------------------------------------------------------------------------
@frozen(kw_only=True)
class Claim(Node):
    """A yes/no value that stands as a condition by itself."""

    value: Value


@frozen(kw_only=True)
class Comparison(Node):
    """Two values and a word between them; `op` is the operator's words: "is", "is not", "is below", "covers", …"""

    op: str
    left: Value
    right: Value


@frozen(kw_only=True)
class InRange(Node):
    """`V is 5 to 11`, both ends included."""

    value: Value
    low: Value
    high: Value


@frozen(kw_only=True)
class Member(Node):
    """`V is one of A, B` or, with `negated`, `is not one of`; one word alone may name a list."""

    value: Value
    options: tuple[Value, ...]
    negated: bool


@frozen(kw_only=True)
class State(Node):
    """`has happened`, `has not happened`, `is recorded`, `is not recorded`, `is set`, `is not set`, `has a value`, `has no value`."""

    op: str
    value: Value


@frozen(kw_only=True)
class WasAnswered(Node):
    """`J13 was answered yes for child`; `answer` None means any known answer."""

    question: Value
    answer: bool | None
    about: tuple[Word, ...]


@frozen(kw_only=True)
class WithinHours(Node):
    """`MOMENT is within HOURS`."""

    moment: Value
    hours: Value


@frozen(kw_only=True)
class Not(Node):
    """`not C`."""

    condition: "Condition"


@frozen(kw_only=True)
class Chain(Node):
    """Conditions joined by and/or as written; `words` has one fewer than `parts` ("and", "or"). Mixing is a mistake."""

    parts: tuple["Condition", ...]
    words: tuple[Word, ...]


@frozen(kw_only=True)
class Quantified(Node):
    """`some|every|no|exactly one|its own  x in LIST, y in LIST where C has D`."""

    kind: str
    binders: tuple[Binder, ...]
    where: "Condition | None"
    has: "Condition"


@frozen(kw_only=True)
class Picked(Node):
    """`latest|earliest x in LIST by KEY where C has D`; kind "first" is `first in record order`, without a key."""

    kind: str
    binder: Binder
    key: Value | None
    where: "Condition | None"
    has: "Condition"


Condition = (
    Claim
    | Comparison
    | InRange
    | Member
    | State
    | WasAnswered
    | WithinHours
    | Not
    | Chain
    | Quantified
    | Picked
)


# ---- types as written ----------------------------------------------------------------------------------------------
@frozen(kw_only=True)
class TypeWords(Node):
    """A type as written: `words` is "yes/no", "date", "partial date", "open date", "Child", …; `depth` counts `list of`."""

    words: str
    depth: int = 0


# ---- the frame ---------------------------------------------------------------------------------------------------
@frozen(kw_only=True)
class Cite(Node):
    """A cited id, or a range of ids (`S070 to S089`)."""

    first: Word
    last: Word | None = None


@frozen(kw_only=True)
class Declaration(Node):
    """The common part of all declarations: the name under which it is known (a title where it has none)."""

    name: Word


@frozen(kw_only=True)
class PolicyHead(Declaration):
    """`policy NAME "title"`, its edition and the range of statement ids of its procedure."""

    title: Text
    editions: tuple[Text, ...] = ()
    statement_ranges: tuple[tuple[Word, Word], ...] = ()
    pack_for: Word | None = None


@frozen(kw_only=True)
class Use(Declaration):
    """`use vocabulary, interpretations`: the files of the folder that this file relies on."""

    files: tuple[Word, ...]


@frozen(kw_only=True)
class CalendarChoice(Declaration):
    """`calendar england`: the working days that deadlines count."""


@frozen(kw_only=True)
class Statement(Declaration):
    """One statement of the procedure: its section, the rule in our own words, and why it cannot be executed, if so."""

    section: Text
    summary: Text
    not_executable: Text | None = None


@frozen(kw_only=True)
class Party(Declaration):
    """Who has duties or is asked: `party childrens_services "children's social care"`."""

    label: Text


@frozen(kw_only=True)
class ReservedQuestion(Declaration):
    """A question reserved to people: `reserved J02 "…" to referring_professional`."""

    label: Text
    parties: tuple[Word, ...]
    cites: tuple[Cite, ...] = ()


# ---- vocabulary ----------------------------------------------------------------------------------------------------
@frozen(kw_only=True)
class Code(Node):
    """One word of a list of codes; `also` is another spelling that is read as this one."""

    word: Word
    label: Text | None = None
    with_name: bool = False
    also: Word | None = None


@frozen(kw_only=True)
class Codes(Declaration):
    """A list of codes; `includes` names another whose words it has too."""

    label: Text | None
    includes: Word | None
    codes: tuple[Code, ...]
    cites: tuple[Cite, ...] = ()


@frozen(kw_only=True)
class FieldDeclaration(Node):
    """One field of a record."""

    name: Word
    type: TypeWords
    label: Text | None = None
    ask: Text | None = None
    named_by: Word | None = None
    absent_means: Word | None = None
    gives_age: bool = False
    starts_period: bool = False
    ends_period: bool = False
    cites: tuple[Cite, ...] = ()


@frozen(kw_only=True)
class Record(Declaration):
    """A kind of record; `placement` is "list", "recording", "reference", "single", "embedded" or "case"."""

    placement: str
    place: Word | None
    singulars: tuple[Word, ...]
    label: Text | None
    fields: tuple[FieldDeclaration, ...]
    cites: tuple[Cite, ...] = ()


# ---- definitions and rules ------------------------------------------------------------------------------------------
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


# ---- readings, reference data, words, tests -------------------------------------------------------------------------
@frozen(kw_only=True)
class ReadingChoice(Node):
    """One reading of an interpretation, with its meaning in words."""

    word: Word
    label: Text | None = None


@frozen(kw_only=True)
class Default(Node):
    """`default V, W`; with `rules`, the default for those rules (or reference rows) alone."""

    values: tuple[Value, ...]
    rules: tuple[Word, ...] = ()


@frozen(kw_only=True)
class Narrows(Node):
    """`narrows S019 under established`: those readings narrow a "must"."""

    cites: tuple[Cite, ...]
    readings: tuple[Word, ...]


@frozen(kw_only=True)
class Interpretation(Declaration):
    """A named switch for what the text leaves open."""

    label: Text
    cites: tuple[Cite, ...] = ()
    readings: tuple[ReadingChoice, ...] = ()
    takes: TypeWords | None = None  # words may be "number of months"
    defaults: tuple[Default, ...] = ()
    one_per: Word | None = None
    narrows: tuple[Narrows, ...] = ()
    protects: Text | None = None
    fixed: tuple[Text, Text] | None = None  # what holds, because
    approved: tuple[Text, Word] | None = None


@frozen(kw_only=True)
class Reference(Declaration):
    """Reference data: rows of one kind of record."""

    record: Word
    label: Text | None
    cites: tuple[Cite, ...]
    headers: tuple[Header, ...]
    rows: tuple[Row, ...]


@frozen(kw_only=True)
class Wording(Declaration):
    """Words to avoid, and the words to use instead."""

    avoid: tuple[Text, ...]
    use: Text
    cites: tuple[Cite, ...] = ()


@frozen(kw_only=True)
class Guidance(Declaration):
    """A principle of the procedure that no rule can execute, carried by name."""

    text: Text
    cites: tuple[Cite, ...] = ()
    superseded_by: tuple[Text, ...] = ()


@frozen(kw_only=True)
class Always(Declaration):
    """An invariant: in no case has the rule one of these statuses (when the condition holds). Its name is its text."""

    cites: tuple[Cite, ...] = ()
    rule: Word | None = None
    never: tuple[Word, ...] = ()
    when: tuple[Condition, ...] = ()


@frozen(kw_only=True)
class GivenValue(Node):
    """A value in a scenario: kind "word", "number", "date" (also partial dates, moments), "text", "yes_no", "list", "record"."""

    kind: str
    text: str = ""
    items: tuple["GivenValue", ...] = ()
    fields: tuple["GivenField", ...] = ()


@frozen(kw_only=True)
class GivenField(Node):
    """`.birth_date 2012-03-02`."""

    name: Word
    value: GivenValue


@frozen(kw_only=True)
class Given(Node):
    """`given child C1 with …` (kind "record"), `given no referrals` ("none"), `given case with …` ("case")."""

    kind: str
    record: Word | None = None
    id: Word | None = None
    fields: tuple[GivenField, ...] = ()


@frozen(kw_only=True)
class UnderReading(Node):
    """`under the reading red_referral is should`; `part` names the rule of a one-per-rule interpretation."""

    interpretation: Word
    part: Word | None
    values: tuple[GivenValue, ...]


@frozen(kw_only=True)
class Expectation(Node):
    """`expect RULE for child C1, incident I1 is STATUS giving VALUE missing "PATH"`."""

    rule: Word
    about: tuple[tuple[Word, Word], ...]
    status: Word
    value: GivenValue | None = None
    missing: tuple[Text, ...] = ()


@frozen(kw_only=True)
class Scenario(Declaration):
    """A scenario, or with `is_situation` the common part of several. A scenario's name is its title."""

    is_situation: bool
    title: Text | None = None
    starting_from: tuple[Word, ...] = ()
    judged_on: tuple[Word, ...] = ()
    readings: tuple[UnderReading, ...] = ()
    given: tuple[Given, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    cites: tuple[Cite, ...] = ()


AnyDeclaration = (
    PolicyHead
    | Use
    | CalendarChoice
    | Statement
    | Party
    | ReservedQuestion
    | Codes
    | Record
    | Define
    | Rule
    | Interpretation
    | Reference
    | Wording
    | Guidance
    | Always
    | Scenario
)


@frozen(kw_only=True)
class PolicyText:
    """All declarations of a policy's files, in the order in which they were read; their order decides nothing."""

    declarations: tuple[AnyDeclaration, ...]
