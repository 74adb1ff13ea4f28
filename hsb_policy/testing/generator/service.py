"""Floor 4: the assessments of a made-up case, and its referral to the NSPCC service."""

from typing import Final

from hsb_policy.testing.generator.draws import often
from hsb_policy.testing.generator.story import Fields, Story, iso

_DOMAINS: Final = ("development", "family", "environment", "behaviours")
_REPORTED: Final = ("young_person", "parents_carers", "professionals")
_REFERRING: Final = often(childrens_services=6, local_support_team=2, youth_offending=3, education=1)


def tell_assessments(story: Story) -> None:
    """Social work assessments where there was an enquiry; early help, or an assessment of the behaviour, for others."""
    draws = story.draws
    for child in story.enquiries:
        if story.done(3):
            _assessment(story, child, "social_work", story.begun + 5, 45)
    if not story.enquiries and story.done(-45):
        _assessment(story, story.harmer, draws.pick(("early_help", "social_work")), story.begun + 5, 45)
    if story.colour in ("red", "amber") and draws.chance(30):
        _service(story)
    for child in story.harmed:
        if draws.chance(10):
            _assessment(story, child, "post_abuse_needs", story.begun + 30, 60)


def _service(story: Story) -> None:
    """The child alleged to have harmed is referred to the service, assessed and, if all goes well, given a programme."""
    draws, child = story.draws, story.harmer
    made = story.begun + 20 + draws.below(60)
    if story.when(made) is None:
        return
    kind = "aim_u12" if story.ages[child] < 12 else draws.pick(("aim2", "aim2", "aim3"))
    if draws.chance(6):
        kind = draws.pick(("aim2", "aim_u12"))
    done = _assessment(story, child, kind, made + 7, 60, by="nspcc" if draws.chance(80) else "childrens_services")
    if draws.chance(25):
        _assessment(story, child, "reading", made + 7, 30, by="nspcc")
    area = story.homes[child] if draws.chance(92) else "other"
    referral: Fields = {
        "id": story.next_id("nspcc_referrals", "N"),
        "child": child,
        "made_on": iso(made),
        "referrer_agency": draws.pick(_REFERRING),
        "area": area if draws.chance(95) else None,
    }
    if done is not None and draws.chance(70):
        decided = story.when(done + draws.below(20) - (35 if draws.chance(8) else 0))
        if decided:
            referral["programme"] = "tailored" if story.ages[child] < 12 or draws.chance(30) else "change_for_good"
            referral["programme_decided_on"] = decided
            referral["sessions_delivered"] = draws.below(36)
    story.add("nspcc_referrals", referral)


def _assessment(story: Story, child: str, kind: str, day: int, usual: int, by: str | None = None) -> int | None:
    """Add an assessment; the day on which what follows from it was decided, where it was completed."""
    draws = story.draws
    started = story.soon(day, 8, 25)
    if story.when(started) is None:
        return None
    completed = story.soon(started + 10, usual - 10, 40)
    is_done = story.when(completed) is not None and draws.chance(92)
    record: Fields = {
        "id": story.next_id("assessments", "A"),
        "child": child,
        "kind": kind,
        "started_on": iso(started),
        "completed_on": iso(completed) if is_done else None,
        "completed_by": (by or ("childrens_services" if draws.chance(93) else "other")) if is_done else None,
        "domains": draws.some(_DOMAINS, 94) if kind != "reading" else None,
    }
    ready = completed
    if is_done and kind.startswith("aim"):
        ready = decided = completed + draws.below(20) + 10
        record["reports"] = [
            {"to": reader, "on": iso(min(completed + draws.below(25), story.begun + 700))}
            for reader in draws.some(_REPORTED, 80)
        ]
        if draws.chance(85):
            record["intervention_required"] = draws.chance(70)
            record["intervention_decided_on"] = story.when(decided)
    story.add("assessments", record)
    return ready if is_done else None
