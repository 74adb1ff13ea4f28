"""The messages about sources of many case records: each with what brings it about."""

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hsb_policy import load
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.diagnostics.render import render_all
from hsb_policy.engine.errors import SourceError
from hsb_policy.engine.sources.compressed import zstd_lacking
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.sources.source import Rejected

_CASES: Final = "case_id,as_at\nK1,2025-03-20\n"
_TWO: Final = "case_id,as_at\nK1,2025-03-20\nK1,2025-03-21\n"


def _of(files: Mapping[str, str | bytes], where: str = ".", mapping: str | None = None) -> str:
    """What is told of a source with these files: why it cannot be opened, a warning, or why its records are rejected."""
    schema = load("hsb").compiled.schema
    with TemporaryDirectory() as folder:
        root = Path(folder) / "export"
        root.mkdir()
        for name, content in files.items():
            (root / name).write_bytes(content.encode() if isinstance(content, str) else content)
        if mapping is not None:
            (root / "mapping.toml").write_text(mapping, encoding="utf-8")
        try:
            with open_source(root / where, schema, root / "mapping.toml" if mapping is not None else None) as source:
                rejected = [
                    reason for record in source.records() if isinstance(record, Rejected) for reason in record.reasons
                ]
                told = [Diagnostic(code=r.code, message=r.message, path=r.path, help=r.help) for r in rejected]
                return render_all(Diagnostics((*source.notes.items, *told[:1])))
        except SourceError as fault:
            return render_all(fault.diagnostics)


def _typed() -> str:
    """A Parquet file with moments that have a time zone."""
    from hsb_policy.backends.tables.connect import connect  # noqa: PLC0415  # only this message needs a Parquet file

    with TemporaryDirectory() as folder:
        file = Path(folder) / "referrals.parquet"
        query = "SELECT 'K1' AS case_id, 'R1' AS id, TIMESTAMPTZ '2025-03-02 14:30+00' AS made_at"
        connect().execute(f"COPY ({query}) TO '{file}'")
        return _of({"cases.csv": _CASES, "referrals.parquet": file.read_bytes()})


_CHILDREN: Final = {"cases.csv": _CASES, "children.csv": "case_id,id\nK1,C1\n"}

DESCRIBED_SOURCES: Final[Mapping[str, Callable[[], str]]] = {
    "HSB-D508": lambda: _of({"march.jsonl.gz": gzip.compress(b'{"case_id": "K1"}')[:-12]}),
    "HSB-D550": lambda: _of({"notes.txt": ""}),
    "HSB-D551": lambda: _of({"cases.csv": _TWO}),
    "HSB-D552": lambda: _of({"cases.csv": "case_id;as_at\nK1;2025-03-20\n"}),
    "HSB-D553": lambda: _of({"cases.csv": _CASES, "children.csv": "case_id,id,birth_dat\n"}),
    "HSB-D554": lambda: _of({"cases.csv": _CASES}, mapping='[children.columns]\nbirth_dat = "dob"\n'),
    "HSB-D555": _typed,
    "HSB-D556": lambda: render_all(zstd_lacking("march.jsonl.zst").diagnostics),
    "HSB-D557": lambda: _of(
        {"cases.csv": _CASES, "children.csv": "case,id\nK1,C1\n"}, mapping='[children]\nignore = ["case"]\n'
    ),
    "HSB-D558": lambda: _of({**_CHILDREN, "children_residences.csv": "case_id,parent,household\nK1,C7,H1\n"}),
    "HSB-D559": lambda: _of({"cases.csv": _CASES, "referrer.csv": "case_id,kind\nK1,family\nK1,public\n"}),
    "HSB-D560": lambda: _of({**_CHILDREN, "cases.csv": "case_id,as_at,children\nK1,2025-03-20,unknown\n"}),
    "HSB-D561": lambda: _of({"cases.csv": _CASES, "children.csv": "case_id,id,sex\nK1,C1\n"}),
    "HSB-D562": lambda: _of({"cases.csv": _CASES, "children.csv": "case_id,row,id\nK1,first,C1\n"}),
    "HSB-D563": lambda: _of({"cases.csv": _CASES, "childen.csv": "case_id,id\n"}),
}
"""The code, and what makes its message, as it is printed."""
