"""Floor 4: what is wrong with the record of a made-up case though it can be read: facts that are missing, and contradictions."""

from collections.abc import Callable
from typing import Any, Final

from hsb_policy.testing.generator.draws import Draws
from hsb_policy.testing.generator.story import Fields, Story, iso

_KEPT: Final = ("id", "statement", "question")  # without these a record cannot be read, or is of no account
_LISTS_LEFT_OUT: Final = ("involvements", "referrals", "allocations", "assessments", "plans", "referrer")


def leave_gaps(story: Story) -> None:
    """Leave facts out, or enter them as not known: more of them in cases that are kept badly."""
    draws, document = story.draws, story.document
    lists = [value for value in document.values() if isinstance(value, list) and value]
    for _ in range(draws.below(3) if story.care > 80 else draws.below(9)):
        record: Fields = draws.pick(draws.pick(lists))
        inner = [value for value in record.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        if inner and draws.chance(40):
            record = draws.pick(draws.pick(inner))
        names = [name for name in record if name not in _KEPT]
        if names:
            _forget(record, draws.pick(names), draws)
    if draws.chance(3):
        document.pop(draws.pick(_LISTS_LEFT_OUT), None)  # nothing refers to these


def _forget(record: Fields, name: str, draws: Draws) -> None:
    if draws.chance(35):
        record[name] = "unknown"
    else:
        del record[name]


def contradict(story: Story) -> None:
    """In some cases, let the record say what cannot be so: the checks are there for it."""
    if story.draws.chance(9):
        _CONTRADICTIONS[story.draws.below(len(_CONTRADICTIONS))](story)


def _first(story: Story, list_name: str, *fields: str) -> Fields | None:
    """The first record of a list that has these fields with values that are known."""
    records: list[Any] = story.document.get(list_name, [])
    return next((r for r in records if all(isinstance(r.get(f), str) and r[f] != "unknown" for f in fields)), None)


def _enquiry_ends_before_it_starts(story: Story) -> None:
    if (enquiry := _first(story, "section47_enquiries", "started_on")) is not None:
        enquiry["ended_on"] = iso(story.begun - 3)


def _received_before_it_was_made(story: Story) -> None:
    if (referral := _first(story, "referrals", "made_at")) is not None:
        referral["received_on"] = iso(story.begun - 2)


def _assessed_before_it_started(story: Story) -> None:
    if (assessment := _first(story, "assessments", "started_on")) is not None:
        assessment["completed_on"] = iso(story.begun - 1)


def _dated_after_the_day(story: Story) -> None:
    if (meeting := _first(story, "strategy_meetings", "held_on")) is not None:
        meeting["held_on"] = "2026-02-03"


def _harmed_and_harmer(story: Story) -> None:
    if (involvement := _first(story, "involvements", "child", "role")) is not None:
        story.add("involvements", {**involvement, "id": story.next_id("involvements", "V"), "role": "harmed"})


def _born_after_the_incident(story: Story) -> None:
    story.document["children"][-1]["birth_date"] = iso(story.begun + 20)


def _one_worker_for_both(story: Story) -> None:
    for allocation in story.document.get("allocations", ()):
        allocation["worker"] = "W1"


def _leaves_before_coming(story: Story) -> None:
    for residence in story.document["children"][0].get("residences") or ():
        if isinstance(residence, dict) and "from" in residence:
            residence["to"] = iso(story.begun - 9_000)
            return


_CONTRADICTIONS: Final[tuple[Callable[[Story], None], ...]] = (
    _enquiry_ends_before_it_starts,
    _received_before_it_was_made,
    _assessed_before_it_started,
    _dated_after_the_day,
    _harmed_and_harmer,
    _born_after_the_incident,
    _one_worker_for_both,
    _leaves_before_coming,
)
