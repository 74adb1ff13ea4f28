"""Where the whole policy's work goes on a case of thirty records, counted in steps of Python: `python -m benchmarks.steps`.

Steps are the instructions that Python's own tracing tells of, so that the counts are the same on every machine. Each belongs to the
function in which it stands: what rules range over, definitions, and rules with their conditions (of these also apart: the lines
that make standings); what is not written for the policy but called by it is shown by its file.
"""

import sys
from collections import Counter
from types import FrameType
from typing import Any, Final

from benchmarks.run import thirty_records
from hsb_policy import load

WRITTEN: Final = "<policy"  # how the file names of the functions begin that are written for a policy
KINDS: Final = {
    "g": "what rules range over",
    "d": "definitions",
    "r": "rules",
    "t": "rules",
    "w": "rules",
    "h": "definitions",
    "q": "the list of all rules",
    "c": "what is weighed because a fact is not plain",
}
STANDING: Final = "add("


def counted() -> tuple[Counter[str], int]:
    """The steps by kind, and those of lines that make standings, which are counted among the rules too."""
    policy = load("hsb")
    case = policy.case(thirty_records())
    policy.statuses(case)
    program = policy._program.program
    assert program is not None
    lines = program.source.splitlines()
    steps, standings = Counter[str](), 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal standings
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        if event == "opcode":
            code = frame.f_code
            is_written = code.co_filename.startswith(WRITTEN)
            name = code.co_filename.rpartition("/")[2]
            steps[KINDS.get(code.co_name[0], name) if is_written else name] += 1
            if code.co_filename == f"{WRITTEN}>" and frame.f_lineno and STANDING in lines[frame.f_lineno - 1]:
                standings += 1
        return trace

    sys.settrace(trace)
    try:
        program.standings(case)
    finally:
        sys.settrace(None)
    return steps, standings


def main() -> None:
    """Print the shares."""
    steps, standings = counted()
    total = steps.total()
    print(f"{total:,} steps")
    for kind, number in steps.most_common(8):
        print(f"{100 * number / total:5.1f} in 100  {kind}")
    print(f"{100 * standings / total:5.1f} in 100  lines that make standings, counted above")


if __name__ == "__main__":
    main()
