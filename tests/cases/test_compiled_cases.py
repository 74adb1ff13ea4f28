"""Whole case files decided by the compiled functions: the documents are those of the reference interpreter, to the byte."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hsb_policy.backends.compiled.program import Program, compile_program
from hsb_policy.engine.decide import decide, reference_rows
from hsb_policy.engine.document import to_json
from hsb_policy.engine.policy import Policy, load
from tests.cases.test_own_cases import FILES as OWN
from tests.cases.test_shared_cases import FILES as SHARED

POLICY = load("hsb")
ROWS = reference_rows(POLICY.compiled)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "cases").glob("*.json"))


def case_of(file: Path) -> dict[str, Any]:
    """The case in a file, which may stand beside its expectations."""
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    case: dict[str, Any] = document.get("case", document)
    return case


READINGS: dict[str, dict[str, str]] = {
    "by default": {},
    "others": {"age_at": "today", "red_referral": "should", "under13_trigger": "established"},
}


@cache
def compiled_under(readings: str) -> tuple[Policy, Program]:
    """The policy under these readings, and its functions."""
    policy = POLICY.with_readings(READINGS[readings])
    return policy, compile_program(policy.compiled, policy.readings.values, ROWS)


@pytest.mark.parametrize("file", [*OWN, *SHARED, *EXAMPLES], ids=lambda f: f.stem)
@pytest.mark.parametrize("readings", READINGS)
def test_a_case_file_is_decided_alike(file: Path, readings: str) -> None:
    """Under the default readings and under others."""
    policy, program = compiled_under(readings)
    case = policy.case(case_of(file))

    by_functions = decide(policy.compiled, case, policy.readings, ROWS, program.outcomes)
    by_interpreter = decide(policy.compiled, case, policy.readings, ROWS)

    assert to_json(by_functions, everything=True) == to_json(by_interpreter, everything=True)
