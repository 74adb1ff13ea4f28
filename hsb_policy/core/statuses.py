"""Floor 1: the words that an outcome's status and severity can be: a closed list, for who reads them with a type checker."""

from typing import Literal

Status = Literal[
    "answered",
    "cannot_tell",
    "concluded",
    "conflict",
    "departed",
    "failed",
    "met",
    "met_late",
    "needs_professional",
    "not_applicable",
    "not_met",
    "outstanding",
    "overridden",
    "passed",
    "permitted",
    "silent",
]
"""How a rule stands for what it is about: COMPATIBILITY.md has the promise, `core.status` the tables that give it."""

Severity = Literal["breach", "query"]
"""How grave an outcome is for who reviews records; most have none."""
