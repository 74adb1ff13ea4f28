"""Floor 4: what happened in a made-up case, who was part of it, and what the traffic light tool gave."""

from typing import Final

from hsb_policy.testing.generator.draws import often
from hsb_policy.testing.generator.story import JUDGED_ON, Fields, Story, iso

_COLOURS: Final = often(green=4, amber=7, red=7, not_assessed=1)
_SETTINGS: Final = often(home=8, school=5, community=3, placement=1, faith=1, voluntary=1, other=1)
_STATUS: Final = often(suspected=3, alleged=9, established=4, withdrawn=1, unfounded=1)
_STANCE: Final = often(acknowledges=4, minimises=3, denies=4, mixed=2, not_asked=2)
_PROCESS: Final = often(not_reported=5, reported=3, investigating=3, no_further_action=3, out_of_court=1, charged=1)
_FREQUENCY: Final = often(once=5, few=4, repeated=3, persistent=1)
_TREND: Final = often(stable=4, escalating=3, reducing=2, changed_type=1)
_TOWARDS_NO_CHILD: Final = often(adult=3, none_identified=2, self=1)
_SERIOUS: Final = ("aggression", "force", "coercion", "bribery", "secrecy")


def tell_incidents(story: Story, number: int) -> None:
    """The incidents, the first some days before the first referral."""
    draws = story.draws
    story.colour = draws.pick(_COLOURS)
    day = story.begun - draws.below(21) - (draws.below(400) if draws.chance(10) else 0)
    for at in range(number):
        _incident(story, day, at)
        day = min(day + draws.below(90), JUDGED_ON)


def _incident(story: Story, day: int, at: int) -> None:
    draws, colour = story.draws, story.colour
    id_ = f"I{at + 1}"
    from_ = iso(day)
    serious = colour == "red"
    incident: Fields = {
        "id": id_,
        "occurred_from": from_ if draws.chance(90) else from_[: draws.pick((4, 7, 7))],
        "occurred_to": iso(day + draws.below(3)) if draws.chance(80) else None,
        "places": _places(story),
        "technology_assisted": draws.chance(25),
        "directed_at": "child" if story.harmed else draws.pick(_TOWARDS_NO_CHILD),
        "familial": draws.pick(("intra", "none", "none", "inter")),
        "traffic_light": _traffic_light(story, day),
        "hsb_determined": draws.chance(92 if serious else 45) if story.done(5) else None,
        "mutually_agreed": draws.chance(4 if serious else 45) if story.done(-5) else None,
        "exploitative": draws.chance(70 if serious else 10) if story.done(-5) else None,
        "similar_aged": draws.chance(30),
        "age_appropriate": draws.chance(5 if serious else 40),
        **{name: draws.chance(35 if serious else 5) for name in _SERIOUS},
        "frequency": draws.pick(_FREQUENCY),
        "trend": draws.pick(_TREND) if draws.chance(80) else None,
        "records_available": draws.chance(80),
        "criminal_process": draws.pick(_PROCESS),
    }
    story.add("incidents", incident)
    if incident["hsb_determined"] is not None and story.done(-20):
        finding: Fields = {"id": story.next_id("judgements", "J"), "question": "J01", "incident": id_}
        finding |= {
            "answer": incident["hsb_determined"],
            "by_role": "trained professional",
            "on": iso(min(day + 7, JUDGED_ON)),
        }
        story.add("judgements", finding)
    mutual = incident["mutually_agreed"] is True and len(story.harmed) == 1 and draws.chance(60)
    _involve(story, id_, story.harmer, "participant" if mutual else "harmer")
    for child in story.harmed:
        _involve(story, id_, child, "participant" if mutual else "harmed")
    if not story.harmed and draws.chance(70):
        kind = "adult" if incident["directed_at"] == "adult" else "not_identified"
        _involve(story, id_, None, "harmed", kind)
    for child in story.ages:
        if child != story.harmer and child not in story.harmed:
            _involve(story, id_, child, draws.pick(("in_contact", "in_contact", "witness")))


def _involve(story: Story, incident: str, child: str | None, role: str, kind: str | None = None) -> None:
    draws = story.draws
    about = role in ("harmed", "harmer")
    considered = role == "harmed" and child is not None and story.done(-15)
    record = {
        "id": story.next_id("involvements", "V"),
        "incident": incident,
        "child": child,
        "person_kind": kind,
        "role": role,
        "status": draws.pick(_STATUS) if about and draws.chance(95) else None,
        "stance": draws.pick(_STANCE) if role == "harmer" and draws.chance(80) else None,
        "impact_considered_on": story.when(story.soon(story.begun, 30, 50)) if considered else None,
    }
    story.add("involvements", record)


def _places(story: Story) -> list[Fields] | None:
    draws = story.draws
    if draws.chance(4):
        return None
    where = (
        story.homes[story.harmer]
        if draws.chance(80)
        else draws.pick(("stoke_on_trent", "staffordshire", "unknown_place"))
    )
    place: Fields = {"authority": where, "setting": draws.pick(_SETTINGS)}
    if where == "other" and draws.chance(70):
        place["authority_name"] = "Derbyshire"
    return [place, {"authority": "online", "setting": "other"}] if draws.chance(15) else [place]


def _traffic_light(story: Story, day: int) -> list[Fields] | None:
    """Mostly one assessment; sometimes none, or a later one that gives another colour."""
    draws = story.draws
    if not story.done(12):
        return draws.pick((None, []))
    on = min(day + draws.below(15), JUDGED_ON)
    first: Fields = {"colour": story.colour, "on": iso(on), "by": f"P{draws.below(60) + 1}", "tool_version": "2020"}
    if draws.chance(85):
        first["guidance_read"] = draws.chance(85)
    if draws.chance(90):
        return [first]
    earlier: Fields = {
        "colour": draws.pick(("amber", "green", "red")),
        "on": iso(on - draws.below(10)),
        "by": first["by"],
    }
    return [earlier, first]
