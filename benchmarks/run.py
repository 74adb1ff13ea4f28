"""How long it takes to get ready and to decide, side by side with plain Python written by hand: `python benchmarks/run.py`.

Every figure is the median of several runs in this one run, each start-up in a process of its own. Trust ratios: machines are noisy.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import evolve

from benchmarks import by_hand
from hsb_policy import load
from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of
from hsb_policy.engine.decide import reference_rows
from hsb_policy.engine.policy import Policy

FULL = Path(__file__).parents[1] / "examples" / "cases" / "full_case.json"


def thirty_records() -> dict[str, Any]:
    """The full example case, with entries of the checklist and judgements left out until thirty records are left."""
    case: dict[str, Any] = json.loads(FULL.read_text(encoding="utf-8"))
    lists = {name: records for name, records in case.items() if isinstance(records, list)}
    surplus = sum(len(records) for records in lists.values()) - 30
    for name in ("considerations", "judgements", "consultations"):
        while surplus > 0 and lists.get(name):
            lists[name].pop()
            surplus -= 1
    return case


def median_ms(run: Callable[[], object], times: int, of: Callable[[list[float]], float] = statistics.median) -> float:
    """The median (or the least) of so many runs, in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(1000 * (time.perf_counter() - start))
    return of(taken)


def in_a_process(code: str, cache: str, times: int = 7) -> float:
    """The median milliseconds that a piece of code takes in a fresh process, the start of Python not counted."""
    timed = f"import time; t = time.perf_counter()\n{code}\nprint(1000 * (time.perf_counter() - t))"
    found = []
    for _ in range(times):
        env = {"HSB_POLICY_CACHE": cache, "PATH": "", "PYTHONPATH": ":".join(p for p in sys.path if p)}
        done = subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True, env=env)
        found.append(float(done.stdout))
    return statistics.median(found)


def same_rules(policy: Policy) -> Policy:
    """The policy with only the rules that were also written by hand."""
    rules = tuple(evolve(r, overrides=()) for r in policy.compiled.rules if r.name in by_hand.RULES)
    return evolve(policy, compiled=evolve(policy.compiled, rules=rules))


def statuses(policy: Policy, case: Any, rows: Any) -> dict[tuple[str, tuple[str, ...]], str | None]:
    """The interpreter's statuses in the form of the hand-written ones."""
    outcomes = outcomes_of(Evaluator(policy.compiled, case, policy.readings.values, rows))
    return {(o.rule, tuple(o.about.values())): None if o.status == "cannot_tell" else o.status for o in outcomes}


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as cache:
        imported = in_a_process("import hsb_policy", cache)
        cold = in_a_process(
            "import hsb_policy, os; os.environ['HSB_POLICY_NO_CACHE'] = '1'; hsb_policy.load()", cache, 3
        )
        in_a_process("import hsb_policy; hsb_policy.load()", cache, 1)
        cached = in_a_process("import hsb_policy; hsb_policy.load()", cache)
    policy, document = load("hsb"), thirty_records()
    case = policy.case(document)
    few, rows = same_rules(policy), reference_rows(policy.compiled)
    mine, theirs = statuses(few, case, rows), by_hand.decide(document)
    agreed = {k: v for k, v in mine.items() if v != "not_applicable"} == {
        k: v for k, v in theirs.items() if v != "not_applicable"
    }
    loading = median_ms(lambda: policy.case(document), 50)
    whole = median_ms(lambda: outcomes_of(Evaluator(policy.compiled, case, policy.readings.values, rows)), 100)
    written = median_ms(lambda: load("hsb").statuses(case), 3)
    policy.statuses(case)
    decided = median_ms(lambda: policy.decide(case), 100)
    short = median_ms(lambda: policy.statuses(case), 1000)
    interpreted = median_ms(lambda: statuses(few, case, rows), 100)
    decision = policy.decide(case)
    told = [(median_ms(lambda o=o: decision.explain(o), 5), o.rule) for o in decision.outcomes]  # type: ignore[misc]  # o is bound
    explained, slowest = statistics.median(took for took, _ in told), max(told)
    plain = median_ms(lambda: by_hand.decide(document), 1000)
    lines = (
        ("import hsb_policy", imported, "mark: under 150"),
        ("import and load the bundled policy, in the cache", cached, "mark: under 500"),
        ("import and load the bundled policy, not in the cache", cold, ""),
        ("read a case of 30 records", loading, ""),
        (f"all outcomes by the whole policy ({len(policy.compiled.rules)} rules), reference interpreter", whole, ""),
        ("write the policy as functions, loading counted", written, ""),
        ("decide it by the whole policy, compiled", decided, f"ratio: {decided / whole:.2f}"),
        ("every status, due date and branch, compiled", short, f"mark: under 0.3; ratio: {short / whole:.3f}"),
        (
            f"explain one of its {len(told)} outcomes",
            explained,
            f"mark: under 5; the slowest {slowest[0]:.1f} ({slowest[1]})",
        ),
        (f"decide it by {len(by_hand.RULES)} rules, reference interpreter", interpreted, f"agrees: {agreed}"),
        (f"the same {len(by_hand.RULES)} rules by hand in plain Python", plain, f"ratio: {interpreted / plain:.0f}"),
    )
    for name, took, note in lines:
        print(f"{name:<68} {took:>9.3f} ms   {note}")


if __name__ == "__main__":
    main()
