"""The same audit on Spark and without it: `python -m benchmarks.spark --cases 20000`.

The whole policy of the procedure with the timescales over made-up cases in Parquet tables, by the command itself, in turn by DuckDB with two
processes and by Spark with two (`local[2]`): wall clock, processor and the peak of memory of all processes together, Java's among them.
Both must count the same. The extra `spark` and Java must be there. Linux only: it reads /proc.
"""

import argparse
import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.scale import Ran, audited, made

ENGINES: Final = {"DuckDB, two processes": (), "Spark, `local[2]`": ("--engine", "spark", "--master", "local[2]")}
HEAD: Final = (
    "| engine | seconds | of processor | peak MB | reading and judging | writing |\n|---|---:|---:|---:|---:|---:|"
)


def line(engine: str, ran: Ran) -> str:
    """What the audit took, as a line of the table."""
    opening, judging, writing = ran.steps
    peak = max(step.memory for step in ran.steps)
    figures = (
        f"{ran.wall:.1f}",
        f"{ran.processor:.1f}",
        f"{peak:,}",
        f"{opening.wall + judging.wall:.1f}",
        f"{writing.wall:.1f}",
    )
    return f"| {engine} | {' | '.join(figures)} |"


def counts(out: Path) -> list[dict[str, str]]:
    """What an audit counted, rule by rule."""
    with (out / "rules_run.csv").open(encoding="utf-8", newline="") as file:
        return [{**row, "run": ""} for row in csv.DictReader(file)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Audit the cases by each engine, and tell what it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(": ")[0])
    parser.add_argument("--cases", type=int, default=20_000, metavar="N", help="how many cases (20,000)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where cases are kept, and taken from")
    chosen = parser.parse_args(arguments)
    with made(chosen.cases, 2, chosen.keep) as source, tempfile.TemporaryDirectory() as scratch:
        print(HEAD, flush=True)
        found = []
        for number, (engine, more) in enumerate(ENGINES.items()):
            out = Path(scratch) / f"out_{number}"
            print(line(engine, audited(chosen.cases, source, out, 2, ("--format", "csv", *more))), flush=True)
            found.append(counts(out))
        if found[0] != found[1]:
            raise SystemExit("the two did not count the same")


if __name__ == "__main__":
    main()
