"""Roof: `hsb-policy audit`."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from hsb_policy.cli.options import chosen_policy, fail, policy_options
from hsb_policy.cli.progress import ProgressLine
from hsb_policy.core.library import NAME, VERSION
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.audit.auditing import Audit
from hsb_policy.engine.audit.auditing import audit as run_audit
from hsb_policy.engine.audit.identity import file_digest, run_id, source_digest
from hsb_policy.engine.audit.wanted import CAP, EXPLAINED, Wanted
from hsb_policy.engine.errors import AuditError, HsbPolicyError
from hsb_policy.engine.policy import Policy
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.spark.refusals import extra_lacking
from hsb_policy.reporting.audit.folder import OutputFolder
from hsb_policy.reporting.audit.forms import FORMS, Forms
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


def _forms(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    """The forms that are asked for."""
    forms = tuple(form.strip() for form in value.split(",") if form.strip())
    unknown = [form for form in forms if form not in FORMS]
    if unknown or not forms:
        raise click.BadParameter(
            f"`{(unknown or [value])[0]}` is none of {', '.join(FORMS)}; write several with commas"
        )
    return forms


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
    help="How many that cannot be told, and that are not yet done, are written of a rule.",
)
@click.option(
    "--explain",
    type=click.IntRange(min=0),
    default=EXPLAINED,
    show_default=True,
    help="How many findings of a rule are explained, with evidence.",
)
@click.option(
    "--format",
    "forms",
    default=",".join(FORMS),
    show_default=True,
    callback=_forms,
    metavar="FORM,...",
    help="What is written: a report as html, tables as excel, csv, parquet.",
)
@click.option("--mapping", type=click.Path(), metavar="FILE", help="What tables and columns of SOURCE are called.")
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
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="What reads and shares out the records: this machine, or a Spark cluster.",
)
@click.option("--master", metavar="URL", help="The cluster, with --engine spark; without it, Spark's own settings say.")
@click.option("--progress/--no-progress", default=None, help="Tell how far it is; on a terminal it is told anyway.")
@policy_options
def audit(source: str, out: Path, fail_on: str | None, jobs: int, progress: bool | None, **asked: Any) -> None:
    """Check many case records by the policy and write what was found.

    SOURCE is a folder of case files, a file with a case in each line, or a folder of tables. Written are breaches and queries, what was
    departed from or met late, the first of what a must or will asks and is not yet done, and the first of what cannot be told; the rest
    are counted.

    The exit status is 1 where records were rejected, a rule failed, or something was found that --fail-on names; 2 where the audit could
    not be made; otherwise 0.
    """
    if asked["master"] is not None and asked["engine"] != "spark":
        raise click.UsageError("--master is for --engine spark")
    policy = chosen_policy(asked["where"], asked["pack"], asked["interpret"])
    wanted = Wanted(
        rules=asked["rules"],
        as_at=asked["as_at"],
        everything=asked["everything"],
        cap=asked["cap"],
        explained=asked["explain"],
        sample=asked["sample"],
        random_state=asked["random_state"],
    )
    line = ProgressLine(sys.stderr, progress)
    try:
        with _stopped_kindly(), OutputFolder(out) as folder:
            if folder.found:
                click.echo(folder.found, err=True)
            with Forms(folder.path, asked["forms"]) as forms:
                if asked["engine"] == "spark":
                    done = _audited_on_spark(policy, source, asked["mapping"], wanted, forms, asked["master"], line)
                else:
                    done = _audited(policy, source, asked["mapping"], wanted, forms, jobs, line)
                files = forms.finish(done)
            folder.keep({"run": done.run, "library": {"name": NAME, "version": VERSION}})
    except KeyboardInterrupt:
        line.clear()
        fail(stopped(str(out)))
    except OSError as fault:
        line.clear()
        fail(_unwritten(out, fault))
    except HsbPolicyError as fault:
        line.clear()
        fail(fault)
    click.echo(summary(done, out, files))
    if forms.part is not None:
        click.echo(forms.part)
    sys.exit(_status(done, fail_on))


def _audited(
    policy: Policy, source: str, mapping: str | None, wanted: Wanted, forms: Forms, jobs: int, line: ProgressLine
) -> Audit:
    """The audit; copies that reading takes lie in the folder that is cleared away where it is stopped."""
    with open_source(source, policy.compiled.schema, mapping, scratch=forms.folder) as opened:
        said = None if mapping is None else file_digest(Path(mapping))
        run = run_id(policy, opened.name, source_digest(source, opened), wanted, said)
        done = run_audit(
            policy, opened, forms, run=run, wanted=wanted, jobs=jobs, lines_in=forms.lines_in, progress=line
        )
    line.clear()
    return done


def _audited_on_spark(
    policy: Policy,
    source: str,
    mapping: str | None,
    wanted: Wanted,
    forms: Forms,
    master: str | None,
    line: ProgressLine,
) -> Audit:
    """The audit by a cluster; what was found is joined and written here."""
    try:
        from hsb_policy.engine.spark.opening import open_on_spark  # noqa: PLC0415  # pyspark is the extra `spark`
    except ImportError as lacking:
        raise extra_lacking() from lacking
    with open_on_spark(source, policy.compiled.schema, mapping, wanted, master=master) as (opened, cluster):
        said = None if mapping is None else file_digest(Path(mapping))
        run = run_id(policy, opened.name, cluster.digest(source), wanted, said)
        done = run_audit(policy, opened, forms, run=run, wanted=wanted, elsewhere=cluster, progress=line)
    line.clear()
    return done


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


def stopped(out: str) -> AuditError:
    """An audit that was stopped before its end."""
    message = f"the audit was stopped before its end; nothing of it was written to `{out}`"
    return _fault("HSB-X914", message, "run the same command again to begin anew")


def disk_full(out: str) -> AuditError:
    """A disk that ran full while an audit was written."""
    message = f"the disk that holds `{out}` is full; nothing of the audit is left there"
    return _fault("HSB-X912", message, "make room, or give a folder on another disk with --out")


def _unwritten(out: Path, fault: OSError) -> AuditError:
    if fault.errno in _FULL:
        return disk_full(str(out))
    message = f"the audit could not be written: {fault.strerror or type(fault).__name__}; nothing of it is left"
    return _fault("HSB-X910", message, "give another folder with --out")


def _fault(code: str, message: str, cure: str) -> AuditError:
    return AuditError(Diagnostics((Diagnostic(code=code, message=message, help=(cure,)),)))
