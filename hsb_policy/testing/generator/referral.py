"""Floor 4: who referred a made-up case, where to, and what the referral team did."""

from typing import Final

from hsb_policy.testing.generator.draws import often
from hsb_policy.testing.generator.story import Fields, Story, iso

_REFERRERS: Final = often(professional=13, family=3, public=1, self=1, anonymous=1)
_AGENCIES: Final = often(
    education=8, police=5, childrens_services=4, health=3, youth_offending=1, voluntary=1, local_support_team=1
)
_CONTACTS: Final = {
    "stoke_on_trent": often(stoke_referral_team=8, stoke_edt=2, stoke_education_officer=1),
    "staffordshire": often(staffs_first_response=8, staffs_edt=2, staffs_police_mash=1, staffs_esas=1),
    "other": ("staffs_first_response",),
}
_NOT_RED: Final = often(advice=3, signposting=3, no_further_action=2, strategy_meeting=2)


def tell_referrals(story: Story) -> None:
    """A referral of each child harmed and of the child alleged to have harmed, most of them, most in time."""
    draws = story.draws
    kind = draws.pick(_REFERRERS)
    referrer: Fields = {"kind": kind}
    if kind == "professional" and draws.chance(95):
        referrer["agency"] = draws.pick(_AGENCIES)
    if draws.chance(20):
        referrer["is_professional"] = kind == "professional"
    if draws.chance(95):
        story.document["referrer"] = referrer
    serious = story.colour == "red"
    for child in story.harmed:
        if story.done(8 if serious or story.ages[child] < 13 else -25):
            _refer(story, child, "child_protection" if draws.chance(90) else "assessment")
    if story.done(5 if serious else -20):
        _refer(story, story.harmer, draws.pick(("assessment", "assessment", "child_protection", "mash_hsb")))
    elif draws.chance(30):
        _refer(story, story.harmer, "advice_only")


def _refer(story: Story, child: str, kind: str) -> None:
    draws = story.draws
    made = story.soon(story.begun, 1, 12)
    home = story.homes[child]
    to = home if draws.chance(93) else draws.pick(("stoke_on_trent", "staffordshire"))
    received = made + (draws.below(2) if draws.chance(90) else draws.below(6))
    decided = story.soon(received, 1, 4)
    serious = story.colour == "red" and draws.chance(85)
    outcome = ["strategy_meeting"] if serious else [draws.pick(_NOT_RED)]
    if draws.chance(10):
        outcome.append("signposting")
    is_decided = draws.chance(94) and story.when(decided) is not None
    record: Fields = {
        "id": story.next_id("referrals", "R"),
        "child": child,
        "made_at": _moment(story, made),
        "received_on": story.when(received),
        "to_authority": to,
        "to_authority_name": "Derbyshire" if to == "other" and draws.chance(60) else None,
        "kind": kind,
        "via_contact": draws.pick(_CONTACTS[to]) if draws.chance(85) else None,
        "traffic_light_used_on": iso(made - draws.below(3)) if story.colour and draws.chance(60) else None,
        "outcome": (list(dict.fromkeys(outcome)) if is_decided else [] if draws.chance(50) else None),
        "outcome_on": story.when(decided) if is_decided else None,
        "outcome_reason": "recorded" if is_decided and draws.chance(70) else None,
    }
    story.add("referrals", record)


def _moment(story: Story, day: int) -> str | None:
    written = story.when(day)
    if written is None:
        return None
    hour, minute = (
        story.draws.between(8, 17) if story.draws.chance(85) else story.draws.below(24),
        story.draws.below(60),
    )
    return f"{written}T{hour:02}:{minute:02}"
