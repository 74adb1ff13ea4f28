"""Floor 3, audit: an outcome as a row of the table of findings. Ids, days and codes only: no text of a case gets in."""

from hashlib import blake2b

from attrs import frozen

from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.core import ir
from hsb_policy.core.case import Case
from hsb_policy.core.decision import Outcome
from hsb_policy.engine.audit.subjects import Subjects, day_known
from hsb_policy.engine.audit.tables import JOIN, SUBJECTS, Row
from hsb_policy.values import days
from hsb_policy.values.unknown import Fact


@frozen
class Dated:
    """When an outcome counts from, where, and how many days too late it was or is: None where that is not known or not so."""

    trigger: int | None
    authority: str | None
    days_late: int | None

    @property
    def month(self) -> str:
        """The month from which it counts; an empty text where there is none.

        >>> Dated(739000, None, None).month
        '2024-04'
        """
        return "" if self.trigger is None else days.show_day(self.trigger)[:7]


def dated(ev: Evaluator, rule: ir.AnyRule, outcome: Outcome, subjects: Subjects) -> Dated:
    """The day of an outcome: that on which the duty arises, or from which its deadline counts, or that of what it concerns."""
    scope = dict(outcome.why.scope) if outcome.why is not None else {}
    trigger = _arises(ev, rule, scope)
    if trigger is None:
        trigger = subjects.day_of(scope.values())
    case = ev.case
    authority = subjects.authority_of(scope.values(), case, case.as_at if trigger is None else trigger)
    return Dated(trigger, authority, _days_late(outcome, case.as_at))


def _arises(ev: Evaluator, rule: ir.AnyRule, scope: dict[str, object]) -> int | None:
    if not isinstance(rule, ir.Duty):
        return None
    anchors = [rule.arises_on, None if rule.deadline is None else rule.deadline.anchor]
    for anchor in anchors:
        if anchor is not None:
            return day_known(ev.value(anchor, scope), anchor.type)
    return None


def _days_late(outcome: Outcome, as_at: int) -> int | None:
    """From the last day in time to the day on which it was done; for what is not done, to the day of judging."""
    if not isinstance(outcome.due, str) or outcome.status not in ("met_late", "not_met"):
        return None
    due = _day(outcome.due)
    until = as_at if outcome.status == "not_met" else None if outcome.done_on is None else _day(outcome.done_on)
    return until - due if until is not None and until > due else None


def _day(shown: str) -> int:
    return days.parse_day(shown[:10])


def finding_id(case_id: str, outcome: Outcome, among: int = 0) -> str:
    """What a finding is known by: the same for the same case, rule and subject, whenever and wherever it is found."""
    parts = [
        case_id,
        outcome.rule,
        *(f"{key}={id_}" for key, id_ in outcome.about.items()),
        *([str(among)] if among else []),
    ]
    return blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def finding_row(
    run: str, finding: str, case: Case, outcome: Outcome, when: Dated, explanation: str | None = None
) -> Row:
    """The row, its cells in the order of the table's columns."""
    due = outcome.due if not isinstance(outcome.due, tuple) else JOIN.join(end or "" for end in outcome.due)
    return (
        run,
        finding,
        case.case_id,
        days.show_day(case.as_at),
        outcome.rule,
        outcome.label,
        outcome.kind,
        outcome.force,
        JOIN.join(outcome.statements),
        outcome.severity,
        outcome.status,
        *(outcome.about.get(key) for key in SUBJECTS),
        JOIN.join(f"{key}={id_}" for key, id_ in outcome.about.items()),
        when.authority,
        None if when.trigger is None else days.show_day(when.trigger),
        due,
        outcome.done_on,
        when.days_late,
        JOIN.join(outcome.possible),
        JOIN.join(_missing(fact) for fact in outcome.missing),
        explanation,
    )


def _missing(fact: Fact) -> str:
    return f"{fact.path} ({fact.state})"
