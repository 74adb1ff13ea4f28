"""What holds of the layout, whatever an author writes: it says the same, keeps every comment, and lays nothing out twice."""

import re
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.errors import PolicyLoadError
from hsb_policy.formatting.layout import format_source
from hsb_policy.frontend import ast
from hsb_policy.frontend.parse import parse_files
from hsb_policy.testing.strategies.policies import policy_texts, whole_text
from tests.properties.mangling import mangled
from tests.unit.frontend.sentences import declarations

ROOT = Path(__file__).parents[2]
COMMENT = re.compile(r'"[^"\n]*"|(#[^\n]*)')
LONG = settings(deadline=None, suppress_health_check=list(HealthCheck))


def _tree(text: str) -> ast.PolicyText:
    out = Collector()
    tree = parse_files([SourceFile("x.policy", text)], out)
    assert not out.has_errors, out.collected()
    return tree


def _comments(text: str) -> list[str]:
    return [found.rstrip() for found in COMMENT.findall(text) if found]


def _holds(text: str) -> str:
    """The text laid out, of which all is true that is true of every layout."""
    laid_out = format_source(text)
    assert _tree(laid_out) == _tree(text)
    assert _comments(laid_out) == _comments(text)
    assert format_source(laid_out) == laid_out
    for line in laid_out.splitlines():
        assert line == line.rstrip()
        assert not (len(line) - len(line.lstrip(" "))) % 4
    assert "\n\n\n" not in laid_out
    assert not laid_out.startswith("\n")
    assert laid_out == "" or (laid_out.endswith("\n") and not laid_out.endswith("\n\n"))
    return laid_out


@cache
def _texts() -> dict[str, str]:
    """Every policy of the project, the examples of the reference, and those of the corpus that can be read."""
    places = [path for folder in ("policies", "examples") for path in sorted((ROOT / folder).rglob("*.policy"))]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in places}
    page = (ROOT / "grammar" / "LANGUAGE.md").read_text(encoding="utf-8")
    texts["grammar/LANGUAGE.md"] = "\n".join(re.findall(r"```policy\n(.*?)```", page, re.DOTALL))
    example = re.compile(r"^=+\n([^\n]+)\n=+\n(.*?)\n---\n", re.DOTALL | re.MULTILINE)
    for path in sorted((ROOT / "tests" / "corpus").glob("*.txt")):
        for title, text in example.findall(path.read_text(encoding="utf-8")):
            texts[f"{path.stem}: {title}"] = text
    return texts


@pytest.mark.parametrize("name", _texts())
def test_every_policy_of_the_project_can_be_laid_out(name: str) -> None:
    """Policies, examples and the corpus: the layout changes nothing that they say, and no comment is lost."""
    _holds(_texts()[name])


@given(st.sampled_from(sorted(_texts())), st.randoms(), st.booleans())
@LONG
def test_a_policy_of_the_project_put_badly_can_be_laid_out(name: str, random: object, seldom: bool) -> None:
    """Spaces, line ends, blank lines and comments wherever they may stand are put in order, and no comment is lost."""
    _holds(mangled(_texts()[name], random.choice, seldom=seldom))  # type: ignore[attr-defined]  # its type is a banned module's


@given(policy_texts(), st.randoms(), st.booleans())
@LONG
def test_random_policies_put_badly_can_be_laid_out(texts: list[str], random: object, seldom: bool) -> None:
    """The same of random rules of every kind."""
    _holds(mangled(whole_text(texts), random.choice, seldom=seldom))  # type: ignore[attr-defined]  # see above


@given(st.lists(declarations(), min_size=1, max_size=3), st.randoms())
@LONG
def test_whatever_the_grammar_allows_can_be_laid_out(texts: list[str], random: object) -> None:
    """The same of declarations made from the grammar word by word, sense or no sense."""
    text = "\n".join(texts)
    out = Collector()
    parse_files([SourceFile("x.policy", text)], out)
    assume(not out.has_errors)
    _holds(mangled(text, random.choice, seldom=False))  # type: ignore[attr-defined]  # see above


@given(st.text(alphabet=st.sampled_from('duty x"S1\n #|(),.[]é\r\t\ufeff'), max_size=60))
@LONG
def test_any_text_is_laid_out_or_its_mistakes_are_told(text: str) -> None:
    """No text makes it fail in another way."""
    with suppress(PolicyLoadError):
        format_source(text)
