"""Floor 4: missing facts as a person reads them: where each belongs, why it is missing, and the question to ask."""

from collections.abc import Iterable, Mapping
from typing import Final

from attrs import field, frozen

from hsb_policy.core.words import natural
from hsb_policy.reporting.page import Detail
from hsb_policy.values.unknown import NOT_KNOWN, NOT_RECORDED, PARTLY_KNOWN, UNSETTLED, Fact

_STATES: Final[Mapping[str, str]] = {
    NOT_RECORDED: "not recorded",
    NOT_KNOWN: "recorded as not known",
    PARTLY_KNOWN: "known only in part",
    UNSETTLED: "two values hold",
}


@frozen
class MissingFacts:
    """Tells missing facts, each question once on a page; from then on the fact by its path alone."""

    _asked: set[str] = field(factory=set)

    def details(self, facts: Iterable[Fact], lead: str = "") -> list[Detail]:
        """Every one of the facts, after some leading words."""
        ordered = sorted(facts, key=lambda f: natural(f.path))
        new = [f for f in ordered if f.path not in self._asked]
        known = "; ".join(f.path for f in ordered if f.path in self._asked)
        self._asked.update(f.path for f in new)
        if not ordered:
            return [Detail(lead)] if lead else []
        if not new:
            return [Detail(f"{lead} Missing, as above: {known}.".lstrip())]
        details = [Detail(f"{lead} Missing:".lstrip()), *(Detail(_told(f), depth=1) for f in new)]
        return [*details, Detail(f"and, as above: {known}.", depth=1)] if known else details


def _told(fact: Fact) -> str:
    state = _STATES.get(fact.state, fact.state)
    return f"{fact.path} ({state}){f': {fact.ask}' if fact.ask else ''}"
