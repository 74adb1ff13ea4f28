"""Whether a command prints what a document shows of it."""

import re
from typing import Final

GAP: Final = "..."


def is_shown(shown: list[str], printed: list[str]) -> bool:
    """Whether the lines shown are those printed, `...` standing for any number of lines."""
    if not shown:
        return True
    parts = [
        part.strip("\n").split("\n") for part in re.split(rf"^{re.escape(GAP)}$", "\n".join(shown), flags=re.MULTILINE)
    ]
    at = 0
    for number, part in enumerate(parts):
        if part == [""]:
            continue
        places = range(at, len(printed) - len(part) + 1) if number else [0]
        found = next((place for place in places if printed[place : place + len(part)] == part), None)
        if found is None:
            return False
        at = found + len(part)
    return parts[-1] == [""] or at == len(printed)
