"""Floor 4, audit: in which forms an audit is written, and what each needs."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.audit.auditing import Audit
from hsb_policy.engine.audit.lines import Lines
from hsb_policy.engine.audit.tables import FINDINGS, Row
from hsb_policy.engine.errors import AuditError
from hsb_policy.reporting.audit.beside import beside
from hsb_policy.reporting.audit.csv_files import TABLES, CsvFiles, csv_path
from hsb_policy.reporting.audit.report_rows import ReportRows

FORMS: Final = ("html", "excel", "csv", "parquet")
REPORT: Final = "report.html"
WORKBOOK: Final = "tables.xlsx"
MANY: Final = 10_000  # rows of a workbook, which take half a second

_WITHOUT_WORKBOOK: Final = "leave the workbook out: `--format html,csv,parquet`"

# The module of each form that needs more than the core.
_MODULES: Final[Mapping[str, str]] = {
    "html": "hsb_policy.reporting.audit.report",
    "excel": "hsb_policy.reporting.audit.excel_file",
    "parquet": "hsb_policy.backends.tables.parquet_out",
}


class Forms:
    """The tables of an audit, written to a folder as they come, and in the end in the forms that are asked for.

    `part` says in the end what of the findings the workbook has, where it has not all. Raises AuditError where what a form needs is not
    installed: before anything is judged.
    """

    def __init__(self, folder: Path, forms: Sequence[str]) -> None:
        self.folder = folder
        self._forms = [form for form in FORMS if form in forms]
        self._modules = {form: _module(form) for form in self._forms if form in _MODULES}
        self._tables = CsvFiles(folder)
        self._shown = ReportRows()
        self._finished = False
        self.part: str | None = None

    @property
    def lines_in(self) -> Path:
        """The folder in which processes may lay lines of findings down; it is cleared away in the end."""
        return self._tables.lines_in

    def __enter__(self) -> Self:
        self._tables.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._finished:
            self._tables.__exit__(kind, fault, trace)

    def finding(self, row: Row, evidence: Sequence[Row]) -> None:
        """Take a finding and its evidence."""
        self._tables.finding(row, evidence)
        self._shown.finding(row, evidence)

    def lines(self, lines: Lines) -> None:
        """Take many findings."""
        self._tables.lines(lines)
        self._shown.lines(lines)

    def rejected(self, row: Row) -> None:
        """Take one thing that is wrong with a record."""
        self._tables.rejected(row)
        self._shown.reject(row)

    def rule_run(self, row: Row) -> None:
        """Take a rule."""
        self._tables.rule_run(row)
        self._shown.rule_run(row)

    def finish(self, audit: Audit) -> tuple[str, ...]:
        """Write the forms that are made of the whole, and give the names of all files."""
        self._tables.__exit__(None, None, None)
        self._finished = True
        with self._parquet(), self._workbook():
            if "html" in self._forms:
                self._report(audit)
        if "csv" not in self._forms:
            for table in TABLES:
                csv_path(self.folder, table).unlink()
        return self._files()

    def _files(self) -> tuple[str, ...]:
        whole = {"html": (REPORT,), "excel": (WORKBOOK,)}
        return tuple(
            name for form in self._forms for name in whole.get(form, tuple(f"{table.name}.{form}" for table in TABLES))
        )

    def _report(self, audit: Audit) -> None:
        whole = ("findings.", *([] if self._has_a_part() else [WORKBOOK]))
        tables = [name for name in self._files() if name.startswith(whole)]
        page = self._modules["html"].report_html(audit, self._shown, tables)
        (self.folder / REPORT).write_text(page, encoding="utf-8", errors="backslashreplace")

    @contextmanager
    def _workbook(self) -> Iterator[None]:
        """A workbook of many rows is written in a process of its own."""
        if "excel" not in self._forms:
            yield
            return
        excel, rows, part = self._modules["excel"], {**self._tables.rows}, None
        if self._has_a_part():
            firsts = self._tables.first_findings(excel.FIRST)
            whole = tuple(name for name in self._files() if name.startswith("findings."))
            part = excel.Part(firsts, excel.FIRST, rows[FINDINGS.name], whole)
            rows[FINDINGS.name] = sum(first.number for first in firsts)
            self.part = f"{WORKBOOK} has {excel.said_of(part)}"
        asked = (self.folder, self.folder / WORKBOOK, part)
        if sum(rows.values()) >= MANY:
            with beside(_WITHOUT_WORKBOOK, excel.write_excel, *asked):
                yield
        else:
            yield
            excel.write_excel(*asked)

    def _has_a_part(self) -> bool:
        """Whether there are more findings than a workbook is made for, and another form has them all."""
        if "excel" not in self._forms or not {"csv", "parquet"} & {*self._forms}:
            return False
        return self._tables.rows[FINDINGS.name] > int(self._modules["excel"].MOST)

    @contextmanager
    def _parquet(self) -> Iterator[None]:
        """Parquet is written in a thread beside the other forms: most of it is done outside of Python."""
        if "parquet" not in self._forms:
            yield
            return
        writer = self._modules["parquet"].ParquetWriter(self.folder)
        with closing(writer), ThreadPoolExecutor(1) as pool:
            written = [
                pool.submit(
                    writer.write,
                    csv_path(self.folder, table),
                    self.folder / f"{table.name}.parquet",
                    {column.name: column.kind for column in table.columns},
                    marked=table.name in self._tables.marked,
                )
                for table in TABLES
            ]
            try:
                yield
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                writer.stop()
                raise
            for one in written:
                one.result()


def _module(form: str) -> Any:
    try:
        return import_module(_MODULES[form])
    except ModuleNotFoundError as lacking:
        raise not_installed(form, lacking.name or form) from None


def not_installed(form: str, library: str) -> AuditError:
    """A form that needs a library which is not there."""
    message = f"an audit as {form} needs `{library}`, which is not installed"
    cures = ('install it: `pip install "hsb-policy[audit]"`', "or leave it out: `--format csv`")
    return AuditError(Diagnostics((Diagnostic(code="HSB-X916", message=message, help=cures),)))
