"""The status of an outcome, over all inputs, against the prose of the design written down a second time."""

from collections.abc import Iterator, Mapping
from itertools import product

import pytest

from hsb_policy.core.status import INPUTS, ORDER, TABLES, deciding_of, severity_of, status_of

Known = Mapping[str, bool]


def _told(kind: str, known: Known) -> str:
    """What the prose gives on known inputs. Written apart from the tables, so that a slip in one shows."""
    if not known["trigger"]:
        return "not_applicable"
    if known["overridden"]:
        return "overridden"
    match kind:
        case "duty":
            return _told_of_duty(known)
        case "prohibition":
            if known["departed"]:
                return "departed"
            return "not_met" if known["breached"] else "met"
        case "permission":
            return "permitted"
        case "question":
            return "answered" if known["answered"] else "needs_professional"
        case "silence":
            return "silent"
        case "conclusion":
            if known["conflict"]:
                return "conflict"
            return "silent" if known["silent"] else "concluded"
        case _:
            return "failed" if known["fails"] else "passed"


def _told_of_duty(known: Known) -> str:
    if known["done"]:
        if known["breached"]:
            return "not_met"
        return "met_late" if known["late"] else "met"
    if known["departed"]:
        return "departed"
    if known["breached"] or known["deadline_passed"] or known["closed"]:
        return "not_met"
    return "outstanding"


def _inputs(kind: str) -> Iterator[tuple[bool | None, ...]]:
    return product((True, False, None), repeat=len(INPUTS[kind]))


def _completions(kind: str, inputs: tuple[bool | None, ...]) -> Iterator[dict[str, bool]]:
    choices = [(False, True) if value is None else (value,) for value in inputs]
    for values in product(*choices):
        yield dict(zip(INPUTS[kind], values, strict=True))


def test_every_table_has_its_inputs_and_the_oracle_knows_them() -> None:
    """Each kind of rule has a table and its inputs, and every status has a place in the order."""
    assert set(TABLES) == set(INPUTS)
    assert {line.status for lines in TABLES.values() for line in lines} == set(ORDER) - {"cannot_tell"}
    assert len(ORDER) == len(set(ORDER))


@pytest.mark.parametrize("kind", sorted(TABLES))
def test_the_last_line_of_a_table_always_holds(kind: str) -> None:
    """A table leaves no inputs without a status: its last line is "otherwise"."""
    every = [
        dict(zip(INPUTS[kind], values, strict=True)) for values in product((True, False), repeat=len(INPUTS[kind]))
    ]

    assert all(TABLES[kind][-1].holds(known) for known in every)


@pytest.mark.parametrize("kind", sorted(TABLES))
def test_known_inputs_give_what_the_prose_says(kind: str) -> None:
    """On known inputs the status is the one that the design's prose gives, with nothing left open."""
    for values in product((True, False), repeat=len(INPUTS[kind])):
        verdict = status_of(kind, values)

        assert verdict.status == _told(kind, dict(zip(INPUTS[kind], values, strict=True))), values
        assert (verdict.possible, verdict.relevant) == ((), ())


@pytest.mark.parametrize("kind", sorted(TABLES))
def test_unknown_inputs_give_the_one_status_of_all_their_completions(kind: str) -> None:
    """An unknown is never silently true or false: one status only where every completion gives it, else all that remain."""
    for inputs in _inputs(kind):
        statuses = {_told(kind, known) for known in _completions(kind, inputs)}

        verdict = status_of(kind, inputs)

        if len(statuses) == 1:
            assert verdict.status == next(iter(statuses)), inputs
            assert (verdict.possible, verdict.relevant) == ((), ()), inputs
        else:
            assert verdict.status == "cannot_tell", inputs
            assert verdict.possible == tuple(s for s in ORDER if s in statuses), inputs


@pytest.mark.parametrize("kind", sorted(TABLES))
def test_only_unknowns_that_could_change_the_status_are_relevant(kind: str) -> None:
    """An unknown input is asked for where, and only where, two completions that differ in it alone differ in status."""
    names = INPUTS[kind]
    for inputs in _inputs(kind):
        relevant = {
            name
            for name, value in zip(names, inputs, strict=True)
            if value is None
            for known in _completions(kind, inputs)
            if _told(kind, known) != _told(kind, {**known, name: not known[name]})
        }

        assert status_of(kind, inputs).relevant == tuple(n for n in names if n in relevant), inputs


@pytest.mark.parametrize("kind", sorted(TABLES))
def test_learning_a_fact_never_brings_back_a_status_that_was_ruled_out(kind: str) -> None:
    """What is possible only shrinks as unknown inputs become known."""
    for inputs in _inputs(kind):
        before = _possible(kind, inputs)
        for at, value in enumerate(inputs):
            if value is None:
                for learned in (True, False):
                    assert _possible(kind, (*inputs[:at], learned, *inputs[at + 1 :])) <= before, inputs


def _possible(kind: str, inputs: tuple[bool | None, ...]) -> set[str]:
    verdict = status_of(kind, inputs)
    return set(verdict.possible) or {verdict.status}


@pytest.mark.parametrize(
    ("kind", "status", "force", "check", "expected"),
    [
        ("duty", "not_met", "must", None, "breach"),
        ("duty", "not_met", "must not", None, "breach"),
        ("duty", "not_met", "will", None, "breach"),
        ("duty", "not_met", "should", None, "query"),
        ("duty", "not_met", "should not", None, "query"),
        ("duty", "not_met", "recommended", None, "query"),
        ("check", "failed", None, "error", "breach"),
        ("check", "failed", None, "query", "query"),
        ("duty", "outstanding", "must", None, None),
        ("duty", "departed", "should", None, None),
        ("duty", "cannot_tell", "must", None, None),
        ("check", "passed", None, "error", None),
    ],
)
def test_severity(kind: str, status: str, force: str | None, check: str | None, expected: str | None) -> None:
    """A must left undone and a wrong record are breaches; a should and a query are queries; the rest is neither."""
    assert severity_of(kind, status, force, check) == expected


@pytest.mark.parametrize("table", ["prohibition", "question", "conclusion", "check"])
def test_what_does_not_decide_changes_nothing(table: str) -> None:
    """Whatever the inputs that do not decide turn out to be, unknown too, the verdict is the same, what is missing too."""
    for inputs in product((True, False, None), repeat=len(INPUTS[table])):
        deciding = deciding_of(table, inputs)
        options = [
            (value,) if name in deciding else (True, False, None)
            for name, value in zip(INPUTS[table], inputs, strict=True)
        ]
        assert {status_of(table, other) for other in product(*options)} == {status_of(table, inputs)}
