"""Explanations for the record: every key is written down, facts are named by their paths, and no words of a person go into it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hsb_policy.engine.explanation_document import explanation_document
from hsb_policy.engine.policy import load

ROOT = Path(__file__).parents[3]
POLICY = load("hsb")
PAGE = (ROOT / "examples" / "EXPLANATION.md").read_text(encoding="utf-8")
# What is in these is as in the decision document, or has names of the policy and the case as its keys.
ELSEWHERE = ("outcome", "policy", "questions", "of", "about")


def documents() -> Iterator[dict[str, Any]]:
    """The explanations of every outcome of the example cases."""
    for path in sorted((ROOT / "examples" / "cases").glob("*.json")):
        decision = POLICY.decide(path)
        explanations = [e for outcome in decision.outcomes for e in decision.explain(outcome)]
        yield explanation_document(decision, explanations, "all", {})


DOCUMENTS = list(documents())


def keys_of(part: Any) -> Iterator[str]:
    """All keys in a part of a document."""
    if isinstance(part, list):
        for item in part:
            yield from keys_of(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            yield key
            if key not in ELSEWHERE or isinstance(value, list):
                yield from keys_of(value) if key != "questions" else ()


def reasons_in(part: Any) -> Iterator[dict[str, Any]]:
    """All reasons in a part of a document."""
    if isinstance(part, list):
        for item in part:
            yield from reasons_in(item)
    elif isinstance(part, dict):
        if "kind" in part and "rule" not in part:
            yield part
        for value in part.values():
            yield from reasons_in(value)


def test_every_key_is_written_down() -> None:
    """The page on explanations has each key of the document, as `key`."""
    named = set(re.findall(r"`(\w+)`", PAGE)) | {"format"}

    assert {key for document in DOCUMENTS for key in keys_of(document)} - named == set()


def test_every_fact_of_a_reason_is_among_the_facts() -> None:
    """Reasons name their facts by path, and `facts` has each, once."""
    for document in DOCUMENTS:
        for explanation in document["explanations"]:
            paths = [fact["path"] for fact in explanation["facts"]]
            told = {path for reason in reasons_in(explanation["grounds"]) for path in reason.get("facts", ())}
            assert len(paths) == len(set(paths))
            assert told <= set(paths)


def test_what_is_missing_is_among_the_facts() -> None:
    """A missing fact is one that the outcome rests on, with the same state."""
    for document in DOCUMENTS:
        for explanation in document["explanations"]:
            states = {fact["path"]: fact["state"] for fact in explanation["facts"]}
            for fact in explanation["missing"]:
                assert states.get(fact["path"], fact["state"]) == fact["state"]


def test_a_document_is_plain_json_and_always_the_same() -> None:
    """The same input gives the same bytes."""
    assert json.dumps(DOCUMENTS, sort_keys=False) == json.dumps(list(documents()), sort_keys=False)


def test_the_words_of_a_persons_answer_are_left_out() -> None:
    """An answer in words is said to be one; what it says goes into no document."""
    case = {
        "case_id": "A",
        "as_at": "2025-03-20",
        "children": [{"id": "C1"}],
        "judgements": [
            {
                "id": "J1",
                "question": "J13",
                "child": "C1",
                "answer": "Jane said so",
                "by_role": "manager",
                "on": "2025-03-01",
            }
        ],
    }
    decision = POLICY.decide(case)
    told = json.dumps(
        explanation_document(decision, [e for o in decision.outcomes for e in decision.explain(o)], "all", {})
    )

    assert "in words" in told
    assert "Jane" not in told
