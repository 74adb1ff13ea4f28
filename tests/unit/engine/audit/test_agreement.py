"""An audit says of every case what deciding it says: rule by rule, with the same status, days, severity and missing facts."""

from pathlib import Path

import pytest

from hsb_policy import Policy, load
from hsb_policy.core.decision import Outcome
from hsb_policy.engine.audit.auditing import audit
from hsb_policy.engine.audit.tables import EXPLANATION_AT, FINDINGS, JOIN
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.sources.opening import open_source
from tests.house.checkout import ROOT
from tests.unit.engine.audit.small import Rows, named

EXAMPLES = ROOT / "examples" / "cases"


@pytest.fixture(scope="module")
def policy() -> Policy:
    """The bundled policy with the timescales, so that there are deadlines."""
    return load("hsb", packs=["working_together"])


def _said(o: Outcome, case_id: str) -> tuple[object, ...]:
    about = JOIN.join(f"{key}={id_}" for key, id_ in o.about.items())
    missing = JOIN.join(f"{fact.path} ({fact.state})" for fact in o.missing)
    due = JOIN.join(end or "" for end in o.due) if isinstance(o.due, tuple) else o.due
    told = (o.status, o.severity, o.force, o.kind, due, o.done_on, missing, JOIN.join(o.statements))
    return (case_id, o.rule, about, *told)


def test_every_outcome_is_as_decided(policy: Policy) -> None:
    """With all of them written, the rows are the outcomes of the decisions, none more and none less."""
    rows = Rows()
    with open_source(EXAMPLES, policy.compiled.schema) as source:
        audit(policy, source, rows, run="run-test", wanted=Wanted(everything=True, explained=0))

    columns = (
        "case_id",
        "rule",
        "about",
        "status",
        "severity",
        "force",
        "kind",
        "due",
        "done_on",
        "missing",
        "statements",
    )
    found = [tuple(row[c] for c in columns) for row in named(FINDINGS, rows.findings)]
    decisions = [policy.decide(path) for path in sorted(EXAMPLES.iterdir(), key=lambda path: path.name)]
    assert found == [_said(o, decision.case_id) for decision in decisions for o in decision.outcomes]


def test_what_is_not_explained_is_as_decided(policy: Policy, tmp_path: Path) -> None:
    """A definite finding that is written without asking the interpreter has the same cells as one that is explained."""
    written: list[list[tuple[object, ...]]] = []
    for explained in (0, 1_000):
        rows = Rows()
        with open_source(EXAMPLES, policy.compiled.schema) as source:
            audit(policy, source, rows, run="run-test", wanted=Wanted(explained=explained, as_at="2026-06-30"))
        written.append([row[:EXPLANATION_AT] for row in rows.findings])

    assert len(written[0]) > 50
    assert written[0] == written[1]
