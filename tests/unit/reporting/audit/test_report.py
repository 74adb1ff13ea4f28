"""The report says what the tables say, is bounded, needs nothing from elsewhere, and shows what a record says without doing it."""

import json
import re
from html import unescape
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
    out.mkdir(parents=True)
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
    for name, status in (("Met", "met"), ("Not met", "not_met"), ("Not yet done", "outstanding")):
        assert by_name[name] == str(sum(int(rule[status]) for rule in rules))
    assert "%" not in "".join(cards)


def test_each_rule_has_its_counts(tmp_path: Path) -> None:
    """The line of a rule has the numbers of the table of rules."""
    page, out = report(tmp_path, MIXED)
    lines: dict[str, list[str]] = {}
    for row in seen(page).rows:  # the table of rules comes before the others that name them
        if len(row) == 8:
            lines.setdefault(row[0].split(" breach")[0].strip(), row[1:])

    for rule in read_csv(out / "rules_run.csv"):
        if rule["label"] in lines:
            shown = ("not_met", "failed", "met_late", "departed", "cannot_tell", "outstanding")
            assert lines[rule["label"]][:6] == [rule[status] for status in shown]
    assert lines["A referral within ten days"] == ["8", "0", "5", "0", "4", "0", "18%"]


def test_what_is_not_yet_done_is_on_the_page(tmp_path: Path) -> None:
    """A must that can still be done has a line in the table of rules, and findings, of which the page shows the first."""
    page, out = report(tmp_path, [case(f"A{n}") for n in range(9)], Wanted(as_at="2025-03-05"))

    assert (
        '<span class="number">9</span> <span class="what">Not yet done</span> <span class="more">9 of them must' in page
    )
    [line] = [row for row in seen(page).rows if len(row) == 8 and row[0].startswith("A referral within ten days")]
    assert line[6] == "9"
    assert page.count('data-status="outstanding"') == UNTOLD
    assert [row["status"] for row in read_csv(out / "findings.csv")] == ["outstanding"] * 9


def test_a_finding_of_a_case_file_has_the_command_that_explains_it(tmp_path: Path) -> None:
    """From the page to the file: the command is ready, with what it concerns and the day; other sources have a place alone."""
    source, out = tmp_path / "cases", tmp_path / "out"
    source.mkdir()
    out.mkdir()
    (source / "a case.json").write_text(json.dumps(case("A1")), encoding="utf-8")
    with open_source(source, policy().compiled.schema) as opened, Forms(out, ("html", "csv")) as forms:
        forms.finish(audit(policy(), opened, forms, run="run-test", wanted=Wanted(as_at="2025-06-29")))

    told = unescape((out / "report.html").read_text(encoding="utf-8"))
    about = "--about child=C1 --about incident=I1"
    assert f"hsb-policy explain 'a case.json' referred {about} --as-at=2025-06-29" in told
    assert {row["place"] for row in read_csv(out / "findings.csv")} == {"a case.json"}
    assert "hsb-policy explain" not in report(tmp_path / "other", [case("A1")])[0]


def test_one_id_twice_and_files_passed_over_are_told_first(tmp_path: Path) -> None:
    """Which of two records is the right one nobody here knows: the ids are named before anything else."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "notes.txt").touch()
    (tmp_path / "cases" / ".hidden.json").touch()

    page, _ = report(tmp_path, [case("A1"), case("A1")])

    [mind] = re.findall(r'<section class="warning".*?</section>', page, re.DOTALL)
    assert "the earlier was judged: it may be the wrong one (A1)" in mind
    assert "1 file for the ending of its name and 1 hidden file" in mind


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
