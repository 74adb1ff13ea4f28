"""The tables of an audit in each form: the same rows, nothing that a spreadsheet would work out, the same bytes each time."""

import datetime
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any, Literal

import duckdb
import pytest
from openpyxl import load_workbook

from hsb_policy.backends.tables.parquet_out import ParquetWriter
from hsb_policy.core.decision import Outcome
from hsb_policy.core.statuses import Status
from hsb_policy.engine.audit import laying_down
from hsb_policy.engine.audit.auditing import audit
from hsb_policy.engine.audit.laying_down import LinesFolder
from hsb_policy.engine.audit.lines import Laid, Lines, lines_of, rows_in
from hsb_policy.engine.audit.many import ManyFindings
from hsb_policy.engine.audit.picked import Column, column_of
from hsb_policy.engine.audit.tables import FINDINGS, REJECTED, Row, Table
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.errors import AuditError
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.reporting.audit import excel_file, gravest_first
from hsb_policy.reporting.audit import forms as forms_module
from hsb_policy.reporting.audit.csv_files import TABLES, CsvFiles, csv_path
from hsb_policy.reporting.audit.excel_file import write_excel
from hsb_policy.reporting.audit.forms import FORMS, Forms
from tests.unit.engine.audit.small import case, policy, read_csv, write_cases

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''+"]


def cases() -> list[dict[str, Any]]:
    """Cases that were done late, never, or cannot be told, with ids that look like formulas; and one that cannot be read."""
    evil = [case(id_, children=[{"id": "=C1"}], incidents=[_incident("=C1")]) for id_ in EVIL]
    return [*evil, case("A1", made="2025-04-01"), case("A2", on=None), {"case_id": "=A3"}]


def _incident(child: str) -> dict[str, Any]:
    return {"id": "@I1", "child": child, "on": "2025-03-01", "written": False}


def written(folder: Path, forms: Sequence[str] = FORMS) -> Path:
    """The folder of an audit of these cases."""
    out = folder / "out"
    out.mkdir()
    with (
        open_source(write_cases(folder / "cases", cases()), policy().compiled.schema) as source,
        Forms(out, forms) as to,
    ):
        done = audit(policy(), source, to, run="run-test", wanted=Wanted())
        to.finish(done)
    return out


def many_written(folder: Path, *, at_once: bool, numbers: int = 40, laid: bool = False) -> Path:
    """The folder of an audit with many findings of two rules, all but the first thirty of each taken at once or row by row; with `laid`
    some of these are laid down before."""
    out = folder / f"out {at_once} {laid}"
    out.mkdir()
    with (
        open_source(write_cases(folder / "cases", cases()), policy().compiled.schema) as source,
        Forms(out, FORMS) as to,
    ):
        done = audit(policy(), source, to, run="run-test", wanted=Wanted())
        statuses: dict[str, Status] = {"written_down": "not_met", "referred": "met_late"}
        folder_of_lines = LinesFolder(to.lines_in)
        for rule, status in statuses.items():
            many = many_findings(rule, status, numbers)
            rows = list(rows_in(StringIO(many.lines("run-test").text, newline=""), FINDINGS))
            for row in rows[:30] if at_once else rows:
                to.finding(row, ())
            if at_once:
                for number, some in enumerate((rows[30:33], rows[33:35], rows[35:])):
                    lines = Lines(rule, many.said.severity, status, len(some), lines_of(some))
                    to.lines(folder_of_lines.laid(lines) if laid and number != 1 else lines)
        to.finish(done)
    return out


def many_findings(rule: str, status: Status, numbers: int) -> ManyFindings:
    """So many findings of a rule."""
    severity: Literal["breach"] | None = "breach" if status == "not_met" else None
    said = Outcome(
        rule=rule, label="A rule", kind="duty", statements=("S001",), about={}, status=status, severity=severity
    )

    def always(text: str) -> Column:
        return column_of([text] * numbers)

    return ManyFindings(
        said=said,
        case_id=column_of([f"B{number}" for number in range(numbers)]),
        as_at=always("2025-06-30"),
        about={"incident": always("I1")},
        authority=always("stoke"),
        trigger_date=always("2025-03-01"),
        due=always(""),
        done_on=always(""),
        days_late=always("3"),
        place=column_of([f"cases, row {number}" for number in range(numbers)]),
    )


def rows_of(folder: Path, table: Table) -> list[Row]:
    """The rows of a table of CSV, read back."""
    with csv_path(folder, table).open(encoding="utf-8", newline="") as file:
        file.readline()
        return list(rows_in(file, table))


def parquet_rows(file: Path) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names and the rows of a Parquet file."""
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM '{file}'")
        return [name for name, *_ in found.description or ()], found.fetchall()


def test_findings_taken_at_once_are_written_as_row_by_row(tmp_path: Path) -> None:
    """Every form is the same to the byte, the report with the first of each rule too."""
    one, other = many_written(tmp_path, at_once=True), many_written(tmp_path, at_once=False)

    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in other.iterdir()}


def test_of_one_rule_what_is_certain_comes_before_what_cannot_be_told(tmp_path: Path) -> None:
    """Breaches, queries and the rest; of these by rule, of a rule by status, of a status in the order of the cases."""
    found = read_csv(many_written(tmp_path, at_once=True) / "findings.csv")

    referred = [row["status"] for row in found if row["rule"] == "referred" and not row["severity"]]
    assert referred == sorted(referred, key=["met_late", "outstanding", "cannot_tell"].index)
    assert [row["case_id"] for row in found if row["case_id"].startswith("B")] == [f"B{at}" for at in range(40)] * 2


def test_lines_that_were_laid_down_are_written_like_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before and after lines in memory, which may be laid down on the way too: every form is the same to the byte, and no file is left."""
    monkeypatch.setattr(laying_down, "_LEAST", 1)
    here = many_written(tmp_path, at_once=True)
    laid = many_written(tmp_path, at_once=True, laid=True)
    monkeypatch.setattr(gravest_first, "_AT_ONCE", 1)
    (tmp_path / "again").mkdir()
    both = many_written(tmp_path / "again", at_once=True, laid=True)

    for out in (laid, both):
        assert {p.name: p.read_bytes() for p in out.iterdir()} == {p.name: p.read_bytes() for p in here.iterdir()}


def test_a_file_of_lines_that_has_lost_some_is_noticed(tmp_path: Path) -> None:
    """A table is never written with fewer findings than were counted."""
    (tmp_path / "lines.csv").write_bytes(b"a,b\r\n")

    with pytest.raises(OSError, match="Input/output error"):
        list(Laid(tmp_path / "lines.csv", 0, 6).blocks())


def test_of_very_many_findings_the_workbook_has_the_first_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its sheet is called a part, the last sheet says where all are, and the report does not send a reader to the workbook for them."""
    monkeypatch.setattr(excel_file, "MOST", 50)
    monkeypatch.setattr(excel_file, "FIRST", 7)
    out = many_written(tmp_path, at_once=True)
    found = read_csv(out / "findings.csv")

    book = load_workbook(out / "tables.xlsx")
    rows = list(book["findings_part"].iter_rows(min_row=2, values_only=True))
    counted = Counter((row["rule"], row["severity"], row["status"]) for row in found)
    firsts = {key: min(number, 7) for key, number in counted.items()}
    rule, severity, status = (FINDINGS.names.index(name) for name in ("rule", "severity", "status"))
    assert Counter((row[rule], row[severity] or "", row[status]) for row in rows) == firsts
    assert "findings" not in book.sheetnames
    *_, said = list(book["columns"].iter_rows(values_only=True))
    assert (
        said[2]
        == f"of {len(found)} findings the first 7 of each rule and status; all are in findings.csv and findings.parquet"
    )
    assert "tables.xlsx" not in (out / "report.html").read_text(encoding="utf-8")


def test_a_workbook_of_many_rows_is_the_same_from_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many rows there are decides who writes it, and changes no byte; of a part either."""
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    monkeypatch.setattr(excel_file, "MOST", 2)
    monkeypatch.setattr(excel_file, "FIRST", 1)
    here = written(first)
    monkeypatch.setattr(forms_module, "MANY", 1)
    there = written(second)

    assert (here / "tables.xlsx").read_bytes() == (there / "tables.xlsx").read_bytes()


def test_a_disk_that_is_full_is_noticed_in_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system refuses there is told here."""
    monkeypatch.setattr(forms_module, "MANY", 1)
    monkeypatch.setattr(forms_module, "WORKBOOK", "not there/tables.xlsx")

    with pytest.raises(FileNotFoundError):
        written(tmp_path)


def test_a_workbook_alone_has_all_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no other form has them, none is left out, however many there are."""
    monkeypatch.setattr(excel_file, "MOST", 1)

    book = load_workbook(written(tmp_path, ["excel"]) / "tables.xlsx")

    assert "findings" in book.sheetnames


def test_each_form_has_its_files(tmp_path: Path) -> None:
    """A table is a file of the form's own name; a workbook and a report have all of them."""
    names = {path.name for path in written(tmp_path).iterdir()}

    tables = ["findings", "evidence", "rules_run", "rejected"]
    assert names == {"report.html", "tables.xlsx", *(f"{t}.{form}" for t in tables for form in ("csv", "parquet"))}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_alone_leaves_nothing_else(form: str, tmp_path: Path) -> None:
    """What was needed on the way is not left lying there."""
    suffixes = {"html": ".html", "excel": ".xlsx", "csv": ".csv", "parquet": ".parquet"}

    assert {path.suffix for path in written(tmp_path, [form]).iterdir()} == {suffixes[form]}


def test_csv_and_excel_have_no_cell_that_is_a_formula(tmp_path: Path) -> None:
    """A cell that begins with =, +, -, @, tab or return has a mark before it; the mark can be taken away again."""
    out = written(tmp_path)
    risky = tuple("=+-@\t\r")

    for table in TABLES:
        assert not [c for row in read_csv(out / f"{table.name}.csv") for c in row.values() if c.startswith(risky)]
        assert not [c for row in rows_of(out, table) for c in row if isinstance(c, str) and c.startswith("'=C1")]
    for sheet in load_workbook(out / "tables.xlsx"):
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(risky)]
    assert set(EVIL) <= {row[2] for row in rows_of(out, FINDINGS)}


def test_parquet_has_the_texts_as_they_were_recorded(tmp_path: Path) -> None:
    """No mark in Parquet, where nothing works out a formula; days are days, numbers numbers, and what there is none of is null."""
    names, rows = parquet_rows(written(tmp_path) / "findings.parquet")
    by_case = {row[names.index("case_id")]: dict(zip(names, row, strict=True)) for row in rows}

    assert set(EVIL) <= set(by_case)
    late = by_case["A1"]
    assert (late["as_at"], late["trigger_date"]) == (datetime.date(2025, 6, 30), datetime.date(2025, 3, 1))
    assert (late["days_late"], late["severity"]) == (21, None)


def test_parquet_is_the_same_where_no_mark_is_looked_for(tmp_path: Path) -> None:
    """A table of which it is known that no cell has a mark is written without looking for one, and nothing else changes."""
    with CsvFiles(tmp_path) as tables:
        tables.rejected(("run", 1, "place", "'A", None, "HSB-D500", "reason", "cure"))
        assert not tables.marked
    columns = {column.name: column.kind for column in REJECTED.columns}
    with closing(ParquetWriter(tmp_path)) as writer:
        for marked in (False, True):
            writer.write(tmp_path / "rejected.csv", tmp_path / f"{marked}.parquet", columns, marked=marked)

    assert (tmp_path / "False.parquet").read_bytes() == (tmp_path / "True.parquet").read_bytes()


def test_all_forms_have_the_same_rows(tmp_path: Path) -> None:
    """CSV, Parquet and Excel tell the same, row by row and in the same order."""
    out = written(tmp_path)
    book = load_workbook(out / "tables.xlsx", read_only=True)

    for table in TABLES:
        names, parquet = parquet_rows(out / f"{table.name}.parquet")
        rows = [tuple(None if c is None else str(c) for c in row) for row in rows_of(out, table)]
        sheet = [
            tuple(None if c is None else _plain(c) for c in row) for row in book[table.name].iter_rows(values_only=True)
        ]
        assert tuple(names) == table.names == sheet[0]
        assert [tuple(None if c is None else str(c) for c in row) for row in parquet] == rows
        assert sheet[1:] == rows


def _plain(cell: Any) -> str:
    text = cell.date().isoformat() if isinstance(cell, datetime.datetime) else str(cell)
    return text[1:] if text.startswith(("'=", "'+", "'-", "'@", "''")) else text


def test_every_form_is_the_same_to_the_byte(tmp_path: Path) -> None:
    """Written twice, no file bears the time or the place."""
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()

    one, other = written(first), written(second)

    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in other.iterdir()}


def test_a_table_that_a_sheet_cannot_hold_goes_on_in_the_next(tmp_path: Path) -> None:
    """No row is lost at Excel's limit: each sheet has its own heading."""
    with CsvFiles(tmp_path) as tables:
        for number in range(7):
            tables.rejected(("run", number, "place", None, None, "HSB-D500", "reason", "cure"))

    write_excel(tmp_path, tmp_path / "tables.xlsx", rows_a_sheet=3)

    book = load_workbook(tmp_path / "tables.xlsx")
    sheets = [name for name in book.sheetnames if name.startswith("rejected")]
    assert sheets == ["rejected", "rejected_2", "rejected_3"]
    assert [book[name].max_row for name in sheets] == [4, 4, 2]
    assert [row[1] for name in sheets for row in book[name].iter_rows(min_row=2, values_only=True)] == list(range(7))
    assert {book[name]["A1"].value for name in sheets} == {"run"}


def test_the_workbook_says_what_its_columns_mean(tmp_path: Path) -> None:
    """Its last sheet has a line for each column of each table, none left out and none empty."""
    book = load_workbook(written(tmp_path, ["excel"]) / "tables.xlsx")

    rows = list(book[book.sheetnames[-1]].iter_rows(min_row=2, values_only=True))

    assert [row[:2] for row in rows] == [(table.name, name) for table in TABLES for name in table.names]
    assert all(row[2] for row in rows)


def test_a_cell_longer_than_excel_allows_is_cut_with_a_sign(tmp_path: Path) -> None:
    """Excel would take the whole file for damaged; the text is whole in the other forms."""
    with CsvFiles(tmp_path) as tables:
        tables.rejected(("run", 1, "p" * 40_000, None, None, "HSB-D500", "reason", "cure"))

    write_excel(tmp_path, tmp_path / "tables.xlsx")

    cell = load_workbook(tmp_path / "tables.xlsx")["rejected"]["C2"].value
    assert len(cell) == 32_767
    assert cell.endswith("…")


def test_an_id_that_looks_like_markup_does_not_damage_the_workbook(tmp_path: Path) -> None:
    """It is a text like any other, with a mark before it."""
    with CsvFiles(tmp_path) as tables:
        tables.rejected(("run", 1, "place", "<r></c></r>", None, "HSB-D500", "reason", "cure"))

    write_excel(tmp_path, tmp_path / "tables.xlsx")

    assert load_workbook(tmp_path / "tables.xlsx")["rejected"]["D2"].value == "'<r></c></r>"


@pytest.mark.parametrize("form", ["html", "excel", "parquet"])
def test_without_the_extra_the_command_says_what_to_install(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line that names what is lacking and how to get it, before anything is judged."""

    def lacking(name: str) -> Any:
        raise ModuleNotFoundError(name="jinja2")

    monkeypatch.setattr(forms_module, "import_module", lacking)

    with pytest.raises(AuditError) as refused:
        Forms(tmp_path, [form])

    assert "hsb-policy[audit]" in refused.value.diagnostics.items[0].help[0]
