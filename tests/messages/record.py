"""Writes the message of each page anew: `python -m tests.messages.record [CODE …]`, from the top of the checkout.

Read what it wrote, with `git diff`, before it is committed: a message is right only if a person finds it so.
"""

import re
import sys
from pathlib import Path

from tests.messages.described import DESCRIBED
from tests.messages.pages import FOLDER, MENDED, MESSAGE, page_of
from tests.messages.telling import told_of


def recorded(path: Path) -> str:
    """The text of a page with its message as it is told now."""
    page = page_of(path)
    told = told_of(page.mistake)[1] if page.mistake is not None else DESCRIBED[page.code]()
    section = f"## {MESSAGE}\n\n```text\n{told}\n```\n"
    text = re.sub(rf"## {MESSAGE}\n\n```text\n.*?^```\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.M)
    before, mended, after = text.partition(f"## {MENDED}\n")
    return f"{before.rstrip()}\n\n{section}" + (f"\n{mended}{after}" if mended else "")


def main(codes: list[str]) -> None:
    """Record the pages of these codes, or all; say which changed."""
    for path in sorted(FOLDER.glob("*.md")):
        if codes and path.stem.removeprefix("HSB-") not in codes:
            continue
        text = recorded(path)
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
