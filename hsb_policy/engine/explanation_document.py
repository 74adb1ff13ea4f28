"""Floor 3: explanations as a document, format hsb-policy/explanation/1. The same input gives the same bytes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import fields

from hsb_policy.core.decision import Decision, Explanation
from hsb_policy.core.explanation import Reason, UsedFact
from hsb_policy.engine.document import outcome_document, question_document

FORMAT: Final = "hsb-policy/explanation/1"


def explanation_document(
    decision: Decision, explanations: Sequence[Explanation], rule: str, about: Mapping[str, str]
) -> dict[str, Any]:
    """The explanations that were asked for, as plain JSON values, with what to ask next in the whole case."""
    return {
        "format": FORMAT,
        "policy": {
            "name": decision.policy,
            "edition": decision.edition,
            "digest": decision.digest,
            "packs": list(decision.packs),
        },
        "case_id": decision.case_id,
        "as_at": decision.as_at,
        "case_digest": decision.case_digest,
        "asked": {"rule": rule, "about": dict(about)},
        "explanations": [_explanation(e) for e in explanations],
        "questions": [question_document(q) for q in decision.questions],
    }


def _explanation(e: Explanation) -> dict[str, Any]:
    return {
        "outcome": outcome_document(e.outcome),
        "place": e.place,
        "grounds": [
            {"input": g.input, "truth": g.truth, "asked": list(g.asked), "reasons": [_reason(r) for r in g.reasons]}
            for g in e.grounds
        ],
        "facts": [_fact(f) for f in e.facts],
        "missing": [_whole(m) for m in e.missing],
        "deadline": _whole(e.deadline) if e.deadline is not None else None,
        "fulfilled_by": [_whole(a) for a in e.fulfilled_by],
        "overridden_by": [_whole(n) for n in e.overridden_by],
        "gives_way": [_whole(n) for n in e.gives_way],
        "changes": [_whole(c) for c in e.changes],
        "statements": [_whole(s) for s in e.statements],
        "readings": [_whole(r) for r in e.readings],
        "reserved": e.reserved,
        "consider": [_whole(s) for s in e.consider],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    """A reason; what is empty is left out. Facts are named by their paths: `facts` of the explanation has them."""
    told = {
        "kind": reason.kind,
        "words": reason.words,
        "label": reason.label,
        "truth": reason.truth,
        "value": _plain(reason.value),
        "cites": list(reason.cites),
        "of": dict(reason.of),
        "facts": [f.path for f in reason.facts],
        "computed": [{"words": words, "value": _plain(value)} for words, value in reason.computed],
        "because": [_reason(r) for r in reason.because],
        "more": reason.more,
        "place": reason.place,
    }
    return {key: value for key, value in told.items() if value not in (None, "", [], {}, 0) or value is False}


def _fact(fact: UsedFact) -> dict[str, Any]:
    return {
        "path": fact.path,
        "record": fact.kind,
        "id": fact.id,
        "of": fact.of,
        "field": fact.field,
        "label": fact.label,
        "value": _plain(fact.value),
        "state": fact.state,
    }


def _whole(part: Any) -> dict[str, Any]:
    """A part of an explanation by its fields, in their order."""
    return {f.name: _plain(getattr(part, f.name)) for f in fields(type(part))}


def _plain(value: Any) -> Any:
    if isinstance(value, Reason):
        return _reason(value)
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return _whole(value) if hasattr(type(value), "__attrs_attrs__") else value
