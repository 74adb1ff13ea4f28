"""The trace matrix as a person reads it: a table that fits, and a last line that tells whether anything is left over."""

from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from hsb_policy.cli.trace_view import show_trace
from hsb_policy.testing.tracing import Traced, TraceMatrix


def _traced(
    id_: str, *carriers: str, section: str = "Consent", reason: str | None = None, scenarios: int = 0
) -> Traced:
    summary = f"What {id_} says, " + "in many words " * 9
    return Traced(
        id=id_, section=section, summary=summary, carriers=carriers, scenarios=scenarios, not_executable=reason
    )


WHOLE = TraceMatrix(
    statements=(
        _traced("S001", reason="it is about the 子 of all " * 5, section="Introduction"),
        _traced("S018", "definition of_age", "check a_check_of_something", "duty the_duty_itself", scenarios=12),
        _traced("S019", "duty " + "under_13_" * 12, scenarios=3),
    ),
    interpretations=(_traced("A03", "switch under13_trigger"),),
    questions=(_traced("J01", "question colour"), _traced("J02", "question referral")),
)


def _shown(matrix: TraceMatrix, width: int = 80) -> list[str]:
    out = StringIO()
    show_trace(matrix, Console(file=out, width=width))
    return out.getvalue().splitlines()


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_table_fits_the_console(width: int) -> None:
    """One line for each id, none of them wider than the console, nor than can be read."""
    *table, _, _ = _shown(WHOLE, width)

    assert max(cell_len(line) for line in table) <= min(width, 100)
    assert [line[:4] for line in table if line[:1] in "SAJ" and line[1:4].isdigit()] == ["S001", "S018", "S019"]


def test_a_line_names_the_weightiest_carrier_and_counts_the_others() -> None:
    """A duty is named before a check or a definition; how many more there are, and in how many scenarios, stands beside it."""
    [line] = [line for line in _shown(WHOLE) if line.startswith("S018")]

    assert line.startswith("S018  What S018 says, in many")
    assert "duty the_duty_itself +2" in line
    assert line.endswith(" 12")


def test_all_carriers_are_named_where_there_is_room() -> None:
    """What fits is named, not counted."""
    matrix = TraceMatrix(statements=(_traced("S1", "check b", "duty a"),), interpretations=(), questions=())

    assert any("duty a, check b " in line for line in _shown(matrix))


def test_a_statement_that_nothing_can_carry_shows_the_reason() -> None:
    """What is not executable says so, and why; it is no hole."""
    [line] = [line for line in _shown(WHOLE) if line.startswith("S001")]

    assert "not executable: it is about" in line


def test_the_last_line_counts_and_says_that_there_are_no_holes() -> None:
    """One line, also where it is longer than the console, for people and programs alike."""
    assert _shown(WHOLE)[-1] == (
        "3 of 3 statements carried or listed with a reason; 1 interpretation; 2 questions; no holes"
    )


def test_holes_are_named() -> None:
    """What nothing carries stands out in the table, and is named in the last line."""
    matrix = TraceMatrix(
        statements=(_traced("S001", "duty a"), _traced("S002")), interpretations=(_traced("A01"),), questions=()
    )

    shown = _shown(matrix)

    assert next(line for line in shown if "NOTHING CARRIES IT" in line).startswith("S002")
    assert shown[-1] == (
        "1 of 2 statements carried or listed with a reason; 1 interpretation; 0 questions; 2 holes: S002, A01"
    )


def test_a_rule_on_wording_is_not_named_by_the_words_it_keeps_out() -> None:
    """The table does not print a label for children, not even to forbid it."""
    matrix = TraceMatrix(statements=(_traced("S004", "wording 'young so-and-so'"),), interpretations=(), questions=())

    shown = "\n".join(_shown(matrix))

    assert "wording" in shown
    assert "so-and-so" not in shown
