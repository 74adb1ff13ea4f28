"""One record with many involvements, as a mistake in an export makes it: two children in each of many incidents."""

from typing import Any

from hsb_policy import load
from hsb_policy.core.schema import CASE
from hsb_policy.core.types import ListType


def large_record(involvements: int, *, incidents: int | None = None, recorded: bool = True) -> dict[str, Any]:
    """A case with so many involvements, each of another child; `recorded`: the lists that it does not have are empty."""
    document: dict[str, Any] = {
        "case_id": "LARGE",
        "as_at": "2025-03-20",
        "children": [{"id": f"C{n}", "birth_date": "2011-03-02"} for n in range(involvements)],
        "incidents": [
            {"id": f"I{n}", "occurred_from": "2024-05-01"}
            for n in range((involvements + 1) // 2 if incidents is None else incidents)
        ],
        "involvements": [
            {
                "id": f"V{n}",
                "incident": f"I{n // 2}",
                "child": f"C{n}",
                "person_kind": "child",
                "role": "harmed" if n % 2 else "harmer",
                "status": "alleged",
            }
            for n in range(involvements)
        ],
    }
    fields = load("hsb").compiled.schema.records[CASE].fields.items()
    empty: dict[str, Any] = {name: [] for name, field in fields if isinstance(field.type, ListType)}
    return {**empty, **document} if recorded else document
