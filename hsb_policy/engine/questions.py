"""Floor 3: what to ask next: the missing facts and the reserved questions, those that bear on most outcomes first."""

from collections.abc import Iterable

from hsb_policy.core.decision import NextQuestion, Outcome

GRAVE = ("must", "must not", "will")


def next_questions(outcomes: Iterable[Outcome], labels: dict[str, str]) -> tuple[NextQuestion, ...]:
    """The questions to ask, most decisive first: those that settle most outcomes by themselves.

    A missing fact settles the outcomes that hang on it alone; of those that settle as many, the one on which more outcomes
    with a "must" turn goes first, then the one on which more outcomes turn at all, then by the places. A question for a
    person settles itself, and stands after the facts that settle as many. `labels` gives the words of J-ids.
    """
    outcomes = list(outcomes)
    facts: dict[str, list[tuple[int, int, str]]] = {}
    asks: dict[str, str] = {}
    people: list[NextQuestion] = []
    for outcome in outcomes:
        if outcome.status == "cannot_tell":
            for fact in outcome.missing:
                alone = int(len(outcome.missing) == 1)
                facts.setdefault(fact.path, []).append((alone, int(outcome.force in GRAVE), outcome.rule))
                asks.setdefault(fact.path, fact.ask)
        elif outcome.status == "needs_professional" and outcome.judgement:
            people.append(
                NextQuestion(
                    ask=outcome.label or labels.get(outcome.judgement, ""),
                    judgement=outcome.judgement,
                    about=outcome.about,
                    asks=outcome.asks,
                    rules=(outcome.rule,),
                    settles=1,
                )
            )
    ranked = sorted(
        facts.items(),
        key=lambda item: (-sum(a for a, _, _ in item[1]), -sum(g for _, g, _ in item[1]), -len(item[1]), item[0]),
    )
    missing = [
        NextQuestion(
            ask=asks[path],
            path=path,
            rules=tuple(sorted({r for _, _, r in found})),
            settles=sum(a for a, _, _ in found),
        )
        for path, found in ranked
    ]
    return tuple(sorted((*missing, *people), key=lambda question: -question.settles))
