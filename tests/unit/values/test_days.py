"""Days, moments, ages and months: examples, and laws that hold for every day of the calendar."""

from datetime import date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hsb_policy.values.days import (
    FIRST_DAY,
    LAST_DAY,
    NOT_YET,
    Unit,
    add_months,
    add_years,
    age_on,
    age_range,
    birthday,
    day_of,
    first_moment,
    last_moment,
    months_between,
    parse_day,
    parse_moment,
    parse_partial,
    show_day,
    show_moment,
    show_range,
    years_between,
)

ALL_DAYS = st.integers(FIRST_DAY, LAST_DAY)
LIVED_DAYS = st.integers(parse_day("1999-01-01"), parse_day("2030-12-31"))
LEAP_BIRTHS = st.sampled_from([parse_day("2000-02-29"), parse_day("2012-02-29"), parse_day("1896-02-29")])
NEAR_FEBRUARY_END = st.builds(
    lambda year, step: date(year, 2, 28).toordinal() + step, st.integers(1890, 2110), st.integers(-2, 3)
)
DAYS = ALL_DAYS | LIVED_DAYS | LEAP_BIRTHS | NEAR_FEBRUARY_END
DAYS_OR_NOT_YET = DAYS | st.just(NOT_YET)
YEARS = st.integers(-3, 130) | st.integers(-10_000, 10_000)


def day(text: str) -> int:
    """A day, short to write."""
    return parse_day(text)


# Reading


@given(DAYS)
def test_a_day_is_read_as_it_is_shown(some_day: int) -> None:
    """A day is the ordinal of its date, and reading undoes showing."""
    assert show_day(some_day) == date.fromordinal(some_day).isoformat()
    assert parse_day(show_day(some_day)) == some_day


@given(st.datetimes())
def test_a_moment_is_read_as_it_is_shown(when: datetime) -> None:
    """A moment is the day in minutes and the minute of the day."""
    text = when.isoformat(timespec="minutes")

    assert parse_moment(text) == when.toordinal() * 1440 + when.hour * 60 + when.minute
    assert show_moment(parse_moment(text)) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2025-02-30", "`2025-02-30` is not a day of the calendar: February 2025 has 28 days"),
        ("2024-02-30", "`2024-02-30` is not a day of the calendar: February 2024 has 29 days"),
        ("1900-02-29", "`1900-02-29` is not a day of the calendar: February 1900 has 28 days"),
        ("2025-04-31", "`2025-04-31` is not a day of the calendar: April 2025 has 30 days"),
        ("2025-12-00", "`2025-12-00` is not a day of the calendar: December 2025 has 31 days"),
        ("2025-13-01", "`2025-13-01` is not a day of the calendar: months are 01 to 12"),
        ("2025-00-01", "`2025-00-01` is not a day of the calendar: months are 01 to 12"),
        ("0000-01-01", "`0000-01-01` is not a day of the calendar: years are 0001 to 9999"),
    ],
)
def test_a_day_that_does_not_exist_is_refused_with_what_is_allowed(text: str, message: str) -> None:
    """The message names the month's length, or the months and years there are."""
    for parse in (parse_day, parse_partial):
        with pytest.raises(ValueError, match="not a day of the calendar") as caught:
            parse(text)

        assert str(caught.value) == message


@pytest.mark.parametrize(
    "text",
    [
        *("", "2025", "2025-03", "2025-3-02", "2025-03-2", "25-03-02", "12025-03-02", "02/03/2025", "2025.03.02"),
        *(" 2025-03-02", "2025-03-02 ", "2025-03-02\n", "2025-03-02T10:00", "-2025-03-02", "20250302", "today"),
        *("\uff12\uff10\uff12\uff15-03-02", "2025-0\u0663-02", "2025-W09-7", "2025\u201103\u201102"),
    ],
)
def test_a_day_has_one_form(text: str) -> None:
    """Four, two and two ASCII digits with hyphens; nothing else, and nothing before or after."""
    with pytest.raises(ValueError, match=r"is not a day: write the year, month and day in digits, as in 2025-03-02"):
        parse_day(text)


@pytest.mark.parametrize(
    "text", ["", "2025-", "2025-3", "2025-03-", "2025-03-2", "205", "2025-Q1", "2025-03\n", "20 5"]
)
def test_a_partial_date_has_three_forms(text: str) -> None:
    """A year, a year and a month, or a day."""
    with pytest.raises(ValueError, match=r"is not a date: .* as in 2025-03-02, 2025-03 or 2025$"):
        parse_partial(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0000", "`0000` is not a year of the calendar: years are 0001 to 9999"),
        ("0000-05", "`0000-05` is not a month of the calendar: years are 0001 to 9999"),
        ("2025-13", "`2025-13` is not a month of the calendar: months are 01 to 12"),
    ],
)
def test_a_partial_date_that_does_not_exist_is_refused(text: str, message: str) -> None:
    """The message speaks of the year or the month that was meant."""
    with pytest.raises(ValueError, match="of the calendar") as caught:
        parse_partial(text)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text",
    [
        *("2025-03-02", "2025-03-02 14:30", "2025-03-02t14:30", "2025-03-02T14", "2025-03-02T14:30:00"),
        *("2025-03-02T14:30Z", "2025-03-02T14:30+00:00", "2025-03-02T4:30", "2025-03-02T14:30\n"),
    ],
)
def test_a_moment_has_one_form(text: str) -> None:
    """To the minute, without seconds or a time zone."""
    with pytest.raises(ValueError, match=r"is not a moment: .* as in 2025-03-02T14:30, without seconds"):
        parse_moment(text)


@pytest.mark.parametrize("text", ["2025-03-02T24:00", "2025-03-02T23:60", "2025-03-02T99:99"])
def test_a_time_that_does_not_exist_is_refused(text: str) -> None:
    """Midnight is 00:00 of the day that begins."""
    with pytest.raises(ValueError, match="is not a time of the day: times are 00:00 to 23:59"):
        parse_moment(text)


def test_a_moment_on_a_day_that_does_not_exist_is_refused() -> None:
    """The day of a moment is held to the calendar."""
    with pytest.raises(ValueError, match="February 2025 has 28 days"):
        parse_moment("2025-02-30T10:00")


def test_a_message_quotes_no_more_than_a_line() -> None:
    """A long or broken text does not flood or break the message."""
    with pytest.raises(ValueError, match="is not a day") as caught:
        parse_day("a\nb\x1b" + "x" * 10_000)

    assert str(caught.value).startswith("`a b xxx")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize(("length", "quoted"), [(40, "x" * 40), (41, "x" * 40 + "…")])
def test_a_message_shows_where_it_has_cut(length: int, quoted: str) -> None:
    """Forty characters are shown whole."""
    with pytest.raises(ValueError, match="is not a day") as caught:
        parse_day("x" * length)

    assert str(caught.value).startswith(f"`{quoted}` is not a day")


# Partial dates and ranges


@given(st.integers(1, 9999))
def test_a_partial_date_means_exactly_its_completions(year: int) -> None:
    """By brute force: the days of a year, and of each month, are those whose text begins so."""
    start, end = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    texts = {d: date.fromordinal(d).isoformat() for d in range(start, end + 1)}

    for partial in [f"{year:04}", *(f"{year:04}-{month:02}" for month in range(1, 13))]:
        matching = [d for d, text in texts.items() if text.startswith(partial)]
        assert parse_partial(partial) == (matching[0], matching[-1])
        assert len(matching) == matching[-1] - matching[0] + 1


@given(DAYS)
def test_a_full_date_is_a_range_of_one_day(some_day: int) -> None:
    """Nothing is left open by a full date."""
    assert parse_partial(show_day(some_day)) == (some_day, some_day)


@given(DAYS, st.sampled_from([4, 7, 10]))
def test_a_range_is_shown_as_it_was_written(some_day: int, length: int) -> None:
    """A year, a month or a day is shown in its short form."""
    text = show_day(some_day)[:length]

    assert show_range(*parse_partial(text)) == text


@pytest.mark.parametrize(
    ("lo", "hi", "shown"),
    [
        (day("2025-01-01"), day("2025-12-30"), "2025-01-01 to 2025-12-30"),
        (day("2025-01-02"), day("2025-12-31"), "2025-01-02 to 2025-12-31"),
        (day("2024-01-01"), day("2025-12-31"), "2024-01-01 to 2025-12-31"),
        (day("2025-03-01"), day("2025-04-30"), "2025-03-01 to 2025-04-30"),
        (day("2024-02-01"), day("2024-02-28"), "2024-02-01 to 2024-02-28"),
        (day("2025-02-01"), day("2025-02-28"), "2025-02"),
        (day("2025-03-02"), NOT_YET, "2025-03-02 or later"),
        (NOT_YET, NOT_YET, "not yet"),
        (day("9999-12-31"), LAST_DAY + 1, "9999-12-31 to after 9999-12-31"),
        (FIRST_DAY - 1, day("0001-12-31"), "before 0001-01-01 to 0001-12-31"),
        (FIRST_DAY, day("0001-12-31"), "0001"),
        (day("9999-01-01"), LAST_DAY, "9999"),
    ],
)
def test_a_range_is_shown_short_only_where_it_is_exact(lo: int, hi: int, shown: str) -> None:
    """One day more or less, and both ends are named."""
    assert show_range(lo, hi) == shown


def test_what_is_no_day_of_the_calendar_is_shown_in_words() -> None:
    """Showing never fails: explanations may have to show any bound."""
    assert [show_day(d) for d in (FIRST_DAY - 1, LAST_DAY + 1, NOT_YET)] == [
        "before 0001-01-01",
        "after 9999-12-31",
        "not yet",
    ]
    assert show_moment(NOT_YET) == "not yet"
    assert show_moment(first_moment(FIRST_DAY)) == "0001-01-01T00:00"
    assert show_moment(last_moment(LAST_DAY)) == "9999-12-31T23:59"
    assert show_moment(last_moment(LAST_DAY) + 1) == "after 9999-12-31"
    assert show_moment(first_moment(FIRST_DAY) - 1) == "before 0001-01-01"


# Moments


@given(DAYS)
def test_the_moments_of_a_day_are_its_1440_minutes(some_day: int) -> None:
    """From midnight to the minute before the next midnight."""
    assert last_moment(some_day) - first_moment(some_day) == 1439
    assert last_moment(some_day) + 1 == first_moment(some_day + 1)
    assert day_of(first_moment(some_day)) == day_of(last_moment(some_day)) == some_day


def test_what_has_not_come_stays_so() -> None:
    """An open-ended date is later than every day and every moment, and no arithmetic brings it nearer."""
    assert last_moment(LAST_DAY) < NOT_YET
    assert day_of(NOT_YET) == first_moment(NOT_YET) == last_moment(NOT_YET) == NOT_YET
    assert add_months(NOT_YET, -5) == add_years(NOT_YET, 5) == birthday(NOT_YET, 18) == NOT_YET


# Ages


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2012-03-02", "2012-03-01", -1),
        ("2012-03-02", "2012-03-02", 0),
        ("2012-03-02", "2025-03-01", 12),
        ("2012-03-02", "2025-03-02", 13),
        ("2012-02-29", "2025-02-28", 12),
        ("2012-02-29", "2025-03-01", 13),
        ("2012-02-29", "2024-02-28", 11),
        ("2012-02-29", "2024-02-29", 12),
        ("2012-12-31", "2025-01-01", 12),
        ("1896-02-29", "1900-02-28", 3),
        ("1896-02-29", "1900-03-01", 4),
    ],
)
def test_an_age_counts_from_the_start_of_the_birthday(born: str, on: str, age: int) -> None:
    """On the birthday itself the age is reached; who was born on 29 February reaches it on 1 March in other years."""
    assert age_on(day(born), day(on)) == age


@given(DAYS, DAYS_OR_NOT_YET, YEARS)
def test_an_age_is_reached_from_the_birthday_on(born: int, on: int, years: int) -> None:
    """`age_on` and `birthday` say the same, for every age, born, unborn and past the end of the calendar."""
    if on != NOT_YET:
        assert (age_on(born, on) >= years) == (on >= birthday(born, years))
    else:
        assert (age_on(born, on) >= years) == (birthday(born, years) <= LAST_DAY)


@given(DAYS, YEARS, st.integers(-8, 8))
def test_an_age_near_a_birthday_is_counted_by_the_calendar(born: int, years: int, from_birthday: int) -> None:
    """Far from a birthday the days tell it, near one the calendar; where one gives way to the other, both say the same."""
    on = min(birthday(born, years) + from_birthday, LAST_DAY)
    assume(on >= born)
    birth, now = date.fromordinal(born), date.fromordinal(on)

    assert age_on(born, on) == now.year - birth.year - ((now.month, now.day) < (birth.month, birth.day))


@given(DAYS_OR_NOT_YET, DAYS_OR_NOT_YET, DAYS_OR_NOT_YET)
def test_an_age_rises_with_the_day_and_falls_with_the_birth(a: int, b: int, c: int) -> None:
    """Nobody gets younger, and who was born later is never older: the ends of a range give the range of ages."""
    earlier, later = sorted((a, b))

    assert age_on(c, earlier) <= age_on(c, later)
    assert age_on(earlier, c) >= age_on(later, c)


@given(DAYS, st.integers(0, 20), st.integers(-5, 7000), st.integers(0, 20))
def test_an_age_range_is_the_ages_of_all_completions(born: int, spread: int, later: int, length: int) -> None:
    """By brute force: no age is left out, and none is added."""
    births = range(born, min(born + spread, LAST_DAY) + 1)
    first = min(max(born + later, FIRST_DAY), LAST_DAY)
    days = range(first, min(first + length, LAST_DAY) + 1)
    lowest, highest = age_range(births[0], births[-1], days[0], days[-1])

    assert {age_on(b, d) for b in births for d in days} == set(range(lowest, highest + 1))


def test_a_birthday_past_the_calendar_is_after_every_day() -> None:
    """No day of the calendar reaches such an age, and an open-ended date still comes later."""
    assert birthday(day("2012-03-02"), 8000) == LAST_DAY + 1
    assert birthday(LAST_DAY, 0) == LAST_DAY
    assert birthday(LAST_DAY, 1) == LAST_DAY + 1
    assert birthday(day("9000-02-28"), 999) == day("9999-02-28")
    assert birthday(day("2012-03-02"), 10**30) == LAST_DAY + 1 < NOT_YET


# Months and years


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-01-31", 2, "2025-03-31"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
        ("2025-01-15", -1, "2024-12-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-06-10", 0, "2025-06-10"),
        ("9999-11-15", 1, "9999-12-15"),
        ("9999-11-15", 2, "9999-12-31"),
        ("0001-02-15", -1, "0001-01-15"),
        ("0001-01-15", -1, "0001-01-01"),
    ],
)
def test_months_clip_to_the_months_end(start: str, months: int, end: str) -> None:
    """The same day of the month, or the last there is; never into the month after."""
    assert show_day(add_months(day(start), months)) == end


@given(DAYS, st.integers(-300, 300) | st.integers(-200_000, 200_000))
def test_adding_months_lands_in_the_month_meant(some_day: int, months: int) -> None:
    """The month is right, and the day is the same or the last of the month; past the calendar it is its end."""
    start = date.fromordinal(some_day)
    index = start.year * 12 + start.month - 1 + months
    landed = add_months(some_day, months)

    if not 12 <= index < 120_000:
        assert landed == (FIRST_DAY if index < 12 else LAST_DAY)
        return
    end = date.fromordinal(landed)
    assert (end.year, end.month) == (index // 12, index % 12 + 1)
    assert end.day == start.day or (
        end.day < start.day and date.fromordinal(min(landed + 1, LAST_DAY)).day != end.day + 1
    )


@given(DAYS, DAYS, st.integers(-50, 50))
def test_adding_months_keeps_the_order_of_days(a: int, b: int, months: int) -> None:
    """So the ends of a range give the range of deadlines."""
    earlier, later = sorted((a, b))

    assert add_months(earlier, months) <= add_months(later, months)


@given(DAYS, DAYS)
def test_completed_months_are_the_most_that_fit(a: int, b: int) -> None:
    """So many months after the one day is not past the other, and one month more is, or leaves the calendar."""
    months = months_between(a, b)

    assert add_months(a, months) <= b
    assert add_months(a, months + 1) > b or add_months(a, months + 1) == LAST_DAY
    assert (months < 0) == (b < a)
    assert years_between(a, b) == months // 12
    assert add_years(a, years_between(a, b)) <= b


@given(DAYS_OR_NOT_YET, DAYS_OR_NOT_YET, DAYS_OR_NOT_YET)
def test_completed_months_rise_with_the_end_and_fall_with_the_start(a: int, b: int, c: int) -> None:
    """So the ends of two ranges give the range of months."""
    earlier, later = sorted((a, b))

    assert months_between(c, earlier) <= months_between(c, later)
    assert months_between(earlier, c) >= months_between(later, c)


def test_a_year_after_29_february_is_not_a_birthday() -> None:
    """A deadline clips to 28 February; an age is reached on 1 March."""
    leap_day = day("2024-02-29")

    assert show_day(add_years(leap_day, 1)) == "2025-02-28"
    assert show_day(birthday(leap_day, 1)) == "2025-03-01"
    assert years_between(leap_day, day("2025-02-28")) == 1
    assert age_on(leap_day, day("2025-02-28")) == 0


def test_units_are_the_words_of_the_language() -> None:
    """A unit is found by its word."""
    assert [unit.value for unit in Unit] == ["years", "months", "weeks", "days", "working days", "hours"]
    assert Unit("working days") is Unit.WORKING_DAYS
