"""A locality changes a rule: the change is checked, and compared on cases before anybody works by it.

    python examples/change_a_rule.py

Here the recommendation on who chairs a strategy meeting becomes a must. The policy is copied, the rule changed, the copy
checked, and the example cases are decided under both: what is printed is whose outcome changes. (`hsb-policy test` on the copy
runs its scenarios too: those that hold the old rule fail now, and are changed with it.)
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from hsb_policy import Decision, Outcome, Policy, check, load

POLICY = Path("policies/hsb")
CASES = Path("examples/cases")
OLD = 'authorities are recommended to "have strategy meeting {meeting} convened and chaired'
NEW = 'authorities must "have strategy meeting {meeting} convened and chaired'


def copy_with(old: str, new: str, folder: Path) -> None:
    """A copy of the policy in which these words are changed; they must stand there once."""
    shutil.copytree(POLICY, folder)
    holders = [file for file in folder.glob("*.policy") if old in file.read_text(encoding="utf-8")]
    (file,) = holders
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def differences(before: Policy, after: Policy, cases: Iterable[Path]) -> Iterator[str]:
    """Each outcome that is another under the second policy, on these cases."""
    for path in cases:
        old, new = _by_rule_and_about(before.decide(path)), _by_rule_and_about(after.decide(path))
        for key in sorted(old.keys() | new.keys()):
            was, becomes = _told(old.get(key)), _told(new.get(key))
            if was != becomes:
                rule, *about = key
                yield f"{path.stem}: {rule} ({', '.join(about)})\n    was {was}\n    becomes {becomes}"


def _by_rule_and_about(decision: Decision) -> dict[tuple[str, ...], Outcome]:
    return {(o.rule, *(f"{k} {v}" for k, v in sorted(o.about.items()))): o for o in decision.outcomes}


def _told(outcome: Outcome | None) -> str:
    if outcome is None or outcome.status == "not_applicable":
        return "nothing that applies"
    grave = f", a {outcome.severity}" if outcome.severity else ""
    return f"{outcome.force or outcome.kind}: {outcome.status}{grave}"


def main() -> None:
    """Change, check, compare."""
    with tempfile.TemporaryDirectory() as place:
        ours = Path(place) / "ours"
        copy_with(OLD, NEW, ours)
        found = check(ours)
        print(found.as_text() or "The changed policy has no mistakes.")
        if not found.has_errors:
            for difference in differences(load(POLICY), load(ours), sorted(CASES.glob("*.json"))):
                print(difference)


if __name__ == "__main__":
    main()
