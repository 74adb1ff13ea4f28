"""Floor 4: the strategy meeting of a made-up case: when, who, what was addressed, decided and identified."""

from typing import Final

from hsb_policy.testing.generator.draws import often
from hsb_policy.testing.generator.story import Fields, Story, iso

_ALWAYS: Final = ("childrens_services", "police", "health")
_OTHERS: Final = ("education", "youth_offending", "nspcc", "family", "early_help", "voluntary")
_MODES: Final = often(attended=14, delegate=2, report=2, apologies=1, not_invited=1)
_ITEMS: Final = (
    "participant_roles",
    "risk_management",
    "immediate_protection",
    "others_in_contact",
    "other_potential_victims",
    "removal",
    "medical_checks",
)


def tell_meetings(story: Story) -> None:
    """A meeting where one is called for, mostly about all the children together; sometimes a meeting for each side."""
    draws = story.draws
    called = any("strategy_meeting" in (r.get("outcome") or ()) for r in story.document.get("referrals", ()))
    if not called or not story.done(5):
        return
    together = draws.chance(90) or not story.harmed
    _meeting(story, [*story.harmed, story.harmer] if together else story.harmed)
    if not together:
        _meeting(story, [story.harmer])


def _meeting(story: Story, children: list[str]) -> None:
    draws = story.draws
    held = story.soon(story.begun + 2, 8, 25)
    authority = story.homes[story.harmer]
    is_held = story.when(held) is not None and draws.chance(97)
    meeting: Fields = {
        "id": story.next_id("strategy_meetings", "M"),
        "form": draws.pick(("meeting", "meeting", "discussion")),
        "held_on": iso(held) if is_held else None,
        "children": children,
        "convened_by_agency": "childrens_services" if draws.chance(94) else "police",
        "chaired_by_agency": "childrens_services" if draws.chance(94) else draws.pick(("police", "education")),
        "convening_authority": authority,
        "chairing_authority": authority if draws.chance(92) else draws.pick(("stoke_on_trent", "staffordshire")),
    }
    if authority == "other" and draws.chance(70):
        meeting["convening_authority_name"] = meeting["chairing_authority_name"] = "Derbyshire"
    if is_held:
        meeting |= {
            "participants": _participants(story),
            "addressed": [_addressed(story, item, held) for item in _ITEMS if story.done(8)],
            "decisions": [_decision(story, child, held) for child in children if story.done(8)],
            "support_items": [_support(story, child, held) for child in children if draws.chance(35)],
        }
    story.add("strategy_meetings", meeting)


def _participants(story: Story) -> list[Fields]:
    agencies = [agency for agency in _ALWAYS if story.done(10)] + story.draws.some(_OTHERS, 20)
    found: list[Fields] = []
    for agency in agencies:
        participant: Fields = {"agency": agency, "mode": story.draws.pick(_MODES)}
        if story.draws.chance(50):
            participant["planned_role"] = "named in the minutes"
        found.append(participant)
    return found


def _addressed(story: Story, item: str, held: int) -> Fields:
    needed = story.draws.chance(85)
    return {"item": item, "outcome": "addressed" if needed else "considered_not_needed", "on": iso(held)}


def _decision(story: Story, child: str, held: int) -> Fields:
    draws = story.draws
    met = draws.chance(75 if story.colour == "red" else 35)
    decision: Fields = {"child": child, "threshold_met": met, "on": iso(held)}
    if draws.chance(97):
        decision["section47_required"] = required = met and draws.chance(90)
        if required and story.when(held):
            story.enquiries.append(child)
    if draws.chance(95):
        decision["rationale_recorded"] = story.done(5)
    return decision


def _support(story: Story, child: str, held: int) -> Fields:
    support: Fields = {"child": child, "identified_on": iso(held)}
    acted = story.when(story.soon(held, 25, 80))
    if acted and story.done(-5):
        support["acted_on"] = acted
    return support
