"""Floor 3: a decision as a document, format hsb-policy/decision/1. The same input gives the same bytes."""

import json
from typing import Any, Final

from hsb_policy.core.decision import ChosenReading, Decision, NextQuestion, Outcome
from hsb_policy.core.library import NAME, VERSION

FORMAT: Final = "hsb-policy/decision/1"
LEFT_OUT: Final = ("not_applicable", "passed")


def to_document(decision: Decision, *, everything: bool = False) -> dict[str, Any]:
    """The decision as plain JSON values; outcomes that do not apply and passed checks only if asked for (`everything`).

    >>> from hsb_policy.engine.policy import load
    >>> document = to_document(load("hsb").decide({"case_id": "A", "as_at": "2025-03-20"}))
    >>> document["format"], document["case_id"], document["policy"]["name"]
    ('hsb-policy/decision/1', 'A', 'hsb')
    """
    return {
        "format": FORMAT,
        "policy": {
            "name": decision.policy,
            "edition": decision.edition,
            "digest": decision.digest,
            "packs": list(decision.packs),
        },
        "library": {"name": NAME, "version": VERSION},
        "case_id": decision.case_id,
        "as_at": decision.as_at,
        "case_digest": decision.case_digest,
        "interpretations": _interpretations(decision.readings),
        "announcements": list(decision.announcements),
        "outcomes": [outcome_document(o) for o in decision.outcomes if everything or o.status not in LEFT_OUT],
        "questions": [question_document(q) for q in decision.questions],
    }


def to_json(decision: Decision, *, everything: bool = False) -> str:
    """The document as JSON on one line, keys in their fixed order: the same input gives the same bytes.

    >>> from hsb_policy.engine.policy import load
    >>> to_json(load("hsb").decide({"case_id": "A", "as_at": "2025-03-20"}))[:34]
    '{"format":"hsb-policy/decision/1",'
    """
    return json.dumps(to_document(decision, everything=everything), ensure_ascii=False, separators=(",", ":"))


def _interpretations(readings: tuple[ChosenReading, ...]) -> dict[str, Any]:
    """By A-id; an interpretation that cites several stands under each, several under one id as a list."""
    shown: dict[str, Any] = {}
    for reading in readings:
        entry = {
            "name": reading.name,
            "reading": reading.reading,
            "default": reading.is_default,
            "approved": reading.approved,
        }
        for id_ in reading.cites or (reading.name,):
            before = shown.get(id_)
            shown[id_] = entry if before is None else [*(before if isinstance(before, list) else [before]), entry]
    return dict(sorted(shown.items()))


def outcome_document(o: Outcome) -> dict[str, Any]:
    """One outcome as plain JSON values."""
    document: dict[str, Any] = {
        "rule": o.rule,
        "label": o.label,
        "kind": o.kind,
        "statements": list(o.statements),
        "force": o.force,
        "bearer": o.bearer,
        "about": dict(o.about),
        "status": o.status,
        "severity": o.severity,
        "action": o.action,
        "value": list(o.value) if isinstance(o.value, tuple) else o.value,
        "due": {"earliest": o.due[0], "latest": o.due[1]} if isinstance(o.due, tuple) else o.due,
        "missing": [{"path": f.path, "state": f.state, "ask": f.ask} for f in o.missing],
        "possible": list(o.possible),
        "overridden_by": list(o.overridden_by),
        "interpretations": list(o.interpretations),
        "judgement": o.judgement,
    }
    if o.done_on is not None:
        document["done_on"] = o.done_on
    if o.candidates:
        document["candidates"] = list(o.candidates)
    if o.kind == "question":
        document["asks"] = list(o.asks)
        document["consider"] = list(o.consider)
        document["answers"] = [
            {"id": a.id, "by_role": a.by_role, "on": a.on, "answer": a.answer if isinstance(a.answer, bool) else None}
            for a in o.answered
        ]
    if o.points:
        document["points"] = list(o.points)
    if o.nearest:
        document["nearest"] = o.nearest
    return document


def question_document(q: NextQuestion) -> dict[str, Any]:
    """One question to ask next as plain JSON values."""
    return {
        "ask": q.ask,
        "path": q.path,
        "judgement": q.judgement,
        "about": dict(q.about),
        "asks": list(q.asks),
        "rules": list(q.rules),
        "settles": q.settles,
    }
