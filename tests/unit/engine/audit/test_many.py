"""Many findings at once are written as they would be row by row, to the byte."""

import csv
from io import StringIO

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.core.decision import Outcome
from hsb_policy.engine.audit.finding import finding_id
from hsb_policy.engine.audit.formulas import harmless
from hsb_policy.engine.audit.lines import lines_of, rows_in
from hsb_policy.engine.audit.many import ManyFindings
from hsb_policy.engine.audit.picked import Column, Texts, column_of
from hsb_policy.engine.audit.tables import FINDINGS, SUBJECTS, Row

PLAIN = ["C1", "A-7", "case 12", "a.b", "cases, row 5"]
ODD = ["", "=1+1", "'-1", "'", 'a "b"', "a,b", "two\nlines", "\r", "100%s", "\udc80", "ü; x"]
DAYS = st.sampled_from(["", "2025-03-01", "2025-03-01; 2025-04-01"])


LABELS = ['Refer, "at once", 100% of them', "- refer, or say why not"]


def said(about: dict[str, str], label: str) -> Outcome:
    """What findings of a rule say; its labels have signs that a table of texts takes for its own, or for a formula."""
    return Outcome(
        rule="referred",
        label=label,
        kind="duty",
        statements=("S001", "S002"),
        about=about,
        status="not_met",
        force="must",
        severity="breach",
    )


def picked_from(different: list[str], texts: list[str]) -> Column:
    """A column of few texts."""
    return Column(Texts(different), np.asarray([different.index(text) for text in texts], np.int64))


@st.composite
def findings(draw: st.DrawFn) -> ManyFindings:
    """Findings about up to three things, with plain ids alone or with any; some of them there twice. A key may be called as a column is."""
    ids = st.sampled_from(PLAIN if draw(st.booleans()) else PLAIN + ODD)
    keys = draw(st.lists(st.sampled_from(["child", "incident", "pair", "label"]), unique=True, max_size=3))
    number = draw(st.integers(0, 4) | st.integers(9, 12))
    numbered = [f"A{at}" for at in range(number)]

    def column(of: st.SearchStrategy[str]) -> Column:
        texts = draw(st.lists(of, min_size=number, max_size=number))
        return column_of(texts) if draw(st.booleans()) else picked_from(sorted({*texts}), texts)

    return ManyFindings(
        said=said({}, draw(st.sampled_from(LABELS))),
        case_id=column_of(numbered) if draw(st.booleans()) else column(ids),
        as_at=column(st.just("2025-06-30")),
        about={key: column(ids) for key in keys},
        authority=column(ids),
        trigger_date=column(DAYS),
        due=column(DAYS),
        done_on=column(DAYS),
        days_late=column(st.sampled_from(["", "0", "111"])),
        place=column(ids),
    )


def row_by_row(many: ManyFindings) -> list[Row]:
    """The rows, made one at a time by what the table says of its columns."""
    rows: list[Row] = []
    known: list[str] = []
    for at, case_id in enumerate(many.case_id.raw()):
        about = {key: column.raw()[at] for key, column in many.about.items() if column.raw()[at]}
        id_ = finding_id(case_id, many.said.rule, about)
        known.append(id_)
        if (among := known.count(id_) - 1) > 0:
            id_ = finding_id(case_id, many.said.rule, about, among)
        cells = {
            "run": "run-1",
            "finding": id_,
            "rule": "referred",
            "label": many.said.label,
            "kind": "duty",
            "force": "must",
            "statements": "S001; S002",
            "severity": "breach",
            "status": "not_met",
            "about": "; ".join(f"{key}={value}" for key, value in about.items()),
            **{key: value for key, value in about.items() if key in SUBJECTS},
        }
        own = ("case_id", "as_at", "authority", "trigger_date", "due", "done_on", "days_late", "place")
        cells |= {name: getattr(many, name).raw()[at] for name in own}
        rows.append(tuple(cells.get(name) for name in FINDINGS.names))
    return rows


@given(findings())
def test_many_findings_are_written_as_row_by_row(many: ManyFindings) -> None:
    """The same lines, whatever stands in ids: signs of formulas, quotation marks, several lines, nothing, the same finding twice."""
    written = StringIO(newline="")
    csv.writer(written).writerows([harmless(cell) for cell in row] for row in row_by_row(many))

    lines = many.lines("run-1")

    assert lines.text == written.getvalue()
    assert lines.marked or all(harmless(cell) is cell for row in row_by_row(many) for cell in row)
    assert (lines.rule, lines.severity, lines.status, lines.rows) == (
        "referred",
        "breach",
        "not_met",
        len(many.case_id),
    )


@given(findings(), st.integers(0, 3), st.integers(0, 3))
def test_the_first_lines_can_be_taken_away(many: ManyFindings, first: int, taken: int) -> None:
    """Those of the first that are told one by one are left out; the others are written as if none were apart."""
    lines, taken = many.lines("run-1", first), min(taken, first, len(many.case_id))

    left = lines.without(taken)

    assert left.text == lines_of(row_by_row(many)[taken:])
    assert left.rows == lines.rows - taken
    assert left.first == ()


def test_lines_are_read_back_as_they_were_recorded() -> None:
    """Numbers are numbers, what there is none of is None, and no mark before a formula is left."""
    told: dict[str, str | int] = {"case_id": "=1", "days_late": 3, "label": "a, b"}
    row = tuple(told.get(name) for name in FINDINGS.names)

    assert list(rows_in(StringIO(lines_of([row]), newline=""), FINDINGS)) == [row]
