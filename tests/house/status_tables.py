"""The status tables as the language's reference prints them. Run as a program, it writes them there:

.venv/bin/python -m tests.house.status_tables
"""

from hsb_policy.core.status import TABLES
from tests.house.checkout import ROOT

REFERENCE = ROOT / "grammar" / "LANGUAGE.md"
BEGIN, END = "<!-- status tables -->\n", "<!-- end -->\n"


def rendered() -> str:
    """All tables as one: for each kind its lines in order, of which the first that holds gives the status.

    The lines with which every table begins stand once, before the others.
    """
    shared = [lines[0] for lines in zip(*TABLES.values(), strict=False) if len(set(lines)) == 1]
    tables = {"every kind": tuple(shared)} | {kind: table[len(shared) :] for kind, table in TABLES.items()}
    rows = ["| kind | status | where, the first line that holds |", "|---|---|---|"]
    for kind, table in tables.items():
        shown = [kind, *[""] * (len(table) - 1)]
        rows += [f"| {name} | `{line.status}` | {line.words} |" for name, line in zip(shown, table, strict=True)]
    return "\n".join(rows) + "\n"


def with_tables(reference: str) -> str:
    """The reference with the tables between their two marks."""
    before, _, rest = reference.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}{rendered()}{END}{after}"


if __name__ == "__main__":
    REFERENCE.write_text(with_tables(REFERENCE.read_text(encoding="utf-8")), encoding="utf-8")
