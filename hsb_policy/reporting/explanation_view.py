"""Floor 4: explanations for a professional: on a terminal, at 80 columns and without colour too, or as Markdown."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console

from hsb_policy.core import ir
from hsb_policy.core.decision import Decision, Explanation, Outcome
from hsb_policy.core.words import count, day_in_words, printable
from hsb_policy.reporting.decision_view import PEOPLE_DECIDE
from hsb_policy.reporting.entries import Writer
from hsb_policy.reporting.explanation_told import ToldExplanation, told
from hsb_policy.reporting.page import Page
from hsb_policy.reporting.readings import ReadingsUsed
from hsb_policy.reporting.reasons_told import Line
from hsb_policy.reporting.values import Contacts

_MARK: Final = 4  # columns for yes, no and ?
_LEFT: Final = 6  # outcomes that are left, told with what asks for them
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|])")


def show_explanations(
    explanations: Sequence[Explanation],
    decision: Decision,
    policy: ir.Policy,
    console: Console,
    left: Sequence[Outcome] = (),
    *,
    everything: bool = False,
) -> None:
    """Print explanations for a person; of the outcomes that are left, how to see each. With `everything`, every step of each."""
    page = Page(console)
    writer = _writer(decision, policy)
    for at, explanation in enumerate(explanations):
        if at:
            page.blank()
        _show(page, told(explanation, writer, everything=everything), decision)
    page.blank()
    for line in _rest(left):
        page.paragraph(line, hang=2)
    page.paragraph(PEOPLE_DECIDE)


def _rest(left: Sequence[Outcome]) -> Iterator[str]:
    """The outcomes that are left, as the options that ask for each."""
    if left:
        options = [" ".join([o.rule, *(f"--about {key}={id_}" for key, id_ in o.about.items())]) for o in left]
        more = len(options) - _LEFT
        asked = "; ".join(options[:_LEFT]) + (f"; and {more} more" if more > 0 else "")
        yield f"{count(len(left), 'more outcome fits', 'more outcomes fit')}: {asked}. --all explains each."


def _show(page: Page, it: ToldExplanation, decision: Decision) -> None:
    page.heading(it.title, top=True)
    page.paragraph(f"Case {decision.case_id}, judged as at {day_in_words(decision.as_at)}. {it.about}")
    page.blank()
    page.entry(it.tag, it.style, it.standing)
    for section in it.sections:
        page.blank()
        page.heading(section.title)
        marked = any(line.mark for line in section.lines)
        for line in section.lines:
            indent = 2 * line.depth
            mark = f"{line.mark:<{_MARK}}" if marked else ""
            code = (
                f"{' — ' if line.words and not line.words.endswith(':') else ' ' if line.words else ''}{line.code}"
                if line.code
                else ""
            )
            page.paragraph(f"{mark}{line.words}{code}", indent=indent, hang=indent + len(mark))


def in_markdown(
    explanations: Sequence[Explanation],
    decision: Decision,
    policy: ir.Policy,
    left: Sequence[Outcome] = (),
    *,
    everything: bool = False,
) -> str:
    """Explanations as Markdown. Nothing of a case is read as a mark of Markdown."""
    writer = _writer(decision, policy)
    parts = [_markdown(told(explanation, writer, everything=everything), decision) for explanation in explanations]
    return "\n".join([*parts, *(f"{_plain(line)}\n" for line in _rest(left)), f"{PEOPLE_DECIDE}\n"])


def _markdown(it: ToldExplanation, decision: Decision) -> str:
    lines = [
        f"# {_plain(it.title)}",
        "",
        f"Case {_plain(decision.case_id)}, judged as at {day_in_words(decision.as_at)}. {_plain(it.about)}",
        "",
        f"**{it.tag}.** {_plain(it.standing)}",
        "",
    ]
    for section in it.sections:
        lines += [f"## {_plain(section.title)}", "", *map(_item, section.lines), ""]
    return "\n".join(lines)


def _item(line: Line) -> str:
    mark = f"**{line.mark}** " if line.mark else ""
    code = f"`{printable(line.code).replace('`', ' ')}`" if line.code else ""
    return f"{'  ' * line.depth}- {mark}{' '.join(part for part in (_plain(line.words), code) if part)}"


def _plain(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", printable(words))


def _writer(decision: Decision, policy: ir.Policy) -> Writer:
    readings = ReadingsUsed(policy, decision.readings)
    return Writer(policy, readings, Contacts(policy, readings.hours()))
