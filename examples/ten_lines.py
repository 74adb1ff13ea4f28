"""The library in ten lines: load a policy, decide a case, see what a must hangs on, keep the decision."""

from pathlib import Path

from hsb_policy import load, to_json

policy = load("hsb")  # once; safe to share between threads
decision = policy.decide(Path("examples/cases/year_of_birth_only.json"))
for outcome in decision.outcomes:
    if outcome.force == "must" and outcome.status == "cannot_tell":
        print(outcome.label, dict(outcome.about), [fact.ask for fact in outcome.missing])
print("Ask next:", decision.questions[0].ask)
kept = to_json(decision)  # the same input gives the same bytes: COMPATIBILITY.md
