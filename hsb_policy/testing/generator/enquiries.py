"""Floor 4: what follows the meeting of a made-up case: enquiries, workers, conferences, plans."""

from typing import Final

from hsb_policy.testing.generator.story import Fields, Story, iso

_RECOMMENDED: Final = ("service_plan", "multi_agency_meeting", "no_further_action", "service_plan")
_CONSULTED: Final = ("young_person", "parents_carers", "professionals")
_DUTIES: Final = ("overall_plan", "risk_management_plan", "resources")


def tell_enquiries(story: Story) -> None:
    """A section 47 enquiry for each child for whom the meeting called for one, and sometimes where none was called for."""
    draws = story.draws
    meetings = story.document.get("strategy_meetings", ())
    children = [child for child in story.enquiries if story.done(8)]
    if not children and story.colour == "red" and draws.chance(6):
        children = [story.harmer]
    story.enquiries = children
    for child in children:
        _enquiry(story, child, meetings)
    for child in dict.fromkeys([*children, story.harmer]):
        if story.done(-10 if child in children else -40):
            _worker(story, child, "social_worker")
    if children and story.done(-15):
        _worker(story, story.harmer, "lead_worker")


def _enquiry(story: Story, child: str, meetings: list[Fields]) -> None:
    draws = story.draws
    meeting = next((m for m in meetings if child in m["children"]), None)
    started = story.soon(story.begun + 4, 8, 20)
    ended = story.soon(started + 8, 25, 40)
    has_ended = story.when(ended) is not None and draws.chance(93)
    risk = draws.chance(35) if has_ended else None
    enquiry: Fields = {
        "id": story.next_id("section47_enquiries", "E"),
        "child": child,
        "initiated_at": meeting["id"] if meeting and draws.chance(95) else None,
        "started_on": story.when(started) or iso(story.begun + 2),
        "ended_on": iso(ended) if has_ended else None,
        "ongoing_behaviour_concerns": draws.chance(55 if child == story.harmer else 10) if has_ended else None,
        "risk_of_significant_harm": risk,
    }
    if has_ended:
        recommended = ["conference"] if risk and draws.chance(90) else [draws.pick(_RECOMMENDED)]
        enquiry["recommendations"] = recommended if draws.chance(92) else [*recommended, "multi_agency_meeting"]
    story.add("section47_enquiries", {name: value for name, value in enquiry.items() if value is not None})
    if risk and story.done(5):
        _conference(story, child, ended)


def _worker(story: Story, child: str, role: str) -> None:
    draws = story.draws
    shared = role == "social_worker" and draws.chance(7)
    start = story.soon(story.begun + 1, 10, 30)
    worker: Fields = {
        "id": story.next_id("allocations", "L"),
        "child": child,
        "worker": "W1" if shared else f"W{len(story.document.get('allocations', ())) + 2}",
        "role": role,
        "from": story.when(start) or iso(story.begun),
        "duties": draws.some(_DUTIES, 75) if role == "lead_worker" else None,
    }
    ends = story.closed or (start + 90 + draws.below(300) if draws.chance(25) else None)
    if ends is not None and ends > start and draws.chance(85):
        worker["to"] = story.when(ends)
    story.add("allocations", worker)


def _conference(story: Story, child: str, decided: int) -> None:
    held = story.soon(decided + 3, 18, 30)
    conference: Fields = {
        "id": story.next_id("conferences", "K"),
        "child": child,
        "kind": "initial",
        "decided_on": story.when(decided),
        "held_on": story.when(held),
        "ground_recorded": story.done(5),
    }
    story.add("conferences", conference)
    review = story.soon(held + 60, 30, 60)
    if story.when(review) and story.done():
        later = {**conference, "id": story.next_id("conferences", "K"), "kind": "review", "held_on": iso(review)}
        story.add("conferences", {name: value for name, value in later.items() if name != "decided_on"})


def tell_plans(story: Story, *, core_groups: bool) -> None:
    """Whether services are needed, the plans for each child, and how they were reviewed."""
    draws = story.draws
    at_risk = {e["child"] for e in story.document.get("section47_enquiries", ()) if e.get("risk_of_significant_harm")}
    for child in dict.fromkeys([story.harmer, *story.harmed]):
        if story.done(-30):
            needed = draws.chance(65)
            story.add("service_needs", {"child": child, "services_needed": needed})
            if needed and story.done(-5):
                _plan(
                    story,
                    child,
                    "child_protection" if child in at_risk else draws.pick(("service", "child_in_need", "early_help")),
                )
    for conference in story.document.get("conferences", ()) if core_groups else ():
        if conference["kind"] == "initial" and conference.get("held_on") and story.done():
            held = story.soon(story.begun + 60, 10, 20)
            story.add(
                "core_groups",
                {"id": story.next_id("core_groups", "G"), "child": conference["child"], "held_on": story.when(held)},
            )


def _plan(story: Story, child: str, kind: str) -> None:
    draws = story.draws
    drawn = story.soon(story.begun + 20, 40, 60)
    if story.when(drawn) is None:
        return
    due = drawn + 90
    reviewed = [iso(day) for day in (due - draws.below(15), due + 80) if story.when(day) and story.done(-10)]
    plan: Fields = {
        "id": story.next_id("plans", "P"),
        "child": child,
        "kind": kind,
        "drawn_up_on": iso(drawn),
        "consulted": story.draws.some(_CONSULTED, story.care),
        "includes_hsb_work": draws.chance(75) if child == story.harmer else None,
        "care_considered": story.done(),
        "education_considered": story.done(),
        "review_due_on": iso(due) if story.done(-10) else None,
        "reviewed_on": reviewed if reviewed or draws.chance(50) else None,
    }
    story.add("plans", plan)
