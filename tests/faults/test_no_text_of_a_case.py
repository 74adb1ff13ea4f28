"""No text and no name of a case gets out: not in audits and messages; in decisions and explanations only where a fact is named."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

from hsb_policy import CaseError, Policy, load, to_document
from hsb_policy.engine.explanation_document import explanation_document
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.sources.source import Rejected, loaded
from hsb_policy.testing.generator.writing import write_cases
from tests.faults.marked_cases import FAULTS, WORD, marked, with_fault
from tests.faults.trying import Said, here, tried

HSB: Final = load("hsb")
CASE: Final = marked(HSB.compiled.schema)


def _written(folder: Path) -> Iterator[tuple[str, str]]:
    """All that stands in the files of a folder, unpacked, as text."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as packed:
                yield from (
                    (f"{path.name}/{name}", packed.read(name).decode("utf-8", "replace")) for name in packed.namelist()
                )
        elif path.suffix == ".parquet":
            yield path.name, str(duckdb.read_parquet(str(path)).fetchall())
        elif path.is_file():
            yield path.name, path.read_bytes().decode("utf-8", "replace")


def _nothing_said(done: Said) -> None:
    assert done.is_plain
    assert WORD.lower() not in (done.out + done.err).lower()


def test_the_cases_are_marked() -> None:
    """The word stands in many places of the case, and the case is sound: otherwise nothing here would be tried."""
    assert json.dumps(CASE).count(WORD) > 20
    assert HSB.decide(CASE).outcomes


def _places(document: Any, path: str = "") -> Iterator[str]:
    """The keys under which the word stands in a document, without the places in lists."""
    if isinstance(document, dict):
        for key, value in document.items():
            assert WORD not in key
            yield from _places(value, f"{path}.{key}" if path else key)
    elif isinstance(document, list):
        for value in document:
            yield from _places(value, path)
    elif WORD in str(document):
        yield path


def test_a_decision_has_ids_and_codes() -> None:
    """Beside them only who answered a question, and the authority that a conclusion names."""
    document = to_document(HSB.decide(CASE), everything=True)

    assert set(_places(document)) == {"outcomes.value", "outcomes.answers.by_role"}
    named = [o for o in document["outcomes"] if WORD in str(o["value"])]
    assert {o["kind"] for o in named} == {"definition"}
    assert {str(o["value"]).partition(":")[0] for o in named} == {"other"}


def test_explanations_name_texts_as_facts_only() -> None:
    """In the document of an explanation a text of the case is the value of a fact, or of what is concluded from it, and nothing else."""
    decision = HSB.decide(CASE)
    found: set[str] = set()
    for rule in {outcome.rule for outcome in decision.outcomes}:
        found |= set(_places(explanation_document(decision, decision.explain(rule), rule, {})))

    assert found
    assert {path.rpartition(".")[2] for path in found} <= {"value", "by_role"}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each form, with a sound case and cases each with one fault."""
    folder = tmp_path_factory.mktemp("marked")
    cases = [CASE, *({**with_fault(CASE, fault), "case_id": f"F{n}"} for n, fault in enumerate(FAULTS))]
    lines = folder / "lines"
    lines.mkdir()
    broken = json.dumps(CASE)
    (lines / "cases.jsonl").write_text(
        "\n".join([*map(json.dumps, cases), json.dumps(CASE), broken[:-1], broken.replace(WORD, f'{WORD}"', 1)]),
        encoding="utf-8",
    )
    for form in ("csv", "xlsx", "sqlite"):
        write_cases([CASE, {**CASE, "case_id": "M2"}], folder / form, form, HSB.compiled.schema)
    table = folder / "csv" / "children.csv"
    rows = table.read_text(encoding="utf-8").splitlines()
    rows += [
        rows[1].replace("2013-10-05", WORD),
        f"nobody {WORD},{WORD}",
        f'M2,"{WORD}',
        rows[1].replace("C1", WORD, 1),
    ]
    table.write_text("\n".join(rows), encoding="utf-8")
    return folder


@pytest.mark.parametrize("form", ["lines", "csv", "xlsx", "sqlite"])
def test_an_audit_has_none(form: str, sources: Path, tmp_path: Path) -> None:
    """Tables in all forms, the report, the rejected records with their reasons, and what is said meanwhile: ids, days and codes."""
    done = here(
        "audit",
        sources / form,
        "--out",
        tmp_path / "out",
        "--pack",
        "working_together",
        "--all",
        "--jobs",
        "1",
        "--progress",
    )

    _nothing_said(done)
    assert done.status == int(form in ("lines", "csv"))
    assert [name for name, text in _written(tmp_path / "out") if WORD.lower() in text.lower()] == []


def test_an_audit_by_two_processes_has_none(sources: Path, tmp_path: Path) -> None:
    """Nor is anything said by the processes that judge."""
    folder = tmp_path / "cases"
    folder.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        (folder / name).write_bytes((sources / "lines" / "cases.jsonl").read_bytes())
    done = tried("audit", folder, "--out", tmp_path / "out", "--jobs", "2", "--progress")

    _nothing_said(done)
    assert [name for name, text in _written(tmp_path / "out") if WORD.lower() in text.lower()] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_message_about_a_case_has_none(fault: str, tmp_path: Path) -> None:
    """On the screen, in the error object among decisions, and in the text of the exception: path and code."""
    case = with_fault(CASE, fault)
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    commands: list[list[str | Path]] = [
        ["decide", path],
        ["decide", path, path, "--format", "json"],
        ["explain", path, "S019"],
    ]
    for command in commands:
        done = here(*command)
        _nothing_said(done)
        assert done.status == 2

    with pytest.raises(CaseError) as refused:
        HSB.decide(case)
    assert WORD.lower() not in f"{refused.value} {refused.value!r} {refused.value.as_text()}".lower()


@pytest.mark.parametrize(
    "text", ['{{"{0}": "{0}"', '{{"case_id": {0}}}', '{{"a": "{0}\n"}}', '{{"{0}": 1, "{0}": 2}}', '["{0}"]', "{0}"]
)
def test_a_message_about_a_broken_file_has_none(text: str, tmp_path: Path) -> None:
    """Of a file that cannot be read only the line and the column are told."""
    path = tmp_path / "case.json"
    path.write_text(text.format(WORD), encoding="utf-8")

    _nothing_said(here("decide", path))
    _nothing_said(here("explain", path, "S019"))


def test_a_record_says_nothing_of_its_case_where_it_is_printed(sources: Path) -> None:
    """A log that prints what a source gave, or a policy, a case or a decision, has none of their texts."""
    with open_source(sources / "lines", HSB.compiled.schema) as source:
        for record in source.records():
            found = loaded(record, HSB.compiled.schema) if not isinstance(record, Rejected) else record
            assert WORD not in repr(record) + repr(found) + repr(source)
    assert WORD not in repr(HSB.case(CASE)) + repr(HSB)


@pytest.mark.parametrize("command", ["decide", "explain", "audit"])
def test_a_fault_of_ours_says_its_kind_only(command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Even where an exception has words of the case in it."""

    def fails(*_: Any, **__: Any) -> Any:
        raise ValueError(f"what is {WORD}?")

    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE), encoding="utf-8")
    monkeypatch.setattr(Policy, "decide", fails)
    monkeypatch.setattr(Policy, "statuses", fails)
    rest = {
        "decide": (),
        "explain": ("S019",),
        "audit": ("--out", tmp_path / "out", "--jobs", "1", "--all", "--format", "csv"),
    }[command]

    done = here(command, path, *rest)

    assert WORD not in done.out + done.err
    assert "Traceback" not in done.out + done.err
    assert done.status == (0 if command == "audit" else 2)
    assert command == "audit" or "HSB-X901" in done.err
