"""The library in ten lines: load a policy, decide a case, see what each must hangs on and what would follow, keep the decision."""

from pathlib import Path

from hsb_policy import load, to_json

policy = load("hsb")  # once; safe to share between threads
decision = policy.decide(Path("examples/cases/year_of_birth_only.json"))
for outcome in decision.outcomes:
    if outcome.force == "must" and outcome.status == "cannot_tell":
        for fact in decision.explain(outcome)[0].missing:
            print(outcome.label, "-", fact.ask, {answer.value: answer.status for answer in fact.supposed})
kept = to_json(decision)  # the same input gives the same bytes: COMPATIBILITY.md
