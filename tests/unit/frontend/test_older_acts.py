"""A deadline that an old act would keep is told, unless the rule says which acts count."""

import pytest

from hsb_policy.diagnostics.model import Diagnostic
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.pipeline import compile_policy
from tests.messages.telling import small_policy

DUTY = """
define later_than for r: Review, meeting: Meeting
    "the review came after the meeting"
    cites S013
    as r.done_on is after meeting.held_on

duty reviewed_soon "A review after each meeting"
    cites S013
    for each meeting in meetings
    when meeting.held_on has happened and some r in reviews has later_than(r, meeting)
    service must "review {meeting}"
    met when some %s
    within 10 working days of meeting.held_on
"""


def _told(text: str) -> list[Diagnostic]:
    """The warnings of this kind about a text beside the small policy."""
    _, found = compile_policy([small_policy(), SourceFile("added.policy", text)])
    assert not found.has_errors, [d.message for d in found.items]
    return [d for d in found.items if d.code == "HSB-R475"]


@pytest.mark.parametrize(
    "act",
    [
        "r in reviews has r.done_on has happened done on r.done_on",
        "r in reviews has r.done_on is before 2030-01-01 done on r.done_on",
        "a in allocations has meeting.children includes a.child done on a.from",
    ],
)
def test_an_act_of_whatever_day_is_told(act: str) -> None:
    """The correction says from which day acts count, and leaves nothing to tell."""
    text = DUTY % act
    (told,) = _told(text)

    assert told.fix is not None
    (edit,) = told.fix.edits
    assert not told.fix.safe
    mended = text[: edit.span.start] + edit.text + text[edit.span.end :]
    assert "    arises on meeting.held_on\n    within 10 working days of meeting.held_on\n" in mended
    assert _told(mended) == []


@pytest.mark.parametrize(
    "act",
    [
        "m in meetings where m is meeting has m.held_on has happened done on m.held_on",
        "r in reviews has r.done_on is after meeting.held_on done on r.done_on",
        "r in reviews has meeting.held_on is on or before r.done_on done on r.done_on",
        "r in reviews has later_than(r, meeting) done on r.done_on",
        "a in allocations where a covers meeting.held_on has meeting.children includes a.child done on a.from",
        "a in allocations has a.to is after meeting.held_on done on a.from",
    ],
)
def test_a_rule_that_says_which_acts_count_is_left_alone(act: str) -> None:
    """The thing itself that the rule is about, a day compared with another, a period, or a definition that is told of the act."""
    assert _told(DUTY % act) == []
