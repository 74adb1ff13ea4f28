"""A decision that was kept, replayed bit for bit; and why it cannot be, where something is no longer what it was.

    python examples/replay.py

Four things name a decision, and all of them stand in its document: the digest of the policy's text, the digest of the case,
the day it was judged on, and the readings that were chosen. With the same four, the same version of the library gives the
same bytes.
"""

import json
from pathlib import Path
from typing import Any

from hsb_policy import Policy, load, to_json


class CannotReplayError(Exception):
    """What differs from what the decision was made on, and what to do."""


def replay(kept: str, policy: Policy, case: dict[str, Any] | Path) -> str:
    """The decision made again, as it was kept. Raises CannotReplayError where the policy or the case is another."""
    document = json.loads(kept)
    if policy.digest != document["policy"]["digest"]:
        raise CannotReplayError(
            f"The decision was made under another text of the policy `{document['policy']['name']}`: "
            f"{_short(document['policy']['digest'])}, and this is {_short(policy.digest)}. "
            "Load the text of that day, for example from your version control."
        )
    read = policy.case(case, as_at=document["as_at"])
    if read.digest != document["case_digest"]:
        raise CannotReplayError(
            f"Case {document['case_id']} is no longer what was decided on: {_short(document['case_digest'])} then, "
            f"{_short(read.digest)} now. Give the case as it was kept beside the decision."
        )
    return to_json(policy.with_readings(chosen_readings(document)).decide(read))


def chosen_readings(document: dict[str, Any]) -> dict[str, Any]:
    """The readings that were chosen in place of a default, by name; an A-id may stand for one interpretation or several."""
    shown = document["interpretations"].values()
    entries = [one for entry in shown for one in (entry if isinstance(entry, list) else [entry])]
    return {entry["name"]: entry["reading"] for entry in entries if not entry["default"]}


def _short(digest: str) -> str:
    return digest[:19]  # `sha256:` and twelve digits are enough to tell two apart


def main() -> None:
    """Keep a decision under other readings than the defaults, replay it, then try with a case that has moved on."""
    policy = load("hsb")
    case = json.loads(Path("examples/cases/under_13_green_mutual.json").read_text(encoding="utf-8"))
    kept = to_json(policy.with_readings({"red_referral": "should", "age_at.programme": "today"}).decide(case))

    again = replay(kept, policy, case)
    print(f"Replayed, and the same to the byte: {again == kept}")

    case["children"][0]["looked_after"] = True
    try:
        replay(kept, policy, case)
    except CannotReplayError as why:
        print(why)


if __name__ == "__main__":
    main()
