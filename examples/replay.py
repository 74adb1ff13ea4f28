"""A decision that was kept, replayed bit for bit; and why it cannot be, where something is no longer what it was.

    python examples/replay.py

Four things name a decision, and all of them stand in its document: the digest of the policy's text, the digest of the case,
the day it was judged on, and the readings that were chosen. With the same four, the same version of the library, which stands
there too, gives the same bytes. `Policy.replay` holds all of them to what they were.
"""

import json
from pathlib import Path

from hsb_policy import ReplayError, load, to_json


def main() -> None:
    """Keep a decision under other readings than the defaults, replay it, then try with a case that has moved on."""
    policy = load("hsb")
    case = json.loads(Path("examples/cases/under_13_green_mutual.json").read_text(encoding="utf-8"))
    kept = to_json(policy.with_readings({"red_referral": "should", "age_at.programme": "today"}).decide(case))

    again = to_json(policy.replay(kept, case))
    print(f"Replayed, and the same to the byte: {again == kept}")

    case["children"][0]["looked_after"] = True
    try:
        policy.replay(kept, case)
    except ReplayError as why:
        print(why)


if __name__ == "__main__":
    main()
