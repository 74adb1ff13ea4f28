"""Floor 2, front end: the syntax of a policy as immutable trees. Before it: the parse tree; after it: binding, lowering.

Every node knows its place in the text (`span`), which equality ignores. Nodes are data: they neither check nor evaluate.
"""

from attrs import frozen

from hsb_policy.frontend.ast.data import (
    Always,
    Default,
    Expectation,
    Given,
    GivenField,
    GivenValue,
    Guidance,
    Interpretation,
    Narrows,
    ReadingChoice,
    Reference,
    Scenario,
    UnderReading,
    Wording,
)
from hsb_policy.frontend.ast.expressions import (
    Age,
    Binder,
    Call,
    Chain,
    Claim,
    Comparison,
    Condition,
    Count,
    DateLiteral,
    InRange,
    Member,
    Name,
    Not,
    NumberLiteral,
    OrIfNotRecorded,
    OrIfNotYet,
    Path,
    Picked,
    PickValue,
    Quantified,
    Shift,
    SpanBetween,
    State,
    Value,
    WasAnswered,
    WithinHours,
    YesNo,
)
from hsb_policy.frontend.ast.frame import (
    CalendarChoice,
    Code,
    Codes,
    FieldDeclaration,
    Party,
    PolicyHead,
    Record,
    ReservedQuestion,
    Statement,
    Use,
)
from hsb_policy.frontend.ast.nodes import Cite, Declaration, Node, Text, TypeWords, Unread, Word
from hsb_policy.frontend.ast.rules import (
    AboutItem,
    Action,
    AsBody,
    Body,
    Cell,
    Closes,
    Define,
    ExceptWhen,
    ForEach,
    Header,
    MetWhen,
    NormallyBody,
    Parameter,
    Row,
    RowsBody,
    Rule,
    Within,
)

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
    unread: tuple[Unread, ...] = ()


__all__ = [
    "AboutItem",
    "Action",
    "Age",
    "Always",
    "AnyDeclaration",
    "AsBody",
    "Binder",
    "Body",
    "CalendarChoice",
    "Call",
    "Cell",
    "Chain",
    "Cite",
    "Claim",
    "Closes",
    "Code",
    "Codes",
    "Comparison",
    "Condition",
    "Count",
    "DateLiteral",
    "Declaration",
    "Default",
    "Define",
    "ExceptWhen",
    "Expectation",
    "FieldDeclaration",
    "ForEach",
    "Given",
    "GivenField",
    "GivenValue",
    "Guidance",
    "Header",
    "InRange",
    "Interpretation",
    "Member",
    "MetWhen",
    "Name",
    "Narrows",
    "Node",
    "NormallyBody",
    "Not",
    "NumberLiteral",
    "OrIfNotRecorded",
    "OrIfNotYet",
    "Parameter",
    "Party",
    "Path",
    "PickValue",
    "Picked",
    "PolicyHead",
    "PolicyText",
    "Quantified",
    "ReadingChoice",
    "Record",
    "Reference",
    "ReservedQuestion",
    "Row",
    "RowsBody",
    "Rule",
    "Scenario",
    "Shift",
    "SpanBetween",
    "State",
    "Statement",
    "Text",
    "TypeWords",
    "UnderReading",
    "Unread",
    "Use",
    "Value",
    "WasAnswered",
    "Within",
    "WithinHours",
    "Word",
    "Wording",
    "YesNo",
]
