"""Working days: the data of England against its source and known days, and the laws of counting."""

import json
from importlib.resources import files
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.values.calendar import Calendar, UnknownCalendar, calendar_names, load_calendar, weekday_of
from hsb_policy.values.days import NOT_YET, parse_day, show_day
from tests.unit.values.make_calendar import holidays_of_the_package, render_calendar_json

ENGLAND = load_calendar("england")
IN_ENGLAND = st.integers(ENGLAND.first, ENGLAND.last)
COUNTS = st.integers(-400, 400)


def day(text: str) -> int:
    """A day, short to write."""
    return parse_day(text)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A short calendar with holidays anywhere, also on weekends and none at all."""
    first = draw(st.integers(700_000, 700_010))
    last = first + draw(st.integers(0, 40))
    return Calendar("test", "1", first, last, draw(st.frozensets(st.integers(first, last))))


TWO_WEEKS = Calendar("test", "1", 700_000, 700_013, frozenset({700_000, 700_002, 700_012}))
NEAR_TEST_RANGE = st.integers(699_990, 700_060)
FEW = st.integers(-45, 45)


# The data of England


def test_england_has_exactly_the_holidays_of_its_source() -> None:
    """Day for day (the wording of names aside). If this fails, make the data anew and raise its version."""
    made = json.loads(render_calendar_json())

    assert {parse_day(text) for text in holidays_of_the_package()} == ENGLAND.holidays
    assert (parse_day(made["first"]), parse_day(made["last"])) == (ENGLAND.first, ENGLAND.last)
    assert (made["name"], made["version"]) == (ENGLAND.name, ENGLAND.version)


def test_england_states_its_range_and_source() -> None:
    """Whoever opens the file sees where it comes from, and each holiday has a name."""
    folder = files("hsb_policy.values").joinpath("calendars")
    data = json.loads(folder.joinpath("england.json").read_text(encoding="utf-8"))

    assert (data["first"], data["last"]) == ("1990-01-01", "2035-12-31")
    assert data["source"].startswith("holidays ")
    assert list(data["holidays"]) == sorted(data["holidays"])
    assert all(data["holidays"].values())


@pytest.mark.parametrize(
    "text",
    [
        "1995-05-08",  # early May bank holiday moved to the 50th anniversary of VE Day
        "1999-12-31",  # the Millennium
        "2002-06-03",  # Golden Jubilee
        "2011-04-29",  # royal wedding
        "2012-06-05",  # Diamond Jubilee
        "2020-05-08",  # early May bank holiday moved to the 75th anniversary of VE Day
        *("2022-06-02", "2022-06-03"),  # spring bank holiday moved, and the Platinum Jubilee
        "2022-09-19",  # the State Funeral of Queen Elizabeth II
        "2023-05-08",  # the Coronation
        *("2021-12-27", "2021-12-28"),  # Christmas Day on a Saturday, Boxing Day on a Sunday
        *("2022-12-26", "2022-12-27"),  # Christmas Day on a Sunday
        *("2022-01-03", "2023-01-02"),  # New Year's Day on a Saturday, on a Sunday
        *("2025-04-18", "2025-04-21"),  # Easter
        *("2025-05-05", "2025-05-26", "2025-08-25", "2025-12-25", "2025-12-26"),
    ],
)
def test_nobody_works_on_a_bank_holiday(text: str) -> None:
    """Days known to have been bank holidays in England, all on weekdays."""
    assert weekday_of(day(text)) < 5
    assert ENGLAND.is_holiday(day(text)) is True
    assert ENGLAND.is_working_day(day(text)) is False


@pytest.mark.parametrize(
    "text",
    [
        "1995-05-01",  # moved to 8 May
        "2020-05-04",  # moved to 8 May
        "2022-05-30",  # moved to 2 June
        "2021-12-29",
        *("2022-12-28", "2025-12-24", "2025-12-29"),
        *("2025-01-02", "2025-03-17", "2025-08-04", "2025-12-01"),  # holidays in Scotland or Northern Ireland only
    ],
)
def test_ordinary_weekdays_are_working_days(text: str) -> None:
    """Also those from which a bank holiday was moved away, and the holidays of other nations."""
    assert ENGLAND.is_working_day(day(text)) is True


def test_weekends_are_never_working_days() -> None:
    """Saturday and Sunday, holiday or not."""
    assert [ENGLAND.is_working_day(day("2025-03-03") + n) for n in range(7)] == [True] * 5 + [False] * 2
    assert ENGLAND.is_holiday(day("2021-12-25")) is True
    assert ENGLAND.is_holiday(day("2025-03-08")) is False


# Counting


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2025-03-03", 1, "2025-03-04"),
        ("2025-03-07", 1, "2025-03-10"),
        ("2025-03-08", 1, "2025-03-10"),
        ("2025-03-09", 1, "2025-03-10"),
        ("2025-03-03", 15, "2025-03-24"),
        ("2025-04-17", 1, "2025-04-22"),
        ("2025-04-10", 15, "2025-05-06"),  # past three bank holidays
        ("2025-12-24", 1, "2025-12-29"),
        ("2022-09-16", 1, "2022-09-20"),
        ("2025-03-08", 0, "2025-03-08"),
        ("2025-03-10", -1, "2025-03-07"),
        ("2025-03-09", -1, "2025-03-07"),
        ("2025-04-22", -1, "2025-04-17"),
    ],
)
def test_day_1_is_the_first_working_day_after_day_0(start: str, n: int, end: str) -> None:
    """The start is day 0, whatever day of the week it is; weekends and bank holidays are passed over."""
    result = ENGLAND.add_working_days(day(start), n)

    assert result is not None
    assert show_day(result) == end


def by_steps(calendar: Calendar, start: int, n: int) -> int | None:
    """The same count, a day at a time, and giving up at the first day that the calendar does not know."""
    step = 1 if n > 0 else -1
    while n:
        start += step
        works = calendar.is_working_day(start)
        if works is None:
            return None
        n -= step * works
    return start


@given(calendars(), NEAR_TEST_RANGE, FEW)
def test_counting_agrees_with_counting_by_steps(calendar: Calendar, start: int, n: int) -> None:
    """Also at the ends of the range: None exactly where a day outside it would have to be looked at."""
    assert calendar.add_working_days(start, n) == by_steps(calendar, start, n)


def test_counting_agrees_with_counting_by_steps_all_over_two_weeks() -> None:
    """Every start and every count, so that no edge of the range is left to chance."""
    for start in range(TWO_WEEKS.first - 4, TWO_WEEKS.last + 5):
        for n in range(-16, 17):
            assert TWO_WEEKS.add_working_days(start, n) == by_steps(TWO_WEEKS, start, n), (start, n)


@given(IN_ENGLAND, COUNTS)
def test_counting_back_undoes_counting_forward(start: int, n: int) -> None:
    """From a working day, so many days on and as many back is the same day."""
    end = ENGLAND.add_working_days(start, n)

    if end is not None and ENGLAND.is_working_day(start):
        assert ENGLAND.add_working_days(end, -n) == start


@given(IN_ENGLAND, st.integers(0, 400))
def test_the_nth_working_day_is_n_working_days_later(start: int, n: int) -> None:
    """`working_days_between` counts what `add_working_days` passed."""
    end = ENGLAND.add_working_days(start, n)

    if end is not None:
        assert ENGLAND.working_days_between(start, end) == n
        assert ENGLAND.working_days_between(end, start) == -n


def by_looking(calendar: Calendar, a: int, b: int) -> int | None:
    """How many of the days after the earlier up to the later are working days; None if the calendar misses one."""
    each = [calendar.is_working_day(d) for d in range(min(a, b) + 1, max(a, b) + 1)]
    return None if None in each else sum(map(bool, each)) * (1 if a <= b else -1)


@given(calendars(), NEAR_TEST_RANGE, NEAR_TEST_RANGE)
def test_working_days_between_agree_with_looking_at_each(calendar: Calendar, a: int, b: int) -> None:
    """The working days after the earlier up to and including the later; None where one of them is not known."""
    assert calendar.working_days_between(a, b) == by_looking(calendar, a, b)


def test_working_days_between_agree_with_looking_at_each_all_over_two_weeks() -> None:
    """Every pair of days, so that no edge of the range is left to chance."""
    days = range(TWO_WEEKS.first - 4, TWO_WEEKS.last + 5)
    for a, b in product(days, days):
        assert TWO_WEEKS.working_days_between(a, b) == by_looking(TWO_WEEKS, a, b), (a, b)


@given(calendars(), NEAR_TEST_RANGE, NEAR_TEST_RANGE, FEW)
def test_a_later_start_never_gives_an_earlier_deadline(calendar: Calendar, a: int, b: int, n: int) -> None:
    """So the ends of a range give the range of deadlines."""
    ends = [calendar.add_working_days(start, n) for start in sorted((a, b))]

    if None not in ends:
        assert ends == sorted(end for end in ends if end is not None)


def test_past_the_range_the_answer_is_unknown() -> None:
    """Never "no holidays"; the last days of the range are still known."""
    assert ENGLAND.is_working_day(ENGLAND.last) is True
    assert ENGLAND.is_working_day(ENGLAND.last + 1) is None
    assert ENGLAND.is_working_day(ENGLAND.first - 1) is None
    assert ENGLAND.is_holiday(ENGLAND.last + 1) is None
    assert ENGLAND.is_holiday(ENGLAND.first) is True
    assert ENGLAND.add_working_days(ENGLAND.last - 1, 1) == ENGLAND.last
    assert ENGLAND.add_working_days(ENGLAND.last - 1, 2) is None
    assert ENGLAND.add_working_days(ENGLAND.first - 2, 1) is None
    assert ENGLAND.working_days_between(ENGLAND.last - 1, ENGLAND.last + 1) is None


def test_what_has_not_come_is_no_day_to_count_to() -> None:
    """A deadline from a day that has not come has not come either; how many days until then is unknown."""
    assert ENGLAND.add_working_days(NOT_YET, 15) == ENGLAND.add_working_days(NOT_YET, 0) == NOT_YET
    assert ENGLAND.is_working_day(NOT_YET) is None
    assert ENGLAND.working_days_between(day("2025-03-03"), NOT_YET) is None
    assert ENGLAND.working_days_between(NOT_YET, NOT_YET) is None


# Names


def test_every_calendar_bears_the_name_of_its_file() -> None:
    """And is read once."""
    for name in calendar_names():
        assert load_calendar(name).name == name
        assert load_calendar(name) is load_calendar(name)


@pytest.mark.parametrize("name", ["", "Englnd", "scotland", "../days", "england.json"])
def test_an_unknown_calendar_is_refused_with_what_there_is(name: str) -> None:
    """The message is a sentence, not the quoted key of a dictionary."""
    with pytest.raises(UnknownCalendar) as caught:
        load_calendar(name)

    assert isinstance(caught.value, KeyError)
    assert str(caught.value).startswith(f"there is no calendar `{name}`: ")
    assert "england" in str(caught.value)


def test_the_nearest_name_is_offered_only_if_it_is_near() -> None:
    """Else the names there are."""
    assert UnknownCalendar("Englnd", ("england", "wales")).nearest == "england"
    assert str(UnknownCalendar("Englnd", ("england", "wales"))).endswith("did you mean `england`?")
    assert UnknownCalendar("xyz", ("england", "wales")).nearest is None
    assert str(UnknownCalendar("xyz", ("england", "wales"))).endswith("there is england, wales")
