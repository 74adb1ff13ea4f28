"""Interpretations, reference data, words, invariants and scenarios as written."""

from attrs import frozen

from hsb_policy.frontend.ast.expressions import Condition, Value
from hsb_policy.frontend.ast.nodes import Cite, Declaration, Node, Text, TypeWords, Word
from hsb_policy.frontend.ast.rules import Header, Row


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
