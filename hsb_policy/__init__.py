"""Safeguarding procedures written as policies, and cases decided by them.

>>> from hsb_policy import load
>>> decision = load("hsb").decide({"case_id": "A1", "as_at": "2025-03-20", "children": []})
>>> decision.policy
'hsb'

Unknown is never no: what cannot be told is said, with the facts that are missing. Software asks, explains and cites; people
decide.
"""

from hsb_policy.core.decision import Decision, NextQuestion, Outcome
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics, Severity
from hsb_policy.diagnostics.source import Span
from hsb_policy.engine.document import to_document, to_json
from hsb_policy.engine.errors import CaseError, HsbPolicyError, PolicyLoadError, ReadingError
from hsb_policy.engine.policy import Policy, load

__all__ = [
    "CaseError",
    "Decision",
    "Diagnostic",
    "Diagnostics",
    "HsbPolicyError",
    "NextQuestion",
    "Outcome",
    "Policy",
    "PolicyLoadError",
    "ReadingError",
    "Severity",
    "Span",
    "load",
    "to_document",
    "to_json",
]
