"""Floor 3: a policy ready to decide cases. Immutable, and safe to share between threads."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from hsb_policy.backends.interpreter.bindings import share_grains
from hsb_policy.core.case import Case, Record
from hsb_policy.core.decision import Decision
from hsb_policy.core.ir import Policy as CompiledPolicy
from hsb_policy.engine.case_files import read_case
from hsb_policy.engine.case_text import parse_case_text
from hsb_policy.engine.cases import load_case
from hsb_policy.engine.decide import decide, reference_rows
from hsb_policy.engine.errors import CaseError
from hsb_policy.engine.loading import compiled as compile_or_recall
from hsb_policy.engine.readings import Readings, choose


@frozen(eq=False)
class Policy:
    """A policy with the readings under which it is run.

    >>> policy = load("hsb")
    >>> decision = policy.decide({"case_id": "A", "as_at": "2025-03-20", "children": []})
    >>> decision.case_id
    'A'
    """

    compiled: CompiledPolicy = field(repr=False)
    readings: Readings = field(repr=False)
    _rows: Mapping[str, tuple[Record, ...]] = field(repr=False)

    @property
    def name(self) -> str:
        """The policy's name."""
        return self.compiled.name

    @property
    def digest(self) -> str:
        """The digest of the policy's text: with a case's digest, `as_at` and the readings, it names a decision."""
        return self.compiled.digest

    def with_readings(self, readings: Mapping[str, Any]) -> "Policy":
        """The same policy under other readings: `{"red_referral": "should"}`. Raises ReadingError."""
        return Policy(self.compiled, choose(self.compiled, readings), self._rows)

    def case(self, document: Mapping[str, Any] | str | bytes | Path, *, as_at: str | None = None) -> Case:
        """A case from a mapping, the text of a case file, or the path of one. Raises CaseError with all its faults."""
        parsed: Any = document
        if isinstance(document, Path | str | bytes):
            parsed, faults = read_case(str(document)) if isinstance(document, Path) else parse_case_text(document)
            if faults.has_errors:
                raise CaseError(faults)
        case, found = load_case(parsed, self.compiled.schema, as_at)
        if case is None:
            raise CaseError(found)
        return case

    def decide(self, document: Case | Mapping[str, Any] | str | bytes | Path, *, as_at: str | None = None) -> Decision:
        """All outcomes of the policy on a case. Raises CaseError; the case's day is `as_at` where given."""
        case = document if isinstance(document, Case) else self.case(document, as_at=as_at)
        return decide(self.compiled, case, self.readings, self._rows)


def load(where: str | Path = "hsb", *, packs: Sequence[str] = (), readings: Mapping[str, Any] | None = None) -> Policy:
    """A policy by its bundled name or the path of its folder, with optional packs and readings.

    Raises PolicyLoadError (with all mistakes of the text) and ReadingError.
    """
    policy = compile_or_recall(str(where), tuple(packs))
    policy = evolve(policy, rules=share_grains(policy.rules))
    return Policy(policy, choose(policy, readings or {}), reference_rows(policy))
