"""Floor 1, core IR: a whole policy."""

from collections.abc import Mapping

from attrs import field, frozen

from hsb_policy.core.ir.expressions import Expr, Function
from hsb_policy.core.ir.rules import AnyRule
from hsb_policy.core.schema import Schema
from hsb_policy.core.types import Type
from hsb_policy.diagnostics.source import NOWHERE, Span


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
    carried_by_vocabulary: Mapping[str, tuple[str, ...]] = field(factory=dict)  # id -> vocabulary names that cite it
