"""A small policy with deadlines, cases for it, and audits of them."""

import csv
import json
from collections.abc import Mapping, Sequence
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from attrs import field, frozen

from hsb_policy import Policy, load
from hsb_policy.engine.audit.auditing import Audit, audit
from hsb_policy.engine.audit.lines import Lines, rows_in
from hsb_policy.engine.audit.tables import FINDINGS, REJECTED, RULES_RUN, Row, Table
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.sources.opening import open_source

AS_AT = "2025-06-30"

TEXT = """
policy small "A small policy" edition "1" statements S001 to S003
statement S001 "" "A referral is made within ten days."
statement S002 "" "It is written down."
statement S003 "" "Who knows more writes more."
calendar england
codes Authority "local authority"
    stoke "Stoke", staffs "Staffordshire", other "another" with name
record Child in children as child
    .id         text
    .birth_date partial date gives age
    .residences list of Residence
record Residence
    .authority      Authority named by .authority_name
    .authority_name text
    .from           date starts period
    .to             open date ends period
record Incident in incidents as incident
    .id      text
    .child   Child
    .on      date
    .written yes/no
record Referral in referrals as referral
    .id       text
    .incident Incident
    .made_on  open date
    .worker   text
case
    .closed_on open date
    .case_id text
party professionals "professionals"

duty referred "A referral within ten days"
    cites S001
    for each incident in incidents
    about child: incident.child, incident: incident
    arises on incident.on
    professionals must "refer {child}"
    met when some referral in referrals has referral.incident is incident
        done on referral.made_on
    within 10 days of incident.on

duty written_down "It is written down"
    cites S002
    for each incident in incidents
    professionals should "write {incident} down"
    met when incident.written
    breached when not incident.written

check birth_date_is_recorded "The date of birth is recorded"
    cites S003
    error
    for each child in children
    fails when child.birth_date is not recorded
"""

ON_TEXTS = """
check worker_is_recorded_twice "One worker made two referrals, or one"
    cites S003
    query
    for each referral in referrals where referral.worker is recorded
    fails when some other in referrals has other.worker is referral.worker

check lives_elsewhere "The child has lived under another authority"
    cites S003
    query
    for each child in children
    fails when some residence in child.residences has residence.authority is not one of stoke, staffs
"""


@cache
def policy(more: str = "") -> Policy:
    """The small policy, with more rules."""
    folder = Path(mkdtemp()) / "small"
    folder.mkdir()
    (folder / "small.policy").write_text(TEXT + more, encoding="utf-8")
    return load(folder)


def case(id_: str = "A1", *, on: str | None = "2025-03-01", made: str | None = None, **more: Any) -> dict[str, Any]:
    """A case of one child and one incident, written down, with a referral where one was made."""
    referrals = [] if made is None else [{"id": "R1", "incident": "I1", "made_on": made}]
    return {
        "case_id": id_,
        "as_at": AS_AT,
        "children": [
            {"id": "C1", "birth_date": "2014-06-01", "residences": [{"authority": "stoke", "from": "2020-01-01"}]}
        ],
        "incidents": [{"id": "I1", "child": "C1", "on": on, "written": True}],
        "referrals": referrals,
        **more,
    }


@frozen
class Rows:
    """A sink that keeps the rows of each table."""

    findings: list[Row] = field(factory=list)
    evidence: list[Row] = field(factory=list)
    rules: list[Row] = field(factory=list)
    refused: list[Row] = field(factory=list)

    def finding(self, row: Row, evidence: Sequence[Row]) -> None:
        """Keep a finding and its evidence."""
        self.findings.append(row)
        self.evidence.extend(evidence)

    def lines(self, lines: Lines) -> None:
        """Keep many findings."""
        self.findings.extend(rows_in(StringIO(lines.whole(), newline=""), FINDINGS))

    def rule_run(self, row: Row) -> None:
        """Keep a rule."""
        self.rules.append(row)

    def rejected(self, row: Row) -> None:
        """Keep a rejected record."""
        self.refused.append(row)


@frozen
class Done:
    """An audit, and the rows of its tables by the names of their columns."""

    audit: Audit
    rows: Rows

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings."""
        return named(FINDINGS, self.rows.findings)

    @property
    def rejected(self) -> list[dict[str, Any]]:
        """The rejected records."""
        return named(REJECTED, self.rows.refused)

    @property
    def rules(self) -> dict[str, dict[str, Any]]:
        """The rules by name."""
        return {str(row["rule"]): row for row in named(RULES_RUN, self.rows.rules)}


def named(table: Table, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows by the names of their columns."""
    return [dict(zip(table.names, row, strict=True)) for row in rows]


def write_cases(folder: Path, cases: Sequence[Mapping[str, Any]]) -> Path:
    """The cases as JSON Lines in a folder."""
    folder.mkdir(exist_ok=True)
    lines = [json.dumps(one) for one in cases]
    (folder / "cases.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def audited(
    folder: Path, cases: Sequence[Mapping[str, Any]], wanted: Wanted | None = None, jobs: int = 1, more: str = ""
) -> Done:
    """The audit of some cases by the small policy, with more rules."""
    rows = Rows()
    with open_source(write_cases(folder, cases), policy().compiled.schema) as source:
        done = audit(policy(more), source, rows, run="run-test", wanted=wanted or Wanted(), jobs=jobs)
    return Done(done, rows)


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a written table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
