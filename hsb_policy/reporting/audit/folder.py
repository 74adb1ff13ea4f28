"""Floor 4, audit: the folder that an audit writes. It is whole or it is not there.

Everything is written to a folder beside it, whose name begins with a point and ends in `.unfinished`, and moved into place at the end.
While an audit writes, it holds a lock; what lies there without one was left by an audit that was killed, and is cleared away.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.errors import AuditError

MARK: Final = "audit.json"
FORMAT: Final = "hsb-policy/audit/1"
_LOCK: Final = ".lock"


class OutputFolder:
    """The folder `out` in the making: `path` is where to write; `keep` moves it into place. Raises AuditError.

    `found` says what an earlier audit, which was killed, left behind.
    """

    def __init__(self, out: Path) -> None:
        self.out = Path(os.path.abspath(out))
        self.path = self.out.with_name(f".{self.out.name}.unfinished")
        self._before = self.out.with_name(f".{self.out.name}.before")
        self.found: str | None = None
        self._lock: int | None = None

    def __enter__(self) -> Self:
        _refuse_what_is_no_audit(self.out)
        try:
            self._begin()
        except OSError as fault:
            raise AuditError(_unwritable(self.out, fault)) from None
        return self

    def _begin(self) -> None:
        self.out.parent.mkdir(parents=True, exist_ok=True)
        if self._before.exists() and not self.out.exists():
            self._before.rename(self.out)  # killed between its last two steps
        left = self.path.exists()
        self.path.mkdir(exist_ok=True)
        self._lock = os.open(self.path / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            self._lock = None
            raise AuditError(_busy(self.out)) from None
        if left:
            self.found = f"an earlier audit to {self.out.name} was stopped before its end; what it left is cleared away"
            self._clear()

    def _clear(self) -> None:
        for entry in self.path.iterdir():
            if entry.name == _LOCK:
                continue
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()

    def keep(self, told: Mapping[str, Any]) -> None:
        """Mark the folder as an audit's, with what it tells about itself, and move it into place of an earlier one.

        All of it is on the disk before that: a machine that loses its power, too, leaves the whole audit or none.
        """
        written = sorted(entry.name for entry in self.path.iterdir() if entry.name != _LOCK)
        mark = json.dumps({"format": FORMAT, **told, "files": written}, ensure_ascii=False, indent=1)
        (self.path / MARK).write_text(mark + "\n", encoding="utf-8", errors="surrogatepass")
        shutil.rmtree(self._before, ignore_errors=True)
        (self.path / _LOCK).unlink()
        for entry in self.path.iterdir():
            _to_disk(entry)
        _to_disk(self.path)
        if self.out.exists():
            self.out.rename(self._before)
        self.path.rename(self.out)
        _to_disk(self.out.parent)
        shutil.rmtree(self._before, ignore_errors=True)

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._lock)


def _to_disk(path: Path) -> None:
    """Wait until what was written of a file or a folder is on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _refuse_what_is_no_audit(out: Path) -> None:
    """Only an earlier audit's own files, or an empty folder, are replaced: nothing else is ever removed."""
    if not out.exists():
        return
    if not out.is_dir():
        raise AuditError(_not_ours(out, "is a file"))
    strangers = sorted({entry.name for entry in out.iterdir()} - _written_by_an_audit(out))
    if strangers:
        more = f" and {len(strangers) - 1:,} more" if len(strangers) > 1 else ""
        raise AuditError(_not_ours(out, f"holds what no audit wrote, such as `{strangers[0]}`{more}"))


def _written_by_an_audit(out: Path) -> set[str]:
    try:
        mark = json.loads((out / MARK).read_text(encoding="utf-8", errors="surrogatepass"))
        return {MARK, *mark["files"]} if mark["format"] == FORMAT else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _not_ours(out: Path, why: str) -> Diagnostics:
    return _one("HSB-X910", f"`{out.name}` {why}, and nothing in it is touched", "give another folder with --out")


def _busy(out: Path) -> Diagnostics:
    return _one(
        "HSB-X911", f"another audit is writing to `{out.name}`", "wait for it, or give another folder with --out"
    )


def _unwritable(out: Path, fault: OSError) -> Diagnostics:
    message = f"nothing can be written to `{out}`: {fault.strerror or type(fault).__name__}"
    return _one("HSB-X910", message, "give another folder with --out")


def _one(code: str, message: str, cure: str) -> Diagnostics:
    return Diagnostics((Diagnostic(code=code, message=message, help=(cure,)),))
