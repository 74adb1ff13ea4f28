"""Cases whose texts and names are all one marked word: wherever the word turns up, a text of a case got out."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final

from hsb_policy.core.schema import Schema
from hsb_policy.core.types import CodeType, ListType, RecordType, TextType
from tests.house.checkout import ROOT

WORD: Final = "Quillfeather"
NAME: Final = f"Zaphod {WORD}"
IDS: Final = ("id", "case_id", "statement", "question")  # texts that name records and places of the procedure

CASE: Final = ROOT / "examples" / "cases" / "full_case.json"


def marked(schema: Schema) -> dict[str, Any]:
    """The example case with the name in each text that is no id, and beside each code that can have a name beside it."""
    found: dict[str, Any] = _marked(json.loads(CASE.read_text(encoding="utf-8")), "case", schema)
    return {**found, "case_id": "M1"}


def _marked(value: Any, kind: str, schema: Schema) -> Any:
    if isinstance(value, list):
        return [_marked(part, kind, schema) for part in value]
    if not isinstance(value, dict):
        return value
    found = dict(value)
    for name, field in schema.records[kind].fields.items():
        item = field.type.item if isinstance(field.type, ListType) else field.type
        if isinstance(item, RecordType) and name in found:
            found[name] = _marked(found[name], item.name, schema)
        elif isinstance(field.type, TextType) and name not in IDS:
            found[name] = NAME
        elif isinstance(item, CodeType) and field.named_by is not None:
            found[name] = next(code.word for code in schema.codes[item.name].words if code.with_name)
            found[field.named_by] = NAME
    return found


Case = dict[str, Any]


def _put(*place: str | int) -> Callable[[Case], None]:
    """Puts the name where it cannot stand: a date, a code, an id of nothing, a number."""

    def put(case: Case) -> None:
        at: Any = case
        for step in place[:-1]:
            at = at[step]
        at[place[-1]] = NAME

    return put


# What makes a case one that cannot be used, each with the name at the place that is wrong.
FAULTS: Final[dict[str, Callable[[Case], None]]] = {
    "a day": _put("children", 0, "birth_date"),
    "the day of judging": _put("as_at"),
    "a code": _put("children", 0, "sex"),
    "a yes or no": _put("children", 0, "in_education"),
    "an id of nothing": _put("involvements", 0, "child"),
    "a moment": _put("referrals", 0, "made_at"),
    "a list": _put("incidents"),
    "a record": _put("referrer"),
    "a field": lambda case: case.update({NAME: NAME}),
    "a field like a name of ours": lambda case: case["children"][0].update({WORD: NAME}),
    "a code that is spelt alike": lambda case: case["children"][0].update(sex=f"male {NAME}"),
    "an id of two": lambda case: case["children"].append({**case["children"][0], "birth_date": NAME}),
    "a number": lambda case: case["incidents"][0].update(frequency={NAME: NAME}),
}


def with_fault(case: Case, fault: str) -> Case:
    """The case with one thing wrong."""
    found = deepcopy(case)
    FAULTS[fault](found)
    return found
