"""Floor 3, audit: an outcome as a row of the table of findings. Ids, days and codes only: no text of a case gets in."""

from collections.abc import Collection, Mapping
from hashlib import blake2b
from typing import Any

from attrs import frozen

from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.core import ir
from hsb_policy.core.case import Case
from hsb_policy.core.decision import Outcome
from hsb_policy.core.standing import Standing
from hsb_policy.engine.audit.subjects import Subjects, day_known
from hsb_policy.engine.audit.tables import JOIN, SUBJECTS, Row
from hsb_policy.values import days
from hsb_policy.values.unknown import Fact


@frozen
class Dated:
    """When an outcome counts from, where, and how many days too late it was or is (0: less than a day); None where it is not so."""

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


@frozen
class Since:
    """The day from which what an outcome concerns counts, and the authority: the same for all rules about the same, but for deadlines."""

    trigger: int | None
    authority: str | None


def since(case: Case, about: Mapping[str, str], subjects: Subjects) -> Since:
    """The day of what an outcome concerns, and the authority on that day."""
    concerned = subjects.concerned(case, about).values()
    return _since(case, subjects.day_of(concerned), concerned, subjects)


def _since(case: Case, day: int | None, concerned: Collection[Any], subjects: Subjects) -> Since:
    return Since(day, subjects.authority_of(concerned, case, case.as_at if day is None else day))


def since_it_arose(ev: Evaluator, duty: ir.Duty, about: Mapping[str, str], subjects: Subjects) -> Since:
    """The day on which a duty arises, or from which its deadline counts; where neither is known, that of what it concerns."""
    scope = subjects.concerned(ev.case, about)
    for anchor in (duty.arises_on, None if duty.deadline is None else duty.deadline.anchor):
        if anchor is not None and all(key.name in scope for key in duty.about):
            day = day_known(ev.value(anchor, scope), anchor.type)
            return _since(ev.case, subjects.day_of(scope.values()) if day is None else day, scope.values(), subjects)
    return since(ev.case, about, subjects)


def has_its_own_day(rule: ir.AnyRule) -> bool:
    """Whether a rule counts from another day than what it concerns."""
    return isinstance(rule, ir.Duty) and (rule.arises_on is not None or rule.deadline is not None)


def dated(standing: Standing, since: Since, as_at: int, in_hours: bool) -> Dated:
    """When an outcome counts from, and how late it is; `in_hours` says that its due and done are moments."""
    return Dated(since.trigger, since.authority, _days_late(standing, as_at, in_hours))


def _days_late(standing: Standing, as_at: int, in_hours: bool) -> int | None:
    """From the last day in time to the day on which it was done; for what is not done, to the day of judging."""
    due, done = standing.due, standing.done_on
    if not isinstance(due, int) or standing.status not in ("met_late", "not_met"):
        return None
    until = done if standing.status == "met_late" else days.first_moment(as_at) if in_hours else as_at
    if until is None:
        return None
    late = days.day_of(until) - days.day_of(due) if in_hours else until - due
    return late if until > due else None


def finding_id(case_id: str, rule: str, about: Mapping[str, str], among: int = 0) -> str:
    """What a finding is known by: the same for the same case, rule and subject, whenever and wherever it is found."""
    parts = [case_id, rule, *(f"{key}={id_}" for key, id_ in about.items()), *([str(among)] if among else [])]
    return blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def finding_row(
    run: str, finding: str, case: Case, outcome: Outcome, when: Dated, explanation: str | None, place: str
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
        place,
    )


def _missing(fact: Fact) -> str:
    return f"{fact.path} ({fact.state})"
