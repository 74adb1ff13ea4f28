"""Tables that are written in unusual ways, judged in columns and one by one: the same is found."""

from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from attrs import evolve

from hsb_policy.backends.columnar.plan import plan
from hsb_policy.backends.columnar.refused import Refusal
from hsb_policy.engine.audit import many_cases
from hsb_policy.engine.audit.bench import Bench
from hsb_policy.engine.audit.joining import Joined
from hsb_policy.engine.audit.parts import PartJudge, doubtful_in
from hsb_policy.engine.audit.tables import FINDINGS
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.policy import Policy, load
from hsb_policy.engine.sources import case_tables
from hsb_policy.engine.sources.opening import open_source
from tests.unit.engine.audit import small
from tests.unit.engine.audit.test_many_cases import same_both_ways

SPELT = ["true", "tRuE", "TRUE;false", "fAlSe;false", "unknown", "[]", "", "unknown;tRue", "true;"]
FLAGGED = """
check flagged "Something was flagged"
    cites S003
    query
    for each incident in incidents
    fails when some flag in incident.flags has flag is yes
"""


@cache
def with_flags() -> Policy:
    """The small policy with a list of yes and no."""
    folder = Path(mkdtemp()) / "small"
    folder.mkdir()
    fields = small.TEXT.replace("    .written yes/no", "    .written yes/no\n    .flags list of yes/no")
    (folder / "small.policy").write_text(fields + FLAGGED, encoding="utf-8")
    return load(folder)


def tables(folder: Path, columns: str, rows: list[str]) -> Path:
    """Tables of cases with an incident each, whose columns have these values."""
    (folder / "cases.csv").write_text("case_id\n" + "".join(f"K{at}\n" for at in range(len(rows))), encoding="utf-8")
    incidents = (f"K{at},I1,2025-01-01,{row}\n" for at, row in enumerate(rows))
    (folder / "incidents.csv").write_text(f"case_id,id,on,{columns}\n" + "".join(incidents), encoding="utf-8")
    return folder


def test_yes_and_no_in_a_list_are_known_however_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A spelling that the columns do not know is for the reader of case files, and never unknown."""
    folder = tables(tmp_path, "written,flags", [f"true,{flags}" for flags in SPELT])

    done = same_both_ways(folder, with_flags(), Wanted(as_at=small.AS_AT, explained=0), monkeypatch)

    found = {status: number for (rule, status), number in done.tally.statuses.items() if rule == "flagged"}
    assert found == {"failed": 5, "cannot_tell": 2, "passed": 2}


@pytest.mark.parametrize("ahead", [False, True])
def test_what_is_explained_does_not_hang_on_how_far_the_parts_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, ahead: bool
) -> None:
    """Doubtful cases stand after those of the batch also for a rule that the plan cannot say, and take what room is left."""

    def refusing(*given: Any) -> Any:
        found = plan(*given)
        kept = tuple(r for r in found.rules if r.rule.name != "written_down")
        return evolve(found, rules=kept, refused=(Refusal("written_down", "small.policy", "a test"),))

    monkeypatch.setattr(many_cases, "plan", refusing)
    monkeypatch.setattr(case_tables, "CASES_A_PART", 4)
    monkeypatch.setattr(case_tables, "_LEAST_A_PART", 4)
    folder = tables(tmp_path, "written", ["FaLse" if at % 4 == 0 else "false" for at in range(8)])
    policy, wanted, rows = small.policy(), Wanted(as_at=small.AS_AT, explained=5), small.Rows()
    joined = Joined(run="run", wanted=wanted, sink=rows)
    with open_source(folder, policy.compiled.schema) as source:
        assert source.laid is not None
        doubtful = doubtful_in(source.laid, policy.compiled.schema, wanted)
        rules = frozenset(rule.name for rule in policy.compiled.rules)
        judge = PartJudge(Bench(run="run", policy=policy, wanted=wanted, rules=rules, doubtful=doubtful))
        parts = list(source.parts())
        judged = [judge.part(part, {}) for part in parts] if ahead else None
        for number, part in enumerate(parts):
            one = judged[number] if judged else judge.part(part, dict(joined.used))
            joined.take(one, partial(judge.part, part, {}), partial(judge.told, part))

    explained = [
        row["case_id"]
        for row in small.named(FINDINGS, rows.findings)
        if row["rule"] == "written_down" and row["explanation"]
    ]
    assert explained == ["K1", "K2", "K3", "K0", "K5"]
