"""Floor 2, front end: numbers as people say them."""

from typing import Final

NUMBER_WORDS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)


def number_of(word: str) -> int | None:
    """The number that a word or digits say, if they say one.

    >>> number_of("Three"), number_of("45"), number_of("many")
    (3, 45, None)
    """
    plain = word.lower()
    if plain.isascii() and plain.isdigit() and len(plain) < 10:  # a longer one counts no time
        return int(plain)
    return NUMBER_WORDS.index(plain) if plain in NUMBER_WORDS else None
