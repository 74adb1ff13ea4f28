"""Policies of ten thousand rules, written by a generator, and names of a million letters."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.unit.engine.audit.small import TEXT

MANY: Final = 10_000
LONG: Final = "a" * 1_000_000


def _rule(number: int, clause: str = "") -> str:
    return f"""
duty rule_{number} "It is written down"
    cites S002
    for each incident in incidents
    professionals should "write {{incident}} down"
    met when incident.written
{clause}"""


def _plain(many: int) -> str:
    return "".join(map(_rule, range(many)))


def _each_overrides_the_next(many: int) -> str:
    return "".join(_rule(n, f"    overrides rule_{n + 1}\n" if n < many - 1 else "") for n in range(many))


def _in_a_circle(many: int) -> str:
    return "".join(_rule(n, f"    overrides rule_{(n + 1) % many}\n") for n in range(many))


def _each_rests_on_the_last(many: int) -> str:
    names = (f"define d_{n} for incident: Incident as d_{n - 1}(incident)\n" for n in range(1, many))
    return "".join(["\ndefine d_0 for incident: Incident as incident.written\n", *names])


RULES: Final[dict[str, Callable[[int], str]]] = {
    "plain": _plain,
    "each overrides the next": _each_overrides_the_next,
    "in a circle": _in_a_circle,
    "each rests on the last": _each_rests_on_the_last,
}


def large_policy(folder: Path, kind: str, many: int = MANY) -> Path:
    """The folder of the small policy with so many rules (or definitions) more."""
    place = folder / "large"
    place.mkdir()
    (place / "large.policy").write_text(TEXT + RULES[kind](many), encoding="utf-8")
    return place
