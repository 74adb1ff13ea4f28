"""Floor 4, audit: plots as plain shapes with their places, for a template to draw as SVG. Each plot has its numbers in a table too."""

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

# Days late in ranges that people use: within a week, a fortnight, a month, …
RANGES: Final = (
    ("1 to 7", 7),
    ("8 to 14", 14),
    ("15 to 30", 30),
    ("31 to 60", 60),
    ("61 to 90", 90),
    ("91 to 180", 180),
    ("181 to 365", 365),
    ("over 365", None),
)


@frozen
class Bar:
    """A bar: its place, its kind (which gives the colour), and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    says: str


@frozen
class Label:
    """A word in a plot."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@frozen
class Plot:
    """A plot: its size, bars, words, and the heights of the lines behind the bars."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    lines: tuple[float, ...]
    left: float
    base: float


def in_ranges(days: Mapping[int, int]) -> list[int]:
    """How many of these days late fall in each of the ranges.

    >>> in_ranges({3: 2, 8: 1, 400: 5})
    [2, 1, 0, 0, 0, 0, 0, 5]
    """
    counts = [0] * len(RANGES)
    for late, number in days.items():
        counts[next(at for at, (_, last) in enumerate(RANGES) if last is None or late <= last)] += number
    return counts


def quantile(days: Mapping[int, int], hundredths: int) -> int:
    """The number of days that so many of a hundred do not exceed.

    >>> quantile({1: 1, 2: 1, 30: 1}, 50), quantile({1: 1, 2: 1, 30: 1}, 90)
    (2, 30)
    """
    rank, seen = -(-sum(days.values()) * hundredths // 100), 0
    for late in sorted(days):
        seen += days[late]
        if seen >= rank:
            return late
    return 0


def columns(names: Sequence[str], series: Mapping[str, Sequence[int]], words: Mapping[str, str]) -> Plot:
    """Columns side by side, each a pile of the series, by kind; `words` says what a kind is."""
    width, height, left, top, bottom = 760.0, 240.0, 48.0, 18.0, 40.0
    totals = [sum(values[at] for values in series.values()) for at in range(len(names))]
    steps = nice_steps(max(totals, default=0))
    most, base = steps[-1], height - bottom
    scale = (base - top) / most
    step = (width - left) / max(len(names), 1)
    bars: list[Bar] = []
    labels = [Label(left - 6, base - value * scale + 4, f"{value:,}", "end") for value in steps]
    every = -(-len(names) // 16)  # so that the words below do not run into each other
    for at, name in enumerate(names):
        x, y = left + step * (at + 0.14), base
        for kind, values in series.items():
            if values[at]:
                tall = values[at] * scale
                y -= tall
                bars.append(Bar(_r(x), _r(y), _r(step * 0.72), _r(tall), kind, f"{name}: {values[at]:,} {words[kind]}"))
        if totals[at] and len(names) <= 16:
            labels.append(Label(_r(x + step * 0.36), _r(y - 4), f"{totals[at]:,}"))
        if at % every == 0:
            labels.append(Label(_r(x + step * 0.36), base + 18, name))
    lines = tuple(_r(base - value * scale) for value in steps)
    return Plot(width, height, tuple(bars), tuple(_rounded(one) for one in labels), lines, left, base)


def spark(counts: Sequence[int]) -> Plot:
    """A small plot without words: the shape of a distribution in a line of a table."""
    width, height = 120.0, 24.0
    most, step = max([*counts, 1]), width / max(len(counts), 1)
    bars = [
        Bar(_r(at * step + 1), _r(height - tall), _r(step - 2), _r(tall), "not_met", "")
        for at, number in enumerate(counts)
        if (tall := number * (height - 2) / most)
    ]
    return Plot(width, height, tuple(bars), (), (), 0, height)


def nice_steps(most: int) -> list[int]:
    """Round numbers from 0 to at least the largest, for the lines behind the bars.

    >>> nice_steps(37), nice_steps(0), nice_steps(5)
    ([0, 10, 20, 30, 40], [0, 1], [0, 2, 4, 6])
    """
    most, size = max(most, 1), 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if 4 * step >= most:
                return list(range(0, -(-most // step) * step + 1, step))
        size *= 10


def _r(number: float) -> float:
    return round(number, 1)


def _rounded(label: Label) -> Label:
    return Label(_r(label.x), _r(label.y), label.text, label.anchor)
