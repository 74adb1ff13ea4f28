"""A few rules of the procedure written by hand in plain Python, as a developer would without the library.

They check the same unknowns (a missing fact is None here, and an answer of None means "cannot be told"), but say neither which
facts are missing nor why: that is what the comparison is for.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

COUNTS = ("suspected", "alleged", "established")


def age(born: date, day: date) -> int:
    """Completed years; born on 29 February counts from 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def day(text: str | None) -> date | None:
    """A whole day, or None."""
    return date.fromisoformat(text) if text and text != "unknown" and len(text) == 10 else None


def under_13_always_referred(case: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """S019 for each harmed child and incident."""
    children = {c["id"]: c for c in case["children"]}
    incidents = {i["id"]: i for i in case["incidents"]}
    for part in case["involvements"]:
        if part["role"] != "harmed" or part.get("person_kind", "child") != "child":
            continue
        key = (part["child"], part["incident"])
        if part.get("status") is None:
            yield key, None
            continue
        if part["status"] not in COUNTS:
            yield key, "not_applicable"
            continue
        born = day(children[part["child"]].get("birth_date"))
        happened = day(incidents[part["incident"]].get("occurred_from"))
        if born is None or happened is None:
            yield key, None
        elif age(born, happened) >= 13:
            yield key, "not_applicable"
        else:
            done = any(
                r["child"] == part["child"] and r.get("kind") == "child_protection" and r.get("made_at")
                for r in case["referrals"]
            )
            yield key, "met" if done else "not_met" if case.get("closed_on") else "outstanding"


def representation(case: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """S036 for each strategy meeting: police, health and education attended or sent a delegate."""
    for meeting in case["strategy_meetings"]:
        people = meeting.get("participants")
        if people is None:
            yield (meeting["id"],), None
            continue
        there = {p["agency"] for p in people if p.get("mode") in ("attended", "delegate", "report")}
        yield (meeting["id"],), "met" if {"police", "health", "education"} <= there else "not_met"


def roles_planned(case: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """S039 for each strategy meeting."""
    for meeting in case["strategy_meetings"]:
        items = meeting.get("addressed")
        if items is None:
            yield (meeting["id"],), None
        else:
            yield (meeting["id"],), "met" if any(i["item"] == "participant_roles" for i in items) else "not_met"


def different_social_workers(case: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """S052 for each harmed child and child alleged to have harmed, linked by an incident."""
    required = {
        d["child"] for m in case["strategy_meetings"] for d in m.get("decisions") or () if d.get("section47_required")
    } | {e["child"] for e in case["section47_enquiries"]}
    workers: dict[str, list[tuple[str, str, str]]] = {}
    for a in case["allocations"]:
        if a["role"] == "social_worker":
            workers.setdefault(a["child"], []).append((a["worker"], a["from"], a.get("to") or "9999-12-31"))
    seen = set()
    for harmed in case["involvements"]:
        for other in case["involvements"]:
            key = (harmed.get("child"), other.get("child"))
            if harmed["role"] != "harmed" or other["role"] != "harmer" or harmed["incident"] != other["incident"]:
                continue
            if key in seen or not ({*key} & required):
                continue
            seen.add(key)
            ours, theirs = workers.get(key[0], []), workers.get(key[1], [])
            if any(w == v and f < u and g < t for w, f, t in ours for v, g, u in theirs):
                yield key, "not_met"
            else:
                yield key, "met" if ours and theirs else "outstanding"


RULES = {
    "under_13_always_referred": under_13_always_referred,
    "agencies_represented": representation,
    "roles_planned": roles_planned,
    "different_social_workers": different_social_workers,
}


def decide(case: dict[str, Any]) -> dict[tuple[str, tuple[str, ...]], str | None]:
    """The statuses of the rules above."""
    return {(name, key): status for name, rule in RULES.items() for key, status in rule(case)}
