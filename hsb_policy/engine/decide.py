"""Floor 3: a case decided by a policy: the readings, the case and the interpreter brought together."""

from collections.abc import Callable, Mapping
from sys import intern
from typing import Any

from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of
from hsb_policy.core import ir
from hsb_policy.core.case import Case, Record, is_plain
from hsb_policy.core.decision import Decision, Outcome
from hsb_policy.core.schema import FieldDef
from hsb_policy.core.types import ListType
from hsb_policy.engine.questions import next_questions
from hsb_policy.engine.readings import Readings
from hsb_policy.values import days
from hsb_policy.values.unknown import Fact, Unknown


def reference_rows(policy: ir.Policy) -> Mapping[str, tuple[Record, ...]]:
    """The rows of reference data as records, by the name of the reference."""
    return {
        name: tuple(_row(policy, reference, at) for at in range(len(reference.rows)))
        for name, reference in policy.references.items()
    }


def _row(policy: ir.Policy, reference: ir.Reference, at: int) -> Record:
    row, kind = reference.rows[at], policy.schema.records[reference.record]
    code = row.values.get("code")
    path = f"{reference.name}[{code if code is not None else at}]"
    facts: dict[str, Any] = {"cites": row.cites}
    for name, definition in kind.fields.items():
        value = row.values.get(name)
        facts[intern(name)] = _empty_cell(definition, f"{path}.{name}") if value is None else value
    plain = {name: fact for name, fact in facts.items() if is_plain(fact)}
    return Record(reference.record, str(code) if code is not None else None, path, str(code or path), facts, plain)


def _empty_cell(definition: FieldDef, path: str) -> Any:
    """What `-` stands for: no elements of a list, a day that has not come, and otherwise a fact that is not known."""
    if isinstance(definition.type, ListType):
        return ()
    if getattr(definition.type, "open", False):
        return days.NOT_YET
    return Unknown(frozenset({Fact(path, ask=definition.ask)}))


def decide(
    policy: ir.Policy,
    case: Case,
    readings: Readings,
    rows: Mapping[str, tuple[Record, ...]],
    tell: Callable[[Evaluator], list[Outcome]] = outcomes_of,
) -> Decision:
    """All outcomes of the policy on the case, those that do not apply too; and what to ask next."""
    outcomes = tuple(tell(Evaluator(policy, case, readings.values, rows)))
    labels = {id_: info.label for id_, info in policy.reserved.items()}
    return Decision(
        policy=policy.name,
        edition=policy.edition,
        digest=policy.digest,
        packs=policy.packs,
        case_id=case.case_id,
        as_at=days.show_day(case.as_at),
        case_digest=case.digest,
        readings=readings.chosen,
        announcements=readings.announcements,
        outcomes=outcomes,
        questions=next_questions(outcomes, labels),
    )
