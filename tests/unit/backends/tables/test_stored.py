"""Whatever stands in a cell is had again as it is, however it is kept in a laid-down table."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hsb_policy.backends.tables.cells import quoted_name
from hsb_policy.backends.tables.connect import connect
from hsb_policy.backends.tables.laid_down import LaidTable
from hsb_policy.backends.tables.stored import (
    OTHER_TEXTS,
    YES_NO_WORDS,
    AsDay,
    AsText,
    AsWord,
    Stored,
    kept_of,
    others_of,
)
from hsb_policy.values.days import parse_partial

COLUMNS: dict[str, Stored] = {
    "yes": AsWord(YES_NO_WORDS),
    "word": AsWord(("unknown", "a;b", "it's")),
    "day": AsDay(),
    "text": AsText(),
}
DAYS = st.dates().map(str)
CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["unknown", "true", "TRUE", "tRUE", "it's", "a;b", "a", "0001-05-06", "0000", "0002", "12024-1-11"]
    ),
    st.sampled_from(["2024-02-30", "2024-1-005", " 2024-1-5", "2024/01/05", "2024-01-05 (BC)", "infinity", "epoch"]),
    DAYS,
    DAYS.map(lambda day: day[:7]),
    DAYS.map(lambda day: day[:4]),
    DAYS.map(lambda day: f"{day}T10:00"),
    st.text(min_size=1, max_size=12),
    st.from_regex(r"[0-9]{3,5}([-/ ][0-9]{1,3}){0,2} ?", fullmatch=True),
)


def _kept(rows: list[list[str | None]]) -> tuple[list[list[str | None]], list[int | None]]:
    """What a table gives again of rows of cells, and what was kept of the days."""
    names = list(COLUMNS)
    kept = ", ".join(
        f"{kept_of(how, quoted_name(name))} AS {quoted_name(f'kept {name}')}" for name, how in COLUMNS.items()
    )
    others = others_of({name: (quoted_name(name), quoted_name(f"kept {name}")) for name in names})
    chosen = ", ".join(f"{quoted_name(f'kept {name}')} AS {quoted_name(name)}" for name in names)
    with connect() as connection:
        connection.execute(f"CREATE TABLE cells ({', '.join(f'{quoted_name(name)} VARCHAR' for name in names)})")
        connection.executemany("INSERT INTO cells VALUES (?, ?, ?, ?)", rows)
        connection.execute(
            f"CREATE TABLE laid AS SELECT {chosen}, {others} AS {quoted_name(OTHER_TEXTS)} FROM (SELECT *, {kept} FROM cells)"
        )
        laid = LaidTable("laid", "laid", COLUMNS, others=True)
        again = connection.execute(f"SELECT {', '.join(map(laid.text, names))} FROM laid").fetchall()
        days = connection.execute('SELECT "day" FROM laid').fetchall()
    return [list(row) for row in again], [day for (day,) in days]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=6))
def test_every_text_is_had_again(rows: list[list[str | None]]) -> None:
    """Words, days, parts of days, and whatever else: no text is lost and none becomes another."""
    again, days = _kept(rows)

    assert again == rows
    at = list(COLUMNS).index("day")
    for row, number in zip(rows, days, strict=True):
        text = row[at]
        if number is not None and text != "unknown":
            assert text is not None
            assert number // 4 == parse_partial(text)[0]


def test_days_and_their_parts_are_kept_as_numbers() -> None:
    """A day, a month and a year are told apart, and from a day that is not known."""
    rows: list[list[str | None]] = [
        [None, None, day, None] for day in ("2024-02-29", "2024-02", "2024", "unknown", None)
    ]

    first, month, year = parse_partial("2024-02-29")[0], parse_partial("2024-02")[0], parse_partial("2024")[0]
    assert _kept(rows)[1] == [4 * first, 4 * month + 1, 4 * year + 2, 3, None]
