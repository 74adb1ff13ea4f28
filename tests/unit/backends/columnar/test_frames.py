"""The operators on rows: lists expanded, rows kept, what they come to; and what rules are about, where keys are not known."""

import numpy as np
import numpy.typing as npt
import pytest

from hsb_policy.backends.columnar import about, frames, operators
from hsb_policy.backends.columnar.nodes import taken


def _rows(*numbers: int) -> npt.NDArray[np.int64]:
    return np.asarray(numbers, np.int64)


def _levels(*numbers: int) -> npt.NDArray[np.int8]:
    return np.asarray(numbers, np.int8)


def _made(made: frames.Made) -> list[tuple[int, int]]:
    return list(zip(made.up.tolist(), made.element.tolist(), strict=True))


# ---- rows ---------------------------------------------------------------------------------------------------------------------
def test_a_list_is_expanded_into_its_elements() -> None:
    """Lists need not stand in order, and several may be the same one: that of a record to which two refer."""
    assert _made(frames.expanded(_rows(4, 0, 4), _rows(2, 0, 1))) == [(0, 4), (0, 5), (2, 4)]
    assert _made(frames.expanded(_rows(), _rows())) == []
    assert _made(frames.expanded(_rows(3), _rows(0))) == []


def test_a_list_that_is_not_known_stands_for_one_record_that_is_not_known() -> None:
    """An empty one stands for none."""
    known = np.asarray([True, False, True])

    assert _made(frames.expanded_or_none(_rows(0, 2, 2), _rows(2, 0, 0), known)) == [(0, 0), (0, 1), (1, -1)]


def test_rows_that_would_be_too_many_are_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told before they are."""
    monkeypatch.setattr(frames, "MOST_ROWS", 5)

    assert len(_made(frames.expanded(_rows(0, 0), _rows(2, 3)))) == 5
    with pytest.raises(frames.TooManyRowsError):
        frames.expanded(_rows(0, 0), _rows(3, 3))


def test_rows_are_kept_where_a_condition_may_hold() -> None:
    """Unknown is never no."""
    assert _made(frames.kept(_levels(0, 1, 2, 0))) == [(1, 1), (2, 2)]


def test_what_rows_come_to() -> None:
    """The outer rows without any have what `some` and `every` say of an empty list."""
    up, outer = _rows(0, 0, 2, 2, 3), _rows(0, 1, 2, 3)
    level = _levels(1, 2, 1, 0, 1)

    assert frames.greatest_level(level, up, outer).tolist() == [2, 0, 1, 1]
    assert frames.least_level(level, up, outer).tolist() == [1, 2, 0, 1]
    assert frames.how_many(level, up, outer, 1).tolist() == [1, 0, 1, 1]
    assert frames.least_number(_rows(5, 3, -1, 7, 0), up, outer, 99).tolist() == [3, 99, -1, 0]
    assert frames.greatest_number(_rows(5, 3, -1, 7, 0), up, outer, -99).tolist() == [5, -99, 7, 0]
    assert frames.first_of(_rows(5, 3, -1, 7, 9), up, outer).tolist() == [5, 0, -1, 9]


def test_no_rows_come_to_nothing() -> None:
    """As in a batch in which no case has such a record."""
    none, outer = _rows(), _rows(0, 1)

    assert frames.greatest_level(_levels(), none, outer).tolist() == [0, 0]
    assert frames.least_level(_levels(), none, outer).tolist() == [2, 2]
    assert frames.least_number(none, none, outer, 7).tolist() == [7, 7]
    assert frames.first_of(none, none, outer).tolist() == [0, 0]
    assert frames.counted(none, outer).tolist() == [0, 0]


def test_entries_of_a_column_without_any() -> None:
    """They mean nothing, and have the type of the column; -1 finds the last entry, which is what holds of no record."""
    assert taken(_levels(), _rows(-1, -1)).dtype == np.int8
    assert taken(_levels(), _rows()).tolist() == []
    assert taken(_levels(2, 0, 1), _rows(0, -1)).tolist() == [2, 1]


# ---- what rules are about ---------------------------------------------------------------------------------------------------------
def test_things_are_the_different_keys_of_each_case() -> None:
    """In the order in which they first stand; the same keys in two cases are two; not known is one of them."""
    case = _rows(0, 0, 0, 0, 1, 1)
    one, other = _rows(5, 3, 5, -1, 5, -1), _rows(1, 1, 1, 1, 1, -1)

    assert _made(about.distinct(case, one, other)) == [(0, 0), (0, 1), (0, 3), (1, 4), (1, 5)]
    assert _made(about.distinct(case)) == [(0, 0), (1, 4)]
    assert _made(about.distinct(_rows(), _rows())) == []


def test_keys_of_many_records_are_told_apart() -> None:
    """Numbers that would grow too large are numbered anew."""
    large = _rows(2**31 - 2, 2**31 - 3, 2**31 - 2)
    keys = [large, large[::-1].copy(), large, large]

    assert _made(about.distinct(_rows(0, 0, 0), *keys)) == [(0, 0), (0, 1)]


def test_a_binding_whose_key_is_not_known_may_be_about_each_thing_that_agrees() -> None:
    """But not about one of another case, of another known key, or that is not known itself."""
    case = _rows(0, 0, 0, 0, 1)
    person, event = _rows(5, 6, -1, -1, 5), _rows(1, 2, 1, 9, 1)
    things = about.distinct(case, person, event)

    found = about.about_things(case, case[things.element], things, person, person, event, event)

    pairs = sorted(zip(found.up.tolist(), found.element.tolist(), found.sure.tolist(), strict=True))
    assert pairs == [(0, 0, 2), (0, 2, 1), (1, 1, 2), (2, 2, 2), (3, 3, 2), (4, 4, 2)]


def test_bindings_of_nothing_are_about_nothing() -> None:
    """As in a batch in which no case has such a record."""
    none = _rows()
    things = about.distinct(none, none)

    assert _made(about.about_things(none, none, things, none, none)) == []


def test_a_claim_about_another_thing_counts_for_nothing() -> None:
    """And only perhaps where one of the keys is not known."""
    mine, theirs = _rows(1, 1, -1, 1, -1), _rows(1, 2, 1, -1, -1)

    assert about.agreeing(_levels(2, 2, 2, 2, 2), mine, theirs).tolist() == [2, 0, 1, 1, 1]
    assert about.agreeing(_levels(1, 1, 1, 0, 0), mine, theirs).tolist() == [1, 0, 1, 0, 0]


# ---- values ---------------------------------------------------------------------------------------------------------------------
def test_codes_with_names() -> None:
    """Where both have a name, the names count; a name that is not known (-1) leaves it open; 0 is no name."""
    code, other = _rows(4, 4, 4, 4, 4, -1), _rows(4, 4, 4, 5, 4, 4)
    name, other_name = _rows(7, 7, -1, 7, 0, 7), _rows(7, 8, 7, 7, 7, 7)

    assert operators.same_named(code, name, other, other_name).tolist() == [2, 0, 1, 0, 2, 1]


def test_a_span_lies_in_a_range() -> None:
    """Certainly where all of it does, not at all where none of it does; ends belong to it; an empty range has nothing in it."""
    low, high = _rows(3, 1, 0, 5, 4), _rows(4, 3, 2, 9, 4)

    assert operators.in_range(low, high, 3, 3, 5, 5).tolist() == [2, 1, 0, 1, 2]
    assert operators.in_range(low, high, 6, 6, 5, 5).tolist() == [0] * 5


def test_exactly_one() -> None:
    """Two that are certain are too many, whatever may come; one that may be leaves it open."""
    assert operators.exactly_one(_rows(0, 1, 2, 1, 0, 2), _rows(0, 0, 0, 1, 1, 1)).tolist() == [0, 2, 0, 1, 1, 0]


def test_the_entry_of_a_table_of_levels() -> None:
    """The last level changes fastest."""
    table = bytes(range(9))

    assert operators.answered(table, _levels(0, 1, 2), _levels(2, 0, 1)).tolist() == [2, 3, 7]


def test_a_choice_keeps_the_type_of_levels() -> None:
    """A small constant does not make a column of levels wider; a day does not fit into it."""
    condition = np.asarray([True, False])

    assert operators.chosen(condition, 1, _levels(2, 2)).dtype == np.int8
    assert operators.chosen(condition, 739_000, _levels(2, 2)).tolist() == [739_000, 2]
