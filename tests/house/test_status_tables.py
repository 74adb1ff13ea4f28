"""The language's reference prints the tables by which outcomes get their status, as they are."""

from tests.house.status_tables import BEGIN, END, REFERENCE, rendered, with_tables


def test_the_reference_prints_the_tables_as_they_are() -> None:
    """Whoever changes a table runs `.venv/bin/python -m tests.house.status_tables`, and the reference follows."""
    text = REFERENCE.read_text(encoding="utf-8")

    assert text.count(BEGIN) == text.count(END) == 1
    assert with_tables(text) == text


def test_the_tables_are_between_the_marks_and_nothing_else_changes() -> None:
    """What stands before and after the marks is kept; what stood between them goes."""
    assert with_tables(f"a\n{BEGIN}old\n{END}b\n") == f"a\n{BEGIN}{rendered()}{END}b\n"
    assert "| every kind | `not_applicable` | the trigger is false |\n|  | `overridden` |" in rendered()
    assert "| silence | `silent` | otherwise |" in rendered()
