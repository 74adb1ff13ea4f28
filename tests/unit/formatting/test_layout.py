"""The one layout of policy files, rule by rule, each on a text small enough to read."""

from textwrap import dedent

import pytest

from hsb_policy.engine.errors import HsbPolicyError, PolicyLoadError
from hsb_policy.formatting import layout
from hsb_policy.formatting.layout import format_source
from hsb_policy.frontend import ast


def becomes(before: str, after: str) -> None:
    """The first text is laid out as the second."""
    assert format_source(dedent(before)) == dedent(after).lstrip("\n")


def test_each_clause_of_a_rule_begins_a_line() -> None:
    """A declaration begins at the margin, its clauses are indented by four, with one space between words."""
    becomes(
        'duty   act "Act"   cites S001,S002 for each child in children when child .glad keeper must "act" met when  not(child .glad)',
        """
        duty act "Act"
            cites S001, S002
            for each child in children
            when child.glad
            keeper must "act"
            met when not (child.glad)
        """,
    )


def test_the_lines_of_a_long_condition_stay_as_the_author_broke_them() -> None:
    """They are indented by eight, brackets and what belongs to one of several conditions by four more."""
    becomes(
        """
        define d for child: Child
          "what it means"
          as child.a and
             (some x in xs
              where x.b is c
              has x.d or (x.e
              and x.f))
             or child.g
        """,
        """
        define d for child: Child
            "what it means"
            as child.a
                and (some x in xs
                    where x.b is c
                    has x.d
                        or (x.e
                            and x.f))
                or child.g
        """,
    )


def test_a_line_that_is_too_long_ends_at_the_outermost_place() -> None:
    """Before `and` and `or` of the outermost condition, each of them; before `has`; after a comma; never inside a text."""
    long = "a_condition_with_a_long_name(child, incident)"
    becomes(
        f"define d as {long} and {long} and (x or {long})",
        f"""
        define d
            as {long}
                and {long}
                and (x or {long})
        """,
    )
    becomes(
        f"define d as some x in xs where {long} has {long} is {long}",
        f"""
        define d
            as some x in xs where {long}
                has {long} is {long}
        """,
    )
    text = '"' + "a long text " * 15 + '"'
    becomes(f"duty d {text} keeper must {text}", f"duty d {text}\n    keeper must {text}\n")


def test_tables_and_fields_stand_in_columns() -> None:
    """The bars of a table stand below each other, and so do the types of a record's fields."""
    becomes(
        """
        table t "T"
            gives X
            | age of child on as_at|gives|
            |5 to 11 | x|
            |any|a_longer_value |
        record Child in children
            .id text
            .birth_date partial date ask "When?"
        """,
        """
        table t "T"
            gives X
            | age of child on as_at | gives          |
            | 5 to 11               | x              |
            | any                   | a_longer_value |

        record Child in children
            .id         text
            .birth_date partial date ask "When?"
        """,
    )


def test_short_declarations_may_stand_on_one_line() -> None:
    """As long as they fit, and none of their clauses begins a line."""
    one = 'guidance first "Children first." cites S001\n'
    assert format_source(one) == one
    becomes(
        'wording avoid "x" use "y"\n  cites S001\n',
        """
        wording avoid "x"
            use "y"
            cites S001
        """,
    )
    codes = ", ".join(f'code_{number} "the code with number {number}"' for number in range(4))
    first, last = codes.rsplit(", ", 1)
    becomes(f'codes Long "many"\n {codes}', f'codes Long "many"\n    {first},\n    {last}\n')


def test_comments_stay_where_they_are() -> None:
    """Beside the word they stand beside, or above the line that they stand above, indented as it is."""
    becomes(
        """
          # at the top

        duty act "Act"    # beside
          # above
            cites S001, # why
             S002
            when a
               # of the second
             and b


            # above the last, after a blank line
          keeper must "act"
          # of the duty, at its end
        # of the next

        party keeper "the keeper"
              # the end
        """,
        """
        # at the top

        duty act "Act"  # beside
            # above
            cites S001,  # why
                S002
            when a
                # of the second
                and b

            # above the last, after a blank line
            keeper must "act"
            # of the duty, at its end

        # of the next

        party keeper "the keeper"
            # the end
        """,
    )


def test_a_blank_line_parts_what_takes_several_lines() -> None:
    """Rules, definitions, readings, situations and scenarios; other declarations stand as close as the author likes."""
    becomes(
        """
        party keeper "the keeper"
        party other "the other"



        calendar england
        define a
            as b
        define b
            as c
        """,
        """
        party keeper "the keeper"
        party other "the other"

        calendar england

        define a
            as b

        define b
            as c
        """,
    )


def test_lines_end_as_the_first_one_does() -> None:
    """A file of another system keeps the ends of its lines, and loses the mark at its start, which says nothing."""
    assert format_source('\ufeffparty  a "é"\r\nparty b  "ü"') == 'party a "é"\r\nparty b "ü"\r\n'
    assert format_source('party  a "é"\nparty b  "ü"\r\n') == 'party a "é"\nparty b "ü"\n'
    assert format_source("") == ""
    assert format_source("  # only this") == "# only this\n"


def test_words_that_belong_together_get_one_space() -> None:
    """Also where a phrase was broken over two lines; a text is never touched."""
    becomes(
        'define d\n as a is  not\n   one of  b and "x   y" is c',
        'define d\n    as a is not one of b and "x   y" is c\n',
    )


def test_a_text_with_mistakes_is_not_laid_out() -> None:
    """Its mistakes are told with their places, as `hsb-policy check` tells them."""
    with pytest.raises(PolicyLoadError) as told:
        format_source('party keeper\nduty act "Act\n', "p.policy")

    assert [d.primary.span.file for d in told.value.diagnostics.items if d.primary] == ["p.policy", "p.policy"]
    assert "p.policy:2" in str(told.value)


@pytest.mark.parametrize("spoilt", ['party keeper "another"\n', 'party keeper "the keeper"\n', "party keeper\n"])
def test_a_layout_that_would_change_what_is_said_is_refused(spoilt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed word, a lost comment, a new mistake: nothing is returned, and the message says whose fault it is."""

    def spoil(file: object, tree: ast.PolicyText) -> str:
        return spoilt

    monkeypatch.setattr(layout, "_laid_out", spoil)

    with pytest.raises(HsbPolicyError, match=r"HSB-X901.*our fault"):
        format_source('party keeper "the keeper" # a remark\n')
