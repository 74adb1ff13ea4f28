"""The report says what the tables say, is bounded, needs nothing from elsewhere, and shows what a record says without doing it."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from hsb_policy.engine.audit.auditing import audit
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.reporting.audit.forms import Forms
from hsb_policy.reporting.audit.report_rows import SHOWN, UNTOLD
from tests.unit.engine.audit.small import case, policy, read_csv, write_cases


class _Seen(HTMLParser):
    """The tags of a page with their attributes, and the text of its cells, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self._in_cell = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def report(folder: Path, cases: list[dict[str, Any]], wanted: Wanted | None = None) -> tuple[str, Path]:
    """The page of an audit, and the folder with its tables."""
    out = folder / "out"
    out.mkdir()
    with (
        open_source(write_cases(folder / "cases", cases), policy().compiled.schema) as source,
        Forms(out, ("html", "csv")) as forms,
    ):
        forms.finish(audit(policy(), source, forms, run="run-test", wanted=wanted or Wanted()))
    return (out / "report.html").read_text(encoding="utf-8"), out


def seen(page: str) -> _Seen:
    """The page taken apart."""
    parser = _Seen()
    parser.feed(page)
    return parser


MIXED = [
    *(case(f"N{n}") for n in range(7)),
    *(case(f"L{n}", made="2025-04-01") for n in range(5)),
    *(case(f"M{n}", made="2025-03-05") for n in range(3)),
    *(case(f"U{n}", on=None) for n in range(4)),
    case("C1", children=[{"id": "C1"}]),
]


def test_the_totals_are_those_of_the_tables(tmp_path: Path) -> None:
    """What the cards say is what can be counted in the tables of findings and of rules."""
    page, out = report(tmp_path, MIXED)
    cards = dict(re.findall(r'class="number">([\d,%]+)</span> <span class="what">([^<]+)<', page))
    by_name = {name: number for number, name in cards.items()}
    findings, rules = read_csv(out / "findings.csv"), read_csv(out / "rules_run.csv")

    assert by_name["Breaches"] == str(sum(row["severity"] == "breach" for row in findings)) == "9"
    assert by_name["Met late"] == str(sum(row["status"] == "met_late" for row in findings)) == "5"
    assert by_name["Cannot be told"] == str(sum(int(rule["cannot_tell"]) for rule in rules)) == "4"
    share = [sum(int(rule[status]) for rule in rules) for status in ("met", "met_late", "not_met")]
    assert by_name["Met in time"] == f"{100 * share[0] // sum(share)}%"


def test_each_rule_has_its_counts(tmp_path: Path) -> None:
    """The line of a rule has the numbers of the table of rules."""
    page, out = report(tmp_path, MIXED)
    lines: dict[str, list[str]] = {}
    for row in seen(page).rows:  # the table of rules comes before the others that name them
        if len(row) == 7:
            lines.setdefault(row[0].split(" breach")[0].strip(), row[1:])

    for rule in read_csv(out / "rules_run.csv"):
        if rule["label"] in lines:
            counts = [rule[status] for status in ("not_met", "failed", "met_late", "departed", "cannot_tell")]
            assert lines[rule["label"]][:5] == counts
    assert lines["A referral within ten days"] == ["8", "0", "5", "0", "4", "18%"]


def test_months_authorities_and_days_late_add_up(tmp_path: Path) -> None:
    """The lines by month and by authority come to the same as the rules; so do the ranges of days late."""
    page, out = report(tmp_path, MIXED)
    rows = seen(page).rows
    not_met = sum(int(rule["not_met"]) for rule in read_csv(out / "rules_run.csv"))
    heads = [at for at, row in enumerate(rows) if row[:2] in (["Month", "Not met"], ["Authority", "Not met"])]

    assert len(heads) == 2
    for head in heads:
        lines = [row for row in rows[head + 1 :] if len(row) == 7]
        ends = next((at for at, row in enumerate(rows[head + 1 :]) if len(row) != 7 or row[1] == "Not met"), len(lines))
        assert sum(int(row[1]) for row in rows[head + 1 : head + 1 + ends]) == not_met
    [late] = [row for row in rows if row[0] == "Met late" and len(row) == 9]
    assert sum(map(int, late[1:])) == 5


def test_a_page_is_bounded_and_says_where_the_rest_is(tmp_path: Path) -> None:
    """The first findings of a rule are on the page, and so many that cannot be told; the rest are counted, and their file is named."""
    many = [case(f"N{n:03}", on=None if n % 2 else "2025-03-01") for n in range(300)]

    page, _ = report(tmp_path, many, Wanted(cap=100))

    shown = [attributes["data-status"] for _, attributes in seen(page).tags if attributes.get("class") == "finding"]
    assert shown.count("not_met") == SHOWN
    assert shown.count("cannot_tell") == UNTOLD
    assert "30 of 250 findings; 50 more that cannot be told are counted only; the rest are in findings.csv" in page


def test_a_page_refers_to_nothing_elsewhere(tmp_path: Path) -> None:
    """Links stay within the page; it loads nothing; and a browser is told to refuse whatever would."""
    page, _ = report(tmp_path, MIXED)
    tags = seen(page).tags
    refers = [
        value for _, attributes in tags for name, value in attributes.items() if name in ("src", "href", "action")
    ]

    assert {str(value)[0] for value in refers} == {"#"}
    assert not {"img", "link", "iframe", "object", "embed", "base"} & {tag for tag, _ in tags}
    assert "url(" not in page
    assert "@import" not in page
    [policy_of_page] = [a["content"] for tag, a in tags if tag == "meta" and a.get("http-equiv")]
    assert str(policy_of_page).startswith("default-src 'none'; style-src 'sha256-")


def test_what_a_record_says_is_shown_and_never_done(tmp_path: Path) -> None:
    """Ids with tags and quotation marks are text on the page."""
    evil = "\"><script>alert('x')</script>"

    page, _ = report(tmp_path, [case(evil), {"case_id": f"{evil}2"}])

    assert sum(tag == "script" for tag, _ in seen(page).tags) == 1
    assert "<script>alert" not in page
    assert [row[0] for row in seen(page).rows if row and row[0] == evil]


def test_nothing_found_is_said(tmp_path: Path) -> None:
    """An audit without a finding has a whole page that says so."""
    page, _ = report(tmp_path, [case(made="2025-03-05")])

    assert "Nothing was found." in page
    assert "There are none." in page
    assert "Nothing that has a last day was late." in page
