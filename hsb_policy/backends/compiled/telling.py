"""Floor 2, compiled back end: standings as outcomes. What a standing does not say, and the words do not, the interpreter tells."""

from collections.abc import Mapping

from hsb_policy.backends.interpreter.bindings import id_of
from hsb_policy.backends.interpreter.evaluate import Evaluator, Readings
from hsb_policy.backends.interpreter.outcomes import cited, force_of, outcomes_of_rule, said_by_rule
from hsb_policy.backends.interpreter.shown import shown_day, shown_due
from hsb_policy.core import ir
from hsb_policy.core.case import Record
from hsb_policy.core.decision import Outcome
from hsb_policy.core.standing import Standing
from hsb_policy.core.types import RecordType

# What is missing and possible, why it is not met, where a check points, who answered, between what a conflict is.
_ASKED = frozenset({"cannot_tell", "not_met", "failed", "answered", "conflict"})


def outcomes_from(standings: list[Standing], ev: Evaluator) -> list[Outcome]:
    """The outcomes that the interpreter would give, in the same order; it is asked of the rules that need it."""
    rules = {rule.name: rule for rule in ev.policy.rules}
    rows = {name: _rows_by_id(ev, rule) for name, rule in rules.items()}
    asked = {s.rule for s in standings if s.status in _ASKED or (_cites(s) and _of_branch(rules[s.rule]))}
    told: Mapping[str, list[Outcome]] = {
        name: outcomes_of_rule(ev, rule) for name, rule in rules.items() if name in asked
    }
    found: list[Outcome] = []
    before = ""
    for standing in standings:
        if standing.rule not in asked:
            found.append(_outcome(rules[standing.rule], standing, ev.readings, rows[standing.rule]))
        elif standing.rule != before:
            found += told[standing.rule]
        before = standing.rule
    return found


def _cites(standing: Standing) -> bool:
    return standing.status in ("concluded", "silent")


def _of_branch(rule: ir.AnyRule) -> bool:
    """Whether a conclusion cites what the row or exception cites that gave its value."""
    if not isinstance(rule, ir.Conclusion) or not isinstance(rule.value, ir.Choose):
        return False
    return any(branch.cites for branch in rule.value.branches)


def _rows_by_id(ev: Evaluator, rule: ir.AnyRule) -> Mapping[str | None, Record]:
    """The rows of reference data of which one is cited, by what an outcome names them by."""
    if not isinstance(rule, ir.Conclusion) or rule.cites_row_of is None:
        return {}
    key = next((k.value for k in rule.about if k.name == rule.cites_row_of), None)
    kind = key.type if key is not None else None
    names = [n for n, r in ev.policy.references.items() if isinstance(kind, RecordType) and r.record == kind.name]
    return {id_of(row): row for name in names for row in ev.rows[name]}


def _outcome(rule: ir.AnyRule, standing: Standing, readings: Readings, rows: Mapping[str | None, Record]) -> Outcome:
    force, in_hours = None, False
    if isinstance(rule, ir.Duty):
        force = force_of(rule, readings)
        in_hours = rule.deadline is not None and rule.deadline.unit == "hours"
    fields = said_by_rule(rule, standing.about, force)
    if isinstance(rule, ir.Conclusion) and rule.cites_row_of is not None and _cites(standing):
        row = rows.get(standing.about.get(rule.cites_row_of))
        fields.update(cited(rule, row.facts["cites"] if row is not None else ()))
    return Outcome(
        **fields,
        status=standing.status,
        severity=standing.severity,
        value=standing.value,
        due=shown_due(standing.due, in_hours),
        done_on=shown_day(standing.done_on, in_hours),
        overridden_by=standing.overridden_by,
    )
