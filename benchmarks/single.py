"""One decision at a time, side by side with plain Python and other engines: `python -m benchmarks.single [--rounds N] [--peers FOLDER]`.

1. The reference work: twenty decisions from nineteen flat facts (`benchmarks/policies/reference_work`), on cases that are loaded.
2. The whole bundled policy on a case of thirty records: every status, due date and branch.

Every engine runs in a fresh process each round, in an order that differs from round to round; ratios are taken within a round, and
their medians told. With --peers, the engines of `benchmarks.peers` take part, from an environment that is made in that folder.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

from benchmarks import peers
from benchmarks.reference_work import cases, document, three_valued, two_valued
from benchmarks.timing import microseconds

ROOT = Path(__file__).parents[1]
POLICY = ROOT / "benchmarks" / "policies" / "reference_work"


def by_hand(unknown: float) -> float:
    """Plain Python that checks each fact."""
    return microseconds(three_valued, cases(2000, unknown))


def compiled(unknown: float) -> float:
    """`Policy.statuses` on loaded cases; what it says is compared first."""
    from hsb_policy import load  # noqa: PLC0415 - only in the processes that need it

    policy = load(POLICY)
    some = cases(2000, unknown)
    loaded = [policy.case(document(facts)) for facts in some]
    for facts, case in zip(some, loaded, strict=True):
        found = {s.rule: s.value if s.status == "concluded" else None for s in policy.statuses(case)}
        assert found == three_valued(facts), (found, three_valued(facts))
    return microseconds(policy.statuses, loaded)


def whole_policy(by: str) -> float:
    """The bundled policy on a case of thirty records."""
    from benchmarks.run import thirty_records  # noqa: PLC0415
    from hsb_policy import load  # noqa: PLC0415
    from hsb_policy.backends.interpreter.evaluate import Evaluator  # noqa: PLC0415
    from hsb_policy.backends.interpreter.outcomes import outcomes_of  # noqa: PLC0415
    from hsb_policy.engine.decide import reference_rows  # noqa: PLC0415

    policy = load("hsb")
    case, rows = policy.case(thirty_records()), reference_rows(policy.compiled)
    ways: dict[str, Callable[[object], object]] = {
        "statuses": lambda _: policy.statuses(case),
        "decide": lambda _: policy.decide(case),
        "interpreter": lambda _: outcomes_of(Evaluator(policy.compiled, case, policy.readings.values, rows)),
    }
    policy.statuses(case)
    return microseconds(ways[by], [None] * 500, of=min)


ENGINES: dict[str, Callable[[], float]] = {
    "plain Python that takes all for known": lambda: microseconds(two_valued, cases(2000, 0.0)),
    "plain Python that checks what is unknown": lambda: by_hand(0.0),
    "hsb_policy, compiled": lambda: compiled(0.0),
    "the same by hand, 2 in 100 facts unknown": lambda: by_hand(0.02),
    "hsb_policy, 2 in 100 facts unknown": lambda: compiled(0.02),
    "whole policy: statuses": lambda: whole_policy("statuses"),
    "whole policy: decide, with all texts": lambda: whole_policy("decide"),
    "whole policy: reference interpreter": lambda: whole_policy("interpreter"),
}
BASE = "plain Python that checks what is unknown"
COMPARED = {
    "hsb_policy, 2 in 100 facts unknown": "the same by hand, 2 in 100 facts unknown",
    "whole policy: statuses": "whole policy: reference interpreter",
    "whole policy: decide, with all texts": "whole policy: reference interpreter",
}


def peers_python(folder: Path) -> Path:
    """The Python of the environment with the peers; made if it is not there."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        wanted = [requirement for requirement, _ in peers.ENGINES.values()]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
    return python


def measured(name: str, peers_folder: Path | None) -> float:
    """The microseconds of one engine in a process of its own."""
    if name in ENGINES:
        command = [sys.executable, "-m", "benchmarks.single", "--one", name]
    else:
        assert peers_folder is not None
        command = [str(peers_python(peers_folder)), "-m", "benchmarks.peers", name]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    if found.get("differ"):
        print(f"{name} differs on {found['differ']} of 500 cases", file=sys.stderr)
    return float(found["us"])


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps({"us": ENGINES[options.one]()}))
        return
    names = [*ENGINES, *(peers.ENGINES if options.peers else ())]
    rounds: list[dict[str, float]] = []
    for number in range(options.rounds):
        order = list(names)
        random.Random(number).shuffle(order)
        rounds.append({name: measured(name, options.peers) for name in order})
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
    print(f"{'':<44} {'us, median':>12} {'least':>9} {'speed':>8}   beside")
    for name in names:
        beside = COMPARED.get(name, BASE)
        taken = [found[name] for found in rounds]
        speed = statistics.median(found[beside] / found[name] for found in rounds)
        print(f"{name:<44} {statistics.median(taken):>12.2f} {min(taken):>9.2f} {speed:>8.3f}   {beside}")


if __name__ == "__main__":
    main()
