"""Floor 3, audit: for each rule of the policy whether it ran, was skipped or failed. A rule that did not run never looks passed."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Final, TypeGuard

from hsb_policy.core import ir
from hsb_policy.core.schema import CASE
from hsb_policy.engine.audit.tables import JOIN, Row
from hsb_policy.engine.audit.tally import Tally, percent_in_time

NOT_ASKED: Final = "it was not asked for"
_SHOWN: Final = (
    "met", "met_late", "not_met", "cannot_tell", "outstanding", "departed", "failed", "passed", "overridden", "not_applicable",
)  # fmt: skip


def skipped_for_tables(policy: ir.Policy, missing: tuple[str, ...]) -> Mapping[str, str]:
    """The rules that cannot run because a table that they range over was not supplied, each with the reason."""
    told = {}
    for rule in policy.rules:
        absent = sorted({e.field for e in (b.source for b in rule.binders) if _is_list_of_the_case(e)} & set(missing))
        if absent:
            word = "table was" if len(absent) == 1 else "tables were"
            told[rule.name] = f"its {word} not supplied: {JOIN.join(absent)}"
    return told


def _is_list_of_the_case(source: ir.Expr) -> TypeGuard[ir.FieldRead]:
    return isinstance(source, ir.FieldRead) and source.record == CASE


def rules_run_rows(
    run: str,
    policy: ir.Policy,
    skipped: Mapping[str, str],
    tally: Tally,
    written: Counter[str],
    left_out: Counter[str],
    not_yet_left_out: Counter[str],
    in_columns: Collection[str],
) -> Iterator[Row]:
    """A row for each rule, in the order of their names. `in_columns` are those that were worked out for many cases at once."""
    by_rule: dict[str, Counter[str]] = {rule.name: Counter() for rule in policy.rules}
    for (name, status), number in tally.statuses.items():
        by_rule[name][status] += number
    for rule in policy.rules:
        counts, name = by_rule[rule.name], rule.name
        ran = "skipped" if name in skipped else "failed" if tally.failed[name] else "ran"
        other = counts.total() - sum(counts[status] for status in _SHOWN)
        yield (
            run,
            name,
            rule.label,
            kind_of(rule),
            JOIN.join(rule.statements),
            ran,
            skipped.get(name) or _why_failed(tally, name),
            None if ran == "skipped" else "columns" if name in in_columns else "compiled",
            counts.total(),
            *(counts[status] for status in ("met", "met_late", "not_met")),
            percent_in_time(counts) if has_a_deadline(rule) else None,
            *(counts[status] for status in ("cannot_tell", "outstanding", "departed", "failed", "passed")),
            other,
            *(counts[status] for status in ("overridden", "not_applicable")),
            written[name],
            left_out[name],
            not_yet_left_out[name],
        )


def has_a_deadline(rule: ir.AnyRule) -> bool:
    """Whether there is a last day in time: only then can something be met in time."""
    return isinstance(rule, ir.Duty) and rule.deadline is not None


def kind_of(rule: ir.AnyRule) -> str:
    """The kind of a rule as decisions call it."""
    match rule:
        case ir.Conclusion():
            return rule.kind
        case _:
            return type(rule).__name__.lower()


def _why_failed(tally: Tally, rule: str) -> str | None:
    number = tally.failed[rule]
    if not number:
        return None
    large = tally.too_large[rule]
    why = f"; {large:,} of them with too many records for it (HSB-D509)" if large else ""
    return f"it could not be worked out for {number:,} of the cases, first for {tally.first_failed[rule]}{why}"
