"""Makes the data of the calendar of England: `python -m tests.unit.values.make_calendar` writes the file anew."""

import json
from importlib import metadata
from pathlib import Path

import holidays

from hsb_policy.values import calendar

FIRST_YEAR, LAST_YEAR = 1990, 2035
VERSION = "1"  # raise it whenever a day is added or taken away


def holidays_of_the_package() -> dict[str, str]:
    """Every bank holiday of England in the years of the file, with its name, as the holidays package gives them."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    found = holidays.country_holidays("GB", subdiv="ENG", years=years, language="en_GB")
    return {day.isoformat(): name for day, name in sorted(found.items())}


def render_calendar_json() -> str:
    """The text of `england.json`."""
    content = {
        "name": "england",
        "title": "Bank holidays of England, substitute days and single proclaimed days included",
        "version": VERSION,
        "source": f"holidays {metadata.version('holidays')}",
        "first": f"{FIRST_YEAR}-01-01",
        "last": f"{LAST_YEAR}-12-31",
        "holidays": holidays_of_the_package(),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    target = Path(calendar.__file__).parent / "calendars" / "england.json"
    target.write_text(render_calendar_json(), encoding="utf-8", newline="\n")
