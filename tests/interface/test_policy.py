"""A policy as those use it who embed it: loaded once, asked what can be chosen, given to many threads."""

import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs.exceptions import FrozenInstanceError

from hsb_policy import (
    CaseError,
    HsbPolicyError,
    Interpretation,
    PolicyLoadError,
    ReadingError,
    __version__,
    check,
    load,
    to_document,
    to_json,
)
from hsb_policy.engine import cache
from tests.house.checkout import ROOT

CASES = sorted((ROOT / "examples" / "cases").glob("*.json"))
PACK = ROOT / "examples" / "packs" / "local_timescales"
POLICY = load("hsb")
READINGS: list[dict[str, Any]] = [
    {},
    {"red_referral": "should"},
    {"under13_trigger": "established", "age_at": "today"},
]
SMALL = """policy p "P"
    statements S001 to S001
party keeper "the keeper"
record Child in children as child
    .id text
    .glad yes/no
duty act "Act"
    cites S001
    for each child in children
    when child.glad
    keeper must "act for {child}"
    met when not child.glad
"""


def chosen(name: str) -> Interpretation:
    """An interpretation of the bundled policy."""
    return next(i for i in POLICY.interpretations if i.name == name)


# ---- threads --------------------------------------------------------------------------------------------------------


def test_eight_threads_decide_as_one() -> None:
    """One policy, eight threads, different cases and readings at once: each decision as it is when decided alone."""
    policies = [POLICY.with_readings(readings) for readings in READINGS]
    work = [(policy, case) for case in CASES for policy in policies] * 4
    alone = [to_json(policy.decide(case)) for policy, case in work[: len(work) // 4]] * 4

    with ThreadPoolExecutor(max_workers=8) as threads:
        together = list(threads.map(lambda job: to_json(job[0].decide(job[1])), work))

    assert together == alone
    assert len(set(alone)) == len(alone) // 4  # cases and readings do differ


def test_eight_threads_ask_for_statuses_as_one() -> None:
    """The functions that are written on first use are written for all threads that ask at once, and give what they give alone."""
    one, other = ([POLICY.with_readings(readings) for readings in READINGS[:2]] for _ in range(2))
    alone = [policy.statuses(case) for case in CASES for policy in one]
    work = [(policy, case) for case in CASES for policy in other]  # for these, nothing is written yet

    with ThreadPoolExecutor(max_workers=8) as threads:
        together = list(threads.map(lambda job: job[0].statuses(job[1]), work))

    assert together == alone


def test_threads_may_load_at_once_when_nothing_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight threads load two policies with an empty cache: each gets the one that it asked for, whole."""
    monkeypatch.setenv(cache.PLACE, str(tmp_path / "cache"))
    monkeypatch.delenv(cache.OFF, raising=False)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "p.policy").write_text(SMALL.replace('"P"', f'"{name}"'), encoding="utf-8")
    case = {"case_id": "A", "as_at": "2025-03-20", "children": [{"id": "C1", "glad": True}]}

    def loaded(name: str) -> tuple[str, str]:
        policy = load(tmp_path / name)
        return policy.title, policy.decide(case).outcomes[0].status

    names = ["one", "two"] * 8
    with ThreadPoolExecutor(max_workers=8) as threads:
        assert list(threads.map(loaded, names)) == [(name, "outstanding") for name in names]


def test_a_policy_never_changes() -> None:
    """Another reading is another policy; what was loaded stays as it was, and takes no new values."""
    other = POLICY.with_readings({"red_referral": "should"})

    assert chosen("red_referral").reading == "judgement"
    assert {i.name: i.reading for i in other.interpretations}["red_referral"] == "should"
    assert (other.digest, other.name) == (POLICY.digest, POLICY.name)
    with pytest.raises(FrozenInstanceError):
        POLICY.readings = other.readings  # type: ignore[misc]  # what the test is about


# ---- cases ----------------------------------------------------------------------------------------------------------


def test_a_case_comes_from_a_mapping_a_text_or_a_file() -> None:
    """The same case in each form is the same case, to the digest."""
    path = CASES[0]
    text = path.read_text(encoding="utf-8")

    read = [POLICY.case(form) for form in (path, text, text.encode(), POLICY.case(path).source)]

    assert len({case.digest for case in read}) == 1
    assert len({to_json(POLICY.decide(case)) for case in read}) == 1


def test_a_case_that_was_read_is_judged_on_the_day_given() -> None:
    """`as_at` goes before the case's own day, also where the case was read before."""
    case = POLICY.case(CASES[0])

    assert POLICY.decide(case, as_at="2031-01-01").as_at == "2031-01-01"
    assert to_json(POLICY.decide(case, as_at="2031-01-01")) == to_json(POLICY.decide(CASES[0], as_at="2031-01-01"))


def test_a_day_may_be_given_as_a_date() -> None:
    """A date, or the day of a moment, is the same as its text; the day of a case is a number that gives the date again."""
    case = POLICY.case(CASES[0], as_at="2025-07-01")

    for day in (date(2025, 7, 1), datetime(2025, 7, 1, 23, 30)):
        assert POLICY.case(CASES[0], as_at=day).as_at == case.as_at
        assert to_json(POLICY.decide(case, as_at=day)) == to_json(POLICY.decide(case))
    assert date.fromordinal(case.as_at) == date(2025, 7, 1)


def test_a_decision_names_the_library_that_made_it() -> None:
    """Beside the policy: the same input gives the same bytes from one version."""
    document = to_document(POLICY.decide(CASES[0]))

    assert list(document)[:3] == ["format", "policy", "library"]
    assert document["library"] == {"name": "hsb-policy", "version": __version__}


def test_a_case_that_another_policy_read_is_read_again(tmp_path: Path) -> None:
    """A case is what the vocabulary says it is: given to another policy, it follows that one's, or is refused in words."""
    (tmp_path / "p.policy").write_text(SMALL, encoding="utf-8")
    ours = load(tmp_path)
    glad = ours.case(
        {"case_id": "A", "as_at": "2025-03-20", "children": [{"id": "C1", "glad": True}]}, as_at="2025-03-21"
    )

    assert load(tmp_path).decide(glad).as_at == "2025-03-21"
    with pytest.raises(CaseError, match=r"children\[0\]\.glad: error HSB-D520"):
        POLICY.decide(glad)


# ---- what can be chosen ---------------------------------------------------------------------------------------------


def test_an_interpretation_says_what_can_be_chosen() -> None:
    """The question, its A-id, the readings with their words, the default, what narrows a must, and that nobody has approved it."""
    trigger = chosen("under13_trigger")

    assert trigger.ids == ("A03",)
    assert trigger.statements == ("S019",)
    assert trigger.takes == "reading"
    assert set(trigger.readings) == {"suspected_or_alleged", "established"}
    assert (trigger.default, trigger.reading) == ("suspected_or_alleged", "suspected_or_alleged")
    assert trigger.narrows == {"established": ("S019",)}
    assert not trigger.is_approved


def test_what_takes_no_words_says_what_it_takes() -> None:
    """Numbers with their unit, lists, dates, hours, yes or no; None where nothing is set; what is fixed cannot be chosen."""
    assert (chosen("similar_age_max_months").takes, chosen("similar_age_max_months").default) == (
        "number of months",
        None,
    )
    assert chosen("current_residence").fixed is not None
    assert {i.takes for i in POLICY.interpretations} >= {"reading", "yes/no", "number of months", "hours", "text"}


def test_the_readings_shown_can_be_chosen_again() -> None:
    """What an interpretation shows as its reading is taken as it is, single rules that are read in their own way too."""
    first = POLICY.with_readings({"age_at.programme": "today", "red_referral": "should", "similar_age_max_months": 24})
    shown = {i.name: i.reading for i in first.interpretations if i.fixed is None and i.reading is not None}
    case = POLICY.case(CASES[0])

    again = POLICY.with_readings(shown)

    assert again.readings.values == first.readings.values
    assert again.decide(case).outcomes == first.decide(case).outcomes
    assert shown["age_at"] == {
        "": "at_behaviour",
        "nspcc_criteria": "at_referral",
        "programme": "today",
    }


def test_the_packs_of_a_policy_are_told() -> None:
    """The packs that come with the library are known; one of your own once it is added, with its title and its policy."""
    (pack,) = [p for p in load("hsb", packs=[PACK]).packs if p.added]

    assert (pack.name, pack.title, pack.policy) == ("local_timescales", "Local timescales (an example)", "hsb")
    assert [(p.name, p.added) for p in POLICY.packs] == [("working_together", False)]


def test_what_is_shown_of_a_policy_and_a_case_may_be_logged() -> None:
    """A policy shows its name and digest; a case its id, its day and its digest, and nothing of what it says."""
    case = POLICY.case(ROOT / "examples" / "cases" / "year_of_birth_only.json")

    assert repr(POLICY) == f"Policy('hsb', digest='{POLICY.digest}')"
    assert "E04" in repr(case)
    assert not {"2012", "H1", "stoke_on_trent"} & set(re.findall(r"\w+", repr(case)))


# ---- faults ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A policy in a folder, with a misspelt field on its tenth line."""
    (tmp_path / "p.policy").write_text(SMALL.replace("when child.glad", "when child.gald"), encoding="utf-8")
    return tmp_path


def test_check_tells_and_never_raises(faulty: Path) -> None:
    """A mistake is told with its place and cure; so are a folder that is empty, and one that is not there."""
    found = check(faulty)

    assert found.has_errors
    assert "p.policy:10" in found.as_text()
    assert "did you mean" in found.as_text()
    (faulty / "empty").mkdir()
    assert [d.code for d in check(faulty / "empty").items] == ["HSB-D580"]
    assert [d.code for d in check(faulty / "not there").items] == ["HSB-D580"]
    assert [d.code for d in check("hsb", packs=["not there"]).items] == ["HSB-D580"]


def test_check_includes_packs() -> None:
    """A pack is checked with the policy that it is for."""
    assert not check("hsb", packs=[PACK]).has_errors


def test_loading_raises_one_exception_with_all_that_is_wrong(faulty: Path) -> None:
    """The exception has the diagnostics and the texts; as a text it has a line for each mistake, with file, line and code."""
    with pytest.raises(PolicyLoadError) as caught:
        load(faulty)

    assert str(caught.value).startswith("p.policy:10:16: error HSB-N202: ")
    assert caught.value.as_text() == check(faulty).as_text()
    assert caught.value.diagnostics.items == check(faulty).items


def test_a_faulty_case_raises_without_showing_what_it_says() -> None:
    """The text of the exception has places and codes, and nothing that the case says: it may be logged."""
    secret = {"case_id": "A", "as_at": "2025-03-20", "children": [{"id": "C1", "birth_date": "Jane Doe"}]}

    with pytest.raises(CaseError) as caught:
        POLICY.decide(secret)

    assert str(caught.value).startswith("children[0].birth_date: error HSB-D523: ")
    assert "Jane" not in str(caught.value) + repr(caught.value) + caught.value.as_text()


def test_exceptions_are_one_family_and_travel_between_processes(faulty: Path) -> None:
    """Each is an HsbPolicyError with diagnostics, and comes whole out of a worker process."""
    for kind, wrong in (
        (PolicyLoadError, lambda: load(faulty)),
        (ReadingError, lambda: POLICY.with_readings({"red_referal": "should"})),
        (CaseError, lambda: POLICY.case("[]")),
    ):
        with pytest.raises(HsbPolicyError) as caught:
            wrong()
        came = pickle.loads(pickle.dumps(caught.value))

        assert type(caught.value) is type(came) is kind
        assert str(came) == str(caught.value)
        assert came.diagnostics.items == caught.value.diagnostics.items != ()


def test_the_name_of_a_file_given_as_its_text_is_told() -> None:
    """A text is what a case file says; whoever gives a file's name instead is told to give a path."""
    with pytest.raises(CaseError) as raised:
        load("hsb").decide("cases/of_somebody.json")

    assert "the name of a file" in str(raised.value)
    assert "of_somebody" not in str(raised.value)
    assert raised.value.diagnostics.items[0].help == ("give it as a path: `Path(…)`",)


def test_a_word_that_may_be_a_name_is_not_repeated() -> None:
    """What was written where a code or a field belongs may be somebody's name, though it look like a code: no message has it."""
    written = {"case_id": "A", "as_at": "2025-03-20", "children": [{"id": "C1", "sex": "sarahjones", "Sarah Jones": 1}]}

    with pytest.raises(CaseError) as raised:
        load("hsb").decide(written)

    assert [d.code for d in raised.value.diagnostics.items] == ["HSB-D530", "HSB-D520"]
    assert "arah" not in str(raised.value) + raised.value.as_text()
