"""An explanation as a person reads it: short, in plain words, and as wide as the page."""

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from hsb_policy.core.decision import Decision, Outcome
from hsb_policy.engine.policy import load
from hsb_policy.reporting.explanation_view import in_markdown, show_explanations

POLICY = load("hsb")
CASES = sorted((Path(__file__).parents[3] / "examples" / "cases").glob("*.json"))
DECISIONS = {path.stem: POLICY.decide(path) for path in CASES}
# Words of the makers, and of programs, that no reader should meet. What the author wrote in a rule stands as it is.
JARGON = re.compile(r"\b(trigger|binding|binder|kleene|boolean|quantif\w+|evaluat\w+|operand)\b", re.IGNORECASE)


PAGE = """\
Child protection referral for every harmed child under 13 ══════════════════════
Case E04, judged as at 12 June 2025. About child C1, incident I1. Rule
under_13_always_referred, recognition.policy:88.

Cannot be told  The professionals involved must make a child protection referral
                for C1. Either not yet done or not called for.

Whether it applies is not known ────────────────────────────────────────────────
?   harmed V1 — part: harmed; kind of person: child or young person
  yes the harm counts for the referral that is required for a child under 13
      (V1) — status of the allegation: alleged [A03, S019]
  ?   the child was under 13 when it happened (C1, I1) — age of child: 12 to
      13; C1 (date of birth: 2012, known only in part) [A04, S019]
        the day on which an age counts: as a rule the first day of the
        behaviour: 1 June 2025 (C1, I1) — I1 (first day: 1 June 2025) [A04]

What to ask ────────────────────────────────────────────────────────────────────
1. What is the date of birth of C1?
  children[C1].birth_date, known only in part; settles 7 outcomes by itself,
  bears on 7 rules.
  If 1 January 2012: not called for; if 31 December 2012: not yet done.

What the procedure says ────────────────────────────────────────────────────────
S019 (Consent issues): Whenever a child below 13 was sexually harmed, a child
protection referral must be made.

How open points were read ──────────────────────────────────────────────────────
A04 On which day does an age count? Read as: on the first day of the behaviour
(the default, not approved).
A03 Does suspected or alleged harm of a child under 13 count, or only
established harm? Read as: suspected and alleged harm count too (the default,
not approved).

Software asks, explains and cites; people decide.
"""


def shown(decision: Decision, outcome: Outcome, width: int = 80) -> str:
    """The page of one explanation."""
    page = StringIO()
    show_explanations(decision.explain(outcome), decision, POLICY.compiled, Console(file=page, width=width))
    return page.getvalue()


def of_each_kind() -> Iterator[tuple[str, Outcome]]:
    """One outcome of each kind and status that the example cases have."""
    seen = set()
    for name, decision in DECISIONS.items():
        for outcome in decision.outcomes:
            if (outcome.kind, outcome.status) not in seen:
                seen.add((outcome.kind, outcome.status))
                yield name, outcome


EACH = list(of_each_kind())


@pytest.mark.parametrize(("name", "outcome"), EACH, ids=[f"{o.kind} {o.status}" for _, o in EACH])
def test_every_kind_of_outcome_can_be_read(name: str, outcome: Outcome) -> None:
    """At 80 columns, in plain words, with the reason and what the procedure says; and on a narrow page too."""
    page = shown(DECISIONS[name], outcome)

    assert max(map(len, page.splitlines())) <= 80
    assert max(map(len, shown(DECISIONS[name], outcome, 40).splitlines())) <= 40
    assert "Why " in page or "Whether " in page or "Where the value comes from" in page
    assert not JARGON.search(page)
    assert all(s in page for s in outcome.statements[:1])


def test_a_page_word_for_word() -> None:
    """What cannot be told: what is known, the one fact that is not, the question to ask, and what would follow from its answers."""
    decision = DECISIONS["year_of_birth_only"]
    outcome = next(o for o in decision.outcomes if o.rule == "under_13_always_referred")

    assert shown(decision, outcome) == PAGE


def test_a_rule_that_gives_way_names_the_stronger_one_and_why_that_applies() -> None:
    """The rule that displaces it, with its statement, and the reasons of that one."""
    decision = DECISIONS["under_13_green_mutual"]
    page = shown(decision, next(o for o in decision.outcomes if o.status == "overridden"))

    assert "What it gives way to" in page
    assert "[S019]" in page
    assert "the child was under 13 when it happened" in page


def test_a_deadline_says_how_it_was_counted() -> None:
    """The anchor, the number of units, the calendar, and the day."""
    policy = load("hsb", packs=["working_together"])
    case = {
        "case_id": "A",
        "as_at": "2025-03-20",
        "children": [{"id": "C1"}],
        "referrals": [{"id": "R1", "child": "C1", "made_at": "2025-03-07T10:00", "kind": "child_protection"}],
    }
    decision = policy.decide(case)
    outcome = next(o for o in decision.outcomes if o.due is not None)
    page = StringIO()
    show_explanations(decision.explain(outcome), decision, policy.compiled, Console(file=page, width=80))
    told = " ".join(page.getvalue().split())

    assert "Due by 10 March 2025, 1 working day after 7 March 2025" in told
    assert "Day 1 is the first working day after it" in told


def test_markdown_takes_nothing_of_a_case_for_its_own_marks() -> None:
    """An id with stars and brackets stays as it is written."""
    case = {
        "case_id": "*A* [b](c)",
        "as_at": "2025-03-20",
        "children": [{"id": "C*1*", "birth_date": "2014-06-01"}],
        "involvements": [],
    }
    decision = POLICY.decide(case)
    outcome = next(o for o in decision.outcomes if o.about.get("child") == "C*1*")

    text = in_markdown(decision.explain(outcome), decision, POLICY.compiled)

    assert "\\*A\\* \\[b\\](c)" in text
    assert "C*1*" not in text
