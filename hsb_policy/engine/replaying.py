"""Floor 3: a decision that was kept, made again: what it was made on must be what it was, and so must what comes of it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Protocol, Self

from hsb_policy.core.case import Case
from hsb_policy.core.decision import Decision
from hsb_policy.core.library import VERSION
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.document import FORMAT, to_document
from hsb_policy.engine.errors import ReadingError, ReplayError

_NEEDED: Final = {"policy", "as_at", "case_digest", "interpretations", "outcomes"}
_SHOWN: Final = 19  # of a digest: `sha256:` and twelve digits are enough to tell two apart


class Replays(Protocol):
    """What this file needs of a policy."""

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str: ...

    def case(self, document: Mapping[str, Any] | str | bytes | Path, *, as_at: str | None) -> Case: ...

    def with_readings(self, readings: Mapping[str, Any]) -> Self: ...

    def decide(self, document: Case) -> Decision: ...


def replayed(
    policy: Replays, document: Mapping[str, Any] | str | bytes, case: Case | Mapping[str, Any] | str | bytes | Path
) -> Decision:
    """The decision of a document, made again by this policy on this case. Raises ReplayError, with all that differs, and CaseError."""
    kept = _document_in(document)
    read = policy.case(case.source if isinstance(case, Case) else case, as_at=kept["as_at"])
    differs = list(_differences(policy, kept, read))
    try:
        policy = policy.with_readings(chosen_readings(kept))
    except ReadingError as fault:
        differs += (_fault(d.message, "load the policy and the packs of that day") for d in fault.diagnostics.items)
    if differs:
        raise ReplayError(Diagnostics(tuple(differs)))
    decision = policy.decide(read)
    if not any(_said(to_document(decision, everything=all_of_it)) == _said(kept) for all_of_it in (False, True)):
        raise ReplayError(Diagnostics((_another_answer(decision, kept),)))
    return decision


def chosen_readings(document: Mapping[str, Any]) -> dict[str, Any]:
    """The readings that a decision document says were chosen in place of a default, by name."""
    shown = document["interpretations"].values()
    entries = [one for entry in shown for one in (entry if isinstance(entry, list) else [entry])]
    return {entry["name"]: entry["reading"] for entry in entries if not entry["default"]}


def _document_in(document: Mapping[str, Any] | str | bytes) -> Mapping[str, Any]:
    kept: Any = document
    if isinstance(document, str | bytes):
        try:
            kept = json.loads(document)
        except ValueError:
            kept = None
    if not isinstance(kept, Mapping) or kept.get("format") != FORMAT or not _NEEDED <= kept.keys():
        raise ReplayError(
            Diagnostics((_fault(f"this is no decision document of the format {FORMAT}", "give one as it was kept"),))
        )
    return kept


def _differences(policy: Replays, kept: Mapping[str, Any], case: Case) -> Iterator[Diagnostic]:
    then = kept["policy"]
    if policy.digest != then["digest"]:
        message = (
            f"the decision was made under another text of the policy `{then['name']}`: {then['digest'][:_SHOWN]}, "
            f"and this is `{policy.name}`, {policy.digest[:_SHOWN]}"
        )
        with_packs = f", with its packs: {', '.join(then['packs'])}" if then.get("packs") else ""
        yield _fault(message, f"load the text of that day{with_packs}, for example from your version control")
    if case.digest != kept["case_digest"]:
        message = f"the case is no longer what was decided on: {kept['case_digest'][:_SHOWN]} then, {case.digest[:_SHOWN]} now"
        yield _fault(message, "give the case as it was kept beside the decision")


def _said(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a document says, whichever version said it."""
    return json.loads(json.dumps({key: value for key, value in document.items() if key != "library"}))  # type: ignore[no-any-return]


def _another_answer(decision: Decision, kept: Mapping[str, Any]) -> Diagnostic:
    """Policy, case, day and readings are the same, and the answer is not: another version of the library, or an altered document."""
    now = {json.dumps([o["rule"], o["about"]]): o for o in to_document(decision, everything=True)["outcomes"]}
    other = [o for o in kept["outcomes"] if now.get(json.dumps([o["rule"], o["about"]])) != json.loads(json.dumps(o))]
    rules = list(dict.fromkeys(f"`{o['rule']}`" for o in other))
    where = f", first for the rule {rules[0]} ({len(rules)} in all)" if rules else ""
    by = kept.get("library", {}).get("version")
    cure = "compare it with a copy: it may have been altered"
    if by not in (None, VERSION):
        cure = f"it was made by version {by}, and this is {VERSION}: replay it with that one"
    return _fault(f"policy, case, day and readings are the same, and the answer differs{where}", cure)


def _fault(message: str, cure: str) -> Diagnostic:
    return Diagnostic(code="HSB-D595", message=message, help=(cure,))
