"""Floor 4: statement by statement, what carries it; and the same for interpretations and reserved questions."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from hsb_policy.core import ir

KINDS = {
    ir.Duty: "duty",
    ir.Permission: "permission",
    ir.Question: "question",
    ir.Conclusion: "conclusion",
    ir.Silence: "silence",
    ir.Check: "check",
}


@frozen(kw_only=True)
class Traced:
    """One id of the procedure: what carries it ("duty under_13_always_referred", …), or the reason why nothing can."""

    id: str
    section: str
    summary: str
    carriers: tuple[str, ...]
    scenarios: int = 0
    not_executable: str | None = None

    @property
    def is_hole(self) -> bool:
        """Whether nothing carries it and no reason is given."""
        return not self.carriers and self.not_executable is None


@frozen(kw_only=True)
class TraceMatrix:
    """The whole matrix."""

    statements: tuple[Traced, ...]
    interpretations: tuple[Traced, ...]
    questions: tuple[Traced, ...]

    @property
    def holes(self) -> tuple[str, ...]:
        """The ids that nothing carries."""
        return tuple(t.id for t in (*self.statements, *self.interpretations, *self.questions) if t.is_hole)


@frozen
class _Carriers:
    by_id: dict[str, list[str]] = field(factory=dict)
    scenarios: dict[str, int] = field(factory=dict)

    def add(self, ids: tuple[str, ...], carrier: str) -> None:
        for id_ in ids:
            self.by_id.setdefault(id_, []).append(carrier)

    def traced(self, id_: str, section: str, summary: str, reason: str | None = None) -> Traced:
        carriers = tuple(sorted(set(self.by_id.get(id_, ()))))
        return Traced(
            id=id_,
            section=section,
            summary=summary,
            carriers=carriers,
            scenarios=self.scenarios.get(id_, 0),
            not_executable=reason,
        )


def trace(policy: ir.Policy) -> TraceMatrix:
    """What carries each statement, interpretation and reserved question of a policy."""
    carriers = _Carriers()
    questions: dict[str, list[str]] = {}
    for rule in policy.rules:
        carriers.add((*rule.statements, *rule.interpretations), f"{KINDS[type(rule)]} {rule.name}")
        if isinstance(rule, ir.Question):
            questions.setdefault(rule.judgement, []).append(f"question {rule.name}")
    for function in policy.functions.values():
        carriers.add(function.cites, f"definition {function.name}")
    for note in policy.guidance:
        carriers.add(note.cites, f"guidance {note.name}")
    for words in policy.wording:
        carriers.add(words.cites, f"wording {words.avoid[0]!r}")
    for reference in policy.references.values():
        carriers.add(reference.cites, f"reference data {reference.name}")
        for row in reference.rows:
            carriers.add(row.cites, f"reference data {reference.name}: {row.values.get('code', '')}")
    for id_, names in policy.carried_by_vocabulary.items():
        for name in names:
            carriers.add((id_,), f"vocabulary {name}")
    readings = _readings(policy)
    for scenario in policy.scenarios:
        for id_ in scenario.cites:
            carriers.scenarios[id_] = carriers.scenarios.get(id_, 0) + 1
    for id_, named in questions.items():
        carriers.by_id[id_] = named
    return TraceMatrix(
        statements=tuple(
            carriers.traced(i.id, i.section, i.summary, i.not_executable)
            for i in sorted(policy.statements.values(), key=lambda i: i.id)
        ),
        interpretations=tuple(_interpretation(id_, names, carriers) for id_, names in sorted(readings.items())),
        questions=tuple(
            carriers.traced(i.id, "Reserved to people", i.label)
            for i in sorted(policy.reserved.values(), key=lambda i: i.id)
        ),
    )


def _readings(policy: ir.Policy) -> Mapping[str, list[ir.Interpretation]]:
    by_id: dict[str, list[ir.Interpretation]] = {}
    for interpretation in policy.interpretations.values():
        for id_ in interpretation.cites:
            if id_.startswith("A"):
                by_id.setdefault(id_, []).append(interpretation)
    return by_id


def _interpretation(id_: str, found: list[ir.Interpretation], carriers: _Carriers) -> Traced:
    switches = tuple(f"switch {i.name}" for i in found if i.fixed is None)
    fixed = tuple(f"fixed: {i.fixed[0]}" for i in found if i.fixed is not None)
    return Traced(
        id=id_,
        section="Interpretations",
        summary="; ".join(i.label for i in found),
        carriers=(*switches, *fixed, *sorted(set(carriers.by_id.get(id_, ())))),
        scenarios=carriers.scenarios.get(id_, 0),
    )


def as_document(matrix: TraceMatrix) -> dict[str, Any]:
    """The matrix as plain JSON values."""

    def told(t: Traced) -> dict[str, Any]:
        return {
            "id": t.id,
            "section": t.section,
            "summary": t.summary,
            "carriers": list(t.carriers),
            "scenarios": t.scenarios,
            "not_executable": t.not_executable,
        }

    return {
        "format": "hsb-policy/trace/1",
        "statements": [told(t) for t in matrix.statements],
        "interpretations": [told(t) for t in matrix.interpretations],
        "questions": [told(t) for t in matrix.questions],
        "holes": list(matrix.holes),
    }
