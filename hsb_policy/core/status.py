"""Floor 1: the status of an outcome, one pure function of three-valued inputs (True, False, None for unknown).

Each kind of rule has a table of lines, tried in order: the first line whose condition holds gives the status. With unknown
inputs the answer is the one status that all their completions give, or `cannot_tell` with the statuses that remain. The
tables are printed in LANGUAGE.md and tested over all their inputs.
"""

from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Final

from attrs import frozen

from hsb_policy.core.statuses import Severity, Status

Known = dict[str, bool]


@frozen
class Line:
    """One line of a table: the status, and the condition under which it is given, in words and as a function."""

    status: Status
    words: str
    holds: Callable[[Known], bool]


def _always(_: Known) -> bool:
    return True


_APPLIES = (
    Line("not_applicable", "the trigger is false", lambda k: not k["trigger"]),
    Line("overridden", "a stronger rule's trigger is true", lambda k: k["overridden"]),
)

TABLES: Final[dict[str, tuple[Line, ...]]] = {
    "duty": (
        *_APPLIES,
        Line(
            "departed",
            "a matching departure is recorded, and it is not done",
            lambda k: k["departed"] and not k["done"],
        ),
        Line("not_met", "it is breached", lambda k: k["breached"]),
        Line("met_late", "it is done, after the deadline", lambda k: k["done"] and k["late"]),
        Line("met", "it is done", lambda k: k["done"]),
        Line(
            "not_met",
            "the deadline has passed or the case is closed",
            lambda k: k["deadline_passed"] or k["closed"],
        ),
        Line("outstanding", "otherwise", _always),
    ),
    "prohibition": (
        *_APPLIES,
        Line("departed", "a matching departure is recorded", lambda k: k["departed"]),
        Line("not_met", "it is breached", lambda k: k["breached"]),
        Line("met", "otherwise", _always),
    ),
    "permission": (*_APPLIES, Line("permitted", "otherwise", _always)),
    "question": (
        *_APPLIES,
        Line("answered", "a person has answered it", lambda k: k["answered"]),
        Line("needs_professional", "otherwise", _always),
    ),
    "silence": (*_APPLIES, Line("silent", "otherwise", _always)),
    "conclusion": (
        *_APPLIES,
        Line("conflict", "two values hold", lambda k: k["conflict"]),
        Line("silent", "no value is given", lambda k: k["silent"]),
        Line("concluded", "otherwise", _always),
    ),
    "check": (
        *_APPLIES,
        Line("failed", "the record is wrong", lambda k: k["fails"]),
        Line("passed", "otherwise", _always),
    ),
}

INPUTS: Final[dict[str, tuple[str, ...]]] = {
    "duty": ("trigger", "overridden", "departed", "breached", "done", "late", "deadline_passed", "closed"),
    "prohibition": ("trigger", "overridden", "departed", "breached"),
    "permission": ("trigger", "overridden"),
    "question": ("trigger", "overridden", "answered"),
    "silence": ("trigger", "overridden"),
    "conclusion": ("trigger", "overridden", "conflict", "silent"),
    "check": ("trigger", "overridden", "fails"),
}

ORDER: Final[tuple[Status, ...]] = (
    "not_met",
    "failed",
    "conflict",
    "cannot_tell",
    "outstanding",
    "needs_professional",
    "departed",
    "met_late",
    "met",
    "answered",
    "concluded",
    "permitted",
    "silent",
    "passed",
    "overridden",
    "not_applicable",
)


@frozen
class Verdict:
    """The status, the statuses that remain where it cannot be told, and the unknown inputs that could still change it."""

    status: Status
    possible: tuple[Status, ...] = ()
    relevant: tuple[str, ...] = ()


def _status_of_known(table: str, known: Known) -> Status:
    return next(line.status for line in TABLES[table] if line.holds(known))


@cache
def status_of(table: str, inputs: tuple[bool | None, ...]) -> Verdict:
    """The verdict of a table on its inputs, in the order of `INPUTS[table]`.

    >>> status_of("duty", (True, False, False, False, False, False, False, False)).status
    'outstanding'
    >>> status_of("duty", (None, False, False, False, False, False, False, False)).possible
    ('outstanding', 'not_applicable')
    """
    names = INPUTS[table]
    unknown = [i for i, value in enumerate(inputs) if value is None]
    statuses: dict[tuple[bool, ...], Status] = {}
    for completion in product((False, True), repeat=len(unknown)):
        values = list(inputs)
        for i, value in zip(unknown, completion, strict=True):
            values[i] = value
        statuses[completion] = _status_of_known(table, dict(zip(names, map(bool, values), strict=True)))
    found = set(statuses.values())
    if len(found) == 1:
        return Verdict(found.pop())
    relevant = tuple(
        names[i]
        for at, i in enumerate(unknown)
        if any(statuses[c] != statuses[(*c[:at], not c[at], *c[at + 1 :])] for c in statuses)
    )
    return Verdict("cannot_tell", tuple(s for s in ORDER if s in found), relevant)


@cache
def deciding_of(table: str, inputs: tuple[bool | None, ...]) -> tuple[str, ...]:
    """The inputs that the verdict rests on: whatever the others were, it would be the same, what is missing too.

    >>> deciding_of("duty", (False, False, False, False, True, False, False, False))
    ('trigger',)
    >>> deciding_of("duty", (True, False, False, True, False, False, True, True))
    ('trigger', 'overridden', 'departed', 'breached')
    """
    names = INPUTS[table]
    possible = status_of(table, inputs).possible
    kept = list(inputs)
    left_out: set[str] = set()
    for at in reversed(range(len(names))):
        was, kept[at] = kept[at], None
        verdict = status_of(table, tuple(kept))
        if verdict.possible == possible and not (left_out | {names[at]}) & set(verdict.relevant):
            left_out.add(names[at])
        else:
            kept[at] = was
    return tuple(name for name in names if name not in left_out)


def severity_of(kind: str, status: str, force: str | None, check_severity: str | None) -> Severity | None:
    """How grave an outcome is for a reviewer: "breach", "query" or None."""
    if status == "failed":
        return "breach" if check_severity == "error" else "query"
    if kind == "duty" and status == "not_met":
        return "breach" if force in ("must", "must not", "will") else "query"
    return None
