"""Floor 2, front end: words that a policy avoids, looked for in all its texts."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Edit, Fix, Label
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.nodes_in import Trees

_BETWEEN: Final = r"[\s\u2010-\u2015-]+"  # "young-abuser" is "young abuser"
_ENDS_IN_Y: Final = re.compile("[^aeiou]y", re.IGNORECASE)


@frozen
class _Avoided:
    """Words to avoid, and the declaration that says so."""

    words: ast.Text
    use: ast.Text
    declared: ast.Wording
    pattern: re.Pattern[str]


def check_wording(trees: Trees, out: Collector) -> None:
    """Tell every text in which words stand that the policy avoids; of words within words, the longer ones."""
    avoided = [_avoided(words, d) for d, _ in trees if isinstance(d, ast.Wording) for words in d.avoid]
    if not avoided:
        return
    for declaration, nodes in trees:
        for words, span in _texts(declaration, nodes):
            own = [a for a in avoided if a.declared is not declaration]
            for found, rule in _found(words, own):
                _tell(found, rule, span, out)


def _avoided(words: ast.Text, declared: ast.Wording) -> _Avoided:
    return _Avoided(words, declared.use, declared, _pattern(words.text))


def _pattern(words: str) -> re.Pattern[str]:
    """The words as they may stand in a text: in small or large letters, one or several.

    >>> [bool(_pattern("young abuser").search(text)) for text in ("Young abusers", "young-abuser", "a young abused")]
    [True, True, False]
    """
    *before, last = [re.escape(word) for word in words.split()] or [re.escape(words)]
    several = f"{last[:-1]}(?:y|ies)" if _ENDS_IN_Y.fullmatch(last[-2:]) else f"{last}(?:s|es)?"
    return re.compile(rf"(?<!\w){_BETWEEN.join([*before, several])}(?!\w)", re.IGNORECASE)


def _texts(declaration: ast.AnyDeclaration, nodes: Sequence[ast.Node]) -> Iterator[tuple[str, Span]]:
    """Every text between quotation marks; words to avoid are named, not used, where they are declared."""
    named = declaration.avoid if isinstance(declaration, ast.Wording) else ()
    if isinstance(declaration, ast.Always) or (isinstance(declaration, ast.Scenario) and not declaration.is_situation):
        yield declaration.name.text, declaration.name.span
    for node in nodes:
        is_text = isinstance(node, ast.Text) or (isinstance(node, ast.GivenValue) and node.kind == "text")
        if is_text and not any(node is words for words in named):
            assert isinstance(node, ast.Text | ast.GivenValue)
            yield node.text, node.span


def _found(text: str, avoided: Sequence[_Avoided]) -> Iterator[tuple[re.Match[str], _Avoided]]:
    hits = [(found, rule) for rule in avoided for found in rule.pattern.finditer(text)]
    taken = 0
    for found, rule in sorted(hits, key=lambda hit: (hit[0].start(), -hit[0].end(), hit[1].words.text)):
        if found.start() >= taken:
            taken = found.end()
            yield found, rule


def _tell(found: re.Match[str], rule: _Avoided, text: Span, out: Collector) -> None:
    start = text.start + 1 + found.start()
    span = Span(text.file, start, start + len(found[0]))
    out.error(
        "HSB-R452",
        f"this policy avoids the words `{found[0]}`",
        span,
        "to be avoided",
        secondary=(Label(rule.words.span, "avoided here"),),
        help=(f"say `{rule.use.text}`",),
        fix=Fix((Edit(span, rule.use.text),)),
    )
