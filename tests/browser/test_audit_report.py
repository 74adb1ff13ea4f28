"""The report of an audit in a real browser: it opens from a file, asks for nothing else, filters, prints, and can be read by all."""

import os
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from hsb_policy.engine.audit.auditing import audit
from hsb_policy.engine.audit.wanted import Wanted
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.reporting.audit.forms import Forms
from tests.unit.engine.audit.small import case, policy, write_cases

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium"),
    pytest.mark.xdist_group("browser"),
]

SCRIPT = "<script>document.title = 'broken'</script>"


def _cases() -> list[dict[str, Any]]:
    moved = [{"id": "C1", "residences": [{"authority": "staffs", "from": "2020-01-01"}]}]
    unwritten = [{"id": "I1", "child": "C1", "on": "2025-02-01", "written": False}]
    late = [case(f"L{n:02}", made="2025-04-01") for n in range(40)]
    return [
        case("A1"),
        case("A2", children=moved),
        case("A3", incidents=unwritten),
        case("A4", on=None),
        case(f"{SCRIPT}&"),
        *late,
        {"case_id": SCRIPT},
    ]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a report, in a folder of its own."""
    folder = tmp_path_factory.mktemp("report")
    out = folder / "out"
    out.mkdir()
    with (
        open_source(write_cases(folder / "cases", _cases()), policy().compiled.schema) as source,
        Forms(out, ("html",)) as forms,
    ):
        forms.finish(audit(policy(), source, forms, run="run-test", wanted=Wanted()))
    return (out / "report.html").as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window; its own walls against pages cannot be had as root."""
    with sync_playwright() as playwright:
        walls = ["--no-sandbox"] if os.geteuid() == 0 else []
        begun = playwright.chromium.launch(executable_path=CHROMIUM, args=[*walls, "--disable-gpu", "--disable-quic"])
        yield begun
        begun.close()


@pytest.fixture
def page(browser: Browser, report: str) -> Iterator[Page]:
    """The report, opened offline; whatever it asks for or complains of fails the test."""
    context = browser.new_context(offline=True)
    opened = context.new_page()
    asked: list[str] = []
    complained: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: complained.append(message.text))
    opened.on("pageerror", lambda error: complained.append(str(error)))
    opened.goto(report)
    yield opened
    context.close()
    assert asked == [report]
    assert complained == []


def shown(page: Page) -> list[str]:
    """The cases whose findings can be seen, in their order."""
    return page.locator("tbody.finding:visible > tr:first-child > th").all_inner_texts()


def test_it_opens_from_a_file_and_asks_for_nothing(page: Page) -> None:
    """No request but for the file itself, and no complaint in the console; what a case id says is shown, never done."""
    assert page.title().startswith("Audit of cases")
    assert f"{SCRIPT}&" in shown(page)


def test_the_filter_shows_what_is_asked_for(page: Page) -> None:
    """By severity, by how it stands, by authority, by rule and by id, together; and how many are shown is told."""
    everything = shown(page)

    page.get_by_label("Severity").select_option("breach")
    assert set(shown(page)) == {"A1", "A2", "A3", f"{SCRIPT}&"}
    page.locator("select[name=authority]").select_option("staffs")
    assert set(shown(page)) == {"A2"}
    assert page.locator("form.filter output").inner_text() == f"{len(shown(page))} of {len(everything)} findings shown"
    page.get_by_label("Severity").select_option("")
    page.locator("select[name=authority]").select_option("")
    page.get_by_label("Case or record id").fill("l0")
    assert set(shown(page)) == {f"L{n:02}" for n in range(10)}
    page.get_by_label("Case or record id").fill("nobody")
    assert shown(page) == []
    assert page.locator("section.rule:visible").count() == 0


def test_show_all_shows_all_again(page: Page) -> None:
    """The button takes every filter away."""
    everything = shown(page)
    page.get_by_label("How it stands").select_option("cannot_tell")
    assert shown(page) == ["A4"]

    page.get_by_role("button", name="Show all").click()

    page.wait_for_function("document.querySelectorAll('tbody.finding[hidden]').length === 0")
    assert shown(page) == everything


def test_without_scripts_everything_is_there(browser: Browser, report: str, page: Page) -> None:
    """Where scripts are switched off, all findings are shown, and no filter that would do nothing."""
    context = browser.new_context(java_script_enabled=False, offline=True)
    plain = context.new_page()
    plain.goto(report)

    assert shown(plain) == shown(page)
    assert plain.locator("form.filter:visible").count() == 0
    context.close()


def test_on_paper_there_are_no_controls(page: Page) -> None:
    """What cannot be used on paper is not printed; what the filter leaves out is not printed either."""
    page.get_by_label("Severity").select_option("breach")
    page.emulate_media(media="print")

    assert set(shown(page)) == {"A1", "A2", "A3", f"{SCRIPT}&"}
    assert page.locator("form.filter:visible, nav.contents:visible").count() == 0
    assert len(page.pdf(format="A4")) > 10_000


def test_it_can_be_read_by_all(page: Page) -> None:
    """A language, headings without gaps, headings of tables with their scope, a label on each control, a title on each plot."""
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "found => found.map(one => Number(one.tagName[1]))")
    unscoped = page.locator("th:not([scope])").count()
    unlabelled = page.eval_on_selector_all("input, select", "found => found.filter(one => !one.labels.length).length")
    untitled = page.eval_on_selector_all("svg", "found => found.filter(one => !one.querySelector('title')).length")
    untold = page.eval_on_selector_all(
        "table", "found => found.filter(one => !one.caption && !one.closest('details')).length"
    )
    targets = page.eval_on_selector_all(
        "a[href^='#']", "found => found.filter(one => !document.getElementById(one.hash.slice(1))).length"
    )
    twice = page.eval_on_selector_all("[id]", "found => found.length - new Set(found.map(one => one.id)).size")

    assert page.locator("html").get_attribute("lang") == "en-GB"
    assert levels[0] == 1
    assert [after for before, after in pairwise(levels) if after > before + 1] == []
    assert (unscoped, unlabelled, untitled, untold, targets, twice) == (0, 0, 0, 0, 0, 0)


def test_words_can_be_told_from_their_ground(page: Page) -> None:
    """Each colour of a text has a contrast of 4.5 to 1 with what is behind it."""
    poor = page.evaluate(Path(__file__).with_name("contrast.js").read_text(encoding="utf-8"))

    assert poor == []
