"""A folder of tables for the small policy, with everything in it that can go wrong, in CSV."""

import csv
from collections.abc import Sequence
from pathlib import Path

from tests.unit.engine.audit.small import AS_AT

CASES = 40


def write_tables(folder: Path) -> Path:
    """Forty cases that stand otherwise each, some of them broken: a bad date, a ref to nobody, an id twice, lines that are no rows."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = [f"K{number:02}" for number in range(CASES)]
    _write(folder, "cases", "case_id,as_at,closed_on", [(i, AS_AT, "") for i in ids])
    _write(folder, "children", "case_id,id,birth_date", [(i, "C1", _birth_date(n)) for n, i in enumerate(ids)])
    incidents = [
        (i, "I1", "C1", "" if n % 7 == 0 else f"2025-03-{n % 28 + 1:02}", n % 3 != 0) for n, i in enumerate(ids)
    ]
    _write(folder, "incidents", "case_id,id,child,on,written", incidents)
    referrals = [(i, "R1", "I1", f"2025-04-{n % 28 + 1:02}", "W1") for n, i in enumerate(ids) if n % 2]
    _write(folder, "referrals", "case_id,id,incident,made_on,worker", referrals)
    return folder


def break_some(folder: Path) -> None:
    """Rows that cannot be read, in tables of `write_tables`."""
    _append(
        folder / "cases.csv", f"K03,{AS_AT},\n,{AS_AT},\nK90,{AS_AT}\n"
    )  # twice; without an id; a line that is no row
    _append(folder / "children.csv", "K05,C1,2015-01-01\nK06,C2,2015-02-30\nK99,C1,2015-01-01\n,C1,2015-01-01\n")
    _append(folder / "incidents.csv", "K07,I2,C9,2025-03-01,true\nK08,I2,C1\nK99,I1,C1,2025-03-01,true\n")


def _birth_date(number: int) -> str:
    return "" if number % 5 == 0 else f"201{number % 10}-06-01"


def _write(folder: Path, name: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.split(","))
        writer.writerows(rows)


def _append(file: Path, lines: str) -> None:
    with file.open("a", encoding="utf-8", newline="") as opened:
        opened.write(lines)
