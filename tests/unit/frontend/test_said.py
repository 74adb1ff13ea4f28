"""Values and conditions in words again: what is said is read as the same tree."""

import pytest

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend import ast
from hsb_policy.frontend.parse import parse_files
from hsb_policy.frontend.said import condition_said, shortened
from tests.unit.frontend import test_conditions as sound
from tests.unit.frontend.mistaken_conditions import MISTAKES
from tests.unit.frontend.small_policy import in_definition

TABLES = (
    sound.COMPARISONS,
    sound.NAMES,
    sound.MOMENTS,
    sound.UNITS,
    sound.LISTS,
    sound.STATES,
    sound.HOURS,
    sound.CHAINS,
)
WRITTEN = sorted({w for table in TABLES for w in table} | {m[0] for m in MISTAKES})


def _tree(condition: str) -> ast.Condition:
    out = Collector()
    [define] = parse_files([SourceFile("small.policy", in_definition(condition))], out).declarations
    assert not out.has_errors, out.collected()
    assert isinstance(define, ast.Define)
    [body] = define.bodies
    assert isinstance(body, ast.AsBody)
    return body.condition


@pytest.mark.parametrize("written", WRITTEN)
def test_what_is_said_is_read_as_the_same(written: str) -> None:
    """A message that quotes a condition quotes the one that was written."""
    tree = _tree(written)

    assert _tree(condition_said(tree)) == tree


def test_a_long_text_is_cut_between_words() -> None:
    """Nobody reads a condition of three lines to its end in a message."""
    assert shortened("a b") == "a b"
    assert shortened("word " * 20) == "word " * 10 + "word …"
