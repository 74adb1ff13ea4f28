"""What a case takes: passes over many cases, in microseconds; their median, or the least where a pass is long enough to be disturbed."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

SECONDS = 1.5


def microseconds(
    run: Callable[[Any], object],
    cases: Sequence[Any],
    seconds: float = SECONDS,
    of: Callable[[list[float]], float] = statistics.median,
) -> float:
    """The median (or the least) of passes of up to a few hundred cases each; the first passes, which warm up, are not counted."""
    passes = []
    at, chunk = 0, 1
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(passes) < 5:
        some = cases[at : at + chunk]
        start = time.perf_counter()
        for case in some:
            run(case)
        taken = time.perf_counter() - start
        if taken < 0.004 and chunk < min(len(cases), 500):
            chunk, passes, at = chunk * 2, [], 0
            continue
        passes.append(1e6 * taken / len(some))
        at = (at + chunk) % max(1, len(cases) - chunk + 1)
    return of(passes)
