"""Floor 4, audit: what an audit came to, on one screen."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hsb_policy.core.words import day_in_words, listed, printable
from hsb_policy.engine.audit.auditing import Audit
from hsb_policy.reporting.audit.in_words import left_aside, not_read, of_one_id, rejected_for

_WORST: Final = 5  # rules named
_WIDTH: Final = 18


def summary(audit: Audit, out: Path, files: tuple[str, ...]) -> str:
    """What was read, judged and rejected; what was found; which rules did not run; and where it all stands."""
    return "\n".join(_lines(audit, out, files))


def _lines(audit: Audit, out: Path, files: tuple[str, ...]) -> Iterator[str]:
    tally = audit.tally
    yield f"Audit of {printable(audit.source)} by the policy {audit.policy.name}, {_judged_on(tally.judged_on)}"
    yield ""
    yield _line("Records read", f"{audit.read:,} = {listed(list(_records(audit)))}")
    if audit.rejected:
        where = next((name for name in files if name.startswith("rejected.")), files[0])
        yield _line("Rejected", f"why: {where}; {rejected_for(audit.why)}")
    if twice := of_one_id(audit):
        yield _line("One id twice", twice)
    if passed := not_read(audit.passed_over):
        yield _line("Not read", passed)
    for note in left_aside(audit):
        yield _line("Left aside", note)
    if audit.judged_by:
        yield _line("Judged by", printable(audit.judged_by))
    yield _line("Rules", listed(list(_rules(audit))))
    for word, severity in (("Breaches", "breach"), ("Queries", "query")):
        yield _line(word, _in_cases(tally.of_severity(severity), tally.grave[severity]))
    not_yet = f"{tally.of_status('outstanding'):,} ({tally.not_yet.total():,} of them must or will)"
    yield _line("Not yet done", not_yet + _beyond(audit, audit.cut_not_yet.total()))
    for word, status in (("Met late", "met_late"), ("Departed from", "departed")):
        yield _line(word, f"{tally.of_status(status):,}")
    yield _line("Cannot be told", f"{tally.of_status('cannot_tell'):,}" + _beyond(audit, audit.cut.total()))
    if audit.tables_missing:
        yield _line("Not supplied", listed(audit.tables_missing))
    worst = Counter({rule: n for (rule, severity), n in tally.severities.items() if severity == "breach"})
    labels = {rule.name: rule.label for rule in audit.policy.rules}
    ranked = sorted(worst.items(), key=lambda item: (-item[1], item[0]))[:_WORST]
    if ranked:
        yield ""
        yield "Most breaches:"
        yield from (f"  {number:>8,}  {labels[rule] or rule} ({rule})" for rule, number in ranked)
    yield ""
    yield f"Written to {out}: {listed(files)} ({audit.run})"


def _beyond(audit: Audit, beyond: int) -> str:
    return f"; {audit.wanted.cap:,} of a rule are written, the other {beyond:,} are counted" if beyond else ""


def _line(word: str, told: str) -> str:
    return f"  {word:<{_WIDTH}}{told}"


def _records(audit: Audit) -> Iterator[str]:
    yield f"{audit.judged:,} judged"
    yield f"{audit.rejected:,} rejected"
    if audit.wanted.sample is not None:
        yield f"{audit.left_out:,} not in the sample"


def _rules(audit: Audit) -> Iterator[str]:
    failed = len(+audit.tally.failed)
    yield f"{len(audit.policy.rules) - audit.skipped - failed:,} ran"
    yield f"{audit.skipped:,} skipped"
    yield f"{failed:,} failed"


def _in_cases(number: int, cases: int) -> str:
    return f"{number:,} in {cases:,} {'case' if cases == 1 else 'cases'}" if number else "0"


def _judged_on(days: Counter[str]) -> str:
    if not days:
        return "nothing judged"
    first, last = day_in_words(min(days)), day_in_words(max(days))
    return f"as at {first}" if first == last else f"each case as at its own day, {first} to {last}"
