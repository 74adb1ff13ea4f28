"""Floor 3: what to ask next: the missing facts and the reserved questions, those that bear on most outcomes first."""

from collections.abc import Iterable

from hsb_policy.core.decision import NextQuestion, Outcome

GRAVE = ("must", "must not", "will")


def next_questions(outcomes: Iterable[Outcome], labels: dict[str, str]) -> tuple[NextQuestion, ...]:
    """The questions to ask, most decisive first.

    A missing fact counts for every outcome that cannot be told without it: first those that it alone would settle, then
    those that turn on a "must", then all. Ties are in the order of the places. `labels` gives the words of J-ids.
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
    return (*missing, *people)
