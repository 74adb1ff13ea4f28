"""Values and conditions as written."""

from attrs import frozen

from hsb_policy.frontend.ast.nodes import Node, Text, Word


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


@frozen(kw_only=True)
class OrIfNotRecorded(Node):
    """`V or if not recorded W`: the second where the first is absent; one that is recorded as not known stays unknown."""

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
    | OrIfNotRecorded
)


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
    """`has happened`, `is recorded`, `is set`, `has a value`, `names somebody`, and what denies each of them."""

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
    Claim | Comparison | InRange | Member | State | WasAnswered | WithinHours | Not | Chain | Quantified | Picked
)
