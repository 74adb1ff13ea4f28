"""An audit in slices of the cases, as on a cluster, but with nothing between them: it comes to what the same audit comes to in one."""

import pickle
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from attrs import field, frozen

from hsb_policy.core.tables import tables
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.engine.audit.auditing import audit
from hsb_policy.engine.audit.bench import Bench, Judged, Used
from hsb_policy.engine.audit.tables import FINDINGS
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.sources.source import Source
from hsb_policy.engine.spark.cutting import columns_of_file, cut_file
from hsb_policy.engine.spark.judging import judge_slice
from hsb_policy.engine.spark.slices import FAULT, Record, Supplied, ToCut
from tests.unit.engine.audit.small import Done, Rows, policy
from tests.unit.engine.spark.made_up import CASES, break_some, write_tables

SLICES = 3
ALL_TOLD = Wanted(cap=1_000, explained=1_000)


def cut(folder: Path) -> list[Record]:
    """The pieces of all tables of a folder."""
    known = tables(policy().compiled.schema)
    pieces: list[Record] = []
    for file in sorted(folder.iterdir()):
        _, columns = columns_of_file((file.name, file.read_bytes()))
        assert not isinstance(columns, Diagnostics | str)
        what = ToCut(known[file.stem], file.name, dict.fromkeys(columns, ""), SLICES)
        pieces += cut_file({file.name: what}, (file.name, file.read_bytes()))
    return pieces


@frozen
class InSlices:
    """Judges pieces slice by slice."""

    pieces: list[Record] = field(repr=False)
    supplied: Supplied
    slices: int = SLICES
    told: str = "slices"

    def judged(self, bench: Bench, used: Used) -> Iterator[list[Judged]]:
        """What each slice came to."""
        said = SimpleNamespace(value=pickle.dumps(bench))
        for number in range(self.slices):
            here = [(number, piece) for piece in self.pieces if piece[0] == number]
            [answer] = judge_slice(said, self.supplied, dict(used), here)
            yield pickle.loads(answer)


def in_slices(folder: Path, wanted: Wanted = ALL_TOLD) -> Done:
    """The audit in slices."""
    columns = {
        file.stem: (file.name, tuple(file.read_text().partition("\n")[0].split(","))) for file in folder.iterdir()
    }
    rows = Rows()
    source = Source("tables", "tables", lambda: iter(()))
    elsewhere = InSlices(cut(folder), columns)
    return Done(audit(policy(), source, rows, run="run", wanted=wanted, elsewhere=elsewhere), rows)


def in_one(folder: Path, wanted: Wanted = ALL_TOLD) -> Done:
    """The audit as it is made without a cluster."""
    rows = Rows()
    with open_source(folder, policy().compiled.schema) as source:
        return Done(audit(policy(), source, rows, run="run", wanted=wanted), rows)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Tables with everything in them that can go wrong."""
    folder = write_tables(tmp_path / "tables")
    break_some(folder)
    return folder


def test_an_audit_in_slices_finds_what_one_in_one_finds(broken: Path) -> None:
    """The same counts, rules and findings, with their places; the same records are rejected for the same reasons."""
    sliced, whole = in_slices(broken), in_one(broken)

    assert whole.audit.rejected > 5
    assert whole.audit.judged > CASES / 2
    assert (sliced.audit.judged, sliced.audit.rejected) == (whole.audit.judged, whole.audit.rejected)
    assert sliced.rules == whole.rules
    assert set(sliced.rows.findings) == set(whole.rows.findings)
    assert sorted(map(str, sliced.rows.evidence)) == sorted(map(str, whole.rows.evidence))
    assert reasons(sliced) == reasons(whole)
    assert sliced.audit.why == whole.audit.why


def reasons(done: Done) -> list[str]:
    """What was rejected, whatever its number is."""
    return sorted(str({**row, "record": None}) for row in done.rejected)


def test_later_slices_know_what_earlier_ones_took_of_a_limit(broken: Path) -> None:
    """Of what is written up to a most, as much is written as without slices."""
    wanted = Wanted(cap=2, explained=1)
    sliced, whole = in_slices(broken, wanted), in_one(broken, wanted)

    assert len(sliced.findings) == len(whole.findings)
    assert sliced.rules == whole.rules
    at = FINDINGS.names.index("explanation")
    assert sum(row[at] is not None for row in sliced.rows.findings) == sum(
        row[at] is not None for row in whole.rows.findings
    )


def test_all_of_a_case_goes_to_one_slice(tmp_path: Path) -> None:
    """Whichever table a row is of, its case says where it goes; each slice has some."""
    pieces = cut(write_tables(tmp_path / "tables"))

    assert {piece[0] for piece in pieces} == set(range(SLICES))
    assert in_slices(tmp_path / "tables").audit.judged == CASES


def test_a_fault_of_a_machine_is_told_by_its_kind_alone() -> None:
    """What went wrong may hold something of a case: its words stay where they are."""
    said = SimpleNamespace(value=b"what K1 was")
    [answer] = judge_slice(said, {}, {}, [(0, (0, "cases", "rows", b"what K1 was"))])

    assert pickle.loads(answer) == "UnpicklingError"


def test_a_table_that_cannot_be_read_is_told_before_a_case_is_judged(tmp_path: Path) -> None:
    """The first slice carries what is wrong with a table, in the words of any audit."""
    folder = write_tables(tmp_path / "tables")
    content = (folder / "cases.csv").read_bytes().replace(b"case_id,as_at", b"case_id;as_at")
    what = ToCut(tables(policy().compiled.schema)["cases"], "cases.csv", {}, SLICES)
    pieces = list(cut_file({"cases.csv": what}, ("cases.csv", content)))
    [answer] = judge_slice(SimpleNamespace(value=b""), {}, {}, [(0, piece) for piece in pieces])
    told = pickle.loads(answer)

    assert [piece[:3] for piece in pieces] == [(0, "cases", FAULT)]
    assert "HSB-D553" in {item.code for item in told.items}


@pytest.mark.parametrize("end", [b"K", b"K40,C1"])
def test_a_table_that_breaks_off_in_its_last_line_is_refused_before_it_is_cut(tmp_path: Path, end: bytes) -> None:
    """As in any audit: whose rows are lost cannot be told."""
    content = (write_tables(tmp_path / "tables") / "children.csv").read_bytes() + end
    _, told = columns_of_file(("children.csv", content))

    assert isinstance(told, Diagnostics)
    assert [item.code for item in told.items] == ["HSB-D552"]
