"""Case files at the boundaries of the procedure, written from its statements alone, with the outcomes that they expect."""

import json
from pathlib import Path

import pytest

from hsb_policy.engine.document import to_document
from hsb_policy.engine.policy import Policy, load
from tests.cases.test_shared_cases import judged

FILES = sorted((Path(__file__).parent / "own").glob("*.json"))


@pytest.fixture(scope="module")
def policy() -> Policy:
    """The bundled policy under its default readings."""
    return load("hsb")


@pytest.mark.parametrize("file", FILES, ids=[f.stem for f in FILES])
def test_a_case_at_a_boundary_is_decided_as_expected(file: Path, policy: Policy) -> None:
    """Every expectation of the file holds, and no duty that cites the statement contradicts it."""
    document = json.loads(file.read_text(encoding="utf-8"))
    outcomes = to_document(policy.decide(document["case"]))["outcomes"]

    faults = [fault for expected in document["expect"] if (fault := judged(expected, outcomes))]

    assert faults == []
