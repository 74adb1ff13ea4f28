"""Floor 2, compiled back end: what the inputs of a status come to, asked once for each combination of them."""

from typing import Any

from hsb_policy.backends.interpreter.outcomes import PROHIBITIONS
from hsb_policy.core import ir
from hsb_policy.core.status import INPUTS, severity_of, status_of
from hsb_policy.core.statuses import Severity, Status

Told = tuple[Status, Severity | None, bool, bool]
"""A status, its severity, whether the rules that override it are told, and whether the day on which it was done is."""


class Verdicts(dict[Any, Told]):
    """What the inputs of a status come to, asked of `core.status` once for each combination."""

    def __init__(self, table: str, kind: str, force: str | None, severity: str | None) -> None:
        super().__init__()
        self._asked = (table, kind, force, severity)
        self._same: tuple[tuple[int, bool], ...] = ()

    @classmethod
    def of(cls, rule: ir.AnyRule, force: str | None = None) -> "Verdicts":
        """The verdicts of a rule, a duty's under the force that its reading gives it."""
        match rule:
            case ir.Duty():
                force = force or rule.force
                return cls("prohibition" if force in PROHIBITIONS else "duty", "duty", force, None)
            case ir.Permission():
                return cls("permission", "permission", "may", None)
            case ir.Question():
                return cls("question", "question", None, None)
            case ir.Silence():
                return cls("silence", "silence", None, None)
            case ir.Check():
                return cls("check", "check", None, rule.severity)
            case _:
                return cls("conclusion", rule.kind, None, None)

    def where(self, same: tuple[tuple[int, bool], ...]) -> "Verdicts":
        """The verdicts where the inputs at some places are always the same: by the others alone, or the one other."""
        found = Verdicts(*self._asked)
        found._same = same
        return found

    def __missing__(self, inputs: Any) -> Told:
        table, kind, force, severity = self._asked
        whole: list[bool | None] = list(inputs) if isinstance(inputs, tuple) else [inputs]
        for place, value in self._same:
            whole.insert(place, value)
        verdict = status_of(table, tuple(whole))
        by = "overridden" in (verdict.status, *verdict.possible)
        grave = severity_of(kind, verdict.status, force, severity)
        self[inputs] = told = (verdict.status, grave, by, verdict.status in ("met", "met_late"))
        return told

    def fixed(self, *inputs: bool) -> Told:
        """The verdict that the first inputs give, whatever the others are."""
        names = INPUTS[self._asked[0]]
        told = self[(*inputs, *(None for _ in names[len(inputs) :]))]
        assert told[0] != "cannot_tell"
        return told
