"""Floor 1: what the library is called and which version it is. `setup.cfg` says the same, and a test holds the two together.

It is written down here because reading it from the package's metadata would add a third to the time that importing the library takes.
"""

from typing import Final

NAME: Final = "hsb-policy"
VERSION: Final = "0.1.0"
