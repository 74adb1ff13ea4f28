"""Safeguarding procedures written as policies, and cases decided by them.

>>> from hsb_policy import load, to_json
>>> policy = load("hsb")
>>> case = policy.case({"case_id": "A1", "as_at": "2025-03-20", "children": [{"id": "C1", "birth_date": "2013"}]})
>>> decision = policy.decide(case)
>>> to_json(decision)[:34]
'{"format":"hsb-policy/decision/1",'

Unknown is never no: what cannot be told is said, with the facts that are missing. Software asks, explains and cites; people
decide. The names below are the whole interface, `__version__` among them; COMPATIBILITY.md says what is promised of them.
"""

from hsb_policy.core.case import Case
from hsb_policy.core.decision import Answer, ChosenReading, Decision, Explanation, NextQuestion, Outcome
from hsb_policy.core.explanation import (
    Act,
    Change,
    Counting,
    Ground,
    MissingFact,
    Neighbour,
    Reason,
    Statement,
    Supposed,
    UsedFact,
    UsedReading,
)
from hsb_policy.core.library import VERSION
from hsb_policy.core.standing import Standing
from hsb_policy.core.statuses import Status
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.diagnostics.source import Span
from hsb_policy.engine.checking import PolicyCheck, check
from hsb_policy.engine.document import to_document, to_json
from hsb_policy.engine.errors import (
    CaseError,
    ExplanationError,
    HsbPolicyError,
    PolicyLoadError,
    ReadingError,
    ReplayError,
)
from hsb_policy.engine.interpretations import Interpretation
from hsb_policy.engine.packs import Pack
from hsb_policy.engine.policy import Policy, load
from hsb_policy.values.unknown import Fact

__all__ = [
    "Act",
    "Answer",
    "Case",
    "CaseError",
    "Change",
    "ChosenReading",
    "Counting",
    "Decision",
    "Diagnostic",
    "Diagnostics",
    "Explanation",
    "ExplanationError",
    "Fact",
    "Ground",
    "HsbPolicyError",
    "Interpretation",
    "MissingFact",
    "Neighbour",
    "NextQuestion",
    "Outcome",
    "Pack",
    "Policy",
    "PolicyCheck",
    "PolicyLoadError",
    "ReadingError",
    "Reason",
    "ReplayError",
    "Span",
    "Standing",
    "Statement",
    "Status",
    "Supposed",
    "UsedFact",
    "UsedReading",
    "__version__",
    "check",
    "format_source",
    "load",
    "to_document",
    "to_json",
]

__version__ = VERSION


def format_source(text: str, name: str = "<text>") -> str:
    """The text of a policy file in the one layout of the language, as `hsb-policy fmt` writes it; `name` is for messages.

    Only the space between words changes: words, their order and comments stay. Raises PolicyLoadError where the text has
    mistakes in its form.

    >>> print(format_source('party   team\\n  "the team"'), end="")
    party team "the team"
    """
    # Imported here, so that who only decides does not wait for the parser.
    from hsb_policy.formatting.layout import format_source as laid_out  # noqa: PLC0415

    return laid_out(text, name)
