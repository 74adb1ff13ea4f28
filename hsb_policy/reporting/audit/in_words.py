"""Floor 4, audit: what the report and the screen both say, in the same words."""

from collections import Counter
from shlex import join

from hsb_policy.core.words import listed, printable
from hsb_policy.engine.audit.auditing import Audit
from hsb_policy.engine.sources.source import PassedOver


def rejected_for(why: Counter[str]) -> str:
    """The codes of what is wrong with rejected records, the most frequent first.

    >>> rejected_for(Counter({"HSB-D551": 1, "HSB-D502": 2})).split()[::2]
    ['HSB-D502', 'HSB-D551']
    """
    ranked = sorted(why.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{code} \N{MULTIPLICATION SIGN}{number:,}" for code, number in ranked)


def of_one_id(audit: Audit) -> str:
    """That several records have one id, and which was judged; an empty text where there are none."""
    if not audit.twice:
        return ""
    number, ids = audit.why["HSB-D551"], listed([printable(id_) for id_ in audit.twice])
    what = "1 record has an id that an" if number == 1 else f"{number:,} records have an id that an"
    which = "" if number <= len(audit.twice) else "the first ids: "
    return f"{what} earlier one has, by the names of the files, and the earlier was judged: it may be the wrong one ({which}{ids})"


def not_read(passed_over: PassedOver) -> str:
    """How many files of the folder were not read; an empty text where all were.

    >>> not_read(PassedOver(by_ending=2, hidden=1))
    '2 files for the ending of their names and 1 hidden file'
    """
    told = []
    if number := passed_over.by_ending:
        told.append(
            "1 file for the ending of its name" if number == 1 else f"{number:,} files for the ending of their names"
        )
    if number := passed_over.hidden:
        told.append("1 hidden file" if number == 1 else f"{number:,} hidden files")
    return listed(told)


def explain_line(audit: Audit, place: str, rule: str, about: str) -> str:
    """The command that explains a finding, to be run in the folder of the cases; an empty text where they are no case files."""
    if not place.lower().endswith(".json"):
        return ""
    chosen = [f"--interpret={reading.name}={reading.reading}" for reading in audit.readings if not reading.is_default]
    packs = [f"--pack={name}" for name in audit.policy.packs]
    day = [] if audit.wanted.as_at is None else [f"--as-at={audit.wanted.as_at}"]
    keys = [part for key in about.split("; ") if key for part in ("--about", key)]
    file = f"./{place}" if place.startswith("-") else place
    return join(["hsb-policy", "explain", file, rule, *keys, *packs, *chosen, *day])


def left_aside(audit: Audit) -> tuple[str, ...]:
    """What was left aside of the source and may have been meant: each with what to do, where that is known."""
    return tuple(
        printable(f"{note.message[:1].upper()}{note.message[1:]}" + (f": {note.help[0]}" if note.help else "."))
        for note in audit.notes.items
    )
