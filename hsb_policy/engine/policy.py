"""Floor 3: a policy ready to decide cases. Immutable, and safe to share between threads."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from hsb_policy.core import ir
from hsb_policy.core.case import Case, Record
from hsb_policy.core.decision import Decision
from hsb_policy.engine.case_files import read_case
from hsb_policy.engine.case_text import parse_case_text
from hsb_policy.engine.cases import load_case
from hsb_policy.engine.decide import decide, reference_rows
from hsb_policy.engine.errors import CaseError
from hsb_policy.engine.loading import compiled
from hsb_policy.engine.readings import Readings, choose


@frozen(eq=False)
class Policy:
    """A policy with the readings under which it is run.

    >>> policy = load("hsb")
    >>> decision = policy.decide({"case_id": "A", "as_at": "2025-03-20", "children": []})
    >>> decision.case_id
    'A'
    """

    ir: ir.Policy = field(repr=False)
    readings: Readings = field(repr=False)
    _rows: Mapping[str, tuple[Record, ...]] = field(repr=False)

    @property
    def name(self) -> str:
        """The policy's name."""
        return self.ir.name

    @property
    def digest(self) -> str:
        """The digest of the policy's text: with a case's digest, `as_at` and the readings, it names a decision."""
        return self.ir.digest

    def with_readings(self, readings: Mapping[str, Any]) -> "Policy":
        """The same policy under other readings: `{"red_referral": "should"}`. Raises ReadingError."""
        return Policy(self.ir, choose(self.ir, readings), self._rows)

    def case(self, document: Mapping[str, Any] | str | bytes | Path, *, as_at: str | None = None) -> Case:
        """A case from a mapping, the text of a case file, or the path of one. Raises CaseError with all its faults."""
        if isinstance(document, Path):
            parsed, faults = read_case(str(document))
        elif isinstance(document, str | bytes):
            parsed, faults = parse_case_text(document)
        else:
            parsed, faults = document, None
        if faults is not None and faults.has_errors:
            raise CaseError(faults)
        case, found = load_case(parsed, self.ir.schema, as_at)
        if case is None:
            raise CaseError(found)
        return case

    def decide(self, document: Case | Mapping[str, Any] | str | bytes | Path, *, as_at: str | None = None) -> Decision:
        """All outcomes of the policy on a case. Raises CaseError; the case's day is `as_at` where given."""
        case = document if isinstance(document, Case) else self.case(document, as_at=as_at)
        return decide(self.ir, case, self.readings, self._rows)


def load(
    where: str | Path = "hsb", *, packs: Sequence[str] = (), readings: Mapping[str, Any] | None = None
) -> Policy:
    """A policy by its bundled name or the path of its folder, with optional packs and readings.

    Raises PolicyLoadError (with all mistakes of the text) and ReadingError.
    """
    policy = compiled(str(where), tuple(packs))
    return Policy(policy, choose(policy, readings or {}), reference_rows(policy))
