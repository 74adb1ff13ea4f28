"""Tables are laid down several at once, in whatever order they stand: each row goes to its case, and is told by its place."""

from pathlib import Path

import pytest

from hsb_policy.backends.tables.connect import connect
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.sources.source import Read, Rejected
from tests.unit.engine.small_schema import SCHEMA

CASES = [f"A{number}" for number in range(3_000)]
ORDERS = {
    "in the order of the cases": CASES,
    "against it": CASES[::-1],
    "against it after a while": [*CASES[:2_900], *CASES[:2_899:-1]],
    "by cases in another order": [*CASES[1_000:], *CASES[:1_000]],
    "with rows of no case between": [*CASES[:2_500], "B1", *CASES[2_500:]],
    "with the rows of a case apart": [*CASES, "A7"],
}


def _write(folder: Path, name: str, lines: list[str], form: str) -> None:
    text = folder / f"{name}.csv"
    text.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if form == "parquet":
        with connect() as connection:
            connection.execute(f"COPY (FROM read_csv('{text}', all_varchar=true)) TO '{folder / name}.parquet'")
        text.unlink()


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())
def test_each_row_goes_to_its_case(tmp_path: Path, order: list[str], form: str) -> None:
    """Of a case as its rows stand in the source, with the number of each; rows of no case are told."""
    rows = [(case, f"C{child}") for case in order for child in (1, 0)]
    _write(tmp_path, "cases", ["case_id,as_at", *(f"{case},2025-03-20" for case in CASES)], form)
    _write(tmp_path, "children", ["case_id,id", *(",".join(row) for row in rows)], form)
    expected: dict[str, list[tuple[str, int]]] = {}
    for number, (case, child) in enumerate(rows, start=1):
        expected.setdefault(case, []).append((child, number))

    with open_source(tmp_path, SCHEMA) as source:
        records = list(source.records())

    found = {}
    for record in records[: len(CASES)]:
        assert isinstance(record, Read)
        children = record.document["children"]
        found[record.document["case_id"]] = [
            (child["id"], record.rows[f"children[{at}]"][1]) for at, child in enumerate(children)
        ]
    assert list(found) == CASES
    strays = records[len(CASES) :]
    for stray in strays:
        assert isinstance(stray, Rejected)
        found[stray.case_id or ""] = [("C1", stray.reasons[0].place.row or 0), ("C0", stray.reasons[1].place.row or 0)]
    assert found == expected
