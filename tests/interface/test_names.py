"""The names of the interface, each with its signature or its members: growth and change are seen and reviewed here."""

import inspect
import re
import subprocess
import sys
from importlib.metadata import version
from importlib.resources import files
from typing import Any, get_args

import attrs
import pytest

import hsb_policy
from hsb_policy.core.status import ORDER

# A function with its signature; an exception with what it carries; a class with its public members in order.
INTERFACE = {
    "Case": "case_id, digest, source",
    "CaseError": "diagnostics, files, as_text(self) -> str",
    "Decision": "policy, edition, digest, packs, case_id, as_at, case_digest, readings, announcements, outcomes, questions, "
    "explain(self, rule: str | Outcome, *, about: Mapping[str, str] | None = None) -> tuple[Explanation, ...]",
    "Diagnostic": "code, message, primary, secondary, help, fix, severity, path",
    "Diagnostics": "items, has_errors",
    "Explanation": "outcome, place, grounds, facts, statements, readings, missing, changes, fulfilled_by, deadline, "
    "overridden_by, gives_way, reserved, consider",
    "ExplanationError": "diagnostics, files, as_text(self) -> str",
    "HsbPolicyError": "diagnostics, files, as_text(self) -> str",
    "Interpretation": "name, label, ids, statements, takes, readings, default, reading, parts, narrows, protects, fixed, "
    "approved_by, is_approved",
    "NextQuestion": "ask, path, judgement, about, asks, rules, settles",
    "Outcome": "rule, label, kind, statements, about, status, force, bearer, severity, action, value, candidates, due, done_on, "
    "missing, possible, overridden_by, interpretations, judgement, asks, consider, answered, points, nearest",
    "Policy": "readings, name, title, edition, digest, packs, interpretations, "
    "with_readings(self, readings: Mapping[str, Any]) -> Policy, "
    "case(self, document: Mapping[str, Any] | str | bytes | Path, *, as_at: str | date | None = None) -> Case, "
    "decide(self, document: Case | Mapping[str, Any] | str | bytes | Path, *, as_at: str | date | None = None) -> Decision, "
    "explain(self, document: Case | Mapping[str, Any] | str | bytes | Path, rule: str, *, "
    "about: Mapping[str, str] | None = None, as_at: str | date | None = None) -> tuple[Explanation, ...], "
    "replay(self, document: Mapping[str, Any] | str | bytes, case: Case | Mapping[str, Any] | str | bytes | Path) -> Decision, "
    "statuses(self, document: Case | Mapping[str, Any] | str | bytes | Path, *, as_at: str | date | None = None) -> list[Standing]",
    "PolicyLoadError": "diagnostics, files, as_text(self) -> str",
    "ReplayError": "diagnostics, files, as_text(self) -> str",
    "ReadingError": "diagnostics, files, as_text(self) -> str",
    "Standing": "rule, about, status, severity, value, due, done_on, overridden_by, branch",
    "check": "(where: str | Path = 'hsb', *, packs: Sequence[str | Path] = ()) -> PolicyCheck",
    "format_source": "(text: str, name: str = '<text>') -> str",
    "load": "(where: str | Path = 'hsb', *, packs: Sequence[str | Path] = (), readings: Mapping[str, Any] | None = None) -> Policy",
    "to_document": "(decision: Decision, *, everything: bool = False) -> dict[str, Any]",
    "to_json": "(decision: Decision, *, everything: bool = False) -> str",
    "Act": "records, on, late",
    "Answer": "by_role, on, answer, id",
    "Change": "input, to, words, status",
    "ChosenReading": "name, cites, reading, is_default, approved",
    "Counting": "number, unit, anchor, words, due, calendar, because",
    "Fact": "path, state, ask",
    "Ground": "input, truth, asked, reasons",
    "MissingFact": "path, state, ask, settles, bears_on, supposed",
    "Neighbour": "rule, label, about, statements",
    "Pack": "name, title, policy, added",
    "PolicyCheck": "items, files, as_text(self) -> str, has_errors",
    "Reason": "kind, words, label, truth, value, cites, of, facts, computed, because, more, place",
    "Span": "file, start, end, to(self, other: 'Span') -> 'Span'",
    "Statement": "id, section, summary",
    "Supposed": "value, status, possible",
    "UsedFact": "path, kind, record, id, of, field, label, value, state",
    "UsedReading": "name, cites, question, reading, words, is_default, approved, read",
}

VALUES = ("Status", "__version__")

# What the house shares between its rooms: there, but promised to nobody.
# Attributes whose types nobody needs to write down: they are read through, or told by words.
NOT_TO_BE_NAMED = {
    "Policy": {"readings"},
    "PolicyCheck": {"files"},
    "Diagnostic": {"primary", "secondary", "fix", "severity"},
}
INNER = {
    "Case": {"as_at", "root", "schema", "size", "is_plain", "is_sparse", "in_order"},
    "Outcome": {"why"},
    "Policy": {"compiled"},
}


def _signature(function: Any) -> str:
    return re.sub(r"[\w.]+\.(?=[A-Z])|datetime\.|'(?=Policy)|(?<=Policy)'", "", str(inspect.signature(function)))


def _members(kind: type) -> str:
    if hasattr(kind, "_fields"):
        return ", ".join(kind._fields)
    names = [field.name for field in attrs.fields(kind)] if attrs.has(kind) else ["diagnostics", "files"]
    names += [n for c in kind.__mro__[:-1] for n in vars(c) if n not in names and c.__module__.startswith("hsb_policy")]
    shown = []
    for name in names:
        member = getattr(kind, name, None)
        if not name.startswith("_") and name not in INNER.get(kind.__name__, ()):
            shown.append(name + _signature(member) if inspect.isfunction(member) else name)
    return ", ".join(shown)


def test_the_interface_is_these_names() -> None:
    """Nobody adds or takes away a name without saying so here."""
    assert sorted([*INTERFACE, *VALUES]) == hsb_policy.__all__


@pytest.mark.parametrize("name", INTERFACE)
def test_each_name_has_this_form(name: str) -> None:
    """Arguments, their defaults and types; the public members of a class."""
    thing = getattr(hsb_policy, name)

    assert (_members(thing) if inspect.isclass(thing) else _signature(thing)) == INTERFACE[name]


@pytest.mark.parametrize("name", INTERFACE)
def test_each_name_says_what_it_is(name: str) -> None:
    """Each name, and each method and property of a class, has a docstring; what is called shows an example that runs."""
    thing = getattr(hsb_policy, name)
    own = vars(thing).items() if inspect.isclass(thing) else [(name, thing)]
    public = [member for called, member in own if inspect.isfunction(member) and not called.startswith("_")]

    assert inspect.getdoc(thing)
    assert all(inspect.getdoc(m) for m in public)
    if not inspect.isclass(thing) or name == "Policy":
        assert all(">>>" in (m.__doc__ or "") for m in public), name


def test_importing_the_library_imports_no_parser() -> None:
    """Who only decides waits for neither the parser nor the layout of texts, nor for anything that is an extra."""
    program = "import sys, hsb_policy; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert not {"lark", "hsb_policy.frontend", "hypothesis", "pytest", "duckdb", "numpy", "rich"} & set(
        done.stdout.split()
    )


def test_the_types_are_published() -> None:
    """Type checkers of those who embed the library see its types."""
    assert files("hsb_policy").joinpath("py.typed").is_file()


def _types_in(annotation: Any) -> set[type]:
    found = {annotation} if inspect.isclass(annotation) else set()
    return found.union(*(_types_in(part) for part in get_args(annotation)))


@pytest.mark.parametrize("name", [name for name in INTERFACE if attrs.has(getattr(hsb_policy, name))])
def test_what_is_met_can_be_named(name: str) -> None:
    """Each type of a public attribute is a name of the library too, for who writes down types."""
    kind = getattr(hsb_policy, name)
    hidden = {*INNER.get(name, ()), *NOT_TO_BE_NAMED.get(name, ())}
    met = [
        a.type for a in attrs.fields(attrs.resolve_types(kind)) if not a.name.startswith("_") and a.name not in hidden
    ]
    ours = {kind for annotation in met for kind in _types_in(annotation) if kind.__module__.startswith("hsb_policy")}

    assert {kind.__name__ for kind in ours} <= set(hsb_policy.__all__)


def test_the_statuses_are_those_of_the_tables() -> None:
    """A status that a rule can have is a word of the type, and no other is."""
    assert set(get_args(hsb_policy.Status)) == set(ORDER)


def test_the_version_is_that_of_the_package() -> None:
    """The version is written down twice, because reading it from the package takes time: here and in the package's settings."""
    assert hsb_policy.__version__ == version("hsb-policy")
