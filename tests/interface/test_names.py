"""The names of the interface, each with its signature or its members: growth and change are seen and reviewed here."""

import inspect
import re
import subprocess
import sys
from importlib.resources import files
from typing import Any

import attrs
import pytest

import hsb_policy

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
    "case(self, document: Mapping[str, Any] | str | bytes | Path, *, as_at: str | None = None) -> Case, "
    "decide(self, document: Case | Mapping[str, Any] | str | bytes | Path, *, as_at: str | None = None) -> Decision, "
    "explain(self, document: Case | Mapping[str, Any] | str | bytes | Path, rule: str, *, "
    "about: Mapping[str, str] | None = None, as_at: str | None = None) -> tuple[Explanation, ...], "
    "statuses(self, document: Case | Mapping[str, Any] | str | bytes | Path, *, as_at: str | None = None) -> list[Standing]",
    "PolicyLoadError": "diagnostics, files, as_text(self) -> str",
    "ReadingError": "diagnostics, files, as_text(self) -> str",
    "Standing": "rule, about, status, severity, value, due, done_on, overridden_by, branch",
    "check": "(where: str | Path = 'hsb', *, packs: Sequence[str | Path] = ()) -> PolicyCheck",
    "format_source": "(text: str, name: str = '<text>') -> str",
    "load": "(where: str | Path = 'hsb', *, packs: Sequence[str | Path] = (), readings: Mapping[str, Any] | None = None) -> Policy",
    "to_document": "(decision: Decision, *, everything: bool = False) -> dict[str, Any]",
    "to_json": "(decision: Decision, *, everything: bool = False) -> str",
}

# What the house shares between its rooms: there, but promised to nobody.
INNER = {"Case": {"as_at", "root", "schema", "size"}, "Outcome": {"why"}, "Policy": {"compiled"}}


def _signature(function: Any) -> str:
    return re.sub(r"[\w.]+\.(?=[A-Z])|'(?=Policy)|(?<=Policy)'", "", str(inspect.signature(function)))


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
    assert sorted(INTERFACE) == hsb_policy.__all__


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
