"""Messages that no example on a page can show: each with what brings it about."""

import errno
import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from hsb_policy import ReplayError, load, to_document
from hsb_policy.cli.audit import disk_full, stopped
from hsb_policy.cli.main import main
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.diagnostics.render import render_all
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.audit.auditing import audit
from hsb_policy.engine.audit.processes import ENDED
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.case_records import MOST_RECORDS
from hsb_policy.engine.case_text import LARGEST, parse_case_text
from hsb_policy.engine.cases import load_case
from hsb_policy.engine.errors import AuditError, too_many_records
from hsb_policy.engine.mending import unwritable
from hsb_policy.engine.sources.source import Source
from hsb_policy.engine.spark.refusals import extra_lacking, not_on_spark, spark_failed
from hsb_policy.frontend.parse import MAX_DECLARATIONS, MAX_FILE, MAX_MISTAKES
from hsb_policy.frontend.pipeline import compile_policy
from hsb_policy.reporting.audit.csv_files import CsvFiles
from hsb_policy.reporting.audit.folder import OutputFolder
from hsb_policy.reporting.audit.forms import not_installed
from tests.messages.described_sources import DESCRIBED_SOURCES
from tests.messages.telling import EXAMPLE, schema


def _of_case(content: bytes) -> str:
    """What is told of a case file with this content."""
    return render_all(parse_case_text(content)[1])


def _of_policy(text: str, code: str) -> str:
    """What is told, under this code, of a policy of one file with this text."""
    file = SourceFile(EXAMPLE, text)
    _, found = compile_policy([file])
    return render_all(Diagnostics(tuple(d for d in found.items if d.code == code)), [file])


def _of_fault(fault: Exception) -> str:
    """What a person sees when something inside goes wrong."""

    def fail(**_: Any) -> None:
        raise fault

    said = io.StringIO()
    with redirect_stderr(said), suppress(SystemExit):
        main([], run=fail)
    return said.getvalue().rstrip("\n")


def _not_written() -> str:
    """A file that may not be changed."""
    return render_all(
        unwritable("guidance.policy", "Permission denied", "ask for the right to write in its folder").diagnostics
    )


def _too_many_records() -> str:
    """A list of more records than are read."""
    case = {"case_id": "K1", "as_at": "2025-03-20", "children": [{"id": f"C{n}"} for n in range(MOST_RECORDS + 1)]}
    return render_all(load_case(case, schema())[1])


def _of_folder(holds: str = "", *, twice: bool = False) -> str:
    """What is told where an audit was to write to a folder that holds this, or to one that is being written."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "march"
        if holds:
            out.mkdir()
            (out / holds).touch()
        try:
            with OutputFolder(out):
                if twice:
                    with OutputFolder(out):
                        pass
        except AuditError as refused:
            return refused.as_text()
    return ""


def _no_such_rule() -> str:
    """A rule to audit that is misspelt."""
    source = Source("cases", "files", lambda: iter(()))
    try:
        audit(load("hsb"), source, CsvFiles(Path()), run="run", wanted=Wanted(rules=("under_13_always_refered",)))
    except AuditError as refused:
        return refused.as_text()
    return ""


def _too_deep_definitions() -> str:
    lines = [f"define step_{n} as step_{n - 1}" for n in range(1, 101)]
    return _of_policy("\n".join(["define step_0 as yes", *lines, ""]), "HSB-R476")


def _not_as_it_was() -> str:
    """A decision that is replayed on a case that has moved on."""
    policy, case = load("hsb"), {"case_id": "K1", "as_at": "2025-03-20", "children": []}
    try:
        policy.replay(to_document(policy.decide(case)), {**case, "children": [{"id": "C1"}]})
    except ReplayError as refused:
        return refused.as_text()
    return ""


DESCRIBED: Final[Mapping[str, Callable[[], str]]] = {
    **DESCRIBED_SOURCES,
    "HSB-D502": lambda: _of_case(b'{"case_id": "K1", "note": "\xa3"}'),
    "HSB-D506": lambda: _of_case(b"[" * 101 + b"]" * 101),
    "HSB-D507": lambda: _of_case(b" " * (LARGEST + 1)),
    "HSB-D509": lambda: render_all(too_many_records(("others_who_might_be_harmed",))),
    "HSB-D515": _too_many_records,
    "HSB-D595": _not_as_it_was,
    "HSB-D581": _not_written,
    "HSB-R476": _too_deep_definitions,
    "HSB-S123": lambda: _of_policy(f"define deep as {'(' * 101}yes{')' * 101}\n", "HSB-S123"),
    "HSB-S124": lambda: _of_policy("#" * (MAX_FILE + 1), "HSB-S124"),
    "HSB-S125": lambda: _of_policy("use a\n" * (MAX_DECLARATIONS + 1), "HSB-S125"),
    "HSB-S126": lambda: _of_policy("use\n" * (MAX_MISTAKES + 7), "HSB-S126"),
    "HSB-X900": lambda: _of_fault(RecursionError()),
    "HSB-X901": lambda: _of_fault(KeyError()),
    "HSB-X902": lambda: _of_fault(OSError(errno.ENOSPC, "")),
    "HSB-X910": lambda: _of_folder("notes.docx"),
    "HSB-X911": lambda: _of_folder(twice=True),
    "HSB-X912": lambda: disk_full("march").as_text(),
    "HSB-X913": lambda: AuditError(Diagnostics((ENDED,))).as_text(),
    "HSB-X914": lambda: stopped("march").as_text(),
    "HSB-X915": _no_such_rule,
    "HSB-X916": lambda: not_installed("excel", "xlsxwriter").as_text(),
    "HSB-X917": lambda: not_on_spark("draw a sample", "leave `--sample` out").as_text(),
    "HSB-X918": lambda: spark_failed("SparkNoSuchElementException").as_text(),
    "HSB-X919": lambda: extra_lacking().as_text(),
}
"""The code, and what makes its message, as it is printed."""
