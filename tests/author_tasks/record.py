"""Writes into the walk-throughs what their commands print today: `python -m tests.author_tasks.record`, to be read before it is kept.

What a page shows and what is still printed stays as it is, with the lines that it leaves out.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.author_tasks.walking import FOLDER, PAGES, Step, Walk, steps_of
from tests.house.checkout import ROOT
from tests.house.shown import is_shown


def _recorded(walk: Walk, step: Step) -> str:
    told = []
    for command, shown in step.commands():
        printed = walk.run(command).splitlines()
        told += [f"$ {command}", *(shown if shown and is_shown(shown, printed) else printed)]
    return "\n".join(told) + "\n"


def record(page: Path) -> None:
    """Walk one page, and write what its commands print."""
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as where:
        shutil.copytree(ROOT / "policies" / "hsb", Path(where, FOLDER))
        os.chdir(where)
        walk = Walk(Path(where))
        for step in steps_of(text):
            if step.mark == "console":
                text = text.replace(f"```console\n{step.text}```", f"```console\n{_recorded(walk, step)}```", 1)
            else:
                walk.do(step)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for path in PAGES:
        if len(sys.argv) == 1 or path.stem in sys.argv[1:]:
            record(path)
