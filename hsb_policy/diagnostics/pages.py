"""Ground floor: the page of each code: what the message means, an example, and how it is mended.

The pages are Markdown, in `grammar/messages`; they are packed with the library, and the tests read them too.
"""

from importlib.resources import files
from typing import Final

from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.diagnostics.nearest import edit_distance, nearest

PREFIX: Final = "HSB-"


def short(code: str) -> str:
    """A code as it is typed: without what all of them begin with.

    >>> short("HSB-N201")
    'N201'
    """
    return code.removeprefix(PREFIX)


def code_meant(asked: str) -> str | None:
    """The code that somebody asks for: in full, without its beginning, in small letters, or by its name.

    >>> code_meant("n201"), code_meant("unknown-name"), code_meant("HSB-N201"), code_meant("N299")
    ('HSB-N201', 'HSB-N201', 'HSB-N201', None)
    """
    plain = asked.strip()
    code = PREFIX + plain.upper().removeprefix(PREFIX)
    if code in CATALOGUE:
        return code
    named = "-".join(plain.lower().replace("_", " ").split())
    return next((code for code, (name, _) in CATALOGUE.items() if name == named), None)


def nearest_code(asked: str) -> str:
    """The code that is nearest to one that does not exist: by its name, or else by its letter and number.

    >>> nearest_code("unknwn-name"), nearest_code("N200")
    ('HSB-N201', 'HSB-N201')
    """
    plain = asked.strip().lower()
    name = nearest(plain, [name for name, _ in CATALOGUE.values()])
    if name is not None:
        return next(code for code, (named, _) in CATALOGUE.items() if named == name)
    written = plain.upper().removeprefix(PREFIX)
    return min(CATALOGUE, key=lambda code: (edit_distance(written[:20], short(code)), code))


def page(code: str) -> str:
    """The page of a code, in Markdown."""
    return files("hsb_policy.grammar").joinpath("messages", f"{code}.md").read_text(encoding="utf-8")
