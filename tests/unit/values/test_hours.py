"""Weekly opening hours: what is read, what is refused, and what is covered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.values.calendar import load_calendar
from hsb_policy.values.days import NOT_YET, first_moment, parse_day, parse_moment
from hsb_policy.values.hours import Hours, parse_hours

OFFICE = parse_hours("mon-thu 08:30-17:00, fri 08:30-16:30")
MONDAY = parse_day("2025-03-03")
ENGLAND = load_calendar("england")

MINUTES = st.integers(0, 1440)


@st.composite
def openings(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """Openings of one day that do not touch."""
    times = sorted(draw(st.sets(MINUTES, max_size=6)))
    return tuple(zip(times[::2], times[1::2], strict=False))


HOURS = st.builds(Hours, st.tuples(*[openings()] * 7)).filter(lambda hours: any(hours.week))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2025-03-03T08:29", False),
        ("2025-03-03T08:30", True),
        ("2025-03-03T16:59", True),
        ("2025-03-03T17:00", False),
        ("2025-03-06T16:45", True),
        ("2025-03-07T16:29", True),
        ("2025-03-07T16:30", False),
        ("2025-03-08T10:00", False),
        ("2025-03-09T10:00", False),
    ],
)
def test_open_from_opening_up_to_closing(moment: str, is_open: bool) -> None:
    """3 March 2025 is a Monday. At the closing time it is closed."""
    assert OFFICE.covers(parse_moment(moment)) is is_open


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mon-thu 08:30-17:00, fri 08:30-16:30", "mon-thu 08:30-17:00, fri 08:30-16:30"),
        ("Mon - Thu  08:30 - 17:00 ,FRI 08:30-16:30", "mon-thu 08:30-17:00, fri 08:30-16:30"),
        ("mon 13:00-17:00, 08:00-12:00", "mon 08:00-12:00, 13:00-17:00"),
        ("mon 09:00-12:00, wed 09:00-12:00", "mon 09:00-12:00, wed 09:00-12:00"),
        ("mon 09:00-12:00, mon 12:00-15:00", "mon 09:00-15:00"),
        ("mon 12:00-15:00, 09:00-12:00", "mon 09:00-15:00"),
        ("sat-mon 10:00-12:00", "mon 10:00-12:00, sat-sun 10:00-12:00"),
        ("mon-sun 00:00-24:00", "mon-sun 00:00-24:00"),
        ("fri 22:00-24:00, sat 00:00-06:00", "fri 22:00-24:00, sat 00:00-06:00"),
        ("mon-fri 08:00-12:00, tue 13:00-15:00", "mon 08:00-12:00, tue 08:00-12:00, 13:00-15:00, wed-fri 08:00-12:00"),
    ],
)
def test_hours_are_shown_in_one_layout(text: str, shown: str) -> None:
    """Neighbouring days with the same hours together, openings in the order of the day."""
    assert parse_hours(text).show() == shown


@given(HOURS)
def test_hours_are_read_as_they_are_shown(hours: Hours) -> None:
    """Reading undoes showing."""
    assert parse_hours(hours.show()) == hours


@given(HOURS, st.integers(0, 7 * 1440 - 1), st.integers(0, 500))
def test_every_week_is_alike(hours: Hours, minute: int, week: int) -> None:
    """A moment is covered if and only if an opening of its day of the week holds it, whatever the week."""
    moment = first_moment(MONDAY) + minute
    opened = {start + m for start, end in hours.week[minute // 1440] for m in range(end - start)}

    assert hours.covers(moment) is (minute % 1440 in opened)
    assert hours.covers(moment + week * 7 * 1440) is hours.covers(moment)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "hours are missing: write days and times as in mon-thu 08:30-17:00, fri 08:30-16:30"),
        ("mon 08:30-17:00,", "hours are missing: write days"),
        ("mon 8:30-17:00", "`mon 8:30-17:00` is not opening hours: write days"),
        ("mon 08:30", "`mon 08:30` is not opening hours: write days"),
        ("mon", "`mon` is not opening hours: write days"),
        ("mon, tue 08:30-17:00", "`mon` is not opening hours: write days"),
        ("mon 08:30-17:00 tue 08:30-17:00", "is not opening hours: write days"),
        ("mon 0\u0668:30-17:00", "is not opening hours: write days"),
        ("08:30-17:00", "`08:30-17:00` comes before any day of the week"),
        ("monday 08:30-17:00", "there is no day `monday`: days are mon, tue, wed, thu, fri, sat, sun"),
        ("mon-fri-sun 08:30-17:00", "is not opening hours"),
        ("mon-fry 08:30-17:00", "there is no day `fry`: days are mon"),
        ("mon-mon 08:30-17:00", "the days begin and end on mon: write `mon` for one day, mon-sun for all"),
        ("mon 08:60-17:00", "there is no time 08:60: times are 00:00 to 24:00"),
        ("mon 08:30-24:01", "there is no time 24:01: times are 00:00 to 24:00"),
        ("fri 22:00-06:00", "closing is not after opening: split hours past midnight at 24:00"),
        ("fri 22:00-22:00", "closing is not after opening"),
        ("mon 08:00-12:00, 11:59-15:00", "`11:59-15:00` overlaps mon 08:00-12:00: give each hour of a day once"),
        ("mon-fri 08:00-12:00, wed 09:00-10:00", "`wed 09:00-10:00` overlaps wed 08:00-12:00"),
        ("mon 08:00-12:00, mon 08:00-12:00", "overlaps mon 08:00-12:00"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_plain_words(text: str, message: str) -> None:
    """The message says what is wrong and what may be written."""
    with pytest.raises(ValueError, match=r"days|time|opening|overlaps") as caught:
        parse_hours(text)

    assert message in str(caught.value)


def test_closed_on_bank_holidays_if_asked_for() -> None:
    """Good Friday 2025: closed with the calendar, open without; a Saturday opening is not a bank holiday."""
    saturday = parse_hours("sat 09:00-12:00")

    assert OFFICE.covers(parse_moment("2025-04-18T10:00")) is True
    assert OFFICE.covers(parse_moment("2025-04-18T10:00"), closed_on=ENGLAND) is False
    assert OFFICE.covers(parse_moment("2025-04-17T10:00"), closed_on=ENGLAND) is True
    assert saturday.covers(parse_moment("2025-03-08T10:00"), closed_on=ENGLAND) is True
    assert saturday.covers(parse_moment("2021-12-25T10:00"), closed_on=ENGLAND) is False


def test_past_the_calendar_it_is_unknown_unless_closed_anyway() -> None:
    """Nobody knows the holidays of 2125, but at night it is closed on every day."""
    assert OFFICE.covers(parse_moment("2125-03-05T10:00")) is True
    assert OFFICE.covers(parse_moment("2125-03-05T10:00"), closed_on=ENGLAND) is None
    assert OFFICE.covers(parse_moment("2125-03-05T03:00"), closed_on=ENGLAND) is False


def test_a_moment_that_has_not_come_is_unknown() -> None:
    """It has no day of the week."""
    assert OFFICE.covers(NOT_YET) is None
    assert OFFICE.covers(NOT_YET, closed_on=ENGLAND) is None
