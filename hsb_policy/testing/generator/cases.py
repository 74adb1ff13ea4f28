"""Floor 4: made-up cases of harmful sexual behaviour, from a seed: mixtures like those of real records, late, missing and contradictory
facts among them. No case is that of a real child.
"""

from collections.abc import Iterator

from hsb_policy.testing.generator.broken import break_one
from hsb_policy.testing.generator.draws import Draws
from hsb_policy.testing.generator.enquiries import tell_enquiries, tell_plans
from hsb_policy.testing.generator.gaps import contradict, leave_gaps
from hsb_policy.testing.generator.incidents import tell_incidents
from hsb_policy.testing.generator.meeting import tell_meetings
from hsb_policy.testing.generator.people import tell_people
from hsb_policy.testing.generator.recorded import tell_recorded
from hsb_policy.testing.generator.referral import tell_referrals
from hsb_policy.testing.generator.service import tell_assessments
from hsb_policy.testing.generator.story import JUDGED_ON, Fields, Story, iso

_SPAN = 3 * 365  # days over which the first referrals are spread, up to the day of judging
_COMPLETE = (
    "children",
    "incidents",
    "involvements",
    "households",
    "referrals",
    "strategy_meetings",
    "section47_enquiries",
    "allocations",
    "assessments",
    "conferences",
    "plans",
    "service_needs",
    "nspcc_referrals",
)


def case(seed: int, number: int, *, broken: float = 0, core_groups: bool = False) -> Fields:
    """Case `number` of a seed: always the same. `broken` is the share of cases that cannot be read (0.01: one in a hundred).

    `core_groups` adds the meetings of core groups that the pack of statutory timescales reads.

    >>> case(7, 3) == case(7, 3), case(7, 3) == case(8, 3)
    (True, False)
    """
    draws = Draws(seed, number)
    is_broken = draws.chance(broken * 100)
    begun = JUDGED_ON - 3 - draws.below(_SPAN)
    care = (92, 92, 92, 84, 84, 84, 70, 50)[draws.below(8)]
    closed = begun + 120 + draws.below(250) if draws.chance(40) else None
    if closed is not None and closed > JUDGED_ON:
        closed = None
    story = Story(draws, begun, care, closed)
    document = story.document
    document["case_id"] = f"G{seed}-{number:07}"
    document["as_at"] = iso(JUDGED_ON)
    if closed is not None:
        document["closed_on"] = iso(closed)
    tell_people(story, others=(0, 0, 0, 0, 1, 2)[draws.below(6)])
    tell_incidents(story, number=(1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3)[draws.below(12)])
    tell_referrals(story)
    tell_meetings(story)
    tell_enquiries(story)
    tell_assessments(story)
    tell_plans(story, core_groups=core_groups)
    tell_recorded(story)
    for name in (*_COMPLETE, *(("core_groups",) if core_groups else ())):
        if draws.chance(95):
            document.setdefault(name, [])
    contradict(story)
    leave_gaps(story)
    if is_broken:
        break_one(document, draws)
    return document


def cases(seed: int, number: int, *, first: int = 0, broken: float = 0, core_groups: bool = False) -> Iterator[Fields]:
    """So many cases of a seed, from the one numbered `first`."""
    for at in range(first, first + number):
        yield case(seed, at, broken=broken, core_groups=core_groups)
