"""Roof: `hsb-policy audit`."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from hsb_policy.cli.options import chosen_policy, fail, policy_options
from hsb_policy.cli.progress import ProgressLine
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.audit.auditing import Audit
from hsb_policy.engine.audit.auditing import audit as run_audit
from hsb_policy.engine.audit.identity import run_id, source_digest
from hsb_policy.engine.audit.wanted import CAP, Wanted
from hsb_policy.engine.errors import AuditError, HsbPolicyError
from hsb_policy.engine.policy import Policy
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.reporting.audit.csv_files import CsvFiles
from hsb_policy.reporting.audit.folder import OutputFolder
from hsb_policy.reporting.audit.summary import summary
from hsb_policy.values.days import parse_day

_FULL = (errno.ENOSPC, errno.EDQUOT)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _day(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """A day that can be used: one that cannot is told once, and not for each record."""
    if value is not None:
        try:
            parse_day(value)
        except ValueError as fault:
            raise click.BadParameter(f"{fault}; write it as 2025-03-02") from None
    return value


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The folder to write; an earlier audit's is replaced."
)
@click.option("--all", "everything", is_flag=True, help="Write every outcome, also what is met or does not apply.")
@click.option(
    "--cap",
    type=click.IntRange(min=0),
    default=CAP,
    show_default=True,
    help="How many that cannot be told are written of a rule.",
)
@click.option("--rule", "rules", multiple=True, metavar="NAME", help="Judge by this rule only; may be repeated.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Judge a sample of N cases.")
@click.option(
    "--random-state", type=int, default=0, show_default=True, metavar="N", help="Another number draws another sample."
)
@click.option("--as-at", metavar="DATE", callback=_day, help="The day to judge on; goes before the records' own.")
@click.option(
    "--fail-on",
    type=click.Choice(["breach", "query"]),
    help="End with status 1 where there is one (or one that is graver).",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=_cores,
    show_default="the cores",
    help="How many processes work on it.",
)
@click.option("--progress/--no-progress", default=None, help="Tell how far it is; on a terminal it is told anyway.")
@policy_options
def audit(
    source: str,
    out: Path,
    everything: bool,
    cap: int,
    rules: tuple[str, ...],
    sample: int | None,
    random_state: int,
    as_at: str | None,
    fail_on: str | None,
    jobs: int,
    progress: bool | None,
    where: str,
    pack: tuple[str, ...],
    interpret: tuple[str, ...],
) -> None:
    """Check many case records by the policy and write what was found.

    SOURCE is a folder of case files, a file with a case in each line, tables or a database. Written are breaches and queries, what was
    departed from or met late, and the first of what cannot be told; the rest are counted.
    """
    policy = chosen_policy(where, pack, interpret)
    wanted = Wanted(rules=rules, as_at=as_at, everything=everything, cap=cap, sample=sample, random_state=random_state)
    line = ProgressLine(sys.stderr, progress)
    try:
        with _stopped_kindly(), OutputFolder(out) as folder:
            if folder.found:
                click.echo(folder.found, err=True)
            done = _audited(policy, source, out, wanted, folder, jobs, line)
    except KeyboardInterrupt:
        line.clear()
        _tell_stopped(out)
    except OSError as fault:
        line.clear()
        _tell_full(out, fault)
    except HsbPolicyError as fault:
        line.clear()
        fail(fault)
    line.clear()
    click.echo(done[1])
    sys.exit(_status(done[0], fail_on))


def _audited(
    policy: Policy, source: str, out: Path, wanted: Wanted, folder: OutputFolder, jobs: int, line: ProgressLine
) -> tuple[Audit, str]:
    """The audit, written and in its place, and the summary of it."""
    with open_source(source, policy.compiled.schema) as opened:
        run = run_id(policy, opened.name, source_digest(Path(source)), wanted)
        with CsvFiles(folder.path) as tables:
            done = run_audit(policy, opened, tables, run=run, wanted=wanted, jobs=jobs, progress=line)
    files = tuple(sorted(entry.name for entry in folder.path.iterdir() if entry.suffix))
    folder.keep({"run": run})
    return done, summary(done, out, files)


def _status(done: Audit, fail_on: str | None) -> int:
    """1 where the audit found what was asked to fail on, records that were rejected, or rules that failed."""
    graver = {"breach": ("breach",), "query": ("breach", "query"), None: ()}[fail_on]
    return int(bool(done.rejected or +done.tally.failed or any(done.tally.of_severity(s) for s in graver)))


@contextmanager
def _stopped_kindly() -> Iterator[None]:
    """A request to end is taken like an interrupt from the keyboard: what is begun is cleared away."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_: int, __: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _tell_stopped(out: Path) -> NoReturn:
    message = f"the audit was stopped before its end; nothing of it was written to `{out}`"
    _end("HSB-X914", message, "run the same command again to begin anew")


def _tell_full(out: Path, fault: OSError) -> NoReturn:
    if fault.errno in _FULL:
        message = f"the disk that holds `{out}` is full; nothing of the audit is left there"
        _end("HSB-X912", message, "make room, or give a folder on another disk with --out")
    message = f"the audit could not be written: {fault.strerror or type(fault).__name__}; nothing of it is left"
    _end("HSB-X910", message, "give another folder with --out")


def _end(code: str, message: str, cure: str) -> NoReturn:
    fail(AuditError(Diagnostics((Diagnostic(code=code, message=message, help=(cure,)),))))
