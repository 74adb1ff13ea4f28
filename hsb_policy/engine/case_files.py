"""Floor 3: a case file, or standard input, to its document. Before it: the command line; after it: `cases`."""

import sys
from pathlib import Path
from typing import Any, Final

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.case_text import LARGEST, parse_case_text

STANDARD_INPUT: Final = "-"


def read_case(name: str) -> tuple[dict[str, Any] | None, Diagnostics]:
    """The document of a case file; `-` reads standard input. What cannot be read gives one message that names the file."""
    try:
        if name == STANDARD_INPUT:
            content = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(LARGEST + 1)
    except FileNotFoundError:
        return _unreadable(f"there is no file `{name}`", "check its name and folder")
    except IsADirectoryError:
        return _unreadable(f"`{name}` is a folder, and a case is one file", f"give the files in it: `{name}/*.json`")
    except PermissionError:
        return _unreadable(f"`{name}` may not be read by you", "ask for the right to read it")
    except (OSError, ValueError) as fault:
        why = f": {fault.strerror}" if isinstance(fault, OSError) and fault.strerror else ""
        return _unreadable(f"`{name}` cannot be read{why}", "check its name and folder")
    return parse_case_text(content)


def _unreadable(message: str, cure: str) -> tuple[None, Diagnostics]:
    return None, Diagnostics((Diagnostic(code="HSB-D500", message=message, help=(cure,)),))


def is_path_like(document: object) -> bool:
    """Whether the text of a case file is plainly the name of one instead.

    >>> is_path_like("cases/a.json"), is_path_like('{"case_id": "a.json"}')
    (True, False)
    """
    return isinstance(document, str) and "{" not in document and document.strip().endswith((".json", ".jsonl"))


def path_as_text() -> Diagnostics:
    """What to say of the name of a file where the text of one is read."""
    message = "a text is read as what a case file says, and this is the name of a file"
    return Diagnostics((Diagnostic(code="HSB-D503", message=message, help=("give it as a path: `Path(…)`",)),))
