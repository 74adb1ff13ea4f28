"""The grammar by examples: each text in this folder is read to the tree, or to the mistake, that stands below it.

An example is a title between two lines of `=`, a text, a line `---`, and what is expected: the trees as `show` gives
them or, where `:error` follows the title, each mistake's code with the text that it underlines. Where an update is
meant, `UPDATE_CORPUS=1 pytest tests/corpus` writes what is found into the files; read the difference before keeping it.
"""

import os
import re
from pathlib import Path

import pytest
from attrs import frozen

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.grammar import grammar
from hsb_policy.frontend.lexer import Part
from hsb_policy.frontend.parse import parse_files
from hsb_policy.frontend.show import show

FOLDER = Path(__file__).parent
EXAMPLE = re.compile(
    r"^=+\n(?P<title>[^\n]+)\n(?P<error>:error\n)?=+\n(?P<text>.*?)\n---\n(?P<expected>.*?)\s*(?=^==|\Z)", re.S | re.M
)
UPDATE = os.environ.get("UPDATE_CORPUS") == "1"


@frozen
class Example:
    """One example of the corpus."""

    file: str
    title: str
    is_error: bool
    text: str
    expected: str

    def found(self) -> str:
        """What reading the text gives."""
        source, out = SourceFile("corpus.policy", self.text), Collector()
        read = parse_files([source], out)
        told = out.collected().items
        if not self.is_error:
            assert not told, told
            return "\n".join(show(declaration) for declaration in read.declarations)
        places = [(d.code, d.primary.span) for d in told if d.primary is not None]
        return "\n".join(f"{code} {source.text[span.start : span.end]}" for code, span in places)


def _examples(file: Path) -> list[Example]:
    return [
        Example(file.name, found["title"], found["error"] is not None, found["text"], found["expected"])
        for found in EXAMPLE.finditer(file.read_text(encoding="utf-8"))
    ]


FILES = sorted(FOLDER.glob("*.txt"))
EXAMPLES = [example for file in FILES for example in _examples(file)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.file.removesuffix('.txt')}: {e.title}")
def test_an_example_is_read_as_it_says(example: Example) -> None:
    """Each text is read to just what stands below it."""
    assert UPDATE or example.found() == example.expected


if UPDATE:

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_the_corpus_is_written_anew(file: Path) -> None:
        """On request, what reading gives is written below each text."""
        blocks = []
        for example in _examples(file):
            title = example.title + ("\n:error" if example.is_error else "")
            blocks.append(f"{'=' * 40}\n{title}\n{'=' * 40}\n{example.text}\n---\n{example.found()}\n")

        file.write_text("\n".join(blocks), encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_holds_nothing_but_examples(file: Path) -> None:
    """No part of a file is passed over because its form is not that of an example."""
    left = EXAMPLE.sub("", file.read_text(encoding="utf-8"))

    assert not left.strip()


def test_every_word_of_the_language_stands_in_an_example_that_is_read() -> None:
    """No word of the grammar goes without a good example."""
    lexer = grammar().lexer
    used = set()
    for example in EXAMPLES:
        if not example.is_error:
            source = SourceFile("corpus.policy", example.text)
            used |= {leaf.type for leaf in lexer.leaves(Part(source, 0, len(source.text)))}

    assert not {name for name in grammar().words.spelling if name not in used}
