"""What the page says by itself keeps to the procedure's wording about children."""

import re

from tests.house.checkout import ROOT

AVOIDED = re.compile(r"offender|abuser|perpetrator|\bharmer\b", re.IGNORECASE)


def test_no_label_for_a_child_stands_in_what_people_read() -> None:
    """The rooms that write for people know no label for a child (S004, S005)."""
    said = [ROOT / "hsb_policy" / "cli" / "trace_view.py", *(ROOT / "hsb_policy" / "reporting").glob("*.py")]

    assert not [path.name for path in said if AVOIDED.search(path.read_text(encoding="utf-8"))]
