"""A form that asks only what matters next.

    python examples/ask_what_matters.py

A case file has hundreds of fields. This form decides what it knows so far, asks the question that the decision puts first,
writes the answer into the case, and decides again, until nothing that is missing matters. Answers are a day, yes or no, a code,
a number, names of records (`C1, C2`), `none` or `unknown`. The library says what fits: the form need not know the vocabulary.
"""

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

from hsb_policy import CaseError, Decision, NextQuestion, Policy, load

Case = dict[str, Any]
Ask = Callable[[str], str]
Tell = Callable[[str], None]

NOT_KNOWN = ("unknown", "not known", "don't know", "?")
STEP = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?")  # `children[C1]`, `residences[0]`, `to`


def fill_in(policy: Policy, case: Case, ask: Ask, tell: Tell, rule: str | None = None) -> tuple[Case, Decision, int]:
    """Ask until nothing that matters is missing, for one rule or for all: the case, its decision, and how much was asked."""
    given_up: set[str] = set()  # what nobody knows is not asked again
    asked = 0
    while True:
        decision = policy.decide(case)
        for question in decision.questions:  # the most decisive first
            if question.path and question.path not in given_up and (rule is None or rule in question.rules):
                break
        else:
            return case, decision, asked
        case, known = _answered(policy, case, question, ask, tell)
        asked += 1
        if not known:
            given_up.add(question.path)


def _answered(policy: Policy, case: Case, question: NextQuestion, ask: Ask, tell: Tell) -> tuple[Case, bool]:
    """The case with the answer, and whether there was one; an answer that does not fit is explained, and asked for again."""
    while True:
        words = ask(question.ask).strip()
        known = words.lower() not in NOT_KNOWN
        faults = []
        for meaning in _meanings(words) if known else ["unknown"]:
            filled = _written(case, question.path or "", meaning)
            try:
                policy.case(filled)
                return filled, known
            except CaseError as fault:
                faults.append(fault)
        _explain(faults[0], tell)


def _meanings(words: str) -> Iterator[Any]:
    """What an answer may mean, the most usual first: which of these fits, the vocabulary says."""
    small = words.lower()
    if small in ("yes", "no"):
        yield small == "yes"
    if small in ("none", "no"):
        yield []
    day = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", words)
    yield f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}" if day else words
    yield small.replace(" ", "_")  # a code, as people write it: "child protection"
    if small.isdecimal():
        yield int(small)
        yield [{} for _ in range(min(int(small), 20))]  # so many records, each still to be asked about
    several = [name.strip() for name in words.split(",")]
    yield several
    yield [{"id": name} for name in several]
    if small == "yes":
        yield {}  # there is one, and what it says is still to be asked


def _written(case: Case, path: str, value: Any) -> Case:
    """The case with a value at the path that a decision gives: records are named by id, or counted where they have none."""
    case = copy.deepcopy(case)
    *steps, (last, _) = STEP.findall(path)
    at: Any = case
    for name, key in steps:
        at = at[name]
        if key:
            at = next((record for record in at if record.get("id") == key), None) or at[int(key)]
    at[last] = value
    return case


def _explain(fault: CaseError, tell: Tell) -> None:
    """Why an answer does not fit. Codes keep their meaning, so a program may go by them."""
    first = fault.diagnostics.items[0]
    if first.code == "HSB-D521":  # a value of another kind
        tell("Please answer with yes, no or unknown; where there may be several, name them (C1, C2) or say none.")
    else:
        tell(f"That does not fit: {first.message}.")
        for cure in first.help:
            tell(f"  {cure}")


def main(ask: Ask = lambda words: input(f"{words} "), tell: Tell = print) -> None:
    """Ask what the referral of a harmed child under 13 hangs on, where at first only the children are known."""
    policy, rule = load("hsb"), "under_13_always_referred"
    case: Case = {"case_id": "new", "as_at": "2025-01-01", "incidents": [{"id": "I1"}]}
    for words, path in (("On which day is the case judged?", "as_at"), ("Which children is it about?", "children")):
        case, _ = _answered(policy, case, NextQuestion(ask=words, path=path), ask, tell)
    _, decision, asked = fill_in(policy, case, ask, tell, rule)
    for outcome in decision.outcomes:
        if outcome.rule == rule:
            about = ", ".join(f"{key} {id_}" for key, id_ in outcome.about.items())
            tell(f"{outcome.label}: {outcome.status}" + (f" ({about})" if about else ""))
    tell(f"Questions asked: {asked}")


if __name__ == "__main__":
    try:
        main()
    except (EOFError, KeyboardInterrupt):
        print("\nStopped; nothing was kept.")
