"""A million cases, Parquet to Parquet, side by side with what is written by hand: `python -m benchmarks.batch [--cases N] [--rounds N]`.

1. The flat work: twenty decisions from nineteen facts (`benchmarks/policies/reference_work`), against DuckDB's SQL and polars.
2. The nested work: two checks of children and dated events (`benchmarks/policies/nested_work`), against DuckDB's list lambdas and polars.

Each runs in a fresh process each round, in an order that differs; ratios to the fastest by hand are taken within a round, and their medians
told. polars takes part where it is installed. What they write is compared: on these files all facts are known.
"""

import argparse
import importlib.util
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from benchmarks import batch_by_hand
from hsb_policy import load
from hsb_policy.engine.one_file import answer_file
from hsb_policy.values.calendar import load_calendar
from hsb_policy.values.days import parse_day, show_day

POLICIES: Final = Path(__file__).parent / "policies"
OURS: Final = "hsb_policy"


def _holidays() -> list[str]:
    """Days of the week in the years of the data on which nobody works."""
    calendar = load_calendar("england")
    span = range(parse_day("2024-01-01"), parse_day("2025-12-31") + 1)
    return [show_day(day) for day in span if (day - 1) % 7 < 5 and not calendar.is_working_day(day)]


def make_flat(cases: int, target: Path) -> None:
    """Nineteen facts a case, drawn by a fixed seed."""

    def one_of(*words: str) -> str:
        return f"[{', '.join(repr(word) for word in words)}][1 + CAST(floor(random() * {len(words)}) AS INTEGER)]"

    authority = one_of("northshire", "southshire", "eastborough", "westborough")
    age, worker, yes = "CAST(floor(random() * 18) AS BIGINT)", one_of(*(f"SW{n}" for n in range(5))), "random() < 0.5"
    columns = {
        "victim_age": age,
        "harmer_age": age,
        "harmer_gender": one_of("male", "female"),
        "harmer_ld": one_of("none", "mild", "moderate", "severe"),
        "disability_prevents": yes,
        "sexually_harmed": yes,
        "behaviour": one_of("green", "amber", "red"),
        "mutually_agreed": yes,
        "exploitative": yes,
        "harmer_authority": authority,
        "victim_authority": authority,
        "incident_authority": authority,
        "section47": yes,
        "victim_worker": worker,
        "harmer_worker": worker,
        "meets_threshold": yes,
        "at_risk": yes,
        "same_household": yes,
        "by_a_professional": yes,
    }
    listed = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    _make(f"SELECT {listed} FROM range({cases})", target)


def make_nested(cases: int, target: Path) -> None:
    """One to six children and up to twenty events a case; one child in fifty has no social worker."""
    kinds = [
        "referral",
        "referral",
        "strategy_meeting",
        "strategy_meeting",
        "home_visit",
        "s47_start",
        "icpc",
        "review",
    ]
    child = "{'number': x, 'sw': CASE WHEN random() > 0.02 THEN 'SW' || CAST(floor(random() * 40) AS INTEGER) END}"
    event = (
        f"{{'kind': {kinds}[1 + CAST(floor(random() * 8) AS INTEGER)], "
        "'date': DATE '2024-01-01' + s + CAST(floor(random() * 10) AS INTEGER)}"
    )
    _make(
        f"""SELECT list_transform(range(c), lambda x: {child}) AS children, list_transform(range(e), lambda x: {event}) AS events
        FROM (SELECT 1 + CAST(floor(random() * 6) AS BIGINT) AS c, CAST(floor(random() * 21) AS BIGINT) AS e,
            CAST(floor(random() * 700) AS INTEGER) AS s FROM range({cases}))""",
        target,
    )


def _make(query: str, target: Path) -> None:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SELECT setseed(0.5)")
    connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, ROW_GROUP_SIZE 100_000)")


def _ours(name: str) -> Callable[[Path, Path], object]:
    policy = load(POLICIES / name)
    return lambda source, target: answer_file(policy, source, target, as_at="2025-03-20")


def _by_hand(name: str) -> Callable[[Path, Path], object]:
    found = getattr(batch_by_hand, name)
    if name.startswith("nested"):
        holidays = _holidays()
        return lambda source, target: found(source, target, holidays)
    return lambda source, target: found(source, target)


def engines(work: str) -> list[str]:
    """Who does a work: ours, and those written by hand."""
    hands = [f"{work}_in_duckdb"]
    if importlib.util.find_spec("polars") is not None:
        hands.append(f"{work}_in_polars")
    return [OURS, *hands]


def run_one(work: str, engine: str, folder: Path) -> None:
    """One engine in this process: seconds from opening the file to the written one, and the peak of memory."""
    run = _ours(f"{'reference' if work == 'flat' else 'nested'}_work") if engine == OURS else _by_hand(engine)
    start = time.perf_counter()
    run(folder / f"{work}.parquet", folder / f"{work}_{engine}.parquet")
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def _in_a_process(work: str, engine: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.batch", "--one", work, engine, "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _differences(work: str, engine: str, folder: Path) -> int:
    """How many cases two engines answer differently; the answers are compared as they are counted, whatever their order."""
    files = [f"read_parquet('{folder / f'{work}_{name}.parquet'}')" for name in (OURS, engine)]
    names = ", ".join(sorted(row[0] for row in duckdb.execute(f"DESCRIBE SELECT * FROM {files[0]}").fetchall()))
    ours, other = (f"SELECT {names}, count(*) AS n FROM {file} GROUP BY ALL" for file in files)
    [(number,)] = duckdb.execute(f"SELECT coalesce(sum(n), 0) FROM (({ours}) EXCEPT ({other}))").fetchall()
    return int(number)


def main() -> None:
    """Time them side by side."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", nargs=2, metavar=("WORK", "ENGINE"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        run_one(*asked.one, asked.folder)
        return
    with TemporaryDirectory() as made:
        folder = Path(made)
        make_flat(asked.cases, folder / "flat.parquet")
        make_nested(asked.cases, folder / "nested.parquet")
        for work in ("flat", "nested"):
            _compare(work, folder, asked.rounds)


def _compare(work: str, folder: Path, rounds: int) -> None:
    names, draw = engines(work), random.Random(7)
    rounds_of: list[dict[str, dict[str, float]]] = []
    for _ in range(rounds):
        order = draw.sample(names, len(names))
        rounds_of.append({name: _in_a_process(work, name, folder) for name in order})
    print(f"{work} work")
    for name in names:
        seconds = [found[name]["seconds"] for found in rounds_of]
        ratio = [
            found[name]["seconds"] / min(v["seconds"] for k, v in found.items() if k != OURS) for found in rounds_of
        ]
        same = "" if name == OURS else f", {_differences(work, name, folder)} cases differ from ours"
        print(
            f"  {name:22} {statistics.median(seconds):6.2f} s  x{statistics.median(ratio):5.2f} of the fastest by hand"
            f"  {max(found[name]['mb'] for found in rounds_of):5.0f} MB{same}"
        )


if __name__ == "__main__":
    main()
