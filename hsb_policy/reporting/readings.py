"""Floor 4: under which readings a decision was made, said plainly: what nobody has approved, what was chosen, what asks for less."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import field, frozen

from hsb_policy.core import ir
from hsb_policy.core.decision import ChosenReading, Decision, Outcome
from hsb_policy.core.words import count, in_ranges, listed, natural
from hsb_policy.engine.readings import shown_reading
from hsb_policy.reporting.page import Page
from hsb_policy.reporting.values import shown_value

APPROVALS: Final = "READINGS.md"


@frozen
class ReadingsUsed:
    """The readings of a decision beside the policy that declares them."""

    policy: ir.Policy
    chosen: Sequence[ChosenReading]
    _by_name: Mapping[str, ChosenReading] = field(init=False)

    @_by_name.default
    def _named(self) -> Mapping[str, ChosenReading]:
        return {reading.name: reading for reading in self.chosen}

    def cited_by(self, outcome: Outcome) -> str:
        """The readings an outcome used that were chosen for this run, or that nobody has approved."""
        told = [id_ for id_ in outcome.interpretations if self._needs_an_eye(id_)]
        chosen = [id_ for id_ in told if self._is_chosen_for(id_, outcome.rule)]
        plain = in_ranges(id_ for id_ in told if id_ not in chosen)
        return "; ".join(part for part in (plain, *(f"{id_} as chosen" for id_ in chosen)) if part)

    def hours(self) -> Mapping[str, object]:
        """The opening hours that are set, by the code of the contact point."""
        found: dict[str, object] = {}
        for interpretation in self.policy.interpretations.values():
            reading = self._by_name.get(interpretation.name)
            if interpretation.one_per in self.policy.references and reading is not None:
                parts = reading.reading if isinstance(reading.reading, Mapping) else {"": reading.reading}
                rows = self.policy.references[interpretation.one_per or ""].rows
                codes = [str(row.values.get("code")) for row in rows]
                found |= {code: parts.get(code, parts.get("")) for code in codes}
        return {code: hours for code, hours in found.items() if hours}

    def announce(self, page: Page, announcements: Sequence[str]) -> None:
        """What asks for less than a "must" of the procedure, and every reading chosen for this run: above everything else."""
        chosen = [reading for reading in self.chosen if not reading.is_default]
        if announcements:
            page.blank()
            page.paragraph("ATTENTION: this decision asks for less than the procedure says.", "bold red")
        elif chosen:
            page.blank()
        for announcement in announcements:
            page.paragraph(f"- {announcement}", "bold", hang=2)
        for reading in chosen:
            words = self._in_words(self.policy.interpretations.get(reading.name), reading.reading)
            ids = f" ({listed(reading.cites)})" if reading.cites else ""
            page.paragraph(f"Chosen for this run: {reading.name}{ids} is read as: {words}.", "bold")

    def summary(self, page: Page, outcomes: Iterable[Outcome], *, everything: bool) -> None:
        """How many readings nobody has approved, and those that the entries name."""
        page.heading("Readings of what the procedure leaves open")
        defaults = [r for r in self.chosen if r.is_default and not r.approved]
        if defaults:
            page.paragraph(
                f"{count(len(defaults), 'default reading')} of this policy "
                f"{'is' if len(defaults) == 1 else 'are'} not approved by a safeguarding lead; {APPROVALS} says what each protects."
            )
        elif self.chosen:
            page.paragraph("Every default reading of this policy has been approved by a safeguarding lead.")
        self._legend(page, {id_ for o in outcomes for id_ in o.interpretations if self._needs_an_eye(id_)}, everything)

    def _legend(self, page: Page, used: set[str], everything: bool) -> None:
        """The readings that the entries name by their ids; `everything` tells each on a line, those in the rules too."""
        told: list[str] = []
        unset: list[str] = []
        written_in: list[str] = []
        for id_ in sorted(used, key=natural):
            for interpretation in self.policy.interpretations.values():
                if id_ not in interpretation.cites:
                    continue
                if interpretation.fixed is not None:
                    written_in.append(id_)
                    if everything:
                        told.append(f"{id_} {interpretation.name}, written into the rules: {interpretation.fixed[0]}")
                elif self._reading(interpretation) is None:
                    unset.append(f"{id_} {interpretation.name}")
                else:
                    words = self._in_words(interpretation, self._reading(interpretation))
                    told.append(f"{id_} {interpretation.name}: {words}")
        if everything:
            for line in told:
                page.paragraph(line, hang=4)
        elif told:
            page.paragraph(f"Used above: {'; '.join(told)}.")
        if unset:
            page.paragraph(f"Not set: {', '.join(unset)}.")
        if written_in:
            page.paragraph(f"Written into the rules, and not approved either: {in_ranges(written_in)}.")

    def _reading(self, interpretation: ir.Interpretation) -> object:
        reading = self._by_name.get(interpretation.name)
        return reading.reading if reading is not None else None

    def _in_words(self, interpretation: ir.Interpretation | None, reading: object) -> str:
        if isinstance(reading, Mapping):
            parts = [
                f"{self._in_words(interpretation, value)}{f' for {part}' if part else ''}"
                for part, value in reading.items()
            ]
            return ", ".join(parts)
        if interpretation is None:
            return str(reading)
        labels = dict(interpretation.choices)
        if isinstance(reading, str) and labels.get(reading):
            return labels[reading]
        return shown_value(reading, interpretation.type, self.policy.schema)

    def _needs_an_eye(self, id_: str) -> bool:
        """Whether a person should know of a reading: it was chosen, or it is a default that nobody has approved."""
        declared = [i for i in self.policy.interpretations.values() if id_ in i.cites]
        if not declared:
            return True
        return any(i.approved is None for i in declared) or any(
            not self._by_name[i.name].is_default for i in declared if i.name in self._by_name
        )

    def _is_chosen_for(self, id_: str, rule: str) -> bool:
        """Whether a rule was decided under another reading than the default one."""
        for interpretation in self.policy.interpretations.values():
            reading = self._by_name.get(interpretation.name)
            if id_ not in interpretation.cites or reading is None or reading.is_default:
                continue
            default = interpretation.part_defaults.get(rule, interpretation.default)
            if _part(reading.reading, rule) != shown_reading(default, interpretation.type):
                return True
        return False


def _part(reading: object, rule: str) -> object:
    return reading.get(rule, reading.get("")) if isinstance(reading, Mapping) else reading


def readings_of(decision: Decision, policy: ir.Policy) -> ReadingsUsed:
    """The readings of a decision."""
    return ReadingsUsed(policy, decision.readings)
