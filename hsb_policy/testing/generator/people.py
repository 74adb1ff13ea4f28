"""Floor 4: the children of a made-up case: their ages, where they live, what is known of their needs."""

from typing import Final

from hsb_policy.testing.generator.draws import often
from hsb_policy.testing.generator.story import Fields, Story, iso

AUTHORITIES: Final = often(stoke_on_trent=9, staffordshire=10, other=1)
_HARMER_AGES: Final = (
    5,
    6,
    7,
    8,
    9,
    9,
    10,
    10,
    11,
    11,
    12,
    12,
    12,
    13,
    13,
    13,
    14,
    14,
    14,
    14,
    15,
    15,
    15,
    16,
    16,
    17,
    17,
)
_HARMED_AGES: Final = (3, 4, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 15, 15, 16, 17)
_DISABILITY: Final = often(none=14, mild=3, moderate=2, severe=1, profound=1, level_not_known=2)
_OTHER_AUTHORITIES: Final = ("Cheshire East", "Derbyshire", "Shropshire")
YEAR: Final = 365.25


def tell_people(story: Story, others: int) -> None:
    """The child alleged to have harmed, the children harmed, and others who were near."""
    draws = story.draws
    home = draws.pick(AUTHORITIES)
    together = draws.chance(30)
    story.harmer = _child(story, draws.pick(_HARMER_AGES), home, "H1")
    for _ in range((0, 1, 1, 1, 1, 1, 1, 2)[draws.below(8)]):
        near = together or draws.chance(75)
        household = "H1" if together else f"H{len(story.ages) + 1}"
        story.harmed.append(
            _child(story, draws.pick(_HARMED_AGES), home if near else draws.pick(AUTHORITIES), household)
        )
    for _ in range(others):
        _child(story, draws.pick(_HARMED_AGES), home, "H1")
    if draws.chance(70):
        for household in sorted({r["household"] for c in story.document["children"] for r in c.get("residences", ())}):
            vulnerable = draws.pick((False, False, True, None))
            story.add("households", {"name": household, "more_vulnerable_children_present": vulnerable})


def _child(story: Story, age: int, authority: str, household: str) -> str:
    draws = story.draws
    id_ = story.next_id("children", "C")
    born = story.begun - int(age * YEAR) - draws.below(365)
    story.ages[id_] = int((story.begun - born) / YEAR)
    story.homes[id_] = authority
    birth = iso(born)
    known_to = draws.below(40)
    child: Fields = {
        "id": id_,
        "birth_date": birth if known_to > 2 else birth[:7] if known_to else birth[:4],
        "sex": draws.pick(("female", "male"))
        if id_ != "C1"
        else draws.pick(("male", "male", "male", "male", "female")),
        "residences": _residences(story, authority, household, born),
        "looked_after": draws.chance(8),
        "in_education": story.ages[id_] >= 4 and draws.chance(96),
        "interpreter_needed": draws.chance(6),
        "child_in_need": draws.chance(40) if story.done(-20) else None,
    }
    if id_ == "C1" and story.done(-10):
        disability = draws.pick(_DISABILITY)
        child |= {
            "learning_disability": disability,
            "learning_disability_diagnosed": disability != "none" and draws.chance(60),
            "learning_difficulty_diagnosed": draws.chance(12),
            "mainstream_written_comprehension": draws.chance(80) if story.done(-20) else None,
            "disability_prevents_engagement": draws.chance(20) if disability not in ("none", "mild") else None,
            "engagement_query": draws.chance(12),
            "previous_hsb_concerns": draws.chance(25),
            "evidence_of_own_abuse": draws.chance(30) if story.done(-20) else "unknown",
        }
    if story.done(-25):
        child["needs_record_on"] = story.when(story.soon(story.begun, 20, 60))
    story.add("children", child)
    return id_


def _residences(story: Story, authority: str, household: str, born: int) -> list[Fields] | None:
    draws = story.draws
    if draws.chance(2):
        return None
    home: Fields = {"authority": authority, "household": household, "basis": "home"}
    if authority == "other" and draws.chance(80):
        home["authority_name"] = draws.pick(_OTHER_AUTHORITIES)
    if draws.chance(92):
        home["from"] = iso(born if draws.chance(60) else born + draws.below(story.begun - born))
    if not draws.chance(12):
        return [home]
    moved = story.begun + draws.below(30)
    new: Fields = {
        "authority": authority if draws.chance(70) else draws.pick(AUTHORITIES[:19]),
        "household": f"{household}{household[-1]}",
        "basis": draws.pick(("placement", "temporary", "home")),
        "from": iso(moved),
    }
    return [home if draws.chance(5) else {**home, "to": iso(moved)}, new]
