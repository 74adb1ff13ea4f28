"""Floor 4: what professionals recorded in a made-up case: consultations, sharing, the checklist, judgements, departures."""

from typing import Final

from hsb_policy.testing.generator.draws import often
from hsb_policy.testing.generator.story import Fields, Story, iso

_CHECKLIST: Final = tuple(f"S{n:03}" for n in range(70, 90))
_OF_THE_HARMER: Final = tuple(f"S{n:03}" for n in range(80, 86))
_DEPARTED: Final = often(S036=3, S037=2, S038=3, S069=2, S023=1, S082=1, S041=1, S100=1, S063=1)
_ABOUT_A_CHILD: Final = ("J10", "J10", "J13", "J14", "J12", "J15", "J16", "J17", "J18")
_ABOUT_AN_INCIDENT: Final = ("J01", "J02", "J02", "J03")
_ABOUT_A_MEETING: Final = ("J05", "J06", "J07", "J08", "J09", "J11")
_ROLES: Final = ("team manager", "safeguarding lead", "referring professional", "social worker")


def tell_recorded(story: Story) -> None:
    """The recording lists; one in which nothing was recorded is left out."""
    _consultations(story)
    _sharing(story)
    _checklist(story)
    _judgements(story)
    if story.draws.chance(15):
        _departure(story)


def _consultations(story: Story) -> None:
    draws = story.draws
    for child in dict.fromkeys([story.harmer, *story.harmed]):
        for who in ("child", "parents_carers"):
            if not story.done(-60):
                continue
            possible = draws.chance(92)
            record: Fields = {
                "id": story.next_id("consultations", "Q"),
                "about": "concerns",
                "with": who,
                "child": child,
                "on": iso(story.soon(story.begun, 14, 20)),
                "possible": possible,
                "reason_recorded": None if possible else draws.chance(70),
                "interpreter_used": draws.chance(50) if draws.chance(10) else None,
            }
            story.add("consultations", record)


def _sharing(story: Story) -> None:
    draws = story.draws
    for meeting in story.document.get("strategy_meetings", ()):
        for who in ("referrer", "family", "professional"):
            if story.done(-20 if who == "referrer" else -45):
                record: Fields = {
                    "id": story.next_id("information_shared", "F"),
                    "with": who,
                    "extent": draws.pick(("limited", "limited", "full")),
                    "on": story.when(story.soon(story.begun + 10, 10, 20)) or iso(story.begun),
                    "meeting": meeting["id"],
                }
                story.add("information_shared", record)


def _checklist(story: Story) -> None:
    """In a quarter of the cases some items of Appendix 2, in a few all of them."""
    draws = story.draws
    if not draws.chance(25):
        return
    whole = draws.chance(25)
    for statement in _CHECKLIST if whole else draws.some(_CHECKLIST, 12):
        child = (
            None if draws.chance(60) else story.harmer if statement in _OF_THE_HARMER else draws.pick(tuple(story.ages))
        )
        known = draws.chance(88)
        record: Fields = {
            "statement": statement,
            "child": child,
            "answer": "considered" if known else "not_known_because",
            "on": story.when(story.begun + draws.below(40)) or iso(story.begun),
        }
        story.add("considerations", record)


def _judgements(story: Story) -> None:
    draws = story.draws
    for _ in range((0, 0, 1, 1, 2, 3)[draws.below(6)]):
        on = story.when(story.begun + draws.below(60)) or iso(story.begun)
        record: Fields = {"id": story.next_id("judgements", "J"), "on": on, "by_role": draws.pick(_ROLES)}
        meetings = story.document.get("strategy_meetings", ())
        kind = draws.below(10)
        if kind < 4:
            record |= {"question": draws.pick(_ABOUT_AN_INCIDENT), "incident": "I1"}
        elif kind < 6 and meetings:
            record |= {"question": draws.pick(_ABOUT_A_MEETING), "meeting": meetings[0]["id"]}
        else:
            record |= {"question": draws.pick(_ABOUT_A_CHILD), "child": draws.pick([story.harmer, *story.harmed])}
        record["answer"] = draws.pick((True, True, False, "as the minutes say"))
        if draws.chance(70):
            record["reason_recorded"] = draws.chance(85)
        story.add("judgements", record)


def _departure(story: Story) -> None:
    draws = story.draws
    statement = draws.pick(_DEPARTED)
    meetings = story.document.get("strategy_meetings", ())
    record: Fields = {
        "statement": statement,
        "meeting": meetings[0]["id"] if meetings and statement in ("S036", "S037", "S038", "S041") else None,
        "child": story.harmer if statement in ("S082", "S100", "S063") else None,
        "reason_recorded": draws.chance(85),
        "authorised_by": "team manager",
        "on": story.when(story.begun + draws.below(30)) or iso(story.begun),
    }
    story.add("departures", record)
